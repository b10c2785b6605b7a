"""Telephone numbers: E.164 with the row's country as region. The one door to phonenumbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from digitiser.columns import clean, digits_folded, ranked
from digitiser.model import Candidate

# What a reader makes of a digit. A sign that is none of these is left out.
_CONFUSED = ("OoQDUC°", "lIi|!][ı\\}{T", "Zz?", "", "Ah", "Ss$", "Gb", "", "B&", "gqy")  # with 0 to 9
_AS_DIGIT = str.maketrans({sign: str(digit) for digit, signs in enumerate(_CONFUSED) for sign in signs})
_WEIGHT = {
    PhoneNumberType.MOBILE: 1.0,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: 1.0,
    PhoneNumberType.FIXED_LINE: 0.6,
    PhoneNumberType.VOIP: 0.3,
}
_OTHER_TYPE, _ELSEWHERE, _TRIMMED, _REPAIRED, _IMPOSSIBLE = 0.1, 0.3, 0.3, 0.1, 0.005
_FIRST_GROUP, _LAST_LETTERS = re.compile(r"^\S*[^\W\d_]\S*\s+"), re.compile(r"[^\W\d_]{2,}\W*$")
_SHORTEST = 6  # digits of a number that a neighbour's letters are taken from
_TURNED = 0.5  # of a number in Arabic digits: its groups run from right to left
_LONGEST = 40  # signs that are looked at: E.164 has 15 digits
_REGIONS, _REPAIRED_REGIONS = 8, 2  # countries that are tried: phonenumbers takes a tenth of a millisecond for each


def candidates(text: str, regions: Sequence[Candidate] = ()) -> tuple[Candidate, ...]:
    """The numbers that a text may be, as E.164, best first; `regions` are the countries that the row may belong to.

    A number that no dialling plan knows is still given, with little probability; None only where fewer than four digits were read.
    """
    international, digits = _digits(text)
    if len(digits) < 4:
        return ()
    regions = [r for r in regions if phonenumbers.country_code_for_region(r.value)]
    scores: dict[str, float] = {}
    for turned, share in _turns(text):
        for number, weight in _meanings(*_digits(turned), regions[:_REGIONS]):
            scores[number] = max(scores.get(number, 0.0), share * weight)
    likeliest = regions[0].probability if regions else 0.0
    if max(scores.values(), default=0.0) < _TRIMMED * likeliest or not scores:
        for trimmed in _without_neighbours(text):
            for number, weight in _meanings(*_digits(trimmed), regions[:_REPAIRED_REGIONS]):
                scores[number] = max(scores.get(number, 0.0), _TRIMMED * weight)
    if max(scores.values(), default=0.0) < _REPAIRED * likeliest or not scores:
        for written, share in _one_less(digits):
            for number, weight in _meanings(international, written, regions[:_REPAIRED_REGIONS]):
                scores[number] = max(scores.get(number, 0.0), share * weight)
    code = str(phonenumbers.country_code_for_region(regions[0].value)) if regions and not international else ""
    guess = "+" + (code + (digits if international else digits.lstrip("0")))[:15]
    scores.setdefault(guess, _IMPOSSIBLE * (likeliest if regions else 1.0))
    return ranked(scores)


def is_known(text: str, region: str) -> bool:
    """Whether the dialling plan of a country, or of the country code that comes first, knows the number in a text."""
    international, digits = _digits(text)
    written = "+" + digits if international else digits
    return any(True for _ in _valid(written, None if international else region, 1.0))


def fit(text: str, region: str) -> float:
    """How well a text fits somebody of a country: 1 for a mobile number of its plan or with its code in front, 0 for none of these."""
    international, digits = _digits(text)
    written = "+" + digits if international else digits
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return 0.0
    if not phonenumbers.is_valid_number_for_region(number, region):
        return 0.0
    return _WEIGHT.get(phonenumbers.number_type(number), _OTHER_TYPE)


def digits(text: str) -> str:
    """The digits of a text, and what a reader may have made of them."""
    return _digits(text)[1]


def country_of(text: str) -> str | None:
    """The country of a valid number that was written with its country code; None for all others, and for codes that belong to none."""
    international, digits = _digits(text)
    number = next(_valid("+" + digits, None, 1.0), None) if international else None
    region = phonenumbers.region_code_for_number(phonenumbers.parse(number[0])) if number else None
    return region if region and len(region) == 2 else None


def parts(e164: str) -> tuple[str, str]:
    """Country code and national number of an E.164 number, both without a sign in front; ("", the digits) for one that no plan knows."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return "", "".join(c for c in e164 if c.isdecimal())
    return str(number.country_code), phonenumbers.national_significant_number(number)


def _digits(text: str) -> tuple[bool, str]:
    """Whether a country code comes first, and the digits."""
    text = digits_folded(clean(text))[:_LONGEST]
    text = re.sub(r"\(\s*[0Oo]\s*\)", "", text) if re.match(r"\s*(\+|00)", text) else text
    # A plus is often read as a t or a star; only in front of two more digits is it believed.
    sign = re.match(r"[^\w]*([+*†‡#]|[tfT](?=\s*\d\d))", text)
    digits = "".join(c for c in text[sign.end() if sign else 0 :].translate(_AS_DIGIT) if c in "0123456789")
    if digits.startswith("00") and len(digits) > 9:
        return True, digits[2:]
    return bool(sign), digits


def _turns(text: str) -> Iterator[tuple[str, float]]:
    """The text, and its groups from right to left: so some write a number in Arabic digits, the first group at the right."""
    yield text, 1.0
    groups = clean(text).lstrip("+ ").split()
    if len(groups) > 1 and any(c.isdecimal() and not c.isascii() for c in text):
        yield ("+" if "+" in text else "") + " ".join(reversed(groups)), _TURNED


def _meanings(international: bool, digits: str, regions: Sequence[Candidate]) -> Iterator[tuple[str, float]]:
    """Valid numbers that the digits may be, with their weights."""
    for region in regions:
        code, fits = str(phonenumbers.country_code_for_region(region.value)), region.probability
        if international:
            yield from _valid("+" + digits, None, fits if digits.startswith(code) else 0)
            continue
        yield from _valid(digits, region.value, fits)
        if region.value == "AR" and len(digits.lstrip("0")) == 10:  # mobiles are dialled without their 9 at home
            yield from _valid("+549" + digits.lstrip("0"), None, fits)
        if digits.startswith(code):
            yield from _valid("+" + digits, None, fits * 0.5)
    # Without a country, or with another country's code in front.
    yield from _valid("+" + digits, None, _ELSEWHERE if international else _ELSEWHERE / 10)


def _without_neighbours(text: str) -> Iterator[str]:
    """The text without a first group that holds a letter ("om 051 ..."), or without letters at its end: the next cells' words reach in."""
    plain = clean(text)
    for without in (_FIRST_GROUP.sub("", plain), _LAST_LETTERS.sub("", plain)):
        if without != plain and len(_digits(without)[1]) >= _SHORTEST:
            yield without


def _one_less(digits: str) -> Iterator[tuple[str, float]]:
    """The digits without one, as a rule or a bracket may have been taken for it, most often at the ends."""
    for i in range(len(digits)):
        yield digits[:i] + digits[i + 1 :], _REPAIRED / len(digits) * (2 if i in (0, len(digits) - 1) else 1)


def _valid(written: str, region: str | None, weight: float) -> Iterator[tuple[str, float]]:
    if weight <= 0:
        return
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return
    if phonenumbers.is_valid_number(number):
        kind = _WEIGHT.get(phonenumbers.number_type(number), _OTHER_TYPE)
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), weight * kind
