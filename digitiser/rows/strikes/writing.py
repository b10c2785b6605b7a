"""The writing of a row, or of some of its cells, as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.ink.blank import Mask
from digitiser.model import Table
from digitiser.rows.strikes.level import Line
from digitiser.settings import (
    PEN_MM,
    SHEET_PX_PER_MM,
    STRIKE_DUST_MM,
    STRIKE_GAP_MM,
    STRIKE_WORTH_NAME,
    STRIKE_WORTH_ROW,
)


@dataclass(frozen=True)
class Writing:
    """The writing of some columns of a row: its picture, where that lies, the spans of x of each column's writing and of each stroke.

    Spans count from `left`, all but the row's size (millimetres) is in pixels; `areas` is the ink of each column.
    """

    band: int
    row_width: float
    row_height: float
    mask: Mask
    left: int
    top: int
    columns: tuple[tuple[int, int], ...]
    areas: tuple[int, ...]
    strokes: tuple[tuple[int, int], ...]
    run: int
    """The longest stretch of x without a gap in the ink."""

    @property
    def width(self) -> int:
        """Pixels from the first ink to the last."""
        return int(self.mask.shape[1])

    @property
    def widest(self) -> int:
        """Pixels across the widest connected stroke."""
        return max((right - left for left, right in self.strokes), default=0)

    @property
    def may_be_struck(self) -> bool:
        """Whether any stroke is long enough to be worth following: most rows have no stroke so long."""
        row = STRIKE_WORTH_ROW * self.row_width * SHEET_PX_PER_MM
        return self.run >= STRIKE_WORTH_NAME * self.width or self.run >= row

    @property
    def heavy(self) -> float:
        """Ink for each pixel of width, gaps between columns apart."""
        return sum(self.areas) / max(1, sum(right - left for left, right in self.columns))

    def covered(self, line: Line) -> float:
        """The share of the writing's width that the line runs through, gaps between columns apart."""
        both = sum(max(0, min(right, line.right) - max(left, line.left)) for left, right in self.columns)
        return both / max(1, sum(right - left for left, right in self.columns))


def writing_in(
    table: Table, ink: SheetInk, band: int, columns: Sequence[int], but: NDArray[np.int32] | None = None
) -> Writing | None:
    """What stands in these columns of a band (positions from 0), but for dust and the pieces numbered `but`; None for nothing."""
    numbers = [_without_dust(ink, ink.of_cell([band], c)) for c in columns]
    if but is not None:
        numbers = [np.setdiff1d(n, but) for n in numbers]
    pieces = np.concatenate([*numbers, np.zeros(0, np.int32)]).astype(np.int32)
    if not len(pieces):
        return None
    mask, y, x = ink.picture_of(pieces)
    whole = ink.pieces.whole[pieces]
    inked = [n for n in numbers if len(n)]
    spans = [_span(ink.pieces.boxes[n], x.start) for n in inked]
    areas = [int(ink.pieces.areas[n].sum()) for n in inked]
    strokes = [_span(ink.pieces.boxes[pieces[whole == w]], x.start) for w in np.unique(whole)]
    box = table.bands[band].box
    return Writing(
        band, box.width, box.height, mask, x.start, y.start, tuple(spans), tuple(areas), tuple(strokes), _longest_run(mask)
    )  # fmt: skip


def _without_dust(ink: SheetInk, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
    sides = ink.pieces.boxes[pieces, 2:] - ink.pieces.boxes[pieces, :2]
    return np.asarray(pieces[sides.max(axis=1) >= STRIKE_DUST_MM * SHEET_PX_PER_MM], np.int32)


def lying_on(ink: SheetInk, band: int, line: Line) -> NDArray[np.int32]:
    """The pieces of a band that are nothing but a part of this level line of the sheet's ink."""
    pieces = np.flatnonzero(ink.pieces.band == band)
    left, top, right, bottom = ink.pieces.boxes[pieces].T
    at = line.y[np.clip(((left + right) // 2 - line.left) // line.step, 0, len(line.y) - 1)]
    near = np.abs((top + bottom) / 2 - at) <= PEN_MM * SHEET_PX_PER_MM
    return np.asarray(pieces[near & (bottom - top <= 3 * PEN_MM * SHEET_PX_PER_MM)], np.int32)


def _span(boxes: NDArray[np.int32], origin: int) -> tuple[int, int]:
    return int(boxes[:, 0].min()) - origin, int(boxes[:, 2].max()) - origin


def _longest_run(mask: Mask) -> int:
    """Pixels of the longest stretch in which no gap is wider than STRIKE_GAP_MM."""
    inked = np.flatnonzero(mask.any(axis=0))
    ends = np.flatnonzero(np.diff(inked) > STRIKE_GAP_MM * SHEET_PX_PER_MM + 1)
    first, last = np.concatenate([[0], ends + 1]), np.concatenate([ends, [len(inked) - 1]])
    return int((inked[last] - inked[first]).max()) + 1
