"""Crossing out: a stroke, several, a zigzag, slashes or a scribble through what a row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.ink.blank import Mask
from digitiser.model import Table
from digitiser.rows.level import Line, above_and_below, longest_lines, thin_share
from digitiser.settings import (
    SHEET_PX_PER_MM,
    STRIKE_ALONE,
    STRIKE_DENSE,
    STRIKE_INKED,
    STRIKE_LEGS,
    STRIKE_MIN_MM,
    STRIKE_NAME_COVER,
    STRIKE_NAME_INKED,
    STRIKE_ONE_PIECE,
    STRIKE_ROW_COVER,
    STRIKE_ROW_PIECE,
    STRIKE_ROW_SHARE,
    STRIKE_SIDE,
    STRIKE_SLASHES,
    STRIKE_WORTH_NAME,
    STRIKE_WORTH_ROW,
)

NAMES = ("name", "given_name", "family_name")
SLOPES = np.deg2rad(np.arange(28, 66, 4))  # of a zigzag's legs and of slashes; letters stand more upright


@dataclass(frozen=True)
class Strike:
    """What crosses out a row: its level line in pixels of the sheet's ink; None for a zigzag, slashes or a scribble."""

    line: Line | None

    def without(self, mask: Mask, boxes: NDArray[np.int32]) -> Mask:
        """`mask` (the common picture of pieces with these boxes) without the line: what was there before the row was crossed out."""
        if self.line is None:
            return mask
        return self.line.moved(-int(boxes[:, 0].min()), -int(boxes[:, 1].min())).erased(mask)


def find_strikes(table: Table, ink: SheetInk) -> list[Strike | None]:
    """For each band what crosses it out, if anything does.

    A stroke of any shape along most of the row; a line through the name with ink over and under it (an underlining has none below);
    one connected stroke all over the name; slashes as tall as the row.
    """
    texts = [i for i, c in enumerate(table.columns) if c.name not in ("number", "signature")]
    names = [i for i in texts if table.columns[i].name in NAMES] or texts[:1]
    found: list[Strike | None] = [None] * len(table.bands)
    whole = [w for band in range(len(table.bands)) if (w := _writing(table, ink, band, texts)) and w.may_be_struck]
    for writing, line in zip(whole, longest_lines([w.mask for w in whole]), strict=True):
        if _line_along_row(writing, line):
            found[writing.band] = Strike(line.moved(writing.left, writing.top))
        elif _piece_along_row(writing):
            found[writing.band] = Strike(None)
    named = [w for band in range(len(table.bands)) if not found[band] and (w := _writing(table, ink, band, names))]
    for writing in named:
        if _slashes(writing):
            found[writing.band] = Strike(None)
    named = [w for w in named if not found[w.band] and w.may_be_struck]
    for writing, line in zip(named, longest_lines([w.mask for w in named]), strict=True):
        if _line_through_name(writing, line):
            found[writing.band] = Strike(line.moved(writing.left, writing.top))
        elif _scribble_over_name(writing, line):
            found[writing.band] = Strike(None)
    return _to_their_ends(table, ink, found)


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


def _line_along_row(writing: _Writing, line: Line) -> bool:
    long = line.length >= STRIKE_ROW_SHARE * writing.row_width
    return long and line.share >= STRIKE_INKED and writing.covered(line) >= STRIKE_ROW_COVER


def _piece_along_row(writing: _Writing) -> bool:
    """One connected stroke over most of the row, whatever its shape; words of several cells never hang together so far."""
    widest = writing.widest
    return widest >= STRIKE_ROW_PIECE * writing.row_width * SHEET_PX_PER_MM and widest >= 0.6 * writing.width


def _line_through_name(writing: _Writing, line: Line) -> bool:
    if line.length < STRIKE_MIN_MM or line.share < STRIKE_NAME_INKED or writing.covered(line) < STRIKE_NAME_COVER:
        return False
    return not _underlines(writing, line) and thin_share(writing.mask, line) >= STRIKE_ALONE


def _underlines(writing: _Writing, line: Line) -> bool:
    """Whether all that the line goes along stands on one side of it, tails apart."""
    above, below = above_and_below(writing.mask, line)
    return min(above, below) <= STRIKE_SIDE * (above + below)


def _scribble_over_name(writing: _Writing, line: Line) -> bool:
    """Whether one connected stroke (or a few long ones) covers the name, and it is no joined hand: dense, or with long slanting legs."""
    least = 1.5 * STRIKE_MIN_MM * SHEET_PX_PER_MM
    if sum(right - left for left, right in writing.strokes if right - left >= least) < STRIKE_ONE_PIECE * writing.width:
        return False
    if line.share >= STRIKE_NAME_INKED and writing.covered(line) >= STRIKE_NAME_COVER and _underlines(writing, line):
        return False
    if writing.widest < STRIKE_ONE_PIECE * writing.width:
        return _legs(writing, 0.6) >= 1.8 * STRIKE_LEGS
    return _density(writing.mask) >= STRIKE_DENSE or _legs(writing, 0.6) >= STRIKE_LEGS


def _density(mask: Mask) -> float:
    """How full of ink the emptier parts of the writing are: the share of its height that is inked in all but a fifth of its width."""
    y = np.nonzero(mask)[0]
    height = float(np.percentile(y, 97) - np.percentile(y, 3)) + 1
    inked = cv2.blur(mask.sum(axis=0, dtype=np.float32)[None], (27, 1))[0]
    return float(np.percentile(inked, 20)) / height


def _slashes(writing: _Writing) -> bool:
    """Whether the name is hatched with slanting strokes nearly as tall as the row; no letter is."""
    return writing.mask.shape[0] >= 0.6 * writing.row_height * SHEET_PX_PER_MM and _legs(writing, 0.9) >= STRIKE_SLASHES


def _legs(writing: _Writing, length: float) -> float:
    """The share of the writing's width that straight slanting strokes cover; `length` is in heights of the row."""
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
