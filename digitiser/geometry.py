"""Where a point of the flat sheet lies on the page: the only place that knows both millimetres and pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Frame:
    """A regular lattice over the sheet, with the page pixel under each node; between the nodes it is interpolated.

    `width` and `height` are millimetres; `nodes` is rows x columns x 2, float32, the first node at (0, 0) and the last at
    (width, height). A lattice holds a homography and the curl of a page alike. Pixel centres have whole coordinates.
    """

    width: float
    height: float
    nodes: NDArray[np.float32]

    @classmethod
    def from_homography(cls, matrix: NDArray[np.float64], width: float, height: float, nodes: int = 49) -> Frame:
        """The frame of a flat sheet: `matrix` (3 x 3) takes millimetres to page pixels."""
        grid = _lattice(width, height, nodes, nodes)
        mapped = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), matrix)
        return cls(width, height, mapped.reshape(nodes, nodes, 2).astype(np.float32))

    def to_page(self, points: Points) -> Points:
        """Page pixels (n x 2) of points (n x 2) in millimetres; outside the lattice the nearest cell is continued."""
        rows, columns = self.nodes.shape[:2]
        points = np.asarray(points, np.float64).reshape(-1, 2)
        x = points[:, 0] / self.width * (columns - 1)
        y = points[:, 1] / self.height * (rows - 1)
        i, j = np.clip(np.floor(y), 0, rows - 2).astype(int), np.clip(np.floor(x), 0, columns - 2).astype(int)
        u, v = (x - j)[:, None], (y - i)[:, None]
        n = self.nodes.astype(np.float64)
        upper = n[i, j] * (1 - u) + n[i, j + 1] * u
        lower = n[i + 1, j] * (1 - u) + n[i + 1, j + 1] * u
        at: Points = upper * (1 - v) + lower * v
        return at

    def flatten(self, image: NDArray[np.uint8], px_per_mm: float) -> NDArray[np.uint8]:
        """The sheet cut out of the page, flat, at `px_per_mm`; what lies beyond the page is white."""
        columns, rows = round(self.width * px_per_mm), round(self.height * px_per_mm)
        across = _stretched(self.nodes.transpose(1, 0, 2), columns).transpose(1, 0, 2)  # nodes x columns x 2
        flat = np.empty((rows, columns, *image.shape[2:]), np.uint8)
        for strip, places in _strips(np.ascontiguousarray(across), rows):
            flat[strip] = cv2.remap(
                image,
                places,
                None,  # type: ignore[call-overload]
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=(255, 255, 255),
            )
        return flat

    def resampled(self, rows: int, columns: int) -> Frame:
        """The same frame with another number of nodes."""
        at = self.to_page(_lattice(self.width, self.height, rows, columns).reshape(-1, 2))
        return Frame(self.width, self.height, at.reshape(rows, columns, 2).astype(np.float32))


def _stretched(values: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """`values` (nodes x n x 2) at the middles of `count` pixels from the first node to the last (count x n x 2)."""
    return np.concatenate([part for _, part in _strips(values, count)])


def _strips(values: NDArray[np.float32], count: int) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """The pixels from each node to the next, and `values` (nodes x n x 2) there, straight between the nodes; `count` pixels in all.

    Places are rounded to 1/32 of a node's distance, which is a pixel of an A4 sheet. That leaves strokes as sharp as they were; with exact
    places the picture is softer, and the limits of what crosses out a row would have to be measured anew.
    """
    at = np.rint((np.arange(count) + 0.5) / count * (len(values) - 1) * 32).astype(np.float32) / 32
    # The last places may be rounded to the last node.
    first = np.append(np.searchsorted(at, np.arange(len(values) - 1)), count).tolist()
    for k, (start, stop) in enumerate(pairwise(first)):
        if start < stop:
            with np.errstate(invalid="ignore"):  # a wild guess may lead to infinity, where nothing is seen
                found = (at[start:stop] - k)[:, None, None] * (values[k + 1] - values[k])
                found += values[k]
            yield slice(start, stop), found


def _lattice(width: float, height: float, rows: int, columns: int) -> Points:
    xs, ys = np.linspace(0, width, columns), np.linspace(0, height, rows)
    return np.stack(np.meshgrid(xs, ys), axis=-1)


def quad_on_page(frame: Frame, box: tuple[float, float, float, float], page_shape: tuple[int, ...]) -> Quad:
    """The corners of a box (left, top, right, bottom; millimetres in the frame) as shares of the page, rounded to 1e-5."""
    left, top, right, bottom = box
    corners = frame.to_page(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
    shares = (corners + 0.5) / (
        page_shape[1],
        page_shape[0],
    )  # the picture's edge lies half a pixel beyond its first centre
    a, b, c, d = ((round(float(x), 5), round(float(y), 5)) for x, y in shares)
    return a, b, c, d
