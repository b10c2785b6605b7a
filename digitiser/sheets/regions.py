"""Papers as regions of the picture: four-sided, with a sharp border and darker surroundings, or calm among rough ones."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import labelled, measured
from digitiser.geometry import Point, Points
from digitiser.model import Pixels
from digitiser.settings import (
    PAPER_CALM,
    PAPER_CALM_MIN_EDGE,
    PAPER_CALM_NECK_PX,
    PAPER_CALM_WINDOW_PX,
    PAPER_EDGE_OFF_PX,
    PAPER_MIN_SHARE,
    PAPER_NOTCH_PX,
    PAPER_PART_MIN_EDGE,
    PAPER_PART_OF_LONG_MIN_EDGE,
    PAPER_ROUGHEST,
    PAPER_SHARP_EDGE,
    PAPER_TOO_LONG,
)
from digitiser.sheets.picture import close, dilate, open_

Side = tuple[Points, Points]


def sides_of(quad: Points) -> Iterator[tuple[Points, Points, Points]]:
    """Each side of a quad: where it begins and ends, and the direction outward (of length one)."""
    centre = quad.mean(axis=0)
    for a, b in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        outward = np.array([b[1] - a[1], a[0] - b[0]]) / max(1e-6, float(np.linalg.norm(b - a)))
        yield a, b, outward * np.sign(outward @ (a - centre))


def smoothed(small: Pixels) -> Pixels:
    """The picture of a page, its ink closed over."""
    return np.asarray(cv2.GaussianBlur(close(small, 9, 9), (0, 0), 1.2), np.uint8)


def region_quads(smooth: Pixels) -> list[Points]:
    """Corners (pixels of the smoothed picture) of every four-sided region that is brighter than what lies around it.

    From the sharpest edges to the softest: what was found by sharp ones is not parted by a shadow. Where there is none: the calm
    regions that rough ones surround.
    """
    steepness = _steepness(smooth)
    quads: list[Points] = []
    taken = np.zeros(smooth.shape, bool)
    for sharp, neck, least in PAPER_SHARP_EDGE:
        regions = _regions(steepness, sharp, neck)
        # Two papers that touch first: together they may look like one. The side along which one paper would be cut shows no edge.
        parts = [
            (
                part,
                PAPER_PART_OF_LONG_MIN_EDGE
                if is_too_long(np.argwhere(region).astype(np.float64))
                else PAPER_PART_MIN_EDGE,
            )
            for region in regions
            for part in _parted(region)
        ]
        for mask, edge in [*parts, *((region, least) for region in regions)]:
            if (mask & taken).sum() > 0.2 * mask.sum():
                continue
            quad = _quad_of(mask)
            if quad is not None and _edge_support(smooth, quad) >= edge:
                quads.append(sharpened(smooth, quad))
                taken |= mask
    if quads:
        return quads
    for mask, quad in _calm_quads(smooth):
        if (mask & taken).sum() <= 0.2 * mask.sum():
            quads.append(sharpened(smooth, quad))
            taken |= mask
    return quads


def _calm_quads(smooth: Pixels) -> list[tuple[NDArray[np.bool_], Points]]:
    """Four-sided calm regions and their corners, the largest and best bounded first: shaded rows may cut a calm part out of a paper."""
    rough = _roughness(smooth)
    regions = (mask for most in PAPER_CALM for neck in PAPER_CALM_NECK_PX for mask in _regions(rough, most, neck))
    found = [(mask, quad) for mask in regions if (quad := _quad_of(mask)) is not None]
    edges = [_calm_inside(rough, quad) for _, quad in found]
    order = sorted(range(len(found)), key=lambda k: -float(found[k][0].sum()) * edges[k] ** 2)
    return [found[k] for k in order if edges[k] >= PAPER_CALM_MIN_EDGE]


def _roughness(smooth: Pixels) -> NDArray[np.float32]:
    """How much the brightness wavers around a pixel: the mean slope of its logarithm, without what shadows and a curl do to it.

    Ink is closed over, so paper is calm even where it is written on; the grain of wood, stone or cloth is not.
    """
    light = np.log(smooth.astype(np.float32) + 8)
    fine = light - cv2.GaussianBlur(light, (0, 0), 5)
    slope = np.hypot(cv2.Sobel(fine, -1, 1, 0, scale=1 / 8), cv2.Sobel(fine, -1, 0, 1, scale=1 / 8))
    window = (PAPER_CALM_WINDOW_PX, PAPER_CALM_WINDOW_PX)
    return np.asarray(cv2.blur(np.minimum(slope, PAPER_ROUGHEST), window), np.float32)


def _calm_inside(rough: NDArray[np.float32], quad: Points) -> float:
    """The share of the quad's border that is far rougher than the paper within it (beyond the picture: counts for half)."""
    reach = PAPER_CALM_WINDOW_PX
    height, width = rough.shape
    support = []
    for along, outward in _border(quad):
        seen = (along > 1).all(axis=1) & (along < (width - 2, height - 2)).all(axis=1)
        at = [
            np.clip(np.rint(along + far * outward).astype(int), 0, (width - 1, height - 1))
            for far in (-reach, 0, reach)
        ]
        inside, here, outside = (rough[p[:, 1], p[:, 0]] for p in at)
        support.append(np.where(seen, np.maximum(here, outside) > 2 * inside, 0.5).mean())
    return float(np.mean(support))


