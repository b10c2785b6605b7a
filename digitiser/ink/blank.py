"""What is printed on the empty sheet: its rules, and whatever else stands at the same place in row after row."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.settings import (
    PRINT_JITTER_MM,
    PRINT_MIN_MM,
    PRINT_ROWS_ALIKE,
    PRINT_ROWS_MIN,
    PRINT_SHARP,
    RULE_BLOCK_MM,
    RULE_COVERAGE,
    RULE_LONE_COVERAGE,
    RULE_SEARCH_MM,
    RULE_SEARCH_SHARE,
    RULE_SECOND_COVERAGE,
    RULE_THICKEST_MM,
    SHEET_PX_PER_MM,
    STREAK_COVERAGE,
    STREAK_SLOPE,
)

Mask = NDArray[np.bool_]
DOT_GAP_PX = 11  # the dots and dashes of a printed rule stand closer than this
BAR_PX = (16, 96)  # height and width of the smallest dark bar: no writing is solid over 2 x 12 mm


def erase_rules(
    ink: Mask, horizontal: Sequence[float], vertical: Sequence[float], along: tuple[slice, slice]
) -> tuple[Mask, list[float]]:
    """`ink` (height x width) without the printed rules near the given y and x pixels; strokes that cross a rule stay whole.

    The second answer is where the level rules really run: the given y, or that of the rule seen close to it.

    `along` are the pixel ranges (rows, columns) of the table: how far a rule must run. Rules need not be straight: each is followed
    from end to end by dynamic programming, so that a curled sheet's rules are found where they are.
    """
    rows, columns = along
    lines, at = _rule_mask(ink, horizontal, columns)
    uprights = np.ascontiguousarray(_rule_mask(ink.T, vertical, rows)[0].T)
    left = (
        ink
        & ~(lines & ~_crossing(ink & ~uprights, upright=True))
        & ~(uprights & ~_crossing(ink & ~lines, upright=False))
    )
    return left | _bridges(left, lines, upright=True) | _bridges(left, uprights, upright=False), at


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


def _rule_mask(ink: Mask, positions: Sequence[float], extent: slice) -> tuple[Mask, list[float]]:
    """The pixels of the rules that run from left to right near the y `positions`, and the middles of these rules."""
    found, at = np.zeros_like(ink), [float(p) for p in positions]
    block = round(RULE_BLOCK_MM * SHEET_PX_PER_MM)
    blocks = (extent.stop - extent.start) // block
    if not positions or blocks < 2:
        return found, at
    pitch = float(np.median(np.diff(positions))) if len(positions) > 1 else np.inf
    reach = round(min(RULE_SEARCH_MM * SHEET_PX_PER_MM, RULE_SEARCH_SHARE * pitch))
    centres = np.clip(np.round(positions).astype(int), reach, max(reach, len(ink) - reach - 1))
    strips = np.stack([_strip(ink, c, reach, extent.start, blocks * block) for c in centres])
    cover = strips.reshape(len(centres), 2 * reach + 1, blocks, block).mean(axis=3)
    for least in (RULE_COVERAGE, RULE_SECOND_COVERAGE):  # a second one where boxes or double rules lie side by side
        paths, coverage = _follow(cover)
        if float(np.median(coverage)) < least:
            least = RULE_LONE_COVERAGE
        for k, (centre, path) in enumerate(zip(centres, paths, strict=True)):
            if coverage[k] >= least:
                _draw(found, ink, centre - reach + path, extent.start, block)
                if least != RULE_SECOND_COVERAGE:
                    at[k] = float(centre - reach + np.median(path))
            for y in range(-3, 4):
                cover[k, np.clip(path + y, 0, 2 * reach), np.arange(blocks)] = 0
    return found, at


def _strip(ink: Mask, centre: int, reach: int, left: int, width: int) -> Mask:
    strip = np.zeros((2 * reach + 1, width), np.bool_)
    part = ink[max(0, centre - reach) : centre + reach + 1, left : left + width]
    strip[: part.shape[0], : part.shape[1]] = part
    return cv2.morphologyEx(strip.view(np.uint8), cv2.MORPH_CLOSE, np.ones((1, DOT_GAP_PX), np.uint8)).view(np.bool_)


def _follow(cover: NDArray[np.float64]) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """The darkest way through each strip (strips x height x blocks), at most a pixel up or down a block: (way, its mean darkness)."""
    count, height, blocks = cover.shape
    off_centre = np.abs(np.arange(height) - height // 2) / height * 0.1
    gain = np.minimum(cover, 1) - off_centre[None, :, None]
    best, came = gain[:, :, 0].copy(), np.zeros((count, height, blocks), np.int8)
    for b in range(1, blocks):
        padded = np.pad(best, ((0, 0), (1, 1)), constant_values=-1e9)
        moves = np.stack([padded[:, 1:-1], padded[:, :-2] - 0.02, padded[:, 2:] - 0.02])
        choice = moves.argmax(axis=0)
        came[:, :, b] = np.array([0, -1, 1], np.int8)[choice]
        best = np.take_along_axis(moves, choice[None], axis=0)[0] + gain[:, :, b]
    way = np.zeros((count, blocks), int)
    way[:, -1] = best.argmax(axis=1)
    who = np.arange(count)
    for b in range(blocks - 1, 0, -1):
        way[:, b - 1] = way[:, b] + came[who, way[:, b], b]
    near = np.maximum(cover, np.maximum(np.roll(cover, 1, axis=1), np.roll(cover, -1, axis=1)))
    return way, near[who[:, None], way, np.arange(blocks)[None, :]].mean(axis=1)


def _draw(found: Mask, ink: Mask, path: NDArray[np.int_], left: int, block: int) -> None:
    """Marks in `found` the ink that belongs to a rule along `path` (a y for each block) and beyond its ends."""
    half = round(RULE_THICKEST_MM * SHEET_PX_PER_MM / 2) + 1
    for b, y in enumerate(path):
        first, last = (
            (0 if b == 0 else left + b * block),
            (ink.shape[1] if b == len(path) - 1 else left + (b + 1) * block),
        )
        found[max(0, y - half) : y + half + 1, first:last] |= ink[max(0, y - half) : y + half + 1, first:last]


def _crossing(ink: Mask, *, upright: bool) -> Mask:
    """The ink in which a run across the rule is longer than a rule is thick: a stroke that crosses or touches it."""
    longest = round(RULE_THICKEST_MM * SHEET_PX_PER_MM) + 3
    kernel = np.ones((longest, 1) if upright else (1, longest), np.uint8)
    return cv2.morphologyEx(ink.view(np.uint8), cv2.MORPH_OPEN, kernel).view(np.bool_)


def _bridges(ink: Mask, rules: Mask, *, upright: bool) -> Mask:
    """What a rule's removal cut out of slanting strokes: rule pixels with ink close by on both sides."""
    if not rules.any():
        return np.zeros_like(ink)
    gap = round(RULE_THICKEST_MM * SHEET_PX_PER_MM) + 4
    kernel = np.ones((gap, 3) if upright else (3, gap), np.uint8)
    return rules & cv2.morphologyEx(ink.view(np.uint8), cv2.MORPH_CLOSE, kernel).view(np.bool_)


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
        shifts = [_shift(layer, vote**3, reach) for layer in layers]
        vote = _vote([np.roll(layer, s, axis=(0, 1)) for layer, s in zip(layers, shifts, strict=True)], 2)
    print_ = cv2.dilate(_sharp(vote, 0.6 if len(layers) < 8 else 0.7).view(np.uint8), np.ones((5, 5), np.uint8)).view(
        np.bool_
    )
    if not print_.any():
        return found
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
    count, labels = cv2.connectedComponents((votes >= around).view(np.uint8), connectivity=8)
    share = np.bincount(labels[sure], minlength=count) / np.maximum(1, np.bincount(labels.ravel(), minlength=count))
    return _large(sure & (share >= PRINT_SHARP)[labels])


