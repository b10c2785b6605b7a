"""Where the paper lies on the page, and how it looks from straight above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Points
from digitiser.model import Pixels
from digitiser.settings import (
    EDGE_BETTER,
    EDGE_SUPPORT,
    EDGE_SUPPORT_BESIDE,
    PAPER_DETECTION_PX,
    PAPER_ROOM_MIN_SHARE,
    PAPER_SIZES_MM,
    RULES_PX_PER_MM,
)
from digitiser.sheets.edges import best_quad, find_edges, worth_of
from digitiser.sheets.picture import shrunk
from digitiser.sheets.regions import is_too_long, region_quads, sharpened, smoothed


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

    A paper is a four-sided region with a sharp border and darker surroundings; the soft border of a shadow does not end it. Where its
    surroundings are as bright as it is, it is the calm region that rough ones surround.
    """
    scale = min(1.0, PAPER_DETECTION_PX / max(grey.shape))
    small = shrunk(grey, scale)
    found = [Paper((quad + 0.5) / scale - 0.5, True) for quad in _paper_quads(small)]
    if not found:
        return (whole(grey),)
    return tuple(sorted(found, key=lambda paper: paper.corners[:, 0].min() + paper.corners[:, 1].min()))


def whole(grey: Pixels) -> Paper:
    """The picture as the paper."""
    height, width = grey.shape
    return Paper(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) - 0.5, False)


def beside(grey: Pixels, tables: Sequence[Points]) -> tuple[Paper, ...]:
    """The parts of the picture left and right of, or above and below, these tables (corners in pixels) that have room for a sheet."""
    height, width = grey.shape
    corners = np.concatenate(tables)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    room = PAPER_ROOM_MIN_SHARE
    parts = []
    if width > height:
        parts = [(0.0, left, 0.0, height), (right, width, 0.0, height)]
    else:
        parts = [(0.0, width, 0.0, top), (0.0, width, bottom, height)]
    return tuple(
        Paper(np.array([[a, c], [b, c], [b, d], [a, d]], np.float64) - 0.5, False)
        for a, b, c, d in parts
        if (b - a) * (d - c) > room * width * height
    )


def look_at(grey: Pixels, paper: Paper, turn: int) -> View:
    """The paper seen from above after `turn` quarter turns counter-clockwise (of the picture).

    The size is that of the nearest known paper for a paper whose edges were seen, else the picture's aspect on an A4 sheet's area.
    """
    corners = np.roll(paper.corners, -turn, axis=0)
    width, height = _size(corners, paper.seen)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(target, corners.astype(np.float32)), np.float64)
    return look_through(grey, matrix, width, height)


def look_through(grey: Pixels, matrix: NDArray[np.float64], width: float, height: float) -> View:
    """What the homography `matrix` (millimetres to page pixels) shows of the page on width x height millimetres."""
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [width, 0], [width, height], [0, height]]], float), matrix)[0]
    # The picture is shrunk first: warping alone would skip pixels, and thin rules with them.
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1) / (width, height, width, height)
    shrink = min(1.0, 1.25 * RULES_PX_PER_MM / float(sides.max()))
    if shrink < 0.9:
        grey = shrunk(grey, shrink)
    else:
        shrink = 1.0
    shape = (round(width * RULES_PX_PER_MM), round(height * RULES_PX_PER_MM))
    to_mm = np.array(
        [[1 / RULES_PX_PER_MM, 0, 0.5 / RULES_PX_PER_MM], [0, 1 / RULES_PX_PER_MM, 0.5 / RULES_PX_PER_MM], [0, 0, 1]]
    )
    to_small = np.array([[shrink, 0, (shrink - 1) / 2], [0, shrink, (shrink - 1) / 2], [0, 0, 1]])
    flat = cv2.warpPerspective(
        grey,
        to_small @ matrix @ to_mm,
        shape,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return View(np.asarray(flat, np.uint8), width, height, matrix)


def _paper_quads(small: Pixels) -> list[Points]:
    """Corners (pixels of the small picture) of the papers: regions of it, unless four straight edges make a far better one."""
    smooth = smoothed(small)
    edges = find_edges(smooth)
    quads = region_quads(smooth)
    best = best_quad(edges)
    worths = [worth_of(edges, quad) for quad in quads]
    known = max((worth.score for worth in worths), default=-np.inf)
    if best and best[1].support >= EDGE_SUPPORT and best[1].score > known + EDGE_BETTER:
        within = [k for k, quad in enumerate(quads) if _overlap(quad, best[0])]
        # Two papers side by side make one large quad between them.
        are_whole = all(worths[k].support >= EDGE_SUPPORT_BESIDE for k in within)
        if len(within) < 2 or not (are_whole or is_too_long(best[0])):
            quads = [quad for k, quad in enumerate(quads) if k not in within] + [sharpened(smooth, best[0])]
    if len(quads) == 1 and worth_of(edges, quads[0]).support >= EDGE_SUPPORT:
        beside = best_quad(edges.without(quads[0]))
        if beside and beside[1].support >= EDGE_SUPPORT_BESIDE and not _overlap(quads[0], beside[0]):
            quads.append(sharpened(smooth, beside[0]))
    return quads


def _overlap(one: Points, other: Points) -> bool:
    common, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    areas = [cv2.contourArea(quad.astype(np.float32)) for quad in (one, other)]
    return bool(common > 0.1 * min(areas))


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
