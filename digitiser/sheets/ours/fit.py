"""A form's own rules show how its sheet lies: what the marks say of the corners is corrected everywhere else.

Each rule of the form is followed where it should run, and a homography and one smooth bend are fitted to marks and rules together. Where
the marks do not lead near enough, a first look tells which line is which rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitiser.forms import Form
from digitiser.geometry import Frame
from digitiser.model import Pixels
from digitiser.settings import (
    COURSE_MIN_SEEN,
    COURSE_REACHES_MM,
    COURSE_ROUNDS,
    COURSE_STEP_MM,
    FIT_DRIFT,
    FIT_HELD_MM,
    FIT_MAX_MM,
    FIT_MIN_SHARE,
    FIT_MOVED_MM,
    FIT_SEEN_MM,
    FIT_WHOLE_SHARE,
    LATTICE_NODES,
)
from digitiser.sheets.ours.courses import Rule, follow, rules_of
from digitiser.sheets.ours.first_look import Look, recognised
from digitiser.sheets.ours.marks import Anchors
from digitiser.sheets.ours.warp import Floats, Sightings, Warp, inverse, through
from digitiser.sheets.paper import look_through

_X, _Y = 0, 1


@dataclass(frozen=True)
class Fit:
    """Where a form's sheet lies on the page: `warp` leads to a view, and `matrix` (3 x 3) from that view's millimetres to page pixels.

    `support` is the share (0 to 1) of the form's rules that were seen where they belong.
    """

    warp: Warp
    matrix: Floats
    support: float

    @property
    def frame(self) -> Frame:
        """The lattice over the paper."""
        width, height = self.warp.width, self.warp.height
        xs, ys = np.linspace(0, width, LATTICE_NODES), np.linspace(0, height, LATTICE_NODES)
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        nodes = through(self.matrix, self.warp.to_view(points)).reshape(LATTICE_NODES, LATTICE_NODES, 2)
        return Frame(width, height, nodes.astype(np.float32))


def look(grey: Pixels, matrix: Floats, width: float, height: float) -> Look:
    """The sheet of that size (millimetres) as `matrix` (millimetres to page pixels) shows it."""
    return Look(look_through(grey, matrix, width, height))


def fit_form(grey: Pixels, form: Form, seen: Look, anchors: Anchors) -> Fit:
    """The form's fit. A sheet of which little is seen, and that far from where the marks had it, is looked at once more from there."""
    spread = float(np.linalg.norm(np.ptp(anchors.printed, axis=0)))
    reach = FIT_MAX_MM + FIT_DRIFT * float(np.hypot(form.width, form.height)) / spread
    fit = _fitted(form, seen, anchors, reach)
    if not FIT_MIN_SHARE <= fit.support < FIT_WHOLE_SHARE or _moved(fit) <= FIT_MOVED_MM:
        return fit
    again = look(grey, fit.matrix @ fit.warp.plane, form.width, form.height)
    return max(fit, _fitted(form, again, anchors, FIT_MAX_MM), key=lambda one: one.support)


def _fitted(form: Form, seen: Look, anchors: Anchors, reach: float) -> Fit:
    rules = rules_of(form)
    held = _on_both_axes(anchors, seen.view.matrix)
    flat = Warp.flat(form.width, form.height, np.eye(3))
    fit = _followed(seen, flat, rules, held)
    if fit.support < FIT_WHOLE_SHARE and (known := recognised(seen, rules, reach)) is not None:
        fit = max(fit, _followed(seen, flat.fitted(known + held), rules, held), key=lambda one: one.support)
    return fit


def _followed(seen: Look, warp: Warp, rules: Sequence[Rule], held: Sightings) -> Fit:
    """Rules followed from where the warp has them and the warp fitted to what was seen, again while more of them are found.

    Rules that pull the sheet off its marks belong to another form, or to other rows of this one: they support nothing.
    """
    first, again, last = COURSE_REACHES_MM
    support = -1.0
    warp, more = _round(seen, warp, rules, held, first)
    for _ in range(COURSE_ROUNDS):
        if more <= support:
            break
        support = more
        warp, more = _round(seen, warp, rules, held, again)
    warp, support = _round(seen, warp, rules, held, last)
    led_astray = float(np.median(np.abs(warp.misses(held)))) > FIT_HELD_MM
    return Fit(warp, seen.view.matrix, 0.0 if led_astray else support)


def _round(seen: Look, warp: Warp, rules: Sequence[Rule], held: Sightings, reach: float) -> tuple[Warp, float]:
    """The warp after one round, and the share of the rules that were seen where it has them."""
    courses = follow(seen.smoothed, warp, rules, reach)
    warp = warp.fitted(courses.sightings + held)
    near = np.abs(warp.misses(courses.sightings)) < FIT_SEEN_MM
    each = np.bincount(courses.rule, near, len(rules)) / [len(rule.points(COURSE_STEP_MM)) for rule in rules]
    return warp, float(np.mean(each >= COURSE_MIN_SEEN))


def _moved(fit: Fit) -> float:
    """How far, in millimetres, a corner of the paper lies from where the marks alone had it, bend aside."""
    width, height = fit.warp.width, fit.warp.height
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    return float(np.linalg.norm(through(fit.warp.plane, corners) - corners, axis=1).max())


def _on_both_axes(anchors: Anchors, matrix: Floats) -> Sightings:
    """The anchors as sightings on the view: each counts for x and for y."""
    seen = through(inverse(matrix), anchors.seen)
    printed, seen = (np.concatenate([some, some]) for some in (anchors.printed, seen))
    return Sightings(printed, seen, np.repeat([_X, _Y], len(anchors.printed)), np.tile(anchors.weight, 2))
