"""What people mend on a whole sheet, on sheets that were drawn, read and kept: rows drawn, split, moved; columns named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from digitiser.errors import Conflict, InputRefused
from digitiser.handover import merge_settled
from digitiser.keeping import keep
from digitiser.layouts import layout_of
from digitiser.mending import Change, mend, name_columns, others_like_named, waiting_for_names
from digitiser.model import Band, Box, Column, Row, SheetReading, Table, Values, row_id
from digitiser.pipeline import ReadSheet
from digitiser.reread import outline_of, table_of
from digitiser.review import decide, queue
from digitiser.settings import ADDED_ROWS_FROM
from digitiser.store import Store, open_store
from tests.printed_alike import read_sheet, readers

FORM = 33  # seven columns, all headings in plain print
ROW = 5  # with a name, an address and a signature, between two others that are filled
FRESH = ADDED_ROWS_FROM


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def _kept(store: Store, sheet: ReadSheet) -> str:
    keep(store, sheet.reading.scan, [replace(sheet, inks=())])
    return sheet.reading.id


def _without(sheet: ReadSheet, index: int) -> ReadSheet:
    """The sheet as if the machine had missed a row."""
    table = table_of(sheet.reading)
    bands = tuple(band for band in table.bands if band.index != index)
    rows = tuple(row for row in sheet.reading.rows if row.index != index)
    pictures = tuple(picture for picture in sheet.pictures if picture.index != index)
    return replace(
        sheet, reading=replace(sheet.reading, rows=rows, table=replace(table, bands=bands)), pictures=pictures
    )


def _as_one(sheet: ReadSheet, index: int) -> ReadSheet:
    """The sheet as if the machine had taken a row and the next for one entry."""
    rows = tuple(
        replace(row, printed_rows=(index, index + 1)) if row.index == index else row
        for row in sheet.reading.rows
        if row.index != index + 1
    )
    return replace(sheet, reading=replace(sheet.reading, rows=rows))


def _slipped(sheet: ReadSheet, index: int) -> ReadSheet:
    """The sheet as if the machine had seen the outline of a row half a row too high, and read no name there."""

    def up(box: Box) -> Box:
        return replace(box, top=box.top - 0.5 * box.height, bottom=box.bottom - 0.5 * box.height)

    table = table_of(sheet.reading)
    bands = tuple(replace(band, box=up(band.box)) if band.index == index else band for band in table.bands)
    rows = tuple(replace(row, box=up(row.box), fields=()) if row.index == index else row for row in sheet.reading.rows)
    pictures = tuple(picture for picture in sheet.pictures if picture.index != index)  # it shows another place
    return replace(
        sheet, reading=replace(sheet.reading, rows=rows, table=replace(table, bands=bands)), pictures=pictures
    )


def _row(reading: SheetReading, index: int) -> Row:
    return next(row for row in reading.rows if row.index == index)


def _true(index: int, number: int = 0) -> Row:
    return _row(read_sheet(FORM, number).reading, index)


def _box(index: int) -> Box:
    return outline_of(table_of(read_sheet(FORM).reading), _true(index))


def _says_the_same(found: Row, true: Row) -> None:
    """The picture in the store is coarser than the scan: nearly the same, letter by letter."""
    assert (found.state, found.signed) == (true.state, true.signed)
    texts = [" ".join(field.value or "" for field in row.fields) for row in (found, true)]
    assert fuzz.ratio(*texts) > 80, texts


def _drawn(store: Store, message: str = "m1", who: str = "ana") -> tuple[str, tuple[Row, ...]]:
    sheet = _kept(store, _without(read_sheet(FORM), ROW))
    return sheet, mend(store, sheet, [Change(None, 0, "drawn", _box(ROW))], who, message, readers())


# ------------------------------------------------------------------------------------------------------ outlines


def test_a_row_that_was_missed_is_drawn_and_read(store: Store) -> None:
    sheet, (row,) = _drawn(store)
    assert row.index == FRESH
    _says_the_same(row, _true(ROW))
    reading = store.readings.sheet(sheet)
    before = {row.index: row for row in _without(read_sheet(FORM), ROW).reading.rows}
    assert {row.index: row for row in reading.rows if row.index != FRESH} == before, "the others stay as they were"
    summary = next(row for row in store.readings.rows(sheet) if row.row == FRESH)
    assert (summary.added, summary.verdict) == (True, None)
    assert summary in queue(store.readings.rows(), store.readings.sheets())
    assert store.pictures.row(sheet, FRESH)
    assert [len(old.rows) for old in store.outlines.former(sheet)] == [len(before)]
    assert store.verify().faults == ()


def test_an_entry_that_was_two_is_split(store: Store) -> None:
    sheet = _kept(store, _as_one(read_sheet(FORM), ROW))
    changes = [Change(ROW, 0, "split", _box(ROW)), Change(None, 0, "split", _box(ROW + 1))]
    upper, lower = mend(store, sheet, changes, "ana", "m1", readers())
    assert (upper.index, lower.index) == (ROW, FRESH)
    _says_the_same(upper, _true(ROW))
    _says_the_same(lower, _true(ROW + 1))
    bands = [band.index for band in table_of(store.readings.sheet(sheet)).bands]
    assert len(bands) == len(set(bands)), "every printed row once"
    assert ROW + 1 not in bands, "it is the fresh row now"


def test_an_outline_is_dragged_right_and_its_row_read_again(store: Store) -> None:
    sheet = _kept(store, _slipped(read_sheet(FORM), ROW))
    (row,) = mend(store, sheet, [Change(ROW, 0, "moved", _box(ROW))], "ana", "m1", readers())
    _says_the_same(row, _true(ROW))
    assert _row(store.readings.sheet(sheet), ROW) == row


def test_the_same_message_twice_changes_nothing(store: Store) -> None:
    sheet, rows = _drawn(store)
    before = store.decisions.head()
    again = mend(store, sheet, [Change(None, 0, "drawn", _box(ROW))], "ana", "m1", readers())
    assert (again, store.decisions.head()) == (rows, before)


def test_an_outline_that_somebody_moved_meanwhile_is_a_conflict_and_nothing_is_kept(store: Store) -> None:
    sheet, _ = _drawn(store)
    before = store.decisions.head()
    with pytest.raises(Conflict):
        mend(store, sheet, [Change(FRESH, 0, "moved", _box(ROW))], "ben", "m2", readers())
    store.work.lease([row_id(sheet, 1)], "eve")
    with pytest.raises(Conflict):
        mend(store, sheet, [Change(1, 0, "moved", _box(1))], "ben", "m3", readers())
    assert store.decisions.head() == before
    mend(store, sheet, [Change(FRESH, 1, "moved", _box(ROW))], "ben", "m4", readers())
    assert store.outlines.of(sheet)[FRESH].revision == 2


def test_without_a_picture_nothing_is_read_again_and_nothing_is_kept(store: Store) -> None:
    sheet = read_sheet(FORM)
    store.readings.save(sheet.reading)
    with pytest.raises(InputRefused):
        mend(store, sheet.reading.id, [Change(None, 0, "drawn", _box(ROW))], "ana", "m1", readers())
    assert store.decisions.head().events == 0


def test_a_row_read_again_waits_and_what_people_said_of_it_stays_in_its_history(store: Store) -> None:
    sheet = _kept(store, _slipped(read_sheet(FORM), ROW))
    for index in (1, ROW):
        store.decisions.record(
            decide(sheet, index, "accepted", (("name", f"Person {index}"), ("country", "FR")), "eve")
        )
    mend(store, sheet, [Change(ROW, 0, "moved", _box(ROW))], "ana", "m1", readers())
    verdicts = {row.row: row.verdict for row in store.readings.rows(sheet)}
    assert (verdicts[1], verdicts[ROW]) == ("accepted", None)
    history = store.decisions.history(sheet, ROW)
    assert [decision.verdict for decision in history] == ["accepted", "reopened"]
    assert dict(history[0].values)["name"] == f"Person {ROW}"
    late = decide(sheet, ROW, "accepted", (("name", "Late"),), "eve", based_on=1)
    with pytest.raises(Conflict):
        store.decisions.record(late)


def test_it_counts_when_two_people_have_seen_it(store: Store) -> None:
    sheet, _ = _drawn(store)
    store.work.choose_second_share(0.0)
    names: Values = (("name", "Xavier Berthelot"), ("country", "FR"))
    first = decide(sheet, FRESH, "accepted", names, "ana")
    store.decisions.record(first)
    assert merge_settled(store).added == ()
    assert store.work.second_readings("ana") == ()
    assert store.work.second_readings("ben") == (first.id,), "whatever the share"
    store.decisions.read_again(replace(first, who="ben"), agrees=True)
    assert [signature.name for signature in merge_settled(store).added] == ["Xavier Berthelot"]
    assert store.work.second_readings("eve") == ()


def test_the_second_pair_of_eyes_may_be_the_one_that_decides(store: Store) -> None:
    sheet, _ = _drawn(store, who="ana")
    decision = decide(sheet, FRESH, "accepted", (("name", "Xavier Berthelot"),), "ben")
    store.decisions.record(decision)
    assert store.outlines.unseen() == frozenset()
    assert store.work.second_readings("eve") == ()


def test_the_scan_read_once_more_does_not_move_what_a_person_drew(store: Store) -> None:
    sheet, (row,) = _drawn(store)
    _kept(store, read_sheet(FORM))
    assert _row(store.readings.sheet(sheet), FRESH) == row


# ------------------------------------------------------------------------------------------------------- columns


def nameless(number: int) -> ReadSheet:
    """A sheet of which no heading was understood: its rows are found, and nothing is read in them."""
    sheet = read_sheet(FORM, number)
    table = table_of(sheet.reading)
    columns = tuple(replace(column, name=None) for column in table.columns)
    rows = tuple(replace(row, fields=()) for row in sheet.reading.rows)
    found = tuple(replace(column, name=None) for column in sheet.reading.columns)
    reading = replace(sheet.reading, columns=found, rows=rows, table=replace(table, columns=columns))
    return replace(sheet, reading=reading)


def test_columns_named_once_are_read_on_all_sheets_like_it(store: Store) -> None:
    names = [column.name for column in table_of(read_sheet(FORM).reading).columns]
    one, other = _kept(store, nameless(0)), _kept(store, nameless(1))
    store.decisions.record(decide(other, 3, "accepted", (("name", "Settled Before"),), "eve"))
    name_columns(store, one, names, "ana", readers())
    _says_the_same(_row(store.readings.sheet(one), ROW), _true(ROW))
    assert waiting_for_names(store) == (other,)
    assert store.outlines.strangers() == tuple(
        (id_, layout_of(table_of(store.outlines.reading(id_)))) for id_ in (one, other)
    )
    with store._vault.writing() as db:
        db.execute("UPDATE sheets SET layout = NULL")  # as a program kept it that knew no tables
    assert waiting_for_names(store) == (other,)
    assert tuple(others_like_named(store, "ana", readers())) == (other,)
    assert waiting_for_names(store) == ()
    _says_the_same(_row(store.readings.sheet(other), 1), _true(1, number=1))
    assert [column.name for column in store.readings.sheet(other).columns] == names
    assert dict(store.decisions.newest(other)[row_id(other, 3)].values) == {"name": "Settled Before"}
    assert store.verify().faults == ()


def test_a_sheet_like_it_that_comes_later_is_read_with_those_names(store: Store) -> None:
    names = [column.name for column in table_of(read_sheet(FORM).reading).columns]
    name_columns(store, _kept(store, nameless(0)), names, "ana", readers())
    later = _kept(store, nameless(1))
    assert [column.name for column in store.readings.sheet(later).columns] == names


LEFT, WIDTHS = st.floats(5, 30), st.lists(st.floats(12, 60), min_size=2, max_size=8)


def _table(left: float, widths: list[float], headings: list[str] | None = None) -> Table:
    edges = [left + sum(widths[:k]) for k in range(len(widths) + 1)]
    words = headings or [f"heading {'abcdefghi'[k] * 4}" for k in range(len(widths))]
    columns = tuple(Column(None, words[k], Box(edges[k], 40, edges[k + 1], 200)) for k in range(len(widths)))
    return Table(columns, (Band(1, Box(edges[0], 50, edges[-1], 60)),))


@given(left=LEFT, elsewhere=LEFT, widths=WIDTHS, scale=st.floats(0.7, 1.4))
def test_a_form_is_known_wherever_and_however_large_it_lies(
    left: float, elsewhere: float, widths: list[float], scale: float
) -> None:
    layout = layout_of(_table(left, widths))
    assert layout.fits(layout_of(_table(elsewhere, [width * scale for width in widths])))
    assert not layout.fits(layout_of(_table(left, [*widths, 20.0])))


@given(left=LEFT, widths=WIDTHS)
def test_other_edges_or_other_headings_make_another_form(left: float, widths: list[float]) -> None:
    layout = layout_of(_table(left, widths))
    moved = [widths[0] + 0.04 * sum(widths), widths[1] - 0.04 * sum(widths), *widths[2:]]
    assert not layout.fits(layout_of(_table(left, moved)))
    assert not layout.fits(layout_of(_table(left, widths, [f"{k}{k} qz {k}" for k in range(len(widths))])))
