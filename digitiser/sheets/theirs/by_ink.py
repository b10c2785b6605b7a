"""Rows of which no rule and no shade is left, as on a fax of a shaded table: only a heading band, a last rule, and what people wrote."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    BAND_MAX_MM,
    BAND_MIN_MM,
    BAND_MIN_STEP,
    INK_PITCH_MAX_MM,
    INK_PITCH_MIN_MM,
    RULES_PX_PER_MM,
    WRITTEN_RHYTHM,
)
from digitiser.sheets.ladder import Ladder, main_stretch
from digitiser.sheets.paper import View
from digitiser.sheets.picture import close
from digitiser.sheets.runs import Rung
from digitiser.sheets.sides import Side
from digitiser.sheets.straighten import Bend, Line, straightened


def ladder_by_ink(view: View, bend: Bend, lines: Sequence[Line]) -> Ladder | None:
    """A ladder between a dark heading band and the farthest rule as wide, on either side of it; None where one of them is missing.

    The rows are counted by the rhythm of the writing: the number for which it keeps to the middles of the rows best.
    """
    for band in _dark_bands(lines):
        left, right = main_stretch(band[0])
        rules = [line for line in lines if line.kind == "rule" and line.cover(left, right) > 0.6]
        last = max(rules, key=lambda line: abs(line.y - band[0].y), default=None)
        if last is None:
            continue
        far = last.y
        left, right = main_stretch(last)
        top, bottom = (band[1].y, far) if far > band[1].y else (far, band[0].y)
        count = _count_rows(_ink_profile(straightened(view, bend), top, bottom, left, right), bottom - top)
        if count:
            heights = np.linspace(top, bottom, count + 1)
            seen = (0, count)
            rungs = tuple(Rung(float(y), float(y), left, right, float(k in seen)) for k, y in enumerate(heights))
            above, below = (band[0].y, None) if far > band[1].y else (None, band[1].y)
            return Ladder(rungs, Side(left, 0.0), Side(right, 0.0), count / 2, above, below)
    return None


def _dark_bands(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Upper and lower edge of each dark band that may hold headings."""
    edges = [line for line in lines if line.kind != "rule" and line.contrast > BAND_MIN_STEP]
    return [
        (upper, lower)
        for upper in edges
        for lower in edges
        if upper.kind == "darker"
        and lower.kind == "lighter"
        and BAND_MIN_MM <= lower.y - upper.y <= BAND_MAX_MM
        and lower.cover(*main_stretch(upper)) > 0.7
    ]


def _ink_profile(grey: Pixels, top: float, bottom: float, left: float, right: float) -> NDArray[np.float64]:
    """The share of each pixel row between two heights that is inked."""
    rows = slice(round(top * RULES_PX_PER_MM) + 3, round(bottom * RULES_PX_PER_MM) - 3)
    part = grey[rows, max(0, round(left * RULES_PX_PER_MM)) : round(right * RULES_PX_PER_MM)]
    if min(part.shape) < 20:
        return np.zeros(0)
    light = close(part, 25, 25).astype(np.float32)
    return np.asarray(((light - part) > 0.3 * light).mean(axis=1), np.float64)


def _count_rows(ink: NDArray[np.float64], height: float) -> int:
    """The number of rows of equal height whose edges the writing avoids most, 0 where it keeps to no rhythm."""
    if ink.sum() <= 0:
        return 0
    share = (np.arange(len(ink)) + 3.5) / (len(ink) + 6)
    counts = range(max(3, round(height / INK_PITCH_MAX_MM)), round(height / INK_PITCH_MIN_MM) + 1)
    rhythm = {n: float((ink * np.cos(2 * np.pi * n * share)).sum() / ink.sum()) for n in counts}
    best = min(rhythm, key=lambda n: rhythm[n], default=0)
    return best if best and rhythm[best] < -WRITTEN_RHYTHM else 0
