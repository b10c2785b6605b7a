"""Pieces of printed lines in a view: thin dark rules, and the edges of shaded rows and dark bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import measured
from digitiser.model import Pixels
from digitiser.settings import (
    EDGE_MIN_STEP,
    PIECE_MAX_ROUGHNESS,
    PIECE_MIN_MM,
    RULE_MAX_THICKNESS_MM,
    RULE_MIN_CONTRAST,
    RULES_PX_PER_MM,
)
from digitiser.sheets.picture import Map, close, darkness, dilate, erode, open_

Kind = Literal["rule", "darker", "lighter"]

_SWAY_PX = 3  # of the crests of one line around it
_DOUBLE_SHARE = 0.6  # of a line's columns: so often there are crests above each other where two lines hang together
_STEADY_SHARE = 0.8  # of them, that the upper one keeps to its course in
_LONG_PX = 60 * RULES_PX_PER_MM  # shorter lines are not parted
_MEDIAN_PX = 41  # along a line, against the strokes that cross it
_BAND_MARGIN_PX, _BAND_GAP_PX = 2, 6  # around the rows in which lines are: crests hang together over two rows at most


@dataclass(frozen=True)
class Piece:
    """A piece of a nearly level line: points `xs`, `ys` (millimetres in the view), and what is there.

    `darker` and `lighter` are edges without a rule: below them the paper is darker, or lighter, than above.
    """

    kind: Kind
    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    contrast: float

    @property
    def length(self) -> float:
        """Millimetres."""
        return float(self.xs[-1] - self.xs[0])


def find_level_pieces(grey: Pixels) -> list[Piece]:
    """All pieces of nearly level lines (to about 8 degrees) in a grey view at RULES_PX_PER_MM."""
    ridge = level_ridge(grey)
    step = level_step(grey)
    floor = _above_noise(ridge, 50, 2.2, RULE_MIN_CONTRAST)
    step_floor = _above_noise(np.abs(step), 75, 2.5, EDGE_MIN_STEP)
    return [
        *_trace(ridge, floor, "rule"),
        *_trace(step, step_floor, "darker"),
        *_trace(-step, step_floor, "lighter"),
    ]


def find_rule_pieces(grey: Pixels) -> list[Piece]:
    """The pieces of nearly level rules alone."""
    ridge = level_ridge(grey)
    return _trace(ridge, _above_noise(ridge, 50, 2.2, RULE_MIN_CONTRAST), "rule")


def _above_noise(strength: Map, percentile: float, times: float, limits: tuple[float, float]) -> float:
    """What stands out from the paper's own grain, within limits: faint print on a clean scan, but no grain of a dark photo."""
    return float(np.clip(times * np.percentile(strength[::5, ::5], percentile), *limits))


def level_ridge(grey: Pixels) -> Map:
    """How much darker than the paper above and below a pixel is, 0 to 1, for what is thin and runs level; writing is mostly 0.

    A black top hat with an upright element, then a level closing (dotted rules) and opening (letters), both grey-level morphology
    (Serra 1982).
    """
    thick = round(RULE_MAX_THICKNESS_MM * RULES_PX_PER_MM) | 1
    contrast = darkness(grey, 1, thick + 4)
    # Three pixels of tolerance for rules that are not quite level; the erosion takes them back.
    bridged = close(dilate(contrast, 1, 3), 9, 1)
    return erode(open_(bridged, 21, 1), 1, 3)


def level_step(grey: Pixels) -> Map:
    """Logarithmic step of the paper's own brightness from above to below, positive where it gets darker; ink and rules removed."""
    element = round(3.0 * RULES_PX_PER_MM)
    paper = close(grey, element, element)
    # Blurred as far as the step reaches, so that it has one crest, in the middle of the edge.
    light = np.log(cv2.GaussianBlur(paper.astype(np.float32), (41, 9), 0) + 8)
    reach = 4
    step = np.zeros_like(light)
    step[reach:-reach] = light[: -2 * reach] - light[2 * reach :]
    return np.asarray(step, np.float32)


def _trace(strength: Map, floor: float, kind: Kind) -> list[Piece]:
    """Connected crests of `strength` above `floor`, as pieces of at least PIECE_MIN_MM."""
    bands = _bands(strength.max(axis=1) > floor)
    return [piece for band in bands for piece in _trace_band(strength[band], floor, kind, band.start)]


