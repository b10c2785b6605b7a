"""Crossing out: a stroke, several, a zigzag, slashes or a scribble through what a row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.ink.blank import Mask
from digitiser.model import NAMES, Table
from digitiser.rows.level import Line, above_and_below, longest_lines, thin_share, through_share
from digitiser.settings import SHEET_PX_PER_MM, STRIKE_MIN_MM, STRIKE_WORTH_NAME, STRIKE_WORTH_ROW

SLOPES = np.deg2rad(np.arange(28, 66, 4))  # of a zigzag's legs and of slashes; letters stand more upright
NO_LINE = Line(0, 0, np.zeros(1, int), 0.0)


@dataclass(frozen=True)
class Strike:
    """What crosses out a row: its level line in pixels of the sheet's ink; None for a zigzag, slashes or a scribble."""

    line: Line | None

    def without(self, mask: Mask, boxes: NDArray[np.int32]) -> Mask:
        """`mask` (the common picture of pieces with these boxes) without the line: what was there before the row was crossed out."""
        if self.line is None:
            return mask
        return self.line.moved(-int(boxes[:, 0].min()), -int(boxes[:, 1].min())).erased(mask)


@dataclass(frozen=True)
class Looks:
    """What is measured of the writing of a row to tell whether it is crossed out; all are shares, 0 to about 1, unless they say more."""

    row_length: float = 0.0
    """The longest level line, of the row's width."""
    row_covered: float = 0.0
    """The share of the row's writing that it runs along."""
    row_between: float = 0.0
    """The ink on its weaker side, of the ink on both: 0 for an underlining, 0.5 through the middle."""
    row_alone: float = 0.0
    """The share of its length at which nothing else is there."""
    row_edges: float = 0.0
    """How many edges of columns it crosses, at most 3, in thirds."""
    second_length: float = 0.0
    """The second longest line that runs beside or across it, of the first."""
    crossing: float = 0.0
    """How far the two cross: the smaller of their rises, one falling, one climbing, of the row's height."""
    name_length: float = 0.0
    """The longest level line in the name, in spans of 50 mm."""
    name_covered: float = 0.0
    name_between: float = 0.0
    name_through: float = 0.0
    """Of the places where letters stand right over that line, the share where they go on under it."""
    name_alone: float = 0.0
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


def find_strikes(table: Table, ink: SheetInk) -> list[Strike | None]:
    """For each band what crosses it out, if anything does."""
    found = [Strike(line) if looks and is_struck(looks) else None for looks, line in look_at(table, ink)]
    return _to_their_ends(table, ink, found)


def is_struck(looks: Looks) -> bool:
    """Whether a row that looks so is crossed out, in one of the ways in which people do it.

    The numbers are those that told the struck rows of drawn sheets best from the others.
    """
    bare = looks.row_alone >= 0.97 and looks.row_between >= 0.1  # there are words, and none of them meets the line
    if bare or (looks.row_length >= 0.97 and looks.row_alone >= 0.9):  # it is print
        return False
    return (
        (not _underlined(looks) and (_along_the_row(looks) or _lines_over_columns(looks)))
        or _through_the_name(looks)
        or _over_the_name(looks)
        or (looks.slashes >= 0.75 and looks.high >= 0.7)
    )


def _underlined(looks: Looks) -> bool:
    """One line along the name, perhaps along the row, that no letter of the name goes through: all of it stands on one side."""
    one = looks.second_length < 0.85 and looks.piece_row <= 1.3 * looks.row_length
    apart = looks.row_alone >= 0.95 and looks.row_between <= 0.05  # nothing touches it: tails alone reach below
    through = looks.name_through <= 0.05 and looks.name_between <= 0.15
    return one and looks.name_covered >= 0.9 and (through or apart)


def _along_the_row(looks: Looks) -> bool:
    """One level line, or one connected stroke of any shape: words of several cells never hang together so far."""
    line = looks.row_length >= 0.3 and looks.row_covered >= 0.75 and looks.row_alone >= 0.25
    piece = looks.piece_row >= 0.42 and (looks.row_covered >= 0.5 or looks.legs >= 0.4)
    wave = looks.row_length >= 0.3 and looks.row_covered >= 0.75 and looks.row_between >= 0.25
    return (line and (looks.row_between >= 0.1 or looks.row_edges >= 0.6)) or wave or piece


def _lines_over_columns(looks: Looks) -> bool:
    """A line that crosses two edges of columns; two lines across one; a cross."""
    bare = looks.row_alone >= 0.5
    one = looks.row_edges >= 0.6 and looks.row_length >= 0.2 and bare and looks.row_between >= 0.04
    two = looks.row_edges > 0 and looks.row_length >= 0.2 and looks.second_length >= 0.85 and looks.row_alone >= 0.6
    crossing = looks.crossing >= 0.08 and looks.second_length >= 0.5 and looks.row_length >= 0.1
    cross = crossing and ((looks.row_edges > 0 and looks.row_alone > 0.3) or (looks.crossing >= 0.2 and bare))
    return one or two or cross


