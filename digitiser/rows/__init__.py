"""Stage 3: the rows of a sheet: filled, struck or empty; signed or not; dittos, dashes and ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import quad_on_page
from digitiser.ink import RIGHT_TO_LEFT, SheetInk, columned
from digitiser.ink.overhang import begins_right
from digitiser.model import NAMES, Box, Candidate, ColumnName, Field, Ink, Row, Sheet, State
from digitiser.rows.entries import Written, group_rows
from digitiser.rows.labels import unnamed_beside
from digitiser.rows.signs import what_stands, without_spots
from digitiser.rows.strikes import Strike, find_strikes
from digitiser.rows.ticks import find_ticks
from digitiser.rows.unused import strokes_over_rows
from digitiser.settings import (
    DITTO_DOWN,
    DITTO_STROKE_MM,
    ENTRY_MIN_MM,
    ENTRY_MIN_MM2,
    RUNS_OUT,
    SHEET_PX_PER_MM,
    SIGNATURE_CLINGS_MM,
    SIGNATURE_DASH_MM,
    SIGNATURE_DEEP,
    SIGNATURE_DEEP_ALONE,
    SIGNATURE_MIN_MM,
    SIGNATURE_MIN_MM2,
    SPECKLE_MM2,
    STRIKE_LEAVES_MM2,
)

READ: tuple[ColumnName, ...] = (*NAMES, "country", "email", "phone", "postcode", "city")
Entry = tuple[int, Sequence[int]]
"""The index of the row that an entry is reported on, and those of all its printed rows."""
NEVER_DITTO: tuple[ColumnName | None, ...] = (*NAMES, "signature", "consent")


@dataclass(frozen=True)
class _Cell:
    """What stands in one cell: the numbers of its pieces of ink and what they are; the area (mm2) of those that are no spots, and the reach
    of the largest (mm).
    """

    column: int
    pieces: NDArray[np.int32]
    area: float
    reach: float
    ink: Ink

    @property
    def counts(self) -> bool:
        """Whether this is more than specks."""
        return self.ink != "blank" and self.area >= ENTRY_MIN_MM2 and self.reach >= ENTRY_MIN_MM


def find_rows(sheet: Sheet, ink: SheetInk, entries: Sequence[Entry] | None = None) -> tuple[Row, ...]:
    """Every printed row of the sheet, top to bottom, empty ones too; Fields say where the writing is and what kind, not what it reads.

    An entry over two printed rows is one Row, the one with the signature. `entries`: which rows belong together, where that is known.
    """
    if not sheet.table.bands:
        return ()
    sheet = columned(sheet)
    bands = range(len(sheet.table.bands))
    strikes = find_strikes(sheet.table, ink)
    over_rows = strokes_over_rows(sheet.table, ink)
    ticks = find_ticks(sheet, ink)
    cells = [_cells(sheet, ink, [band], strikes[band], over_rows) for band in bands]
    signed = [_signed(sheet, ink, band, cells[band], strikes[band]) for band in bands]
    written = [
        Written(
            tuple(_where(ink, c, sheet.table.bands[band].box) for c in cells[band]),
            tuple(c.counts or c.ink in ("dash", "ditto") for c in cells[band]),
            bool(signed[band]),
        )
        for band in bands
    ]
    rows = []
    for main, group in _known(sheet, entries) if entries else _found(sheet, written, signed):
        strike = next((strikes[band] for band in group if strikes[band]), None)
        joint = cells[main] if len(group) == 1 else _cells(sheet, ink, group, strike, over_rows)
        tick = next((t for band in group if (t := ticks[band]) and t.value == "yes"), ticks[main])
        has_signature = next((signed[band] for band in group if signed[band]), signed[main])
        rows.append(_row(sheet, ink, main, group, joint, strike, has_signature, tick))
    return tuple(_with_sources(rows))


def _where(ink: SheetInk, cell: _Cell, row: Box) -> Box | None:
    """Where a cell says something; None for specks, dashes and a stroke down the column, which may stand in both rows of an entry."""
    box = ink.around(cell.pieces) if cell.counts and cell.ink != "dash" else None
    return None if box and cell.ink == "ditto" and box.height >= DITTO_DOWN * row.height else box


def _found(sheet: Sheet, written: Sequence[Written], signed: Sequence[bool | None]) -> list[tuple[int, Sequence[int]]]:
    """The entries as they look: the position of the band that each is reported on, and those of all its bands."""
    groups = group_rows(sheet.table, written)
    return [(next((band for band in group if signed[band]), group[0]), group) for group in groups]


def _known(sheet: Sheet, entries: Sequence[Entry]) -> list[tuple[int, Sequence[int]]]:
    """The same for entries that are known."""
    place = {band.index: at for at, band in enumerate(sheet.table.bands)}
    return [(place[index], sorted(place[band] for band in printed if band in place)) for index, printed in entries]


def _cells(
    sheet: Sheet, ink: SheetInk, bands: Sequence[int], strike: Strike | None, over_rows: NDArray[np.int32]
) -> list[_Cell]:
    """What stands in each column of the bands of one entry, but for what only crosses out rows that nobody used."""
    found = []
    height = sum(sheet.table.bands[band].box.height for band in bands)
    for position, column in enumerate(sheet.table.columns):
        pieces = np.setdiff1d(ink.of_cell(bands, position), over_rows)
        kind = what_stands(ink, pieces, height * (column.bottom - column.top))
        if kind == "ditto" and (column.name in NEVER_DITTO or strike):
            kind = "written"
        if kind == "dash" and strike and _left_by(strike, ink, pieces) >= STRIKE_LEAVES_MM2:
            kind = "written"  # low letters and the line through them are as flat as a dash
        strokes = without_spots(ink, pieces)
        if kind == "written" and not len(strokes):
            kind = "blank"
        boxes = ink.pieces.boxes[strokes]
        reach = float((boxes[:, 2:] - boxes[:, :2]).max(initial=0)) / SHEET_PX_PER_MM
        area = float(ink.pieces.areas[strokes].sum()) / SHEET_PX_PER_MM**2
        found.append(_Cell(position, pieces, area, reach, kind))
    return found


def _left_by(strike: Strike, ink: SheetInk, pieces: NDArray[np.int32]) -> float:
    """The ink of the pieces that is not the strike's, in mm2."""
    return (
        float(np.count_nonzero(strike.without(ink.picture_of(pieces)[0], ink.pieces.boxes[pieces])))
        / SHEET_PX_PER_MM**2
    )


