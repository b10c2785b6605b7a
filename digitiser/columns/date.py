"""Dates as people write them: day first, in any of our languages."""

from __future__ import annotations

import datetime
import re

from babel import Locale
from rapidfuzz.process import extractOne

from digitiser.columns import clean, digits_folded, fold, ranked
from digitiser.model import Candidate

_LANGUAGES = ("fr", "ar", "en", "es", "de")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_MONTHS = {
    fold(name): number
    for language in _LANGUAGES
    for width in ("wide", "abbreviated")
    for number, name in Locale(language).months["format"][width].items()
}
# The Levant's own months, beside the ones that babel gives.
_MONTHS |= {
    fold(name): number
    for number, name in enumerate(
        ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"], 1
    )
}  # fmt: skip
_AS_DIGIT = str.maketrans("OoQDlI|!][ZSB", "0000111111258")


def candidates(text: str) -> tuple[Candidate, ...]:
    """The dates that a text may be, as YYYY-MM-DD, best first; None where it is none between 2000 and 2099."""
    text = digits_folded(clean(text))
    numbers = [int(n) for n in re.findall(r"\d{1,4}", text.translate(_AS_DIGIT) if not _month(text) else text)]
    scores: dict[str, float] = {}
    if (month := _month(text)) and len(numbers) == 2:
        _add(scores, numbers[1], month, numbers[0], 1.0)
    elif len(numbers) == 3:
        first, middle, last = numbers
        if first > 31:
            _add(scores, first, middle, last, 1.0)
        else:
            _add(scores, last, middle, first, 0.9)
            _add(scores, last, first, middle, 0.1)  # month first, as in the United States
    return ranked(scores)


def _month(text: str) -> int | None:
    """The month that is written out in the text."""
    word = " ".join(re.findall(r"[^\W\d_]+", fold(text)))
    found = extractOne(word, _MONTHS.keys(), score_cutoff=75) if len(word) > 2 else None
    return _MONTHS[found[0]] if found else None


def _add(scores: dict[str, float], year: int, month: int, day: int, score: float) -> None:
    year += 2000 if year < 100 else 0
    if _FIRST_YEAR <= year <= _LAST_YEAR:
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            return
        scores[date.isoformat()] = max(score, scores.get(date.isoformat(), 0.0))
