"""E-mail addresses: grammar, providers, and the row's name as a hint."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.columns.email import PROVIDERS, candidates
from digitiser.model import Candidate


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Jean.Dupont@GMAIL.com", "jean.dupont@gmail.com"),
        ("zoe_henaff65 @ orange . fr", "zoe_henaff65@orange.fr"),
        ("pascal.noel@hotmail.con", "pascal.noel@hotmail.com"),
        ("pascal.noel@hotmail,com", "pascal.noel@hotmail.com"),
        ("francoisgiraudoux@protan.me", "francoisgiraudoux@proton.me"),
        ("zoe©0range.fr", "zoe@orange.fr"),
        ("jean.dupont gmail.com", "jean.dupont@gmail.com"),
        ("jean.dupontagmail.com", "jean.dupont@gmail.com"),
        ("benoît@free.fr", "benoit@free.fr"),
        ("anna@unknown-firm.fr", "anna@unknown-firm.fr"),
        ("m.h@mail.unknown.example.nl", "m.h@mail.unknown.example.nl"),
        ("٢٤anna@web.de", "24anna@web.de"),
    ],
)
def test_readings_become_addresses(text: str, address: str) -> None:
    assert candidates(text)[0].value == address


def test_a_gap_is_offered_as_the_signs_it_may_have_been() -> None:
    values = {candidate.value for candidate in candidates("karine noel@outlook.com")}
    assert {"karinenoel@outlook.com", "karine_noel@outlook.com", "karine.noel@outlook.com"} <= values


def test_a_sure_name_puts_a_misread_address_right_and_an_unsure_one_does_not() -> None:
    sure, unsure = (candidates("pasca1.noe1@free.fr", (Candidate("Pascal Noël", p),)) for p in (0.9, 0.1))
    assert sure[0].value == "pascal.noel@free.fr"
    assert unsure[0].value == "pasca1.noe1@free.fr"


def test_a_name_that_agrees_raises_the_confidence_at_most() -> None:
    alone = candidates("zoe_henaff65@orange.fr")[0]
    named = candidates("zoe_henaff65@orange.fr", (Candidate("Zoé Hénaff", 0.9),))[0]
    assert alone.value == named.value == "zoe_henaff65@orange.fr"
    assert candidates("kiwi77@free.fr", (Candidate("Zoé Hénaff", 0.9),))[0].value == "kiwi77@free.fr"


@settings(max_examples=200, deadline=None)
@given(
    local=st.from_regex(r"[a-z]{2,8}([._-][a-z]{2,8})?[0-9]{0,3}", fullmatch=True),
    provider=st.sampled_from(PROVIDERS),
    dress=st.sampled_from(
        [str, str.upper, lambda text: text.replace("@", " @ "), lambda text: text.replace(".", " .")]
    ),
)
def test_a_clean_address_is_read_back(local: str, provider: str, dress: object) -> None:
    assert callable(dress)
    assert candidates(dress(f"{local}@{provider}"))[0].value == f"{local}@{provider}"


def test_what_is_no_address_is_unlikely_and_still_given() -> None:
    (found,) = candidates("jean dupont")
    assert found.value == "jeandupont"
    assert found.probability < 0.01
    assert candidates("سلام") == candidates("...") == ()
