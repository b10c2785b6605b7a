"""Strips of a flat sheet at a quarter of its resolution, and how alike their print is."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import LABEL_STRIP_MM, PRINT_LEAST_CONTRAST, SHEET_PX_PER_MM
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import darkness

SMALL_SHRINK = 4  # which rows are real is answered at a quarter of the sheet's resolution
SMALL_PX_PER_MM = SHEET_PX_PER_MM / SMALL_SHRINK


def common_of(strips: Sequence[NDArray[np.float32]], but: int | None = None) -> NDArray[np.float32]:
    """What most strips show, without one of them: print stays, writing does not."""
    return np.asarray(np.median([strip for k, strip in enumerate(strips) if k != but], axis=0), np.float32)


def upper_print_of(small: Pixels, top: float, layout: Layout) -> NDArray[np.float32]:
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


def likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Correlation of two strips, the best over small shifts."""
    padded = cv2.copyMakeBorder(one, 1, 1, 3, 3, cv2.BORDER_REPLICATE)
    if min(one.std(), other.std()) < PRINT_LEAST_CONTRAST:
        return 0.0
    return float(cv2.matchTemplate(padded, other, cv2.TM_CCOEFF_NORMED).max())


def strip_of(small: Pixels, top: float, bottom: float, left: float, right: float) -> Pixels:
    """What lies between these heights and places (millimetres of the sheet)."""
    rows = slice(max(0, round(top * SMALL_PX_PER_MM)), max(0, round(bottom * SMALL_PX_PER_MM)))
    return small[rows, max(0, round(left * SMALL_PX_PER_MM)) : max(0, round(right * SMALL_PX_PER_MM))]
