"""Countries: what people write, in five languages, becomes ISO 3166-1 alpha-2 (and XK); the policy is docs/countries.md.

`countries.csv` is the whole knowledge and is edited by hand. A name in several rows is shared by them ("Congo", "Korea"), and
the row `--` holds words that the program must not guess about: they take probability away and give no value.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from digitiser.columns import clean, fold, ranked
from digitiser.model import Candidate
from digitiser.settings import COUNTRY_EDIT_COST, COUNTRY_NOISE_COST, COUNTRY_SHORT_SLIP

LANGUAGES = ("fr", "ar", "en", "es", "de")
_NOBODYS = "--"
# Where the people who sign a sheet in a language mostly live, the most first; weighed by 1, 1/2, 1/3, ...
AT_HOME = {
    "fr": ("FR", "BE", "CH", "MA", "LU", "CA", "TN", "DZ", "SN", "CI", "NL", "DE"),
    "ar": ("MA", "EG", "DZ", "TN", "LB", "JO", "IQ", "SY", "SA", "YE", "PS", "BH"),
    "en": ("GB", "US", "CA", "IE", "AU", "NZ", "ZA", "IN", "NL"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "MA"),
    "de": ("DE", "AT", "CH", "LU"),
}
# How usual each way of naming a country is on a sheet, against its name in the sheet's language.
_OTHER_LANGUAGE, _OTHER_NAME, _PEOPLE, _TOWN, _SHORT, _CODE = 0.6, 0.6, 0.3, 0.3, 0.3, 0.05
_ELSEWHERE = 0.03  # of the people of the first country: those of one that is not in AT_HOME
_ARTICLES = frozenset("le la les l the der die das el los las il".split())  # noqa: SIM905
_POLITY = re.compile(
    r"\b(republique|republic|republica|republik|royaume|kingdom|reino|konigreich|etat|state|islamique|islamic|"
    r"federale|federal|arabe|arab|of|du|de|des|del|von)\b|جمهوريه|مملكه|دوله"
)
# Signs that pens and readers confuse; Arabic letters that differ in their dots alone. They cost half an edit.
_LOOKALIKES = str.maketrans(
    "l1j0ac5869qyv" + "nz2t" + "تثنيئپ" + "حخچ" + "ذ" + "زژ" + "ش" + "ض" + "ظ" + "غ" + "ق",
    "iiiooesbbgggu" + "uzzf" + "بببببب" + "ججج" + "د" + "رر" + "س" + "ص" + "ط" + "ع" + "ف",
)


@dataclass(frozen=True)
class _Names:
    """Every known writing: its key, its look, whose it is, how usual it is by language, and times how much a slip in it costs."""

    keys: tuple[str, ...]
    looks: tuple[str, ...]
    codes: tuple[str, ...]
    languages: tuple[str, ...]
    weights: tuple[float, ...]
    slips: NDArray[np.float64]


def candidates(text: str, language: str | None = None) -> tuple[Candidate, ...]:
    """The countries that a text may name, best first; `language` is the sheet's BCP 47 tag.

    A likeness of P = usualness x exp(-cost x edits) is shared among the countries and the chance that the text is noise.
    None only where no letter was read.
    """
    names = _names()
    usual = np.array(names.weights) * np.where(np.array(names.languages) == (language or "")[:2], 1, _OTHER_LANGUAGE)
    scores: dict[str, float] = {}
    noise = 1e-12
    for key, share in _variants(text):
        edits = _edits(key)
        # What is a name as it stands was hardly meant for another: "CO" is no slip of "CA"
        costs = COUNTRY_EDIT_COST * edits * (2 if edits.min() == 0 else 1) * names.slips
        likeness = share * usual * np.exp(-costs)
        for i in np.argsort(-likeness)[:60]:
            code = names.codes[i]
            scores[code] = max(scores.get(code, 0.0), float(likeness[i]))
        noise = max(noise, share * float(np.exp(-COUNTRY_NOISE_COST * len(key))))
    total = sum(scores.values()) + noise
    return ranked({code: score / total for code, score in scores.items() if code != _NOBODYS}) if scores else ()


def at_home(language: str | None) -> tuple[str, ...]:
    """Where most people who sign sheets in a language (BCP 47 tag) live, the likeliest first; French where none is known."""
    return AT_HOME.get((language or "fr")[:2], AT_HOME["fr"])


def usual_names(language: str) -> Iterator[tuple[str, float]]:
    """Every writing of every country, and how usual it is on a sheet in `language` (two letters)."""
    home = at_home(language)
    for row in _rows():
        lives = 1 / (home.index(row["code"]) + 1) if row["code"] in home else _ELSEWHERE
        for other in LANGUAGES:
            yield row[other], lives * (1 if other == language else _OTHER_LANGUAGE)
        for column, weight in (("also", _OTHER_NAME), ("people", _PEOPLE), ("towns", _TOWN)):
            for name in row[column].split("; "):
                yield name, lives * weight
        yield row["code"], lives * _CODE


def codes() -> tuple[str, ...]:
    """All codes of the table, in order."""
    return tuple(row["code"] for row in _rows() if row["code"] != _NOBODYS)


def label(code: str, language: str) -> str:
    """The country's name in a language of the table (English where it has none); the code itself where it is unknown."""
    for row in _rows():
        if row["code"] == code:
            return row[language[:2] if language[:2] in LANGUAGES else "en"]
    return code


