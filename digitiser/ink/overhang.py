"""Writing that crosses the edges of its cell belongs whole to the cell in which most of it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitiser.model import ColumnName
from digitiser.settings import (
    DOT_APART,
    DOT_NEAR_MM,
    DOT_REACH,
    DOT_REACH_MM,
    LETTER_GAP,
    LETTER_GAP_LEAST,
    LETTER_GAP_MOST,
    LETTER_MM,
    OVERHANG_BEGINS,
    OVERHANG_CLINGS_MM,
    OVERHANG_EARLY,
    OVERHANG_EMPTIES,
    OVERHANG_WHOLE,
    SHEET_PX_PER_MM,
)

Boxes = NDArray[np.int32]
Places = NDArray[np.int32]
_NO_WORDS: tuple[ColumnName | None, ...] = ("signature", "number")
_FROM_LEFT: tuple[ColumnName | None, ...] = ("email", "phone", "postcode")  # on every sheet


@dataclass(frozen=True)
class _Letter:
    """Pieces above one another, as an i and its dot: where they begin and end in the direction of reading, and in height, all in pixels."""

    near: int
    far: int
    top: int
    bottom: int
    pieces: tuple[int, ...]

    @property
    def high(self) -> int:
        """Pixels."""
        return self.bottom - self.top

    def levels_with(self, other: _Letter) -> bool:
        """Whether both may stand on one line: the lower half of one reaches into the other's height."""
        middle, other_middle = (self.top + self.bottom) / 2, (other.top + other.bottom) / 2
        return other.top <= middle <= other.bottom or self.top <= other_middle <= self.bottom


@dataclass(frozen=True)
class _Usual:
    """What the rows of a column have in common: where writing begins, pixels behind the column's edge, how much that differs, how wide
    the writing is, and in which share of the rows there is any.
    """

    begins: float
    differs: float
    wide: float
    filled: float


_NOTHING = _Usual(0.0, np.inf, np.inf, 0.0)


def begins_right(name: ColumnName | None, right_to_left: bool) -> bool:
    """Whether a column is written from right to left on such a sheet: numbers and addresses never are."""
    return right_to_left and name not in _FROM_LEFT


def give_back_words(
    boxes: Boxes,
    band: Places,
    column: Places,
    columns: Sequence[tuple[int, int]],
    names: Sequence[ColumnName | None],
    beside: Callable[[int, bool], int],
    *,
    right_to_left: bool,
) -> None:
    """Letters of a word that runs over its cell's end go to that cell (changes `column`).

    `boxes` are left, top, right, bottom of the pieces, `columns` the left and right edges, in pixels; `names` are what the columns hold,
    `beside` gives the next column, to the left or not.
    Words run over one end only, the far one in the direction of reading.
    """
    rows = [np.flatnonzero(band == row) for row in range(int(band.max(initial=-1)) + 1)]
    for own, name in enumerate(names):
        if name in _NO_WORDS:
            continue
        turned = begins_right(name, right_to_left)
        near, far = (-boxes[:, 2], -boxes[:, 0]) if turned else (boxes[:, 0], boxes[:, 2])
        edge, following = -columns[own][0] if turned else columns[own][1], beside(own, turned)
        beyond = [_letters(near, far, boxes, row[column[row] == following]) for row in rows]
        ticks = following < len(names) and names[following] == "consent"
        usual = _usual(beyond, edge, 1 if ticks else 3)
        for row in rows:
            mine = _letters(near, far, boxes, row[column[row] == own])
            outside = (column[row] == following) | ((column[row] == -1) & (far[row] > edge))
            theirs = _letters(near, far, boxes, row[outside])
            if ticks:  # a tick stands at its place, and may well stand alone
                theirs = [letter for letter in theirs if letter.far < edge + usual.begins]
            if mine and theirs:
                for letter in theirs[: _runs_over(mine, theirs, edge, _NOTHING if ticks else usual)]:
                    column[list(letter.pieces)] = own


def _letters(near: Places, far: Places, boxes: Boxes, pieces: NDArray[np.int64]) -> list[_Letter]:
    """The letters that some pieces make, in the direction of reading."""
    found: list[_Letter] = []
    for piece in pieces[np.argsort(near[pieces], kind="stable")]:
        top, bottom = int(boxes[piece, 1]), int(boxes[piece, 3])
        letter = _Letter(int(near[piece]), int(far[piece]), top, bottom, (int(piece),))
        if found and letter.near < found[-1].far - 0.5 * min(letter.far - letter.near, found[-1].far - found[-1].near):
            before = found.pop()
            top, bottom = min(before.top, top), max(before.bottom, bottom)
            letter = _Letter(before.near, max(before.far, letter.far), top, bottom, before.pieces + letter.pieces)
        found.append(letter)
    return found


