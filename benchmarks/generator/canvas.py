"""Paper with things on it: a picture in pixels, addressed in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.generator.fonts import Face, Mask

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]  # blue, green, red
BLACK: Colour = (20, 20, 20)


@dataclass(frozen=True)
class Canvas:
    """A sheet of paper, `scale` pixels a millimetre; drawing darkens it as ink does."""

    image: Pixels
    scale: float

    @classmethod
    def blank(cls, width: float, height: float, scale: float, colour: Colour = (255, 255, 255)) -> Canvas:
        """White paper of the size in millimetres."""
        return cls(np.full((round(height * scale), round(width * scale), 3), colour, np.uint8), scale)

    def ink(self, mask: Mask, left: int, top: int, colour: Colour) -> None:
        """Lays coverage (0 to 1) on the paper, its corner at the pixel (left, top); what lies outside is lost."""
        height, width = self.image.shape[:2]
        x, y = max(0, left), max(0, top)
        part = mask[y - top : max(0, height - top), x - left : max(0, width - left)]
        if part.size == 0:
            return
        under = self.image[y : y + part.shape[0], x : x + part.shape[1]]
        through = 1 - part[..., None] * (1 - np.array(colour, np.float32) / 255)
        under[:] = (under * through).astype(np.uint8)

    def fill(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        """Paints a rectangle (left, top, right, bottom; millimetres)."""
        left, top, right, bottom = (round(v * self.scale) for v in box)
        self.image[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = colour

    def line(self, x1: float, y1: float, x2: float, y2: float, thick: float, colour: Colour = BLACK) -> None:
        """A printed rule, upright or level; thickness in millimetres, at least one pixel."""
        half = max(1, round(thick * self.scale))
        left, top = round(x1 * self.scale) - half // 2, round(y1 * self.scale) - half // 2
        right, bottom = round(x2 * self.scale) - half // 2 + half, round(y2 * self.scale) - half // 2 + half
        self.image[max(0, top) : bottom, max(0, left) : right] = colour

    def stroke(self, points: NDArray[np.float64], thick: float, colour: Colour = BLACK, closed: bool = False) -> None:
        """A printed line through points in millimetres."""
        at = np.round(points * self.scale * 16).astype(np.int32)
        cv2.polylines(self.image, [at], closed, colour, max(1, round(thick * self.scale)), cv2.LINE_AA, 4)

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        capital: float,
        face: Face,
        colour: Colour = BLACK,
        anchor: float = 0.0,
    ) -> float:
        """Printed text, sizes in millimetres; `anchor` 0 starts at x, 0.5 centres on it, 1 ends there. Returns its width."""
        mask, base = face.mask(text, capital * self.scale)
        left = round(x * self.scale - anchor * mask.shape[1])
        if max(colour) > 128:  # light print on a dark band covers it
            self._cover(mask, left, round(baseline * self.scale) - base, colour)
        else:
            self.ink(mask, left, round(baseline * self.scale) - base, colour)
        return float(mask.shape[1] / self.scale)

    def _cover(self, mask: Mask, left: int, top: int, colour: Colour) -> None:
        height, width = self.image.shape[:2]
        x, y = max(0, left), max(0, top)
        part = mask[y - top : max(0, height - top), x - left : max(0, width - left), None]
        if part.size:
            under = self.image[y : y + part.shape[0], x : x + part.shape[1]]
            under[:] = (under * (1 - part) + np.array(colour, np.float32) * part).astype(np.uint8)