def _edits(key: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Edits from `key` to every known name; half of each is forgiven where only lookalikes differ."""
    names = _names()
    plain = cdist([key], names.keys, scorer=OSA.distance, dtype=np.float64)[0]
    look = cdist([_look(key)], names.looks, scorer=OSA.distance, dtype=np.float64)[0]
    return np.asarray((plain + look) / 2, np.float64)


def _variants(text: str) -> Iterator[tuple[str, float]]:
    """What in the text may be the name: all of it, its part beside a comma or in brackets, or what is left of "Kingdom of ..."."""
    text = clean(text)
    whole = _key(text)
    if not any(c.isalpha() for c in whole):
        return
    yield whole, 1.0
    bare = _key(_POLITY.sub(" ", fold(text)))
    if bare and bare != whole:
        yield bare, 0.3
    parts = [key for part in re.split(r"[,;:/()|]", text) if (key := _key(part)) and key != whole]
    yield from ((part, 0.3) for part in parts if len(part) > 1)


def _key(text: str) -> str:
    """The text without case, accents, articles and spaces."""
    words = fold(text).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return "".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words)


def _look(key: str) -> str:
    return key.replace("rn", "m").replace("vv", "w").translate(_LOOKALIKES)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with files("digitiser.columns").joinpath("countries.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def _names() -> _Names:
    found: dict[tuple[str, str, str], float] = {}

    def add(name: str, code: str, language: str, weight: float) -> None:
        if key := _key(name):
            found[key, code, language] = max(weight, found.get((key, code, language), 0.0))

    for row in _rows():
        code = row["code"]
        add(code, code, "", _CODE)
        for language in LANGUAGES:
            add(row[language], code, language, 1.0)
        for column, weight in (("also", _OTHER_NAME), ("people", _PEOPLE), ("towns", _TOWN)):
            for name in row[column].split("; "):
                short = len(_key(name)) <= 3 and name.isascii()
                # 1 / _OTHER_LANGUAGE: a name outside the five columns belongs to no language, and loses nothing for it
                add(name, code, "", (min(weight, _SHORT) if short else weight) / _OTHER_LANGUAGE)
    keys = tuple(key for key, _, _ in found)
    return _Names(
        keys,
        tuple(map(_look, keys)),
        tuple(code for _, code, _ in found),
        tuple(language for _, _, language in found),
        tuple(found.values()),
        np.array([COUNTRY_SHORT_SLIP if len(key) <= 3 else 1.0 for key in keys]),
    )
