"""The whole sheet as it is put before a reviewer, and the rows that come back from it: drawn, split, moved, read again. No Streamlit.

Boxes are shares of the sheet's picture here: left, top, right, bottom. What was kept is on the disk; the same message again changes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from digitiser.errors import Conflict, InputRefused
from digitiser.mending import Change, mend
from digitiser.model import Box, ColumnName, OutlineVerdict, SheetReading, row_id
from digitiser.recognisers import Recogniser
from digitiser.reread import outline_of, shape_of, table_of
from digitiser.screens import desk, places
from digitiser.screens.card_fields import card_fields
from digitiser.screens.cards import Card, sheet_name, typed_row
from digitiser.screens.column_choices import ColumnChoice, choices
from digitiser.screens.language import count, say
from digitiser.settings import OUTLINE_LEAST_MM, OUTLINES_AT_ONCE, OUTLINES_OVERLAP
from digitiser.store import Store

Shares = tuple[float, float, float, float]
ALONE = Lock()  # two sheets at a time would make both late


@dataclass(frozen=True)
class SheetRow:
    """A row on its sheet: `label` stands at its outline, `name` is for the ear. `revision` is that of the outline (0: the machine's).

    `taken`: somebody else has it before them.
    """

    row: int
    label: str
    name: str
    revision: int
    box: Shares
    state: Literal["waits", "settled", "empty"]
    taken: bool


@dataclass(frozen=True)
class SheetColumn:
    """A column: what it is taken for, what is printed above it as it was read, and where it lies."""

    name: ColumnName | None
    heading: str
    box: Shares


@dataclass(frozen=True)
class AskedColumn:
    """What a sheet asks for, and a person types who types a row."""

    column: ColumnName
    label: str


@dataclass(frozen=True)
class WholeSheet:
    """A sheet with all its rows, from its top to its foot. `size`: millimetres. `stranger`: its columns may be named, `choices` are what
    they may be.
    """

    sheet: str
    title: str
    size: tuple[float, float]
    rows: tuple[SheetRow, ...]
    columns: tuple[SheetColumn, ...]
    stranger: bool
    direction: Literal["ltr", "rtl"]
    choices: tuple[ColumnChoice, ...]
    asked: tuple[AskedColumn, ...]


@dataclass(frozen=True)
class Outline:
    """Where a row lies, as a person says; `row` is None for a new one, `revision` that of the outline which the person saw."""

    row: int | None
    revision: int
    verdict: OutlineVerdict
    box: Shares


@dataclass(frozen=True)
class Mending:
    """All that a person drew on a sheet at once; `id` is the browser's own, made up at random."""

    id: str
    sheet: str
    who: str
    outlines: tuple[Outline, ...]


@dataclass(frozen=True)
class Mended:
    """What became of it. `kept`: `cards` are the rows as they were read, leased to the reviewer. `late`: somebody else was faster, or has
    a row before them. `refused`: it cannot be; `text` says why. Of the last two nothing was kept, and `sheet` is as it is now.
    """

    outcome: Literal["kept", "late", "refused"]
    text: str
    cards: tuple[Card, ...] = ()
    sheet: WholeSheet | None = None


def whole_sheet(store: Store, sheet: str, who: str) -> WholeSheet:
    """A sheet as it is now. Raises StoreError where there is none of that id."""
    reading, (width, height) = _sized(store, sheet)
    table, revisions, others = table_of(reading), store.outlines.of(sheet), store.work.leased(who)
    settled = {row.row for row in store.readings.rows(sheet) if row.verdict}

    def shares(box: Box) -> Shares:
        return box.left / width, box.top / height, box.right / width, box.bottom / height

    rows = tuple(
        SheetRow(
            row.index,
            str(row.index) if places.printed(row.index) else "+",
            places.row_name(reading, row),
            revisions[row.index].revision if row.index in revisions else 0,
            shares(outline_of(table, row)),
            "settled" if row.index in settled else "empty" if row.state == "empty" else "waits",
            row_id(sheet, row.index) in others,
        )
        for row in places.in_order(reading)
        if row.box.width > 0
    )
    asked = tuple(AskedColumn(field.column, field.label) for field in card_fields(reading, typed_row(0), {}))
    columns = tuple(SheetColumn(column.name, column.heading.strip(), shares(column.box)) for column in table.columns)
    return WholeSheet(
        sheet, sheet_name(reading), (width, height), rows, columns, reading.form is None and bool(columns),
        "rtl" if reading.language == "ar" else "ltr", choices(), asked,
    )  # fmt: skip


def mended(store: Store, said: Mending, recognisers: Sequence[Recogniser] | None = None) -> Mended:
    """Reads the rows of a sheet again as a person outlined them. Raises StoreError where the store fails."""
    with ALONE:
        reading, (width, height) = _sized(store, said.sheet)
        changes = [
            Change(
                outline.row, outline.revision, outline.verdict,
                Box(outline.box[0] * width, outline.box[1] * height, outline.box[2] * width, outline.box[3] * height),
            )
            for outline in said.outlines
        ]  # fmt: skip
        known = any(outline.message == said.id for outline in store.outlines.of(said.sheet).values())
        fault = "" if known else _fault(reading, changes, (width, height))
        if fault:
            return Mended("refused", fault)
        try:
            rows = mend(store, said.sheet, changes, said.who, said.id, recognisers)
        except Conflict:
            text = say(
                "Somebody else outlined one of these rows meanwhile, or has it before them. "
                "Nothing was changed, and what you drew is still here: look, and send it again."
            )
            return Mended("late", text, sheet=whole_sheet(store, said.sheet, said.who))
        except InputRefused:
            return Mended(
                "refused", say("No picture of this sheet was kept, so nothing can be read again. Type the row instead.")
            )
    store.work.lease([row_id(said.sheet, row.index) for row in rows], said.who)
    cards = desk.cards(store, [(said.sheet, row.index) for row in rows])
    text = count("{n} row was read: it comes next.", "{n} rows were read: they come next.", len(rows))
    return Mended("kept", text, cards, whole_sheet(store, said.sheet, said.who))


def _sized(store: Store, sheet: str) -> tuple[SheetReading, tuple[float, float]]:
    """A sheet as its own picture has it, and the millimetres of that picture."""
    reading = store.outlines.reading(sheet)
    return reading, reading.size or shape_of(store.pictures.sheet(sheet) or b"")


def _fault(reading: SheetReading, changes: Sequence[Change], size: tuple[float, float]) -> str:
    """Why the outlines cannot be, in words: a signature must not be read twice."""
    if not 0 < len(changes) <= OUTLINES_AT_ONCE:
        return say("Send fewer outlines at once.")
    for change in changes:
        box = change.box
        inside = box.left >= -1 and box.top >= -1 and box.right <= size[0] + 1 and box.bottom <= size[1] + 1
        if not inside or min(box.width, box.height) < OUTLINE_LEAST_MM:
            return say("An outline is too small, or lies outside of the sheet.")
    table, moved = table_of(reading), {change.row for change in changes}
    others = [(row, outline_of(table, row)) for row in reading.rows if row.index not in moved and row.box.width > 0]
    for change in changes:
        for row, box in others:
            if row.state != "empty" and _common(change.box, box) > OUTLINES_OVERLAP:
                return say(
                    "An outline lies over another one: {row}. Move that one, or split it; else its signature would be read twice.",
                    row=places.row_name(reading, row),
                )
    boxes = [change.box for change in changes]
    if any(_common(a, b) > OUTLINES_OVERLAP for k, a in enumerate(boxes) for b in boxes[:k]):
        return say("Two of your outlines lie over each other. Move one, or delete it.")
    return ""


def _common(a: Box, b: Box) -> float:
    """The share of the smaller one's area that lies under the other."""
    width, height = min(a.right, b.right) - max(a.left, b.left), min(a.bottom, b.bottom) - max(a.top, b.top)
    smaller = min(a.width * a.height, b.width * b.height)
    return max(0.0, width) * max(0.0, height) / smaller if smaller > 0 else 1.0
