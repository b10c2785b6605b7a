"""The rules of a form on a view where they may lie far from their place: which line may be which rule.

The lines of a curled or badly placed sheet are found without knowing what they are; all together, they can only be the form's in one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add

import numpy as np

from digitiser.settings import (
    COURSE_STEP_MM,
    FIT_LADDER_MM,
    FIT_MAX_MM,
    FIT_MAX_STRETCH,
    FIT_MIN_COVER,
    FIT_MIN_SHARE,
    FIT_STEADY_MM,
)
from digitiser.sheets.lines import find_rule_pieces
from digitiser.sheets.ours.courses import Rule, Smoothed
from digitiser.sheets.ours.warp import Floats, Sightings
from digitiser.sheets.paper import View
from digitiser.sheets.straighten import Bend, Line, fit_bend, join_lines

_X, _Y = 0, 1


@dataclass(frozen=True)
class Lines:
    """The lines that a view shows in one direction, and how they bend; of upright ones with x and y exchanged."""

    bend: Bend
    lines: tuple[Line, ...]

    def at_ends(self, line: Line, start: float, end: float) -> float:
        """The height of a line, the mean at both ends: marks hold these in place, the middle may have moved by more than a row."""
        return line.y + float(self.bend.at(np.array([start, end]), np.full(2, line.y)).mean())


@dataclass(frozen=True)
class Look:
    """A view of a sheet with what it shows; its lines are sought where somebody asks for them."""

    view: View

    @cached_property
    def smoothed(self) -> Smoothed:
        """The picture in which rules are followed."""
        return Smoothed.of(self.view)

    @cached_property
    def lines(self) -> tuple[Lines, Lines]:
        """Upright ones and level ones, by the axis (0 for x, 1 for y) across them."""
        view = self.view
        turned = View(np.ascontiguousarray(view.grey.T), view.height, view.width, view.matrix)
        return _lines(turned), _lines(view)


def recognised(look: Look, rules: Sequence[Rule], reach: float) -> Sightings | None:
    """Points on the lines of a view, each line taken for the rule that it may be; None where most rules have no line.

    `reach`: how far, in millimetres, all may lie from their places together.
    """
    found = []
    for axis in (_X, _Y):
        own = [rule for rule in rules if rule.axis == axis]
        longest = max(rule.end - rule.start for rule in own)
        own = [rule for rule in own if rule.end - rule.start == longest]
        pairs = _pairs(look.lines[axis], own, reach)
        if len(pairs) < FIT_MIN_SHARE * len(own):
            return None
        found += [_on_line(look.lines[axis].bend, line, rule) for rule, line in pairs]
    return reduce(add, found)


def _lines(view: View) -> Lines:
    pieces = find_rule_pieces(view.grey)
    bend = fit_bend(pieces, view.width, view.height)
    return Lines(bend, tuple(join_lines(pieces, bend)))


def _pairs(seen: Lines, rules: Sequence[Rule], reach: float) -> list[tuple[Rule, Line]]:
    """Each rule with the line nearest to it, after the shift under which most of them agree."""
    start, end = rules[0].start, rules[0].end
    lines = [line for line in seen.lines if line.cover(start, end) >= FIT_MIN_COVER]
    if not lines:
        return []
    heights = np.array([seen.at_ends(line, start, end) for line in lines])
    known = np.array([rule.at for rule in rules])
    placed = known if reach <= FIT_STEADY_MM else _shifted(known, heights, reach)
    off = np.abs(heights - placed[:, None])
    return [
        (rule, lines[int(k)])
        for rule, k, far in zip(rules, off.argmin(axis=1), off.min(axis=1), strict=True)
        if far <= FIT_MAX_MM
    ]


def _shifted(known: Floats, heights: Floats, reach: float) -> Floats:
    """The known heights, shifted and scaled so that most of them have a line; by little where several ways are as good."""
    shifts = np.arange(-reach, reach + 0.1, 0.5)
    scales = np.linspace(1 - FIT_MAX_STRETCH, 1 + FIT_MAX_STRETCH, 25)
    middle = known.mean()
    places = (known - middle) * scales[:, None, None] + middle + shifts[:, None]
    off = np.abs(places[..., None] - heights).min(axis=-1)
    moved = (shifts / reach) ** 2 + 10 * np.abs(scales - 1)[:, None]
    best = np.clip(2 - 2 * off / FIT_LADDER_MM, 0, 1).sum(axis=-1) - moved
    return np.asarray(places[np.unravel_index(int(np.argmax(best)), best.shape)], np.float64)


def _on_line(bend: Bend, line: Line, rule: Rule) -> Sightings:
    """Points every few millimetres of a line, as sightings of a rule."""
    along = np.concatenate([np.arange(left, right, COURSE_STEP_MM) for left, right in line.stretches])
    across = line.y + bend.at(along, np.full_like(along, line.y))
    order = [0, 1] if rule.axis == _Y else [1, 0]
    printed = np.stack([along, np.full_like(along, rule.at)], axis=1)[:, order]
    seen = np.stack([along, across], axis=1)[:, order]
    return Sightings(printed, seen, np.full(len(along), rule.axis), np.ones(len(along)))
