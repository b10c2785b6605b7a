"""Rows of which neither rules nor shades are left, as on a worn copy of a shaded table: numbers, labels or boxes to tick tell them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digitiser.components import measured
from digitiser.model import Pixels
from digitiser.settings import (
    INK_PITCH_MAX_MM,
    PRINT_ALIGNED_MM,
    PRINT_FEWEST,
    PRINT_MOST,
    PRINT_OTHERS,
    PRINT_PITCH_MIN_MM,
    PRINT_UNEVEN_MM,
    RULES_PX_PER_MM,
)
from digitiser.sheets.ladder import Ladder, main_stretch
from digitiser.sheets.paper import View
from digitiser.sheets.picture import close
from digitiser.sheets.runs import Rung
from digitiser.sheets.sides import Side
from digitiser.sheets.straighten import Bend, Line, straightened

_DARKER = 0.09  # share of the light that worn print takes
_SPECK_MM2 = 0.2  # of dirt, and of a fax machine's grey
_LETTERS_MM = (0.7, 4.2)  # its height, from a small label to a box to tick
_NUMBER_MM, _LABEL_MM = 4.5, 16.0  # its greatest width
_WORD_GAP_MM = 1.2
_ALIKE = 0.3  # of a label's width: as much it varies from row to row
_ABOVE_LABEL_MM = 0.9  # from the upper edge of a cell to its label
_MARGIN_MM = 3.0  # from the end of a table to a number in its first column


@dataclass(frozen=True)
class _Mark:
    """A small piece of print: its extent in the straightened view, millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.right - self.left


def ladder_by_print(view: View, bend: Bend, lines: Sequence[Line]) -> Ladder | None:
    """A ladder whose rows are those of the longest column of numbers or labels at one pitch; None where there is none that is long enough.

    A number stands in the middle of its row, a label at its upper edge.
    """
    marks = _marks(straightened(view, bend))
    columns = (column for column in _columns(marks) if PRINT_FEWEST <= len(column) <= PRINT_MOST)
    run = max(map(_at_one_pitch, columns), key=len, default=[])
    if len(run) < PRINT_FEWEST:
        return None
    first, last = run[0], run[-1]
    pitch = float(np.median(np.diff([mark.middle for mark in run])))
    count = round((last.middle - first.middle) / pitch) + 1
    are_numbers = float(np.median([mark.width for mark in run])) <= _NUMBER_MM
    top = first.middle - pitch / 2 if are_numbers else first.top - _ABOVE_LABEL_MM
    left, right = _ends(run, lines, view.width)
    heights = top + (last.middle - first.middle) / (count - 1) * np.arange(count + 1)
    rungs = tuple(Rung(float(y), float(y), left, right, 1.0) for y in heights)
    return Ladder(rungs, Side(left, 0.0), Side(right, 0.0), len(run) / 2)


def _marks(grey: Pixels) -> list[_Mark]:
    """All that may be a number or a label."""
    mm = RULES_PX_PER_MM
    light = close(grey, 25, 25).astype(np.float32)
    dark = ((light - grey) > _DARKER * light).astype(np.uint8)
    labels, stats = measured(dark)
    large = stats[:, cv2.CC_STAT_AREA] >= _SPECK_MM2 * mm**2
    large[0] = False
    joined = cv2.morphologyEx(
        large[labels].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, round(_WORD_GAP_MM * mm)), np.uint8)
    )
    _, stats = measured(np.asarray(joined, np.uint8))
    return [
        _Mark(x / mm, y / mm, (x + wide) / mm, (y + high) / mm)
        for x, y, wide, high, _ in stats[1:].tolist()
        if _LETTERS_MM[0] * mm <= high <= _LETTERS_MM[1] * mm and 0.5 * mm <= wide <= _LABEL_MM * mm
    ]


def _columns(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Marks one below the other that begin at one place and are as wide, or are as narrow as numbers and have one middle."""
    left, width = np.array([m.left for m in marks]), np.array([m.width for m in marks])
    seen = set[bytes]()
    for mark in marks:
        if mark.width > _NUMBER_MM:
            mine = (np.abs(left - mark.left) < PRINT_ALIGNED_MM) & (np.abs(width - mark.width) < _ALIKE * mark.width)
        else:
            off = 2 * left + width - mark.left - mark.right
            mine = (width <= _NUMBER_MM) & (np.abs(off) < 2 * PRINT_ALIGNED_MM)
        if mine.tobytes() not in seen:  # marks of one column find the same one
            seen.add(mine.tobytes())
            yield [marks[k] for k in np.flatnonzero(mine).tolist()]


def _at_one_pitch(column: Sequence[_Mark]) -> list[_Mark]:
    """The most marks of a column that follow each other at one pitch, at most two missing in between and hardly any others beside them."""
    best: list[int] = []
    marks = sorted(column, key=lambda m: m.middle)
    middles = [mark.middle for mark in marks]
    for start, first in enumerate(middles):
        if len(middles) - start <= len(best):
            break
        for second in middles[start + 1 :]:
            if second - first > INK_PITCH_MAX_MM:
                break
            if second - first >= PRINT_PITCH_MIN_MM:
                run = _followed(middles, start, second - first)
                between = bisect_left(middles, middles[run[-1]]) - bisect_right(middles, first)
                if between - (len(run) - 2) <= PRINT_OTHERS * len(run):
                    best = max(best, run, key=len)
    return [marks[k] for k in best]


def _followed(middles: Sequence[float], start: int, pitch: float) -> list[int]:
    """Which of the heights `middles`, in order, follow each other from `start` on at about this pitch."""
    run, step = [start], 1
    while step <= 3:
        last = middles[run[-1]]
        expected = last + step * pitch
        after = bisect_left(middles, expected)
        before = after > 0 and (after == len(middles) or expected - middles[after - 1] <= middles[after] - expected)
        near = after - 1 if before else after
        if abs(middles[near] - expected) > PRINT_UNEVEN_MM * step:
            step += 1
            continue
        pitch = 0.7 * pitch + 0.3 * (middles[near] - last) / step
        run.append(near)
        step = 1
    return run


def _ends(run: Sequence[_Mark], lines: Sequence[Line], width: float) -> tuple[float, float]:
    """The ends of the table: those of the longest rule beside the marks, or as far from the paper's edges on both sides."""
    rules = [main_stretch(line) for line in lines if line.kind == "rule"]
    left, right = min(mark.left for mark in run), max(mark.right for mark in run)
    around = [(a, b) for a, b in rules if a < left + 1 and b > right - 1 and b - a > 0.5 * width]
    if around:
        return max(around, key=lambda ends: ends[1] - ends[0])
    margin = max(0.0, min(left, width - right) - _MARGIN_MM)
    return margin, width - margin
