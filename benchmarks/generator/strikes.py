"""Crossing out, as people do it, and what only looks like it: underlinings, lines beside the words, the long end of a signature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.generator.chance import Lots, between, chance, weighed
from benchmarks.generator.signatures import Path, smooth
from benchmarks.generator.strokes import shaky
from digitiser.model import Box


def strike(row: Box, name: Box, rng: Lots) -> list[Path]:
    """Crosses a row out, in one of the ways people do. `name` is where the name is written, `row` all that is written in the row."""
    return weighed(rng, KINDS)(row, name, rng)


def _line(row: Box, name: Box, rng: Lots) -> list[Path]:
    """One line along all that is written, along most of it, or beyond it; level with the letters, or with the row."""
    reach = weighed(rng, {1.0: 60, between(rng, 0.5, 0.9): 25, between(rng, 1.0, 1.05): 15})
    y = _through(name, rng) if chance(rng, 0.6) else row.top + row.height * between(rng, 0.42, 0.68)
    right = row.left + reach * row.width
    lean = rng.normal(0, 0.05 if chance(rng, 0.8) else 0.15) * row.height
    return [_drawn(row.left - between(rng, 0, 2), y - lean, right, y + lean, rng)]


def _name_line(_: Box, name: Box, rng: Lots) -> list[Path]:
    y = _through(name, rng)
    tilt = rng.normal(0, 0.04) * name.height
    return [_drawn(name.left - between(rng, 0, 2), y - tilt, name.right + between(rng, -2, 3), y + tilt, rng)]


def _lines(row: Box, name: Box, rng: Lots) -> list[Path]:
    """Two to four lines over the row or the name; often there and back without lifting the pen."""
    box = name if chance(rng, 0.4) else row
    heights = np.linspace(box.top + 0.3 * box.height, box.top + 0.8 * box.height, int(rng.integers(2, 5)))
    heights = heights + rng.normal(0, 0.05, len(heights)) * box.height
    runs = [shaky(box.left, y, box.right, y + rng.normal(0, 0.4), rng) for y in heights]
    return runs if chance(rng, 0.6) else [np.vstack([run[:: -1 if k % 2 else 1] for k, run in enumerate(runs)])]


def _zigzag(row: Box, name: Box, rng: Lots) -> list[Path]:
    box = name if chance(rng, 0.5) else row
    count = int(max(6, box.width / between(rng, 3, 9)))
    return [_there_and_back(box, count, 0.3, (0.25, 0.85), rng)]


def _scribble(row: Box, name: Box, rng: Lots) -> list[Path]:
    """The pen goes up and down, or to and fro, until little can be read: over the name, now and then over the whole row."""
    box = name if chance(rng, 0.8) else row
    if chance(rng, 0.3):
        sweeps = int(rng.integers(4, 8))
        y = np.repeat(np.linspace(box.top + 0.15 * box.height, box.bottom - 0.15 * box.height, sweeps), 2)
        x = np.tile([box.left, box.right, box.right, box.left], sweeps)[: len(y)] + rng.normal(0, 1.2, len(y))
        return [smooth(np.stack([x, y + rng.normal(0, 0.3, len(y))], axis=1))]
    count = int(max(14, box.width / between(rng, 0.7, 1.4)))
    return [smooth(_there_and_back(box, count, 1.1, (0.2, 0.88), rng))]


def _loops(row: Box, name: Box, rng: Lots) -> list[Path]:
    """A spiral, loop after loop, over the words."""
    box = name if chance(rng, 0.7) else row
    size = box.height * between(rng, 0.22, 0.42)
    turns = max(3.0, box.width / (size * between(rng, 0.7, 1.6)))
    t = np.linspace(0, 2 * np.pi * turns, int(turns * 20))
    x = box.left + (box.width - size) * t / t[-1] + size * 0.8 * np.cos(t)
    y = (box.top + box.bottom) / 2 + size * np.sin(t) * between(rng, 0.8, 1.1)
    return [np.stack([x, y], axis=1)]


def _wave(row: Box, name: Box, rng: Lots) -> list[Path]:
    """One wavy line."""
    box = name if chance(rng, 0.5) else row
    y = _through(name, rng)
    x = np.arange(box.left, box.right, between(rng, 2.0, 5.0))
    swing = between(rng, 0.4, 1.2)
    return [
        smooth(np.stack([x, y + np.where(np.arange(len(x)) % 2, swing, -swing) + rng.normal(0, 0.2, len(x))], axis=1))
    ]


def _cross(row: Box, name: Box, rng: Lots) -> list[Path]:
    """A cross over the name, over a part of the row, or from corner to corner of all of it."""
    high = (0.1, 0.9) if chance(rng, 0.7) else (-0.15, 1.1)
    if chance(rng, 0.35):
        left, wide = name.left, name.width
    elif chance(rng, 0.3):
        left, wide = row.left, row.width
    else:
        wide = min(row.width, row.height * between(rng, 2, 9))
        left = row.left + (row.width - wide) * between(rng, 0, 0.5)
    top, bottom = row.top + high[0] * row.height, row.top + high[1] * row.height
    return [shaky(left, top, left + wide, bottom, rng), shaky(left, bottom, left + wide, top, rng)]


def _slashes(row: Box, name: Box, rng: Lots) -> list[Path]:
    """Slanting strokes side by side, over the row or the name."""
    box = name if chance(rng, 0.3) else row
    step, lean = between(rng, 3, 7), between(rng, 0.4, 1.0) * row.height
    high, low = row.top + 0.12 * row.height, row.bottom - 0.1 * row.height
    if chance(rng, 0.3):
        lean = -lean
    return [shaky(x, low, x + lean, high, rng) for x in np.arange(box.left + max(0.0, -lean), box.right - 2, step)]


def _diagonal(row: Box, _: Box, rng: Lots) -> list[Path]:
    """One stroke from corner to corner."""
    low, high = row.bottom - between(rng, 0, 0.2) * row.height, row.top + between(rng, 0, 0.2) * row.height
    first, last = (low, high) if chance(rng, 0.7) else (high, low)
    return [shaky(row.left, first, row.right, last, rng)]


def _there_and_back(box: Box, count: int, shake: float, between_: tuple[float, float], rng: Lots) -> Path:
    x = np.linspace(box.left, box.right, count) + rng.normal(0, shake, count)
    top, bottom = (box.top + share * box.height for share in between_)
    run = np.stack([x, np.where(np.arange(count) % 2, top, bottom) + rng.normal(0, 0.4, count)], axis=1)
    return run if chance(rng, 0.5) else smooth(run)


def _through(words: Box, rng: Lots) -> float:
    """A height at which a line crosses the letters: mostly their middle, now and then low on them or near their heads."""
    return words.top + words.height * float(np.clip(rng.normal(0.55, 0.11), 0.3, 0.8))


def _drawn(x1: float, y1: float, x2: float, y2: float, rng: Lots) -> Path:
    """A line by hand, or by a ruler."""
    return shaky(x1, y1, x2, y2, rng, weighed(rng, {0.25: 60, 0.04: 25, 0.45: 15}))


KINDS: dict[Callable[[Box, Box, Lots], list[Path]], float] = {
    _line: 30, _name_line: 16, _lines: 13, _zigzag: 10, _scribble: 9, _wave: 4, _cross: 7, _slashes: 4, _diagonal: 4, _loops: 3,
}  # fmt: skip
"""Ways of crossing out, as often as they are met."""


def underline(words: Box, rng: Lots) -> list[Path]:
    """One line under words, or two, or a wavy one; close to their feet, tails go through it."""
    y = words.bottom + between(rng, -0.1, 0.7)
    if chance(rng, 0.15):
        x = np.arange(words.left, words.right, between(rng, 2.0, 4.0))
        return [smooth(np.stack([x, y + 0.5 + np.where(np.arange(len(x)) % 2, 0.4, -0.4)], axis=1))]
    lines = [_drawn(words.left - between(rng, 0, 1), y, words.right + between(rng, 0, 2), y + rng.normal(0, 0.2), rng)]
    second = between(rng, 0.6, 1.2)
    return [*lines, lines[0] + np.array([0.0, second])] if chance(rng, 0.2) else lines


def unused(rows: Box, rng: Lots) -> list[Path]:
    """Rows that nobody used crossed out: one stroke from corner to corner, two, or a Z."""
    kind = weighed(rng, {"stroke": 60, "cross": 20, "z": 20})
    left, right = rows.left + between(rng, 2, 20), rows.right - between(rng, 2, 20)
    top, bottom = rows.top + between(rng, 1, 4), rows.bottom - between(rng, 1, 4)
    up = shaky(left, bottom, right, top, rng)
    if kind == "stroke":
        return [up if chance(rng, 0.7) else shaky(left, top, right, bottom, rng)]
    if kind == "cross":
        return [up, shaky(left, top, right, bottom, rng)]
    return [np.vstack([shaky(left, top, right, top, rng), up[::-1], shaky(left, bottom, right, bottom, rng)])]
