"""What is printed on the empty sheet besides its rules: dark bars, and what stands at the same place in row after row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import labelled, measured
from digitiser.settings import (
    PRINT_ALONE,
    PRINT_JITTER_MM,
    PRINT_LONG_MM,
    PRINT_MIN_MM,
    PRINT_ROWS_ALIKE,
    PRINT_ROWS_MIN,
    PRINT_SHARP,
    PRINT_WITHIN,
    RULE_SEARCH_MM,
    SHEET_PX_PER_MM,
)

Mask = NDArray[np.bool_]
Picture = TypeVar("Picture", NDArray[np.bool_], NDArray[np.uint8])
DOT_GAP_PX = 11  # the dots and dashes of a printed rule stand closer than this
BAR_PX = (16, 96)  # height and width of the smallest dark bar: no writing is solid over 2 x 12 mm


def turned(picture: Picture) -> Picture:
    """Rows for columns; ten times as fast as NumPy's copy."""
    if not picture.size:
        return picture.T
    return np.asarray(cv2.transpose(picture.view(np.uint8)), np.uint8).view(picture.dtype)


def erase_bars(ink: Mask, top: int, bottom: int) -> Mask:
    """`ink` without solid dark bars (a dark heading) above the y pixel `top` or below `bottom`."""
    left = ink.copy()
    curl = round(RULE_SEARCH_MM * SHEET_PX_PER_MM)
    for margin in (slice(0, max(0, top + curl)), slice(max(0, bottom - curl), len(ink))):
        part = ink[margin]
        if min(part.shape) > BAR_PX[0]:
            bars = cv2.morphologyEx(part.view(np.uint8), cv2.MORPH_OPEN, np.ones(BAR_PX, np.uint8))
            left[margin] &= ~cv2.dilate(bars, np.ones((7, 7), np.uint8)).view(np.bool_)
    return left


