"""Where the columns of a table begin and end, and what each is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Box, Column, ColumnName, Pixels
from digitiser.settings import (
    LABEL_GAP_MM,
    NUMBER_COLUMN_MM,
    NUMBER_GAP_MM,
    NUMBER_MAX_MM,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.headings.naming import Heading, is_dirt, meaningful, part_headings
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import ink_of_rows
from digitiser.sheets.theirs.numbers import printed_numbers
from digitiser.sheets.theirs.tick_boxes import has_tick_boxes
from digitiser.sheets.theirs.upright import Upright

_STEP_MM = 1.0
_NARROWEST_MM = 4.0  # no column is narrower
_SLIVER_MM = 5.5  # beside the table's end: a column of numbers is wider
_NAMED_ENOUGH = 2  # columns: then the headings were read, and what is missing can be told
_AS_WIDE = 0.5  # of the one, the column of the other half of the name
_CLEAR = 0.1  # of the rows may have writing across the edge of a column, where nothing else tells that it is one


def name_columns(upright: Upright, rows: Sequence[tuple[float, float]]) -> tuple[Column, ...]:
    """The columns from left to right: between upright rules where there are any, and around the headings between two such rules."""
    layout, headings = upright.layout, upright.headings
    items = meaningful(headings.items) if headings.are_labels else headings.items
    top = rows[0][0]
    if headings.top is not None:
        top = min(top, headings.top - 1)
    uprights = _true_uprights(upright.uprights, headings.items, layout)
    edges = [layout.left, *uprights, layout.right]
    writing = _writing(upright.grey, rows)
    for left, right in pairwise(tuple(edges)):
        inside = _between(items, left, right)
        # What is not understood may be writing, which parts no column that has rules.
        inside = [item for item in inside if item.name] if uprights else _without_dirt(inside, writing)
        if headings.are_labels:
            edges += _edges_before(inside, left, right, headings.right_to_left)
        elif len(inside) > 1:
            edges += _edges_between(inside, writing, left, right)[1:-1]
    columns = []
    for left, right in pairwise(sorted(edges)):
        inside = _between(items, left, right)
        text = " ".join(item.text for item in inside)
        name = next((item.name for item in inside if item.name), None)
        first = right == layout.right if headings.right_to_left else left == layout.left
        if name is None and not text and first and right - left < NUMBER_COLUMN_MM and len(edges) > 3:
            name = "number"
        columns.append(Column(name, text, Box(left, top, right, rows[-1][1])))
    named = _with_signature(_with_both_halves(_with_consent(columns, upright.grey, rows)))
    if headings.are_labels or any(column.name == "number" for column in named):
        return tuple(named)
    return tuple(_with_numbers(named, upright.grey, rows, headings.right_to_left))


def _with_consent(columns: Sequence[Column], grey: Pixels, rows: Sequence[tuple[float, float]]) -> Sequence[Column]:
    """Where no heading asks for consent, the one column without a name that has a box to tick in each row asks for it."""
    if not any(column.name for column in columns) or any(column.name == "consent" for column in columns):
        return columns
    nameless = [k for k, column in enumerate(columns) if column.name is None]
    boxed = [k for k in nameless if has_tick_boxes(grey, rows, columns[k].box.left, columns[k].box.right)]
    return [replace(c, name="consent") if [k] == boxed else c for k, c in enumerate(columns)]


def _with_both_halves(columns: Sequence[Column]) -> Sequence[Column]:
    """No sheet asks for half a name: a lone column without a name beside that of given names, about as wide, is for family names."""
    halves = [k for k, column in enumerate(columns) if column.name in ("given_name", "family_name")]
    if len(halves) != 1 or any(column.name == "name" for column in columns):
        return columns
    half = columns[halves[0]]
    beside = [k for k in (halves[0] - 1, halves[0] + 1) if 0 <= k < len(columns) and columns[k].name is None]
    beside = [k for k in beside if _AS_WIDE < columns[k].box.width / half.box.width < 1 / _AS_WIDE]
    if len(beside) != 1:
        return columns
    other: ColumnName = "family_name" if half.name == "given_name" else "given_name"
    return [replace(column, name=other) if k == beside[0] else column for k, column in enumerate(columns)]


def _with_signature(columns: Sequence[Column]) -> Sequence[Column]:
    """Nearly every sheet asks for a signature: where none was named, it is the only column without a name. Flourishes hide its heading."""
    nameless = [k for k, column in enumerate(columns) if column.name is None and column.box.width > NUMBER_COLUMN_MM]
    named = {column.name for column in columns if column.name}
    whole = "name" in named or {"given_name", "family_name"} <= named
    if "signature" in named or not whole or len(nameless) != 1 or len(named - {"number"}) < _NAMED_ENOUGH:
        return columns
    return [replace(column, name="signature") if k == nameless[0] else column for k, column in enumerate(columns)]


def _with_numbers(
    columns: Sequence[Column], grey: Pixels, rows: Sequence[tuple[float, float]], right_to_left: bool
) -> Sequence[Column]:
    """The columns, and one for the printed numbers where nearly every row begins with one, one below the other."""
    first = columns[-1 if right_to_left else 0]
    box = first.box
    numbers = printed_numbers(grey, rows, box, right_to_left)
    if numbers is None or box.width < 2 * NUMBER_MAX_MM:
        return columns
    edge = numbers.ends + NUMBER_GAP_MM / 2
    if right_to_left:
        cut = box.right - edge
        return [
            *columns[:-1],
            replace(first, box=replace(box, right=cut)),
            Column("number", "", replace(box, left=cut)),
        ]
    cut = box.left + edge
    return [Column("number", "", replace(box, right=cut)), replace(first, box=replace(box, left=cut)), *columns[1:]]


def _edges_before(labels: Sequence[Heading], left: float, right: float, right_to_left: bool) -> list[float]:
    """The edges at which labelled cells begin, but for one at the end that exists already."""
    starts = [item.right + LABEL_GAP_MM if right_to_left else item.left - LABEL_GAP_MM for item in labels]
    return [x for x in starts if left + _NARROWEST_MM < x < right - _NARROWEST_MM]


def _true_uprights(uprights: Sequence[float], headings: Sequence[Heading], layout: Layout) -> list[float]:
    """Upright rules that part headings; none where there are far fewer than headings: then they are folds, or streaks of a scanner.

    Beside the table's end, a rule leaves no room for a number: labels stand below each other there, and look like one.
    """
    inner = (layout.left + _SLIVER_MM, layout.right - _SLIVER_MM)
    parting = [
        x
        for x in uprights
        if inner[0] < x < inner[1] and not any(item.left + 1 < x < item.right - 1 for item in headings)
    ]
    return parting if part_headings(parting, headings) else []


def _without_dirt(headings: Sequence[Heading], writing: NDArray[np.float64]) -> list[Heading]:
    """The headings without those of a letter or two that say nothing, where writing runs across both sides of them."""

    def is_clear(left: float, right: float) -> bool:
        return float(np.min(writing[int(left) : int(right) + 1], initial=1.0)) <= _CLEAR

    clear = [True, *(is_clear(a.right, b.left) for a, b in pairwise(headings)), True]
    return [item for k, item in enumerate(headings) if not is_dirt(item) or (clear[k] and clear[k + 1])]


def _between(headings: Sequence[Heading], left: float, right: float) -> list[Heading]:
    return [item for item in headings if left <= (item.left + item.right) / 2 < right]


def _writing(grey: Pixels, rows: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """For each step of a millimetre from the frame's left edge: the share of the rows in which ink crosses it."""
    shares = []
    step = round(_STEP_MM * SHEET_PX_PER_MM)
    for ink in ink_of_rows(grey, rows):
        if ink.shape[0] < 4:
            continue
        dark = np.asarray(ink.any(axis=0))
        whole = len(dark) // step * step
        shares.append(dark[:whole].reshape(-1, step).mean(axis=1) > 0.3)
    return np.mean(shares, axis=0) if shares else np.zeros(1)


