"""How the texts of a column are spelt: chances of the next sign, learned from words (n-grams) or given by a grammar. Weighs, never forbids.

A sheet's ink is uncertain sign by sign, and a word is not: "Dunont" and "Dupont" are one stroke apart. The recogniser asks for these
chances while it searches (`digitiser.recognisers.Spelling`); names that no list holds pass, with less weight.
"""

from __future__ import annotations

import gzip
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digitiser.columns import country, digits_folded, ditto, fold
from digitiser.columns.email import PROVIDERS
from digitiser.model import ColumnName
from digitiser.settings import ADDRESS_SPELLING, DITTO_WORD, NAME_SPELLING

ORDER = 6  # signs of a name's n-grams, the last included: seven need twice the room and read no better
BEGIN, END = "^", "$"
_BACK_OFF = math.log(0.4)
_UNSEEN = math.log(1e-4)  # a sign that no word holds
_FIRST_CODE, _STEPS = 33, 10  # in the file, a chance is a sign: tenths of nats from "!"


@dataclass(frozen=True, eq=False)
class Ngrams:
    """Chances of the next sign after the last few, with "stupid back-off".

    Brants et al., "Large Language Models in Machine Translation", 2007.

    `chances` maps what stands before (BEGIN at the beginning of a word) to the natural logarithm of each sign's chance.
    """

    order: int
    chances: Mapping[str, Mapping[str, float]]

    def chance(self, before: str, sign: str) -> float:
        """Natural logarithm of the chance of `sign`."""
        before, cost = before[-(self.order - 1) :], 0.0
        while True:
            known = self.chances.get(before, {}).get(sign)
            if known is not None:
                return cost + known
            if not before:
                return cost + _UNSEEN
            before, cost = before[1:], cost + _BACK_OFF


def learned(words: Mapping[str, float], order: int, least: float = 0.0) -> Ngrams:
    """N-grams of folded words with their weights; those of more than three signs that weigh less than `least` are left out.

    Arabic words are learned as they stand on paper from left to right.
    """
    counts: Counter[str] = Counter()
    for word, weight in words.items():
        text = BEGIN + on_paper(word) + END
        for length in range(1, order + 1):
            for i in range(len(text) - length + 1):
                counts[text[i : i + length]] += weight  # type: ignore[assignment]
    before: Counter[str] = Counter()
    for text, count in counts.items():
        before[text[:-1]] += 0 if text == BEGIN else count
    chances: dict[str, dict[str, float]] = {}
    for text, count in counts.items():
        if text != BEGIN and (count >= least or len(text) <= 3):
            chances.setdefault(text[:-1], {})[text[-1]] = math.log(count / before[text[:-1]])
    return Ngrams(order, chances)


def on_paper(word: str) -> str:
    """The word from left to right: Arabic letters turned round."""
    return word[::-1] if any("\u0600" <= c <= "\u06ff" for c in word) else word


def packed(ngrams: Ngrams) -> bytes:
    """The n-grams as a small file: a line for each beginning, its signs each followed by their chance."""
    lines = [
        before
        + "\t"
        + "".join(sign + chr(_FIRST_CODE + min(93, round(-chance * _STEPS))) for sign, chance in sorted(signs.items()))
        for before, signs in sorted(ngrams.chances.items())
    ]
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)


def unpacked(data: bytes, order: int) -> Ngrams:
    """The n-grams of such a file."""
    chances: dict[str, dict[str, float]] = {}
    for line in gzip.decompress(data).decode().split("\n"):
        before, _, signs = line.partition("\t")
        chances[before] = {
            sign: (_FIRST_CODE - ord(code)) / _STEPS for sign, code in zip(signs[::2], signs[1::2], strict=True)
        }
    return Ngrams(order, chances)


@cache
def names() -> Ngrams:
    """The n-grams of given and family names of many origins (`names.gz`, made by `training/names.py`)."""
    return unpacked(files("digitiser.columns").joinpath("names.gz").read_bytes(), ORDER)


# ------------------------------------------------------------------------------------------------------------ by column


@dataclass(frozen=True, eq=False)
class NameSpelling:
    """Names and towns: words of n-grams, each begun anew after a space, a hyphen or an apostrophe."""

    words: Ngrams
    weight: float = NAME_SPELLING
    start: Hashable = BEGIN

    def folded(self, sign: str) -> str:
        """Small letters."""
        return sign.lower() if len(sign.lower()) == 1 else sign

    def longer(self, state: Hashable, sign: str) -> tuple[Hashable, float]:
        """The state is what stands before in the same word."""
        before = str(state)
        if sign in _PARTS_WORDS:
            return BEGIN, self.weight * (self.words.chance(before, END) if before != BEGIN else _ODD)
        letters = fold(sign)
        if not letters:
            return before, 0.0 if sign.isalpha() else self.weight * _ODD
        cost = 0.0
        for letter in letters:
            cost += self.words.chance(before, letter)
            before = (before + letter)[-self.words.order :]
        return before, self.weight * cost

    def ended(self, state: Hashable) -> float:
        """The last word ends."""
        return self.weight * self.words.chance(str(state), END) if state != BEGIN else 0.0


@dataclass(frozen=True, eq=False)
class CountryTable:
    """The names of all countries, whatever stands between their letters."""

    chances: Mapping[str, float]

    def folded(self, sign: str) -> str:
        """Letters and digits as `fold` has them."""
        return fold(sign)