def repeated_print(ink: Mask, cells: Sequence[tuple[slice, slice]]) -> Mask:
    """What stands at the same place of nearly all `cells` (one column, one cell a row; pixel ranges): labels, boxes, dotted lines.

    The cells are laid on one another, each moved by up to PRINT_JITTER_MM to where it agrees best with the vote of all, three times over
    (congealing: Learned-Miller 2006). Handwriting does not repeat to a pixel. Fewer than PRINT_ROWS_MIN cells: nothing is repeated.
    """
    found = np.zeros_like(ink)
    if len(cells) < PRINT_ROWS_MIN:
        return found
    height, width = (round(float(np.median([s[i].stop - s[i].start for s in cells]))) for i in (0, 1))
    alike = [
        s for s in cells if abs(s[0].stop - s[0].start - height) <= 0.2 * height and s[0].start >= 0 and s[1].start >= 0
    ]
    if len(alike) < max(PRINT_ROWS_MIN, 0.6 * len(cells)) or min(height, width) < 8:
        return found
    reach = round(PRINT_JITTER_MM * SHEET_PX_PER_MM)
    layers = [_layer(ink, s, height, width, reach) for s in alike]
    emptiest = sorted(layers, key=np.count_nonzero)[: max(PRINT_ROWS_MIN, len(layers) // 2)]
    if not _large(_vote(emptiest, 2 * reach - 1) >= PRINT_ROWS_ALIKE).any():
        return found
    vote, shifts = _vote(emptiest, 3), [(0, 0)] * len(layers)
    for _ in range(3):
        target = vote**3
        near = cv2.dilate(target, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0.1
        shifts = [_shift(layer & near, target, reach) for layer in layers]
        vote = _vote([np.roll(layer, s, axis=(0, 1)) for layer, s in zip(layers, shifts, strict=True)], 2)
    sharp = _sharp(vote, 0.6 if len(layers) < 8 else 0.7)
    if not sharp.any():
        return found
    print_ = cv2.dilate(sharp.view(np.uint8), np.ones((5, 5), np.uint8)).view(np.bool_)
    print_ = _standing_alone(print_, [np.roll(layer, s, axis=(0, 1)) for layer, s in zip(layers, shifts, strict=True)])
    for where, (down, right) in zip(alike, shifts, strict=True):
        back = np.roll(print_, (-down, -right), axis=(0, 1))[reach:-reach, reach:-reach]
        part = found[where[0].start : where[0].start + height, where[1].start : where[1].start + width]
        part |= back[: part.shape[0], : part.shape[1]]
    return found & ink


def _layer(ink: Mask, where: tuple[slice, slice], height: int, width: int, pad: int) -> Mask:
    layer = np.zeros((height + 2 * pad, width + 2 * pad), np.bool_)
    part = ink[where[0].start : where[0].start + height, where[1].start : where[1].start + width]
    layer[pad : pad + part.shape[0], pad : pad + part.shape[1]] = part
    return layer


def _vote(cells: Sequence[Mask], blur: int) -> NDArray[np.float32]:
    """For each pixel the share of the cells that have ink there, each cell's strokes thickened by `blur` - 1 pixels."""
    kernel = np.ones((blur, blur), np.uint8)
    total = np.zeros(cells[0].shape, np.float32)
    for cell in cells:
        total += np.asarray(cv2.dilate(cell.view(np.uint8), kernel), np.uint8)
    return total / np.float32(len(cells))


def _sharp(votes: NDArray[np.float32], around: float) -> Mask:
    """Where nearly all cells have ink and few others up to a share of `around` lie beside: print. Handwriting's votes fade out."""
    sure = votes >= PRINT_ROWS_ALIKE
    count, labels = labelled(votes >= around)
    share = np.bincount(labels[sure], minlength=count) / np.maximum(1, np.bincount(labels.ravel(), minlength=count))
    return _large(sure & (share >= PRINT_SHARP)[labels])


def _standing_alone(print_: Mask, cells: Sequence[Mask]) -> Mask:
    """The parts of `print_` that are long, or stand by themselves in some of the cells: where letters happen to coincide, each is part of
    a word that goes on beside.
    """
    labels, stats = measured(print_)
    count = len(stats)
    alone = np.zeros(count)
    for cell in cells:
        strokes, stroke = labelled(cell)
        within = np.bincount(stroke[print_], minlength=strokes) / np.bincount(stroke.ravel(), minlength=strokes)
        inked = cell & print_
        own = np.bincount(labels[inked & (within > PRINT_WITHIN)[stroke]], minlength=count)
        alone += own > PRINT_WITHIN * np.bincount(labels[inked], minlength=count)
    long = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= PRINT_LONG_MM * SHEET_PX_PER_MM
    kept = long | (alone >= PRINT_ALONE * len(cells))
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _large(votes: Mask) -> Mask:
    """The connected votes that are at least PRINT_MIN_MM long, dots in a row counted as one: where handwriting coincides is shorter."""
    joined = cv2.morphologyEx(votes.view(np.uint8), cv2.MORPH_CLOSE, np.ones((3, DOT_GAP_PX), np.uint8))
    labels, stats = measured(np.asarray(joined, np.uint8))
    long = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= PRINT_MIN_MM * SHEET_PX_PER_MM
    long[0] = False
    return np.asarray(long[labels] & votes, np.bool_)


def _shift(cell: Mask, target: NDArray[np.float32], reach: int) -> tuple[int, int]:
    """By how many pixels (down, right) `cell` must move to lie on `target` best; the pads around both are `reach` wide."""
    y, x = np.divmod(np.flatnonzero(cell), cell.shape[1])
    if not len(y):
        return 0, 0
    some = slice(None, None, max(1, len(y) // 100))
    moves = np.arange(-reach, reach + 1)
    moves = moves[np.argsort(np.abs(moves), kind="stable")]
    down, right = (m.ravel() for m in np.meshgrid(moves, moves, indexing="ij"))
    at_y = np.clip(y[None, some] + down[:, None], 0, target.shape[0] - 1)
    at_x = np.clip(x[None, some] + right[:, None], 0, target.shape[1] - 1)
    best = int(target[at_y, at_x].sum(axis=1).argmax())
    return int(down[best]), int(right[best])
