"""What a few strokes in a cell say without being letters: a dash, a ditto mark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.model import Ink
from digitiser.settings import (
    DASH_FLATNESS,
    DASH_MIN_MM,
    DASH_THICKEST_MM,
    DITTO_BETWEEN,
    DITTO_BLOT,
    DITTO_BLOT_SPREAD_MM,
    DITTO_DOT,
    DITTO_DOWN,
    DITTO_HIGHEST_MM,
    DITTO_SOLID,
    DITTO_STROKE_MM,
    DITTO_UPRIGHT,
    DITTO_WIDEST_MM,
    DOWN_AREA_MM,
    DOWN_SHARE,
    DOWN_WIDEST_MM,
    RULE_REST_MM,
    SHEET_PX_PER_MM,
    SPECKLE_MM2,
    SPOT_MM,
    SPOT_ROUND,
    SPOT_SOLID,
    SPOTS,
)


@dataclass(frozen=True)
class _Mark:
    """A connected stroke, millimetres: its box, the area of its ink, its pixels (x and y, 2 x n), and whether it is part of a stroke
    through several rows.
    """

    left: float
    top: float
    right: float
    bottom: float
    area: float
    pixels: NDArray[np.int64]
    part: bool

    @property
    def wide(self) -> float:
        return self.right - self.left

    @property
    def high(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @cached_property
    def spread(self) -> float:
        """How far it spreads across its own direction (standard deviation)."""
        return _spread(self.pixels)

    @cached_property
    def shaft(self) -> float:
        """The same of its middle half from top to bottom, without a foot or an arrow's head."""
        y = self.pixels[1]
        quarter = np.ptp(y) / 4
        return _spread(self.pixels[:, (y >= y.min() + quarter) & (y <= y.max() - quarter)])

    @cached_property
    def half(self) -> float:
        """The same of its upper half or its lower one, whichever spreads less: the other may end in a foot or an arrow's head."""
        y = self.pixels[1]
        middle = (y.min() + y.max()) / 2
        return min(_spread(self.pixels[:, y <= middle]), _spread(self.pixels[:, y >= middle]))

    @cached_property
    def solid(self) -> float:
        """The share of its convex hull that is inked."""
        hull = float(cv2.contourArea(cv2.convexHull(self.pixels.T.astype(np.int32))))
        return min(1.0, float(self.pixels.shape[1]) / max(1.0, hull))

    @property
    def flat(self) -> bool:
        """A dash: a level stroke as thin as a pen."""
        if self.wide < DASH_MIN_MM or self.area > DASH_THICKEST_MM * self.wide:
            return False
        low = self.high <= max(DASH_THICKEST_MM, DASH_FLATNESS * self.wide)
        return low or (self.wide >= 2.5 * self.high and self.spread <= DITTO_STROKE_MM)

    @property
    def round(self) -> bool:
        """A spot, filled and about as wide as high."""
        return self.solid >= SPOT_SOLID and min(self.wide, self.high) >= SPOT_ROUND * max(self.wide, self.high)

    @property
    def stroke(self) -> bool:
        """One short run of the pen, upright or leaning."""
        return self.high >= 0.6 and self.wide <= 1.3 * self.high + 0.5 and self.spread <= DITTO_STROKE_MM


def _spread(pixels: NDArray[np.int64]) -> float:
    across = np.linalg.eigvalsh(np.cov(pixels))[0] if pixels.shape[1] > 2 else 0.0
    return float(np.sqrt(max(0.0, across))) / SHEET_PX_PER_MM


def what_stands(ink: SheetInk, pieces: NDArray[np.int32], row_height: float) -> Ink:
    """What the strokes of one cell are: blank, dash, ditto or written. `row_height` in millimetres.

    A ditto is two short strokes side by side (quotes, slashes, commas, primes; blurred into one blot at worst) with or without dashes on
    both sides, an equals sign, or a stroke down the whole row. A single dash is a dash.
    """
    areas = ink.pieces.areas[pieces] / SHEET_PX_PER_MM**2
    pieces = pieces[areas >= SPECKLE_MM2]
    if not len(pieces):
        return "blank"
    if len(pieces) > 8:
        return "dash" if _in_line(ink.pieces.boxes[pieces] / SHEET_PX_PER_MM) else "written"
    return _kind([_mark(ink, int(p)) for p in pieces], row_height)


def _kind(marks: list[_Mark], row_height: float) -> Ink:
    """The same of marks that may be letters."""
    others = [m for m in marks if not m.flat]
    dashes = [m for m in marks if m.flat]
    if not others:
        return "ditto" if _equals(dashes) else "dash" if np.ptp([d.middle for d in dashes]) < 1.5 else "written"
    if _goes_down(others, row_height) or (
        len(dashes) <= 2 and _is_ditto(_without_dots(others), row_height, between_dashes=len(dashes) == 2)
    ):
        return "ditto"
    return "written"


