"""The connected strokes of a table, and the cells that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import measured
from digitiser.ink.blank import Mask
from digitiser.ink.overhang import give_back_dots, give_back_words
from digitiser.model import Table
from digitiser.settings import (
    NUMBER_APART_MM,
    NUMBER_ENDS_MM,
    NUMBER_HIGHEST_MM,
    NUMBERED_SHARE,
    PRINT_ROWS_MIN,
    SHEET_PX_PER_MM,
    SIGNED_DEEP,
    SIGNED_WORDS_MM2,
    SPECK_MM2,
    SPLIT_MM,
    SPLIT_SHARE,
    TALL_PIECE,
)

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Pieces:
    """The connected strokes. Piece `i` has its pixels in `labels == i`; piece 0 is the paper.

    `boxes` are left, top, right, bottom in pixels (right and bottom exclusive), `areas` in pixels; `band` and `column` are the positions
    (from 0) of the cell in which most of the piece stands, -1 outside the table; `whole` is the number of the connected stroke that a piece
    was cut from, its own number where it is whole.
    """

    labels: Labels
    boxes: NDArray[np.int32]
    areas: NDArray[np.int64]
    band: NDArray[np.int32]
    column: NDArray[np.int32]
    whole: NDArray[np.int32]


class Grid:
    """The table's cells in pixels of the area around it."""

    def __init__(self, table: Table, left: float, top: float) -> None:
        def across(x: float) -> int:
            return round((x - left) * SHEET_PX_PER_MM)

        def down(y: float) -> int:
            return round((y - top) * SHEET_PX_PER_MM)

        self.bands = [(down(b.box.top), down(b.box.bottom)) for b in table.bands]
        self.columns = [(across(c.box.left), across(c.box.right)) for c in table.columns]
        self.shares = [(c.top, c.bottom) for c in table.columns]
        self.cuts = sorted({share for pair in self.shares for share in pair} | {0.0, 1.0})
        self.horizontal = _merged(round(t + share * (b - t)) for t, b in self.bands for share in self.cuts)
        self.names = [c.name for c in table.columns]
        self.vertical = _merged(edge for pair in self.columns for edge in pair)

    def move(self, rules: Sequence[float]) -> None:
        """Puts the edges of the rows to where their rules were seen, one for each of `horizontal`."""
        seen = np.array(rules)

        def moved(edge: int) -> int:
            k = int(np.abs(np.array(self.horizontal) - edge).argmin())
            return edge + round(float(seen[k]) - self.horizontal[k])

        self.bands = [(moved(top), moved(bottom)) for top, bottom in self.bands]

    def cells(self, column: int) -> list[tuple[slice, slice]]:
        """The pixel ranges of a column's cells, top to bottom."""
        (left, right), (first, last) = self.columns[column], self.shares[column]
        return [
            (slice(round(t + first * (b - t)), round(t + last * (b - t))), slice(left, right)) for t, b in self.bands
        ]

    def beside(self, column: int, to_the_left: bool) -> int:
        """The next column at the same height of the rows; the number of columns for none."""
        (begin, end), (first, last) = self.columns[column], self.shares[column]
        gaps = {}
        for other, ((left, right), (upper, lower)) in enumerate(zip(self.columns, self.shares, strict=True)):
            gap = begin - right if to_the_left else left - end
            if other != column and gap >= -SHEET_PX_PER_MM and min(last, lower) > max(first, upper):
                gaps[other] = gap
        return min(gaps, key=lambda other: gaps[other], default=len(self.columns))

    def places(self, shape: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """For each y the row and the line within it, and for each line and x the column; the number of rows or columns for none."""
        lines = np.zeros(shape[0], np.int64)
        for top, bottom in self.bands:
            for line, share in enumerate(self.cuts[1:-1], 1):
                lines[max(0, round(top + share * (bottom - top))) : max(0, bottom)] = line
        middles = [(a + b) / 2 for a, b in pairwise(self.cuts)]
        columns = [
            _places(
                shape[1], [c if a < middle < b else (0, 0) for c, (a, b) in zip(self.columns, self.shares, strict=True)]
            )
            for middle in middles
        ]
        return _places(shape[0], self.bands), lines, np.stack(columns)

    def cells_of(self, ink: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.int64]:
        """The number of the cell of each of these pixels (flat places in the area of `shape`): bands + 1 rows of columns + 1, the last of
        both for outside the table.
        """
        y, x = np.divmod(ink, shape[1])
        rows, lines, columns = self.places(shape)
        return rows[y] * (len(self.columns) + 1) + columns[lines[y], x]

    def owners(self, pieces: Labels, cells: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """How many pixels of each piece stand in each cell: count x (bands + 1) x (columns + 1). `pieces` and `cells` of each pixel."""
        shape = (len(self.bands) + 1, len(self.columns) + 1)
        key = pieces.astype(np.int64) * (shape[0] * shape[1]) + cells
        return np.bincount(key, minlength=count * shape[0] * shape[1]).reshape(count, *shape)


def _merged(edges: object) -> list[int]:
    """Edges without doubles: neighbours share an edge, to a few pixels."""
    kept: list[int] = []
    for edge in sorted(edges):  # type: ignore[call-overload]
        if not kept or edge - kept[-1] > 6:
            kept.append(edge)
    return kept


def _places(length: int, ranges: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """For each pixel the position of the range that holds it; the number of ranges for none."""
    found = np.full(length, len(ranges), np.int64)
    for i, (first, last) in enumerate(ranges):
        found[max(0, first) : max(0, last)] = i
    return found


def find_pieces(ink: Mask, grid: Grid, *, right_to_left: bool) -> Pieces:
    """The connected strokes, specks left out, each in the cell that holds most of it; words of two cells that touch are cut apart."""
    if not ink.size:  # OpenCV dies of an empty picture
        none = np.zeros(1, np.int32)
        return Pieces(
            np.zeros(ink.shape, np.int32), np.zeros((1, 4), np.int32), np.zeros(1, np.int64), none - 1, none - 1, none
        )
    parts, stats = measured(ink)
    speck = stats[:, cv2.CC_STAT_AREA] < SPECK_MM2 * SHEET_PX_PER_MM**2
    speck[0] = True
    names = np.where(speck, 0, np.cumsum(~speck)).astype(np.int32)
    labels, stats = np.take(names, parts), stats[~speck]
    boxes = np.zeros((len(stats) + 1, 4), np.int32)
    boxes[1:, :2], boxes[1:, 2:] = stats[:, :2], stats[:, :2] + stats[:, 2:4]
    ink_at = np.flatnonzero(labels > 0)
    cells = grid.cells_of(ink_at, labels.shape)
    boxes, whole = _cut(labels, boxes, grid, grid.owners(labels.ravel()[ink_at], cells, len(boxes)))
    held = grid.owners(labels.ravel()[ink_at], cells, len(boxes))
    bands, columns = len(grid.bands), len(grid.columns)
    most = held.reshape(len(boxes), -1).argmax(axis=1)
    band, column = (most // (columns + 1)).astype(np.int32), (most % (columns + 1)).astype(np.int32)
    band[band == bands], column[column == columns] = -1, -1
    band[0], column[0] = -1, -1
    give_back_dots(boxes, band, column, grid.bands)
    give_back_words(boxes, band, column, grid.columns, grid.names, grid.beside, right_to_left=right_to_left)
    column[_printed_numbers(boxes, band, grid, right_to_left=right_to_left)] = -1
    return Pieces(labels, boxes, held.sum(axis=(1, 2)), band, column, whole)


def _cut(
    labels: Labels, boxes: NDArray[np.int32], grid: Grid, held: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cuts pieces along the edges of cells (changes `labels`); returns all boxes, those of the new pieces at the end, and
    which piece each comes from. `held`: how much of each piece stands in each cell (`Grid.owners`).

    At a column's edge: where a good part stands on both sides, for two words that touch, or where three columns are crossed, for what
    crosses out a row. At a row's edge: where the piece is much
    taller than a row, as are strokes down a column and what crosses out several rows; and where signatures of two rows touch.
    """
    by_column = held.sum(axis=1)[:, :-1]
    inside = np.stack([np.minimum(boxes[:, 2], r) - np.maximum(boxes[:, 0], left) for left, r in grid.columns], axis=1)
    far = inside >= SPLIT_MM * SHEET_PX_PER_MM
    across = (far & (by_column > 0)).sum(axis=1) > 2
    apart = ((by_column >= SPLIT_SHARE * by_column.sum(axis=1, keepdims=True)) & far).sum(axis=1) > 1
    row_height = float(np.median([bottom - top for top, bottom in grid.bands]))
    tall = (boxes[:, 3] - boxes[:, 1] > TALL_PIECE * row_height) | _two_signatures(boxes, grid, held)
    rows, lines, columns = grid.places(labels.shape)
    added, origin = [boxes], list(range(len(boxes)))
    for piece in np.flatnonzero(across | apart | tall):
        left, top, right, bottom = boxes[piece]
        view = labels[top:bottom, left:right]
        y, x = np.nonzero(view == piece)
        cell = (rows[y + top] if tall[piece] else 0) * (len(grid.columns) + 1) + (
            columns[lines[y + top], x + left] if across[piece] or apart[piece] else 0
        )
        for part, value in enumerate(np.unique(cell)):
            at = np.flatnonzero(cell == value)
            box = np.array(
                [[left + x[at].min(), top + y[at].min(), left + x[at].max() + 1, top + y[at].max() + 1]], np.int32
            )
            if part == 0:
                boxes[piece] = box[0]
                continue
            view[y[at], x[at]] = len(origin)
            added.append(box)
            origin.append(int(piece))
    return np.concatenate(added), np.array(origin, np.int32)


def _two_signatures(boxes: NDArray[np.int32], grid: Grid, held: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pieces are the signatures of two rows, that touch: a good part stands deep in another row than most does, beside words."""
    if "signature" not in grid.names:
        return np.zeros(len(boxes), np.bool_)
    by_row = held[:, :-1, grid.names.index("signature")]
    tops, bottoms = np.array(grid.bands).T
    deep = np.minimum(boxes[:, 3:], bottoms) - np.maximum(boxes[:, 1:2], tops) >= SIGNED_DEEP * (bottoms - tops)
    good = by_row >= SPLIT_SHARE * np.maximum(1, held.sum(axis=(1, 2)))[:, None]
    most = np.arange(len(tops)) == by_row.argmax(axis=1)[:, None]
    words = [at for at, name in enumerate(grid.names) if name not in ("signature", "number", "consent")]
    filled = held[:, :-1, words].sum(axis=(0, 2)) >= SIGNED_WORDS_MM2 * SHEET_PX_PER_MM**2
    return np.asarray((good & deep & ~most & filled).any(axis=1), np.bool_)


def _printed_numbers(
    boxes: NDArray[np.int32], band: NDArray[np.int32], grid: Grid, *, right_to_left: bool
) -> NDArray[np.int64]:
    """The pieces that number the rows: in nearly every row, at its beginning, small, at the same height, and apart from what follows.

    A column of their own is known by its heading or its width; these stand where no rule parts them from the next column.
    """
    s, found = SHEET_PX_PER_MM, list[NDArray[np.int64]]()
    left, right = min(left for left, _ in grid.columns), max(right for _, right in grid.columns)
    start = right - boxes[:, 2] if right_to_left else boxes[:, 0] - left
    end = right - boxes[:, 0] if right_to_left else boxes[:, 2] - left
    for row in range(len(grid.bands)):
        pieces = np.flatnonzero((band == row) & (end > 0))
        first = pieces[
            (end[pieces] <= NUMBER_ENDS_MM * s) & (boxes[pieces, 3] - boxes[pieces, 1] <= NUMBER_HIGHEST_MM * s)
        ]
        rest = np.setdiff1d(pieces, first)
        apart = len(rest) == 0 or len(first) == 0 or start[rest].min() - end[first].max() >= NUMBER_APART_MM * s
        if 0 < len(first) <= 4 and apart:
            found.append(first)
    if len(found) < max(PRINT_ROWS_MIN, NUMBERED_SHARE * len(grid.bands)):
        return np.zeros(0, np.int64)
    tops = np.array([boxes[f, 1].min() - grid.bands[band[f[0]]][0] for f in found])
    feet = np.array([boxes[f, 3].max() - grid.bands[band[f[0]]][0] for f in found])
    level = np.abs(feet - np.median(feet)) + np.abs(tops - np.median(tops)) <= s
    if level.sum() < NUMBERED_SHARE * len(grid.bands):
        return np.zeros(0, np.int64)
    return np.concatenate([f for f, good in zip(found, level, strict=True) if good])
