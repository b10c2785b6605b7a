"""What a printed heading means: a closed table of wordings in five languages, compared loosely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from rapidfuzz.distance import OSA

from digitiser.model import ColumnName
from digitiser.settings import HEADING_MIN_LIKENESS

_ARABIC_FORMS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})
# Words that only one of the five languages has, for titles and paragraphs.
_COMMON_WORDS = {
    "fr": "le la les des du et nous aux pour une contre dans que qui sur non est sont leurs cette pétition signataires",
    "en": "the of and we to for on stop end our all this that against in is are undersigned petition be",
    "es": "el los las del y por una contra en que se alto nosotros abajo firmantes esta para personas con petición",
    "de": "der die das und wir für gegen den dem von zu mit nicht ein eine unterzeichnenden petition stoppt keine im auf",
    "ar": "من في على الى ان هذه التي لا نحن الموقعون ضد او مع عن",
}


@dataclass(frozen=True)
class Meaning:
    """What a heading was taken for, in which languages it is said so, and how alike (0 to 1) the wording is."""

    name: ColumnName
    languages: tuple[str, ...]
    likeness: float


def meaning_of(text: str) -> Meaning | None:
    """The column that a heading names, or None. A hint in brackets or small print after it does no harm."""
    said = loose(text)
    if not said:
        return None
    best: dict[ColumnName, tuple[float, list[str]]] = {}
    for name, language, wording in _wordings():
        likeness = _likeness(said, wording)
        top, languages = best.get(name, (0.0, []))
        if likeness > top + 1e-9:
            best[name] = (likeness, [language])
        elif likeness > top - 0.02:
            languages.append(language)
    name, (likeness, languages) = max(best.items(), key=lambda item: item[1][0], default=("other", (0.0, [])))
    if likeness < HEADING_MIN_LIKENESS:
        return None
    return Meaning(name, tuple(dict.fromkeys(languages)), likeness)


def likely_language(headings: Iterable[Meaning], words: Iterable[str]) -> str | None:
    """The language in which most of the headings are said and most of the other print is written, or None."""
    votes = dict.fromkeys(_COMMON_WORDS, 0.0)
    for meaning in headings:
        for language in meaning.languages:
            votes[language] += 2.0 / len(meaning.languages)
    common = _common_words()
    for word in words:
        spelt = loose(word)
        if re.search("[\u0621-\u064a]{2}", spelt):
            votes["ar"] += 0.3
        for language, known in common.items():
            votes[language] += 0.5 * (spelt in known)
    language, most = max(votes.items(), key=lambda vote: vote[1])
    return language if most >= 1.0 else None


def loose(text: str) -> str:
    """Letters and digits alone, without case, accents or Arabic spelling variants, single spaces between words."""
    plain = unicodedata.normalize("NFKD", text.translate(_ARABIC_FORMS)).casefold()
    kept = "".join(c if c.isalnum() or c in "#°" else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


@cache
def _wordings() -> tuple[tuple[ColumnName, str, str], ...]:
    table = msgspec.toml.decode(
        Path(__file__).with_name("heading_words.toml").read_bytes(), type=dict[ColumnName, dict[str, list[str]]]
    )
    return tuple(
        (name, language, loose(wording))
        for name, languages in table.items()
        for language, wordings in languages.items()
        for wording in wordings
    )


@cache
def _common_words() -> dict[str, frozenset[str]]:
    """The words of each language that no other of the five has."""
    words = {language: set(loose(text).split()) for language, text in _COMMON_WORDS.items()}
    return {
        language: frozenset(own - set().union(*(other for key, other in words.items() if key != language)))
        for language, own in words.items()
    }


def _likeness(said: str, wording: str) -> float:
    """1 for the wording itself; less for misread letters (optimal string alignment), and for more words than the wording has."""
    whole = _alike(said, wording)
    tokens, wanted = said.split(), wording.split()
    extra = len(tokens) - len(wanted)
    if extra <= 0 or len(wording) < 3:
        return whole
    windows = (" ".join(tokens[k : k + len(wanted)]) for k in range(extra + 1))
    best = max(_alike(window, wording) for window in windows)
    share = len(wording) / max(1, len(said))
    return max(whole, best * (0.8 + 0.2 * share))


def _alike(said: str, wording: str) -> float:
    """Share of letters that agree; short words must agree in every letter."""
    if len(wording) <= 3:
        return float(said == wording)
    # Tesseract sees rn in m and m in rn.
    return OSA.normalized_similarity(said.replace("rn", "m"), wording.replace("rn", "m"))
