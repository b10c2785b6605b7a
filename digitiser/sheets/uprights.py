"""Upright rules of a flat sheet: where its columns begin and end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    SHEET_PX_PER_MM,
    STREAK_MIN_COVER,
    UPRIGHT_JOIN_MM,
    UPRIGHT_MIN_CONTRAST,
    UPRIGHT_MIN_COVER,
)
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import Map, close, dilate, open_, shrunk

_SHRINK = 2  # rules are searched at half the sheet's resolution


def find_uprights(flat: Pixels, layout: Layout) -> tuple[float, ...]:
    """Positions (millimetres) of the upright rules between the table's ends, left to right, its ends not among them.

    A rule counts where it is seen in most rows; a streak of the scanner's glass runs on above or below the table and does not.
    """
    grey = shrunk(flat, 1 / _SHRINK)
    scale = SHEET_PX_PER_MM / _SHRINK
    ridge = _upright_ridge(grey)
    top, bottom = (round(y * scale) for y in (layout.top, layout.bottom))
    inside = _cover(ridge[max(0, top) : bottom])
    pitch = round(layout.pitch * scale)
    outside = np.maximum(_cover(ridge[: max(1, top - 2 * pitch)]), _cover(ridge[bottom + pitch // 4 :]))
    found: list[tuple[float, float]] = []
    for x in np.flatnonzero(inside >= UPRIGHT_MIN_COVER):
        if outside[x] > STREAK_MIN_COVER:
            continue
        place = (x + 0.5) / scale
        if found and place - found[-1][0] < UPRIGHT_JOIN_MM:
            found[-1] = max(found[-1], (place, float(inside[x])), key=lambda pair: pair[1])
        else:
            found.append((place, float(inside[x])))
    near = 2 * UPRIGHT_JOIN_MM
    return tuple(place for place, _ in found if layout.left + near < place < layout.right - near)


def _upright_ridge(grey: Pixels) -> Map:
    """Contrast of thin upright dark lines: the level ridge of lines.py, turned."""
    light = close(grey, 9, 1).astype(np.float32)
    contrast = np.asarray((light - grey) / (light + 8), np.float32)
    return open_(close(dilate(contrast, 3, 1), 1, 7), 1, 19)


def _cover(ridge: Map) -> NDArray[np.float64]:
    """The share of each pixel column that shows an upright rule within a pixel of it."""
    if not len(ridge):
        return np.zeros(ridge.shape[1])
    share = (ridge > UPRIGHT_MIN_CONTRAST).mean(axis=0)
    return np.asarray(share, np.float64)
