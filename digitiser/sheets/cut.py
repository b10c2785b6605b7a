"""Where the columns of a table begin and end, and what each is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Box, Column, Pixels
from digitiser.settings import NUMBER_COLUMN_MM, SHEET_PX_PER_MM
from digitiser.sheets.headings import Heading
from digitiser.sheets.picture import close, grey_of
from digitiser.sheets.upright import Upright

_STEP_MM = 1.0
_INK = 0.3  # share of the light that writing takes


def name_columns(upright: Upright, rows: Sequence[tuple[float, float]]) -> tuple[Column, ...]:
    """The columns from left to right: between upright rules where there are any, else around the headings."""
    layout, headings = upright.layout, upright.headings.items
    top = rows[0][0]
    if upright.headings.top is not None:
        top = min(top, upright.headings.top - 1)
    edges = [layout.left, *upright.uprights, layout.right]
    if len(edges) == 2 and len(headings) > 1:
        edges = _edges_between(headings, _writing(grey_of(upright.image), rows), layout.left, layout.right)
    columns = []
    for left, right in pairwise(edges):
        inside = [item for item in headings if left <= (item.left + item.right) / 2 < right]
        text = " ".join(item.text for item in inside)
        name = next((item.name for item in inside if item.name), None)
        at_edge = left == layout.left or right == layout.right
        if name is None and not text and at_edge and right - left < NUMBER_COLUMN_MM and len(edges) > 3:
            name = "number"
        columns.append(Column(name, text, Box(left, top, right, rows[-1][1])))
    return tuple(columns)


def _writing(grey: Pixels, rows: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """For each step of a millimetre from the frame's left edge: the share of the rows in which ink crosses it."""
    scale = SHEET_PX_PER_MM
    shares = []
    for top, bottom in rows:
        row = grey[round((top + 1) * scale) : round((bottom - 1) * scale)]
        if row.shape[0] < 4:
            continue
        light = close(row, 25, 25).astype(np.float32)
        dark = np.max((light - row) / (light + 8), axis=0) > _INK
        step = round(_STEP_MM * scale)
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
