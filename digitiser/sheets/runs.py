"""Runs of level lines at one pitch, and the two lines between boxes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from digitiser.settings import (
    BOX_ASTRAY,
    BOX_UNEVEN_MM,
    DOUBLE_MAX_MM,
    LADDER_MIN_RUNGS,
    LADDER_MIN_SCORE,
    LINE_JOIN_MM,
    PITCH_DRIFT,
    PITCH_MAX_MM,
    PITCH_MIN_MM,
    RUNG_ASTRAY_MM,
    RUNG_TOLERANCE,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rung:
    """A line of the table, or two close ones (rows printed as boxes): the row above ends at `top`, the row below begins at `bottom`.

    `left` and `right` are where it was seen, `cover` the share of the table's width; 0 for a rung that is only supposed. Millimetres.
    """

    top: float
    bottom: float
    left: float
    right: float
    cover: float

    @property
    def y(self) -> float:
        """Its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Run:
    """Rungs that follow each other at one pitch, those that are only supposed among them."""

    rungs: tuple[Rung, ...]
    score: float

    @property
    def seen(self) -> list[Rung]:
        """Those that are not only supposed."""
        return [rung for rung in self.rungs if rung.cover > 0]


def best_run(rungs: Sequence[Rung]) -> Run | None:
    """The best run of regular rungs, with the missing ones filled in."""
    best: Run | None = None
    ys, covers = [rung.y for rung in rungs], [rung.cover for rung in rungs]
    most = list(accumulate(reversed(covers)))[::-1]  # no run that begins here can score more
    for i in range(len(rungs)):
        if best and most[i] < best.score:
            break
        for j in range(i + 1, len(rungs)):
            if PITCH_MIN_MM <= ys[j] - ys[i] <= PITCH_MAX_MM:
                climb = _climb(ys, covers, i, j)
                if len(climb.met) >= LADDER_MIN_RUNGS and climb.score > (best.score if best else LADDER_MIN_SCORE):
                    best = Run(_filled(rungs, climb), climb.score)
    return best


@dataclass(frozen=True)
class _Climb:
    """A way down a ladder: which rungs were met, and how many were missing before each of them."""

    met: list[int]
    missing: list[int]
    score: float


def _climb(ys: Sequence[float], covers: Sequence[float], i: int, j: int) -> _Climb:
    """Goes down from rungs i and j by the same pitch, which may drift a little, and over at most two missing rungs.

    `ys` (ascending) and `covers` are the heights and the covers of all rungs.
    """
    pitch = first = ys[j] - ys[i]
    met, gaps = [i, j], [0, 0]
    score = covers[i] + covers[j]
    missing, promised = 0, ys[j]
    while missing <= 2 and promised + pitch * (missing + 1) <= ys[-1] + pitch:
        last, reach = ys[met[-1]], max(1.0, RUNG_TOLERANCE * pitch)
        expected, near = last + pitch * (missing + 1), 0
        # Where the last one lay off its place, another line lay there that was taken for it: its place is as good a start.
        for expected in (last + pitch * (missing + 1), promised + pitch * (missing + 1)):
            near = _nearest(ys, expected)
            if near > met[-1] and abs(ys[near] - expected) <= reach:
                break
        else:
            missing += 1
            continue
        step = (ys[near] - last) / (missing + 1)
        met.append(near)
        gaps.append(missing)
        score += covers[near] * (1 - 0.3 * ((ys[near] - expected) / reach) ** 2) - 0.8 * missing
        missing, promised = 0, expected
        pitch = min(max(0.6 * pitch + 0.4 * step, first * (1 - PITCH_DRIFT)), first * (1 + PITCH_DRIFT))
    between = set(range(i + 1, met[-1])).difference(met)
    return _Climb(met, gaps, score - 0.5 * sum(covers[k] for k in sorted(between)))


def best_run_of_lines(rungs: Sequence[Rung]) -> Run | None:
    """The best run of lines, where a rule on the edge of a shade is one with it.

    Of two rules close together one may be a stroke of the pen or a frame's outer line: the one that is in its place is taken.
    """
    run = best_run(joined_rungs(rungs, 1.5 * LINE_JOIN_MM))
    if run is None or len(run.rungs) < LADDER_MIN_RUNGS:
        return run
    ys = np.array([rung.y for rung in run.rungs])
    even = list(run.rungs)
    for k, rung in enumerate(run.rungs):
        promised = _promised(ys, k)
        near = [other for other in rungs if abs(other.y - rung.y) < 1.5 * LINE_JOIN_MM]
        if rung.cover > 0 and abs(rung.y - promised) > RUNG_ASTRAY_MM and near:
            even[k] = min(near, key=lambda other: abs(other.y - promised))
    return replace(run, rungs=tuple(even))


