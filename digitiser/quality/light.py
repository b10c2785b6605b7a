"""What light does to a row: how bright its paper is, how grainy against that, and where print is washed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Box, Pixels
from digitiser.settings import (
    DARK_GRAIN,
    DARK_LEVEL,
    GLARE_BRIGHTER,
    GLARE_RULE_LEAST,
    GLARE_RULE_LEFT,
    GLARE_RULE_MM,
    GLARE_WHITE,
    LIGHT_PIECE_MM,
    PAPER_CLOSING_MM,
    SHADOW_LEVEL,
    SHEET_PX_PER_MM,
)

_SHRINK = 4  # the paper's light has no fine detail
_PX = SHEET_PX_PER_MM / _SHRINK


@dataclass(frozen=True)
class Light:
    """The paper of a row, by pieces of its width.

    `level` is its brightness (0 to 255) in each piece; `dim` pieces are too dark for their grain, in `washed` ones a reflection has taken
    the print.
    """

    level: NDArray[np.float32]
    dim: NDArray[np.bool_]
    washed: NDArray[np.bool_]


def ground_of(grey: Pixels) -> Pixels:
    """The brightness of the paper without its ink, at a quarter of the size: closed over whatever is narrower than a broad stroke."""
    small = cv2.resize(grey, None, fx=1 / _SHRINK, fy=1 / _SHRINK, interpolation=cv2.INTER_AREA)
    across = round(PAPER_CLOSING_MM * _PX) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((across, across), np.uint8))
    return np.asarray(cv2.medianBlur(closed, 5), np.uint8)


def light_of(grey: Pixels, ground: Pixels, boxes: Sequence[Box]) -> tuple[Light, ...]:
    """The light in each box of a flat sheet (height x width, SHEET_PX_PER_MM); `ground` as `ground_of` gives it."""
    paper = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    light = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    lost = np.asarray(255 - light, np.uint8)
    smooth = np.asarray(cv2.GaussianBlur(lost, (3, 3), 0), np.uint8)
    rows = [[_piece(part, ground, lost, smooth) for part in _parts(box)] for box in boxes]
    seen = np.array([piece for row in rows for piece in row], np.float32)
    sheet = np.median(seen, axis=0)
    brightest = float(np.percentile(seen[:, 0], 95))
    return tuple(_light(np.array(row, np.float32), sheet, brightest) for row in rows)


def _light(pieces: NDArray[np.float32], sheet: NDArray[np.float32], brightest: float) -> Light:
    """`sheet` is the median of the whole sheet's pieces, `brightest` the level of its brightest paper."""
    level, grain, rule = pieces.T
    grainy = (grain > DARK_GRAIN) & (level < DARK_LEVEL)
    dim = grainy & ((level < SHADOW_LEVEL * brightest) | bool(sheet[1] > DARK_GRAIN))
    brighter = (level > GLARE_BRIGHTER * sheet[0]) | ((level >= GLARE_WHITE) & bool(sheet[0] < GLARE_WHITE))
    gone = rule < GLARE_RULE_LEFT * sheet[2]
    # a row without any rule was printed so; a reflection leaves some of it
    washed = brighter & gone & bool(sheet[2] > GLARE_RULE_LEAST and not gone.all())
    return Light(level, dim, washed)


def _parts(box: Box) -> list[Box]:
    edges = np.linspace(box.left, box.right, max(1, round(box.width / LIGHT_PIECE_MM)) + 1)
    return [Box(float(left), box.top, float(right), box.bottom) for left, right in pairwise(edges)]


def _piece(part: Box, ground: Pixels, lost: Pixels, smooth: Pixels) -> tuple[float, float, float]:
    """Brightness of the paper, its grain, and how dark the darker of the row's two rules is.

    Grain is the spread of the lightest pixels, which are paper however much is written, as a share of the light.
    """
    paper, cut = ground[_cut(part, _PX)], _cut(part, SHEET_PX_PER_MM)
    if not paper.size or not smooth[cut].size:
        return 0.0, 0.0, 0.0
    lightest, light = (_at(smooth[cut][::2, ::2], share) / 255 for share in (0.05, 0.3))
    return (
        _at(paper, 0.5),
        (light - lightest) / 1.12,  # of a normal distribution these percentiles are 1.12 spreads apart
        max(_rule(lost[:, cut[1]], y) for y in (part.top, part.bottom)),
    )


def _cut(box: Box, px_per_mm: float) -> tuple[slice, slice]:
    left, top, right, bottom = (max(0, round(v * px_per_mm)) for v in (box.left, box.top, box.right, box.bottom))
    return slice(top, bottom), slice(left, right)


def _rule(lost: Pixels, y: float) -> float:
    """How dark a level rule near `y` (millimetres) is: the share of the light that it takes along most of this piece."""
    top, bottom = (max(0, round((y + side * GLARE_RULE_MM) * SHEET_PX_PER_MM)) for side in (-1, 1))
    strip = lost[top:bottom]
    return _at(strip.max(axis=0), 0.3) / 255 if strip.size else 0.0


def _at(values: Pixels, share: float) -> float:
    """The value below which this share of them lies. `np.percentile` takes ten times as long, and there are a thousand pieces a page."""
    place = round(share * (values.size - 1))
    return float(np.partition(values, place, axis=None)[place])
