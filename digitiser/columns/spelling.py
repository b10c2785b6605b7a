"""How the texts of a column are spelt: chances of the next sign, learned from words (n-grams) or given by a grammar. Weighs, never forbids.

A sheet's ink is uncertain sign by sign, and a word is not: "Dunont" and "Dupont" are one stroke apart. The recogniser asks for these
chances while it searches (`digitiser.recognisers.Spelling`); names that no list holds pass, with less weight.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from digitiser.columns import country, digits_folded, ditto, fold, ngrams
from digitiser.columns.email import PROVIDERS
from digitiser.columns.ngrams import BEGIN, END, UNSEEN, Ngrams, on_paper
from digitiser.model import ColumnName
from digitiser.settings import ADDRESS_SPELLING, DITTO_WORD, NAME_SPELLING, OWNER_WORDS, TEXT_SPELLING


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
        before, cost = self.words.after(before, letters)
        return before, self.weight * cost

    def ended(self, state: Hashable) -> float:
        """The last word ends."""
        return self.weight * self.words.chance(str(state), END) if state != BEGIN else 0.0


@dataclass(frozen=True, eq=False)
class TextSpelling:
    """Any text: words of n-grams, numbers, and the signs between them."""

    words: Ngrams
    weight: float = TEXT_SPELLING
    start: Hashable = BEGIN

    def folded(self, sign: str) -> str:
        """Small letters, and digits from 0 to 9."""
        sign = digits_folded(sign)
        return sign.lower() if len(sign.lower()) == 1 else sign

    def longer(self, state: Hashable, sign: str) -> tuple[Hashable, float]:
        """The state is what stands before in the same word or number."""
        before = str(state)
        if sign.isdigit():
            return _DIGITS, self.weight * (_DIGIT + (0.0 if before == _DIGITS else self._word_end(before)))
        letters = fold(sign)
        if not letters:
            return BEGIN, self.weight * (self._word_end(before) + (0.0 if sign == " " else _SIGN))
        before, cost = self.words.after(BEGIN if before == _DIGITS else before, letters)
        return before, self.weight * cost

    def ended(self, state: Hashable) -> float:
        """The last word ends."""
        return self.weight * self._word_end(str(state))

    def _word_end(self, before: str) -> float:
        return 0.0 if before in (BEGIN, _DIGITS) else self.words.chance(before, END)


@dataclass(frozen=True, eq=False)
class CountryTable:
    """The names of all countries, whatever stands between their letters."""

    chances: Mapping[str, float]

    def folded(self, sign: str) -> str:
        """Letters and digits as `fold` has them."""
        return fold(sign)


@dataclass(frozen=True, eq=False)
class SignSpelling:
    """Numbers and codes: `free` signs cost nothing, `letters` little, all others much; what stands `between` groups is left out.

    So "06 12", "0612" and "06.12" are one text, and the search has room for what they do not share.
    """

    free: str
    letters: float
    others: float
    between: str = ""
    start: Hashable = None

    def folded(self, sign: str) -> str:
        """Capitals without accents, and digits from 0 to 9; empty for what stands between groups."""
        if sign in self.between:
            return ""
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
    """Addresses: words of names, set together with or without a sign between them, digits, one @, a provider.

    `owner` are the words of the row's name, each with the natural logarithm of its chance: most people make their address of their name.
    """

    words: Ngrams
    domains: Ngrams
    weight: float = ADDRESS_SPELLING
    owner: tuple[tuple[str, float], ...] = ()
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
            cost = self.domains.chance(before, sign) if sign.isascii() else UNSEEN
            return _Reached((((before + sign)[-self.domains.order :], 0.0),), True), self.weight * cost
        if sign == "@":
            return _Reached(((BEGIN, 0.0),), True), self.weight * max(
                c + self._word_end(before) for before, c in state.guesses
            )
        guesses: dict[str, float] = {}
        for before, chance in state.guesses:
            for after, cost in self._after(before, sign):
                guesses[after] = max(chance + cost, guesses.get(after, -math.inf))
        ranked = sorted(guesses.items(), key=lambda guess: -guess[1])
        best = [guess for guess in ranked if guess[0][0] != _OWN][:3]  # one of these can go on, whatever follows
        best += [guess for guess in ranked if guess[0][0] == _OWN][:4]
        whole = max(chance for _, chance in best)
        return _Reached(tuple((after, chance - whole) for after, chance in best), False), self.weight * whole

    def ended(self, state: Hashable) -> float:
        """In a known provider, an unknown one, or too early."""
        assert isinstance(state, _Reached)
        return self.weight * (self.domains.chance(state.guesses[0][0], END) if state.in_domain else UNSEEN)

    def _after(self, before: str, sign: str) -> Iterable[tuple[str, float]]:
        if before[0] == _OWN and len(before) > 1:  # within a word of the owner's name
            if before[1] == sign:
                yield _OWN + before[2:], 0.0
        elif sign.isdigit():
            yield _DIGITS, math.log(0.3) if before == _DIGITS else _FIRST_DIGIT + self._word_end(before)
        elif sign in "._-":
            yield BEGIN, (_OWN_JOINTS[sign] if before == _OWN else _JOINT) + self._word_end(before)
        elif not sign.isascii() or not sign.isalpha():
            yield before, UNSEEN
        else:
            joint = _OWN_JOINTS[""] if before == _OWN else _ANOTHER_WORD
            another = 0.0 if before == BEGIN else joint + self._word_end(before)
            if before not in (BEGIN, _DIGITS, _OWN):
                yield (before + sign)[-self.words.order :], self.words.chance(before, sign)
            yield BEGIN + sign, another + self.words.chance(BEGIN, sign)
            for word, chance in self.owner:
                if word[0] == sign:
                    yield _OWN + word[1:], another + chance
                    yield _OWN, another + chance + _OWN_INITIAL

    def _word_end(self, before: str) -> float:
        if before in (BEGIN, _DIGITS, _OWN):
            return 0.0
        if before[0] == _OWN:
            return UNSEEN
        return self.words.chance(before, END) if len(before) > 2 else _INITIAL


_PARTS_WORDS = " -'’."
_DIGITS = "0"
_OWN = "="  # a word of the owner's name, with what is still to come of it
_DIGIT = math.log(0.1)
_SIGN = math.log(0.1)  # one sign of many, between or behind the words of a text
_ODD = math.log(0.01)  # a sign that no name has, a hyphen behind a hyphen
_GAP = math.log(0.05)  # a space in an address: people leave them
_FIRST_DIGIT, _ANOTHER_WORD, _INITIAL = math.log(0.1), math.log(0.3), math.log(0.1)
_JOINT = math.log(0.3)  # a sign between two words
_OWN_JOINTS = {sign: math.log(share) for sign, share in ((".", 0.5), ("_", 0.2), ("-", 0.2), ("", 0.15))}
_OWN_WORD, _OWN_INITIAL = (
    math.log(0.3),
    math.log(0.2),
)  # that a word is one of the owner's name, that only its first letter stands


@cache
def spelling_of(
    column: ColumnName, language: str | None
) -> NameSpelling | TextSpelling | CountryTable | SignSpelling | AddressSpelling | None:
    """How a column of a sheet is spelt, `language` being the sheet's BCP 47 tag; None where nothing is known of it."""
    match column:
        case "name" | "given_name" | "family_name":
            return NameSpelling(ngrams.names())
        case "country":
            return _countries((language or "")[:2])
        case "phone":
            return SignSpelling("0123456789+()", -4.0, -4.0, between=" .-/")
        case "postcode":
            return SignSpelling("0123456789", -0.3, -3.0, between=" -")
        case "email":
            return AddressSpelling(ngrams.names(), _domains())
        case "city" | "other":
            return TextSpelling(ngrams.words())
    return None


def address_of(name: Mapping[str, float]) -> AddressSpelling:
    """How the address of a person is spelt whose name was read as these texts, each with its share."""
    words: dict[str, float] = {}
    for text, share in name.items():
        for word in fold(text).split():
            if word.isascii() and len(word) > 1:
                words[word] = words.get(word, 0.0) + share
    likely = sorted(words.items(), key=lambda word: -word[1])[:OWNER_WORDS]
    owner = tuple((word, _OWN_WORD + math.log(min(1.0, share))) for word, share in likely if share > 0)
    return AddressSpelling(ngrams.names(), _domains(), owner=owner)


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
    return ngrams.learned(
        dict.fromkeys(PROVIDERS, 1.0) | dict.fromkeys((f"a.{end}" for end in ("fr", "com", "org", "net")), 0.3), 10
    )
