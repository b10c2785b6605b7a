"""Which rows are real: the first and the last ones, rows of two lines, and headings that look like a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    ALIKE_MIN,
    ALTERNATE_ALIKE_MIN,
    ALTERNATE_MIN,
    ALTERNATE_OWN_MIN,
    ALTERNATE_SHORTER,
    END_MAX_SHORT_MM,
    END_PITCH_DEVIATIONS,
    END_PITCH_MM,
    END_PITCH_SHARE,
    HEADING_GAP_MM,
    HEADING_ROW_MAX_MM,
    HEADING_ROW_MAX_PITCHES,
    LABEL_AGAIN,
    LABEL_MIN_INK,
    LABEL_ROWS,
    LABEL_STRIP_MM,
    PAPER_EDGE_DARKER,
    PRINT_LEAST_CONTRAST,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.headings.read import Headings
from digitiser.sheets.ladder import Rung
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import darkness, dilate, shrunk
from digitiser.sheets.theirs.small_print import is_small_print

_SHRINK = 4  # these questions are answered at a quarter of the sheet's resolution
_SCALE = SHEET_PX_PER_MM / _SHRINK


def real_rows(
    layout: Layout, grey: Pixels, uprights: Sequence[float], headings: Headings
) -> tuple[tuple[float, float], ...]:
    """Top and bottom of each row that a person may sign in, in millimetres of the frame."""
    small = shrunk(grey, 1 / _SHRINK)
    rungs = list(_regular(_without_foot(layout, small, grey)))
    if headings.row and not _labelled(replace(layout, rungs=tuple(rungs)), small, headings):
        while len(rungs) > 3 and _middle(headings) > rungs[0].y:
            rungs = rungs[1:]
    elif headings.bottom is not None and headings.row == 0:
        rungs = [*_rows_before(layout, headings), *rungs]
    layout = replace(layout, rungs=tuple(rungs))
    return _entries_of_two_lines(layout, small) or _with_labelled_row(layout, small, uprights)


def _without_foot(layout: Layout, small: Pixels, grey: Pixels) -> tuple[Rung, ...]:
    """The rungs without those below the table that only happen to follow its pitch: lines and print at the foot, the paper's edge."""
    rungs = layout.rungs
    while len(rungs) > 3 and (
        rungs[-1].cover == 0
        or _falls_short(rungs, layout, small)
        or _is_paper_edge(rungs[-1], layout, small)
        or is_small_print(grey, rungs[-1].y, layout.left, layout.right)
    ):
        rungs = rungs[:-1]
    return rungs


