"""Strokes through rows that nobody used: from corner to corner, a cross or a Z, so that no name can be added below the last one."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.ink.blank import Mask
from digitiser.model import Table
from digitiser.settings import (
    SHEET_PX_PER_MM,
    UNUSED_ALONG,
    UNUSED_DOT_MM,
    UNUSED_DOTS,
    UNUSED_EXPLAINED,
    UNUSED_MOST_PIECES,
    UNUSED_OFF_MM,
    UNUSED_WITHOUT_GAPS,
)

COARSE = 4  # lines are sought at a quarter of the sheet's resolution, then fitted to all of the ink


def strokes_over_rows(table: Table, ink: SheetInk) -> NDArray[np.int32]:
    """The numbers of the pieces that stand in rows which hold a straight stroke or two and nothing else, along much of the row or
    in the next row too: they cross these rows out, and say nothing in any of them.
    """
    columns = [i for i, c in enumerate(table.columns) if c.name not in ("number", "consent")]
    rows = [np.concatenate([ink.of_cell([band], c) for c in columns]) for band in range(len(table.bands))]
    rows = [_without_dots(ink, row) for row in rows]
    idle = [0 < len(row) <= UNUSED_MOST_PIECES and _is_strokes(ink.picture_of(row)[0]) for row in rows]
    beside = [False, *idle, False]  # the row above row k stands at k, the one below at k + 2
    long = [idle[k] and _runs_along(ink.picture_of(row)[0], table.bands[k].box.width) for k, row in enumerate(rows)]
    crossed = [row for k, row in enumerate(rows) if idle[k] and (long[k] or beside[k] or beside[k + 2])]
    return np.concatenate([*crossed, np.zeros(0, np.int32)]).astype(np.int32)


def _without_dots(ink: SheetInk, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
    """The pieces but for a few dots, which a copy or dust adds to a stroke; all of them where dots are much of the ink: small words."""
    sides = ink.pieces.boxes[pieces, 2:] - ink.pieces.boxes[pieces, :2]
    dots = sides.max(axis=1) < UNUSED_DOT_MM * SHEET_PX_PER_MM
    areas = ink.pieces.areas[pieces]
    return pieces[~dots] if areas[dots].sum() <= UNUSED_DOTS * areas.sum() else pieces


def _runs_along(mask: Mask, width: float) -> bool:
    """Whether the ink goes along most of a row without gaps: small words on one line have them. `width` in millimetres."""
    inked = np.count_nonzero(mask.any(axis=0))
    return bool(inked >= UNUSED_ALONG * width * SHEET_PX_PER_MM and inked >= UNUSED_WITHOUT_GAPS * mask.shape[1])


def _is_strokes(mask: Mask) -> bool:
    """Whether a straight line or two, of any direction, explain nearly all of the ink."""
    y, x = np.nonzero(mask)
    points = np.stack([x, y], axis=1).astype(np.float32)
    least = (1 - UNUSED_EXPLAINED) * len(points)
    for _ in range(2):
        before, points = points, _off_the_longest_line(points)
        if len(points) <= least:
            return True
        if points is before:
            return False
    return False


def _off_the_longest_line(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The points (x, y) that lie off the line on which most of them lie, by a Hough transform and two fits; all where
    they leave gaps on it, as letters do."""
    if len(points) < 2:
        return points[:0]
    first = np.array(
        [side.min() for side in points.T]
    )  # side by side: along both at once NumPy takes ten times as long
    x, y = ((points - first) / COARSE).astype(int).T
    small = np.zeros((y.max() + 1, x.max() + 1), np.uint8)
    small[y, x] = 255
    lines = cv2.HoughLines(small, 1, np.pi / 120, 2)
    if lines is None:
        return points
    distance, turn = (float(v) for v in np.asarray(lines).reshape(-1, np.asarray(lines).shape[-1])[0, :2])
    normal = np.array([np.cos(turn), np.sin(turn)], np.float32)
    off = np.abs((points - first) / COARSE @ normal - distance) * COARSE
    for reach in (3 * UNUSED_OFF_MM, 1.5 * UNUSED_OFF_MM):
        near = points[off <= reach * SHEET_PX_PER_MM]
        if len(near) < 2:
            return points
        dx, dy, *middle = (float(v) for v in cv2.fitLine(near, cv2.DIST_L2, 0, 0.01, 0.01).ravel())
        off = np.abs((points - middle) @ np.array([-dy, dx], np.float32))
    near = off <= UNUSED_OFF_MM * SHEET_PX_PER_MM
    along = ((points[near] @ np.array([dx, dy], np.float32)) / COARSE).astype(int)
    if len(np.unique(along)) < UNUSED_WITHOUT_GAPS * (np.ptp(along) + 1 if len(along) else 1):
        return points
    return np.asarray(points[~near], np.float32)
