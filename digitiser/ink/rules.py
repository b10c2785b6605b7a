"""The printed rules of a sheet, straight or bent, and a copier's streaks: erased, while strokes that cross them stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import labelled, pixels_of
from digitiser.ink.blank import DOT_GAP_PX, Mask, turned
from digitiser.model import Pixels
from digitiser.settings import (
    RULE_BLOCK_MM,
    RULE_COVERAGE,
    RULE_CROSSED_PX,
    RULE_EVEN_MM,
    RULE_FRAYED_PX,
    RULE_INKED,
    RULE_LED_PX,
    RULE_LONE_COVERAGE,
    RULE_PALER,
    RULE_SEARCH_MM,
    RULE_SEARCH_SHARE,
    RULE_SECOND_COVERAGE,
    RULE_THICKEST_MM,
    RULE_WORN_COVERAGE,
    SHEET_PX_PER_MM,
    STREAK_COVERAGE,
    STREAK_SLOPE,
)


def erase_rules(
    ink: Mask, dark: Pixels, horizontal: Sequence[float], vertical: Sequence[float], along: tuple[slice, slice]
) -> tuple[Mask, list[float]]:
    """`ink` (height x width) without the printed rules near the given y and x pixels; strokes that cross a rule stay whole.

    `dark` is how dark each pixel is: where a pen went over a paler rule, it is darker than the rule.

    The second answer is where the level rules really run: the given y, or that of the rule seen close to it.

    `along` are the pixel ranges (rows, columns) of the table: how far a rule must run. Rules need not be straight: each is followed
    from end to end by dynamic programming, so that a curled sheet's rules are found where they are.
    """
    rows, columns = along
    level = _find_rules(ink, dark, horizontal, columns)
    upright = _find_rules(turned(ink), turned(dark), vertical, rows).turned()
    apart = cv2.dilate((level.ink & upright.ink).view(np.uint8), np.ones((5, 5), np.uint8)) == 0
    left = (
        ink
        & ~(level.ink & ~_crossing(ink & ~upright.ink, level.thickest, upright=True) & ~(level.darker & apart))
        & ~(upright.ink & ~_crossing(ink & ~level.ink, upright.thickest, upright=False) & ~(upright.darker & apart))
    )
    left |= _bridges(left, level.ink, upright=True) | _bridges(left, upright.ink, upright=False)
    return _without_crumbs(left, level.ink | upright.ink), level.at


def _without_crumbs(ink: Mask, rules: Mask) -> Mask:
    """`ink` without what stands on `rules` alone, or on their frayed edges: no stroke leads there."""
    count, labels = labelled(ink)
    frayed = cv2.dilate(rules.view(np.uint8), np.ones((2 * RULE_FRAYED_PX + 1,) * 2, np.uint8)).view(np.bool_)
    led = np.bincount(labels[ink & ~frayed], minlength=count) >= RULE_LED_PX
    led[0] = False
    return pixels_of(led, labels)


@dataclass(frozen=True)
class _Rules:
    """The rules of one direction: their ink, that part of it which is clearly darker than they are, the middle of each (pixels), and
    how many pixels the thickest takes.
    """

    ink: Mask
    darker: Mask
    at: list[float]
    thickest: int

    def turned(self) -> _Rules:
        """Down instead of along."""
        return _Rules(turned(self.ink), turned(self.darker), self.at, self.thickest)


def _find_rules(ink: Mask, dark: Pixels, positions: Sequence[float], extent: slice) -> _Rules:
    """The rules that run from left to right near the y `positions`."""
    found, darker, at, thickest = np.zeros_like(ink), np.zeros_like(ink), [float(p) for p in positions], 0
    block = round(RULE_BLOCK_MM * SHEET_PX_PER_MM)
    blocks = (extent.stop - extent.start) // block
    if not positions or blocks < 2:
        return _Rules(found, darker, at, thickest)
    pitch = float(np.median(np.diff(positions))) if len(positions) > 1 else np.inf
    reach = round(min(RULE_SEARCH_MM * SHEET_PX_PER_MM, RULE_SEARCH_SHARE * pitch))
    centres = np.clip(np.round(positions).astype(int), reach, max(reach, len(ink) - reach - 1))
    strips = np.stack([_strip(ink, c, reach, extent.start, blocks * block) for c in centres])
    cover = strips.reshape(len(centres), 2 * reach + 1, blocks, block).mean(axis=3)
    for least in (RULE_COVERAGE, RULE_SECOND_COVERAGE):  # a second one where boxes or double rules lie side by side
        paths, coverage = _follow(cover)
        if float(np.median(coverage)) < least:
            least = RULE_LONE_COVERAGE
        elif least == RULE_COVERAGE:  # nearly all are ruled: so are those that wore off
            least = RULE_WORN_COVERAGE
        for k, (centre, path) in enumerate(zip(centres, paths, strict=True)):
            if coverage[k] >= least:
                above, below = _thickness(cover[k], path)
                thickest = max(thickest, below - above + 1)
                _draw(found, darker, ink, dark, centre - reach + path, extent.start, block, (above, below))
                if least != RULE_SECOND_COVERAGE:
                    at[k] = float(centre - reach + np.median(path))
            for y in range(-3, 4):
                cover[k, np.clip(path + y, 0, 2 * reach), np.arange(blocks)] = 0
    return _Rules(found, darker, at, thickest)


def _thickness(cover: NDArray[np.float64], path: NDArray[np.int_]) -> tuple[int, int]:
    """From where to where, in pixels off its path, a rule is inked in most of its blocks, and a pixel more: the path has whole pixels."""
    half = round(RULE_THICKEST_MM * SHEET_PX_PER_MM / 2)
    off = np.arange(-half, half + 1)
    inked = (
        np.median(cover[np.clip(path + off[:, None], 0, len(cover) - 1), np.arange(len(path))], axis=1) >= RULE_INKED
    )
    inked[half] = True
    above = int(np.argmin(inked[half::-1])) if not inked[: half + 1].all() else half + 1
    below = int(np.argmin(inked[half:])) if not inked[half:].all() else half + 1
    return -above, below


def _strip(ink: Mask, centre: int, reach: int, left: int, width: int) -> Mask:
    strip = np.zeros((2 * reach + 1, width), np.bool_)
    part = ink[max(0, centre - reach) : centre + reach + 1, left : left + width]
    strip[: part.shape[0], : part.shape[1]] = part
    return cv2.morphologyEx(strip.view(np.uint8), cv2.MORPH_CLOSE, np.ones((1, DOT_GAP_PX), np.uint8)).view(np.bool_)


def _follow(cover: NDArray[np.float64]) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """The darkest way through each strip (strips x height x blocks), at most a pixel up or down a block: (way, its mean darkness)."""
    count, height, blocks = cover.shape
    off_centre = np.abs(np.arange(height) - height // 2) / height * 0.1
    gain = np.ascontiguousarray((np.minimum(cover, 1) - off_centre[None, :, None]).transpose(2, 0, 1))
    best = np.full((blocks, count, height + 2), -1e9)  # with a margin that no way leads through
    best[0, :, 1:-1] = gain[0]
    for before, after, now in zip(best[:-1], best[1:, :, 1:-1], gain[1:], strict=True):
        aside = before - 0.02
        np.maximum(np.maximum(before[:, 1:-1], aside[:, :-2]), aside[:, 2:], out=after)
        after += now
    straight, above, below = best[:-1, :, 1:-1], best[:-1, :, :-2] - 0.02, best[:-1, :, 2:] - 0.02
    came = np.where(below > np.maximum(straight, above), 1, np.where(above > straight, -1, 0))
    way = np.zeros((count, blocks), int)
    way[:, -1] = best[-1, :, 1:-1].argmax(axis=1)
    who = np.arange(count)
    for b in range(blocks - 1, 0, -1):
        way[:, b - 1] = way[:, b] + came[b - 1, who, way[:, b]]
    near = np.maximum(cover, np.maximum(np.roll(cover, 1, axis=1), np.roll(cover, -1, axis=1)))
    return way, near[who[:, None], way, np.arange(blocks)[None, :]].mean(axis=1)


def _draw(
    found: Mask,
    darker: Mask,
    ink: Mask,
    dark: Pixels,
    path: NDArray[np.int_],
    left: int,
    block: int,
    thickness: tuple[int, int],
) -> None:
    """Marks in `found` the ink that belongs to a rule along `path` (a y for each block) and beyond its ends, in `darker` what a pen
    went over.
    """
    x = np.arange(ink.shape[1])
    y = np.round(np.interp(x, left + (np.arange(len(path)) + 0.5) * block, path)).astype(int)
    rows = [np.clip(y + off, 0, len(ink) - 1) for off in range(thickness[0], thickness[1] + 1)]
    printed = _printed(np.max([dark[at, x] for at in rows], axis=0), left, block, len(path))
    for at in rows:
        found[at, x] |= ink[at, x]
        darker[at, x] |= ink[at, x] & (dark[at, x] > printed + RULE_PALER * 255)


def _printed(dark: Pixels, left: int, block: int, blocks: int) -> NDArray[np.float64]:
    """How dark a rule is at each pixel along it: as the rest of it within RULE_EVEN_MM is, or all of it where that is darker."""
    along = np.percentile(dark[left : left + blocks * block].reshape(blocks, block), 60, axis=1)
    reach = round(RULE_EVEN_MM / RULE_BLOCK_MM)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(along, reach, mode="reflect"), 2 * reach + 1)
    even = np.maximum(np.percentile(around, 60, axis=1), np.percentile(along, 60))
    return np.interp(np.arange(len(dark)), left + (np.arange(blocks) + 0.5) * block, even)


def _crossing(ink: Mask, thickness: int, *, upright: bool) -> Mask:
    """The ink in which a run across the rule is longer than the rule is thick: a stroke that crosses or touches it."""
    longest = thickness + RULE_CROSSED_PX
    kernel = np.ones((longest, 1) if upright else (1, longest), np.uint8)
    return cv2.morphologyEx(ink.view(np.uint8), cv2.MORPH_OPEN, kernel).view(np.bool_)


def _bridges(ink: Mask, rules: Mask, *, upright: bool) -> Mask:
    """What a rule's removal cut out of strokes: rule pixels between two ends of strokes at its edges.

    Ends that lie straight across are joined first, then those aslant: so the inside of a letter on a rule stays open.
    """
    rules, ink = (mask if upright else turned(mask) for mask in (rules, ink))
    joined = np.zeros_like(rules)
    ruled = np.flatnonzero(rules.any(axis=1))
    for strip in np.split(ruled, np.flatnonzero(np.diff(ruled) > 2 * _ACROSS_PX) + 1) if len(ruled) else ():
        where = slice(max(0, int(strip[0]) - _ACROSS_PX), int(strip[-1]) + _ACROSS_PX)
        joined[where] = _joined(ink[where], rules[where])
    return joined if upright else turned(joined)


def _joined(ink: Mask, rule: Mask) -> Mask:
    """The same for one level rule."""
    near = cv2.dilate(rule.view(np.uint8), np.ones((2 * RULE_FRAYED_PX + 1, 1), np.uint8)).view(np.bool_)
    ends = near & ~rule & ink
    joined = np.zeros_like(rule)
    for kernel in _ACROSS:
        found = rule & cv2.morphologyEx(ends.view(np.uint8), cv2.MORPH_CLOSE, kernel).view(np.bool_)
        joined |= found
        ends &= ~cv2.dilate(found.view(np.uint8), np.ones((2 * RULE_FRAYED_PX + 3, 5), np.uint8)).view(np.bool_)
    return joined


def _slant(run: int, rise: int) -> Pixels:
    """A stroke of two pixels' width, `run` wide to the right (or to the left) and `rise` high."""
    kernel = np.zeros((rise, abs(run) + 2), np.uint8)
    for y in range(rise):
        x = round(abs(run) * y / (rise - 1))
        kernel[y, x : x + 2] = 1
    return kernel if run >= 0 else np.ascontiguousarray(kernel[:, ::-1])


_ACROSS_PX = round(RULE_THICKEST_MM * SHEET_PX_PER_MM) + 4
# Straight across a rule, and at 30 and 55 degrees from there
_ACROSS = (
    np.ones((_ACROSS_PX, 3), np.uint8),
    *(_slant(side * run, _ACROSS_PX) for run in (_ACROSS_PX // 2, _ACROSS_PX * 7 // 5) for side in (-1, 1)),
)


def erase_streaks(ink: Mask, through: Sequence[slice]) -> Mask:
    """`ink` without thin straight lines down the whole area: a copier's dust, a fold, a rule between columns that nobody told of.

    They also cross each range of y in `through`, where a hand's stroke would not be. Found by projection along each slope, as in a Radon
    transform.
    """
    height, width = ink.shape
    thin = ink & ~_crossing(ink, round(RULE_THICKEST_MM * SHEET_PX_PER_MM), upright=False)
    long = cv2.morphologyEx(thin.view(np.uint8), cv2.MORPH_OPEN, np.ones((12, 1), np.uint8)).view(np.bool_)
    y, x = np.divmod(np.flatnonzero(long), width)  # np.nonzero takes ten times as long
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
