"""Where signers come from, and how people write it. Names come from CLDR (babel); what people say besides is ours."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale

from benchmarks.generator.chance import Lots, chance, pick
from benchmarks.generator.wordings import wordings


@lru_cache(maxsize=2000)
def name(country: str, language: str) -> str:
    """The country's name in the language, as CLDR has it, its brackets left away."""
    text = Locale(language).territories.get(country, country)
    return str(text).split(" (")[0].replace("China-", "").replace("SAR", "").strip()


def as_written(country: str, language: str, rng: Lots) -> str:
    """One of the ways in which a signer writes the country, its code, its nickname and a slip of the pen now and then included."""
    spoken = wordings(language).spoken.get(country, ())
    if spoken and chance(rng, 0.35):
        return pick(rng, spoken)
    if language != "ar" and country not in ("XK",) and chance(rng, 0.05):
        return country
    text = name(country, language)
    if chance(rng, 0.12) and language != "ar":
        text = text.upper()
    if chance(rng, 0.06) and language != "ar":
        text = without_accents(text)
    return slip(text, rng) if len(text) > 5 and chance(rng, 0.05) else text


def without_accents(text: str) -> str:
    """As people write who do not bother with accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def slip(text: str, rng: Lots) -> str:
    """One letter doubled, dropped, or changed with its neighbour; never the first."""
    at = int(rng.integers(1, len(text) - 1))
    kind = pick(rng, ("double", "drop", "swap"))
    if kind == "double":
        return text[:at] + text[at] + text[at:]
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
