"""Columns that hold a printed label in every row, and no writing: what they are called belongs to the column beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digitiser.ink import RIGHT_TO_LEFT, SheetInk
from digitiser.model import Column, Sheet
from digitiser.settings import (
    BESIDE_MM,
    ENTRY_MIN_MM2,
    LABEL_EMPTY,
    LABEL_FOLLOWED,
    LABEL_WIDEST_MM,
    SHEET_PX_PER_MM,
)


def without_labels(sheet: Sheet, ink: SheetInk) -> Sheet:
    """The sheet, the name of each narrow column in which nobody wrote given to the unnamed one that follows and holds the writing.

    Where "Name:" is printed in every row before the room for it, the label may have been taken for a column of its own. Rows' numbers are
    printed too, but stand for themselves.
    """
    columns = list(sheet.table.columns)
    shares = [_written(sheet, ink, at) for at in range(len(columns))]
    for at, label in enumerate(columns):
        if label.name in (None, "other", "number") or label.box.width > LABEL_WIDEST_MM or shares[at] > LABEL_EMPTY:
            continue
        after = unnamed_beside(columns, at, to_the_left=sheet.language in RIGHT_TO_LEFT)
        if after is not None and shares[after] >= LABEL_FOLLOWED:
            columns[after] = replace(columns[after], name=label.name, heading=label.heading)
            columns[at] = replace(label, name="other")
    if tuple(columns) == sheet.table.columns:
        return sheet
    return sheet.with_columns(columns)


def unnamed_beside(columns: Sequence[Column], at: int, to_the_left: bool) -> int | None:
    """The position of a column that nobody could name, directly beside this one in the same line; None for none."""
    own = columns[at]
    for k, column in enumerate(columns):
        apart = own.box.left - column.box.right if to_the_left else column.box.left - own.box.right
        level = min(own.bottom, column.bottom) > max(own.top, column.top)
        if column.name is None and level and abs(apart) < BESIDE_MM:
            return k
    return None


def _written(sheet: Sheet, ink: SheetInk, column: int) -> float:
    """The share of the rows in which something stands in a column."""
    bands = range(len(sheet.table.bands))
    least = ENTRY_MIN_MM2 * SHEET_PX_PER_MM**2
    filled = [bool(ink.pieces.areas[ink.of_cell([band], column)].sum() >= least) for band in bands]
    return sum(filled) / max(1, len(filled))