def _large(votes: Mask) -> Mask:
    """The connected votes that are at least PRINT_MIN_MM long, dots in a row counted as one: where handwriting coincides is shorter."""
    joined = cv2.morphologyEx(votes.view(np.uint8), cv2.MORPH_CLOSE, np.ones((3, DOT_GAP_PX), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    long = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= PRINT_MIN_MM * SHEET_PX_PER_MM
    long[0] = False
    return np.asarray(long[labels] & votes, np.bool_)


def _shift(cell: Mask, target: NDArray[np.float32], reach: int) -> tuple[int, int]:
    """By how many pixels (down, right) `cell` must move to lie on `target` best; the pads around both are `reach` wide."""
    y, x = np.nonzero(cell & (cv2.dilate(target, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0.1))
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


def erase_streaks(ink: Mask, through: Sequence[slice]) -> Mask:
    """`ink` without thin straight lines down the whole area: a copier's dust, a fold, a rule between columns that nobody told of.

    They also cross each range of y in `through`, where a hand's stroke would not be. Found by projection along each slope, as in a Radon
    transform.
    """
    height, width = ink.shape
    thin = ink & ~_crossing(ink, upright=False)
    y, x = np.nonzero(cv2.morphologyEx(thin.view(np.uint8), cv2.MORPH_OPEN, np.ones((12, 1), np.uint8)))
    if len(y) < STREAK_COVERAGE * height:
        return ink
    streaks = np.zeros_like(ink)
    down = np.arange(height)
    for slope in np.arange(-STREAK_SLOPE, STREAK_SLOPE, 3 / height):
        foot = np.clip(np.round(x - slope * y).astype(int), -1, width) + 1
        count = np.bincount(foot, minlength=width + 2)[1:-1]
        count[1:-1] = count[:-2] + count[1:-1] + count[2:]
        for f in np.flatnonzero(count[1:-1] >= STREAK_COVERAGE * height) + 1:
            path = np.clip(np.round(f + slope * down).astype(int), 2, width - 3)
            if all(thin[down[part], path[part]].mean() > 0.3 for part in through):
                for beside in range(-2, 3):
                    streaks[down, path + beside] = True
    streaks &= ink
    left = ink & ~(streaks & thin)
    return left | _bridges(left, streaks, upright=False)
