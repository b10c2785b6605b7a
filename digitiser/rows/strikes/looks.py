"""What is measured of a row's writing to tell whether it is crossed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink.blank import Mask
from digitiser.rows.strikes.level import Line, above_and_below, off_straight, thin_share, through_share
from digitiser.rows.strikes.writing import Writing
from digitiser.settings import SHEET_PX_PER_MM, STRIKE_LEG_MOST_MM, STRIKE_MIN_MM

SLOPES = np.deg2rad(np.arange(28, 66, 4))  # of a zigzag's legs and of slashes; letters stand more upright
CROSS_SLOPES = np.deg2rad([6, 9, 13, 19, 26, 34, 43])  # of a cross's strokes
CROSS_RISE = 0.6  # of the row's height, by which they rise or fall: letters hardly do
NO_LINE = Line(0, 0, np.zeros(1, int), 0.0)


@dataclass(frozen=True)
class Looks:
    """All are shares, 0 to about 1, unless they say more. The name is what stands in its columns, the row all but number and signature."""

    row_length: float = 0.0
    """The longest level line, of the row's width."""
    row_covered: float = 0.0
    """The share of the row's writing that it runs along."""
    row_between: float = 0.0
    """The ink on its weaker side, of the ink on both: 0 for an underlining, 0.5 through the middle."""
    row_alone: float = 0.0
    """The share of its length at which nothing else is there."""
    row_low: float = 0.0
    """How far under the middle of the other ink it runs, of that ink's height: 0.5 at the letters' feet."""
    row_edges: float = 0.0
    """How many edges of columns it crosses, at most 3, in thirds."""
    second_length: float = 0.0
    """The second longest line that runs beside or across it, of the first."""
    crossing: float = 0.0
    """How far the two cross: the smaller of their rises, one falling, one climbing, of the row's height."""
    row_run: float = 0.0
    """The longest stretch without a gap in the ink, of the row's width."""
    row_unbroken: float = 0.0
    """The share of the row, from the first ink to the last, that has no gap."""
    rising: float = 0.0
    """What straight rising strokes over most of the row's height cover of it, in spans of 50 mm; falling ones; and where both are."""
    falling: float = 0.0
    crossed: float = 0.0
    name_length: float = 0.0
    """The longest level line in the name, in spans of 50 mm."""
    name_covered: float = 0.0
    name_between: float = 0.0
    name_through: float = 0.0
    """Of the places where letters stand right over that line, the share where they go on under it."""
    name_alone: float = 0.0
    name_low: float = 0.0
    name_off: float = 0.0
    """Millimetres by which that line is off a straight one."""
    name_beyond: float = 0.0
    """How far it goes on where the letters end, in spans of 10 mm."""
    name_width: float = 0.0
    """The name's, in spans of 50 mm."""
    name_run: float = 0.0
    """The longest stretch without a gap in the ink, of the name's width."""
    name_unbroken: float = 0.0
    """The share of the name's width that has no gap."""
    name_holes: float = 0.0
    """Small spaces that the ink encloses, for each 5 mm."""
    name_layers: float = 0.0
    """How often the ink is crossed from top to bottom, half of the widths more, half less; in fives."""
    name_heavier: float = 0.0
    """How much more ink there is for its width than in the row's other cells: the binary logarithm."""
    piece_row: float = 0.0
    """The widest connected stroke, of the row's width."""
    piece_name: float = 0.0
    """The long connected strokes of the name, of its width."""
    dense: float = 0.0
    """How full of ink the emptier parts of the name are."""
    legs: float = 0.0
    """The share of the name's width with straight slanting strokes of six tenths of the row's height."""
    slashes: float = 0.0
    """The same with strokes of nine tenths."""
    high: float = 0.0
    """The height of the name's ink, of the row's."""


MEASURES = tuple(f.name for f in fields(Looks))


