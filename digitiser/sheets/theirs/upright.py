"""Which way up a flat sheet is: where its headings can be read, and where none can, where most of the print stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitiser.model import Pixels
from digitiser.settings import (
    HEADINGS_ENOUGH,
    LABEL_BEFORE_MM,
    LABEL_GAP_MM,
    LABEL_LIGHT,
    LABELS_CLEAR,
    LABELS_LEAST_MM2,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.headings.labels import common_print, true_uprights
from digitiser.sheets.headings.read import Headings, Print, read_headings
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import close, ink_of_rows
from digitiser.sheets.theirs.uprights import find_uprights, rows_between_uprights

_UPPER = ((0.03, 0.17), (0.53, 0.67))  # of a row's height: where labels stand in cells of one line, and in those of two

_WRITTEN = 0.3  # of the ink of the fullest row: less are numbers


@dataclass(frozen=True)
class Upright:
    """A sheet the right way up: its picture (flat, BGR and grey), its layout, its upright rules and its headings."""

    image: Pixels
    grey: Pixels
    layout: Layout
    uprights: tuple[float, ...]
    headings: Headings


def set_upright(image: Pixels, grey: Pixels, layout: Layout) -> Upright:
    """The sheet as it is or after half a turn.

    The likelier way is read first, the other one only where too few headings were understood.
    """
    turned, overturned = half_turn(grey), layout.upside_down()

    def as_it_is() -> Upright:
        return _seen(image, grey, layout)

    def upside_down() -> Upright:
        return _seen(half_turn(image), turned, overturned)

    ways = [as_it_is, upside_down]
    if _print_above(grey, layout) < _print_above(turned, overturned):
        ways.reverse()
    first = ways[0]()
    if first.headings.score >= HEADINGS_ENOUGH:
        return first
    second = ways[1]()
    if first.headings.score == second.headings.score:  # nobody understood a word
        return max(first, second, key=lambda seen: (_labels_on_top(seen), _filled_from_top(seen)))
    return max(first, second, key=lambda seen: seen.headings.score)


def _labels_on_top(seen: Upright) -> float:
    """How much more print the rows have in common at the upper edges of their cells, of one line or two, than at the lower ones; 0 where
    that is not clear.
    """
    common = common_print(seen.grey, seen.layout.rows, seen.layout.left, seen.layout.right)
    if common is None:
        return 0.0
    dark = np.where(common < LABEL_LIGHT, 1 - common / 255, 0)
    dark = dark[:, np.mean(dark > 0, axis=0) < 0.5]  # without upright rules, and level ones
    dark[np.mean(dark > 0, axis=1) > 0.5] = 0
    lines = dark.sum(axis=1) / SHEET_PX_PER_MM**2
    upper, lower = (
        sum(float(lines[round(a * len(lines)) : round(b * len(lines))].sum()) for a, b in parts)
        for parts in (_UPPER, tuple((1 - b, 1 - a) for a, b in _UPPER))
    )
    clear = upper + lower > LABELS_LEAST_MM2 and max(upper, lower) > LABELS_CLEAR * min(upper, lower)
    return upper - lower if clear else 0.0


def _filled_from_top(seen: Upright) -> int:
    """How many more rows without writing stand at the lower end than at the upper one: people sign from the top."""
    scale, layout = SHEET_PX_PER_MM, seen.layout
    across = slice(max(0, round(layout.left * scale)), round(layout.right * scale))
    ink = np.array([row.mean() if row.size else 0.0 for row in ink_of_rows(seen.grey[:, across], layout.rows)])
    written = np.flatnonzero(ink > _WRITTEN * ink.max())
    return len(ink) - 1 - int(written[-1]) - int(written[0]) if len(written) else 0


def half_turn(image: Pixels) -> Pixels:
    """The picture turned by 180 degrees."""
    return np.asarray(cv2.rotate(image, cv2.ROTATE_180), np.uint8)


def _seen(image: Pixels, grey: Pixels, layout: Layout) -> Upright:
    uprights = find_uprights(grey, layout)
    between = rows_between_uprights(grey, layout, uprights)
    if between is not layout:
        layout, uprights = between, find_uprights(grey, between)
    start = max(0.0, layout.left - LABEL_BEFORE_MM)
    common = common_print(grey, layout.rows, start, layout.right + LABEL_BEFORE_MM)
    if common is not None:
        uprights = true_uprights(common, uprights, start)
    headings = read_headings(grey, layout, uprights, None if common is None else Print(common, start))
    return Upright(image, grey, _over_labels(layout, headings), uprights, headings)


def _over_labels(layout: Layout, headings: Headings) -> Layout:
    """The layout, as wide as its labels: the first one stands before the line to write on."""
    known = [item for item in headings.items if item.name] if headings.are_labels else []
    if not known:
        return layout
    left, right = known[0].left - LABEL_GAP_MM, known[-1].right + LABEL_GAP_MM
    return replace(layout, left=min(layout.left, max(0.0, left)), right=max(layout.right, right))


def _print_above(grey: Pixels, layout: Layout) -> float:
    """How much is printed above the table, square millimetres of dark; its heading row is part of it."""
    bottom = round(layout.top * SHEET_PX_PER_MM)
    sides = slice(round(max(0.0, layout.left) * SHEET_PX_PER_MM), round(layout.right * SHEET_PX_PER_MM))
    part = grey[: max(1, bottom - 4), sides][::2, ::2]
    if part.size < 100:
        return 0.0
    light = close(part, 15, 15).astype(np.float32)
    return float(((light - part) > 0.25 * light).sum()) * (2 / SHEET_PX_PER_MM) ** 2
