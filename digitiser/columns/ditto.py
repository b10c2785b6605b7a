"""Dittos in words, and strokes that say "as above" but were read as letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from digitiser.columns import clean, fold

# As `fold` leaves them.
WORDS = frozenset({
    "idem", "id", "ibid", "ditto", "dito", "do", "same", "as above", "pareil", "ci dessus", "igual", "mismo", "lo mismo", "desgl", "ebenso",
    "نفسه", "كذلك", "مثله", "نفس البلد", "اعلاه", "ايضا", "كما اعلاه",
})  # fmt: skip
# Words so long may have a letter misread; of shorter ones too little would be left. Irbid and Samé are towns.
_LONG = tuple(word for word in WORDS - {"ibid", "same"} if len(word) >= 4)
# Two strokes, upright, leaning or high, as a reader makes letters of them; a lone letter that stands for no country on a car.
_STROKES = re.compile(r"[\"'`´’‘“”«»]{1,4}|[1Il|/\\!\[\](){}اJ\"'٬,.:;-]{2,4}|11|22|=|[1|/\\!cdhjlmnrtuvxyHJMNTVYU]")


def is_ditto(texts: Sequence[str]) -> bool:
    """Whether one of the texts of a cell is a word for a ditto, or all are nothing but its strokes.

    Only for columns that hold no such text themselves.
    """
    return any(_is_word(fold(text)) for text in texts) or (
        bool(texts) and all(_STROKES.fullmatch("".join(clean(text).split())) for text in texts)
    )


def _is_word(text: str) -> bool:
    return text in WORDS or (len(text) >= 3 and any(OSA.distance(text, word, score_cutoff=1) <= 1 for word in _LONG))