def of_row(looks: Looks, writing: Writing, line: Line, second: Line, edges: Sequence[float]) -> Looks:
    """`looks` with what all of the row shows; `line` and `second` are its longest level lines, `edges` the columns' in pixels."""
    wide = writing.row_width * SHEET_PX_PER_MM
    rising, falling, crossed = _long_straight(writing)
    looks = replace(
        looks,
        piece_row=writing.widest / wide,
        row_run=writing.run / wide,
        row_unbroken=_unbroken(writing.mask),
        rising=rising,
        falling=falling,
        crossed=crossed,
    )
    if line.length < STRIKE_MIN_MM:
        return looks
    margin = 2 * SHEET_PX_PER_MM
    met = sum(line.left + margin < edge - writing.left < line.right - margin for edge in edges)
    overlap = min(line.right, second.right) - max(line.left, second.left)
    beside = max(0.0, overlap / (line.right - line.left)) if second.length >= STRIKE_MIN_MM / 2 else 0.0
    rises = [line.rise / SHEET_PX_PER_MM / writing.row_height, second.rise / SHEET_PX_PER_MM / writing.row_height]
    return replace(
        looks,
        row_length=line.length / writing.row_width,
        row_covered=writing.covered(line),
        row_between=_between(writing, line),
        row_alone=thin_share(writing.mask, line),
        row_low=_low(writing.mask, line),
        row_edges=min(3, met) / 3,
        second_length=beside,
        crossing=min(abs(rises[0]), abs(rises[1])) if rises[0] * rises[1] < 0 else 0.0,
    )


def of_name(looks: Looks, writing: Writing, line: Line, others: float) -> Looks:
    """`looks` with what the name shows; `line` is its longest level line, `others` the ink for each pixel of width of the other cells."""
    tall = writing.mask.shape[0] / SHEET_PX_PER_MM / writing.row_height
    least = 1.5 * STRIKE_MIN_MM * SHEET_PX_PER_MM
    long = sum(right - left for left, right in writing.strokes if right - left >= least)
    heavier = float(np.log2(max(0.1, writing.heavy) / others)) if others else 0.0
    looks = replace(
        looks,
        high=min(2.0, tall),
        slashes=_legs(writing, 0.9) if tall >= 0.6 else 0.0,
        piece_name=min(1.5, long / writing.width),
        dense=_density(writing.mask),
        legs=_legs(writing, 0.6),
        name_width=writing.width / SHEET_PX_PER_MM / 50,
        name_run=writing.run / writing.width,
        name_unbroken=_unbroken(writing.mask),
        name_holes=_holes(writing.mask) / max(1.0, writing.width / SHEET_PX_PER_MM / 5),
        name_layers=_layers(writing.mask) / 5,
        name_heavier=min(2.0, max(-2.0, heavier)),
    )
    if line.length < STRIKE_MIN_MM:
        return looks
    return replace(
        looks,
        name_length=line.length / 50,
        name_covered=writing.covered(line),
        name_between=_between(writing, line),
        name_through=through_share(writing.mask, line),
        name_alone=thin_share(writing.mask, line),
        name_low=_low(writing.mask, line),
        name_off=min(2.0, off_straight(line)),
        name_beyond=min(2.0, _beyond(writing.mask, line)),
    )


def _between(writing: Writing, line: Line) -> float:
    above, below = above_and_below(writing.mask, line)
    return min(above, below) / max(0.01, above + below)


