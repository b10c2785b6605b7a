"""Where the paper lies on the page, and how it looks from straight above."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Points
from digitiser.model import Pixels
from digitiser.settings import (
    PAPER_DETECTION_PX,
    PAPER_MIN_EDGE,
    PAPER_MIN_SHARE,
    PAPER_SIZES_MM,
    RULES_PX_PER_MM,
)
from digitiser.sheets.picture import close, open_, shrunk


@dataclass(frozen=True)
class Paper:
    """A piece of paper on a page: its corners in page pixels, clockwise from the top left of the picture.

    `seen` is True where its edges were found, False where the whole picture is taken for the paper.
    """

    corners: Points
    seen: bool


@dataclass(frozen=True)
class View:
    """A paper from straight above: grey at RULES_PX_PER_MM, and its size in millimetres.

    `matrix` is the homography (3 x 3) from its millimetres to page pixels.
    """

    grey: Pixels
    width: float
    height: float
    matrix: NDArray[np.float64]


def find_papers(grey: Pixels) -> tuple[Paper, ...]:
    """The papers on a grey page, left to right and top to bottom; the picture itself where no edge of a paper is seen.

    A paper is what a flood reaches from a bright place without crossing a sharp edge: soft shadows are no edges, its own border is.
    """
    scale = min(1.0, PAPER_DETECTION_PX / max(grey.shape))
    small = shrunk(grey, scale)
    found = [Paper((quad + 0.5) / scale - 0.5, True) for quad in _paper_quads(small)]
    if not found:
        height, width = grey.shape
        return (Paper(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) - 0.5, False),)
    return tuple(sorted(found, key=lambda paper: paper.corners[:, 0].min() + paper.corners[:, 1].min()))


def look_at(grey: Pixels, paper: Paper, turn: int) -> View:
    """The paper seen from above after `turn` quarter turns counter-clockwise (of the picture).

    The size is that of the nearest known paper for a paper whose edges were seen, else the picture's aspect on an A4 sheet's area.
    """
    corners = np.roll(paper.corners, -turn, axis=0)
    width, height = _size(corners, paper.seen)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(target, corners.astype(np.float32)), np.float64)
    # The picture is shrunk first: warping alone would skip pixels, and thin rules with them.
    across = float(max(np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3]))) / width
    shrink = min(1.0, 1.25 * RULES_PX_PER_MM / across)
    if shrink < 0.9:
        grey = shrunk(grey, shrink)
    else:
        shrink = 1.0
    shape = (round(width * RULES_PX_PER_MM), round(height * RULES_PX_PER_MM))
    from_pixels = np.diag([1 / RULES_PX_PER_MM, 1 / RULES_PX_PER_MM, 1.0])
    to_small = np.array([[shrink, 0, (shrink - 1) / 2], [0, shrink, (shrink - 1) / 2], [0, 0, 1]])
    warp = to_small @ matrix @ from_pixels
    flat = cv2.warpPerspective(
        grey, warp, shape, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return View(np.asarray(flat, np.uint8), width, height, matrix)


def _paper_quads(small: Pixels) -> list[Points]:
    """Corners (pixels of the small picture) of every bright region with a sharp border that looks like a sheet."""
    smooth = np.asarray(cv2.GaussianBlur(close(small, 9, 9), (0, 0), 1.2), np.uint8)
    quads: list[Points] = []
    taken = np.zeros(small.shape, bool)
    for mask in _bright_regions(smooth):
        if (mask & taken).sum() > 0.2 * mask.sum():
            continue
        quad = _quad_of(mask)
        if quad is not None and _edge_support(smooth, quad) >= PAPER_MIN_EDGE:
            quads.append(quad)
            taken |= mask
    return quads


def _bright_regions(smooth: Pixels) -> list[NDArray[np.bool_]]:
    """Regions that may be papers, most likely ones first: floods over soft changes of light, then what a threshold leaves."""
    regions: list[NDArray[np.bool_]] = []
    logarithm = np.log(smooth.astype(np.float32) + 4)
    height, width = smooth.shape
    floor = PAPER_MIN_SHARE * smooth.size
    for step in (0.025, 0.045):
        mask = np.zeros((height + 2, width + 2), np.uint8)
        order = np.argsort(smooth[height // 8 :: height // 8, width // 8 :: width // 8].ravel())[::-1]
        places = np.mgrid[height // 8 : height : height // 8, width // 8 : width : width // 8].reshape(2, -1)
        for place in order:
            y, x = int(places[0, place]), int(places[1, place])
            if mask[y + 1, x + 1]:
                continue
            before = mask.copy()
            cv2.floodFill(logarithm, mask, (x, y), 0, step, step, cv2.FLOODFILL_MASK_ONLY | (1 << 8) | 4)
            region = (mask[1:-1, 1:-1] > 0) & (before[1:-1, 1:-1] == 0)
            if region.sum() > floor:
                regions.append(region)
    otsu, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((smooth > otsu).astype(np.uint8))
    regions.extend(labels == k for k in range(1, count) if stats[k, cv2.CC_STAT_AREA] > floor)
    return regions


def _quad_of(mask: NDArray[np.bool_]) -> Points | None:
    """The quad around a region, or None where the region is not four-sided or fills the picture."""
    filled = open_(mask.astype(np.uint8), 7, 7)
    contours, _ = cv2.findContours(filled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    contour = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(contour)
    if cv2.contourArea(hull) < PAPER_MIN_SHARE * mask.size or len(hull) < 4:
        return None
    quad = cv2.approxPolyN(hull, 4, ensure_convex=True).reshape(-1, 2).astype(np.float64)
    if len(quad) != 4 or cv2.contourArea(contour) < 0.8 * cv2.contourArea(quad.astype(np.float32)):
        return None
    return _clockwise(quad)


def _clockwise(quad: Points) -> Points:
    """The corners clockwise, beginning with the one nearest the top left."""
    centre = quad.mean(axis=0)
    quad = quad[np.argsort(np.arctan2(quad[:, 1] - centre[1], quad[:, 0] - centre[0]))]
    return np.roll(quad, -int(np.argmin(quad.sum(axis=1))), axis=0)


def _edge_support(smooth: Pixels, quad: Points) -> float:
    """The share of the quad's border that has a sharp step from bright inside to dark outside (beyond the picture: counts for half)."""
    centre = quad.mean(axis=0)
    height, width = smooth.shape
    support = []
    for a, b in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        along = a + (b - a) * np.linspace(0.06, 0.94, 60)[:, None]
        normal = np.array([b[1] - a[1], a[0] - b[0]]) / max(1e-6, float(np.linalg.norm(b - a)))
        normal *= np.sign(normal @ (a - centre))
        inside, outside = along - 4 * normal, along + 4 * normal
        seen = (outside > 1).all(axis=1) & (outside < (width - 2, height - 2)).all(axis=1)
        at = [np.clip(np.rint(p).astype(int), 0, (width - 1, height - 1)) for p in (inside, outside)]
        bright, dark = (smooth[p[:, 1], p[:, 0]].astype(float) + 4 for p in at)
        support.append(np.where(seen, bright / dark > 1.12, 0.5).mean())
    return float(np.mean(support))


def _size(corners: Points, seen: bool) -> tuple[float, float]:
    """Width and height in millimetres."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    if not seen:
        area = PAPER_SIZES_MM[0][0] * PAPER_SIZES_MM[0][1]
        width = float(np.sqrt(area * across / down))
        return width, area / width
    sizes = [size for short, long in PAPER_SIZES_MM for size in ((short, long), (long, short))]
    return min(sizes, key=lambda size: abs(np.log(size[0] / size[1] * down / across)))