def _row(
    sheet: Sheet,
    ink: SheetInk,
    main: int,
    group: Sequence[int],
    cells: Sequence[_Cell],
    strike: Strike | None,
    signed: bool | None,
    tick: Candidate | None,
) -> Row:
    """The entry in the bands of `group`, reported on the band `main`."""
    table = sheet.table
    state: State = "empty"
    if signed or _has_entry(sheet, cells):
        state = "struck" if strike else "filled"
    fields = tuple(
        _field(sheet, ink, main, cell, name, tick)
        for cell in cells
        if (name := table.columns[cell.column].name) is not None and (name in READ or name == "consent")
    )
    band = table.bands[main]
    printed = tuple(table.bands[b].index for b in group)
    return Row(band.index, printed, band.box, _quad(sheet, band.box), state, signed, fields)


def _has_entry(sheet: Sheet, cells: Sequence[_Cell]) -> bool:
    """Whether somebody wrote into the row: words in a cell, not only dashes, dittos, a tick or a spot."""
    return any(c.ink == "written" and c.counts for c in _says(sheet, cells))


def _says(sheet: Sheet, cells: Sequence[_Cell]) -> list[_Cell]:
    """The cells whose words make an entry."""
    return [c for c in cells if sheet.table.columns[c.column].name not in ("number", "consent", "signature")]