def _border(quad: Points) -> list[tuple[Points, Points]]:
    """For each side of a quad: points along it, without its ends, and the direction outward (of length one)."""
    return [(a + (b - a) * np.linspace(0.06, 0.94, 60)[:, None], outward) for a, b, outward in sides_of(quad)]


def _steepness(smooth: Pixels) -> NDArray[np.float32]:
    """Change of the logarithmic brightness a pixel."""
    light = np.log(smooth.astype(np.float32) + 4)
    return np.hypot(cv2.Sobel(light, -1, 1, 0, scale=1 / 8), cv2.Sobel(light, -1, 0, 1, scale=1 / 8))


def _regions(steepness: NDArray[np.float32], sharp: float, neck: int) -> list[NDArray[np.bool_]]:
    """Regions without a sharp edge inside, largest first; parts that hang together by less than `neck` pixels are apart."""
    calm = open_((steepness < sharp).astype(np.uint8), neck, neck)
    count, labels = labelled(calm, connectivity=4)
    areas = np.bincount(labels.ravel(), minlength=count)
    large = [k for k in range(1, count) if areas[k] > PAPER_MIN_SHARE * steepness.size]
    return [dilate((labels == k).astype(np.uint8), 5, 5) > 0 for k in sorted(large, key=lambda k: -areas[k])]


