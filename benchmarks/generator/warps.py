"""Where the points of a sheet go on their way into a picture. Each has an exact way there and back, so the truth goes along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.generator.canvas import Pixels
from benchmarks.generator.fonts import Mask

Points = NDArray[np.float64]
LATTICE = 12
"""Pixels between the points at which a warp is computed when a picture is made; between them it is interpolated."""


class Warp(Protocol):
    """A one-to-one map of the plane; `there` and `back` take and give n x 2 points."""

    def there(self, points: Points) -> Points: ...  # noqa: D102
    def back(self, points: Points) -> Points: ...  # noqa: D102


@dataclass(frozen=True)
class Plane:
    """A homography (3 x 3): scaling, turning, and what a camera held askew does."""

    matrix: NDArray[np.float64]

    def there(self, points: Points) -> Points:
        """Through the matrix."""
        return _project(points, self.matrix)

    def back(self, points: Points) -> Points:
        """Through its inverse."""
        return _project(points, np.asarray(np.linalg.inv(self.matrix), np.float64))


def _project(points: Points, matrix: NDArray[np.float64]) -> Points:
    out = np.column_stack([points, np.ones(len(points))]) @ np.asarray(matrix, np.float64).T
    return np.asarray(out[:, :2] / out[:, 2:], np.float64)


def turned(degrees: float, scale: float, centre: tuple[float, float], to: tuple[float, float]) -> Plane:
    """Turns (clockwise as seen) and scales about `centre`, which comes to lie at `to`."""
    a = np.deg2rad(degrees)
    c, s = scale * np.cos(a), scale * np.sin(a)
    x, y = centre
    return Plane(np.array([[c, -s, to[0] - c * x + s * y], [s, c, to[1] - s * x - c * y], [0, 0, 1]]))


@dataclass(frozen=True)
class Curl:
    """A sheet that does not lie flat: points move up or down by a wave of x that grows or fades with y. Heights in millimetres."""

    width: float
    height: float
    swing: float
    waves: float
    phase: float
    growth: float

    def _rise(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.swing * np.sin(np.pi * self.waves * x / self.width + self.phase)

    def there(self, points: Points) -> Points:
        """The way into the picture."""
        x, y = points.T
        return np.column_stack([x, y + self._rise(x) * (1 + self.growth * y / self.height)])

    def back(self, points: Points) -> Points:
        """The way back."""
        x, y = points.T
        rise = self._rise(x)
        return np.column_stack([x, (y - rise) / (1 + self.growth * rise / self.height)])


@dataclass(frozen=True)
class Fold:
    """A crease across the sheet at `at` (mm from the top): what lies below it leans aside and is a little shorter."""

    at: float
    lean: float
    shorter: float

    def there(self, points: Points) -> Points:
        """The way into the picture."""
        x, y = points.T
        below = np.maximum(0, y - self.at)
        return np.column_stack([x + self.lean * below, y - self.shorter * below])

    def back(self, points: Points) -> Points:
        """The way back."""
        x, y = points.T
        below = np.maximum(0, y - self.at) / (1 - self.shorter)
        return np.column_stack([x - self.lean * below, y + self.shorter * below])


@dataclass(frozen=True)
class Chain:
    """One warp after the other."""

    links: tuple[Warp, ...]

    def there(self, points: Points) -> Points:
        """Through all of them."""
        for link in self.links:
            points = link.there(points)
        return points

    def back(self, points: Points) -> Points:
        """Through all of them, last first."""
        for link in reversed(self.links):
            points = link.back(points)
        return points


def quarter_turns(turns: int, width: float, height: float) -> Plane:
    """Quarter turns against the clock, as numpy.rot90 turns a picture of `width` x `height`, on its continuous pixel coordinates."""
    matrices: tuple[list[list[float]], ...] = (
        [[1, 0, 0], [0, 1, 0]],
        [[0, 1, 0], [-1, 0, width]],
        [[-1, 0, width], [0, -1, height]],
        [[0, -1, height], [1, 0, 0]],
    )
    return Plane(np.array([*matrices[turns % 4], [0.0, 0.0, 1.0]]))


def paste(
    paper: Pixels,
    alpha: Mask | None,
    scale: float,
    warp: Warp,
    onto: Pixels,
    light: Callable[[Pixels], Pixels] | None = None,
) -> NDArray[np.uint8]:
    """Lays the paper (`scale` pixels a millimetre) into the picture `onto`, in place; `warp` takes millimetres to the picture's pixels.

    Returns how far each pixel of the picture is covered by paper (0 to 255). `light` may change the warped paper before it is laid down.
    """
    height, width = onto.shape[:2]
    where = _dense(warp, width, height, scale)
    shrink = scale / _magnification(warp, paper.shape, scale)
    if shrink > 1.3:
        paper = cv2.GaussianBlur(paper, (0, 0), 0.42 * shrink).astype(np.uint8)
    warped = np.asarray(
        cv2.remap(paper, where[0], where[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    cover = np.full(paper.shape[:2], 255, np.uint8) if alpha is None else (alpha * 255).astype(np.uint8)
    over = np.asarray(
        cv2.remap(cover, where[0], where[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0), np.uint8
    )
    if light:
        warped = light(warped)
    onto[:] = blend(onto, warped, over)
    return over


def blend(under: Pixels, over: Pixels, cover: NDArray[np.uint8]) -> Pixels:
    """`over` where cover is 255, `under` where it is 0."""
    share = cv2.merge([cover, cover, cover])
    return cv2.add(
        cv2.multiply(over, share, scale=1 / 255), cv2.multiply(under, cv2.bitwise_not(share), scale=1 / 255)
    ).astype(np.uint8)


def _magnification(warp: Warp, shape: tuple[int, ...], scale: float) -> float:
    """Pixels of the picture for a millimetre in the middle of the paper."""
    middle = np.array([[shape[1] / scale / 2, shape[0] / scale / 2]])
    steps = warp.there(middle + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return float(np.sqrt(abs(np.linalg.det(np.stack([steps[1] - steps[0], steps[2] - steps[0]])))))


def _dense(warp: Warp, width: int, height: int, scale: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For every pixel of the picture, the pixel of the paper it shows."""
    columns, rows = max(2, width // LATTICE), max(2, height // LATTICE)
    xs, ys = np.linspace(0.5, width - 0.5, columns), np.linspace(0.5, height - 0.5, rows)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    nodes = (warp.back(grid) * scale - 0.5).reshape(rows, columns, 2).astype(np.float32)
    at_x = np.tile(np.linspace(0, columns - 1, width, dtype=np.float32), (height, 1))
    at_y = np.tile(np.linspace(0, rows - 1, height, dtype=np.float32)[:, None], (1, width))
    dense = cv2.remap(nodes, at_x, at_y, cv2.INTER_LINEAR)
    return np.ascontiguousarray(dense[..., 0]), np.ascontiguousarray(dense[..., 1])