def _through_the_name(looks: Looks) -> bool:
    """A line along the name that crosses its letters; under an underlining there are only tails."""
    if looks.name_length < STRIKE_MIN_MM / 50 or looks.name_covered < 0.8 or looks.piece_name < 0.7:
        return False
    middle = looks.name_between > 0.12 and looks.name_through >= 0.05 and looks.name_alone >= 0.32
    low = 0.45 <= looks.name_through < 0.92 and looks.name_alone >= 0.45  # all of it: a double underlining
    return middle or low


def _over_the_name(looks: Looks) -> bool:
    """One connected stroke (or a few long ones) all over the name, and no joined hand: dense, or with long slanting legs."""
    if looks.piece_name < 0.75:
        return False
    if (
        looks.name_covered >= 0.7 and looks.name_between <= 0.12
    ):  # underlined, unless the legs of a cross are all over it
        return looks.legs >= 0.8 and looks.high >= 0.7
    return (looks.dense >= 0.46 and looks.high > 0.3) or (looks.legs >= 0.4 and looks.high >= 0.6)


def _to_their_ends(table: Table, ink: SheetInk, strikes: list[Strike | None]) -> list[Strike | None]:
    """The strikes' lines followed into the signature cell, where they were not looked for."""
    columns = [i for i, c in enumerate(table.columns) if c.name != "number"]
    struck = [w for band, s in enumerate(strikes) if s and s.line and (w := _writing(table, ink, band, columns))]
    for writing, line in zip(struck, longest_lines([w.mask for w in struck]), strict=True):
        before = strikes[writing.band]
        whole = line.moved(writing.left, writing.top)
        if before and before.line and whole.left <= before.line.left + 8 and whole.right >= before.line.right - 8:
            strikes[writing.band] = Strike(whole)
    return strikes


@dataclass(frozen=True)
class _Writing:
    """The writing of some columns of a row: its picture, where that lies, the spans of x of each column's writing and of each stroke."""

    band: int
    row_width: float
    row_height: float
    mask: Mask
    left: int
    top: int
    columns: tuple[tuple[int, int], ...]
    strokes: tuple[tuple[int, int], ...]

    @property
    def width(self) -> int:
        """Pixels from the first ink to the last."""
        return int(self.mask.shape[1])

    @property
    def widest(self) -> int:
        """Pixels across the widest connected stroke."""
        return max((right - left for left, right in self.strokes), default=0)

    @property
    def may_be_struck(self) -> bool:
        """Whether any stroke is long enough to be worth following: most rows have no stroke so long."""
        return (
            self.widest >= STRIKE_WORTH_NAME * self.width
            or self.widest >= STRIKE_WORTH_ROW * self.row_width * SHEET_PX_PER_MM
        )

    def covered(self, line: Line) -> float:
        """The share of the writing's width that the line runs through, gaps between columns apart."""
        both = sum(max(0, min(right, line.right) - max(left, line.left)) for left, right in self.columns)
        return both / max(1, sum(right - left for left, right in self.columns))


def _writing(table: Table, ink: SheetInk, band: int, columns: Sequence[int]) -> _Writing | None:
    numbers = [ink.of_cell([band], c) for c in columns]
    pieces = np.concatenate([*numbers, np.zeros(0, np.int32)]).astype(np.int32)
    if not len(pieces):
        return None
    mask, y, x = ink.picture_of(pieces)
    whole = ink.pieces.whole[pieces]
    spans = [_span(ink.pieces.boxes[n], x.start) for n in numbers if len(n)]
    strokes = [_span(ink.pieces.boxes[pieces[whole == w]], x.start) for w in np.unique(whole)]
    box = table.bands[band].box
    return _Writing(band, box.width, box.height, mask, x.start, y.start, tuple(spans), tuple(strokes))


def _span(boxes: NDArray[np.int32], origin: int) -> tuple[int, int]:
    return int(boxes[:, 0].min()) - origin, int(boxes[:, 2].max()) - origin


