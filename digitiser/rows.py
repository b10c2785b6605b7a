"""Stage 3: the rows of a sheet: filled, struck or empty; signed or not; dittos, dashes and ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import quad_on_page
from digitiser.ink import SheetInk, find_ink
from digitiser.model import Box, Candidate, ColumnName, Field, Ink, Row, Sheet, State
from digitiser.settings import (
    ENTRY_MIN_MM,
    ENTRY_MIN_MM2,
    SHEET_PX_PER_MM,
    SIGNATURE_DASH_MM,
    SIGNATURE_MIN_MM,
    SIGNATURE_MIN_MM2,
)
from digitiser.signs import what_stands
from digitiser.struck import Strike, find_strikes
from digitiser.ticks import find_ticks

NAMES: tuple[ColumnName, ...] = ("name", "given_name", "family_name")
READ: tuple[ColumnName, ...] = (*NAMES, "country", "email", "phone", "postcode", "city")
NEVER_DITTO: tuple[ColumnName | None, ...] = (*NAMES, "signature", "consent")


@dataclass(frozen=True)
class _Cell:
    """What stands in one cell: the numbers of its pieces of ink, their area (mm2), the reach of the largest (mm) and what they are."""

    column: int
    pieces: NDArray[np.int32]
    area: float
    reach: float
    ink: Ink


def find_rows(sheet: Sheet) -> tuple[Row, ...]:
    """Every printed row of the sheet, top to bottom, empty ones too; Fields say where the writing is and what kind, not what it reads.

    An entry over two printed rows is one Row, the one with the signature.
    """
    ink = find_ink(sheet)
    strikes = find_strikes(sheet.table, ink)
    cells = [_cells(sheet, ink, band, strikes[band]) for band in range(len(sheet.table.bands))]
    ticks = find_ticks(sheet, ink)
    rows = [_row(sheet, ink, band, cells[band], strikes[band], ticks[band]) for band in range(len(cells))]
    return tuple(_with_sources(rows))


def _cells(sheet: Sheet, ink: SheetInk, band: int, strike: Strike | None) -> list[_Cell]:
    found = []
    height = sheet.table.bands[band].box.height
    for position, column in enumerate(sheet.table.columns):
        pieces = ink.of_cell([band], position)
        kind = what_stands(ink, pieces, height)
        if kind == "ditto" and (column.name in NEVER_DITTO or strike):
            kind = "written"
        boxes = ink.pieces.boxes[pieces]
        reach = float((boxes[:, 2:] - boxes[:, :2]).max(initial=0)) / SHEET_PX_PER_MM
        found.append(_Cell(position, pieces, float(ink.pieces.areas[pieces].sum()) / SHEET_PX_PER_MM**2, reach, kind))
    return found


def _row(
    sheet: Sheet, ink: SheetInk, band: int, cells: Sequence[_Cell], strike: Strike | None, tick: Candidate | None
) -> Row:
    table = sheet.table
    signed = _signed(sheet, ink, band, cells, strike)
    fields = tuple(
        _field(sheet, ink, band, cell, name, tick)
        for cell in cells
        if (name := table.columns[cell.column].name) is not None and (name in READ or name == "consent")
    )
    state: State = "empty"
    if signed or _has_entry(sheet, cells):
        state = "struck" if strike else "filled"
    box = table.bands[band].box
    index = table.bands[band].index
    return Row(
        index, (index,), box, _quad(sheet, box), state, signed if state != "empty" or signed is None else False, fields
    )


def _has_entry(sheet: Sheet, cells: Sequence[_Cell]) -> bool:
    """Whether somebody wrote into the row: words in a cell, not only dashes, dittos, a tick or a spot."""
    others = [c for c in cells if sheet.table.columns[c.column].name not in ("number", "consent", "signature")]
    return any(c.ink == "written" and c.area >= ENTRY_MIN_MM2 and c.reach >= ENTRY_MIN_MM for c in others)


def _signed(sheet: Sheet, ink: SheetInk, band: int, cells: Sequence[_Cell], strike: Strike | None) -> bool | None:
    """Whether the signature cell holds enough ink of its own; a dash or a strike's end is none. None without a signature column."""
    cell = next((c for c in cells if sheet.table.columns[c.column].name == "signature"), None)
    if cell is None:
        return None
    if cell.ink == "blank":
        return False
    mask, _, _ = ink.picture_of(cell.pieces)
    if cell.ink == "dash" and mask.shape[1] < SIGNATURE_DASH_MM * SHEET_PX_PER_MM:
        return False
    if strike is not None:
        mask = strike.without(mask, ink.pieces.boxes[cell.pieces])
    area = np.count_nonzero(mask) / SHEET_PX_PER_MM**2
    if area < SIGNATURE_MIN_MM2:
        return False
    y, x = np.nonzero(mask)
    return bool(max(np.ptp(x), np.ptp(y)) >= SIGNATURE_MIN_MM * SHEET_PX_PER_MM)


def _field(sheet: Sheet, ink: SheetInk, band: int, cell: _Cell, name: ColumnName, tick: Candidate | None) -> Field:
    column, row = sheet.table.columns[cell.column].box, sheet.table.bands[band].box
    box = ink.around(cell.pieces) if cell.ink != "blank" else None
    box = box or Box(column.left, row.top, column.right, row.bottom)
    kind = cell.ink
    candidates: tuple[Candidate, ...] = ()
    if name == "consent" and tick is not None:
        other = Candidate("no" if tick.value == "yes" else "yes", round(1 - tick.probability, 3))
        candidates, kind = (tick, other), ("written" if tick.value == "yes" or kind != "blank" else "blank")
    return Field(name, box, _quad(sheet, box), kind, None, (), candidates)


def _quad(
    sheet: Sheet, box: Box
) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]:
    return quad_on_page(sheet.frame, (box.left, box.top, box.right, box.bottom), sheet.page.image.shape)


def _with_sources(rows: Sequence[Row]) -> list[Row]:
    """Each ditto points to the row above that says it in words; one with nothing above it is writing."""
    source: dict[ColumnName, int] = {}
    linked = []
    for row in rows:
        fields = []
        for field in row.fields:
            if field.ink == "ditto":
                above = source.get(field.name)
                field = replace(field, from_row=above) if above is not None else replace(field, ink="written")
            elif field.ink == "written" and row.state != "empty":
                source[field.name] = row.index
            fields.append(field)
        linked.append(replace(row, fields=tuple(fields)))
    return linked