def _usual(rows: Sequence[Sequence[_Letter]], edge: int, least: int) -> _Usual:
    """`least`: letters of the shortest writing that counts; of fewer are a dash, a ditto or a slip."""
    words = [letters for letters in rows if len(letters) >= least]
    if not words:
        return _NOTHING
    begins = np.array([letters[0].near - edge for letters in words])
    middle = float(np.median(begins))
    wide = float(np.median([letters[-1].far - letters[0].near for letters in words]))
    return _Usual(middle, float(np.median(np.abs(begins - middle))), wide, sum(map(bool, rows)) / len(rows))


def _height(letters: Sequence[_Letter]) -> float:
    return max(1.0, float(np.percentile([letter.high for letter in letters], 70)))


def _widest_gap(letters: Sequence[_Letter], height: float) -> float:
    """The widest gap between two letters of a word by this hand, pixels."""
    gaps = np.array([b.near - a.far for a, b in pairwise(letters)])
    within = gaps[gaps < LETTER_GAP_MOST * height]
    usual = float(np.median(within)) if len(within) > 1 else 0.0
    return float(np.clip(LETTER_GAP * usual, LETTER_GAP_LEAST * height, LETTER_GAP_MOST * height))


def _runs_over(mine: Sequence[_Letter], theirs: Sequence[_Letter], edge: int, usual: _Usual) -> int:
    """How many of the next cell's first letters end the word in front of them.

    They follow as closely as letters do. Of the gaps between them the one is taken that is wide and where the next cell's
    writing usually begins.
    """
    height, end = _height(mine), max(letter.far for letter in mine)
    widest = _widest_gap(mine, height)
    if end <= edge + 2 and theirs[0].near > edge + OVERHANG_CLINGS_MM * SHEET_PX_PER_MM:
        return 0
    trust = OVERHANG_BEGINS / (1 + usual.differs / height)
    last, best, most = mine[-1], 0, -np.inf
    for count, letter in enumerate((*theirs, None)):
        rest = theirs[-1].far - letter.near if letter else 0
        if letter is None:
            worth = 1.0 - OVERHANG_EMPTIES * (usual.filled > 0.5)
        else:
            gap, begins = letter.near - end, letter.near - edge
            off = min(2.0, abs(begins - usual.begins) / height)
            worth = min(1.0, gap / height) - trust * off - OVERHANG_EARLY * (begins < -2)
        whole = (
            min(end - edge, usual.wide - rest) > OVERHANG_WHOLE * usual.wide
        )  # a word of the next cell would be cut or gone
        if worth > most and not (count and whole):
            best, most = count, worth
        if letter is None or gap > widest or not letter.levels_with(last):
            break
        if letter.far - letter.near > max(LETTER_MM * SHEET_PX_PER_MM, 1.5 * height) or letter.high > 2 * height:
            break
        last, end = letter, max(end, letter.far)
    return best


def give_back_dots(boxes: Boxes, band: Places, column: Places, bands: Sequence[tuple[int, int]]) -> None:
    """Small marks close to the rule between two rows go to the row whose writing is close (changes `band` and `column`).

    So letters that stand high or hang low keep their dots.
    """
    s = SHEET_PX_PER_MM
    size = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    for upper, lower in pairwise(range(len(bands))):
        edge = (bands[upper][1] + bands[lower][0]) / 2
        height = min(bottom - top for top, bottom in (bands[upper], bands[lower]))
        reach = min(DOT_REACH_MM * s, DOT_REACH * height)
        marks = np.flatnonzero((size <= 2 * reach) & (boxes[:, 1] > edge - reach) & (boxes[:, 3] < edge + reach))
        for mark in marks[(band[marks] == upper) | (band[marks] == lower)]:
            other = upper if band[mark] == lower else lower
            here, there = (
                _nearest(boxes, mark, np.flatnonzero((band == row) & (size > 2 * reach))) for row in (band[mark], other)
            )
            if there[1] <= DOT_NEAR_MM * s and there[1] < DOT_APART * here[1]:
                band[mark], column[mark] = other, column[there[0]]


def _nearest(boxes: Boxes, mark: int, pieces: NDArray[np.int64]) -> tuple[int, float]:
    """The piece that is nearest to a mark, and how far off it is, pixels between their boxes."""
    if not len(pieces):
        return -1, np.inf
    left, top, right, bottom = boxes[mark]
    across = np.maximum(0, np.maximum(boxes[pieces, 0] - right, left - boxes[pieces, 2]))
    down = np.maximum(0, np.maximum(boxes[pieces, 1] - bottom, top - boxes[pieces, 3]))
    off = np.hypot(across, down)
    best = int(off.argmin())
    return int(pieces[best]), float(off[best])
