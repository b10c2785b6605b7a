"""Strips of a flat sheet at a quarter of its resolution, and how alike their print is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from digitiser.model import Pixels
from digitiser.settings import LABEL_STRIP_MM, PRINT_LEAST_CONTRAST, SHEET_PX_PER_MM
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import Map, darkness, ordered

SMALL_SHRINK = 4  # which rows are real is answered at a quarter of the sheet's resolution
SMALL_PX_PER_MM = SHEET_PX_PER_MM / SMALL_SHRINK


def common_of(strips: Sequence[Map]) -> Map:
    """What most strips show, the median: print stays, writing does not."""
    return _middle_of(ordered(strips))


def likeness_to_others(strips: Sequence[Map]) -> list[float]:
    """How much each strip is like what most of the others show."""
    levels, half = ordered(strips), (len(strips) - 2) // 2
    near = levels[half : len(strips) - half]  # two or three in the middle: the median of all but one lies between them
    found = []
    for strip in strips:
        others = [np.where(strip > low, low, high) for low, high in pairwise(near)]
        found.append(likeness(_middle_of(others), strip))
    return found


def _middle_of(levels: Sequence[Map]) -> Map:
    """The median of pictures that are in order at each pixel."""
    lower, upper = levels[(len(levels) - 1) // 2], levels[len(levels) // 2]
    return np.asarray((lower + upper) / 2, np.float32)


def upper_print_of(small: Pixels, top: float, layout: Layout) -> Map:
    """How dark the upper edge of a row is against its paper, 0 to 1: labels and upright rules stand there, writing hardly."""
    strip = strip_of(small, top + 0.5, top + LABEL_STRIP_MM, layout.left, layout.right)
    height, width = (
        round((LABEL_STRIP_MM - 0.5) * SMALL_PX_PER_MM),
        round((layout.right - layout.left) * SMALL_PX_PER_MM),
    )
    if strip.shape[0] < 2 or strip.shape[1] < 20:
        return np.zeros((max(2, height), max(20, width)), np.float32)
    strip = np.asarray(cv2.resize(strip, (max(20, width), max(2, height))), np.uint8)
    dark = cv2.GaussianBlur(darkness(strip, 11, 5), (5, 1), 0)
    return np.asarray(dark, np.float32)


def likeness(one: Map, other: Map) -> float:
    """Correlation of two strips, the best over small shifts."""
    padded = cv2.copyMakeBorder(one, 1, 1, 3, 3, cv2.BORDER_REPLICATE)
    if min(one.std(), other.std()) < PRINT_LEAST_CONTRAST:
        return 0.0
    return float(cv2.matchTemplate(padded, other, cv2.TM_CCOEFF_NORMED).max())


def strip_of(small: Pixels, top: float, bottom: float, left: float, right: float) -> Pixels:
    """What lies between these heights and places (millimetres of the sheet)."""
    rows = slice(max(0, round(top * SMALL_PX_PER_MM)), max(0, round(bottom * SMALL_PX_PER_MM)))
    return small[rows, max(0, round(left * SMALL_PX_PER_MM)) : max(0, round(right * SMALL_PX_PER_MM))]
