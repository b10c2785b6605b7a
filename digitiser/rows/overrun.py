"""The last letters of a word that ran into the next cell and stayed there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.model import Table
from digitiser.settings import OVERRUN_CLOSE_MM, OVERRUN_SHARE, SHEET_PX_PER_MM


def without_overrun(table: Table, ink: SheetInk, band: int, column: int) -> NDArray[np.int32]:
    """The pieces of a cell but for those that go on what stands in the cell beside it: they lie by the edge, and as close as letters do."""
    pieces = ink.of_cell([band], column)
    box = table.columns[column].box
    left, right = ((x - ink.left) * SHEET_PX_PER_MM for x in (box.left, box.right))
    room = OVERRUN_SHARE * (right - left)
    kept = np.ones(len(pieces), np.bool_)
    for start, end, begin, side in ((0, 2, left, 1), (2, 0, right, -1)):
        reached = _nearest(table, ink, band, column, begin, side)
        if reached is None:
            continue
        near, far = side * (ink.pieces.boxes[pieces, start] - begin), side * (ink.pieces.boxes[pieces, end] - begin)
        for k in np.argsort(near):
            if near[k] - reached > OVERRUN_CLOSE_MM * SHEET_PX_PER_MM or far[k] > room:
                break
            reached, kept[k] = max(reached, float(far[k])), False
    return pieces[kept]


def _nearest(table: Table, ink: SheetInk, band: int, column: int, edge: float, side: int) -> float | None:
    """How far the ink of the cell beside this edge comes towards it or over it, in pixels; None for no ink, or no cell."""
    own = table.columns[column]
    beside = [
        i
        for i, c in enumerate(table.columns)
        if i != column and c.top < own.bottom and own.top < c.bottom and (c.box.left - own.box.left) * side < 0
    ]
    if not beside:
        return None
    next_one = min(beside, key=lambda i: abs(table.columns[i].box.left - own.box.left))
    boxes = ink.pieces.boxes[ink.of_cell([band], next_one)]
    if not len(boxes):
        return None
    return float((side * (boxes[:, 2 if side > 0 else 0] - edge)).max())
