"""The numbers that are printed at the beginning of rows, one below the other, and what they say of rows whose lines nobody sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digitiser.model import Box, Pixels
from digitiser.settings import (
    NUMBER_ALIGNED_MM,
    NUMBER_GAP_MM,
    NUMBER_LEVEL_MM,
    NUMBER_MAX_MM,
    NUMBER_REACH_MM,
    NUMBERS_FEWEST,
    NUMBERS_SHARE,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.picture import darkness

_WORD_PX = 24  # size at which the first words of rows are compared
_SAME = 0.65  # how alike (1 at most) they are where all are one label
_INK = 0.3  # share of the light that print takes
Rows = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Numbers:
    """Where the numbers stand, millimetres: their usual middle and the farthest end, from the end of the table at which rows begin, and
    their usual top and bottom, from the top of their rows.
    """

    middle: float
    ends: float
    top: float
    bottom: float

    def has(self, word: Box) -> bool:
        """Whether a row's first word stands where its number would."""
        level = max(abs(word.top - self.top), abs(word.bottom - self.bottom)) < NUMBER_LEVEL_MM
        return level and abs((word.left + word.right) / 2 - self.middle) < NUMBER_ALIGNED_MM


def printed_numbers(grey: Pixels, rows: Sequence[tuple[float, float]], box: Box, right_to_left: bool) -> Numbers | None:
    """The numbers of rows that begin at an end of `box`; None where not nearly every row begins with one."""
    found = ((row, _first_word(grey, row, box, right_to_left)) for row in rows)
    words = [(row, word) for row, word in found if word is not None]
    needed = max(NUMBERS_FEWEST, NUMBERS_SHARE * len(rows))
    if len(words) < needed:
        return None
    # Printed ones stand below each other and at one height of their rows; the first letters of names do neither for long.
    middles = [(word.left + word.right) / 2 for _, word in words]
    tops, bottoms = [word.top for _, word in words], [word.bottom for _, word in words]
    usual = Numbers(*(float(np.median(each)) for each in (middles, middles, tops, bottoms)))
    aligned = [(row, word) for row, word in words if usual.has(word)]
    if len(aligned) < needed or _same([_picture(grey, row, word, box, right_to_left) for row, word in aligned]):
        return None
    return Numbers(usual.middle, max(word.right for _, word in aligned), usual.top, usual.bottom)


def with_numbered(rows: Rows, grey: Pixels, box: Box, right_to_left: bool) -> Rows:
    """The rows, and those below the last that go on their numbers: the last row of shaded ones may be white, and end with no line."""
    numbers = printed_numbers(grey, rows, box, right_to_left)
    if numbers is None:
        return rows
    height = float(np.median([bottom - top for top, bottom in rows]))
    while True:
        following = (rows[-1][1], rows[-1][1] + height)
        if round(following[1] * SHEET_PX_PER_MM) > len(grey):
            return rows
        word = _first_word(grey, following, box, right_to_left)
        if word is None or not numbers.has(word):
            return rows
        rows = (*rows, following)


def _first_word(grey: Pixels, row: tuple[float, float], box: Box, right_to_left: bool) -> Box | None:
    """The first word of a row where it is as narrow as a number: millimetres from the end at which rows begin, and below the row's top."""
    scale, margin = SHEET_PX_PER_MM, 1.0
    rows = slice(round((row[0] + margin) * scale), round((row[1] - margin) * scale))
    strip = grey[rows, max(0, round(box.left * scale)) : round(box.right * scale)]
    strip = strip[:, ::-1] if right_to_left else strip
    strip = strip[:, round(margin * scale) : round(NUMBER_REACH_MM * scale)]
    if strip.shape[0] < 4 or strip.shape[1] < 4:
        return None
    ink = darkness(np.ascontiguousarray(strip), 25, 25) > _INK
    inked = np.flatnonzero(ink.sum(axis=0) > 1)
    if not len(inked):
        return None
    gaps = np.flatnonzero(np.diff(inked) > NUMBER_GAP_MM * scale)
    word = slice(int(inked[0]), int(inked[gaps[0]] if len(gaps) else inked[-1]) + 1)
    high = np.flatnonzero(ink[:, word].any(axis=1))
    left, right, top, bottom = (
        v / scale + margin for v in (word.start, word.stop, float(high[0]), float(high[-1] + 1))
    )
    return Box(left, top, right, bottom) if right - left <= NUMBER_MAX_MM else None


def _picture(grey: Pixels, row: tuple[float, float], word: Box, box: Box, right_to_left: bool) -> Pixels:
    """The picture of a first word, of one size for all."""
    left, right = (
        (box.right - word.right, box.right - word.left)
        if right_to_left
        else (box.left + word.left, box.left + word.right)
    )
    top, bottom = row[0] + word.top, row[0] + word.bottom
    y0, y1, x0, x1 = (max(0, round(edge * SHEET_PX_PER_MM)) for edge in (top, bottom, left, right))
    cut = grey[y0 : max(y0 + 1, y1), x0 : max(x0 + 1, x1)]
    return np.asarray(cv2.resize(cut, (_WORD_PX, _WORD_PX), interpolation=cv2.INTER_AREA), np.uint8)


def _same(words: Sequence[Pixels]) -> bool:
    """Whether all say the same: then they are the labels of the first cells, and no numbers."""
    flat = np.array([word.astype(np.float32).ravel() for word in words])
    return float(np.median(np.corrcoef(flat))) > _SAME
