"""The column of boxes to tick, told by the boxes: one is printed at the same place of every row, whatever its heading says."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from digitiser.components import measured
from digitiser.model import Pixels
from digitiser.settings import SHEET_PX_PER_MM
from digitiser.sheets.headings.labels import common_of, strips_of
from digitiser.sheets.picture import erode

_FEWEST = 4  # rows
_LEAST_MM, _MOST_MM = 1.9, 6.5  # the white inside of a box: letters are smaller, cells larger
_UNSQUARE = 1.35  # times as wide as high, or as high as wide
_FULL = 0.85  # of its rectangle: the inside of an O has no corners
_INK = 0.13  # share of the light that a box's edge takes
_JITTER_PX = 3  # rows are printed less evenly than their rules say, and thin edges would part


def has_tick_boxes(grey: Pixels, rows: Sequence[tuple[float, float]], left: float, right: float) -> bool:
    """Whether each row has one box to tick between `left` and `right` (millimetres of a flat grey sheet)."""
    strips = [erode(strip, _JITTER_PX, _JITTER_PX) for strip in strips_of(grey, rows, left, right)]
    if len(strips) < _FEWEST:
        return False
    paper = (common_of(strips) > 255 * (1 - _INK)).astype(np.uint8)
    around = cv2.copyMakeBorder(paper, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(1,))  # all that lies around is one part
    _, stats = measured(np.asarray(around, np.uint8), connectivity=4)
    return sum(_is_inside(*part) for part in stats[1:].tolist()) == 1


def _is_inside(x: int, y: int, wide: int, high: int, area: int) -> bool:
    """Whether a part of the paper is the white inside of a box: about square, with corners."""
    least, most = _LEAST_MM * SHEET_PX_PER_MM, _MOST_MM * SHEET_PX_PER_MM
    square = max(wide, high) < _UNSQUARE * min(wide, high)
    return least < min(wide, high) and max(wide, high) < most and square and area > _FULL * wide * high
