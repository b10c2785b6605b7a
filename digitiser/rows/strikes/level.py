"""Long, nearly level strokes in handwriting, found by dynamic programming: what crosses out a line of words, or underlines it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.ink.blank import Mask
from digitiser.settings import PEN_MM, SHEET_PX_PER_MM

HALF = 2  # strikes are followed at half the sheet's resolution: pens are two pixels wide there
STEP = 3  # columns a step, at half resolution: the line may rise or fall one pixel in three
MISS = 12.0  # what a step without ink costs, in steps with ink: a gap between letters ends the line
BEND = 0.35  # what a change of direction costs: letters change it all the time
GAIN = np.array([-MISS, -MISS, 0.2, 1.0], np.float32)  # of a step of which so many columns are inked
_NO_PATH = np.zeros((0, 2), int)
UNIT = HALF * STEP / SHEET_PX_PER_MM  # millimetres a step


@dataclass(frozen=True)
class Line:
    """A long level stroke: x from `left` to `right`, its heights `y` (one a step from the left), all in pixels; `share` of it is inked."""

    left: int
    right: int
    y: NDArray[np.int_]
    share: float

    step = HALF * STEP
    """Pixels from one of its heights to the next."""

    @property
    def length(self) -> float:
        """Millimetres."""
        return (self.right - self.left) / SHEET_PX_PER_MM

    @property
    def rise(self) -> int:
        """Pixels by which it falls from its left end to its right one; negative where it climbs."""
        return int(self.y[-1] - self.y[0]) if len(self.y) else 0

    def moved(self, right: int, down: int) -> Line:
        """The line in another picture's pixels."""
        return replace(self, left=self.left + right, right=self.right + right, y=self.y + down)

    def erased(self, mask: Mask) -> Mask:
        """`mask` without the line; strokes that cross it are cut."""
        pen = round(PEN_MM * SHEET_PX_PER_MM)
        off = np.arange(len(mask))[:, None] - self.at(np.arange(mask.shape[1]))
        return np.asarray(mask & (np.abs(off) > pen))

    def at(self, x: NDArray[np.int_]) -> NDArray[np.int_]:
        """The line's height at each x; beyond its ends it goes on level."""
        return self.y[np.clip((x - self.left) // self.step, 0, len(self.y) - 1)]

    def along(self, mask: Mask) -> NDArray[np.int_]:
        """The x of its pixels that lie in `mask`."""
        return np.arange(self.left, min(self.right, mask.shape[1]))


def longest_lines(masks: Sequence[Mask]) -> list[Line]:
    """The longest nearly level stroke in each of `masks` (the writing of one row each, of any size), by dynamic programming.

    A path gains a step's length where it runs in ink, loses much where it leaves it and a little where it bends; the best sum of all
    beginnings and ends is the line. Letters end such a path after a stroke or two, a crossing-out does not.
    """
    halves = [_half(m) for m in masks]
    height = max((h.shape[0] for h in halves), default=0)
    steps = max((h.shape[1] // STEP for h in halves), default=0)
    if not height or not steps:
        return [Line(0, 0, np.zeros(0, int), 0.0) for _ in masks]
    inked = np.zeros((len(halves), height, steps), np.uint8)
    for k, half in enumerate(halves):
        n = half.shape[1] // STEP
        inked[k, : half.shape[0], :n] = sum(half[:, at : n * STEP : STEP].view(np.uint8) for at in range(STEP))
    gain = GAIN[inked]
    return [_line(path, gain[k]) for k, path in enumerate(_best_paths(gain))]


def _half(mask: Mask) -> Mask:
    h, w = mask.shape[0] // HALF * HALF, mask.shape[1] // HALF * HALF
    rows = mask[0:h:HALF] | mask[1:h:HALF]
    return np.asarray(rows[:, 0:w:HALF] | rows[:, 1:w:HALF])


def _best_paths(gain: NDArray[np.float32]) -> list[NDArray[np.int_]]:
    """For each slice of `gain` (count x height x steps) the (step, y) pairs of the path with the greatest sum, first to last."""
    count, height, steps = gain.shape
    # The best sum of a path that ends in each cell and went up, straight or down before; 0 where none is worth going on with.
    best = np.zeros((steps + 1, 3, count, height), np.float32)
    bend, twice = np.float32(BEND), np.float32(2 * BEND)
    for before, after, now in zip(best, best[1:], np.ascontiguousarray(gain.transpose(2, 0, 1)), strict=False):
        up, straight, down = before
        bent = straight - bend
        after[0, :, :-1] = np.maximum(np.maximum(up, bent), down - twice)[:, 1:]
        after[1] = np.maximum(straight, np.maximum(up, down) - bend)
        after[2, :, 1:] = np.maximum(np.maximum(up - twice, bent), down)[:, :-1]
        after += now
        np.maximum(after, 0, out=after)
    peak = best[1:].max(axis=(1, 3))
    return [_traced(best[:, :, k], int(peak[:, k].argmax())) if peak[:, k].any() else _NO_PATH for k in range(count)]


def _traced(best: NDArray[np.float32], step: int) -> NDArray[np.int_]:
    """The path of the best sum that ends at `step`; `best` (steps + 1 x 3 x height) begins before the first step."""
    turn, y = divmod(int(best[step + 1].argmax()), best.shape[2])
    path = [(step, y)]
    while step > 0 and 0 <= (y := y - (turn - 1)) < best.shape[2]:
        sums = best[step, :, y] - np.float32(BEND) * np.abs(np.arange(3) - turn).astype(np.float32)
        if sums.max() <= 0:
            break
        turn, step = int(sums.argmax()), step - 1
        path.append((step, y))
    return np.array(path[::-1], int)


def _line(path: NDArray[np.int_], gain: NDArray[np.float32]) -> Line:
    if not len(path):
        return Line(0, 0, np.zeros(0, int), 0.0)
    scale = HALF * STEP
    share = float((gain[path[:, 1], path[:, 0]] > 0.5).mean())
    return Line(int(path[0, 0]) * scale, (int(path[-1, 0]) + 1) * scale, path[:, 1] * HALF, share)


def above_and_below(mask: Mask, line: Line) -> tuple[float, float]:
    """The ink over and under the line along its length, in square millimetres, the line itself left out."""
    pen, x = round(PEN_MM * SHEET_PX_PER_MM), line.along(mask)
    inked, off = mask[:, x], np.arange(len(mask))[:, None] - line.at(x)
    above, below = (int(np.count_nonzero(inked & side)) for side in (off < -pen, off >= pen))
    return above / SHEET_PX_PER_MM**2, below / SHEET_PX_PER_MM**2


def through_share(mask: Mask, line: Line) -> float:
    """Of the places where letters stand right over the line, the share where they go on right under it: they are crossed, not underlined.

    How thick the line is shows where it is alone: at its thinner places.
    """
    x = line.along(mask)
    if not len(x):
        return 0.0
    reach = round(2 * PEN_MM * SHEET_PX_PER_MM)
    y = line.at(x)
    padded = np.pad(mask, ((reach, reach), (0, 0)))
    strip = padded[y[None, :] + np.arange(2 * reach + 1)[:, None], x[None, :]]
    sides = []
    for side in (strip[reach::-1], strip[reach:]):  # from the line outwards
        thick = int(np.percentile(np.cumprod(side, axis=0).sum(axis=0), 25))
        inked = side[thick + 2 : thick + 6].any(axis=0)
        sides.append(np.convolve(inked, np.ones(7), "same") > 0)  # letters lean
    over, under = sides
    return float((over & under).sum() / max(1, over.sum()))


def off_straight(line: Line) -> float:
    """Millimetres (root of the mean square) by which the line is off the straight one that fits it best."""
    if len(line.y) < 3:
        return 0.0
    x = np.arange(len(line.y))
    slope, height = np.polyfit(x, line.y, 1)
    return float(np.sqrt(np.mean((line.y - slope * x - height) ** 2))) / SHEET_PX_PER_MM


def thin_share(mask: Mask, line: Line) -> float:
    """The share of the line's length at which it stands alone, no thicker than a pen: between letters. Merged letters have little of it."""
    longest, x = round(1.5 * PEN_MM * SHEET_PX_PER_MM), line.along(mask)
    near = np.abs(np.arange(len(mask))[:, None] - line.at(x)) <= longest + 2
    beside = np.count_nonzero(mask[:, x] & near, axis=0)
    return float(((beside > 0) & (beside <= longest)).sum() / max(1, len(x)))