def _edges_between(headings: Sequence[Heading], writing: NDArray[np.float64], left: float, right: float) -> list[float]:
    """Edges from `left` to `right`, one between each two headings, such that little ink crosses them and the headings stand alike.

    Headings are centred in their columns, or all begin or all end at their edges: each is tried by dynamic programming, the cheapest kept.
    """
    return min(_cheapest(headings, writing, left, right, where) for where in ("centre", "left", "right"))[1]


def _cheapest(
    headings: Sequence[Heading], writing: NDArray[np.float64], left: float, right: float, where: str
) -> tuple[float, list[float]]:
    """(cost, edges) of the best edges if headings stand at this place of their columns."""
    paths: dict[float, tuple[float, list[float]]] = {left: (0.0, [left])}
    for k, heading in enumerate(headings):
        if k + 1 < len(headings):
            low, high = heading.right + 0.5, headings[k + 1].left - 0.5
            ends = list(np.arange(low, high, _STEP_MM)) or [(low + high) / 2]
        else:
            ends = [right]
        new: dict[float, tuple[float, list[float]]] = {}
        for end in ends:
            crossing = 0.0 if end == right else float(writing[min(len(writing) - 1, max(0, int(end / _STEP_MM)))])
            options = (
                (cost + 8.0 * crossing + _off(heading, path[-1], end, where), [*path, float(end)])
                for cost, path in paths.values()
            )
            new[float(end)] = min(options)
        paths = new
    return min(paths.values())


def _off(heading: Heading, left: float, right: float, where: str) -> float:
    """How far, in tenths of the column, a heading is from where it should stand."""
    if where == "centre":
        off = abs((heading.left + heading.right) - (left + right)) / 2
    elif where == "left":
        off = abs(heading.left - left - 1.5)
    else:
        off = abs(right - heading.right - 1.5)
    return min(3.0, 0.25 * off)
