"""Consent: whether the box or cell holds a tick, a cross or a filling. What is doubtful is "no"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.model import Candidate, Sheet
from digitiser.rows.overrun import without_overrun
from digitiser.settings import (
    SHEET_PX_PER_MM,
    TICK_ACROSS,
    TICK_EDGE_MM,
    TICK_EDGE_THICK_MM,
    TICK_MIN_MM,
    TICK_MIN_MM2,
    TICK_PIECES,
    TICK_REACH_MM,
    TICK_WIDEST_MM,
)


def find_ticks(sheet: Sheet, ink: SheetInk) -> list[Candidate | None]:
    """For each band the likeliest reading of its consent cell, "yes" or "no"; None without a consent column.

    A printed box is gone from the ink already, as it stands in every row; a tick is what a hand left in or over it: reach and ink enough,
    and not a dash. What runs over from the next cell, an edge of the box that a copy left, and a line along the whole row are none.
    """
    position = sheet.table.position("consent")
    if position is None:
        return [None] * len(sheet.table.bands)
    return [_tick(sheet, ink, band, position) for band in range(len(sheet.table.bands))]


def _tick(sheet: Sheet, ink: SheetInk, band: int, position: int) -> Candidate:
    pieces = without_overrun(sheet.table, ink, band, position)
    boxes = ink.pieces.boxes[pieces].astype(np.float64) / SHEET_PX_PER_MM
    own = ~_edges(boxes) & (boxes[:, 2] - boxes[:, 0] < TICK_ACROSS * sheet.table.columns[position].box.width)
    if not own.any():
        return Candidate("no", 0.99)
    area = float(ink.pieces.areas[pieces[own]].sum()) / SHEET_PX_PER_MM**2
    return _judged(boxes[own], area)


def _edges(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pieces are level or upright and thin: edges of a printed box, or dashes. `boxes` in millimetres."""
    sides = boxes[:, 2:] - boxes[:, :2]
    return np.asarray((sides.max(axis=1) >= TICK_EDGE_MM) & (sides.min(axis=1) <= TICK_EDGE_THICK_MM))


def _judged(boxes: NDArray[np.float64], area: float) -> Candidate:
    wide, high = boxes[:, 2].max() - boxes[:, 0].min(), boxes[:, 3].max() - boxes[:, 1].min()
    if area < TICK_MIN_MM2 / 2 or max(wide, high) < TICK_MIN_MM / 2:
        return Candidate("no", 0.97)
    if _are_words(boxes):
        return Candidate("no", 0.7)
    if area < TICK_MIN_MM2 or min(wide, high) < TICK_MIN_MM or max(wide, high) < TICK_REACH_MM:
        return Candidate("no", 0.7)
    return Candidate("yes", 0.98 if area >= 2 * TICK_MIN_MM2 else 0.9)


def _are_words(boxes: NDArray[np.float64]) -> bool:
    """Whether the strokes are a number or words that belong to another column; dust apart."""
    large = boxes[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= TICK_MIN_MM]
    return len(large) >= TICK_PIECES and bool(large[:, 2].max() - large[:, 0].min() > TICK_WIDEST_MM)
