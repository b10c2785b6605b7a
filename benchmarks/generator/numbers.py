"""Telephone numbers and postcodes that could be somebody's in the country, in the ways people write them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from benchmarks.generator.chance import Lots, chance, pick, weighed
from benchmarks.generator.wordings import places

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def postcode(country: str, rng: Lots) -> str | None:
    """A possible postcode of the country, None where there are none."""
    if country in places().lists["codeless"]:
        return None
    shape = pick(rng, places().postcodes.get(country, ("#####",)))
    text = "".join(_character(c, rng) for c in shape)
    if country == "FR":
        text = f"{int(rng.integers(1, 96)):02d}" + text[2:]
    if text[0] == "0" and country not in ("FR", "US", "ES", "DE", "IT", "MX", "PL"):
        text = str(int(rng.integers(1, 10))) + text[1:]
    if country == "ES":
        text = f"{int(rng.integers(1, 53)):02d}" + text[2:]
    return text


def _character(shape: str, rng: Lots) -> str:
    if shape == "#":
        return str(int(rng.integers(10)))
    return pick(rng, "ABCDEFGHJKLMNPRSTUVWXY") if shape == "A" else shape


@lru_cache(maxsize=400)
def _example(country: str) -> PhoneNumber | None:
    mobile = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    return mobile or phonenumbers.example_number(country)


def phone(country: str, rng: Lots) -> PhoneNumber | None:
    """A valid number of the country, mostly a mobile one; None where the country has no numbers of its own."""
    like = _example(country)
    if like is None:
        return None
    digits = phonenumbers.national_significant_number(like)
    for keep in (2, 3, 3, 4, 4, 4, 5, 5, 6, 6):
        tail = "".join(str(int(d)) for d in rng.integers(0, 10, max(0, len(digits) - keep)))
        number = phonenumbers.parse(f"+{like.country_code}{digits[:keep]}{tail}")
        if phonenumbers.is_valid_number(number) and phonenumbers.region_code_for_number(number) == country:
            return number
    return like


def e164(number: PhoneNumber) -> str:
    """As the truth has it."""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def as_written(number: PhoneNumber, home: str, eastern: bool, rng: Lots) -> str:
    """How the number's owner writes it on a sheet signed in `home`; eastern digits on an Arabic sheet."""
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    abroad = phonenumbers.region_code_for_number(number) != home
    digits = "".join(c for c in national if c.isdigit())
    far = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    styles: dict[str, float] = {"far": 14, "00": 2, "national": 44, "digits": 14, "pairs": 14, "dots": 8, "dashes": 4}
    style = weighed(rng, {"far": 40, "00": 6} if abroad else styles)
    text = {
        "far": far,
        "00": "00" + far[1:],
        "national": national,
        "digits": digits,
        "pairs": _grouped(digits, " "),
        "dots": _grouped(digits, "."),
        "dashes": national.replace(" ", "-"),
    }[style]
    if style == "far" and chance(rng, 0.25):
        text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if _reads_back(text, number, home):
        return text.translate(EASTERN) if eastern else text
    return far.translate(EASTERN) if eastern else far


def _grouped(digits: str, by: str) -> str:
    start = len(digits) % 2
    groups = ([digits[:start]] if start else []) + [digits[i : i + 2] for i in range(start, len(digits), 2)]
    return by.join(groups)


def _reads_back(text: str, number: PhoneNumber, home: str) -> bool:
    """Whether a reader who knows the row's country can make out the number."""
    try:
        return phonenumbers.parse(text, home) == number or e164(phonenumbers.parse(text, home)) == e164(number)
    except phonenumbers.NumberParseException:
        return False
