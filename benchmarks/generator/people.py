"""Invented people: names from Faker's lists and from ours, with an address, a number and a postcode to match."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from faker import Faker

from benchmarks.generator import numbers
from benchmarks.generator.chance import Lots, chance, pick
from benchmarks.generator.wordings import names, places

SPANISH, FRENCH, ARAB = ("es_MX", "es_CO", "es_AR"), ("fr_FR", "fr_BE"), ("ar_PS", "ar_DZ", "ar_SA")
BY_LANGUAGE = {"fr": FRENCH, "en": ("en_GB", "en_US", "en_IE"), "es": SPANISH, "ar": ARAB, "de": ("de_DE", "de_AT")}
FAMOUS = frozenset(("بن لادن", "آل سعود", "آل مقطوف", "المعتوق"))


@dataclass(frozen=True)
class Person:
    """Somebody who was never born. `country` is ISO 3166-1; `phone` is E.164, and `phone_written` how it is put down."""

    given: str
    family: str
    country: str
    email: str
    phone: str | None
    phone_written: str | None
    postcode: str | None
    city: str

    @property
    def name(self) -> str:
        """Given name first."""
        return f"{self.given} {self.family}"


@lru_cache(maxsize=100)
def _faker(locale: str) -> Faker:
    return Faker(locale, use_weighting=False)


def any_person(language: str, home: str, rng: Lots) -> Person:
    """Somebody who signs a sheet of the language in the country `home`: most live there, some elsewhere."""
    country = (
        home
        if chance(rng, 0.68)
        else pick(rng, places().lists["visitors"] if chance(rng, 0.75) else places().homes[language])
    )
    given, family = _name(country, language, rng)
    number_of = country if chance(rng, 0.96) else home
    number = numbers.phone(number_of, rng)
    written = numbers.as_written(number, country, language == "ar" and chance(rng, 0.5), rng) if number else None
    return Person(
        given, family, country, _email(given, family, language, rng), numbers.e164(number) if number else None, written,
        numbers.postcode(country, rng), _city(country, language, rng),
    )  # fmt: skip


def _name(country: str, language: str, rng: Lots) -> tuple[str, str]:
    if language == "ar" and chance(rng, 0.86):
        if chance(rng, 0.3):
            return _from_faker(pick(rng, ARAB), rng)
        given, family = _ours("arabic", rng)
        return (f"{given} {_ours('arabic', rng)[0]}", family) if chance(rng, 0.2) else (given, family)
    if country in places().lists["maghreb"] or (language == "fr" and chance(rng, 0.1)):
        return _ours("maghreb", rng)
    if country in places().lists["sahel"]:
        return _ours("sahel", rng)
    return _from_faker(
        pick(
            rng,
            places().locales.get(country)
            or (
                SPANISH
                if country in places().lists["latin_america"]
                else BY_LANGUAGE[language if language != "ar" else "en"]
            ),
        ),
        rng,
    )


def _ours(kind: str, rng: Lots) -> tuple[str, str]:
    return pick(rng, names(kind).given), pick(rng, names(kind).family)


def _from_faker(locale: str, rng: Lots) -> tuple[str, str]:
    fake = _faker(locale)
    fake.seed_instance(int(rng.integers(2**31)))
    given, family = fake.first_name(), fake.last_name()
    while family in FAMOUS:
        family = fake.last_name()
    if locale.startswith("es") and chance(rng, 0.5):
        family = f"{family} {fake.last_name()}"
    if locale[:2] in ("fr", "de", "en") and chance(rng, 0.06):
        family = f"{family}-{fake.last_name()}"
    return given, family


def _email(given: str, family: str, language: str, rng: Lots) -> str:
    def plain(text: str) -> str:
        text = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l")).lower()
        return "".join(c for c in text if c.isascii() and c.isalnum())

    first, last = plain(given), plain(family)
    if not first or not last:
        first, last = (plain(part) for part in _ours("maghreb", rng))
    digits = str(int(rng.integers(1, 100)))
    shapes = (
        "{0}.{1}", "{0}{1}", "{2}.{1}", "{1}.{0}", "{0}_{1}", "{0}.{1}{3}", "{0}{3}", "{1}{3}", "{0}-{1}", "{2}{1}{3}",
    )  # fmt: skip
    local = pick(rng, shapes).format(first, last, first[0], digits)
    return f"{local[:26]}@{pick(rng, places().providers[language])}"


def _city(country: str, language: str, rng: Lots) -> str:
    if language == "ar":
        return pick(rng, names("arabic").cities)
    locale = pick(rng, places().locales.get(country) or BY_LANGUAGE[language])
    fake = _faker(locale)
    fake.seed_instance(int(rng.integers(2**31)))
    return str(fake.city())
