"""Table tops, for sheets to lie on."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.generator.canvas import Colour, Pixels
from benchmarks.generator.chance import Lots, between, chance, pick, weighed

COLOURS: tuple[Colour, ...] = (
    (60, 80, 110), (40, 45, 50), (120, 140, 165), (170, 178, 182), (70, 60, 45), (35, 55, 85), (205, 208, 210), (90, 100, 90), (60, 40, 90),
)  # fmt: skip


def table_top(width: int, height: int, rng: Lots) -> Pixels:
    """Something to lie on: wood, stone, cloth, checks, tiles, a plain desk, dark or light."""
    kind = weighed(rng, {"wood": 28, "plain": 25, "stone": 14, "cloth": 10, "checks": 9, "tiles": 7, "planks": 7})
    base = np.array(pick(rng, COLOURS), np.float32)
    rows, columns = height // 3, width // 3
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    if kind in ("wood", "planks"):
        grain = cv2.resize(
            rng.normal(0, 1, (rows // 2, 6)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC
        )
        wave = np.sin(
            y / between(rng, 4, 14)
            + 3
            * cv2.resize(rng.normal(0, 1, (5, 5)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
        )
        pattern = 1 + 0.06 * grain + 0.07 * wave
        if kind == "planks":
            pattern *= 1 - 0.5 * ((y % between(rng, 60, 160)) < 2)
    elif kind == "stone":
        pattern = 1 + sum(
            0.07
            * cv2.resize(rng.normal(0, 1, (n, n)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
            for n in (6, 20, 90)
        )
    elif kind == "cloth":
        pattern = (
            1 + 0.08 * np.sin(x * 1.9) * np.sin(y * 1.9) + 0.05 * rng.normal(0, 1, (rows, columns)).astype(np.float32)
        )
    elif kind == "checks":
        size = between(rng, 20, 70)
        pattern = 1 - 0.3 * ((x // size) % 2) - 0.3 * ((y // size) % 2)
    elif kind == "tiles":
        size = between(rng, 80, 220)
        pattern = (
            1
            - 0.35 * (((x % size) < 3) | ((y % size) < 3))
            + 0.03 * cv2.resize(rng.normal(0, 1, (40, 40)).astype(np.float32), (columns, rows))
        )
    else:
        pattern = 1 + 0.02 * rng.normal(0, 1, (rows, columns)).astype(np.float32)
    if chance(rng, 0.5):
        pattern = pattern[:, ::-1]
    if kind in ("wood", "planks") and chance(rng, 0.5):
        pattern = cv2.resize(np.ascontiguousarray(pattern.T), (columns, rows))
    small = np.clip(np.asarray(pattern, np.float32)[..., None] * base, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
