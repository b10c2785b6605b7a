"""Pens: what their line looks like on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from benchmarks.generator.canvas import Canvas, Colour
from benchmarks.generator.chance import Lots, between, chance, weighed
from benchmarks.generator.fonts import Mask

PenKind = Literal["ballpoint", "gel", "felt", "pencil", "fountain"]


@dataclass(frozen=True)
class Pen:
    """`width` is the line's in millimetres, `strength` how dark it comes out (1 is full), `grain` how broken."""

    kind: PenKind
    colour: Colour
    width: float
    strength: float
    grain: float


def any_pen(rng: Lots, bold: bool = False) -> Pen:
    """A pen as people carry them: mostly blue and black ballpoints; a `bold` one is still seen on a fax."""
    kind: PenKind = weighed(rng, {"ballpoint": 60, "gel": 15, "felt": 7, "pencil": 0 if bold else 9, "fountain": 9})
    if kind == "pencil":
        grey = int(rng.integers(60, 115))
        return Pen(kind, (grey, grey, grey), between(rng, 0.3, 0.55), between(rng, 0.65, 0.95), 0.45)
    hue = weighed(rng, {"blue": 50, "black": 42, "red": 3, "green": 3, "violet": 2})
    shade = int(rng.integers(-15, 16))
    colours: dict[str, Colour] = {
        "blue": (150 + shade, 55 + shade, 25), "black": (35 + shade // 2, 30 + shade // 2, 28 + shade // 2), "red": (45, 35, 190 + shade),
        "green": (60, 110 + shade, 25), "violet": (140 + shade, 40, 100),
    }  # fmt: skip
    widths = {"ballpoint": (0.22, 0.42), "gel": (0.3, 0.5), "felt": (0.6, 1.1), "fountain": (0.3, 0.6)}
    faint = not bold and chance(rng, 0.12) and kind == "ballpoint"
    strength = between(rng, 0.55, 0.75) if faint else between(rng, 0.85, 1.0)
    return Pen(kind, colours[hue], between(rng, *widths[kind]), strength, 0.22 if kind == "ballpoint" else 0.06)


def write(canvas: Canvas, mask: Mask, left: int, top: int, pen: Pen, rng: Lots) -> None:
    """Inks a mask with the pen: pressure comes and goes along the line, and a dry ball or a pencil leaves grain."""
    height, width = mask.shape
    pressure = cv2.resize(
        rng.uniform(0.72, 1.0, (3, max(3, width // 40))).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    grain = 1 - pen.grain * rng.random((height, width), np.float32)
    canvas.ink(np.clip(mask * pressure * grain * pen.strength, 0, 1), left, top, pen.colour)
