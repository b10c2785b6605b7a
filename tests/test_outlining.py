"""The whole sheet as the browser gets it, and what it sends back: plain functions on the store, no browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digitiser.keeping import keep
from digitiser.model import COLUMN_NAMES, row_id
from digitiser.recognisers.by_hand import ByHand
from digitiser.reread import table_of
from digitiser.screens import desk, naming
from digitiser.screens.cards import Card
from digitiser.screens.column_choices import choices
from digitiser.screens.language import speaking
from digitiser.screens.outlining import Mending, Outline, Shares, mended, whole_sheet
from digitiser.settings import ADDED_ROWS_FROM
from digitiser.store import Store, open_store
from tests.invented_store import make_store
from tests.printed_alike import read_sheet
from tests.test_mending import FORM, nameless

FRESH = ADDED_ROWS_FROM
READERS = (ByHand(),)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(make_store(tmp_path / "store")) as opened:
        yield opened


def _sheet(store: Store) -> str:
    return store.readings.sheets()[0].id


def _below(store: Store, row: int, by: float = 1.0) -> Shares:
    """A box as large as a row's, so many of its heights further down."""
    box = next(each.box for each in whole_sheet(store, _sheet(store), "ana").rows if each.row == row)
    down = by * (box[3] - box[1])
    return box[0], box[1] + down, box[2], box[3] + down


def _said(store: Store, *outlines: Outline, message: str = "m1", who: str = "ana") -> Mending:
    return Mending(message, _sheet(store), who, outlines)


def test_the_sheet_comes_with_its_rows_from_its_top_to_its_foot(store: Store) -> None:
    sheet = _sheet(store)
    store.work.lease([row_id(sheet, 2)], "ben")
    shown = whole_sheet(store, sheet, "ana")
    assert [row.row for row in shown.rows] == [1, 2, 3, 4, 5, 6]
    assert [row.taken for row in shown.rows] == [False, True, False, False, False, False]
    assert all(upper.box[3] <= lower.box[1] + 1e-6 for upper, lower in zip(shown.rows, shown.rows[1:], strict=False))
    assert (shown.stranger, shown.size) == (False, (210.0, 297.0))


def test_a_drawn_row_comes_back_as_a_card_named_by_its_place(store: Store) -> None:
    answer = mended(store, _said(store, Outline(None, 0, "drawn", _below(store, 6))), READERS)
    assert (answer.outcome, answer.text) == ("kept", "1 row was read: it comes next.")
    (card,) = answer.cards
    assert card.title == "Sheet 7K2Q9400, added row, below row 6"
    assert card.has_picture
    assert card.notices[0] == "Added by ana. It counts when two people have seen it."
    assert {field.column: field.above.row for field in card.fields if field.above} == {"country": 6}
    assert answer.sheet
    assert [(row.row, row.label) for row in answer.sheet.rows][-1] == (FRESH, "+")
    assert row_id(card.sheet, FRESH) in store.work.leased("ben"), "it lies before who drew it"
    again = mended(store, _said(store, Outline(None, 0, "drawn", _below(store, 6))), READERS)
    assert (again.outcome, [other.id for other in again.cards]) == ("kept", [card.id])


def test_a_row_that_lies_over_another_is_refused_and_nothing_is_kept(store: Store) -> None:
    over, twice, small = _below(store, 5, 0.6), _below(store, 6, 1.0), (0.1, 0.5, 0.9, 0.505)
    drawn = [Outline(None, 0, "drawn", over)]
    for outlines, words in (
        (drawn, "row 6"),
        ([Outline(None, 0, "drawn", twice)] * 2, "over each other"),
        ([Outline(None, 0, "drawn", small)], "too small"),
        ([], "fewer"),
    ):
        answer = mended(store, _said(store, *outlines), READERS)
        assert answer.outcome == "refused"
        assert words in answer.text
    assert store.decisions.head().events == 0


def test_who_comes_late_is_told_and_gets_the_sheet_as_it_is_now(store: Store) -> None:
    moved = Outline(6, 0, "moved", _below(store, 6, 0.2))
    assert mended(store, _said(store, moved, message="a", who="ben"), READERS).outcome == "kept"
    late = mended(store, _said(store, moved, message="b"), READERS)
    assert (late.outcome, late.cards) == ("late", ())
    store.work.release("ben")
    assert late.sheet
    now = next(row for row in late.sheet.rows if row.row == 6)
    assert (now.revision, now.taken) == (1, True)
    again = mended(store, _said(store, replace(moved, revision=1), message="c"), READERS)
    assert again.outcome == "kept"


