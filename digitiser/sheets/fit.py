"""A form's own rules show how its sheet is bent: what the marks say about the corners is corrected in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.forms import Form
from digitiser.geometry import Frame
from digitiser.model import Pixels
from digitiser.settings import FIT_MAX_MM, FIT_MIN_COVER, FIT_MIN_SHARE, LATTICE_NODES
from digitiser.sheets.lines import find_level_pieces
from digitiser.sheets.paper import View, look_through
from digitiser.sheets.straighten import Bend, Line, fit_bend, join_lines

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """The rules that a view shows in one direction: how they bend, and the lines they form; of upright ones with x and y exchanged."""

    bend: Bend
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Fit:
    """The frame of a form's sheet on the page, and the share (0 to 1) of the form's rules that were seen where they belong."""

    frame: Frame
    support: float


@dataclass(frozen=True)
class _Shift:
    """How far lines lie from their place: `bend` along each, plus an own amount at each known place, millimetres."""

    bend: Bend | None
    places: Floats
    amounts: Floats
    share: float

    def at(self, along: Floats, across: Floats) -> Floats:
        if self.bend is None:
            return np.zeros_like(along)
        own = np.interp(across, self.places, self.amounts)
        return np.asarray(self.bend.at(along, across + own) + own, np.float64)


def see_rules(grey: Pixels, matrix: Floats, width: float, height: float) -> tuple[Seen, Seen]:
    """The level and the upright rules of the sheet that `matrix` (millimetres to page pixels) shows."""
    view = look_through(grey, matrix, width, height)
    turned = View(np.ascontiguousarray(view.grey.T), height, width, matrix)
    return _see(view), _see(turned)


def fit_form(form: Form, matrix: Floats, level: Seen, upright: Seen) -> Fit:
    """The form's frame: `matrix` corrected so that the rules seen lie where the form has them."""
    heights = [form.table.columns[0].box.top, *(band.box.top for band in form.table.bands)]
    heights.append(form.table.bands[-1].box.bottom)
    edges = [column.box.left for column in form.table.columns] + [form.table.columns[-1].box.right]
    table = form.table
    left, right = table.columns[0].box.left, table.columns[-1].box.right
    down = _shift(level, heights, left, right)
    across = _shift(upright, edges, heights[0], heights[-1])
    xs, ys = np.meshgrid(np.linspace(0, form.width, LATTICE_NODES), np.linspace(0, form.height, LATTICE_NODES))
    points = np.stack([xs + across.at(ys, xs), ys + down.at(xs, ys)], axis=-1).reshape(-1, 1, 2)
    nodes = cv2.perspectiveTransform(points, matrix).reshape(LATTICE_NODES, LATTICE_NODES, 2).astype(np.float32)
    share = (down.share * len(heights) + across.share * len(edges)) / (len(heights) + len(edges))
    return Fit(Frame(form.width, form.height, nodes), share)


def _see(view: View) -> Seen:
    pieces = [piece for piece in find_level_pieces(view.grey) if piece.kind == "rule"]
    bend = fit_bend(pieces, view.width, view.height)
    return Seen(bend, tuple(join_lines(pieces, bend)))


def _shift(seen: Seen, known: Sequence[float], start: float, end: float) -> _Shift:
    """How far the lines seen lie from the `known` places; nothing is moved where too few are recognised.

    Lines are recognised by their height at the table's ends, which the marks hold in place; the middle may have moved by more than a row.
    """
    candidates = [line for line in seen.lines if line.cover(start, end) >= FIT_MIN_COVER]
    places, amounts = [], []
    for place in known:
        best = min(candidates, key=lambda line: abs(_at_ends(seen.bend, line, start, end) - place), default=None)
        if best is not None and abs(_at_ends(seen.bend, best, start, end) - place) <= FIT_MAX_MM:
            places.append(place)
            amounts.append(best.y - place)
    share = len(places) / len(known)
    if share < FIT_MIN_SHARE:
        return _Shift(None, np.zeros(0), np.zeros(0), share)
    return _Shift(seen.bend, np.array(places), np.array(amounts), share)


def _at_ends(bend: Bend, line: Line, start: float, end: float) -> float:
    return line.y + float(bend.at(np.array([start, end]), np.full(2, line.y)).mean())
