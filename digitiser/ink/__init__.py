"""The handwriting of a sheet, free of light, rules, print and shading, each stroke given to the cell that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink.blank import Mask, erase_bars, repeated_print
from digitiser.ink.light import find_darkness, find_strokes, without_folds
from digitiser.ink.marks import crumbs, faint_marks
from digitiser.ink.rules import erase_rules, erase_streaks
from digitiser.ink.strokes import Grid, Pieces, find_pieces
from digitiser.model import NUMBERS, Box, Column, ColumnName, Pixels, Row, Sheet
from digitiser.settings import (
    CELL_MARGIN_MM,
    INK_MARGIN_MM,
    SHEET_PX_PER_MM,
)

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True)
class SheetInk:
    """The handwriting in and around a sheet's table.

    `darkness` (height x width, uint8) is the share of the paper's light that is missing, 255 for all of it; `mask` is the handwriting in
    it; (`left`, `top`) is its first pixel in the sheet's frame, millimetres, at SHEET_PX_PER_MM.
    """

    left: float
    top: float
    darkness: Pixels
    mask: Mask
    pieces: Pieces

    def cell(self, bands: Sequence[int], column: int) -> Mask:
        """All writing that belongs to a cell (or to a column of several bands), height x width of the whole area."""
        return np.isin(self.pieces.labels, self.of_cell(bands, column))

    def of_cell(self, bands: Sequence[int], column: int) -> NDArray[np.int32]:
        """The numbers of the pieces that belong to a cell, or to a column of several bands."""
        mine = np.flatnonzero(self.pieces.column == column)
        at = self.pieces.band[mine]
        return (
            mine[np.any([at == band for band in bands], axis=0)].astype(np.int32)
            if len(bands)
            else mine[:0].astype(np.int32)
        )

    def around(self, numbers: NDArray[np.int32]) -> Box | None:
        """The box of some pieces in millimetres of the sheet; None for no piece."""
        if not len(numbers):
            return None
        boxes = self.pieces.boxes[numbers] / SHEET_PX_PER_MM
        (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return Box(
            *(round(float(v), 2) for v in (self.left + left, self.top + top, self.left + right, self.top + bottom))
        )

    def picture_of(self, numbers: NDArray[np.int32]) -> tuple[Mask, slice, slice]:
        """The pixels of some pieces (at least one) within their common box, and where that box lies (rows, columns)."""
        boxes = self.pieces.boxes[numbers]
        (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        rows, columns = slice(int(top), int(bottom)), slice(int(left), int(right))
        wanted = np.zeros(len(self.pieces.areas), np.bool_)
        wanted[numbers] = True
        return wanted[self.pieces.labels[rows, columns]], rows, columns


def columned(sheet: Sheet) -> Sheet:
    """A table whose columns nobody found is one column over its whole width: its rows can still be counted."""
    table = sheet.table
    if table.columns or not table.bands:
        return sheet
    first, last = table.bands[0].box, table.bands[-1].box
    whole = Column(None, "", Box(first.left, first.top, first.right, last.bottom))
    return sheet.with_columns((whole,))


def find_ink(sheet: Sheet) -> SheetInk:
    """The handwriting in the table of `sheet`; a table without bands gives an empty one."""
    sheet = columned(sheet)
    table = sheet.table
    rows, columns, area = _area(sheet)
    darkness = without_folds(find_darkness(sheet.image[rows, columns]), area)
    left, top = columns.start / SHEET_PX_PER_MM, rows.start / SHEET_PX_PER_MM
    ink = strokes = find_strokes(darkness)
    grid = Grid(table, left, top)
    if grid.bands:
        ink = erase_bars(ink, grid.bands[0][0], grid.bands[-1][1])
        ink, rules = erase_rules(ink, darkness, grid.horizontal, grid.vertical, area)
        grid.move(rules)
        ink = erase_streaks(ink, [slice(*grid.bands[0])])
    for column in range(len(table.columns) if ink.size else 0):
        ink &= ~repeated_print(ink, grid.cells(column))
    darkness = _without(darkness, strokes & ~ink)
    pieces = find_pieces(ink, grid, right_to_left=sheet.language in RIGHT_TO_LEFT)
    return SheetInk(left, top, darkness, pieces.labels > 0, pieces)


def cell_picture(sheet: Sheet, ink: SheetInk, row: Row, column: ColumnName) -> Pixels:
    """What a recogniser gets of one cell: grey, dark on white, trimmed to the ink, at SHEET_PX_PER_MM.

    Rules, print and the neighbours' strokes are gone; the cell's own strokes are whole where they leave it. A blank cell gives a small
    white picture.
    """
    bands = [i for i, band in enumerate(sheet.table.bands) if band.index in row.printed_rows]
    position = sheet.table.position(column)
    numbers = ink.of_cell(bands, -1 if position is None else position)
    return pieces_picture(ink, numbers, accented=column not in NUMBERS)


def pieces_picture(ink: SheetInk, numbers: NDArray[np.int32], *, accented: bool = True) -> Pixels:
    """The same of some pieces, which stand in one line; small ones above and below it stay only where something is `accented`."""
    margin = round(CELL_MARGIN_MM * SHEET_PX_PER_MM)
    if not len(numbers):
        return np.full((2 * margin, 2 * margin), 255, np.uint8)
    numbers = numbers[~crumbs(ink.pieces.boxes[numbers], accented=accented)]
    mask, rows, columns = ink.picture_of(numbers)
    strongest = max(60.0, float(np.percentile(ink.darkness[rows, columns][mask], 90)))
    mask = mask | faint_marks(ink.darkness[rows, columns], mask, ink.mask[rows, columns], strongest)
    near = cv2.dilate(np.pad(mask, margin).view(np.uint8), np.ones((5, 5), np.uint8)).view(np.bool_)
    dark = np.pad(ink.darkness, margin)[rows.start : rows.stop + 2 * margin, columns.start : columns.stop + 2 * margin]
    grey = 255 - np.clip(np.where(near, dark, 0) * (255 / strongest), 0, 255)
    return grey.astype(np.uint8)


def _without(darkness: Pixels, printed: Mask) -> Pixels:
    """`darkness` without what is printed, so that no crumbs of it stand in the cells' pictures."""
    return np.where(printed, 0, darkness).astype(np.uint8)


def _area(sheet: Sheet) -> tuple[slice, slice, tuple[slice, slice]]:
    """Where the table lies in the sheet's picture with a margin (rows, columns), and the table within that area."""
    boxes = [b.box for b in sheet.table.bands] + [c.box for c in sheet.table.columns]
    height, width = sheet.image.shape[:2]
    if not sheet.table.bands:
        return slice(0, 0), slice(0, 0), (slice(0, 0), slice(0, 0))
    m, s = INK_MARGIN_MM, SHEET_PX_PER_MM
    bands = sheet.table.bands
    top, bottom = min(b.box.top for b in bands), max(b.box.bottom for b in bands)
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    rows = slice(max(0, round((top - m) * s)), min(height, round((bottom + m) * s)))
    columns = slice(max(0, round((left - m) * s)), min(width, round((right + m) * s)))
    inner = (
        slice(max(0, round(top * s) - rows.start), min(rows.stop, round(bottom * s)) - rows.start),
        slice(max(0, round(left * s) - columns.start), min(columns.stop, round(right * s)) - columns.start),
    )
    return rows, columns, inner
