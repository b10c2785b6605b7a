"""Signatures: runs of the pen of many kinds, and the printed name that some put in their place."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.generator.chance import Lots, between, chance, pick, weighed
from benchmarks.generator.fonts import Mask
from benchmarks.generator.hands import Hand, draw, is_arabic

Path = NDArray[np.float64]
"""Points of one run of the pen, x and y in shares of the signature's width and height."""


def smooth(points: Path, steps: int = 12) -> Path:
    """A Catmull-Rom curve through the points."""
    p = np.vstack([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True)
    ]
    return np.vstack([*parts, points[-1:]])


def _wave(rng: Lots) -> list[Path]:
    count = int(rng.integers(5, 16))
    x = np.linspace(0, 1, count) + rng.normal(0, 0.03, count)
    y = 0.5 + np.where(np.arange(count) % 2, 1, -1) * rng.uniform(0.1, 0.5, count) * np.linspace(
        1, between(rng, 0.2, 1), count
    )
    return [smooth(np.stack([x, y], axis=1))]


def _loops(rng: Lots) -> list[Path]:
    turns, size = between(rng, 2.5, 7), between(rng, 0.12, 0.4)
    t = np.linspace(0, turns * 2 * np.pi, int(turns * 26))
    drift = t / t[-1]
    swell = 1 + 0.5 * np.sin(drift * between(rng, 3, 9) + between(rng, 0, 6))
    return [
        np.stack(
            [drift * (1 - size) + size * 0.5 * np.cos(t) * swell, 0.5 + size * np.sin(t) * swell - 0.1 * drift], axis=1
        )
    ]


def _initial_and_line(rng: Lots) -> list[Path]:
    initial = rng.uniform((0, 0), (0.35, 1), (int(rng.integers(4, 8)), 2))
    tail_x = np.linspace(0.3, 1, 7)
    tail_y = 0.6 + rng.normal(0, 0.12, 7) * np.linspace(1, 0.2, 7)
    return [smooth(np.vstack([initial, np.stack([tail_x, tail_y], axis=1)]))]


def _zigzag(rng: Lots) -> list[Path]:
    count = int(rng.integers(4, 9))
    x = np.sort(rng.uniform(0, 1, count))
    return [np.stack([x, rng.uniform(0.05, 0.95, count)], axis=1)]


def _knot(rng: Lots) -> list[Path]:
    return [smooth(rng.uniform((0.05, 0.0), (0.95, 1.0), (int(rng.integers(6, 13)), 2)))]


def _strokes(rng: Lots) -> list[Path]:
    runs = []
    for k in range(int(rng.integers(3, 6))):
        start = np.array([k * 0.22, rng.uniform(0, 0.8)])
        runs.append(smooth(start + np.cumsum(rng.uniform((0, -0.35), (0.14, 0.4), (4, 2)), axis=0)))
    return runs


def _cross(rng: Lots) -> list[Path]:
    return [
        np.array([[0.3, 0.1], [0.7, 0.9]]) + rng.normal(0, 0.03, (2, 2)),
        np.array([[0.7, 0.1], [0.3, 0.9]]) + rng.normal(0, 0.03, (2, 2)),
    ]


KINDS = {_wave: 24, _loops: 20, _initial_and_line: 20, _zigzag: 8, _knot: 10, _strokes: 5, _cross: 1.5}


def signature(width: int, height: int, line: float, rng: Lots) -> Mask:
    """Coverage of a signature of about `width` x `height` pixels, the pen's line `line` pixels wide, with a free margin around it."""
    runs = weighed(rng, KINDS)(rng)
    if chance(rng, 0.25):
        y, start = between(rng, 0.8, 1.1), -0.7 if chance(rng, 0.15) else 0.0  # far out to the left, into the next cell
        runs.append(smooth(np.array([[start, y], [0.4, y + rng.normal(0, 0.06)], [1.0, y + rng.normal(0, 0.1)]])))
    if chance(rng, 0.1):
        at = rng.uniform((0.6, 0.7), (1, 1.0))
        runs.append(np.array([at, at + 0.01]))
    turn = np.deg2rad(between(rng, -14, 4))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    runs = [((run - 0.5) * (width, height)) @ spin + (width / 2, height / 2) for run in runs]
    return draw_runs(runs, line, rng)


def draw_runs(runs: list[Path], line: float, rng: Lots) -> Mask:
    """Runs of the pen (pixels) as coverage; a quick pen is thin in the middle of its run. The margin is one third of the larger side."""
    low = np.floor(np.min([run.min(axis=0) for run in runs], axis=0))
    high = np.ceil(np.max([run.max(axis=0) for run in runs], axis=0))
    edge = int(line * 2 + 3)
    mask = np.zeros((int(high[1] - low[1]) + 2 * edge, int(high[0] - low[0]) + 2 * edge), np.uint8)
    for run in runs:
        at = np.round((run - low + edge) * 16).astype(np.int32)
        cv2.polylines(mask, [at], False, 255, max(1, round(line)), cv2.LINE_AA, 4)
        if line > 3:
            continue
        heavy = at[: max(2, len(at) // int(rng.integers(2, 5)))]
        cv2.polylines(mask, [heavy], False, 255, max(1, round(line + 0.8)), cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.7), np.float32) / np.float32(255)


def name_as_signature(name: str, hand: Hand, capital: float, line: float, rng: Lots) -> Mask:
    """The name itself, written small or large where the signature belongs."""
    parts = name.split()
    texts = (name, parts[-1]) if is_arabic(name) else (name, parts[-1], f"{parts[0][0]}. {parts[-1]}")
    return draw(pick(rng, texts), hand, capital, line, 1.0, rng)[0]