def _promised(ys: Floats, k: int) -> float:
    """Where the two rungs on both sides of rung `k`, or the three next to it at an end, promise it."""
    if 2 <= k < len(ys) - 2:
        return float(np.median([(ys[k - 1] + ys[k + 1]) / 2, (ys[k - 2] + ys[k + 2]) / 2, ys[k]]))
    on = 1 if k < 2 else -1
    steps = np.diff(ys[k + on :: on][:4])
    return float(ys[k + on] - np.median(steps))


def joined_rungs(rungs: Sequence[Rung], reach: float) -> list[Rung]:
    """One rung for lines that lie within `reach` of each other: a rule on the edge of a shade, or the two lines between boxes."""
    joined: list[Rung] = []
    for rung in sorted(rungs, key=lambda r: r.y):
        if not joined or rung.bottom - joined[-1].top >= reach:
            joined.append(rung)
            continue
        last = joined[-1]
        better = max(last, rung, key=lambda r: r.cover)
        if reach > 1.5 * LINE_JOIN_MM and rung.bottom - last.top > LINE_JOIN_MM:
            better = replace(better, top=last.top, bottom=rung.bottom)
        joined[-1] = better
    return joined


def gap_between_boxes(run: Run, within: Sequence[Rung]) -> float:
    """The space between boxes, millimetres: most rungs have a second line at this distance, or every second one; 0 where they have not."""
    ys = np.array([rung.y for rung in run.seen])
    pitch = float(np.median(np.diff([rung.y for rung in run.rungs])))
    others = np.array([rung.y for rung in within if np.abs(ys - rung.y).min() > LINE_JOIN_MM])
    if not len(others):
        return 0.0
    distance = np.abs(ys[:, None] - others[None, :]).min(axis=1)
    close = distance < min(DOUBLE_MAX_MM, 0.4 * pitch)
    odd = np.array([k % 2 == 1 for k, rung in enumerate(run.rungs) if rung.cover > 0])
    every_second = len(ys) >= 6 and any(side.any() and close[side].mean() >= 0.8 for side in (odd, ~odd))
    return float(np.median(distance[close])) if close.mean() >= 0.6 or every_second else 0.0


def with_end_boxes(run: Run, within: Sequence[Rung]) -> Run:
    """The run with the first box's upper and the last box's lower edge: single lines, which stand off the pitch of double ones."""
    rungs = list(run.rungs)
    height = float(np.median([lower.top - upper.bottom for upper, lower in pairwise(rungs)]))
    double = [k for k, rung in enumerate(rungs) if rung.bottom > rung.top]
    if not double:
        return run
    first, last = double[0], double[-1]
    astray = BOX_ASTRAY if len(double) > 0.6 * len(rungs) else 0  # of boxes of two lines, every second one is single
    above = [rung for rung in within if abs(rungs[first].top - height - rung.y) < BOX_UNEVEN_MM]
    below = [rung for rung in within if abs(rungs[last].bottom + height - rung.y) < BOX_UNEVEN_MM]
    if below and last >= len(rungs) - 1 - astray:  # what follows in the pitch of the double lines is another thing
        rungs = [*rungs[: last + 1], below[0]]
    if above and first <= astray:
        rungs = [above[0], *rungs[first:]]
    return replace(
        run, rungs=tuple(rungs), score=run.score + sum(r.cover for r in rungs) - sum(r.cover for r in run.rungs)
    )


def _nearest(ys: Sequence[float], y: float) -> int:
    """Which of the heights, in ascending order, is nearest to `y`."""
    after = bisect_left(ys, y)
    return after - 1 if after == len(ys) or (after > 0 and y - ys[after - 1] <= ys[after] - y) else after


def _filled(rungs: Sequence[Rung], climb: _Climb) -> tuple[Rung, ...]:
    """The rungs that were met, and those that are supposed between them."""
    run: list[Rung] = []
    for k, missing in zip(climb.met, climb.missing, strict=True):
        rung = rungs[k]
        if missing:
            last = run[-1].y
            step = (rung.y - last) / (missing + 1)
            supposed = (last + step * (n + 1) for n in range(missing))
            run += [Rung(y, y, rung.left, rung.right, 0.0) for y in supposed]
        run.append(rung)
    return tuple(run)
