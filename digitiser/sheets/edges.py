"""A paper by its long straight edges, where what lies around it is as bright as it is, rough, or in the same shadow.

The edge of a paper is a step of brightness on whose inner side nothing happens. Lines are sought through such steps for each of the four
sides (Hough's transform, Duda and Hart, "Use of the Hough transformation to detect lines and curves in pictures", 1972), and the
four that make the best paper between them are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Points
from digitiser.model import Pixels
from digitiser.settings import (
    EDGE_ASKEW,
    EDGE_BEYOND,
    EDGE_CALM,
    EDGE_INSIDE_PX,
    EDGE_LEAST_SIDE,
    EDGE_LINES,
    EDGE_PEAK,
    EDGE_ROUGH_INSIDE,
    EDGE_SHORTEST,
    EDGE_SIZE,
    EDGE_STEPS,
    EDGE_TRIED,
    EDGE_TURN_DEG,
    PAPER_MIN_SHARE,
)
from digitiser.sheets.regions import sides_of

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)
_LEFT, _RIGHT, _TOP, _BOTTOM = range(4)
_UPRIGHT = (True, True, False, False)  # which of the sides are


@dataclass(frozen=True)
class Edges:
    """What may be edges of a paper, in pixels of the small picture.

    `steepness` is the change of the logarithmic brightness a pixel; `sides` has True where a left, right, upper and lower edge may run.
    """

    steepness: NDArray[np.float32]
    sides: tuple[Mask, Mask, Mask, Mask]

    def without(self, quad: Points) -> Edges:
        """The edges that do not lie on a paper."""
        elsewhere = ~_filled(self.steepness.shape, quad, 1.04)
        left, right, top, bottom = (side & elsewhere for side in self.sides)
        return Edges(self.steepness, (left, right, top, bottom))


@dataclass(frozen=True)
class Worth:
    """How much like a paper a quad is: the share of its border that is an edge (beyond the picture: half of it), and all in all."""

    support: float
    score: float


def find_edges(smooth: Pixels) -> Edges:
    """The edges in a grey picture whose ink is closed over."""
    light = np.log(smooth.astype(np.float32) + 6)
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=1 / 8)
    steepness = np.asarray(np.hypot(across, down), np.float32)
    y, x = np.nonzero(_steps(across, down))
    here = np.maximum(steepness[y, x], 1e-9)
    uphill = np.stack([across[y, x], down[y, x]], axis=1) / here[:, None]
    upright = np.abs(uphill[:, 0]) > np.abs(uphill[:, 1])
    flat = np.minimum(EDGE_CALM, EDGE_PEAK * here)
    above, below = (_steepest(steepness, np.stack([x, y], axis=1), way) < flat for way in (uphill, -uphill))
    sides = np.zeros((4, *smooth.shape), np.bool_)
    # A patch that is darker than what lies calm around it is shading on a paper.
    for calm, inward in ((above, uphill), (below & ~above, -uphill)):
        ways = inward[:, 0], -inward[:, 0], inward[:, 1], -inward[:, 1]
        for side, way in enumerate(ways):
            chosen = calm & (upright == _UPRIGHT[side]) & (way > 0)
            sides[side, y[chosen], x[chosen]] = True
    return Edges(steepness, (sides[0], sides[1], sides[2], sides[3]))


def _steps(across: NDArray[Any], down: NDArray[Any]) -> Mask:
    """The ridges of the steepness (Canny)."""
    unit = 20_000  # it takes whole numbers
    whole = [np.clip(v * unit, -32_000, 32_000).astype(np.int16) for v in (across, down)]
    low, high = (step * unit for step in EDGE_STEPS)
    return np.asarray(cv2.Canny(whole[0], whole[1], low, high, L2gradient=True)) > 0


def _steepest(steepness: NDArray[np.float32], points: NDArray[np.int64], way: Floats) -> Floats:
    """The steepest place a little off each point (x, y) in its direction."""
    height, width = steepness.shape
    places = [np.rint(points + far * way).astype(int) for far in EDGE_INSIDE_PX]
    seen = [steepness[p[:, 1].clip(0, height - 1), p[:, 0].clip(0, width - 1)] for p in places]
    return np.asarray(np.max(seen, axis=0), np.float64)


def best_quad(edges: Edges) -> tuple[Points, Worth] | None:
    """The best paper between four lines, corners in pixels of the small picture; None where a side has no line."""
    lines = [
        np.array(_lines(side, upright)).reshape(-1, 2) for side, upright in zip(edges.sides, _UPRIGHT, strict=True)
    ]
    if not all(map(len, lines)):
        return None
    tried = [(quad, worth_of(edges, quad)) for quad in _likely(edges, lines)]
    return max(tried, key=lambda found: found[1].score, default=None)


def _lines(side: Mask, upright: bool) -> list[tuple[float, float]]:
    """The straightest lines of a side: where they begin at the picture's edge, pixels, and how they slope."""
    picture = np.ascontiguousarray(side.T if upright else side).view(np.uint8) * 255
    size, turn = picture.shape[1], np.radians(EDGE_TURN_DEG)
    found = cv2.HoughLines(
        picture, 1, np.pi / 270, max(15, size // 10), min_theta=np.pi / 2 - turn, max_theta=np.pi / 2 + turn
    )
    ends = np.array([0.15, 0.85]) * size
    kept: list[tuple[float, float]] = []
    for rho, theta in found[:400, 0].tolist() if found is not None else ():
        begin, slope = rho / np.sin(theta), -np.cos(theta) / np.sin(theta)
        if all(np.abs(begin - b + ends * (slope - s)).max() >= 5 for b, s in kept):
            kept.append((begin, slope))
        if len(kept) == EDGE_LINES:
            break
    return kept


def _likely(edges: Edges, lines: list[Floats]) -> list[Points]:
    """The likeliest papers between a left, a right, an upper and a lower line, by how much of their sides are edges."""
    height, width = edges.steepness.shape
    shape = tuple(map(len, lines))
    corner = {(a, b): _meet(lines[a], lines[b]) for a in (_LEFT, _RIGHT) for b in (_TOP, _BOTTOM)}
    met, lengths = [], []
    for side, upright in enumerate(_UPRIGHT):
        ends = [key for key in corner if side in key]
        begin, end = (_spread(corner[key][..., 1 if upright else 0], key) for key in ends)
        number = _spread(np.arange(len(lines[side])), (side,))
        met.append(_met_between(_along(edges.sides[side], lines[side], upright), number, begin, end))
        lengths.append(end - begin)
    shares = [np.broadcast_to(m / np.maximum(1, n), shape) for m, n in zip(met, lengths, strict=True)]
    support = np.asarray(sum(met) / np.maximum(1, sum(lengths)))
    clockwise = [(_LEFT, _TOP), (_RIGHT, _TOP), (_RIGHT, _BOTTOM), (_LEFT, _BOTTOM)]
    quads = np.stack([np.broadcast_to(_spread(corner[key], key), (*shape, 2)) for key in clockwise], axis=4)
    area = _area(quads) / (height * width)
    fits = area > PAPER_MIN_SHARE
    for one, other, size in ((_LEFT, _RIGHT, height), (_TOP, _BOTTOM, width)):
        shorter, longer = (f(lengths[one], lengths[other]) for f in (np.minimum, np.maximum))
        fits &= (shorter > EDGE_SHORTEST * size) & (longer < EDGE_ASKEW * shorter)
    score = np.where(fits, _score(support, np.min(shares, axis=0), area), -np.inf)
    best = [np.unravel_index(k, shape) for k in np.argsort(-score, axis=None)[:EDGE_TRIED]]
    return [quads[place] for place in best if np.isfinite(score[place])]


def _spread(values: NDArray[Number], sides: tuple[int, ...]) -> NDArray[Number]:
    """The values of some sides' lines as an array over the lines of all four sides (and what each value has itself)."""
    order = [slice(None) if side in sides else None for side in range(4)]
    return values[tuple(order)]


def _meet(upright: Floats, level: Floats) -> Floats:
    """Where upright lines (x = begin + slope y) meet level ones (y = begin + slope x): upright x level x 2."""
    a, b = upright[:, None, 0], upright[:, None, 1]
    c, d = level[None, :, 0], level[None, :, 1]
    y = (c + d * a) / (1 - b * d)
    return np.stack([a + b * y, y], axis=-1)


def _along(side: Mask, lines: Floats, upright: bool) -> Floats:
    """How many edges were met on the way along each line, pixel by pixel; beyond the picture half of them: lines x (pixels + 1)."""
    turned = np.ascontiguousarray(side.T if upright else side).view(np.uint8)
    near = cv2.dilate(turned, np.ones((5, 1), np.uint8)).view(np.bool_)
    height, width = near.shape
    way = np.arange(width)
    at = lines[:, :1] + lines[:, 1:] * way
    met = near[np.rint(at).astype(int).clip(0, height - 1), way]
    met = np.where((at > 2) & (at < height - 3), met, 0.5)
    return np.concatenate([np.zeros((len(lines), 1)), np.cumsum(met, axis=1)], axis=1)


def _met_between(met: Floats, number: NDArray[np.int64], begin: Floats, end: Floats) -> Floats:
    """The edges met on a line from `begin` to `end`, pixels along it."""
    last = met.shape[1] - 1
    a, b = (np.rint(v).astype(int).clip(0, last) for v in (begin, end))
    outside = np.maximum(0, (end - begin) - (b - a))
    return np.asarray(met[number, b] - met[number, a] + 0.5 * outside)


def worth_of(edges: Edges, quad: Points) -> Worth:
    """How much like a paper a quad is (corners in pixels, clockwise): edges all along its sides and not beyond its corners, calm within."""
    shares, beyond, lengths = [], [], []
    for a, b, outward in sides_of(quad):
        side = edges.sides[_side_of(outward)]
        met, seen = _met(side, a + (b - a) * np.linspace(0.04, 0.96, 80)[:, None], outward, 4)
        shares.append(float(np.where(seen, met, 0.5).mean()))
        lengths.append(float(np.linalg.norm(b - a)))
        for ends in ((-0.2, -0.03), (1.03, 1.2)):
            met, seen = _met(side, a + (b - a) * np.linspace(*ends, 24)[:, None], outward, 2)
            beyond.append(float((met & seen).sum() / max(5, seen.sum())))
    support = float(np.average(shares, weights=lengths))
    inside = edges.steepness[_filled(edges.steepness.shape, quad, 0.94)]
    rough = float(np.minimum(inside, 0.03).mean()) if inside.size else 1.0
    score = float(_score(np.array(support), np.array(min(shares)), _area(quad) / edges.steepness.size))
    return Worth(support, score - EDGE_BEYOND * float(np.mean(beyond)) - EDGE_ROUGH_INSIDE * rough)


def _score(support: Floats, least: Floats, area: Floats) -> Floats:
    """What the shares of edges on the border, and on its worst side, and the share of the picture that it covers, are worth."""
    return support + EDGE_LEAST_SIDE * least + EDGE_SIZE * np.sqrt(np.clip(area, 0, 1))


def _side_of(outward: Floats) -> int:
    if abs(outward[0]) > abs(outward[1]):
        return _LEFT if outward[0] < 0 else _RIGHT
    return _TOP if outward[1] < 0 else _BOTTOM


def _met(side: Mask, points: Points, outward: Floats, reach: int) -> tuple[Mask, Mask]:
    """For each point whether an edge runs within `reach` pixels, and whether it lies within the picture."""
    height, width = side.shape
    seen = np.asarray(((points > 2) & (points < (width - 3, height - 3))).all(axis=1))
    across = points + np.arange(-reach, reach + 1)[:, None, None] * outward
    x, y = np.moveaxis(np.rint(across).astype(int), 2, 0)
    return side[y.clip(0, height - 1), x.clip(0, width - 1)].any(axis=0), seen


def _area(quads: Floats) -> Floats:
    """Square pixels of quads (... x 4 x 2)."""
    x, y = quads[..., 0], quads[..., 1]
    return np.asarray(0.5 * np.abs((x * np.roll(y, -1, axis=-1) - np.roll(x, -1, axis=-1) * y).sum(axis=-1)))


def _filled(shape: tuple[int, ...], quad: Points, grown: float) -> Mask:
    """The pixels within a quad that is `grown` times as wide and high."""
    mask = np.zeros(shape, np.uint8)
    centre = quad.mean(axis=0)
    cv2.fillConvexPoly(mask, np.rint(centre + (quad - centre) * grown).astype(np.int32), (1,))
    return mask.view(np.bool_)
