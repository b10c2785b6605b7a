"""What goes between paper and picture: a sheet of paper that something happened to, and a picture of it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.generator.canvas import Pixels
from benchmarks.generator.fonts import Mask
from benchmarks.generator.warps import Warp


@dataclass(frozen=True)
class Paper:
    """A filled sheet, `scale` pixels a millimetre.

    `alpha` is 0 where paper is missing; `bend` is how it fails to lie flat (millimetres to millimetres).
    """

    image: Pixels
    scale: float
    alpha: Mask | None = None
    bend: Warp | None = None

    @property
    def width(self) -> float:
        """Millimetres."""
        return float(self.image.shape[1] / self.scale)

    @property
    def height(self) -> float:
        """Millimetres."""
        return float(self.image.shape[0] / self.scale)


@dataclass(frozen=True)
class Picture:
    """A picture; `place` takes the paper's millimetres to its pixels (0 at the left edge, the width at the right one).

    `orientation` is the EXIF tag with which it is to be stored, its pixels turned accordingly; `quality` that of the JPEG.
    """

    image: Pixels
    place: Warp
    quality: int = 85
    orientation: int = 1
    bitonal: bool = False
