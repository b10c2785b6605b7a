"""A form's printed rules, and where each of them runs on a view of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.forms import Form
from digitiser.model import Box, Pixels
from digitiser.settings import COURSE_MIN_CONTRAST, COURSE_STEP_MM, RULE_MAX_THICKNESS_MM, RULES_PX_PER_MM
from digitiser.sheets.ours.warp import Floats, Sightings, Warp
from digitiser.sheets.paper import View

_X, _Y = 0, 1


@dataclass(frozen=True)
class Rule:
    """A straight printed rule, millimetres of the form: a level one (`axis` 1) lies at the height `at`, an upright one (0) at that x."""

    axis: int
    at: float
    start: float
    end: float

    def points(self, step: float) -> Floats:
        """Points on it (n x 2), about `step` apart."""
        along = np.linspace(self.start, self.end, max(2, round((self.end - self.start) / step)) + 1)
        along = (along[1:] + along[:-1]) / 2
        across = np.full_like(along, self.at)
        return np.stack([along, across] if self.axis == _Y else [across, along], axis=1)


@dataclass(frozen=True)
class Smoothed:
    """A view, grey, blurred a little along the level rules and along the upright ones: writing and grain fade, rules stay."""

    level: Pixels
    upright: Pixels

    @classmethod
    def of(cls, view: View) -> Smoothed:
        """For `follow`."""
        grey = view.grey
        return cls(np.asarray(cv2.blur(grey, (7, 1)), np.uint8), np.asarray(cv2.blur(grey, (1, 7)), np.uint8))


@dataclass(frozen=True)
class Courses:
    """Where rules were seen: each sighting's rule (its index), and each rule's share (0 to 1) that was seen."""

    sightings: Sightings
    rule: NDArray[np.int64]
    seen: Floats


def rules_of(form: Form) -> tuple[Rule, ...]:
    """The rules of the table, and of the boxes at the foot."""
    table = form.table
    left, right = table.columns[0].box.left, table.columns[-1].box.right
    top, bottom = table.columns[0].box.top, table.bands[-1].box.bottom
    heights = [top, *(band.box.top for band in table.bands), bottom]
    edges = [*(column.box.left for column in table.columns), right]
    rules = [Rule(_Y, y, left, right) for y in heights] + [Rule(_X, x, top, bottom) for x in edges]
    for box in (table.control_total, table.last_date):
        rules += _sides(box) if box else []
    return tuple(rules)


def follow(smoothed: Smoothed, warp: Warp, rules: Sequence[Rule], reach: float) -> Courses:
    """Where the rules run, each looked for within `reach` millimetres of where the warp has it: the darkest thin line there."""
    points = [rule.points(COURSE_STEP_MM) for rule in rules]
    owner = np.repeat(np.arange(len(rules)), [len(some) for some in points])
    printed = np.concatenate(points)
    axis = np.array([rule.axis for rule in rules])[owner]
    here = warp.to_view(printed)
    aside = np.where(axis[:, None] == _Y, [[0.0, 0.5]], [[0.5, 0.0]])
    across = warp.to_view(printed + aside) - warp.to_view(printed - aside)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    offset, sharp = np.zeros(len(printed)), np.zeros(len(printed), bool)
    for kind, picture in ((_X, smoothed.upright), (_Y, smoothed.level)):
        own = axis == kind
        offset[own], sharp[own] = _thin_lines(picture, here[own], across[own], reach)
    seen = here + across * offset[:, None]
    share = np.bincount(owner, sharp, len(rules)) / np.bincount(owner, minlength=len(rules))
    sightings = Sightings(printed[sharp], seen[sharp], axis[sharp], np.ones(int(sharp.sum())))
    return Courses(sightings, owner[sharp], np.asarray(share, np.float64))


def _thin_lines(picture: Pixels, here: Floats, across: Floats, reach: float) -> tuple[Floats, NDArray[np.bool_]]:
    """The offset (millimetres, along `across`) of the darkest thin line near each point, and whether there is one."""
    step = 1 / RULES_PX_PER_MM
    beside = round(RULE_MAX_THICKNESS_MM * RULES_PX_PER_MM)
    offsets = np.arange(-round(reach / step) - beside, round(reach / step) + beside + 1) * step
    where = ((here[:, None] + across[:, None] * offsets[None, :, None]) * RULES_PX_PER_MM - 0.5).astype(np.float32)
    profile = cv2.remap(picture, where[..., 0], where[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = ((where > 0) & (where < np.array(picture.shape[::-1]) - 1)).all(axis=(1, 2))
    # A line is thinner than the box of a closing: what the closing fills is its darkness.
    light = cv2.morphologyEx(profile, cv2.MORPH_CLOSE, np.ones((1, 2 * beside - 1), np.uint8)).astype(np.float64)
    dark = (light - profile) / (light + 8)
    inner = dark[:, beside:-beside]
    best = beside + np.argmax(inner, axis=1)
    window = best[:, None] + np.arange(-3, 4)
    near = np.take_along_axis(dark, window, axis=1)
    peak = near[:, 3]
    weight = np.maximum(0, near - 0.3 * peak[:, None])
    offset = (weight * offsets[window]).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    floor = np.clip(2.2 * np.median(dark), *COURSE_MIN_CONTRAST)
    return np.asarray(offset), inside & (peak > floor)


def _sides(box: Box) -> list[Rule]:
    level = [Rule(_Y, y, box.left, box.right) for y in (box.top, box.bottom)]
    return level + [Rule(_X, x, box.top, box.bottom) for x in (box.left, box.right)]