def _without_dots(marks: list[_Mark]) -> list[_Mark]:
    """The marks without a copier's dots: round ones, smaller than the second highest mark."""
    if len(marks) < 2:
        return marks
    second = sorted(m.high for m in marks)[-2]
    return [m for m in marks if not (m.round and max(m.wide, m.high) <= DITTO_DOT * second)]


def without_spots(ink: SheetInk, pieces: NDArray[np.int32]) -> NDArray[np.int32]:
    """The pieces without round spots, where nothing larger stands: a copier's dirt, or where a pen rested."""
    seen = pieces[ink.pieces.areas[pieces] >= SPECKLE_MM2 * SHEET_PX_PER_MM**2]
    boxes = ink.pieces.boxes[seen]
    largest = float((boxes[:, 2:] - boxes[:, :2]).max(initial=0)) / SHEET_PX_PER_MM
    if largest > SPOT_MM or len(seen) > SPOTS:
        return pieces
    return np.array([p for p in seen if not _mark(ink, int(p)).round], np.int32)


def _in_line(boxes: NDArray[np.float64]) -> bool:
    """Whether many pieces are flat and lie on one line, as what is left of a dotted rule does."""
    left, top, _, bottom = boxes.T
    if (bottom - top).max() > RULE_REST_MM:
        return False
    middles = (top + bottom) / 2
    off = np.polyval(np.polyfit(left, middles, 1), left) - middles
    return bool(np.abs(off).max() <= RULE_REST_MM)


def _mark(ink: SheetInk, piece: int) -> _Mark:
    left, top, right, bottom = (int(v) for v in ink.pieces.boxes[piece])
    y, x = np.nonzero(ink.pieces.labels[top:bottom, left:right] == piece)
    part = int(np.count_nonzero(ink.pieces.whole == ink.pieces.whole[piece])) > 1
    s = SHEET_PX_PER_MM
    return _Mark(left / s, top / s, right / s, bottom / s, len(y) / s**2, np.stack([x, y]), part)


def _equals(dashes: list[_Mark]) -> bool:
    """Two dashes one over the other."""
    if len(dashes) != 2:
        return False
    a, b = dashes
    return (
        min(a.right, b.right) - max(a.left, b.left) > 0.6 * max(a.wide, b.wide)
        and max(a.wide, b.wide) <= DITTO_WIDEST_MM
    )


def _is_ditto(marks: list[_Mark], row_height: float, *, between_dashes: bool) -> bool:
    """Two short strokes at one height in a small space, or the blot that they blur into, which is as clear between two dashes."""
    wide = max(m.right for m in marks) - min(m.left for m in marks)
    high = max(m.bottom for m in marks) - min(m.top for m in marks)
    if wide > DITTO_WIDEST_MM or high > min(DITTO_HIGHEST_MM, 0.7 * row_height) or len(marks) > 2:
        return False
    if len(marks) == 1:
        mark = marks[0]
        small = 0.6 <= mark.high <= DITTO_HIGHEST_MM and 0.6 <= mark.wide <= DITTO_BLOT * mark.high
        return (
            small
            and mark.solid >= (DITTO_BETWEEN if between_dashes else DITTO_SOLID)
            and mark.spread >= DITTO_BLOT_SPREAD_MM
        )
    first, second = sorted(marks, key=lambda m: -m.high)
    level = abs(first.middle - second.middle) <= 0.5 * first.high
    upright = max(first.high / first.wide, second.high / second.wide) >= DITTO_UPRIGHT
    clean = min(first.solid, second.solid) >= DITTO_SOLID
    return first.stroke and second.stroke and level and upright and clean and first.high <= 2.2 * second.high


def _goes_down(marks: list[_Mark], row_height: float) -> bool:
    """A stroke or brace that runs down the row, perhaps with a foot or an arrow's head."""
    high = max(m.bottom for m in marks) - min(m.top for m in marks)
    wide = max(m.right for m in marks) - min(m.left for m in marks)
    longest = max(marks, key=lambda m: m.high)
    least = 0.3 if longest.part else DOWN_SHARE
    across = min(longest.shaft, longest.half) if longest.part or high >= DITTO_DOWN * row_height else longest.spread
    return (
        len(marks) <= 3
        and longest.high >= least * row_height
        and wide <= min(DOWN_WIDEST_MM, 0.7 * high + (2 if longest.part else 1))
        and longest.area <= DOWN_AREA_MM * longest.high
        and across <= 2 * DITTO_STROKE_MM
    )
