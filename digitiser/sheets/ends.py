"""Which rows are real: the first and the last ones, rows of two lines, and headings that look like a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    ALIKE_MIN,
    ALTERNATE_ALIKE_MIN,
    ALTERNATE_MIN,
    END_MAX_SHORT_MM,
    LABEL_STRIP_MM,
    PAPER_EDGE_DARKER,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.headings import Headings
from digitiser.sheets.ladder import Rung
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import close, shrunk

_SHRINK = 4  # these questions are answered at a quarter of the sheet's resolution
_SCALE = SHEET_PX_PER_MM / _SHRINK


def real_rows(
    layout: Layout, grey: Pixels, uprights: Sequence[float], headings: Headings
) -> tuple[tuple[float, float], ...]:
    """Top and bottom of each row that a person may sign in, in millimetres of the frame."""
    small = shrunk(grey, 1 / _SHRINK)
    rungs = list(_without_foot(layout, small))
    if headings.in_first_row and not _labelled(replace(layout, rungs=tuple(rungs)), small, uprights):
        rungs = rungs[1:]
    elif headings.bottom is not None and not headings.in_first_row:
        rungs = [*_rows_before(layout, headings), *rungs]
    found = replace(layout, rungs=tuple(rungs)).rows
    return _entries_of_two_lines(found, layout, small)


def _without_foot(layout: Layout, small: Pixels) -> tuple[Rung, ...]:
    """The rungs without those below the table that only happen to follow its pitch: lines at the foot, and the paper's edge."""
    rungs = layout.rungs
    while len(rungs) > 3 and (_falls_short(rungs, layout, small) or _is_paper_edge(rungs[-1], layout, small)):
        rungs = rungs[:-1]
    return rungs


def _falls_short(rungs: Sequence[Rung], layout: Layout, small: Pixels) -> bool:
    """Whether the last rung ends where the others do not, although nothing hides the rest of it."""
    last = rungs[-1]
    seen = [rung for rung in rungs[:-1] if rung.cover > 0]
    if len(seen) < 3:
        return False
    for mine, others, end in (
        (last.left, [rung.left for rung in seen], layout.left),
        (last.right, [rung.right for rung in seen], layout.right),
    ):
        usual = float(np.median(others))
        steady = np.mean(np.abs(np.array(others) - usual) < END_MAX_SHORT_MM) > 0.7
        if steady and abs(mine - usual) > 2 * END_MAX_SHORT_MM and abs(mine - end) > 2 * END_MAX_SHORT_MM:
            low, high = sorted((mine, end))
            inside = low > layout.left - 1 and high < layout.right + 1
            if inside and _is_clear(small, last.y, low, high, last.left, last.right):
                return True
    return False


def _is_clear(small: Pixels, y: float, low: float, high: float, left: float, right: float) -> bool:
    """Whether the paper from `low` to `high` at this height is as bright as where the rung was seen: no thumb, no fold, no table top."""
    hidden = _strip(small, y - 2, y + 2, low, high)
    seen = _strip(small, y - 2, y + 2, left, right)
    return bool(hidden.size and seen.size and np.percentile(hidden, 30) > 0.8 * np.percentile(seen, 70))


def _is_paper_edge(rung: Rung, layout: Layout, small: Pixels) -> bool:
    """Whether the paper ends at this rung: darker below than above along all of it."""
    above = _strip(small, rung.top - 3.5, rung.top - 1.0, layout.left, layout.right)
    below = _strip(small, rung.bottom + 1.0, rung.bottom + 3.5, layout.left, layout.right)
    if min(above.shape[0], below.shape[0]) < 2:
        return False
    # White is what the flattening paints beyond the page; there the paper's edge is the picture's.
    darker = np.median(below, axis=0) < PAPER_EDGE_DARKER * np.median(above, axis=0)
    return bool(darker.mean() > 0.8)


