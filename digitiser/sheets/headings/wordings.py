"""What a printed heading means: a closed table of wordings in eight languages, compared loosely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

import msgspec
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from digitiser.model import ColumnName
from digitiser.settings import HEADING_MIN_LIKENESS

_NEAR = 55.0  # rapidfuzz's partial ratio, in hundredths, of wordings that are worth a closer look
_WRONG_LETTER, _OTHER_LETTER = (
    2.2,
    0.12,
)  # what a misread letter, and one that belongs to no wording, cost against one that agrees
_HINT = re.compile(r"[(\[{].{3,}?(?:[)\]}]|$)")  # "(si hors de France)"; not the "(s)" of a plural
_HINTS = (
    "facultatif",
    "facultative",
    "optional",
    "opcional",
    "freiwillig",
    "اختياري",
    "majuscules",
    "mayusculas",
    "capitals",
)
_SLASH = re.compile(r"(/|(?<= )[|{\[](?= ))")  # between two languages, as Tesseract reads it
_ALL_OR_HALF = ({"name", "given_name"}, {"name", "family_name"})
_ARABIC_FORMS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})
# Words that only one of the languages has, for titles and paragraphs.
_COMMON_WORDS = {
    "fr": "le la les des du et nous aux pour une contre dans que qui sur non est sont leurs cette pétition signataires",
    "en": "the of and we to for on stop end our all this that against in is are undersigned petition be",
    "es": "el los las del y por una contra en que se alto nosotros abajo firmantes esta para personas con petición",
    "de": "der die das und wir für gegen den dem von zu mit nicht ein eine unterzeichnenden petition stoppt keine im auf",
    "pt": "os da do das dos uma contra em não nós para pela petição abaixo assinados e são",
    "it": "il lo gli della di che per contro una non siamo sono petizione sottoscritti noi nel con",
    "tr": "ve bir bu için ile karşı biz değil imza dilekçe olarak tüm",
    "ar": "من في على الى ان هذه التي لا نحن الموقعون ضد او مع عن",
}


@dataclass(frozen=True)
class Meaning:
    """What a heading was taken for, in which languages it is said so, and how alike (0 to 1) the wording is.

    `weight` tells how much of the heading the wording explains: it counts the letters that agree, less what the others
    cost, so that wordings of all lengths can be compared.
    """

    name: ColumnName
    languages: tuple[str, ...]
    likeness: float
    weight: float


def meaning_of(text: str) -> Meaning | None:
    """The column that a heading names, or None. A hint in brackets or small print after it does no harm."""
    return next(iter(meanings_of(text)), None)


@lru_cache(4096)
def meanings_of(text: str) -> tuple[Meaning, ...]:
    """What a heading may name, each column once, the one that explains most of its letters first.

    What is said in two languages ("Country / PAÍS") says it twice.
    """
    found = {meaning.name: meaning for meaning in _said(text)}
    for first, second, parted in _halves(text) if found else ():
        for one, other in product(_said(first), _said(second)):
            both = _twice(one, other, parted)
            if both and both.weight > found.get(both.name, one).weight:
                found[both.name] = both
    return tuple(sorted(found.values(), key=lambda meaning: -meaning.weight))


def _halves(text: str) -> list[tuple[str, str, bool]]:
    """What a text may say in one language and in another: before and after the stroke, and that there is one; without one, at each word."""
    first, slash, second = (*_SLASH.split(text, maxsplit=1), "", "")[:3]
    if slash:
        return [(first, second, True)]
    words = text.split()
    return [(" ".join(words[:k]), " ".join(words[k:]), False) for k in range(1, len(words))]


def _twice(one: Meaning, other: Meaning, parted: bool) -> Meaning | None:
    """What two wordings in two languages say together; "Nom / Apellidos" is the family name, though "nom" alone is all of the name."""
    abroad = not set(one.languages) & set(other.languages)
    names = {one.name, other.name}
    if not parted and not abroad:
        return None
    if one.name != other.name and not (parted and abroad and names in _ALL_OR_HALF):
        return None
    name = one.name if other.name in (one.name, "name") else other.name
    both = tuple(dict.fromkeys((*one.languages, *other.languages)))
    return Meaning(name, both, max(one.likeness, other.likeness), one.weight + other.weight)


@lru_cache(4096)
def _said(text: str) -> tuple[Meaning, ...]:
    said, plain = loose(text), loose(_HINT.sub(" ", text))
    near = (
        process.extract(said, _spellings(), scorer=fuzz.partial_ratio, score_cutoff=_NEAR, limit=None) if said else []
    )
    best: dict[ColumnName, tuple[float, float, list[str]]] = {}
    for wording, _, _ in near:
        likeness, weight = _likeness(said, wording)
        if plain and plain != said:
            likeness, weight = max((likeness, weight), _likeness(plain, wording), key=lambda pair: pair[1])
        if likeness < HEADING_MIN_LIKENESS:
            continue
        for name, language in _wordings()[wording]:
            most, _, languages = best.get(name, (-1e9, 0.0, []))
            if weight > most + 1e-9:
                best[name] = (weight, likeness, [language])
            elif weight > most - 0.3:
                languages.append(language)
    return tuple(
        Meaning(name, tuple(dict.fromkeys(languages)), likeness, weight)
        for name, (weight, likeness, languages) in best.items()
    )


def is_hint(text: str) -> bool:
    """Whether a word hints at how another column is filled: its brackets are lost more easily than its letters."""
    said = loose(text)
    return any(_alike(said, hint) >= HEADING_MIN_LIKENESS for hint in _HINTS)


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
def _wordings() -> dict[str, tuple[tuple[ColumnName, str], ...]]:
    """The columns and languages of each wording."""
    table = msgspec.toml.decode(
        Path(__file__).with_name("heading_words.toml").read_bytes(), type=dict[ColumnName, dict[str, list[str]]]
    )
    meant: dict[str, list[tuple[ColumnName, str]]] = {}
    for name, languages in table.items():
        for language, wordings in languages.items():
            for wording in wordings:
                meant.setdefault(loose(wording), []).append((name, language))
    return {wording: tuple(dict.fromkeys(pairs)) for wording, pairs in meant.items()}


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(_wordings())


@cache
def _common_words() -> dict[str, frozenset[str]]:
    """The words of each language that no other has."""
    words = {language: set(loose(text).split()) for language, text in _COMMON_WORDS.items()}
    return {
        language: frozenset(own - set().union(*(other for key, other in words.items() if key != language)))
        for language, own in words.items()
    }


def _likeness(said: str, wording: str) -> tuple[float, float]:
    """How alike (1 for the wording itself), and how many letters that explains; other words beside it count a little against it."""
    windows = _windows(said, wording.count(" ") + 1) if len(wording) >= 3 else (said,)
    likeness, window = max((_alike(window, wording), window) for window in windows)
    letters, rest = len(wording.replace(" ", "")), len(said.replace(" ", "")) - len(window.replace(" ", ""))
    # A short wording that is said exactly is as sure as one of four letters.
    weight = max(4, letters) * (1 - _WRONG_LETTER * (1 - likeness)) - min(
        3.0, _OTHER_LETTER * rest * max(1, 6 - letters)
    )
    return likeness, weight


@lru_cache(256)
def _windows(said: str, words: int) -> tuple[str, ...]:
    """All of a text, and each so many of its words that follow each other."""
    tokens = said.split()
    return tuple({said, *(" ".join(tokens[k : k + words]) for k in range(len(tokens) - words + 1))})


def _alike(said: str, wording: str) -> float:
    """Share of letters that agree; short words must agree in every letter."""
    if len(wording) <= 3:
        return float(said == wording)
    # Tesseract sees rn in m and m in rn.
    return OSA.normalized_similarity(
        said.replace("rn", "m"), wording.replace("rn", "m"), score_cutoff=HEADING_MIN_LIKENESS
    )
