"""What training measures with: greedy reading of the network's columns, and the error a careful reader would count."""

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

_SAME = str.maketrans({"œ": "oe", "Œ": "OE", "ß": "ss", "ی": "ي", "ک": "ك", "ـ": None})


def greedy(log_probs: "np.ndarray[Any, Any]", alphabet: Sequence[str]) -> str:
    """(columns, classes) to text in visual order: the best class a column, repeats and blanks dropped."""
    best = log_probs.argmax(1)
    kept = best[np.concatenate([[True], best[1:] != best[:-1]]) & (best > 0)] if len(best) else best
    return " ".join("".join(alphabet[k - 1] for k in kept).split())


def loose(text: str) -> str:
    """Case, accents, punctuation and spacing apart: how petition readings are compared."""
    plain = unicodedata.normalize("NFKD", text.translate(_SAME)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def loose_error(read: str, true: str) -> float | None:
    """Edit distance by length of the truth, at most 1; None where nothing but signs stands in the truth."""
    target = loose(true)
    return min(1.0, Levenshtein.distance(loose(read), target) / len(target)) if target else None
