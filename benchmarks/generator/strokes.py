"""Strokes that are not letters: dittos, ticks, dashes."""

from __future__ import annotations

import numpy as np

from benchmarks.generator.canvas import Canvas
from benchmarks.generator.chance import Lots, between, chance, pick
from benchmarks.generator.pens import Pen, write
from benchmarks.generator.signatures import Path, draw_runs, smooth
from digitiser.model import Box


def put(canvas: Canvas, runs: list[Path], pen: Pen, rng: Lots) -> None:
    """Draws runs of the pen, given in millimetres on the sheet."""
    pixels = [np.asarray(run, float) * canvas.scale for run in runs]
    line = pen.width * canvas.scale
    low = np.floor(np.min([run.min(axis=0) for run in pixels], axis=0)).astype(int) - int(line * 2 + 3)
    write(canvas, draw_runs(pixels, line, rng), int(low[0]), int(low[1]), pen, rng)


def shaky(x1: float, y1: float, x2: float, y2: float, rng: Lots, shake: float = 0.25) -> Path:
    """A line as a hand draws it without a ruler."""
    count = max(3, int(np.hypot(x2 - x1, y2 - y1) / 12) + 2)
    run = np.stack([np.linspace(x1, x2, count), np.linspace(y1, y2, count)], axis=1)
    return smooth(run + rng.normal(0, shake, run.shape))


def ditto(kind: str, box: Box, rng: Lots) -> list[Path]:
    """A mark that says "as above": `"`, `''`, `//`, with or without dashes beside it. Two short strokes, upright or leaning."""
    high = between(rng, 1.2, 2.6)
    x = box.left + box.width * between(rng, 0.2, 0.65)
    y = box.top + box.height * between(rng, 0.35, 0.6)
    lean = {"quotes": 0.15, "primes": 0.3, "slashes": 0.9}[kind] * high * between(rng, 0.6, 1.2)
    if kind == "slashes":
        high *= 1.5
    gap = between(rng, 0.8, 1.6)
    runs = [
        shaky(x + k * gap + lean / 2, y - high / 2, x + k * gap - lean / 2, y + high / 2, rng, 0.06) for k in range(2)
    ]
    if chance(rng, 0.15):
        runs += [shaky(x - 6, y, x - 2, y, rng, 0.1), shaky(x + gap + 2, y, x + gap + 6, y, rng, 0.1)]
    return runs


def down(top: Box, bottom: Box, rng: Lots) -> list[Path]:
    """One stroke down a column, over all the rows that are as the one above; now and then an arrow, a brace or a foot at its end."""
    x = top.left + top.width * between(rng, 0.3, 0.6)
    y1, y2 = top.top + top.height * between(rng, 0.15, 0.4), bottom.bottom - bottom.height * between(rng, 0.15, 0.35)
    runs = [shaky(x, y1, x + rng.normal(0, 1.0), y2, rng, 0.3)]
    end = pick(rng, ("none", "none", "arrow", "foot", "head"))
    if end == "arrow":
        runs += [np.array([[x - 1.5, y2 - 2], [x, y2], [x + 1.5, y2 - 2]])]
    if end in ("foot", "head"):
        runs += [shaky(x - 2, y2, x + 2, y2, rng, 0.1)]
    if end == "head":
        runs += [shaky(x - 2, y1, x + 2, y1, rng, 0.1)]
    return runs


def dash(box: Box, rng: Lots) -> list[Path]:
    """A dash in a cell where there is nothing to say."""
    y = box.top + box.height * between(rng, 0.4, 0.65)
    wide = min(box.width * 0.8, between(rng, 3, 12))
    x = box.left + (box.width - wide) * between(rng, 0.15, 0.7)
    return [shaky(x, y, x + wide, y + rng.normal(0, 0.3), rng, 0.1)]


def tick(kind: str, x: float, y: float, size: float, rng: Lots) -> list[Path]:
    """A consent tick around the point: "tick", "cross", "filled", or a "doubtful" dot that nobody may read as yes."""
    if kind == "cross":
        d = size * between(rng, 0.45, 0.75)
        return [shaky(x - d, y - d, x + d, y + d, rng, 0.1), shaky(x + d, y - d, x - d, y + d, rng, 0.1)]
    if kind == "filled":
        count = 14
        xs = np.linspace(x - size * 0.5, x + size * 0.5, count)
        ys = np.where(np.arange(count) % 2, y - size * 0.5, y + size * 0.5) + rng.normal(0, 0.15, count)
        return [np.stack([xs, ys], axis=1)]
    if kind == "doubtful":
        return [np.array([[x - size * 0.2, y + size * 0.3], [x - size * 0.1, y + size * 0.34]]) + rng.normal(0, 0.2, 2)]
    return [
        smooth(
            np.array(
                [
                    [x - size * 0.6, y],
                    [x - size * 0.15, y + size * 0.5],
                    [x + size * between(rng, 0.6, 1.3), y - size * between(rng, 0.6, 1.2)],
                ]
            )
            + rng.normal(0, 0.1, (3, 2))
        )
    ]