def _signed(sheet: Sheet, ink: SheetInk, band: int, cells: Sequence[_Cell], strike: Strike | None) -> bool | None:
    """Whether the signature cell holds enough ink of its own; a dash or a strike's end is none, nor, in a row where nothing else stands,
    a flat line: a fold's or the neighbour's. None without a signature column.
    """
    cell = next((c for c in cells if sheet.table.columns[c.column].name == "signature"), None)
    if cell is None:
        return None
    if cell.ink == "blank" or not cell.area:
        return False
    mask, _, _ = ink.picture_of(cell.pieces)
    wide = mask.shape[1] / SHEET_PX_PER_MM
    alone = all(c.area < ENTRY_MIN_MM2 for c in _says(sheet, cells))
    # A stroke from one edge of the cell to the other is no hand's either, but a scanner's or a copier's line.
    if cell.ink == "dash" and (
        (alone and _is_straight(mask))
        or not SIGNATURE_DASH_MM <= wide < sheet.table.columns[cell.column].box.width - 1.0
    ):
        return False
    if strike is not None:
        mask = strike.without(mask, ink.pieces.boxes[cell.pieces])
    area = np.count_nonzero(mask) / SHEET_PX_PER_MM**2
    if area < SIGNATURE_MIN_MM2:
        return False
    y, x = np.nonzero(mask)
    large = max(np.ptp(x), np.ptp(y)) >= SIGNATURE_MIN_MM * SHEET_PX_PER_MM
    deep = SIGNATURE_DEEP_ALONE if alone else SIGNATURE_DEEP
    return bool(large) and not any(_reaches_in(sheet, ink, band, cell, other, deep) for other in (band - 1, band + 1))


def _is_straight(mask: NDArray[np.bool_]) -> bool:
    """Whether the ink is one straight line, as thin as a pen draws it."""
    return bool(np.sqrt(np.linalg.eigvalsh(np.cov(np.stack(np.nonzero(mask))))[0]) <= DITTO_STROKE_MM * SHEET_PX_PER_MM)


def _reaches_in(sheet: Sheet, ink: SheetInk, band: int, cell: _Cell, other: int, deep: float) -> bool:
    """Whether what stands in the signature cell is the end of the neighbour's signature: it clings to the rule, and so does that, and it
    ends before `deep` of the row's height.
    """
    bands = sheet.table.bands
    if not 0 <= other < len(bands):
        return False
    theirs = ink.around(ink.of_cell([other], cell.column))
    own = ink.around(cell.pieces[ink.pieces.areas[cell.pieces] >= SPECKLE_MM2 * SHEET_PX_PER_MM**2])
    if theirs is None or own is None or own.right < theirs.left - 2 or own.left > theirs.right + 2:
        return False
    box, near = bands[band].box, SIGNATURE_CLINGS_MM
    if other < band:
        clings = (
            own.top < box.top + near and theirs.bottom > box.top - near and own.bottom < box.top + deep * box.height
        )
    else:
        clings = (
            own.bottom > box.bottom - near
            and theirs.top < box.bottom + near
            and own.top > box.bottom - deep * box.height
        )
    return clings and theirs.height > own.height


def _field(sheet: Sheet, ink: SheetInk, band: int, cell: _Cell, name: ColumnName, tick: Candidate | None) -> Field:
    box = ink.around(cell.pieces) if cell.ink != "blank" else None
    box = box or sheet.table.columns[cell.column].cell(sheet.table.bands[band].box)
    kind = cell.ink
    candidates: tuple[Candidate, ...] = ()
    if name == "consent" and tick is not None:
        other = Candidate("no" if tick.value == "yes" else "yes", round(1 - tick.probability, 3))
        candidates, kind = (tick, other), ("written" if tick.value == "yes" or kind != "blank" else "blank")
    runs_out = cell.ink == "written" and _runs_out(sheet, name, box, sheet.table.columns[cell.column].box)
    in_part = name == "name" and any(
        unnamed_beside(sheet.table.columns, cell.column, to_the_left) is not None for to_the_left in (True, False)
    )
    return Field(name, box, _quad(sheet, box), kind, None, (), candidates, runs_out, in_part)


def _runs_out(sheet: Sheet, name: ColumnName, ink: Box, cell: Box) -> bool:
    """Whether the writing reaches the end of its cell, in the direction of reading."""
    turned = begins_right(name, sheet.language in RIGHT_TO_LEFT)
    left = ink.left - cell.left if turned else cell.right - ink.right
    return bool(left < RUNS_OUT * ink.height)


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
