"""A person mends what was read of a whole sheet: draws, splits or moves its rows, or names its columns. It is read again and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from digitiser.errors import Conflict, InputRefused
from digitiser.layouts import Layout, layout_of
from digitiser.model import Box, ColumnName, OutlineVerdict, Row, RowOutline, SheetReading
from digitiser.pipeline import ReadSheet, engines
from digitiser.recognisers import Recogniser
from digitiser.reread import ReadAgain, picture_of, table_of, with_names, with_outlines
from digitiser.review import next_row
from digitiser.store import Store


@dataclass(frozen=True)
class Change:
    """Where a row lies now. `row` is None for a new one; `revision` is that of the outline which the person saw (0: the machine's)."""

    row: int | None
    revision: int
    verdict: OutlineVerdict
    box: Box


def mend(
    store: Store, sheet: str, changes: Sequence[Change], who: str, message: str, recognisers: Sequence[Recogniser] | None = None
) -> tuple[Row, ...]:  # fmt: skip
    """Keeps where rows of a sheet lie, and reads them again; returns those rows. The same `message` again changes nothing.

    Raises Conflict where somebody else outlined one of them meanwhile, or has it before them; InputRefused where the store has no picture.
    """
    before = [outline.row for outline in store.outlines.of(sheet).values() if outline.message == message]
    paper = store.outlines.paper(sheet)
    if before:
        return tuple(row for row in paper.reading.rows if row.index in before)
    rows, revisions = store.readings.rows(sheet), store.outlines.of(sheet)
    elsewhere = store.work.leased(who)
    taken = [row.id for row in rows if row.id in elsewhere and row.row in {change.row for change in changes}]
    if taken:
        raise Conflict(tuple(taken))
    fresh, at = next_row(rows), datetime.now(UTC).isoformat(timespec="seconds")
    outlines = []
    for change in changes:
        index = change.row if change.row is not None else fresh
        fresh += change.row is None
        outlines.append(RowOutline(sheet, index, change.revision + 1, change.verdict, change.box, who, at, message))
    late = [o.id for o in outlines if o.revision != (revisions[o.row].revision if o.row in revisions else 0) + 1]
    if late:
        raise Conflict(tuple(late))
    image = picture_of(paper.reading, paper.whole, paper.strips)
    boxes = {outline.row: outline.box for outline in outlines}
    again = with_outlines(paper.reading, image, boxes, recognisers or _engines())
    store.outlines.redraw(outlines, again.reading, again.rows, _pictures(again))
    return again.rows


def name_columns(
    store: Store, sheet: str, names: Sequence[ColumnName | None], who: str, recognisers: Sequence[Recogniser] | None = None
) -> SheetReading:  # fmt: skip
    """Keeps what the columns of a stranger's form are, from left to right on the paper, and reads this sheet again with those names.

    The others like it are read again by `others_like_named`, and those that come later when they come (`keeping.keep`).
    """
    table = table_of(store.outlines.reading(sheet))
    renamed = _rename(store, sheet, names, who, recognisers or _engines())
    store.outlines.name_layout(layout_of(table, names), who)
    return renamed


def others_like_named(
    store: Store, who: str, recognisers: Sequence[Recogniser] | None = None, sheets: Sequence[str] | None = None
) -> Iterator[str]:
    """Reads the sheets in the store again whose columns people named on another sheet (`sheets`, where they were looked for already);
    gives the id of each when it is kept.

    A sheet without a picture stays as it is.
    """
    for sheet in waiting_for_names(store) if sheets is None else sheets:
        layout = named(store.outlines.layouts(), store.outlines.reading(sheet))
        if layout is not None:
            with suppress(InputRefused):
                _rename(store, sheet, layout.names, who, recognisers or _engines())
                yield sheet


def waiting_for_names(store: Store) -> tuple[str, ...]:
    """The sheets in the store whose columns people named on another sheet since they were read."""
    layouts = store.outlines.layouts()
    if not layouts:
        return ()
    return tuple(
        sheet
        for sheet, layout in store.outlines.strangers()
        if (_other_names(layouts, layout) if layout else named(layouts, store.outlines.reading(sheet)))
    )


def named(layouts: Sequence[Layout], reading: SheetReading) -> Layout | None:
    """The form, of those whose columns people named, that a sheet is printed like; None where its columns have these names already."""
    return None if reading.form or not reading.rows else _other_names(layouts, layout_of(table_of(reading)))


def _other_names(layouts: Sequence[Layout], printed: Layout) -> Layout | None:
    layout = next((layout for layout in layouts if layout.fits(printed)), None)
    return None if layout is None or layout.names == printed.names else layout


def as_named(sheet: ReadSheet, layouts: Sequence[Layout], recognisers: Sequence[Recogniser] | None = None) -> ReadSheet:
    """A sheet that has just been read, read again where people named the columns of its form before."""
    layout = named(layouts, sheet.reading)
    if layout is None:
        return sheet
    strips = {picture.index: picture.jpeg for picture in sheet.pictures}
    image = picture_of(sheet.reading, sheet.picture, strips)
    again = with_names(sheet.reading, image, layout.names, recognisers or _engines())
    return replace(sheet, reading=again.reading, pictures=(*sheet.pictures, *again.pictures))


def _rename(
    store: Store, sheet: str, names: Sequence[ColumnName | None], who: str, recognisers: Sequence[Recogniser]
) -> SheetReading:
    paper = store.outlines.paper(sheet)
    image = picture_of(paper.reading, paper.whole, paper.strips)
    again = with_names(paper.reading, image, names, recognisers, rows_stay=store.outlines.spoken(sheet))
    store.outlines.rename(again.reading, _pictures(again), who)
    return again.reading


def _pictures(again: ReadAgain) -> dict[int, bytes]:
    return {picture.index: picture.jpeg for picture in again.pictures}


@cache
def _engines() -> tuple[Recogniser, ...]:
    """Loaded once, with the first sheet that is mended."""
    return engines()
