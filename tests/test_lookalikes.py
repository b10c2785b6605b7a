"""Nobody is asked to choose between two texts that look the same; what a person can tell apart stays apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.model import Candidate
from digitiser.screens.card_fields import card_fields
from digitiser.screens.language import speaking
from digitiser.screens.lookalikes import looks
from tests.records import field, reading, row

ALIKE = [
    ("على", "علی"), ("کریم", "كريم"), ("МАРІЯ", "MAPIЯ"), ("Ο. ΝΕΟ", "O. NEO"), ("75011", "٧٥٠١١"), ("۷۵", "٧٥"),
    ("O’Brien", "O'Brien"), ("Anne‐Marie", "Anne-Marie"), ("Zoe\u0308", "Zoë"), ("محـمد", "محمد"),
]  # fmt: skip
APART = [
    ("علي", "على"),
    ("علي", "علی"),
    ("Muller", "Müller"),
    ("JONAS", "Jonas"),
    ("فاطمة", "فاطمه"),
    ("1", "l"),
    ("أحمد", "احمد"),
]


@pytest.mark.parametrize(("one", "two"), ALIKE)
def test_letters_that_are_drawn_alike_are_the_same(one: str, two: str) -> None:
    assert looks(one) == looks(two)


@pytest.mark.parametrize(("one", "two"), APART)
def test_what_a_person_can_tell_apart_stays_apart(one: str, two: str) -> None:
    assert looks(one) != looks(two)


@given(st.text())
def test_looked_at_twice_a_text_is_the_same(text: str) -> None:
    assert looks(looks(text)) == looks(text)


@given(st.permutations(["علی کریم", "على كريم", "علي كريم", "على كربم", "على كر يم"]))
def test_no_two_texts_on_number_keys_look_the_same_and_nothing_else_goes(offered: list[str]) -> None:
    candidates = tuple(Candidate(text, 0.5 / 2**at) for at, text in enumerate(offered))
    name = field("name", offered[0], 0.5, candidates=candidates)
    one = row(1, name, field("country", "FR"))
    with speaking("ar"):
        shown = next(each for each in card_fields(reading(rows=(one,)), one, {}) if each.column == "name")
    texts = [shown.guess.text, *(choice.text for choice in shown.choices)]
    assert texts == [text for at, text in enumerate(offered) if looks(text) not in map(looks, offered[:at])]
