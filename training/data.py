"""Batches for training: drawn lines of both scripts mixed with the real lines of the `train` sets.

A `Sample` is a line as the network sees it with its labels in visual order. `batches` runs in a process of its own; every pool is drawn
from a seed of its number, so a resumed training goes on where it stopped instead of seeing the same lines again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.recognisers.handwriting import HEIGHT, STRIDE, network_input, visual
from training import texts
from training.corpus import ALPHABET, writable
from training.distortion import bend, noise, pen
from training.fonts import CACHE
from training.lines import Real, real_lines
from training.paper import Paper
from training.writing import Line, write, write_rtl

REAL = Path(os.environ.get("HANDWRITING", Path(__file__).parents[2] / "shared/data/handwriting"))
CELLS, HELD_OUT_CELLS = CACHE / "cells.jsonl", CACHE / "held-out-cells.jsonl"
"""What `cells.py` cut from drawn sheets, if it did: to train on, and to measure and calibrate with."""

SETS = {"lectaurep": 1.0, "poilus": 1.5, "peraire": 2.0}
"""The real sets, and how often a line of each comes compared with its number."""

ARABIC_SHARE = 0.2
REAL_SHARE = 0.23
CELL_SHARE = 0.28
BLANK_SHARE = 0.02
ENOUGH_CELLS = 4000
"""Fewer come less often, lest they be learned by heart."""

SMALLER_SHARE = 0.2
POOL = 256
BATCH_WIDTH = 16 * 320
"""Pixels of width (padding counted) in a batch at most."""

WIDEST = 760
"""Longer lines are left out of training: one costs as much as three others."""

_CLASS = {character: k + 1 for k, character in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Sample:
    """`ink` 40 x width; `labels` classes in visual order; `centres` the column of each label, or empty where nobody knows."""

    ink: NDArray[np.uint8]
    labels: NDArray[np.int64]
    centres: NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Lines of one width: `ink` (lines, 40, width); `labels` and `columns` (the column of each label, -1 unknown) of all lines in one row.

    `lengths` (labels) and `widths` (columns) are one a line.
    """

    ink: NDArray[np.uint8]
    labels: NDArray[np.int64]
    columns: NDArray[np.int64]
    lengths: NDArray[np.int64]
    widths: NDArray[np.int64]
    pool: int


def labels(text: str) -> NDArray[np.int64]:
    """Classes of `text` (logical order) from left to right on paper."""
    return np.asarray([_CLASS[c] for c in visual(text)], np.int64)


def smaller(rng: np.random.Generator, sample: Sample) -> Sample:
    """The line smaller than its frame and anywhere in it, as where a stroke that belongs to another cell was cut out with it."""
    share = float(rng.uniform(0.5, 0.95))
    height, width = round(HEIGHT * share), max(8, round(sample.ink.shape[1] * share))
    ink = np.zeros((HEIGHT, width), np.uint8)
    top = int(rng.integers(0, HEIGHT - height + 1))
    ink[top : top + height] = cv2.resize(sample.ink, (width, height), interpolation=cv2.INTER_AREA)
    columns = (sample.centres * share).astype(np.int64)
    return Sample(ink, sample.labels, columns if (np.diff(columns) > 0).all() else np.zeros(0, np.int64))


