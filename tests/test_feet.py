"""A sheet is done when its rows agree with the number at its foot, or a person has said why not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digitiser.errors import Conflict
from digitiser.handover import counts, merge_settled, still_open
from digitiser.model import FootDecision, FootReason
from digitiser.review import decide
from digitiser.screens import desk, feet
from digitiser.screens.desk import Answer, Message
from digitiser.screens.feet import FootAnswer, FootCard
from digitiser.screens.language import speaking
from digitiser.store import Store, open_store
from tests.invented_store import make_store

ROWS = 6  # of a sheet; five are signed, which is the number at its foot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("feet") / "store", sheets=2)


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(shutil.copytree(folder, tmp_path / "store")) as opened, speaking("en"):
        yield opened


def _sheet(store: Store) -> str:
    return store.readings.sheets()[0].id


def _settle(store: Store, row: int, act: desk.Act) -> Answer:
    (card,) = desk.cards(store, [(_sheet(store), row)])
    entries = tuple(desk.Entry(field.column, field.guess.text, field.guess.value) for field in card.fields)
    return desk.settle(store, Message("m", card.sheet, row, card.revision, act, "amal", entries))


def _all_but(store: Store, struck: int) -> Answer:
    """Every row is settled, the fourth as unsigned, and one is struck out."""
    for row in range(1, ROWS + 1):
        answer = _settle(store, row, "struck" if row == struck else "unsigned" if row == 4 else "accepted")
        assert answer.foot is None or row == ROWS, "only the last row of a sheet asks"
    return answer


def _asked(store: Store) -> list[FootCard]:
    return [card for card in desk.window(store, "amal", "by_sheet", (), 24).cards if isinstance(card, FootCard)]


def _say(store: Store, card: FootCard, reason: FootReason = "left_out", who: str = "amal") -> Answer:
    said = FootAnswer(reason, card.foot, card.counted)
    return desk.settle(
        store, Message("f", card.sheet, card.row, card.revision, "foot", who, note="row 2 was struck", foot=said)
    )


def test_a_sheet_whose_foot_agrees_is_done_with_its_last_row(store: Store) -> None:
    assert _all_but(store, struck=0).foot is None
    assert _asked(store) == []
    lines = feet.lines(store, store.readings.rows(), store.readings.sheets())
    assert [line.done for line in lines if line.sheet.rows] == [True, False]


def test_where_it_differs_the_last_row_asks_and_so_does_the_next_sitting(store: Store) -> None:
    answer = _all_but(store, struck=2)
    assert answer.foot
    assert (answer.foot.foot, answer.foot.counted, answer.foot.title) == (
        5,
        4,
        "Sheet 7K2Q9400: the number at its foot",
    )
    assert _asked(store) == [answer.foot]
    assert still_open(counts(store), merge_settled(store)).disagreeing == 1


def test_a_person_says_why_and_the_sheet_is_done_until_a_number_changes(store: Store) -> None:
    foot = _all_but(store, struck=2).foot
    assert foot
    assert _say(store, foot).outcome == "kept"
    assert _say(store, foot).outcome == "kept", "the same message again"
    (held,) = store.decisions.feet().values()
    assert (held.verdict, held.foot, held.counted, held.revision, held.note) == (
        "left_out",
        5,
        4,
        1,
        "row 2 was struck",
    )
    assert _asked(store) == []
    assert next(line for line in counts(store).lines if line.sheet.id == foot.sheet).done
    shown = feet.foot_card(store, foot.sheet)
    assert shown
    assert (shown.reason, shown.note, shown.revision) == ("left_out", "row 2 was struck", 1), "the way back shows it"
    assert _settle(store, 3, "unreadable").foot == replace(shown, counted=3)
    assert _say(store, replace(shown, counted=3), "miscounted").outcome == "kept"
    assert [decision.revision for decision in store.decisions.feet().values()] == [2]
    assert store.verify().faults == ()


def test_two_who_say_different_things_both_keep_their_words(store: Store) -> None:
    foot = _all_but(store, struck=2).foot
    assert foot
    _say(store, foot)
    before = store.decisions.head().events
    assert _say(store, foot, "misread", who="ben").outcome == "kept", "the first one holds"
    assert store.decisions.feet()[foot.sheet].who == "amal"
    assert store.decisions.head().events == before + 1
    with pytest.raises(Conflict):
        store.decisions.explain(FootDecision(foot.sheet, 1, "misread", 5, 4, "eve", "now"))


def test_a_row_that_looks_empty_is_looked_at_before_the_foot_is_asked_about(store: Store) -> None:
    sheet = store.readings.sheet(_sheet(store))
    rows = tuple(replace(row, state="empty", signed=False) if row.index == 6 else row for row in sheet.rows)
    store.readings.save(replace(sheet, rows=rows))
    for row in range(1, ROWS):
        assert _settle(store, row, "unsigned" if row == 4 else "accepted").foot is None
    assert _asked(store) == []
    assert _settle(store, 6, "not_a_row").foot


def test_a_sheet_that_does_not_count_is_not_asked_about(store: Store) -> None:
    for other in store.readings.sheets():
        if other.rows:
            store.decisions.record(*(decide(other.id, row, "struck", (), "ben") for row in range(1, ROWS + 1)))
    assert len(_asked(store)) == 2
    store.readings.save(replace(store.readings.sheet(_sheet(store)), control_total=None))
    assert len(_asked(store)) == 1
