"""What belongs to the writing of a cell beside its strokes (faint dots and hyphens), and what is left of rules and neighbours."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink.blank import Mask
from digitiser.model import Pixels
from digitiser.settings import (
    CRUMB_APART,
    CRUMB_BAR,
    CRUMB_LONG,
    CRUMB_MOST,
    CRUMB_SMALL,
    CRUMB_THIN,
    CRUMB_UNDER,
    FAINT_MARK_HIGH_MM,
    FAINT_MARK_LEAST_MM2,
    FAINT_MARK_SHARE,
    FAINT_MARK_WIDE_MM,
    SHEET_PX_PER_MM,
)


def faint_marks(dark: Pixels, mask: Mask, strokes: Mask, strongest: float) -> Mask:
    """The dots and hyphens between the letters of `mask` that a blurred or thin pen left too faint for a stroke of their own.

    `dark` (height x width) is how dark the pen made each point, 255 for most, `strongest` that of this hand's strokes; `strokes` are those
    of all cells. A mark is small, stands between the tops and the feet of the letters, and apart from all strokes.
    """
    s = SHEET_PX_PER_MM
    rows = np.cumsum(mask.sum(axis=1))
    top, foot = (int(np.searchsorted(rows, share * rows[-1])) for share in (0.1, 0.97))
    known = cv2.dilate(strokes.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    faint = (dark > FAINT_MARK_SHARE * strongest) & ~known
    _, labels, stats, middles = cv2.connectedComponentsWithStats(faint.view(np.uint8), connectivity=8)
    good = (
        (stats[:, cv2.CC_STAT_AREA] >= FAINT_MARK_LEAST_MM2 * s * s)
        & (stats[:, cv2.CC_STAT_WIDTH] <= FAINT_MARK_WIDE_MM * s)
        & (stats[:, cv2.CC_STAT_HEIGHT] <= FAINT_MARK_HIGH_MM * s)
        & (middles[:, 1] >= top)
        & (middles[:, 1] <= foot + 1)
    )
    good[0] = False
    return np.asarray(good[labels], np.bool_)


def crumbs(boxes: NDArray[np.int32], *, accented: bool = True) -> Mask:
    """Which pieces of a cell are remains of rules, labels and neighbours: apart from the line of its letters, above or below.

    `boxes` are left, top, right, bottom of each piece in pixels. Rules go a little beyond the letters, other pieces where they stand
    clearly apart and are few; where nothing is `accented`, as digits are not, small ones wherever they are beyond the line.
    """
    top, bottom, across = boxes[:, 1], boxes[:, 3], boxes[:, 2] - boxes[:, 0]
    height = bottom - top
    bar = across > CRUMB_LONG * height
    if bar.all():
        return np.zeros(len(boxes), np.bool_)
    letters = ~bar & (height >= 0.5 * np.percentile(height[~bar], 80))
    centre = _weighted_median((top + bottom)[letters] / 2, (across * height)[letters])
    high = float(np.median(height[letters]))
    line = letters & (np.abs((top + bottom) / 2 - centre) <= high)
    gap = np.maximum(top[line].min() - bottom, top - bottom[line].max())
    thin = (height <= CRUMB_THIN * high) & (across > 2 * height)
    rule = (gap > CRUMB_UNDER * high) & (thin | (bar & (height <= CRUMB_BAR * high)))
    apart = (gap > CRUMB_APART * high) & ~rule
    apart |= (gap > 0) & (height < CRUMB_SMALL * high) & (not accented)
    if across[apart].sum() > CRUMB_MOST * across[line].sum():  # a second line
        apart[:] = False
    return np.asarray(rule | apart, np.bool_)


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.integer]) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