def test_without_a_picture_the_reviewer_is_told_to_type_the_row(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "bare") as bare:
        bare.readings.save(store.readings.sheet(_sheet(store)))
        answer = mended(bare, _said(store, Outline(None, 0, "drawn", _below(store, 6))), READERS)
    assert (answer.outcome, "Type the row" in answer.text) == ("refused", True)


def test_a_row_that_was_typed_with_an_address_is_read_again_with_one(store: Store) -> None:
    entries = (
        desk.Entry("name", "Ana Silva"),
        desk.Entry("country", "Portugal"),
        desk.Entry("email", "ana@example.org"),
    )
    typed = desk.Message("t1", _sheet(store), 6, 0, "added", "ana", entries)
    assert desk.settle(store, typed).outcome == "kept"
    (card,) = (card for card in desk.window(store, "ben", "by_sheet", (), 24).cards if card.row == FRESH)
    assert isinstance(card, Card)
    assert [field.column for field in card.fields] == ["name", "country", "email"]
    assert card.title == "Sheet 7K2Q9400, added row"
    second = desk.Message("t2", card.sheet, FRESH, card.revision, "accepted", "ben", entries, again=True)
    assert desk.settle(store, second).outcome == "kept"
    assert store.decisions.disputed() == {}


def test_a_page_on_which_no_sheet_was_found_takes_rows_too(store: Store) -> None:
    page = store.readings.sheets()[-1].id
    assert whole_sheet(store, page, "ana").rows == ()
    answer = mended(store, Mending("m1", page, "ana", (Outline(None, 0, "drawn", (0.1, 0.4, 0.9, 0.6)),)), READERS)
    (card,) = answer.cards
    assert (card.title, card.has_picture) == ("Page 1, added row", True)
    assert [field.column for field in card.fields] == ["name", "country"]


# ------------------------------------------------------------------------------------------------------- columns


@pytest.fixture
def strangers(tmp_path: Path) -> Iterator[Store]:
    """Two sheets of one form that nobody knows."""
    with open_store(tmp_path / "strangers") as opened:
        for number in (0, 1):
            sheet = nameless(number)
            keep(opened, sheet.reading.scan, [replace(sheet, inks=())])
        yield opened


def test_the_others_are_read_again_behind_the_screen(strangers: Store) -> None:
    one, other = (sheet.id for sheet in strangers.readings.sheets())
    shown = whole_sheet(strangers, one, "ana")
    assert shown.stranger
    assert {column.name for column in shown.columns} == {None}
    assert "Prénom" in shown.columns[1].heading
    names = [column.name for column in table_of(read_sheet(FORM).reading).columns]
    assert "It is not known in which column" in desk.cards(strangers, [(one, 1)])[0].notices[0]
    assert naming.named(strangers, one, names[:-1], "ana", READERS).outcome == "refused", "one is missing"
    assert naming.named(strangers, one, [None] * len(names), "ana", READERS).outcome == "refused", "no name"
    answer = naming.named(strangers, one, names, "ana", READERS)
    assert answer.outcome == "kept"
    assert answer.sheet
    assert [column.name for column in answer.sheet.columns] == names
    assert desk.cards(strangers, [(one, 1)])[0].notices == ()
    others = naming.Others()
    thread = others.start(strangers, "ana", READERS)
    assert thread
    thread.join(120)
    assert others.progress() == naming.Progress(0, (other,))
    assert [column.name for column in strangers.readings.sheet(other).columns] == names


def test_a_fault_behind_the_screen_is_told_and_leaves_the_sheet_as_it_was(
    strangers: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        raise ZeroDivisionError("SECRET NAME in a fault")

    monkeypatch.setattr(naming, "waiting_for_names", fails)
    others = naming.Others()
    thread = others.start(strangers, "ana", READERS)
    assert thread
    thread.join(60)
    now = others.progress()
    assert now.fault
    assert "SECRET" not in now.fault
    monkeypatch.undo()
    assert others.start(strangers, "ana", READERS), "it can begin anew"


def test_every_column_can_be_chosen() -> None:
    assert {choice.name for choice in choices()} == set(COLUMN_NAMES)
