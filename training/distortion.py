"""What hand and pen make of written letters: slant, unsteady lines, another pen's width and texture."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.writing import Ink, Line, Random


def noise(rng: Random, height: int, width: int, cell: float) -> NDArray[Any]:
    """Smooth noise of unit spread whose bumps are about `cell` pixels wide."""
    small = rng.standard_normal((int(height / cell) + 2, int(width / cell) + 2), dtype=np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def bend(rng: Random, line: Line, slant: float = 0.18) -> Line:
    """Slants, turns and distorts a line and moves its centres along. Pads first, so nothing written leaves the canvas."""
    ink = cv2.copyMakeBorder(line.ink, 14, 14, 20, 20, cv2.BORDER_CONSTANT)
    height, width = ink.shape
    ys, xs = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    shear = float(np.clip(rng.normal(0.03, slant), -0.45, 0.6))
    strength = float(rng.choice([0.0, 1.2, 2.2], p=[0.25, 0.5, 0.25]))
    wave = noise(rng, 1, width, 90)[0] * rng.uniform(0, 2.5)
    tilt = np.tan(np.radians(np.clip(rng.normal(0, 1.0), -3, 3))) * min(1.0, 300 / width)
    map_x = xs + shear * (ys - height / 2) + strength * noise(rng, height, width, 18)
    map_y = ys + tilt * (xs - width / 2) + wave[None, :] + strength * noise(rng, height, width, 18)
    if rng.random() < 0.3:  # letters grow or shrink along the line
        map_y = height / 2 + (map_y - height / 2) * (1 + 0.15 * noise(rng, 1, width, 160)[0].clip(-1.5, 1.5))[None, :]
    bent = cv2.remap(ink, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR)
    return Line(bent, line.centres + 20)


def pen(rng: Random, ink: Ink, stroke: float) -> Ink:
    """Makes the strokes as wide as another pen's and gives them its texture."""
    wanted = float(rng.choice([rng.uniform(1.4, 2.6), rng.uniform(2.2, 4.2), rng.uniform(4, 7)], p=[0.35, 0.5, 0.15]))
    change = round(wanted - stroke)
    if change >= 1:
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (min(change, 4) + 1,) * 2))
    elif change <= -1 and stroke > 2.6:
        thin = cv2.erode(
            ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (min(-change, int(stroke - 1.3), 4) + 1,) * 2)
        )
        ink = np.maximum(thin, (ink * 0.5).astype(np.uint8))  # hairlines of the font stay
    kind = rng.random()
    if kind < 0.35:
        pressure = np.clip(0.85 + 0.2 * noise(rng, ink.shape[0], ink.shape[1], 25), 0.35, 1)
        ink = (ink * pressure).astype(np.uint8)
    elif kind < 0.5:  # pencil: grain shows through
        grain = np.clip(0.8 + 0.45 * rng.standard_normal(ink.shape, dtype=np.float32), 0.1, 1)
        ink = (ink * grain).astype(np.uint8)
    elif kind < 0.58:  # a dry pen leaves gaps
        gaps = noise(rng, ink.shape[0], ink.shape[1], float(rng.uniform(3, 9))) > rng.uniform(1.1, 1.8)
        ink = np.where(gaps, ink // 5, ink)
    return ink