def _rows_before(layout: Layout, headings: Headings) -> list[Rung]:
    """A rung above the first where a row has no line on top of it, only the headings (rows printed as lines to write on)."""
    first, pitch = layout.rungs[0], layout.pitch
    if headings.bottom is None or headings.top is None or first.top - headings.bottom < 0.72 * pitch:
        return []
    if layout.above is not None and layout.above < headings.top:
        middle, centre = (headings.top + headings.bottom) / 2, (layout.above + first.top) / 2
        if abs(middle - centre) < 0.2 * (first.top - layout.above):
            return []
    if first.top - headings.bottom > 1.9 * pitch:
        return []
    y = first.y - pitch
    return [Rung(y, y, first.left, first.right, 0.0)]


def _labelled(layout: Layout, small: Pixels, uprights: Sequence[float]) -> bool:
    """Whether the words in the first row stand in the next rows too: then they are labels in the cells, not headings."""
    strips = [_print_of(small, top, layout) for top, _ in layout.rows[:3]]
    for strip in strips:
        for upright in (layout.left, *uprights, layout.right):
            x = round((upright - layout.left) * _SCALE)
            strip[:, max(0, x - 2) : x + 3] = 0
        strip -= strip.min(axis=0)  # a streak of the scanner's glass goes through all rows
    return any(_alike(strips[0], other) > ALIKE_MIN for other in strips[1:])


def _entries_of_two_lines(
    rows: tuple[tuple[float, float], ...], layout: Layout, small: Pixels
) -> tuple[tuple[float, float], ...]:
    """The rows two by two, where every second one is printed alike and its neighbour otherwise; else the rows as they are.

    Rows at the ends that are printed like none of the others are left out: they are headings and feet.
    """
    if len(rows) < 4:
        return rows
    strips = [_print_of(small, top, layout) for top, _ in rows]
    own = [_alike(_common(strips[k % 2 :: 2], k // 2), strip) for k, strip in enumerate(strips)]
    other = [_alike(_common(strips[1 - k % 2 :: 2]), strip) for k, strip in enumerate(strips)]
    if np.median(own) - np.median(other) <= ALTERNATE_MIN:
        return rows
    first, last = 0, len(rows)
    while last - first > 4 and own[first] < ALTERNATE_ALIKE_MIN:
        first += 1
    while last - first > 4 and own[last - 1] < ALTERNATE_ALIKE_MIN and (last - first) % 2:
        last -= 1
    first += (last - first) % 2
    return tuple((rows[k][0], rows[k + 1][1]) for k in range(first, last - 1, 2))


def _common(strips: Sequence[NDArray[np.float32]], but: int | None = None) -> NDArray[np.float32]:
    """What most strips show, without one of them: print stays, writing does not."""
    return np.asarray(np.median([strip for k, strip in enumerate(strips) if k != but], axis=0), np.float32)


def _print_of(small: Pixels, top: float, layout: Layout) -> NDArray[np.float32]:
    """How dark the upper edge of a row is against its paper, 0 to 1: labels and upright rules stand there, writing hardly."""
    strip = _strip(small, top + 0.5, top + LABEL_STRIP_MM, layout.left, layout.right)
    height, width = round((LABEL_STRIP_MM - 0.5) * _SCALE), round((layout.right - layout.left) * _SCALE)
    if strip.shape[0] < 2 or strip.shape[1] < 20:
        return np.zeros((max(2, height), max(20, width)), np.float32)
    strip = np.asarray(cv2.resize(strip, (max(20, width), max(2, height))), np.uint8)
    light = close(strip, 11, 5).astype(np.float32)
    dark = cv2.GaussianBlur((light - strip) / (light + 8), (5, 1), 0)
    return np.asarray(dark, np.float32)


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Correlation of two strips, the best over small shifts."""
    padded = cv2.copyMakeBorder(one, 1, 1, 3, 3, cv2.BORDER_REPLICATE)
    if one.std() < 1e-4 or other.std() < 1e-4:
        return 0.0
    return float(cv2.matchTemplate(padded, other, cv2.TM_CCOEFF_NORMED).max())


def _strip(small: Pixels, top: float, bottom: float, left: float, right: float) -> Pixels:
    rows = slice(max(0, round(top * _SCALE)), max(0, round(bottom * _SCALE)))
    return small[rows, max(0, round(left * _SCALE)) : max(0, round(right * _SCALE))]
