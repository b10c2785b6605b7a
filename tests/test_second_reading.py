"""Blind second readings: who gets which row, when two people agree, and what waits until somebody has looked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.handover import counts, merge_settled
from digitiser.model import Decision, Values
from digitiser.review import agree, decide
from digitiser.store import Store, open_store
from digitiser.store.work import drawn_by_lot
from tests.invented_store import make_store

MARIE: Values = (("name", "Marie Dubois"), ("country", "FR"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    make_store(tmp_path / "store", sheets=2)
    with open_store(tmp_path / "store") as opened:
        opened.work.choose_second_share(1.0)
        yield opened


def _settled(store: Store, values: Values = MARIE, who: str = "ana") -> Decision:
    sheet = store.readings.sheets()[0].id
    decision = decide(sheet, 1, "accepted", values, who)
    store.decisions.record(decision)
    return decision


def _read_again(store: Store, first: Decision, values: Values, who: str = "ben") -> bool:
    second = replace(first, values=values, who=who)
    return store.decisions.read_again(second, agree(first, second))


def test_somebody_else_gets_the_row_and_only_once(store: Store) -> None:
    first = _settled(store)
    assert store.work.second_readings("ana") == ()
    assert store.work.second_readings("ben") == (first.id,)
    assert not _read_again(store, first, MARIE, who="ana"), "nobody checks themselves"
    assert _read_again(store, first, MARIE)
    assert _read_again(store, first, MARIE), "the same message again"
    assert not _read_again(store, first, (("name", "X"),), who="eve")
    assert store.work.second_readings("eve") == ()


def test_two_who_agree_change_nothing(store: Store) -> None:
    first = _settled(store)
    merge_settled(store)
    _read_again(store, first, (("country", "FR"), ("name", "MARIE  DUBOIS")))
    assert store.decisions.disputed() == {}
    assert merge_settled(store).unchanged == 1
    assert store.work.agreement("ana") == store.work.agreement("ben") == (1, 1)
    assert store.verify().faults == ()


def test_a_row_on_which_two_differ_waits_and_does_not_count_until_it_is_settled(store: Store) -> None:
    first = _settled(store)
    merge_settled(store)
    _read_again(store, first, (("name", "Maria Dubois"), ("country", "FR")))
    assert store.decisions.disputed()[first.id].who == "ben"
    row = next(row for row in store.readings.rows() if row.id == first.id)
    assert (row.verdict, row.revision) == (None, 1)
    assert [gone.id for gone in merge_settled(store).withdrawn] == [first.id]
    assert counts(store).total.verified == 0
    store.decisions.record(decide(first.sheet, 1, "accepted", MARIE, "eve", based_on=1))
    assert store.decisions.disputed() == {}
    assert [signature.name for signature in merge_settled(store).added] == ["Marie Dubois"]
    assert store.work.agreement("ben") == (1, 0)
    assert store.verify().faults == ()


def test_a_second_reading_of_a_row_that_was_settled_anew_is_dropped(store: Store) -> None:
    first = _settled(store)
    store.decisions.record(replace(first, revision=2, values=(("name", "Marie Durand"),)))
    assert not _read_again(store, first, (("name", "X"),))
    assert store.decisions.disputed() == {}


@given(share=st.floats(0, 1))
def test_the_lot_falls_on_about_the_share_and_on_the_same_rows_for_a_larger_one(share: float) -> None:
    rows = [f"{number:016x}-1-1-{number}" for number in range(2000)]
    drawn = [row for row in rows if drawn_by_lot(row, share)]
    assert abs(len(drawn) / len(rows) - share) < 0.05
    assert all(drawn_by_lot(row, min(1.0, share + 0.1)) for row in drawn)