def _low(mask: Mask, line: Line) -> float:
    """How far under the middle of the other ink the line runs, of that ink's height; at most 1.5 either way."""
    y, x = np.nonzero(line.erased(mask))
    if len(y) < 20:
        return 0.0
    at = line.y[np.clip((x - line.left) // line.step, 0, len(line.y) - 1)]
    top, middle, foot = np.percentile(y - at, [10, 50, 90])
    return float(np.clip(-middle / max(4.0, foot - top), -1.5, 1.5))


def _unbroken(mask: Mask) -> float:
    return float(mask.any(axis=0).mean()) if mask.size else 0.0


def _holes(mask: Mask) -> int:
    """How many spaces the ink encloses: a line through letters closes many."""
    _, tree = cv2.findContours(np.pad(mask.view(np.uint8), 1), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return int(np.count_nonzero(np.asarray(tree)[0, :, 3] >= 0)) if tree is not None else 0


def _layers(mask: Mask) -> float:
    """How many strokes lie over one another, in the middle of all columns with ink."""
    starts = (mask[1:] & ~mask[:-1]).sum(axis=0) + mask[0]
    return float(np.mean(starts[starts > 0])) if starts.any() else 0.0


def _beyond(mask: Mask, line: Line) -> float:
    """How far the line goes on beyond all other ink, at both ends together, in spans of 10 mm."""
    rest = np.flatnonzero(line.erased(mask).sum(axis=0) > 1)
    if not len(rest):
        return 0.0
    free = max(0, int(rest[0]) - line.left) + max(0, line.right - int(rest[-1]) - 1)
    return free / SHEET_PX_PER_MM / 10


def _density(mask: Mask) -> float:
    """How full of ink the emptier parts of the writing are: the share of its height that is inked in all but a fifth of its width."""
    y = np.nonzero(mask)[0]
    height = float(np.percentile(y, 97) - np.percentile(y, 3)) + 1
    inked = cv2.blur(mask.sum(axis=0, dtype=np.float32)[None], (27, 1))[0]
    return float(np.percentile(inked, 20)) / height


def _long_straight(writing: Writing) -> tuple[float, float, float]:
    """What straight strokes over most of the row's height cover of x: rising ones, falling ones, and where both are; in 50 mm."""
    half = _halved(writing.mask, thicker=True)
    rise = CROSS_RISE * writing.row_height
    lengths = [min(STRIKE_LEG_MOST_MM, rise / float(np.sin(slope))) * SHEET_PX_PER_MM / 2 for slope in CROSS_SLOPES]
    rising, falling = (
        np.any([_opened(half, _needle(sign * float(a), n)) for a, n in zip(CROSS_SLOPES, lengths, strict=True)], axis=0)
        for sign in (-1, 1)
    )
    unit = 50 * SHEET_PX_PER_MM / 2
    return rising.sum() / unit, falling.sum() / unit, (rising & falling).sum() / unit


def _legs(writing: Writing, length: float) -> float:
    """The share of the writing's width that straight slanting strokes cover; `length` is in heights of the row."""
    if min(writing.mask.shape) < 4:
        return 0.0
    half = _halved(writing.mask)
    needles = [
        _needle(float(slope), length * writing.row_height * SHEET_PX_PER_MM / 2) for slope in (*SLOPES, *-SLOPES)
    ]
    legs = np.any([_opened(half, needle) for needle in needles], axis=0)
    return float(legs.sum() / max(1, half.any(axis=0).sum()))


def _halved(mask: Mask, *, thicker: bool = False) -> NDArray[np.uint8]:
    """The mask at half its resolution; `thicker`: by a quarter of a millimetre each way, so that a hand may shake."""
    if min(mask.shape) < 2:
        return np.zeros((1, 1), np.uint8)
    half = cv2.resize(mask.view(np.uint8), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    half = np.pad((half > 0).view(np.uint8), 2)
    return np.asarray(cv2.dilate(half, np.ones((3, 3), np.uint8)) if thicker else half, np.uint8)


def _opened(half: NDArray[np.uint8], needle: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """At which x there are strokes in which the needle has room."""
    if needle.shape[0] > half.shape[0] or needle.shape[1] > half.shape[1]:
        return np.zeros(half.shape[1], np.bool_)
    return np.asarray(np.asarray(cv2.morphologyEx(half, cv2.MORPH_OPEN, needle)).any(axis=0), np.bool_)


def _needle(slope: float, length: float) -> NDArray[np.uint8]:
    """A straight line of the length in pixels, as a kernel."""
    right, down = round(np.cos(slope) * length), round(np.sin(slope) * length)
    kernel = np.zeros((abs(down) + 1, abs(right) + 1), np.uint8)
    cv2.line(kernel, (0, 0 if down >= 0 else -down), (right, down if down >= 0 else 0), 1, 1)
    return kernel
