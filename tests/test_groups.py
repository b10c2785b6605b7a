"""Review by value: screens of alike cells, planted wrong crops, what follows from them, and who has which row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.groups import (
    Crop,
    GroupScreen,
    Outcome,
    compose,
    field_decisions,
    judge,
    least_confidences,
    mean_confidence,
    row_decisions,
)
from digitiser.model import Cell, Group, SettledCell
from digitiser.review import decide
from digitiser.settings import GROUP_CELLS, GROUP_LEAST, GROUP_PLANTED
from digitiser.store import Store, open_store
from digitiser.store.work import Attention
from tests.invented_store import PEOPLE, Person, make_store

FRANCE = Group("same_value", "country", "FR", 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    make_store(tmp_path / "store", sheets=3)
    with open_store(tmp_path / "store") as opened:
        yield opened


def _cell(number: int, value: str = "FR") -> Cell:
    return Cell("sheet", number, "country", value, 0.99, 0.3, 0.5)


def _settled(number: int, value: str) -> SettledCell:
    return SettledCell(_cell(1000 + number, value), "same_value", value)


def _confirm(store: Store, group: Group, who: str = "ana") -> None:
    """Look at all screens of a group and find every crop right."""
    while cells := store.work.next_cells(group, who, GROUP_CELLS):
        outcome = judge(compose(group, cells, (), Random(1)), frozenset())
        assert outcome.confirmed
        store.decisions.confirm(*field_decisions(outcome, who))


def _counts(store: Store) -> dict[tuple[str, str | None, str], int]:
    return {(group.kind, group.column, group.value): group.cells for group in store.work.groups("ana")}


def _is_sure(person: Person) -> bool:
    """Of every cell: the machine is 0.91 sure of an address."""
    return person.signed and person.confidence >= 0.95 and not person.email


def test_contact_details_are_looked_at_only_where_the_person_agreed(tmp_path: Path) -> None:
    people = [Person(f"PERSON {n}", "FR", f"p{n}@example.org", agreed=n < 2) for n in range(5)]
    with open_store(make_store(tmp_path / "agreed", people=people)) as store:
        store.work.choose_accuracy(0.98)
        counts = _counts(store)
        assert counts["own_label", "email", ""] == counts["same_value", "consent", "yes"] == 2
        assert counts["own_label", "name", ""] == 5


def test_groups_count_the_waiting_cells_over_all_sheets(store: Store) -> None:
    counts = _counts(store)
    french = sum(person.country == "FR" and person.ink == "written" and _is_sure(person) for person in PEOPLE)
    assert counts["same_value", "country", "FR"] == 3 * french > 0
    assert counts["ditto", "country", ""] == 3
    assert counts["unsigned", None, ""] == 3
    assert counts["signed", "signature", ""] == 3 * sum(map(_is_sure, PEOPLE))


def test_a_row_with_a_doubtful_cell_is_in_no_group(store: Store) -> None:
    """Somebody looks at the whole of it anyway, and so at its other cells only once."""
    sure = sum(map(_is_sure, PEOPLE))
    assert sure < sum(person.signed for person in PEOPLE)
    assert _counts(store)["own_label", "name", ""] == _counts(store)["signed", "signature", ""] == 3 * sure
    store.work.choose_accuracy(0.98)
    assert ("same_value", "country", "MA") in _counts(store), "an address is sure enough now"


def test_a_row_of_which_one_cell_was_doubted_leaves_the_other_groups(store: Store) -> None:
    before = _counts(store)
    names = next(group for group in store.work.groups("ana") if group.column == "name")
    cells = store.work.next_cells(names, "ana", GROUP_CELLS)
    outcome = judge(GroupScreen(names, tuple(Crop(cell, cell.value) for cell in cells)), frozenset({cells[0].id}))
    store.decisions.confirm(*field_decisions(outcome, "ana"))
    assert _counts(store)["signed", "signature", ""] == before["signed", "signature", ""] - 1


@given(
    target=st.floats(0.9, 0.9999),
    caught=st.floats(0, 0.999),
    read=st.lists(st.tuples(st.sampled_from(["name", "country"]), st.floats(0, 1)), max_size=60),
)
def test_what_passes_the_groups_of_a_column_meets_the_target(
    target: float, caught: float, read: list[tuple[str, float]]
) -> None:
    for column, least in least_confidences(read, mean_confidence(target, caught)):
        shown = [confidence for name, confidence in read if name == column and confidence >= least]
        wrong = sum((1 - confidence) * (1 - caught) for confidence in shown)
        assert wrong <= (1 - target) * len(shown) + 1e-6
        assert all(confidence >= GROUP_LEAST for confidence in shown)


def test_a_column_is_shown_as_far_down_as_its_mean_allows() -> None:
    read = [("name", confidence) for confidence in (0.99, 0.97, 0.9, 0.9, 0.8, 0.6)]
    assert least_confidences(read, 0.94) == (("name", 0.9),)
    assert least_confidences(read, 0.9) == (("name", 0.8),)
    assert least_confidences(read, 0.5) == (("name", 0.8),), "what is likely wrong is no claim"
    assert least_confidences([("email", 0.91)], 0.95) == (("email", 2.0),)


@given(waiting=st.integers(0, 200), others=st.integers(0, 9), seed=st.integers(0, 99))
def test_a_screen_is_one_glance_and_its_plants_are_wrong(waiting: int, others: int, seed: int) -> None:
    settled = [_settled(number, value) for number, value in enumerate(["FR", "DE", "", "MA"] * 3)][:others]
    screen = compose(FRANCE, [_cell(number) for number in range(waiting)], settled, Random(seed))
    planted = [crop for crop in screen.crops if crop.planted]
    assert len(screen.crops) <= GROUP_CELLS
    assert len(planted) <= GROUP_PLANTED
    assert all(crop.label == "FR" and crop.cell.value not in ("FR", "") for crop in planted)
    assert len(screen.crops) - len(planted) == min(waiting, GROUP_CELLS - len(planted))
    assert not waiting > 20 or planted or not any(cell.value not in ("FR", "") for cell in settled)


def test_a_wrong_crop_that_passes_spoils_the_screen_and_one_that_is_seen_does_not() -> None:
    waiting = [_cell(number) for number in range(40)]
    screen = compose(FRANCE, waiting, [_settled(1, "DE"), _settled(2, "MA"), _settled(3, "ES")], Random(7))
    planted = frozenset(crop.cell.id for crop in screen.crops if crop.planted)
    assert planted
    passed = judge(screen, frozenset())
    assert {crop.cell.id for crop in passed.missed} == planted
    assert not passed.confirmed
    assert not passed.doubted
    seen = judge(screen, planted | {waiting[5].id})
    assert not seen.missed
    assert [crop.cell for crop in seen.doubted] == [waiting[5]]
    assert {crop.cell.id for crop in seen.confirmed} == {cell.id for cell in waiting} - {waiting[5].id}


def test_a_name_is_planted_under_the_label_of_another() -> None:
    names = Group("own_label", "name", "", 30)
    waiting = [replace(_cell(number, f"Ana {number}"), column="name") for number in range(30)]
    settled = [SettledCell(replace(_cell(99, "Ana 0"), column="name"), "own_label", "Ana 0")]
    planted = [crop for crop in compose(names, waiting, settled, Random(3)).crops if crop.planted]
    assert [crop.label for crop in planted] == ["Ana 1"]
    misread = SettledCell(replace(_cell(98, "ANA SILUA"), column="name"), "own_label", "Ana Silva")
    planted = [crop for crop in compose(names, waiting, [*settled, misread], Random(3)).crops if crop.planted]
    assert "ANA SILUA" in [crop.label for crop in planted], (
        "what people corrected comes first: it is as hard to see as what is left"
    )


def test_a_row_is_accepted_when_all_its_cells_are_confirmed_and_a_ditto_follows_its_source(store: Store) -> None:
    sheet = store.readings.sheets()[0].id
    store.work.choose_accuracy(0.99)
    groups = [group for group in store.work.groups("ana") if group.column]
    for group in groups:
        if group.column != "email" or group.kind != "own_label":
            _confirm(store, group)
    assert [decision.row for decision in store.decisions.newest(sheet).values()] == [6], "the others have an e-mail"
    _confirm(store, next(group for group in groups if group.column == "email" and group.kind == "own_label"))
    held = {decision.row: decision for decision in store.decisions.newest(sheet).values()}
    assert held[1].verdict == "accepted"
    assert dict(held[1].values)["name"] == "MARIE DUBOIS"
    assert dict(held[1].values)["consent"] == "yes"
    assert 2 not in held, "a doubtful name is read by a person in row mode"
    assert 4 not in held, "an unsigned row is in a group of its own"
    assert 5 not in held, "its ditto points to a row that waits"
    decision = decide(sheet, 4, "accepted", (("name", "LUCIA ORTEGA"), ("country", "ES")), "ana")
    store.decisions.record(decision)
    doubt = replace(store.decisions.cells(sheet)[f"{sheet}-6/name"], verdict="confirmed")
    kept = store.decisions.confirm(doubt)
    assert [accepted.row for accepted in kept] == [5]
    assert dict(kept[0].values)["country"] == "ES"
    assert store.verify().faults == ()


def test_whole_rows_are_settled_as_their_group_says(store: Store) -> None:
    unsigned = next(group for group in store.work.groups("ana") if group.kind == "unsigned")
    cells = store.work.next_cells(unsigned, "ana", GROUP_CELLS)
    outcome = judge(compose(unsigned, cells, (), Random(1)), frozenset({cells[0].id}))
    store.decisions.record(*row_decisions(unsigned, outcome, "ana"))
    settled = store.decisions.newest()
    assert [decision.verdict for decision in settled.values()] == ["unsigned", "unsigned"]
    assert cells[0].row_id not in settled


def test_a_doubt_holds_against_a_confirmation_in_either_order(store: Store) -> None:
    group = next(group for group in store.work.groups("ana") if group.column == "country" and group.value == "FR")
    cells = store.work.next_cells(group, "ana", GROUP_CELLS)
    screen = compose(group, cells, (), Random(1))
    sure = field_decisions(judge(screen, frozenset()), "ana")
    unsure = field_decisions(judge(screen, frozenset({cells[0].id})), "ben")
    for order in ((sure, unsure), (unsure, sure)):
        for said in order:
            store.decisions.confirm(*said)
        assert store.decisions.cells(cells[0].sheet)[cells[0].id].verdict == "doubted"


def test_two_people_never_get_the_same_rows_until_a_lease_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = next(group for group in store.work.groups("ana") if group.kind == "signed")
    hers = store.work.next_cells(signed, "ana", 4)
    his = store.work.next_cells(signed, "ben", GROUP_CELLS)
    assert len(hers) == 4 < signed.cells
    assert not {cell.row_id for cell in hers} & {cell.row_id for cell in his}
    assert store.work.leased("ben") == {cell.row_id for cell in hers}
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert {cell.row_id for cell in hers} <= {cell.row_id for cell in store.work.next_cells(signed, "ben", GROUP_CELLS)}


def test_what_people_see_of_planted_crops_lets_less_sure_cells_into_groups(tmp_path: Path) -> None:
    people = tuple(Person(f"PERSON {number}", "FR", confidence=0.9) for number in range(4))
    make_store(tmp_path / "store", people=people)
    with open_store(tmp_path / "store") as store:

        def names() -> int:
            return sum(group.cells for group in store.work.groups("ana") if group.column == "name")

        assert names() == 0
        seen = Attention(shown=6000, planted=400, caught=400, seconds=600)
        store.work.looked("a screen", Outcome((), (), (), 400), "ana", seen)
        assert names() == 4
        assert store.work.attention("ana") == seen
        store.work.choose_accuracy(0.9999)
        assert names() == 0
