"""Whole numbers, such as the number of signatures at the foot of a sheet."""

from __future__ import annotations

from digitiser.columns import clean, digits_folded, ranked
from digitiser.model import Candidate

_AS_DIGIT = str.maketrans("OoQDlIi|!][ZzSsGbBgq", "00001111111225566899")
_MOST_DIGITS = 3  # no sheet has a thousand rows


def candidates(text: str) -> tuple[Candidate, ...]:
    """The number in a text, without leading zeros; None where no digit was read or there are more than a sheet can need."""
    digits = "".join(c for c in digits_folded(clean(text)).translate(_AS_DIGIT) if c in "0123456789")
    return ranked({str(int(digits)): 1.0}) if 0 < len(digits) <= _MOST_DIGITS else ()
