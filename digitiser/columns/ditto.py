"""Dittos in words, and strokes that say "as above" but were read as letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digitiser.columns import clean, fold

# As `fold` leaves them.
WORDS = frozenset({
    "idem", "id", "ibid", "ditto", "dito", "do", "same", "as above", "pareil", "ci dessus", "igual", "mismo", "lo mismo", "desgl", "ebenso",
    "نفسه", "كذلك", "مثله", "نفس البلد", "اعلاه", "كما اعلاه",
})  # fmt: skip
# Two strokes, upright, leaning or high, as a reader makes letters of them; a lone letter that stands for no country on a car.
_STROKES = re.compile(r"[\"'`´’‘“”«»]{1,4}|[1Il|/\\!\[\](){}اJ\"'٬,.:;-]{2,4}|11|22|=|[1|/\\!cdhjlmnrtuvxyHJMNTVYU]")


def is_ditto(texts: Sequence[str]) -> bool:
    """Whether one of the texts of a cell is a word for a ditto, or all are nothing but its strokes.

    Only for columns that hold no such text themselves.
    """
    return any(fold(text) in WORDS for text in texts) or (
        bool(texts) and all(_STROKES.fullmatch("".join(clean(text).split())) for text in texts)
    )
