"""Upright rules of a flat sheet: where its columns begin and end."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    SHEET_PX_PER_MM,
    STREAK_ALIKE,
    STREAK_MIN_COVER,
    UPRIGHT_GRAIN,
    UPRIGHT_GRAIN_MM,
    UPRIGHT_JOIN_MM,
    UPRIGHT_MIN_CONTRAST,
    UPRIGHT_MIN_COVER,
    UPRIGHTS_FEW,
    UPRIGHTS_MOST,
)
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import Map, close, darkness, dilate, open_, shrunk

_SHRINK = 2  # rules are searched at half the sheet's resolution


def find_uprights(flat: Pixels, layout: Layout) -> tuple[float, ...]:
    """Positions (millimetres) of the upright rules between the table's ends, left to right, its ends not among them.

    A rule counts where it is seen in most rows and is darker than the grain around it; a streak of the scanner's glass runs on above or
    below the table and does not.
    """
    grey = shrunk(flat, 1 / _SHRINK)
    scale = SHEET_PX_PER_MM / _SHRINK
    ridge = _upright_ridge(grey)
    top, bottom = (round(y * scale) for y in (layout.top, layout.bottom))
    table = ridge[max(0, top) : bottom]
    inside = _cover(table)
    pitch = round(layout.pitch * scale)
    # In a deep shadow the grain of the paper has as much contrast as a pale rule, but less than the rule there.
    strength = np.median(table, axis=0) if len(table) else np.zeros(ridge.shape[1])
    alike = np.maximum(UPRIGHT_MIN_CONTRAST, STREAK_ALIKE * strength)
    outside = np.maximum(_cover(ridge[: max(1, top - 2 * pitch)], alike), _cover(ridge[bottom + pitch // 4 :], alike))
    found: list[tuple[float, float]] = []
    grain = _usual_around(strength, round(UPRIGHT_GRAIN_MM * scale))
    for x in np.flatnonzero(inside >= UPRIGHT_MIN_COVER):
        if outside[x] > STREAK_MIN_COVER or strength[x] < UPRIGHT_GRAIN * grain[x]:
            continue
        place = (x + 0.5) / scale
        if found and place - found[-1][0] < UPRIGHT_JOIN_MM:
            found[-1] = max(found[-1], (place, float(inside[x])), key=lambda pair: pair[1])
        else:
            found.append((place, float(inside[x])))
    near = 2 * UPRIGHT_JOIN_MM
    return tuple(place for place, _ in found if layout.left + near < place < layout.right - near)


def rows_between_uprights(flat: Pixels, layout: Layout, uprights: Sequence[float]) -> Layout:
    """The layout without the rows at its ends that the upright rules do not reach, where nearly all rows have them.

    A title's box or a line at the foot may follow the pitch of the table; its upright rules end where it ends.
    """
    if len(uprights) < 2:
        return layout
    scale = SHEET_PX_PER_MM / _SHRINK
    ridge = _upright_ridge(shrunk(flat, 1 / _SHRINK)) > UPRIGHT_MIN_CONTRAST
    columns = [slice(max(0, round(x * scale) - 2), round(x * scale) + 3) for x in uprights]
    shares = []
    for top, bottom in layout.rows:
        margin = 0.15 * (bottom - top)
        row = ridge[round((top + margin) * scale) : round((bottom - margin) * scale)]
        seen = [row[:, column].any(axis=1).mean() > UPRIGHT_MIN_COVER for column in columns if len(row)]
        shares.append(float(np.mean(seen)) if seen else 0.0)
    if np.median(shares) < UPRIGHTS_MOST:
        return layout
    kept = [k for k, share in enumerate(shares) if share > UPRIGHTS_FEW]
    return layout.without(kept[0], len(shares) - 1 - kept[-1])


def _upright_ridge(grey: Pixels) -> Map:
    """Contrast of thin upright dark lines: the level ridge of lines.py, turned."""
    return open_(close(dilate(darkness(grey, 9, 1), 3, 1), 1, 7), 1, 19)


def _usual_around(strength: NDArray[np.float32] | NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The median of what is up to `reach` before and after each place, in thousandths up to a quarter."""
    thousandths = np.clip(1000 * strength, 0, 255).astype(np.uint8)
    return np.asarray(cv2.medianBlur(thousandths.reshape(1, -1), 2 * reach + 1)[0] / 1000, np.float64)


def _cover(ridge: Map, least: float | NDArray[np.float64] = UPRIGHT_MIN_CONTRAST) -> NDArray[np.float64]:
    """The share of each pixel column that shows an upright rule within a pixel of it, of `least` contrast."""
    if not len(ridge):
        return np.zeros(ridge.shape[1])
    share = (ridge > least).mean(axis=0)
    return np.asarray(share, np.float64)
