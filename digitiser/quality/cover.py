"""What of a row is not in the picture: beyond its edge, or under a thumb or where a corner of the paper is gone."""

from __future__ import annotations

from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import measured
from digitiser.geometry import Frame, Points
from digitiser.model import Box, Pixels, Table
from digitiser.settings import (
    COVER_BEYOND_MM,
    COVER_HUE,
    COVER_LEAST_MM2,
    COVER_THINNEST_MM,
    PAPER_CLOSING_MM,
    ROW_ROOM,
    ROW_ROOM_MM,
    SHEET_PX_PER_MM,
    SIDE_ROOM_MM,
    UNSEEN_MM,
)

Edge = Literal["upper", "right", "lower", "left"]
"""Of the sheet, upright."""
EDGES: tuple[Edge, ...] = get_args(Edge)
_OPPOSITE: tuple[tuple[Edge, Edge], ...] = (("upper", "lower"), ("left", "right"))
_STEP_MM = 0.5
_PX = 2.0  # a millimetre in the picture in which thumbs are looked for


def beyond(frame: Frame, table: Box, page_shape: tuple[int, ...]) -> dict[Edge, float]:
    """How many millimetres of the table lie beyond the picture, by the edge that is missing.

    From an edge inwards all is missing up to the first line across the table of which half can be seen; where two opposite edges would
    be, the picture ends at another one.
    """
    found: dict[Edge, float] = {}
    for edge in EDGES:
        across = table.height if edge in ("upper", "lower") else table.width
        for depth in np.arange(0.0, across, _STEP_MM):
            if _inside(frame, _line(table, edge, float(depth)), page_shape).mean() > 0.5:
                break
            found[edge] = float(depth) + _STEP_MM
    for a, b in _OPPOSITE:
        if a in found and b in found:
            del found[a], found[b]
    return found


def touched(frame: Frame, table: Box, pitch: float, page_shape: tuple[int, ...]) -> dict[Edge, float]:
    """The edges of a picture so close to the rows of a sheet of unknown size that rows, headings or columns go on beyond them.

    What is missing there nobody knows: UNSEEN_MM are counted.
    """
    room = {"left": SIDE_ROOM_MM, "right": SIDE_ROOM_MM}
    further = min(ROW_ROOM * pitch, ROW_ROOM_MM)
    return {
        edge: UNSEEN_MM
        for edge in EDGES
        if _inside(frame, _line(table, edge, -room.get(edge, further)), page_shape).mean() <= 0.5
    }


def missing(beyond: dict[Edge, float], table: Box, row: Box) -> dict[Edge, float]:
    """How many millimetres of a row are in what `beyond` says is missing of the table."""
    left: dict[Edge, float] = {
        "upper": table.top + beyond.get("upper", 0.0) - row.top,
        "lower": row.bottom - table.bottom + beyond.get("lower", 0.0),
        "left": table.left + beyond.get("left", 0.0) - row.left,
        "right": row.right - table.right + beyond.get("right", 0.0),
    }
    whole = {"upper": row.height, "lower": row.height, "left": row.width, "right": row.width}
    return {edge: min(part, whole[edge]) for edge, part in left.items() if edge in beyond and part > 0}


def _line(box: Box, edge: Edge, depth: float) -> Points:
    """Points along an edge of the box, `depth` millimetres further in."""
    xs, ys = np.linspace(box.left, box.right, 9), np.linspace(box.top, box.bottom, 9)
    if edge in ("upper", "lower"):
        y = box.top + depth if edge == "upper" else box.bottom - depth
        return np.column_stack([xs, np.full(9, y)])
    x = box.left + depth if edge == "left" else box.right - depth
    return np.column_stack([np.full(9, x), ys])


def _inside(frame: Frame, points: Points, page_shape: tuple[int, ...]) -> NDArray[np.bool_]:
    x, y = frame.to_page(points).T
    return np.asarray((x >= -1) & (y >= -1) & (x <= page_shape[1]) & (y <= page_shape[0]))


def covered(image: Pixels, table: Table) -> NDArray[np.bool_]:
    """Where something lies on a flat sheet's table that is no paper, two pixels a millimetre.

    It has another hue than the paper, is broader than a stroke or a stain of coffee, and came in over the table's edge: shaded rows and
    columns end there.
    """
    scale = _PX / SHEET_PX_PER_MM
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    across = round(PAPER_CLOSING_MM * _PX) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((across, across), np.uint8)).astype(np.float32) + 8
    hue = np.log(paper[..., 2] / paper[..., 0])
    area = _area(table, hue.shape)
    other = (np.abs(hue - np.median(hue[area])) > COVER_HUE).astype(np.uint8)
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(COVER_THINNEST_MM * _PX) | 1,) * 2)
    other = cv2.morphologyEx(other, cv2.MORPH_OPEN, round_)
    labels, stats = measured(np.asarray(other, np.uint8))
    beside = ~_area(table, hue.shape, COVER_BEYOND_MM)
    kept = np.zeros(len(stats), np.bool_)
    kept[np.unique(labels[beside])] = True
    kept &= stats[:, cv2.CC_STAT_AREA] >= COVER_LEAST_MM2 * _PX**2
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def around(table: Table) -> Box:
    """The box around all rows of a table that has some."""
    boxes = [band.box for band in table.bands]
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )


def share(mask: NDArray[np.bool_], box: Box) -> float:
    """The share of a box (millimetres) that is set in a mask as `covered` gives it."""
    cut = mask[round(box.top * _PX) : round(box.bottom * _PX), round(box.left * _PX) : round(box.right * _PX)]
    return float(cut.mean()) if cut.size else 0.0


def _area(table: Table, shape: tuple[int, ...], margin: float = 0.0) -> NDArray[np.bool_]:
    box, area = around(table), np.zeros(shape[:2], np.bool_)
    top, bottom = max(0.0, box.top - margin), box.bottom + margin
    left, right = max(0.0, box.left - margin), box.right + margin
    area[round(top * _PX) : round(bottom * _PX), round(left * _PX) : round(right * _PX)] = True
    return area
