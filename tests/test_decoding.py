"""What the searches find against sums over all alignments, worked out one by one."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.columns.spelling import SignSpelling
from digitiser.recognisers.decoding import FREE, STRANGE, Columns, Found, best_path, mixed, spelt, tabled

ALPHABET = "abA "
SIGNS = {"a": "a", "A": "a", "b": "b", " ": ""}


@dataclass(frozen=True, eq=False)
class Lists:
    """A closed table of small letters."""

    chances: dict[str, float] = field(default_factory=lambda: {"ab": 0.5, "aab": 0.3, "b": 0.2})

    def folded(self, sign: str) -> str:
        return SIGNS.get(sign, sign)


@dataclass(frozen=True, eq=False)
class Liking:
    """A spelling that likes one sign."""

    liked: str
    start: Hashable = None

    def folded(self, sign: str) -> str:
        return sign.lower()

    def longer(self, state: Hashable, sign: str) -> tuple[Hashable, float]:
        return state, 0.0 if sign == self.liked else -3.0

    def ended(self, state: Hashable) -> float:
        return 0.0


def some_columns(seed: int, length: int = 5) -> Columns:
    rng = np.random.default_rng(seed)
    chances = rng.dirichlet(np.full(len(ALPHABET) + 1, 0.7), length)
    return np.log(np.maximum(chances, 1e-7)).astype(np.float32)


def summed(columns: Columns, folded: dict[str, str]) -> dict[str, float]:
    """Every folded text with the sum over its alignments: doubles fold together, then blanks go."""
    found: dict[str, float] = {}
    signs = ["", *(folded[sign] for sign in ALPHABET)]
    for path in product(range(len(signs)), repeat=len(columns)):
        text, last = "", ""
        for k in path:
            text += signs[k] if signs[k] != last else ""
            last = signs[k]
        chance = float(np.exp(sum(columns[t, k] for t, k in enumerate(path))))
        found[text] = found.get(text, 0.0) + chance
    return found


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_table_gets_the_exact_probability_of_each_entry(seed: int) -> None:
    columns, table = some_columns(seed), Lists()
    exact, found = summed(columns, SIGNS), tabled(columns, ALPHABET, table)
    assert sum(f.share for f in found) == pytest.approx(1)
    entries = {f.text: f for f in found if f.text in table.chances and f.text != best_path(columns, ALPHABET)}
    for text, f in entries.items():
        assert f.ink == pytest.approx(exact.get(text, 0.0), rel=1e-3, abs=1e-9)
    for a, b in zip(entries.values(), list(entries.values())[1:], strict=False):
        assert a.ink * table.chances[a.text] >= b.ink * table.chances[b.text] * 0.999


def test_a_text_that_is_not_in_the_table_is_still_found() -> None:
    sure = np.log(np.full((4, 5), 0.0001))
    sure[[0, 1, 2, 3], [2, 1, 2, 1]] = np.log(0.9996)  # "baba", of which nothing is in the table
    found = tabled(sure.astype(np.float32), ALPHABET, Lists())
    assert found[0].text == "baba"
    assert found[0].share > 0.5 > FREE


def test_a_sign_that_no_entry_holds_is_doubted_more_than_a_strange_word() -> None:
    sure = np.log(np.full((2, 4), 0.0001))
    sure[[0, 1], [3, 1]] = np.log(0.9997)  # "1a" and, by one alignment in a thousand, "ba"
    sure[0, 2] = np.log(0.0009)
    strange, known = (tabled(sure.astype(np.float32), "ab" + sign, Lists({"ba": 1.0, "cc": 0.1})) for sign in "1c")
    assert [f.text for f in strange[:2]] == ["ba", "1a"]
    assert [f.text for f in known[:2]] == ["ba", "ca"] or known[0].text == "ca"
    of_strange, of_known = (next(f for f in found if f.text[0] in "1c") for found in (strange, known))
    assert of_known.share / of_strange.share > 0.5 * FREE / STRANGE
    assert of_known.ink == pytest.approx(of_strange.ink)


def test_a_spelling_weighs_the_ink_and_is_overruled_by_it() -> None:
    unsure = np.log(np.array([[0.02, 0.58, 0.4, 1e-5, 1e-5]] * 1, np.float32))
    assert spelt(unsure, ALPHABET, Liking("a"))[0].text == "a"
    assert spelt(unsure, ALPHABET, Liking("b"))[0].text == "b"
    sure = np.log(np.array([[0.001, 0.996, 0.003, 1e-5, 1e-5]], np.float32))
    assert spelt(sure, ALPHABET, Liking("b"))[0].text == "a"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_what_a_spelling_does_not_tell_apart_is_added_up(seed: int) -> None:
    columns = some_columns(seed, 4)
    exact = summed(columns, {sign: sign.lower() for sign in ALPHABET})
    found = spelt(columns, ALPHABET, Liking("a"), width=10_000)
    assert sum(f.share for f in found) == pytest.approx(1)
    for f in found[:3]:
        spaced = [text for text in exact if " ".join(text.split()) == f.text]
        assert f.ink == pytest.approx(sum(exact[text] for text in spaced), rel=0.05, abs=0.01)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_numbers_that_differ_in_their_gaps_alone_are_one(seed: int) -> None:
    columns = some_columns(seed, 4)
    exact = summed(columns, {sign: sign.strip().upper() for sign in ALPHABET})
    found = spelt(columns, ALPHABET, SignSpelling(ALPHABET.upper(), 0.0, 0.0, between=" "), width=10_000)
    assert {f.text for f in found} <= set(exact)
    assert sum(f.share for f in found) == pytest.approx(1)
    for f in found:
        assert f.ink == pytest.approx(exact[f.text], rel=0.05, abs=0.01)


def test_a_long_line_does_not_vanish() -> None:
    columns = np.log(np.tile(np.array([[0.3, 0.4, 0.2, 0.05, 0.05]], np.float32), (390, 1)))
    assert 0 < sum(f.share for f in spelt(columns, ALPHABET, Liking("a"))) < 1.001
    assert sum(f.share for f in tabled(columns, ALPHABET, Lists())) == pytest.approx(1)


def test_two_looks_are_one_opinion_and_what_both_saw_comes_first() -> None:
    one = [Found("Dupont", 0.3, 0.5), Found("Dumont", 0.2, 0.4), Found("Dupant", 0.1, 0.1)]
    two = [Found("Dumont", 0.4, 0.7), Found("Durant", 0.1, 0.3)]
    assert [found.text for found in mixed([one, two])] == ["Dumont", "Dupont", "Durant", "Dupant"]
    best = mixed([one, two])[0]
    assert (best.ink, best.share) == pytest.approx((0.3, 0.55))
    assert sum(found.share for found in mixed([one, two])) == pytest.approx(1.0)
    assert mixed([one]) == one
    assert mixed([[], []]) == []
