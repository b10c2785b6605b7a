"""Long, nearly level strokes in handwriting, found by dynamic programming: what crosses out a line of words, or underlines it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.ink.blank import Mask
from digitiser.settings import PEN_MM, SHEET_PX_PER_MM

HALF = 2  # strikes are followed at half the sheet's resolution: pens are two pixels wide there
STEP = 3  # columns a step, at half resolution: the line may rise or fall one pixel in three
MISS = 12.0  # what a step without ink costs, in steps with ink: a gap between letters ends the line
BEND = 0.35  # what a change of direction costs: letters change it all the time
_TURNS = ((slice(-1), slice(1, None)), (slice(None), slice(None)), (slice(1, None), slice(-1)))  # up, straight, down
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
        left_over, pen = mask.copy(), round(PEN_MM * SHEET_PX_PER_MM)
        for x in range(mask.shape[1]):
            y = self.at(x)
            left_over[max(0, y - pen) : max(0, y + pen + 1), x] = False
        return left_over

    def at(self, x: int) -> int:
        """The line's height at x; beyond its ends it goes on level."""
        return int(self.y[min(max(0, (x - self.left) // self.step), len(self.y) - 1)])


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
    inked = np.zeros((len(halves), height, steps), np.float32)
    for k, half in enumerate(halves):
        n = half.shape[1] // STEP
        inked[k, : half.shape[0], :n] = half[:, : n * STEP].reshape(half.shape[0], n, STEP).mean(axis=2)
    gain = np.where(inked > 0.99, 1.0, np.where(inked > 0.6, 0.2, -MISS)).astype(np.float32)
    return [_line(path, gain[k]) for k, path in enumerate(_best_paths(gain))]


def _half(mask: Mask) -> Mask:
    h, w = mask.shape[0] // HALF * HALF, mask.shape[1] // HALF * HALF
    return np.asarray(mask[:h, :w].reshape(h // HALF, HALF, w // HALF, HALF).any(axis=(1, 3)))


def _best_paths(gain: NDArray[np.float32]) -> list[NDArray[np.int_]]:
    """For each slice of `gain` (count x height x steps) the (step, y) pairs of the path with the greatest sum, first to last."""
    count, height, steps = gain.shape
    # In each of them 0: the path begins here; 1, 2, 3: it went up, straight, down before
    came = np.zeros((steps, count, 3, height), np.int8)
    best = np.zeros((count, 3, height), np.float32)
    top, where = np.zeros(count, np.float32), np.zeros((count, 3), int)
    bend = (BEND * np.abs(np.arange(3)[:, None] - np.arange(3)[None, :]))[:, :, None].astype(np.float32)
    for b, now in enumerate(np.ascontiguousarray(gain.transpose(2, 0, 1))):
        before = best[:, None] - bend
        value, choice = before.max(axis=2), before.argmax(axis=2) + 1
        choice[value <= 0] = 0
        fresh = np.zeros_like(best)
        for turn, (here, there) in enumerate(_TURNS):
            fresh[:, turn, here] = value[:, turn, there]
            came[b, :, turn, here] = choice[:, turn, there]
        best = np.maximum(np.maximum(fresh, 0) + now[:, None], 0)
        flat = best.reshape(count, -1)
        at = flat.argmax(axis=1)
        better = flat[np.arange(count), at] > top
        if better.any():
            top = np.where(better, flat[np.arange(count), at], top)
            where[better] = np.stack([np.full(count, b), at // height, at % height], axis=1)[better]
    return [_traced(came[:, k], *where[k]) if top[k] > 0 else np.zeros((0, 2), int) for k in range(count)]


def _traced(came: NDArray[np.int8], step: int, turn: int, y: int) -> NDArray[np.int_]:
    path = [(step, y)]
    while step > 0 and came[step, turn, y]:
        before = int(came[step, turn, y]) - 1
        y, step, turn = y - (turn - 1), step - 1, before
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
    pen = round(PEN_MM * SHEET_PX_PER_MM)
    above = below = 0
    for x, y in _points(mask, line):
        above += int(np.count_nonzero(mask[: max(0, y - pen), x]))
        below += int(np.count_nonzero(mask[y + pen :, x]))
    return above / SHEET_PX_PER_MM**2, below / SHEET_PX_PER_MM**2


def through_share(mask: Mask, line: Line) -> float:
    """Of the places where letters stand right over the line, the share where they go on right under it: they are crossed, not underlined.

    How thick the line is shows where it is alone: at its thinner places.
    """
    x = np.arange(line.left, min(line.right, mask.shape[1]))
    if not len(x):
        return 0.0
    reach = round(2 * PEN_MM * SHEET_PX_PER_MM)
    y = np.array([line.at(int(v)) for v in x])
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
    longest = round(1.5 * PEN_MM * SHEET_PX_PER_MM)
    reach = longest + 2
    alone = total = 0
    for x, y in _points(mask, line):
        beside = int(np.count_nonzero(mask[max(0, y - reach) : y + reach + 1, x]))
        total += 1
        alone += 0 < beside <= longest
    return alone / max(1, total)


def _points(mask: Mask, line: Line) -> Iterator[tuple[int, int]]:
    for x in range(line.left, min(line.right, mask.shape[1])):
        yield x, line.at(x)
