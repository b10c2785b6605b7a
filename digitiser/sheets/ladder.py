"""The ladder of a table: level lines at a regular pitch are its rungs, and a row lies between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitiser.settings import (
    HEADING_MAX_MM,
    HEADING_MIN_MM,
    LADDER_MIN_RUNGS,
    LINE_JOIN_MM,
    PITCH_DRIFT,
    PITCH_MAX_MM,
    PITCH_MIN_MM,
    RUNG_MAX_BEYOND_MM,
    RUNG_MIN_COVER,
    RUNG_TOLERANCE,
)
from digitiser.sheets.straighten import Line

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """The left or right end of a table: x = at_zero + slope * y, millimetres in the straightened view."""

    at_zero: float
    slope: float

    def at(self, y: float) -> float:
        """Millimetres."""
        return self.at_zero + self.slope * y


@dataclass(frozen=True)
class Ladder:
    """The rungs of a table from top to bottom (millimetres in the straightened view) and its ends.

    `score` tells how sure it is, about the number of rungs that were seen; `above` and `below` are the next lines beyond its
    ends (the top of a heading), None where there are none.
    """

    rungs: tuple[float, ...]
    left: Side
    right: Side
    score: float
    seen: int
    above: float | None = None
    below: float | None = None

    @property
    def pitch(self) -> float:
        """The usual height of a row, millimetres."""
        return float(np.median(np.diff(self.rungs)))

    @property
    def width(self) -> float:
        """The width at half height, millimetres."""
        middle = (self.rungs[0] + self.rungs[-1]) / 2
        return self.right.at(middle) - self.left.at(middle)


@dataclass(frozen=True)
class _Rung:
    y: float
    left: float
    right: float
    weight: float


def find_ladder(lines: Sequence[Line], width: float) -> Ladder | None:
    """The best ladder among the lines of a view `width` millimetres wide, or None.

    Found twice: first with every long line, then with those alone that reach from one end of the table to the other.
    """
    stretches = [(line.y, *_main_stretch(line)) for line in lines]
    best = _best_run(_merged([_Rung(y, a, b, (b - a) / width) for y, a, b in stretches if b - a >= 0.3 * width]))
    for _ in range(2):
        if best is None:
            return None
        left, right = _sides(best[1])
        best = _best_run(_merged([rung for line in lines if (rung := _rung_within(line, left, right)) is not None]))
    if best is None:
        return None
    score, matched, ys = best
    left, right = _sides(matched)
    others = [line.y for line in lines if _rung_within(line, left, right) is not None]
    above = max((y for y in others if HEADING_MIN_MM <= ys[0] - y <= HEADING_MAX_MM), default=None)
    below = min((y for y in others if HEADING_MIN_MM <= y - ys[-1] <= HEADING_MAX_MM), default=None)
    return Ladder(tuple(ys), left, right, score, len(matched), above, below)


def _rung_within(line: Line, left: Side, right: Side) -> _Rung | None:
    """The line as a rung of a table with these ends; None where it covers too little, or runs on at both ends like a paper's edge."""
    start, end = left.at(line.y), right.at(line.y)
    share = line.cover(start, end)
    first, last = _main_stretch(line)
    if share < RUNG_MIN_COVER or (first < start - RUNG_MAX_BEYOND_MM and last > end + RUNG_MAX_BEYOND_MM):
        return None
    return _Rung(line.y, first, last, share)


def _main_stretch(line: Line) -> tuple[float, float]:
    """The longest part of a line whose gaps are short against it."""
    parts = [line.stretches[0]]
    for left, right in line.stretches[1:]:
        last = parts[-1]
        if left - last[1] < 0.25 * max(last[1] - last[0], right - left, 20.0):
            parts[-1] = (last[0], right)
        else:
            parts.append((left, right))
    return max(parts, key=lambda part: part[1] - part[0])


def _merged(rungs: Sequence[_Rung]) -> list[_Rung]:
    """One rung where a rule and the edge of a shade lie on each other."""
    merged: list[_Rung] = []
    for rung in sorted(rungs, key=lambda r: r.y):
        if merged and rung.y - merged[-1].y < 1.5 * LINE_JOIN_MM:
            merged[-1] = max(merged[-1], rung, key=lambda r: r.weight)
        else:
            merged.append(rung)
    return merged


def _best_run(rungs: Sequence[_Rung]) -> tuple[float, list[_Rung], list[float]] | None:
    """(score, matched rungs, heights with the missing ones filled in) of the best run of regular rungs."""
    best = None
    ys = np.array([rung.y for rung in rungs])
    for i in range(len(rungs)):
        for j in range(i + 1, len(rungs)):
            pitch = ys[j] - ys[i]
            if PITCH_MIN_MM <= pitch <= PITCH_MAX_MM:
                run = _climb(rungs, ys, i, j)
                if len(run[1]) >= LADDER_MIN_RUNGS and (best is None or run[0] > best[0]):
                    best = run
    return best


def _climb(rungs: Sequence[_Rung], ys: Floats, i: int, j: int) -> tuple[float, list[_Rung], list[float]]:
    """Goes down from rungs i and j by the same pitch, which may drift a little, and over at most two missing rungs."""
    pitch = float(ys[j] - ys[i])
    first = pitch
    matched, heights = [rungs[i], rungs[j]], [float(ys[i]), float(ys[j])]
    missing, score = 0, rungs[i].weight + rungs[j].weight
    pending: list[float] = []
    while len(pending) <= 2:
        expected = heights[-1] + pitch * (len(pending) + 1)
        if expected > ys[-1] + pitch:
            break
        near = int(np.argmin(np.abs(ys - expected)))
        if abs(ys[near] - expected) > max(0.8, RUNG_TOLERANCE * pitch):
            pending.append(expected)
            continue
        gap = (float(ys[near]) - heights[-1]) / (len(pending) + 1)
        base = heights[-1]
        heights += [base + gap * (k + 1) for k in range(len(pending) + 1)]
        missing += len(pending)
        pending = []
        pitch = float(np.clip(0.6 * pitch + 0.4 * gap, first * (1 - PITCH_DRIFT), first * (1 + PITCH_DRIFT)))
        matched.append(rungs[near])
        error = abs(ys[near] - expected) / max(0.8, RUNG_TOLERANCE * pitch)
        score += rungs[near].weight * (1 - 0.3 * error**2)
    between = [r for r in rungs if heights[0] < r.y < heights[-1] and all(r is not m for m in matched)]
    score -= 0.8 * missing + 0.5 * sum(r.weight for r in between)
    return score, matched, heights


def _sides(matched: Sequence[_Rung]) -> tuple[Side, Side]:
    ys = np.array([rung.y for rung in matched])
    return _side(ys, np.array([rung.left for rung in matched])), _side(ys, np.array([rung.right for rung in matched]))


def _side(ys: Floats, xs: Floats) -> Side:
    """A line through most of the ends by the median of slopes (Theil 1950, Sen 1968), or an upright one where that fits as well."""
    i, j = np.triu_indices(len(ys), 1)
    far = np.abs(ys[j] - ys[i]) > 0.3 * np.ptp(ys)
    slope = float(np.median((xs[j] - xs[i])[far] / (ys[j] - ys[i])[far])) if far.any() else 0.0
    sloped = np.median(np.abs(xs - slope * ys - np.median(xs - slope * ys)))
    level = np.median(np.abs(xs - np.median(xs)))
    if abs(slope) > 0.6 or level <= sloped:
        slope = 0.0
    return Side(float(np.median(xs - slope * ys)), slope)
