"""Words as n-grams: the chance of the next sign after the last few, learned from lists of words and kept in small files."""

from __future__ import annotations

import gzip
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ORDER = 6  # signs of an n-gram, the last included: seven need twice the room and read no better
BEGIN, END = "^", "$"
_BACK_OFF = math.log(0.4)
UNSEEN = math.log(1e-4)  # a sign that no word holds
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
                return cost + UNSEEN
            before, cost = before[1:], cost + _BACK_OFF

    def after(self, before: str, signs: str) -> tuple[str, float]:
        """What stands before when these signs have followed, as far as it matters, and the natural logarithm of their chance."""
        cost = 0.0
        for sign in signs:
            cost += self.chance(before, sign)
            before = (before + sign)[-self.order :]
        return before, cost


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
    """The n-grams of given and family names of many origins (`names.gz`, made by `training/spellings.py`)."""
    return unpacked(files("digitiser.columns").joinpath("names.gz").read_bytes(), ORDER)


@cache
def words() -> Ngrams:
    """The n-grams of names and of what else people write: towns, streets, countries, words of old letters (`words.gz`)."""
    return unpacked(files("digitiser.columns").joinpath("words.gz").read_bytes(), ORDER)
