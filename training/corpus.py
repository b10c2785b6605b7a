"""The words that texts are composed of: Faker's locales (MIT), country names of CLDR (Unicode licence, through Babel), and `lists.toml`."""

import functools
import string
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LATIN = string.ascii_letters + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜŸĞİŞàáâãäåæçèéêëìíîïñòóôõöøœùúûüÿßğış"
SIGNS = string.digits + " .,-_'\"@+/()&:;!?#%*=°§€"
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژکگی"
ARABIC_SIGNS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،؛؟"
ALPHABET = LATIN + SIGNS + ARABIC + ARABIC_SIGNS
"""Class k of the network (from 1) is the k-th of these characters."""

LISTS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "lists.toml").read_text(encoding="utf-8"))

_REPLACED = str.maketrans(
    dict.fromkeys("’‘`´", "'") | dict.fromkeys("“”«»", '"') | dict.fromkeys("–—‑¬~", "-") | dict.fromkeys("·•", ".")
    | dict.fromkeys("[{", "(") | dict.fromkeys("]}", ")") | dict.fromkeys("ھہۀ", "ه") | dict.fromkeys("ـ\u200f\u200e", "")
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "þ": "th", "ð": "d", "½": "1/2", "º": "°", "ª": "a", "…": "...", "|": "/"}
    | {"ٱ": "ا", "\u200c": " "}
)  # fmt: skip
"""Signs and letters that stand for others in the network's alphabet; the rest is decomposed or left out."""

_FIRST = ("first_names", "first_names_male", "first_names_female", "first_names_unisex")
_LAST = ("last_names", "last_names_male", "last_names_female")
_TOWNS = (
    "cities",
    "city_names",
    "cities_name",
    "communities",
    "departments",
    "regions",
    "states",
    "provinces",
    "counties",
)
_STREETS = ("street_prefixes", "street_suffixes", "street_names", "streets")


@dataclass(frozen=True)
class Corpus:
    """Lists in the network's alphabet, without doubles, in a fixed order; the `likely` names are those of most sheets."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    likely_first: tuple[str, ...]
    likely_last: tuple[str, ...]
    towns: tuple[str, ...]
    streets: tuple[str, ...]
    countries: tuple[str, ...]
    words: tuple[str, ...]


def writable(text: str) -> str:
    """`text` in the network's alphabet: quotes and dashes made plain, foreign accents dropped, what it cannot write left out."""
    kept = []
    for character in unicodedata.normalize("NFC", text.translate(_REPLACED)):
        parts = character if character in ALPHABET else unicodedata.normalize("NFKD", character)
        kept += [c for c in parts if c in ALPHABET]
    return " ".join("".join(kept).split())


@functools.cache
def latin() -> Corpus:
    """The lists of Latin script (some seconds; needs the training group)."""
    african = LISTS["african_names"]
    likely = LISTS["most_sheets"]
    names = [w.title() for w in african], [*african, *LISTS["family_names"]]
    everywhere = LISTS["latin_locales"]
    return Corpus(
        first=_clean([*names[0], *_of(everywhere, _FIRST)]),
        last=_clean([*names[1], *_of(everywhere, _LAST)]),
        likely_first=_clean([*names[0], *_of(likely, _FIRST)]),
        likely_last=_clean([*names[1], *_of(likely, _LAST)]),
        towns=_clean(_of(everywhere, _TOWNS)),
        streets=_clean([*_of(everywhere, _STREETS), *LISTS["streets"]]),
        countries=_clean([*_territories(LISTS["country_languages"]), *LISTS["country_forms"]]),
        words=_clean(_of(everywhere, ("word_list",), 1500)),
    )


@functools.cache
def arabic() -> Corpus:
    """The lists of Arabic script, Arabic and Persian."""
    locales, names = LISTS["arabic_locales"], LISTS["arabic_names"]
    first = _clean([*_of(locales, _FIRST), *names], True)
    last = _clean([*_of(locales, _LAST), *names], True)
    return Corpus(
        first, last, first, last,
        towns=_clean([*_of(locales, _TOWNS), *LISTS["arabic_towns"]], True),
        streets=(),
        countries=_clean([*_territories(["ar", "fa"]), *LISTS["arabic_countries"]], True),
        words=_clean(_of(locales, ("word_list",)), True),
    )  # fmt: skip


def _of(locales: Iterable[str], names: tuple[str, ...], most: int = 10**6) -> Iterator[str]:
    """The texts of the lists called `names` in Faker's providers for these locales, `most` a list."""
    from faker import Faker

    for locale in locales:
        try:
            providers = Faker(locale).get_providers()
        except AttributeError:  # a Faker of another year may lack a locale
            continue
        for provider in providers:
            module = type(provider).__module__
            if locale not in module and "lorem" not in module:  # what the locale lacks comes in English
                continue
            for name in names:
                values = getattr(provider, name, ())
                yield from [v for v in values if isinstance(v, str) and "{" not in v][:most]


def _territories(languages: Iterable[str]) -> Iterator[str]:
    from babel import Locale

    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                yield str(name)


def _clean(values: Iterable[str], arabic: bool = False) -> tuple[str, ...]:
    """What can be written in the script, 2 to 30 characters, each once; names that lose letters on the way are left out."""
    kept: dict[str, None] = {}
    for value in values:
        text = writable(value)
        letters = [c for c in text if c.isalpha()]
        own = sum(c in ARABIC for c in letters) == (len(letters) if arabic else 0)
        if 1 < len(text) <= 30 and letters and own and len(letters) >= 0.7 * sum(c.isalpha() for c in value):
            kept[text] = None
    return tuple(kept)