def _bands(rows: NDArray[np.bool_]) -> list[slice]:
    """The ranges of rows in which something is, two rows or more without anything between them."""
    near = np.flatnonzero(rows)
    if not len(near):
        return []
    ends = np.flatnonzero(np.diff(near) > _BAND_GAP_PX)
    first, last = near[np.append(0, ends + 1)], near[np.append(ends, len(near) - 1)]
    spans = zip(first.tolist(), last.tolist(), strict=True)
    return [slice(max(0, a - _BAND_MARGIN_PX), b + _BAND_MARGIN_PX + 1) for a, b in spans]


def _trace_band(strength: Map, floor: float, kind: Kind, start: int) -> list[Piece]:
    """The same for the rows of a view from `start` on."""
    reach = 7 if kind == "rule" else 11
    crest = (strength > floor) & (strength >= dilate(strength, 1, reach) - 1e-6)
    mask = dilate(crest.astype(np.uint8), 3, 3)
    labels, stats = measured(mask)
    pieces = []
    minimum = PIECE_MIN_MM * RULES_PX_PER_MM
    for k in range(1, len(stats)):
        left, top, width, height, _ = stats[k]
        if width < minimum or height > 0.35 * width:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        for line in _apart((labels[window] == k) & crest[window]):
            piece = _along(kind, np.where(line, strength[window], 0.0), left, start + top)
            if piece is not None:
                pieces.append(piece)
    return pieces


def _apart(crests: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The crests of one line each, from the top: a cross from rule to rule hangs two of them together."""
    lines: list[NDArray[np.bool_]] = []
    while True:
        columns = np.flatnonzero(crests.any(axis=0))
        if len(columns) < _LONG_PX:
            return [*lines, crests]
        first = crests[:, columns].argmax(axis=0)
        last = crests.shape[0] - 1 - crests[::-1, columns].argmax(axis=0)
        if (last - first > 2 * _SWAY_PX).mean() < _DOUBLE_SHARE:
            return [*lines, crests]
        upper = np.full(crests.shape[1], -1.0)
        upper[columns] = _running_median(first)
        near = crests & (np.abs(np.arange(len(crests))[:, None] - upper) <= _SWAY_PX)
        steady = near.any(axis=0)
        if (
            steady.sum() < _STEADY_SHARE * len(columns)
            or _roughness(near[:, steady].argmax(axis=0)) > PIECE_MAX_ROUGHNESS
        ):
            return [*lines, crests]
        lines.append(near)
        crests = crests & ~near


def _running_median(rows: NDArray[np.int64]) -> NDArray[np.float64]:
    padded = np.pad(rows, _MEDIAN_PX // 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN_PX), axis=1), np.float64)


def _along(kind: Kind, weight: Map, left: int, top: int) -> Piece | None:
    """The piece along crests of this strength, whose corner lies at (left, top); None where it is short, broken or rough."""
    total = weight.sum(axis=0)
    columns = np.flatnonzero(total > 0)
    if len(columns) < max(PIECE_MIN_MM * RULES_PX_PER_MM, 2) or len(columns) < 0.5 * (columns[-1] - columns[0] + 1):
        return None
    rows = (weight * np.arange(top, top + len(weight))[:, None]).sum(axis=0)[columns] / total[columns]
    if _roughness(rows) > PIECE_MAX_ROUGHNESS:
        return None
    return _piece(kind, columns + left, rows, float(np.median(weight.max(axis=0)[columns])))


def _roughness(rows: NDArray[np.float64]) -> float:
    """How much a line wavers, pixels a pixel: about 0 for what was ruled, however it slopes or bends; 0.05 and more for a line of text."""
    steps = np.diff(rows)
    size = min(50, len(steps))
    parts = steps[: len(steps) // size * size].reshape(-1, size)
    return float(np.median((np.abs(parts).sum(axis=1) - np.abs(parts.sum(axis=1))) / size))


def _piece(kind: Kind, columns: NDArray[np.int64], rows: NDArray[np.float64], contrast: float) -> Piece:
    """The piece through these pixels, thinned to one point for each two millimetres."""
    size = max(1, min(round(2 * RULES_PX_PER_MM), len(columns) // 2))
    whole = len(columns) // size * size
    xs = columns[:whole].reshape(-1, size).mean(axis=1)
    ys = np.median(rows[:whole].reshape(-1, size), axis=1)
    xs[0], xs[-1] = columns[0], columns[-1]
    return Piece(kind, (xs + 0.5) / RULES_PX_PER_MM, (ys + 0.5) / RULES_PX_PER_MM, contrast)