def _regular(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """The rungs without those at either end that are not as far from the next as the next ones are from each other."""
    while len(rungs) > 6 and _is_off(_heights(rungs)[::-1]):
        rungs = rungs[:-1]
    while len(rungs) > 6 and _is_off(_heights(rungs)):
        rungs = rungs[1:]
    return rungs


def _heights(rungs: Sequence[Rung]) -> NDArray[np.float64]:
    return np.array([lower.top - upper.bottom for upper, lower in pairwise(rungs)])


def _is_off(steps: NDArray[np.float64]) -> bool:
    """Whether the first height is unlike the next four; all are equal on paper, and perspective changes them slowly.

    Heights that take turns are those of entries of two lines.
    """
    if np.median(np.abs(np.diff(steps))) > END_PITCH_SHARE * np.median(steps):
        return False
    usual = float(np.median(steps[1:5]))
    deviation = 1.48 * float(np.median(np.abs(np.diff(steps[1:])))) / np.sqrt(2)
    allowed = max(END_PITCH_MM, END_PITCH_SHARE * usual, END_PITCH_DEVIATIONS * deviation)
    return bool(abs(steps[0] - usual) > allowed)


def _with_labelled_row(layout: Layout, small: Pixels, uprights: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The rows, and one above the first where the labels stand that are printed in the cells of all the others."""
    rows, first = layout.rows, layout.rungs[0]
    above = (first.top - (rows[0][1] - rows[0][0]), first.top)
    if len(rows) < 4 or above[0] < 1:
        return rows
    strips = [
        _without_uprights(_print_of(small, top, layout), layout, uprights) for top in (above[0], *(r[0] for r in rows))
    ]
    usual = float(np.median([_alike(_common(strips[1:], k), strip) for k, strip in enumerate(strips[1:])]))
    return (above, *rows) if usual > ALIKE_MIN and _alike(_common(strips[1:]), strips[0]) > 0.8 * usual else rows


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
    if not _is_double(first) and _is_double(layout.rungs[1]):  # the first of boxes has an edge of its own
        return []
    if layout.above is not None and layout.above < headings.top:
        height = first.top - layout.above
        centred = abs(_middle(headings) - (layout.above + first.top) / 2) < 0.2 * height
        if centred and height < max(HEADING_ROW_MAX_MM, HEADING_ROW_MAX_PITCHES * pitch):
            return []
    if first.top - headings.bottom > max(1.9 * pitch, pitch + HEADING_GAP_MM):
        return []
    y = first.y - pitch
    return [Rung(y, y, first.left, first.right, 0.0)]


def _middle(headings: Headings) -> float:
    return 0.0 if headings.top is None or headings.bottom is None else (headings.top + headings.bottom) / 2


def _labelled(layout: Layout, small: Pixels, headings: Headings) -> bool:
    """Whether most words that were read as headings stand in one of the next rows too: then they are labels in the cells."""
    row = next((k for k, (_, bottom) in enumerate(layout.rows) if _middle(headings) < bottom), len(layout.rows))
    strips = [_print_of(small, top, layout) for top, _ in layout.rows[row : row + LABEL_ROWS]]
    if len(strips) < 2:
        return False
    first, *others = (
        np.maximum(0, strip - np.median(strip, axis=1, keepdims=True)) for strip in strips
    )  # no rest of a rule
    words = [slice(*(max(0, round((x - layout.left) * _SCALE)) for x in (i.left, i.right))) for i in headings.items]
    words = [word for word in words if word.stop > word.start]
    again = [np.minimum(first, dilate(np.asarray(other, np.float32), 3, 3)) for other in others]
    found = [
        [first[:, w].mean() > LABEL_MIN_INK and both[:, w].sum() > LABEL_AGAIN * first[:, w].sum() for w in words]
        for both in again
    ]
    return bool(words) and max(float(np.mean(row)) for row in found) > 0.5


def _without_uprights(strip: NDArray[np.float32], layout: Layout, uprights: Sequence[float]) -> NDArray[np.float32]:
    """The strip (it is changed) without upright rules, and without what goes through all of it: a streak of the scanner's glass."""
    for upright in (layout.left, *uprights, layout.right):
        x = round((upright - layout.left) * _SCALE)
        strip[:, max(0, x - 2) : x + 3] = 0
    strip -= strip.min(axis=0)
    return strip


def _entries_of_two_lines(layout: Layout, small: Pixels) -> tuple[tuple[float, float], ...]:
    """The rows two by two, where every second one is printed alike and its neighbour otherwise; else none.

    Rows at the ends that are printed like none of the others are left out: they are headings and feet. The rule between the two
    lines of an entry is often shorter, as a tall cell stands beside it: so half an entry at an end is known, and made whole.
    """
    rows = list(layout.rows)
    if len(rows) < 4:
        return ()
    strips = [_print_of(small, top, layout) for top, _ in rows]
    own = [_alike(_common(strips[k % 2 :: 2], k // 2), strip) for k, strip in enumerate(strips)]
    other = [_alike(_common(strips[1 - k % 2 :: 2]), strip) for k, strip in enumerate(strips)]
    alternate = np.median(own) - np.median(other) > ALTERNATE_MIN and np.median(own) > ALTERNATE_OWN_MIN
    if not alternate and not _every_second_is_less(layout.rungs):
        return ()
    first, last = 0, len(rows)
    while last - first > 4 and own[first] < ALTERNATE_ALIKE_MIN:
        first += 1
    while last - first > 4 and own[last - 1] < ALTERNATE_ALIKE_MIN and (last - first) % 2:
        last -= 1
    within = _rungs_within(layout.rungs)
    if within is None:
        first += (last - first) % 2
    elif first % 2 == within and first:
        first -= 1
    elif first % 2 == within:
        top = _half_above(layout, rows)
        alike = _alike(_common(strips[1::2]), _print_of(small, top, layout))
        if top == layout.above or alike > ALTERNATE_ALIKE_MIN:
            rows, last = [(top, rows[0][0]), *rows], min(last + 1, len(rows))
            last += (last - first) % 2
        else:
            first += 1
    return tuple((rows[k][0], rows[k + 1][1]) for k in range(first, min(last, len(rows)) - 1, 2))


def _every_second_is_less(rungs: Sequence[Rung]) -> bool:
    """Whether every second rung is shorter, or one line where the others are the two lines between boxes."""
    even, odd = ([rung.cover for rung in rungs[k::2] if rung.cover > 0] for k in (0, 1))
    if min(len(even), len(odd)) < 3:
        return False
    doubles = sorted(float(np.mean([_is_double(rung) for rung in rungs[k::2] if rung.cover > 0])) for k in (0, 1))
    if doubles[0] < 0.2 and doubles[1] > 0.7:
        return True
    return min(even) - max(odd) > ALTERNATE_SHORTER or min(odd) - max(even) > ALTERNATE_SHORTER


def _is_double(rung: Rung) -> bool:
    return rung.bottom > rung.top


def _rungs_within(rungs: Sequence[Rung]) -> int | None:
    """Which rungs divide an entry, shorter or not double: 0 for the first, third and so on, 1 for the others; None where none do."""
    even, odd = (
        float(np.median([r.cover + _is_double(r) for r in rungs[k::2] if r.cover > 0] or [0.0])) for k in (0, 1)
    )
    return None if abs(even - odd) < 0.015 else int(odd < even)


def _half_above(layout: Layout, halves: Sequence[tuple[float, float]]) -> float:
    """Where the line above the first one begins: at the next rule, or as far above as the other lines are high."""
    height = halves[1][1] - halves[1][0]
    expected = halves[0][0] - height
    if layout.above is not None and abs(layout.above - expected) < 0.25 * height:
        return layout.above
    return expected


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
    dark = cv2.GaussianBlur(darkness(strip, 11, 5), (5, 1), 0)
    return np.asarray(dark, np.float32)


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Correlation of two strips, the best over small shifts."""
    padded = cv2.copyMakeBorder(one, 1, 1, 3, 3, cv2.BORDER_REPLICATE)
    if min(one.std(), other.std()) < PRINT_LEAST_CONTRAST:
        return 0.0
    return float(cv2.matchTemplate(padded, other, cv2.TM_CCOEFF_NORMED).max())


def _strip(small: Pixels, top: float, bottom: float, left: float, right: float) -> Pixels:
    rows = slice(max(0, round(top * _SCALE)), max(0, round(bottom * _SCALE)))
    return small[rows, max(0, round(left * _SCALE)) : max(0, round(right * _SCALE))]
