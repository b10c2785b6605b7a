"""The model of a reviewer's time: ways of putting a text right are counted as at the keyboard, and no group costs more than it saves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.editing import keys_to_edit
from benchmarks.effort import Effort, OfferedField, OfferedRow, at_once, by_row, in_groups, typing
from benchmarks.keystrokes import figures, followed
from benchmarks.score import TrueRow
from digitiser.screens.card_fields import parts

QUAD = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
LEAST = {"name": 0.95, "country": 0.95}
TRUE = TrueRow(QUAD, "filled", True, {"name": "Jonas Weber", "country": "DE"})


def _row(name: str = "JONAS WEBER", sure: float = 0.99, others: tuple[str, ...] = ()) -> OfferedRow:
    offered = [(name, sure), *((other, 0.1) for other in others)]
    fields: dict[str, OfferedField | None] = {
        "name": OfferedField(name, sure, "written", offered),
        "country": OfferedField("DE", 0.99),
    }
    return OfferedRow(QUAD, "filled", True, fields)


def test_a_row_read_right_takes_one_key_and_a_glance_at_each_value_and_the_signature() -> None:
    assert by_row(_row(), TRUE) == Effort(keys=1, mental=1, glances=3)
    assert typing(TRUE).keys == len("Jonas Weber") + 1 + len("DE") + 1 + 1


@pytest.mark.parametrize(
    ("read", "others", "keys"),
    [
        ("JONAS WEBEN", ("JONAS WEBER",), 1),
        ("WEBEN JONAS", ("WEBER JONAS",), 1),
        ("JONAS WEBEN", ("JONAS WEBEM",), 2),
        ("JONAS WEBEN", (), 4),
    ],
)
def test_a_wrong_letter_is_put_right_in_the_cheapest_way(read: str, others: tuple[str, ...], keys: int) -> None:
    assert by_row(_row(read, 0.6, others), TRUE).keys == keys + 1


def test_what_is_certain_is_offered_no_alternatives() -> None:
    assert by_row(_row("JONAS WEBEN", 0.99, ("JONAS WEBER",)), TRUE).keys == 4 + 1


def test_groups_take_a_row_only_where_every_cell_is_sure() -> None:
    assert in_groups(_row(), TRUE, LEAST).seconds < by_row(_row(), TRUE).seconds
    assert in_groups(_row(sure=0.6), TRUE, LEAST) == by_row(_row(sure=0.6), TRUE)
    exception = in_groups(_row("X"), TRUE, LEAST)
    assert exception.seconds > by_row(_row("X"), TRUE).seconds


def test_rows_on_one_screen_share_its_decision_and_arrows_go_to_what_is_put_right() -> None:
    plain, wrong, struck = (
        Effort(keys=1, mental=1, glances=3),
        Effort(keys=2, mental=2, glances=3),
        Effort(keys=1, mental=1),
    )
    rows = [
        (plain, True, False),
        (plain, True, False),
        (wrong, True, True),
        (struck, False, False),
        (plain, True, False),
    ]
    first, second, third, fourth, last = at_once(rows, 3)
    assert first == second
    assert first.keys == pytest.approx(1 / 3)
    assert first.glances == 3, "each is looked at"
    assert third.keys == pytest.approx(2 + 1 / 3 + 1)
    assert third.mental == pytest.approx(1 + 1 / 3)
    assert (fourth, last) == (struck, plain)


def test_a_struck_row_is_one_decision_and_its_cost_is_shared_by_the_signatures() -> None:
    struck = TrueRow(QUAD, "struck", True, {"name": "Y", "country": "FR"})
    assert by_row(_row("ZZZ"), struck) == Effort(keys=1, mental=1, glances=1)
    both = figures([by_row(_row(), TRUE), by_row(_row("ZZZ"), struck)], [True, False])
    assert both.median == by_row(_row(), TRUE).seconds
    assert both.operators.keys == 2


def test_an_address_costs_nothing_without_consent_and_a_look_with_it() -> None:
    true, agreed = ({"email": "j@example.org", "consent": consent} | TRUE.fields for consent in ("no", "yes"))
    row = _row()
    row.fields |= {"email": OfferedField("j@example.com", 0.5), "consent": OfferedField("no", 0.99)}
    assert typing(TrueRow(QUAD, "filled", True, true)) == typing(TRUE)
    assert by_row(row, TrueRow(QUAD, "filled", True, true)) == by_row(_row(), TRUE) + Effort(glances=1)
    assert by_row(row, TrueRow(QUAD, "filled", True, agreed)).keys > by_row(_row(), TRUE).keys + 2


def test_a_ditto_says_what_was_settled_above_and_costs_a_look_alone() -> None:
    row = _row()
    row.fields["country"] = OfferedField("TN", 0.5, "ditto", [("TN", 0.5)], from_row=1)
    above = TrueRow(QUAD, "filled", True, {"name": "Ana Silva", "country": "DE"})
    assert by_row(row, TRUE).keys > 1, "as it was read"
    settled = followed(row, {1: above})
    assert by_row(settled, TRUE) == by_row(_row(), TRUE)
    assert in_groups(settled, TRUE, LEAST) == in_groups(_row(), TRUE, LEAST)
    struck = TrueRow(QUAD, "struck", True, above.fields)
    assert followed(row, {1: struck}) == row, "nothing was settled there"


def test_a_name_in_two_cells_is_two_glances_and_both_must_be_sure() -> None:
    row = _row()
    row.fields |= {"given_name": OfferedField("JONAS", 0.99), "family_name": OfferedField("WEBER", 0.99)}
    assert by_row(row, TRUE) == by_row(_row(), TRUE) + Effort(glances=1)
    assert in_groups(row, TRUE, LEAST).seconds > in_groups(_row(), TRUE, LEAST).seconds
    row.fields["family_name"] = OfferedField("WEBER", 0.5)
    assert in_groups(row, TRUE, LEAST | {"family_name": 0.9}) == by_row(row, TRUE)


def test_a_box_without_a_tick_is_a_claim_of_its_own_and_must_be_sure() -> None:
    row = _row()
    row.fields["consent"] = OfferedField("no", 0.6, "blank")
    assert in_groups(row, TRUE, LEAST | {"consent": 0.9}) == by_row(row, TRUE)


@pytest.mark.parametrize(
    ("read", "true", "keys"),
    [
        ("breandan obryen", "breandan o'bryen", ["Tab", "End", "Ctrl", "Left", "Right", "'"]),
        ("souleyman coulibaly", "souleymane coulibaly", ["Tab", "End", "Ctrl", "Left", "Left", "e"]),
        ("ana weben", "ana weber", ["Tab", "End", "Backspace", "r"]),
        ("na weber", "ana weber", ["Tab", "Home", "a"]),
    ],
)
def test_the_caret_goes_by_letters_and_by_words(read: str, true: str, keys: list[str]) -> None:
    assert keys_to_edit(read, true) == len(keys)


@given(
    st.text("ab ", max_size=12),
    st.text("ab ", min_size=1, max_size=12),
    st.lists(st.text("ab ", max_size=12), max_size=3),
)
def test_no_way_takes_more_keys_than_all_anew(read: str, true: str, others: list[str]) -> None:
    keys = keys_to_edit(read, true, parts(read, others))
    assert keys == 0 if read == true else 2 <= keys <= 1 + 2 + len(true)
