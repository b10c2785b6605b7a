"""How a form's paper lies on a view: one smooth bend and a homography, fitted to points whose printed place is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.polynomial.legendre import legvander
from numpy.typing import NDArray

from digitiser.settings import BEND_COST, BEND_DEGREES, BEND_FADES, WARP_MOST_MM, WARP_NOISE_MM, WARP_ROUNDS

Floats = NDArray[np.float64]
_X, _Y = 0, 1


@dataclass(frozen=True)
class Sightings:
    """Points of the form that were seen: `printed` and `seen` (n x 2) are millimetres of the form and of the view.

    `axis` (n) names the coordinate of `seen` that counts, 0 for x and 1 for y: of a point on a rule, the one across the rule.
    `weight` (n) is how much a point says, 1 for a point of a rule.
    """

    printed: Floats
    seen: Floats
    axis: NDArray[np.int64]
    weight: Floats

    def __add__(self, other: Sightings) -> Sightings:
        return Sightings(
            np.concatenate([self.printed, other.printed]),
            np.concatenate([self.seen, other.seen]),
            np.concatenate([self.axis, other.axis]),
            np.concatenate([self.weight, other.weight]),
        )


@dataclass(frozen=True)
class Warp:
    """From millimetres of a form to those of a view: `bend` first (the factors of its terms for x and for y), then `plane` (3 x 3)."""

    width: float
    height: float
    plane: Floats
    bend: tuple[Floats, Floats]

    @classmethod
    def flat(cls, width: float, height: float, plane: Floats) -> Warp:
        """Without a bend."""
        return cls(width, height, plane, (np.zeros(len(_powers())), np.zeros(len(_powers()))))

    def to_view(self, points: Floats) -> Floats:
        """Where points (n x 2) of the form lie on the view."""
        return through(self.plane, points + self.bent(points))

    def bent(self, points: Floats) -> Floats:
        """By how much the bend moves points (n x 2), millimetres."""
        return np.stack([self._terms(points, axis) @ self.bend[axis] for axis in (_X, _Y)], axis=1)

    def misses(self, sightings: Sightings) -> Floats:
        """How far (n) the seen points lie from where this warp has them, millimetres of the form, with their sign."""
        flat = through(inverse(self.plane), sightings.seen) - sightings.printed - self.bent(sightings.printed)
        return np.asarray(np.take_along_axis(flat, sightings.axis[:, None], axis=1)[:, 0])

    def fitted(self, sightings: Sightings) -> Warp:
        """The warp, found from this one, that brings what was printed nearest to where it was seen.

        Iteratively reweighted least squares with Cauchy's weights (Holland and Welsch 1977), so that writing taken for a rule counts for
        nothing. The homography is free. A term of the bend costs, the more the higher it is, and the more the better a homography alone
        explains what is seen: a flat sheet stays flat where nothing of it is seen, and a curled one may bend.
        """
        design = self._design(sightings)
        flat = Warp.flat(self.width, self.height, self.plane)
        for _ in range(WARP_ROUNDS):
            off = flat.misses(sightings)
            noise = max(WARP_NOISE_MM, 1.5 * float(np.median(np.abs(off))))
            found = _solved(design[:, :8], off, sightings.weight / (1 + (off / noise) ** 2), np.full(8, 1e-6))
            flat = Warp.flat(self.width, self.height, flat.plane @ self._moved(found))
        unexplained = np.average(np.minimum(flat.misses(sightings) ** 2, WARP_MOST_MM**2), weights=sightings.weight)
        cost = BEND_COST * WARP_NOISE_MM**2 / max(1e-6, float(unexplained)) / np.concatenate([_fade(), _fade()]) ** 2
        warp = Warp(self.width, self.height, flat.plane, self.bend)
        for doubling in reversed(range(WARP_ROUNDS)):
            off = warp.misses(sightings)
            weight = sightings.weight / (1 + (off / WARP_NOISE_MM / 2**doubling) ** 2)
            off += design[:, 8:] @ np.concatenate(warp.bend)
            found = _solved(design, off, weight, np.concatenate([np.full(8, 1e-6), cost]))
            bend = found[8 : 8 + len(_powers())], found[8 + len(_powers()) :]
            warp = Warp(self.width, self.height, warp.plane @ self._moved(found[:8]), bend)
        return warp

    def _design(self, sightings: Sightings) -> Floats:
        """What each sighting's coordinate moves by: eight columns for the homography, then the terms of the bend for x and for y."""
        terms = len(_powers())
        design = np.zeros((len(sightings.axis), 8 + 2 * terms))
        for axis in (_X, _Y):
            own = sightings.axis == axis
            design[own, :8] = self._plane_terms(sightings.printed[own], axis)
            design[own, 8 + axis * terms : 8 + (axis + 1) * terms] = self._terms(sightings.printed[own], axis)
        return design

    def _unit(self, points: Floats) -> tuple[Floats, Floats]:
        return points[:, 0] / self.width * 2 - 1, points[:, 1] / self.height * 2 - 1

    def _terms(self, points: Floats, axis: int) -> Floats:
        x, y = self._unit(points)
        along, beside = (x, y) if axis == _Y else (y, x)
        one, other = legvander(along, BEND_DEGREES[0]), legvander(beside, BEND_DEGREES[1])
        powers = _powers()
        return one[:, powers[:, 0]] * other[:, powers[:, 1]]

    def _plane_terms(self, points: Floats, axis: int) -> Floats:
        """The derivatives of a coordinate by the eight freedoms of a homography near the identity."""
        x, y = self._unit(points)
        none, one = np.zeros_like(x), np.ones_like(x)
        moved = [one, x, y, none, none, none] if axis == _X else [none, none, none, one, x, y]
        own = x if axis == _X else y
        scale = 1.0 if axis == _X else self.height / self.width
        return np.stack([*moved, x * own * scale, y * own * scale], axis=1)

    def _moved(self, factors: Floats) -> Floats:
        """The homography near the identity whose derivatives these factors (of `_plane_terms`) multiply."""
        ax, bx, cx, ay, by, cy, g, h = factors
        half_x, half_y = self.width / 2, self.height / 2
        norm = np.array([[1 / half_x, 0, -1], [0, 1 / half_y, -1], [0, 0, 1]])
        near = np.array(
            [
                [1 + bx / half_x, cx / half_x, ax / half_x],
                [by / half_y, 1 + cy / half_y, ay / half_y],
                [-g / half_x, -h / half_x, 1],
            ]
        )
        return np.asarray(np.linalg.inv(norm) @ near @ norm, np.float64)


def through(matrix: Floats, points: Floats) -> Floats:
    """Points (n x 2) through a homography (3 x 3)."""
    return np.asarray(cv2.perspectiveTransform(np.asarray(points, np.float64)[:, None], matrix)[:, 0], np.float64)


def inverse(matrix: Floats) -> Floats:
    """The way back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _solved(design: Floats, off: Floats, weight: Floats, cost: Floats) -> Floats:
    """Weighted least squares, each factor at its cost."""
    weighted = design.T * weight
    return np.asarray(np.linalg.solve(weighted @ design + np.diag(cost), weighted @ off), np.float64)


@cache
def _powers() -> NDArray[np.int64]:
    """The degrees of each term along the rules that show it and beside them; what a homography can do is left out."""
    most_along, most_beside = BEND_DEGREES
    return np.array([(i, j) for i in range(most_along + 1) for j in range(most_beside + 1) if i + j > 1])


def _fade() -> Floats:
    """How large a term may be against the others."""
    along, beside = _powers().T
    return np.asarray(BEND_FADES[0] ** np.maximum(0, along - 2) * BEND_FADES[1] ** beside, np.float64)
