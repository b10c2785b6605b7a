"""Rows of which nothing printed is left, as on a fax of a shaded table without numbers: the lines of writing themselves tell them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitiser.components import measured
from digitiser.model import Pixels
from digitiser.settings import (
    INK_PITCH_MAX_MM,
    RULES_PX_PER_MM,
    WRITTEN_BETWEEN,
    WRITTEN_BLOCK_MM,
    WRITTEN_FEWEST,
    WRITTEN_LEAST_BLOCKS,
    WRITTEN_PITCH_MIN_MM,
)
from digitiser.sheets.ladder import Ladder
from digitiser.sheets.paper import View
from digitiser.sheets.picture import close
from digitiser.sheets.runs import Rung
from digitiser.sheets.sides import Side
from digitiser.sheets.straighten import Bend, straightened

Floats = NDArray[np.float64]
_DARKER = 0.12  # share of the light that worn writing takes
_SPECK_MM2, _RULE_MM = 0.15, 45.0  # less is dirt, and longer is a rule
_STEP_MM = 0.1  # of the pitches that are tried
_MIDDLE, _EDGE = 0.25, 0.1  # of the pitch, to both sides: where a row's writing stands, and where hardly any does
_MARGIN_MM = 2.0


def ladder_by_writing(view: View, bend: Bend) -> Ladder | None:
    """A ladder between lines of writing at one pitch, all its rungs supposed; None where the writing keeps to none.

    Headings are still to confirm it: a letter written by hand has lines as well.
    """
    ink = _ink(straightened(view, bend))
    spread = _spread(ink)
    best = max((_run(spread, pitch) for pitch in _pitches()), key=lambda run: run[0], default=(0.0, 0, 0, 0.0))
    score, top, count, pitch = best
    if count < WRITTEN_FEWEST:
        return None
    edges = (top + pitch * np.arange(count + 1)) / RULES_PX_PER_MM
    across = np.flatnonzero(ink[top : top + round(pitch * count)].any(axis=0)) / RULES_PX_PER_MM
    left, right = max(0.0, across[0] - _MARGIN_MM), min(view.width, across[-1] + _MARGIN_MM)
    rungs = tuple(Rung(float(y), float(y), left, right, 0.0) for y in edges)
    return Ladder(rungs, Side(left, 0.0), Side(right, 0.0), min(score, count / 2))


def _pitches() -> Floats:
    """Pixels."""
    return np.arange(WRITTEN_PITCH_MIN_MM, INK_PITCH_MAX_MM, _STEP_MM) * RULES_PX_PER_MM


def _ink(grey: Pixels) -> NDArray[np.bool_]:
    """Where something is written or printed, without specks and rules."""
    light = close(grey, 25, 25).astype(np.float32)
    labels, stats = measured(((light - grey) > _DARKER * light).astype(np.uint8))
    area, wide, high = stats[:, 4], stats[:, 2], stats[:, 3]
    kept = (area >= _SPECK_MM2 * RULES_PX_PER_MM**2) & (np.maximum(wide, high) < _RULE_MM * RULES_PX_PER_MM)
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _spread(ink: NDArray[np.bool_]) -> Floats:
    """In how many blocks beside each other there is ink, at each height: a flourish counts no more than a word."""
    block = round(WRITTEN_BLOCK_MM * RULES_PX_PER_MM)
    whole = ink[:, : ink.shape[1] // block * block].reshape(len(ink), -1, block)
    return np.asarray(whole.any(axis=2).sum(axis=1), np.float64)


def _run(spread: Floats, pitch: float) -> tuple[float, int, int, float]:
    """The best run of rows of this pitch (pixels): its score, its upper edge, how many rows it has, and the pitch."""
    total = np.concatenate([[0.0], np.cumsum(spread)])
    most = int((len(spread) - 1 - _EDGE * pitch) / pitch)
    best = (0.0, 0, 0, pitch)
    if most < WRITTEN_FEWEST:
        return best
    phases = np.arange(round(_EDGE * pitch) + 1, round((1 + _EDGE) * pitch) + 1)
    edges = np.rint(phases[:, None] + pitch * np.arange(most)).astype(int)
    edges = np.minimum(edges, len(spread) - 1)
    edge = _mean(total, edges, _EDGE * pitch)
    middle = _mean(total, np.rint(edges + pitch / 2).astype(int), _MIDDLE * pitch)
    written = middle[:, :-1]
    between = (edge[:, :-1] + edge[:, 1:]) / 2
    worth = np.where(written >= WRITTEN_LEAST_BLOCKS, 1 - between / np.maximum(written, 1e-9) / WRITTEN_BETWEEN, -1.0)
    for phase, row in enumerate(worth):
        start, sum_ = 0, 0.0
        for k, value in enumerate(row.tolist()):
            if sum_ <= 0:
                start, sum_ = k, 0.0
            sum_ += value
            if sum_ > best[0]:
                best = (sum_, int(edges[phase, start]), k + 1 - start, pitch)
    return best


def _mean(total: Floats, at: NDArray[np.int64], reach: float) -> Floats:
    """The mean within `reach` of each place, of what `total` sums up."""
    near = max(1, round(reach))
    low, high = (np.clip(at + way * near, 0, len(total) - 1) for way in (-1, 1))
    return np.asarray((total[high] - total[low]) / np.maximum(1, high - low), np.float64)