def drawn(rng: np.random.Generator, paper: Paper, arabic: bool, longest: int) -> Sample | None:
    """One drawn line."""
    if arabic:
        text = texts.arabic(rng, longest)
        line, stroke = write_rtl(rng, text)
    else:
        text = texts.latin(rng, longest)
        line, stroke = write(rng, text)
    line = bend(rng, line)
    grey, centres = paper.scan(rng, Line(pen(rng, line.ink, stroke), line.centres))
    seen = network_input(grey)
    columns = np.floor((centres - seen.left) * seen.scale / STRIDE).astype(np.int64)
    target = labels(text)
    if len(columns) != len(target) or (np.diff(columns) < 1).any():
        columns = np.zeros(0, np.int64)
    else:
        columns = np.clip(columns, 0, (seen.ink.shape[1] - 1) // STRIDE)
    return _usable(Sample(seen.ink, target, columns))


def blank(rng: np.random.Generator, paper: Paper) -> Sample | None:
    """A cell that nobody wrote in: rules, labels and neighbours are not text."""
    ink = np.zeros((int(rng.integers(24, 60)), int(rng.integers(60, 400))), np.uint8)
    nothing = np.zeros(0, np.int64)
    seen = network_input(paper.scan(rng, Line(ink, np.zeros(0, np.float32)))[0])
    return Sample(seen.ink, nothing, nothing) if seen.ink.shape[1] <= WIDEST else None


def disturbed(rng: np.random.Generator, real: Real) -> Sample | None:
    """A real line, distorted again each time it comes."""
    text = writable(real.text)
    if not text:
        return None
    image: NDArray[Any] = real.image
    height, width = image.shape
    stretch = float(np.exp(rng.normal(0, 0.13)))
    image = cv2.resize(image, (max(8, int(width * stretch)), height), interpolation=cv2.INTER_LINEAR)
    width = image.shape[1]
    ys, xs = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    strength = float(rng.choice([0, 1.0, 2.0], p=[0.3, 0.45, 0.25]))
    map_x = (
        xs
        + float(np.clip(rng.normal(0, 0.12), -0.3, 0.3)) * (ys - height / 2)
        + strength * noise(rng, height, width, 20)
    )
    map_y = (
        height / 2
        + (ys - height / 2) * float(rng.uniform(0.9, 1.1))
        + rng.normal(0, 1.5)
        + strength * noise(rng, height, width, 20)
    )
    image = cv2.remap(
        image, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    kind = rng.random()
    if kind < 0.15:
        image = cv2.erode(image, np.ones((2, 2), np.uint8))
    elif kind < 0.25:
        image = cv2.dilate(image, np.ones((2, 2), np.uint8))
    elif kind < 0.4:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.5, 1.5)))
    elif kind < 0.5:
        small = float(rng.uniform(0.35, 0.6))
        image = cv2.resize(image, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:
        image = np.clip(image + rng.uniform(1, 8) * rng.standard_normal(image.shape, dtype=np.float32), 0, 255).astype(
            np.uint8
        )
    return _usable(Sample(network_input(np.asarray(image, np.uint8)).ink, labels(text), np.zeros(0, np.int64)))


def _usable(sample: Sample) -> Sample | None:
    needed = len(sample.labels) + int((np.diff(sample.labels) == 0).sum())
    return sample if needed <= sample.ink.shape[1] // STRIDE and sample.ink.shape[1] <= WIDEST else None


def pack(samples: list[Sample], pool: int) -> list[Batch]:
    """Batches of lines of about the same width, zero-padded to the widest.

    The widest go first, so that what is left over for a small batch is narrow: normalised by itself, one long line would say nothing true.
    """
    batches: list[Batch] = []
    waiting: list[Sample] = []
    for sample in [*sorted(samples, key=lambda s: -s.ink.shape[1]), None]:
        widest = -(-waiting[0].ink.shape[1] // 32) * 32 if waiting else 0
        if waiting and (sample is None or (len(waiting) + 1) * widest > BATCH_WIDTH):
            ink = np.zeros((len(waiting), HEIGHT, widest), np.uint8)
            for k, s in enumerate(waiting):
                ink[k, :, : s.ink.shape[1]] = s.ink
            batches.append(
                Batch(
                    ink,
                    np.concatenate([s.labels for s in waiting]),
                    np.concatenate([s.centres if len(s.centres) else np.full(len(s.labels), -1) for s in waiting]),
                    np.asarray([len(s.labels) for s in waiting]),
                    np.asarray([-(-s.ink.shape[1] // STRIDE) for s in waiting]),
                    pool,
                )
            )
            waiting = []
        if sample is not None:
            waiting.append(sample)
    return batches


class Store:
    """Transcribed lines to draw from: the real sets, and the cells cut from drawn sheets (`cells.py`), of which more may come meanwhile."""

    def __init__(self) -> None:
        self.reals: list[Real] = []
        weights: list[float] = []
        for name, weight in SETS.items():
            for real in real_lines(REAL / f"{name}-train.jsonl"):
                if writable(real.text):
                    self.reals.append(real)
                    weights.append(weight * (1.0 if any(c.isalpha() for c in real.text) else 0.3))
        self._chances = np.cumsum(weights) / np.sum(weights)
        self.cells: list[Real] = []
        self._size = 0
        self.look()

    def look(self) -> None:
        """Takes up the cells that were added."""
        size = CELLS.stat().st_size if CELLS.exists() else 0
        if size != self._size:
            self.cells, self._size = real_lines(CELLS), size

    def any_real(self, rng: np.random.Generator) -> Real:
        return self.reals[int(np.searchsorted(self._chances, rng.random()))]

    def any_cell(self, rng: np.random.Generator) -> Real:
        return self.cells[int(rng.integers(len(self.cells)))]


def batches(seed: int, first_pool: int) -> Iterator[Batch]:
    """Batches without end from pool `first_pool` on; the first pools hold short drawn lines only."""
    cv2.setNumThreads(1)
    store, paper, pool = Store(), Paper(), first_pool
    while True:
        rng = np.random.default_rng((seed, pool))
        longest = 12 if pool < 60 else 24 if pool < 150 else 44
        grown = min(1.0, max(0.0, (pool - 60) / 100))
        samples: list[Sample] = []
        while len(samples) < POOL:
            sample = _any_sample(rng, store, paper, longest, grown)
            if sample is not None and rng.random() < SMALLER_SHARE:
                sample = _usable(smaller(rng, sample))
            if sample is not None:
                samples.append(sample)
        ready = pack(samples, pool)
        rng.shuffle(ready)
        yield from ready
        pool += 1
        if pool % 50 == 0:
            store.look()


def _any_sample(rng: np.random.Generator, store: Store, paper: Paper, longest: int, grown: float) -> Sample | None:
    """A real line, a cell, a blank or a drawn line; `grown` from 0 to 1 is how far the first two have come in."""
    kind = rng.random()
    real, cell = REAL_SHARE * grown, CELL_SHARE * grown * min(1.0, len(store.cells) / ENOUGH_CELLS)
    if kind < real:
        return disturbed(rng, store.any_real(rng))
    if kind < real + cell:
        return disturbed(rng, store.any_cell(rng))
    if rng.random() < BLANK_SHARE:
        return blank(rng, paper)
    return drawn(rng, paper, kind > 1 - ARABIC_SHARE, longest)
