"""Telephone numbers and postcodes as people write them. Digits are drawn anew each time: a reader that knows some numbers invents them."""

import functools
import string

import numpy as np
import phonenumbers
from phonenumbers import PhoneNumberFormat

_SEPARATORS, _USUAL = (" ", ".", "-", "/", "", "  "), (0.45, 0.18, 0.1, 0.05, 0.2, 0.02)
_KEPT = 2  # first digits that a plan's example lends: what stands in front is what people always write, as 06 or 05


def digits(rng: np.random.Generator, low: int, high: int) -> str:
    """From `low` to `high` digits."""
    return "".join(map(str, rng.integers(0, 10, int(rng.integers(low, high + 1)))))


def phone(rng: np.random.Generator) -> str:
    """A number of some country's plan, in groups as its people or as nobody would make them; a third with their country code."""
    national, code = _plans()[int(rng.integers(len(_plans())))]
    abroad = rng.random() < 0.3
    kind = rng.random()
    if kind < 0.4:  # as the plan spaces it
        body = _drawn_anew(rng, national)
        if rng.random() < 0.3:
            body = body.replace(" ", _separator(rng))
    else:
        plain = "".join(c for c in national if c.isdigit()) if kind < 0.7 else digits(rng, 8, 11)
        plain = _drawn_anew(rng, plain)
        even = int(rng.choice([2, 3, 4])) if rng.random() < 0.6 else 0
        body = _grouped(rng, plain, even, _separator(rng))
    if abroad:
        opened = "(0)" if rng.random() < 0.1 else ""
        sign = str(rng.choice(["+", "00", "(+", ""], p=[0.7, 0.2, 0.05, 0.05]))
        body = f"{sign}{code}{')' if '(' in sign else ''}{rng.choice([' ', '', '-'], p=[0.7, 0.2, 0.1])}{opened}{body.lstrip('0')}"
    return body


def postcode(rng: np.random.Generator) -> str:
    """A code of five digits, or of another country's letters and digits."""

    def letters(n: int) -> str:
        return "".join(rng.choice(list(string.ascii_uppercase), n))

    kind = rng.random()
    if kind < 0.5:
        return digits(rng, 5, 5)
    if kind < 0.58:
        return digits(rng, 4, 4)
    if kind < 0.73:
        inward = f"{digits(rng, 1, 1)}{letters(2)}"
        outward = f"{letters(int(rng.integers(1, 3)))}{digits(rng, 1, 2)}{letters(1) if rng.random() < 0.1 else ''}"
        return f"{outward}{'' if rng.random() < 0.15 else ' '}{inward}"
    if kind < 0.78:
        return f"{letters(1)}{digits(rng, 1, 1)}{letters(1)} {digits(rng, 1, 1)}{letters(1)}{digits(rng, 1, 1)}"
    if kind < 0.83:
        return f"{digits(rng, 4, 4)}{rng.choice([' ', ''])}{letters(2)}"
    if kind < 0.87:  # Ireland: any letters and digits behind the first three
        behind = "".join(rng.choice(list(string.ascii_uppercase + string.digits), 4))
        return f"{letters(1)}{digits(rng, 2, 2)} {behind}"
    if kind < 0.97:
        first, second, sign = (
            (4, 3, "-"),
            (5, 4, "-"),
            (3, 2, " "),
            (2, 3, "-"),
            (5, 5, "-"),
            (5, 3, "-"),
            (3, 4, "-"),
        )[int(rng.integers(7))]
        return f"{digits(rng, first, first)}{sign}{digits(rng, second, second)}"
    return digits(rng, 6, 7)


@functools.cache
def _plans() -> tuple[tuple[str, int], ...]:
    """For each country an example number as it is written at home, and the country's code."""
    found = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        if number is not None and number.country_code is not None:
            found.append((phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL), number.country_code))
    return tuple(found)


def _drawn_anew(rng: np.random.Generator, like: str) -> str:
    """The same signs, all digits but the first others."""
    seen, text = 0, ""
    for sign in like:
        seen += sign.isdigit()
        text += str(int(rng.integers(10))) if sign.isdigit() and seen > _KEPT else sign
    return text


def _grouped(rng: np.random.Generator, plain: str, even: int, separator: str) -> str:
    """Groups of `even` digits from the left, or each of two to four where it is 0."""
    groups, at = list[str](), 0
    while at < len(plain):
        size = even or int(rng.integers(2, 5))
        groups.append(plain[at : at + size])
        at += size
    return separator.join(groups)


def _separator(rng: np.random.Generator) -> str:
    return str(rng.choice(_SEPARATORS, p=_USUAL))
