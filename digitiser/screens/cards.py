"""A row as it is put before a reviewer: its fields, its place on the sheet, and all that the screen says of it.

Plain data, turned into JSON for the browser. No Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Literal

from digitiser.groups import signature_cell
from digitiser.model import (
    NAMES,
    Box,
    ColumnName,
    Decision,
    FieldDecision,
    Row,
    RowOutline,
    RowReason,
    SheetReading,
    StoredProblem,
)
from digitiser.screens.card_fields import CardField, card_fields, said_in_groups
from digitiser.screens.language import heading, say
from digitiser.screens.notices import notices
from digitiser.screens.places import printed, row_name

Kind = Literal["plain", "struck", "empty", "unsigned", "conflict"]


@dataclass(frozen=True)
class Card:
    """A row and all that the screen says of it. Only a `plain` one is accepted by Enter: of the others each says which key does what.

    `revision` is the newest decision's (0: none). `box` is where the row lies on the sheet's picture, as shares; `signature` is that cell
    on the row's own picture. `direction` is that of the sheet's writing. `again`: somebody else settled the row already, unseen. `reason`
    and `note` are those of the newest decision: they stay with the row until somebody changes them.
    """

    id: str
    sheet: str
    row: int
    revision: int
    kind: Kind
    title: str
    file: str
    direction: Literal["ltr", "rtl"]
    fields: tuple[CardField, ...]
    has_picture: bool
    signed: bool | None
    signature: tuple[float, float, float, float] | None = None
    notices: tuple[str, ...] = ()
    again: bool = False
    reason: RowReason | None = None
    note: str = ""
    box: tuple[float, float, float, float] | None = None


def card(
    reading: SheetReading,
    row: Row,
    decisions: Mapping[int, Decision],
    problems: Sequence[StoredProblem] = (),
    late: Decision | None = None,
    second: Decision | None = None,
    has_picture: bool = True,
    outlined: RowOutline | None = None,
    cells: Mapping[str, FieldDecision] = MappingProxyType({}),
) -> Card:
    """`decisions` are the newest ones of the sheet, by row; `late` is the reviewer's own that came after another's on this row.

    `second` is a second reading that differs from what was settled; `outlined` says who drew the row or moved its outline; `cells` are what
    people said in groups, by cell id.
    """
    settled = decisions.get(row.index)
    direction: Literal["ltr", "rtl"] = "rtl" if reading.language == "ar" else "ltr"
    said = said_in_groups(reading, row, cells)
    fields = card_fields(reading, row, decisions, said)
    marked = [column for column, one in said.items() if one.verdict == "doubted"]
    return Card(
        id=f"{reading.id}-{row.index}",
        sheet=reading.id,
        row=row.index,
        revision=settled.revision if settled else 0,
        kind="conflict" if late or second else _kind(row),
        title=_title(reading, row),
        file=PurePath(reading.file).name,
        direction=direction,
        fields=tuple(reversed(fields)) if direction == "rtl" else fields,
        has_picture=has_picture,
        signed=row.signed,
        signature=_signature(reading, row),
        notices=(
            *_unnamed(reading),
            *_marked(marked, settled),
            *notices(row, settled, problems, late, second, outlined),
        ),
        reason=settled.reason if settled else None,
        note=settled.note if settled else "",
        box=_box_on_sheet(reading, row),
    )


def typed_row(index: int) -> Row:
    """A row that a person added, which no machine has read: no box, no fields."""
    nowhere = (0.0, 0.0)
    return Row(index, (), Box(0, 0, 0, 0), (nowhere, nowhere, nowhere, nowhere), "filled", None)


def _kind(row: Row) -> Kind:
    """Whether Enter may accept the row: the machine sees a signature, or the sheet asks for none."""
    if row.state != "filled":
        return row.state
    return "unsigned" if row.signed is False else "plain"


def sheet_name(reading: SheetReading) -> str:
    """What a sheet is called: by its serial, else by its page."""
    return say("Sheet {sheet}", sheet=reading.serial) if reading.serial else say("Page {page}", page=reading.page)


def _title(reading: SheetReading, row: Row) -> str:
    if not printed(row.index):
        return say("{sheet}, {row}", sheet=sheet_name(reading), row=row_name(reading, row))
    last = max((other.index for other in reading.rows if printed(other.index)), default=row.index)
    if reading.serial:
        return say("Sheet {sheet}, row {row} of {rows}", sheet=reading.serial, row=row.index, rows=last)
    return say("Page {page}, row {row} of {rows}", page=reading.page, row=row.index, rows=last)


def _marked(columns: Sequence[ColumnName], settled: Decision | None) -> tuple[str, ...]:
    """What somebody marked in groups, until the row is settled."""
    if not columns or (settled and settled.verdict != "reopened"):
        return ()
    return (say("Marked in a group: {columns}", columns=", ".join(heading(column) for column in columns)),)


def _unnamed(reading: SheetReading) -> tuple[str, ...]:
    """A stranger's form of which no heading names the names: nothing is read until a person says what its columns are."""
    names = {column.name for column in reading.columns}
    if reading.form or not names or names & set(NAMES):
        return ()
    words = say(
        "It is not known in which column of this sheet the names stand. "
        "Open the whole sheet, then its columns, and say so: it is then read again."
    )
    return (words,)


def _signature(reading: SheetReading, row: Row) -> tuple[float, float, float, float] | None:
    cell = signature_cell(reading, row)
    return (cell.left, 0.0, cell.right, 1.0) if cell else None


def _box_on_sheet(reading: SheetReading, row: Row) -> tuple[float, float, float, float] | None:
    if reading.size is None or row.box.width <= 0:
        return None
    width, height = reading.size
    return row.box.left / width, row.box.top / height, row.box.right / width, row.box.bottom / height
