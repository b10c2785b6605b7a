"""Dittos in words, and strokes that say "as above" but were read as letters."""

from __future__ import annotations

import re

from digitiser.columns import clean, fold

# As `fold` leaves them.
WORDS = frozenset({
    "idem", "id", "ibid", "ditto", "dito", "do", "same", "as above", "pareil", "ci dessus", "igual", "mismo", "lo mismo", "desgl", "ebenso",
    "نفسه", "كذلك", "مثله", "نفس البلد",
})  # fmt: skip
# Two strokes, upright, leaning or high, as a reader makes letters of them.
_STROKES = re.compile(r"[\"'`´’‘“”«»]{1,4}|[1Il|/\\!\[\](){}ا\"'٬,.:;-]{2,4}|11|=|u|n")


def is_ditto(text: str) -> bool:
    """Whether a text is a word for a ditto or nothing but its strokes; only for columns that hold no such text themselves."""
    return fold(text) in WORDS or _STROKES.fullmatch("".join(clean(text).split())) is not None