@dataclass(frozen=True, eq=False)
class SignSpelling:
    """Numbers and codes: `free` signs cost nothing, `letters` little, all others much."""

    free: str
    letters: float
    others: float
    start: Hashable = None

    def folded(self, sign: str) -> str:
        """Capitals without accents, and digits from 0 to 9."""
        sign = digits_folded(sign)
        return letters.upper() if len(letters := fold(sign)) == 1 and letters.isascii() else sign

    def longer(self, state: Hashable, sign: str) -> tuple[Hashable, float]:
        """Each sign stands for itself."""
        if sign in self.free:
            return state, 0.0
        return state, self.letters if sign.isascii() and sign.isalpha() else self.others

    def ended(self, state: Hashable) -> float:
        """Anywhere."""
        return 0.0


@dataclass(frozen=True)
class _Reached:
    """In an address: the guesses of what stands before in the word, each with its chance, and whether the @ was passed."""

    guesses: tuple[tuple[str, float], ...]
    in_domain: bool


@dataclass(frozen=True, eq=False)
class AddressSpelling:
    """Addresses: words of names, set together with or without a sign between them, digits, one @, a provider."""

    words: Ngrams
    domains: Ngrams
    weight: float = ADDRESS_SPELLING
    start: Hashable = _Reached(((BEGIN, 0.0),), False)

    def folded(self, sign: str) -> str:
        """Small letters without accents, and digits from 0 to 9."""
        sign = digits_folded(sign)
        return letters if len(letters := fold(sign)) == 1 and letters.isascii() else sign

    def longer(self, state: Hashable, sign: str) -> tuple[Hashable, float]:
        """A word goes on, or another begins."""
        assert isinstance(state, _Reached)
        if sign == " ":
            return state, self.weight * _GAP
        if state.in_domain:
            (before, _), *_ = state.guesses
            cost = self.domains.chance(before, sign) if sign.isascii() else _UNSEEN
            return _Reached((((before + sign)[-self.domains.order :], 0.0),), True), self.weight * cost
        if sign == "@":
            return _Reached(((BEGIN, 0.0),), True), self.weight * max(
                c + self._word_end(before) for before, c in state.guesses
            )
        guesses: dict[str, float] = {}
        for before, chance in state.guesses:
            for after, cost in self._after(before, sign):
                guesses[after] = max(chance + cost, guesses.get(after, -math.inf))
        best = sorted(guesses.items(), key=lambda guess: -guess[1])[:3]
        whole = best[0][1]
        return _Reached(tuple((after, chance - whole) for after, chance in best), False), self.weight * whole

    def ended(self, state: Hashable) -> float:
        """In a known provider, an unknown one, or too early."""
        assert isinstance(state, _Reached)
        return self.weight * (self.domains.chance(state.guesses[0][0], END) if state.in_domain else _UNSEEN)

    def _after(self, before: str, sign: str) -> Iterable[tuple[str, float]]:
        if sign.isdigit():
            yield _DIGITS, math.log(0.3) if before == _DIGITS else _FIRST_DIGIT + self._word_end(before)
        elif sign in "._-":
            yield BEGIN, math.log(0.3) + self._word_end(before)
        elif not sign.isascii() or not sign.isalpha():
            yield before, _UNSEEN
        else:
            if before != _DIGITS:
                yield (before + sign)[-self.words.order :], self.words.chance(before, sign)
            if before != BEGIN:
                yield BEGIN + sign, _ANOTHER_WORD + self._word_end(before) + self.words.chance(BEGIN, sign)

    def _word_end(self, before: str) -> float:
        if before in (BEGIN, _DIGITS):
            return 0.0
        return self.words.chance(before, END) if len(before) > 2 else _INITIAL


_PARTS_WORDS = " -'’."
_DIGITS = "0"
_ODD = math.log(0.01)  # a sign that no name has, a hyphen behind a hyphen
_GAP = math.log(0.05)  # a space in an address: people leave them
_FIRST_DIGIT, _ANOTHER_WORD, _INITIAL = math.log(0.1), math.log(0.3), math.log(0.1)


@cache
def spelling_of(
    column: ColumnName, language: str | None
) -> NameSpelling | CountryTable | SignSpelling | AddressSpelling | None:
    """How a column of a sheet is spelt, `language` being the sheet's BCP 47 tag; None where nothing is known of it."""
    match column:
        case "name" | "given_name" | "family_name":
            return NameSpelling(names())
        case "country":
            return _countries((language or "")[:2])
        case "phone":
            return SignSpelling("0123456789+ .-/()", -4.0, -4.0)
        case "postcode":
            return SignSpelling("0123456789 ", -0.3, -3.0)
        case "email":
            return AddressSpelling(names(), _domains())
    return None


@cache
def _countries(language: str) -> CountryTable:
    """Each name as usual as it is on a sheet in that language, and the words for a ditto."""
    chances: dict[str, float] = dict.fromkeys((on_paper("".join(word.split())) for word in ditto.WORDS), DITTO_WORD)
    for name, usual in country.usual_names(language):
        text = on_paper("".join(fold(name).split()))
        chances[text] = chances.get(text, 0.0) + usual
    total = sum(chances.values())
    return CountryTable({text: chance / total for text, chance in chances.items()})


@cache
def _domains() -> Ngrams:
    """The providers, and all other domains by their first and last letters."""
    return learned(
        dict.fromkeys(PROVIDERS, 1.0) | dict.fromkeys((f"a.{end}" for end in ("fr", "com", "org", "net")), 0.3), 10
    )
