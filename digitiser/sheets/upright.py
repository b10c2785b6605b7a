"""Which way up a flat sheet is: where its headings can be read, and where none can, where most of the print stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitiser.model import Pixels
from digitiser.settings import HEADINGS_ENOUGH, SHEET_PX_PER_MM
from digitiser.sheets.headings import Headings, read_headings
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import close
from digitiser.sheets.uprights import find_uprights, rows_between_uprights


@dataclass(frozen=True)
class Upright:
    """A sheet the right way up: its picture (BGR, flat), its layout, its upright rules and its headings."""

    image: Pixels
    layout: Layout
    uprights: tuple[float, ...]
    headings: Headings


@dataclass(frozen=True)
class _Way:
    """A sheet one way up, and what its rules say; its headings are read later, perhaps twice."""

    image: Pixels
    grey: Pixels
    layout: Layout
    uprights: tuple[float, ...]


def set_upright(image: Pixels, grey: Pixels, layout: Layout) -> Upright:
    """The sheet as it is or after half a turn.

    The likelier way is read first, the other one only where too few headings were understood, and both again in even light
    where that was not enough. A heading that stays unread is tried once more in even light.
    """
    ways = [(image, grey, layout), (half_turn(image), half_turn(grey), layout.upside_down())]
    if _print_above(grey, layout) < _print_above(ways[1][1], ways[1][2]):
        ways.reverse()
    ruled: list[_Way] = []  # the second way only where the first does not do
    best: Upright | None = None
    for evened in (False, True):
        for k, way in enumerate(ways):
            if k == len(ruled):
                ruled.append(_ruled(*way))
            seen = _read(ruled[k], evened)
            if seen.headings.score >= HEADINGS_ENOUGH:
                return seen if evened or seen.headings.complete else max(seen, _read(ruled[k], True), key=_understood)
            best = max(best or seen, seen, key=_understood)
    assert best is not None  # there are two ways
    return best


def _understood(seen: Upright) -> float:
    return seen.headings.score


def half_turn(image: Pixels) -> Pixels:
    """The picture turned by 180 degrees."""
    return np.ascontiguousarray(image[::-1, ::-1])


def _ruled(image: Pixels, grey: Pixels, layout: Layout) -> _Way:
    uprights = find_uprights(grey, layout)
    between = rows_between_uprights(grey, layout, uprights)
    if between is not layout:
        layout, uprights = between, find_uprights(grey, between)
    return _Way(image, grey, layout, uprights)


def _read(way: _Way, evened: bool) -> Upright:
    edges = [way.layout.left, *way.uprights, way.layout.right]
    return Upright(way.image, way.layout, way.uprights, read_headings(way.grey, way.layout, edges, evened))


def _print_above(grey: Pixels, layout: Layout) -> float:
    """How much is printed above the table, square millimetres of dark; its heading row is part of it."""
    bottom = round(layout.top * SHEET_PX_PER_MM)
    sides = slice(round(max(0.0, layout.left) * SHEET_PX_PER_MM), round(layout.right * SHEET_PX_PER_MM))
    part = grey[: max(1, bottom - 4), sides][::2, ::2]
    if part.size < 100:
        return 0.0
    light = close(part, 15, 15).astype(np.float32)
    return float(((light - part) > 0.25 * light).sum()) * (2 / SHEET_PX_PER_MM) ** 2