def look_at(table: Table, ink: SheetInk) -> list[tuple[Looks | None, Line | None]]:
    """For each band what is measured of its writing (None where nothing can be struck), and its longest level line if it has one."""
    texts = [i for i, c in enumerate(table.columns) if c.name not in ("number", "signature")]
    names = [i for i in texts if table.columns[i].name in NAMES] or texts[:1]
    bands = range(len(table.bands))
    whole = [w for band in bands if (w := _writing(table, ink, band, texts)) and w.may_be_struck]
    lines = longest_lines([w.mask for w in whole])
    long = [k for k, line in enumerate(lines) if line.length >= STRIKE_WORTH_ROW * whole[k].row_width]
    second = dict(zip(long, longest_lines([lines[k].erased(whole[k].mask) for k in long]), strict=True))
    named = {band: w for band in bands if (w := _writing(table, ink, band, names) or _writing(table, ink, band, texts))}
    in_name = dict(
        zip(named, longest_lines([w.mask if w.may_be_struck else w.mask[:0] for w in named.values()]), strict=True)
    )
    edges = [(c.box.right - ink.left) * SHEET_PX_PER_MM for c in table.columns[:-1]]
    found: list[tuple[Looks | None, Line | None]] = [(None, None)] * len(table.bands)
    for band, writing in named.items():
        found[band] = (_of_name(Looks(), writing, in_name[band]), _moved(in_name[band], writing))
    for k, (writing, line) in enumerate(zip(whole, lines, strict=True)):
        looks, _ = found[writing.band]
        looks = _of_row(looks or Looks(), writing, line, second.get(k, NO_LINE), edges)
        found[writing.band] = (looks, _moved(line, writing))
    return found


def _moved(line: Line, writing: _Writing) -> Line | None:
    return line.moved(writing.left, writing.top) if line.length >= STRIKE_MIN_MM else None


def _of_row(looks: Looks, writing: _Writing, line: Line, second: Line, edges: Sequence[float]) -> Looks:
    looks = replace(looks, piece_row=writing.widest / SHEET_PX_PER_MM / writing.row_width)
    if line.length < STRIKE_MIN_MM:
        return looks
    margin = 2 * SHEET_PX_PER_MM
    crossed = sum(line.left + margin < edge - writing.left < line.right - margin for edge in edges)
    overlap = min(line.right, second.right) - max(line.left, second.left)
    beside = max(0.0, overlap / (line.right - line.left)) if second.length >= STRIKE_MIN_MM / 2 else 0.0
    rises = [line.rise / SHEET_PX_PER_MM / writing.row_height, second.rise / SHEET_PX_PER_MM / writing.row_height]
    return replace(
        looks,
        row_length=line.length / writing.row_width,
        row_covered=writing.covered(line),
        row_between=_between(writing, line),
        row_alone=thin_share(writing.mask, line),
        row_edges=min(3, crossed) / 3,
        second_length=beside,
        crossing=min(abs(rises[0]), abs(rises[1])) if rises[0] * rises[1] < 0 else 0.0,
    )


def _of_name(looks: Looks, writing: _Writing, line: Line) -> Looks:
    tall = writing.mask.shape[0] / SHEET_PX_PER_MM / writing.row_height
    looks = replace(looks, high=min(2.0, tall), slashes=_legs(writing, 0.9) if tall >= 0.6 else 0.0)
    if not writing.may_be_struck:
        return looks
    least = 1.5 * STRIKE_MIN_MM * SHEET_PX_PER_MM
    looks = replace(
        looks,
        piece_name=min(
            1.5, sum(right - left for left, right in writing.strokes if right - left >= least) / writing.width
        ),
        dense=_density(writing.mask),
        legs=_legs(writing, 0.6),
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
    )


def _between(writing: _Writing, line: Line) -> float:
    above, below = above_and_below(writing.mask, line)
    return min(above, below) / max(0.01, above + below)


def _density(mask: Mask) -> float:
    """How full of ink the emptier parts of the writing are: the share of its height that is inked in all but a fifth of its width."""
    y = np.nonzero(mask)[0]
    height = float(np.percentile(y, 97) - np.percentile(y, 3)) + 1
    inked = cv2.blur(mask.sum(axis=0, dtype=np.float32)[None], (27, 1))[0]
    return float(np.percentile(inked, 20)) / height


def _legs(writing: _Writing, length: float) -> float:
    """The share of the writing's width that straight slanting strokes cover; `length` is in heights of the row."""
    if min(writing.mask.shape) < 4:
        return 0.0
    half = cv2.resize(writing.mask.view(np.uint8), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    half = np.pad((half > 0).view(np.uint8), 2)
    needles = [
        _needle(float(slope), length * writing.row_height * SHEET_PX_PER_MM / 2) for slope in (*SLOPES, *-SLOPES)
    ]
    legs = [np.asarray(cv2.morphologyEx(half, cv2.MORPH_OPEN, needle)).any(axis=0) for needle in needles]
    return float(np.any(legs, axis=0).sum() / max(1, half.any(axis=0).sum()))


def _needle(slope: float, length: float) -> NDArray[np.uint8]:
    """A straight line of the length in pixels, as a kernel."""
    right, down = round(np.cos(slope) * length), round(np.sin(slope) * length)
    kernel = np.zeros((abs(down) + 1, abs(right) + 1), np.uint8)
    cv2.line(kernel, (0, 0 if down >= 0 else -down), (right, down if down >= 0 else 0), 1, 1)
    return kernel
