"""Which rows are real: the first and the last ones, rows of two lines, and headings that look like a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    ALTERNATE_ALIKE_MIN,
    ALTERNATE_BOXES,
    ALTERNATE_MIN,
    ALTERNATE_OWN_MIN,
    ALTERNATE_SHORTER,
    ALTERNATE_STEADY,
    END_MAX_SHORT_MM,
    END_PITCH_DEVIATIONS,
    END_PITCH_MM,
    END_PITCH_SHARE,
    FIRST_ROW_PITCHES,
    HEADING_DARKER,
    HEADING_GAP_MM,
    HEADING_ROW_MAX_MM,
    HEADING_ROW_MAX_PITCHES,
    HEADING_STEP,
    SHADE_LEAST,
    SHADED_SHARE,
)
from digitiser.sheets.headings.read import Headings
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import shrunk
from digitiser.sheets.runs import Rung
from digitiser.sheets.theirs.foot import without_foot
from digitiser.sheets.theirs.labelled import are_in_cells, by_labels
from digitiser.sheets.theirs.strips import (
    SMALL_SHRINK,
    common_of,
    likeness,
    likeness_to_others,
    strip_of,
    upper_print_of,
)


def real_rows(
    layout: Layout, grey: Pixels, uprights: Sequence[float], headings: Headings
) -> tuple[tuple[float, float], ...]:
    """Top and bottom of each row that a person may sign in, in millimetres of the frame."""
    small = shrunk(grey, 1 / SMALL_SHRINK)
    rungs = list(_regular(without_foot(layout, small, grey)))
    headed = headings.bottom is not None and headings.row == 0
    if headings.row and not are_in_cells(replace(layout, rungs=tuple(rungs)), small, headings):
        while len(rungs) > 3 and headings.middle > rungs[0].y:
            rungs = rungs[1:]
    elif headed:
        rungs = [*_rows_before(layout, headings), *_first_below(layout, headings, rungs[0]), *rungs]
    elif headings.top is None and not headings.are_labels:
        rungs = _without_band(replace(layout, rungs=tuple(rungs)), small)
    layout = replace(layout, rungs=tuple(rungs))
    if headed and _are_shaded_in_turn(layout, small):
        return layout.rows
    # Under headings that were read, what rows have in common is what people write alike.
    return _entries_of_two_lines(layout, small) or (layout.rows if headed else by_labels(layout, small, uprights))


def _regular(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """The rungs without those at either end that are not as far from the next as the next ones are from each other."""
    while len(rungs) > 6 and _is_off(_heights(rungs)[::-1]):
        rungs = rungs[:-1]
    while len(rungs) > 6 and _is_off(_heights(rungs)):
        rungs = rungs[1:]
    return rungs


def _without_band(layout: Layout, small: Pixels) -> list[Rung]:
    """The rungs without a row at an end that is darker all over than every other: a band of headings, however badly a fax kept it.

    Where no heading is understood, it is not known which way up the sheet is.
    """
    rungs, light = list(layout.rungs), _light_of_rows(layout, small)
    if light is None:
        return rungs
    if _is_band(light):
        return rungs[1:]
    return rungs[:-1] if _is_band(light[::-1]) else rungs


def _light_of_rows(layout: Layout, small: Pixels) -> NDArray[np.float64] | None:
    """The paper's own brightness in each row; None where there are too few rows, or too low ones, to compare."""
    strips = [strip_of(small, top + 0.8, bottom - 0.8, layout.left, layout.right) for top, bottom in layout.rows]
    if len(strips) < 4 or min(min(strip.shape) for strip in strips) < 6:
        return None
    return np.array([float(np.median(shrunk(strip, 1 / 6))) for strip in strips])


def _are_shaded_in_turn(layout: Layout, small: Pixels) -> bool:
    """Whether every second row is shaded: then each is a row by itself, whatever the edges of shades look like."""
    light = _light_of_rows(layout, small)
    if light is None:
        return False
    steps = np.diff(np.log(light + 1))
    steps[::2] *= -1
    return bool(max((steps > SHADE_LEAST).mean(), (steps < -SHADE_LEAST).mean()) >= SHADED_SHARE)


def _is_band(light: NDArray[np.float64]) -> bool:
    """Whether the first of these rows is darker than all others, by a step and not by a shadow that deepens."""
    steps = np.abs(np.diff(np.log(light + 1)))
    return bool(light[0] < HEADING_DARKER * light[1:].min() and steps[0] > HEADING_STEP * steps[1:].max())


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


def _rows_before(layout: Layout, headings: Headings) -> list[Rung]:
    """A rung above the first where a row has no line on top of it, only the headings (rows printed as lines to write on)."""
    first, pitch = layout.rungs[0], layout.pitch
    if headings.bottom is None or headings.top is None or first.top - headings.bottom < 0.72 * pitch:
        return []
    if not _is_double(first) and _is_double(layout.rungs[1]):  # the first of boxes has an edge of its own
        return []
    if layout.above is not None and layout.above < headings.top:
        height = first.top - layout.above
        centred = abs(headings.middle - (layout.above + first.top) / 2) < 0.2 * height
        if centred and height < max(HEADING_ROW_MAX_MM, HEADING_ROW_MAX_PITCHES * pitch):
            return []
    if first.top - headings.bottom > max(1.9 * pitch, pitch + HEADING_GAP_MM):
        return []
    y = first.y - pitch
    return [Rung(y, y, first.left, first.right, 0.0)]


def _first_below(layout: Layout, headings: Headings, first: Rung) -> list[Rung]:
    """The rung next above the `first` regular one where it stands right below the headings.

    Where rows are lines to write on it is the lower edge of the headings, and a little off the pitch.
    """
    before = [rung for rung in layout.rungs if rung.y < first.y]
    if not before or headings.bottom is None or before[-1].y < headings.bottom:
        return []
    low, high = (share * layout.pitch for share in FIRST_ROW_PITCHES)
    return before[-1:] if low < first.top - before[-1].bottom < high else []


def _entries_of_two_lines(layout: Layout, small: Pixels) -> tuple[tuple[float, float], ...]:
    """The rows two by two, where every second one is printed alike and its neighbour otherwise; else none.

    Rows at the ends that are printed like none of the others are left out: they are headings and feet. The rule between the two
    lines of an entry is often shorter, as a tall cell stands beside it: so half an entry at an end is known, and made whole.
    """
    rows = list(layout.rows)
    if len(rows) < 4:
        return ()
    strips = [upper_print_of(small, top, layout) for top, _ in rows]
    halves = strips[::2], strips[1::2]
    own = [like for pair in zip_longest(*map(likeness_to_others, halves)) for like in pair if like is not None]
    common = [common_of(half) for half in halves]
    other = [likeness(common[1 - k % 2], strip) for k, strip in enumerate(strips)]
    if np.mean([_is_double(rung) for rung in layout.rungs]) > ALTERNATE_BOXES:
        return ()
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
        alike = likeness(common_of(strips[1::2]), upper_print_of(small, top, layout))
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
    if max(min(even) - max(odd), min(odd) - max(even)) <= ALTERNATE_SHORTER:
        return False
    # The tall cell stands in one column; shaded rows, of which the paler edges are not seen all along, end anywhere.
    ends = np.array([(rung.left, rung.right) for rung in rungs[int(min(even) > max(odd)) :: 2] if rung.cover > 0])
    return bool((np.abs(ends - np.median(ends, axis=0)) < END_MAX_SHORT_MM).all(axis=1).mean() > ALTERNATE_STEADY)


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