def _parted(mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The two parts of a region that two papers make which touch: parted from its deepest notch to the next, or straight across."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea, default=None)
    defects = None if contour is None else cv2.convexityDefects(contour, cv2.convexHull(contour, returnPoints=False))
    if contour is None or defects is None:
        return []
    deepest = sorted(np.asarray(defects).reshape(-1, 4).tolist(), key=lambda defect: -defect[3])[:2]
    notches = [int(defect[2]) for defect in deepest if defect[3] >= 256 * PAPER_NOTCH_PX]
    if not notches:
        return []
    points = contour.reshape(-1, 2).astype(np.float64)
    end = notches[1] if len(notches) > 1 else _across(points, notches[0])
    cut = mask.astype(np.uint8)
    cv2.line(cut, tuple(map(int, points[notches[0]])), tuple(map(int, points[end])), (0,), 3)
    labels, stats = measured(cut, connectivity=4)
    large = [k for k in range(1, len(stats)) if stats[k, cv2.CC_STAT_AREA] > PAPER_MIN_SHARE * mask.size]
    return [labels == k for k in large] if len(large) > 1 else []


def is_too_long(corners: Points) -> bool:
    """Whether what these points bound is too long to be one paper."""
    sides = cv2.minAreaRect(corners.astype(np.float32))[1]
    return bool(max(sides) > PAPER_TOO_LONG * min(sides))


def _across(points: Points, start: int) -> int:
    """The nearest point of a contour on its other side, at least a quarter of its length away."""
    count = len(points)
    far = np.roll(np.arange(count), -start)[count // 4 : count - count // 4]
    return int(far[np.argmin(np.linalg.norm(points[far] - points[start], axis=1))])


def _quad_of(mask: NDArray[np.bool_]) -> Points | None:
    """The quad around a region, or None where the region is not four-sided.

    Its four longest sides are continued until they meet, so that a corner that is folded, covered or out of the picture is where the
    paper's would be. The picture's own border counts as a side only where the paper's are fewer than four.
    """
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    contour = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(contour)
    outline = cv2.approxPolyDP(hull, 0.012 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float64)
    sides = list(zip(outline, np.roll(outline, -1, axis=0), strict=True))
    inner = [side for side in sides if not _on_border(side, mask.shape)]
    chosen = sides if len(inner) < 4 else inner
    if len(chosen) < 4:
        return None
    lengths = [float(np.linalg.norm(b - a)) for a, b in chosen]
    longest = sorted(sorted(range(len(chosen)), key=lambda k: -lengths[k])[:4])
    corners = [_meet(chosen[i], chosen[j]) for i, j in zip(longest, longest[1:] + longest[:1], strict=True)]
    if any(corner is None for corner in corners):
        return None
    quad = np.array(corners)
    area, whole = cv2.contourArea(contour), cv2.contourArea(quad.astype(np.float32))
    if not cv2.isContourConvex(quad.astype(np.float32)) or not 0.75 * whole < area < 1.1 * whole:
        return None
    return _clockwise(quad)


def _on_border(side: Side, shape: tuple[int, ...]) -> bool:
    """Whether a side runs along the picture's own border."""
    points = np.array(side)
    height, width = shape
    low, high = (points <= 4).all(axis=0), (points >= (width - 5, height - 5)).all(axis=0)
    return bool(low.any() or high.any())


def _meet(one: Side, other: Side) -> Point | None:
    """Where two lines meet; None where they are nearly parallel."""
    (a, b), (c, d) = one, other
    u, v = b - a, d - c
    turn = float(u[0] * v[1] - u[1] * v[0])
    if abs(turn) < 0.25 * float(np.linalg.norm(u) * np.linalg.norm(v)):
        return None
    way = c - a
    return tuple(a + u * (way[0] * v[1] - way[1] * v[0]) / turn)


def sharpened(smooth: Pixels, quad: Points) -> Points:
    """The quad with each side moved to where the brightness falls fastest, to a fraction of a pixel."""
    light = np.log(smooth.astype(np.float32) + 4)
    steps = np.arange(-6, 6.01, 0.5)
    sides: list[Side] = []
    for a, b, outward in sides_of(quad):
        along = a + (b - a) * np.linspace(0.05, 0.95, 80)[:, None]
        probes = (along[:, None] + steps[None, :, None] * outward).astype(np.float32)
        seen = ((probes > 1) & (probes < np.array(smooth.shape[::-1]) - 2)).all(axis=(1, 2))
        profile = cv2.remap(light, probes[..., 0], probes[..., 1], cv2.INTER_LINEAR)
        fall = profile[:, :-1] - profile[:, 1:]
        steep = seen & (fall.max(axis=1) > 0.03)
        if steep.sum() < 12:
            sides.append((a, b))
            continue
        weight = np.where(fall > 0.5 * fall.max(axis=1, keepdims=True), fall, 0)
        place = (weight * (steps[:-1] + 0.25)).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
        points = (along + place[:, None] * outward)[steep].astype(np.float32)
        dx, dy, x, y = (float(value) for value in cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
        sides.append((np.array([x, y]), np.array([x + dx, y + dy])))
    corners = [_meet(sides[k - 1], sides[k]) for k in range(4)]
    return quad if any(corner is None for corner in corners) else np.array(corners)


def _clockwise(quad: Points) -> Points:
    """The corners clockwise, beginning with the one nearest the top left."""
    centre = quad.mean(axis=0)
    quad = quad[np.argsort(np.arctan2(quad[:, 1] - centre[1], quad[:, 0] - centre[0]))]
    return np.roll(quad, -int(np.argmin(quad.sum(axis=1))), axis=0)


def _edge_support(smooth: Pixels, quad: Points) -> float:
    """The share of the quad's border that has a sharp step from bright inside to dark outside (beyond the picture: counts for half).

    The sides of a paper that does not lie flat are bent: the step is looked for a little within and without as well.
    """
    height, width = smooth.shape
    support = []
    off = np.array(PAPER_EDGE_OFF_PX)[:, None, None]
    for along, outward in _border(quad):
        inside, outside = along + (off - 4) * outward, along + (off + 4) * outward
        within = np.asarray(((outside > 1) & (outside < (width - 2, height - 2))).all(axis=2))
        at = [np.clip(np.rint(p).astype(int), 0, (width - 1, height - 1)) for p in (inside, outside)]
        bright, dark = (smooth[p[..., 1], p[..., 0]].astype(float) + 4 for p in at)
        steps = (within & (bright / dark > 1.12)).any(axis=0)
        support.append(np.where(within[0], steps, 0.5).mean())
    return float(np.mean(support))
