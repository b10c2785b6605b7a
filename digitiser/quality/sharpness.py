"""How sharp a picture is at the scale of pen strokes: the width of its edges in millimetres of paper, by direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Box, Pixels
from digitiser.settings import (
    BLUR_DIAGONAL,
    BLUR_EDGE_SHARE,
    BLUR_LEAST_EDGES,
    BLUR_LEAST_STEP,
    BLUR_SHARPEST,
    SHEET_PX_PER_MM,
)

_REACH_PX = 9  # the window in which an edge's step is measured: half a millimetre to each side
_GAUSS = float(
    np.sqrt(2 * np.pi)
)  # an edge blurred by sigma rises by step / (sigma * this) a pixel where it is steepest
_SCHARR = 32  # its weights' sum to one side
_Map = NDArray[np.float32]
_Slopes = NDArray[np.int16]


@dataclass(frozen=True)
class Blur:
    """Sigma of the edges, millimetres, in the direction in which they are sharpest and in that in which they are softest."""

    least: float
    most: float


def blur_of(grey: Pixels, boxes: Sequence[Box]) -> tuple[Blur | None, ...]:
    """The blur in each box of a flat sheet (height x width, SHEET_PX_PER_MM); None where there is next to nothing to see.

    The steepest rise of an edge by its whole step tells its width (an edge blurred by a Gaussian rises by step / (sigma sqrt(2 pi)) at
    most); the sharpest edges of a row are taken, since pens are softer than print.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
    across, down = (np.asarray(cv2.Scharr(smooth, cv2.CV_16S, *way), np.int16) for way in ((1, 0), (0, 1)))
    step = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((_REACH_PX, _REACH_PX), np.uint8)), np.uint8)
    return tuple(_blur(across[cut], down[cut], step[cut]) for cut in map(_cut, boxes))


def _cut(box: Box) -> tuple[slice, slice]:
    left, top, right, bottom = (max(0, round(v * SHEET_PX_PER_MM)) for v in (box.left, box.top, box.right, box.bottom))
    return slice(top, bottom), slice(left, right)


def _blur(slope_across: _Slopes, slope_down: _Slopes, steps: Pixels) -> Blur | None:
    """Four directions: along the rows, down the columns, and both diagonals."""
    if steps.size < BLUR_LEAST_EDGES:
        return None
    edges = steps > max(BLUR_LEAST_STEP, BLUR_EDGE_SHARE * float(np.percentile(steps, 97)))
    across, down = (slope[edges] * np.float32(1 / _SCHARR) for slope in (slope_across, slope_down))
    step = steps[edges].astype(np.float32)
    half = np.float32(np.sqrt(0.5))
    falling, rising = (across + down) * half, (across - down) * half
    straight = [_sigma(across, down, step), _sigma(down, across, step)]
    slanting = [_sigma(falling, rising, step), _sigma(rising, falling, step)]
    found = [s for s in straight if s is not None] + [s / BLUR_DIAGONAL for s in slanting if s is not None]
    return Blur(min(found), max(found)) if found else None


def _sigma(along: _Map, aside: _Map, step: _Map) -> float | None:
    """The blur in one direction, from the edges that face it; None where there are too few."""
    along, aside = np.abs(along), np.abs(aside)
    facing = along > 2 * aside
    if np.count_nonzero(facing) < BLUR_LEAST_EDGES:
        return None
    steepest = float(np.percentile(along[facing] / step[facing], BLUR_SHARPEST))
    return 1 / (_GAUSS * steepest * SHEET_PX_PER_MM)
