"""Whole numbers, such as the number of signatures at the foot of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from digitiser.columns import clean, digits_folded, ranked
from digitiser.model import Candidate

_AS_DIGIT = str.maketrans("OoQDlIi|!][ZzSsGbBgq", "00001111111225566899")
_MOST_DIGITS = 3  # no sheet has a thousand rows
_NONE = 0.05  # of the chance of one signature, that of none: such a sheet is hardly sent in
_BEYOND = (
    0.1  # of the numbers at a sheet's foot, those that are larger than its rows: people miscount, and add up pages
)


@dataclass(frozen=True)
class Counts:
    """What a number that counts the rows of a sheet may be: any up to their number alike, and seldom a larger one below a hundred.

    A closed table for the recogniser. It does not know how many rows are filled: a reading that agrees with them has to say so by itself.
    """

    rows: int
    language: str | None = None

    @property
    def chances(self) -> Mapping[str, float]:
        """The chance of each number, and of it behind a nought."""
        return _chances(self.rows)

    def folded(self, sign: str) -> str:
        """Digits as 0 to 9, and letters that look like one; points and strokes around a number are passed over.

        A round stroke that looks like an Arabic five is one on Arabic sheets only.
        """
        if self.language != "ar" and sign in "٥۵":
            return "0"
        digit = digits_folded(sign).translate(_AS_DIGIT)
        return digit if digit.isalnum() else ""


def candidates(text: str) -> tuple[Candidate, ...]:
    """The number in a text, without leading zeros; None where no digit was read or there are more than a sheet can need."""
    digits = "".join(c for c in digits_folded(clean(text)).translate(_AS_DIGIT) if c in "0123456789")
    return ranked({str(int(digits)): 1.0}) if 0 < len(digits) <= _MOST_DIGITS else ()


@cache
def _chances(rows: int) -> Mapping[str, float]:
    within, beyond = (1 - _BEYOND) / (rows + 1), _BEYOND / max(1, 99 - rows)
    chances = {str(number): within if number <= rows else beyond for number in range(100)} | {"0": within * _NONE}
    noughts = {f"0{number}": 0.1 * chances[str(number)] for number in range(10)}
    return {
        text: chance / (sum(chances.values()) + sum(noughts.values())) for text, chance in (chances | noughts).items()
    }
