"""What a few strokes in a cell say without being letters: a dash, a ditto mark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Ink
from digitiser.settings import (
    DASH_FLATNESS,
    DASH_MIN_MM,
    DASH_THICKEST_MM,
    DITTO_HIGHEST_MM,
    DITTO_WIDEST_MM,
    DOWN_SHARE,
    DOWN_WIDEST_MM,
    SHEET_PX_PER_MM,
    SPECKLE_MM2,
)

Boxes = NDArray[np.float64]


def what_stands(boxes: NDArray[np.int32], areas: NDArray[np.int64], row_height: float) -> Ink:
    """What the strokes of one cell are, from their boxes (n x 4, pixels) and areas (pixels): blank, dash, ditto or written.

    `row_height` in millimetres. A ditto is two short strokes side by side (quotes, slashes, commas, primes; blurred into one at worst),
    with or without dashes on both sides, or a stroke down the whole row. A single dash is a dash.
    """
    size = areas >= SPECKLE_MM2 * SHEET_PX_PER_MM**2
    marks = boxes[size] / SHEET_PX_PER_MM
    if not len(marks):
        return "blank"
    flat = np.array([_is_flat(b) for b in marks])
    others = marks[~flat]
    if not len(others):
        return "dash" if _on_one_line(marks) else "ditto" if len(marks) == 2 and _side_by_side(marks) else "written"
    if _goes_down(others, row_height):
        return "ditto"
    if len(marks) - len(others) <= 2 and _is_ditto(others, row_height):
        return "ditto"
    return "written"


def _is_flat(box: Sequence[float]) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return bool(wide >= DASH_MIN_MM and high <= max(DASH_THICKEST_MM, DASH_FLATNESS * wide))


def _on_one_line(marks: Boxes) -> bool:
    """Dashes end to end, not an equals sign."""
    middles = (marks[:, 1] + marks[:, 3]) / 2
    order = marks[np.argsort(marks[:, 0])]
    return bool(np.ptp(middles) < 1.5) and bool((order[1:, 0] >= order[:-1, 2] - 0.3).all())


def _side_by_side(marks: Boxes) -> bool:
    """Two strokes one over the other, as wide as each other: the ditto that looks like an equals sign."""
    return bool(max(marks[:, 2]) - min(marks[:, 0]) <= DITTO_WIDEST_MM)


def _is_ditto(marks: Boxes, row_height: float) -> bool:
    """One to four short strokes in a small space; two of them, or one blot, standing at one height."""
    left, top, right, bottom = marks[:, 0].min(), marks[:, 1].min(), marks[:, 2].max(), marks[:, 3].max()
    highest = min(DITTO_HIGHEST_MM, 0.62 * row_height)
    if len(marks) > 4 or right - left > DITTO_WIDEST_MM or bottom - top > highest:
        return False
    heights, widths = marks[:, 3] - marks[:, 1], marks[:, 2] - marks[:, 0]
    if len(marks) == 1:
        return bool(heights[0] <= 0.7 * highest and widths[0] <= 0.7 * DITTO_WIDEST_MM and heights[0] >= 0.6)
    level = np.ptp((marks[:, 1] + marks[:, 3]) / 2) <= 0.5 * float(heights.max())
    alike = float(heights.max()) <= 2.2 * float(heights.min())
    slender = bool((widths <= 1.3 * heights + 0.5).all())
    return bool(len(marks) <= 3 and level and alike and slender)


def _goes_down(marks: Boxes, row_height: float) -> bool:
    """A stroke or brace that runs down the row, perhaps with a foot or an arrow's head."""
    high, wide = marks[:, 3].max() - marks[:, 1].min(), marks[:, 2].max() - marks[:, 0].min()
    return bool(high >= DOWN_SHARE * row_height and wide <= min(DOWN_WIDEST_MM, 0.5 * high + 1) and len(marks) <= 3)
