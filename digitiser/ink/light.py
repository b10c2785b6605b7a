"""How dark the pen made each point of the paper, whatever the light: shadows, tints and folds taken away."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import Labels, labelled, pixels_of
from digitiser.ink.blank import Mask, turned
from digitiser.ink.stains import without_stains
from digitiser.model import Pixels
from digitiser.settings import (
    FOLD_BROAD_MM,
    FOLD_DARKEST,
    FOLD_FAINTEST,
    FOLD_SHARE,
    FOLD_SLOPE,
    FOLD_WIDE_MM,
    GRAIN_TILE_MM,
    INK_BESIDE_MM,
    INK_FAINT,
    INK_FAINT_MOST,
    INK_NOISE,
    INK_PALER,
    INK_PALER_LEAST_MM2,
    INK_SURE,
    INK_SURE_MOST,
    LIGHT_LEAST,
    PAPER_CLOSING_MM,
    PAPER_DARKEST,
    SHEET_PX_PER_MM,
    STROKE_EDGE,
)

GRAIN_STEP = 4  # of the pixels of a tile, each fourth both ways is enough to know its grain
BLOCK_PX = 32  # folds are sought in stretches of this length: a letter or two fill no stretch


def find_darkness(image: Pixels) -> Pixels:
    """The share of the paper's light that each pixel lacks, in the colour in which it lacks most: red and blue pens are as dark as black.

    `image` is height x width x 3; the answer is height x width, 255 for no light. The paper's light is what is left after closing over the
    strokes; in a very deep shadow, where all is noise, it counts as more than it is.
    """
    if min(image.shape[:2]) < 16:
        return np.zeros(image.shape[:2], np.uint8)
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    across = round(PAPER_CLOSING_MM * SHEET_PX_PER_MM / 4) | 1
    near = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((across, across), np.uint8))
    wide = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((3 * across, 3 * across), np.uint8))
    paper = cv2.medianBlur(np.maximum(near, (PAPER_DARKEST * wide).astype(np.uint8)), 3)
    paper = cv2.erode(paper, np.ones((3, 3), np.uint8))  # beside a shaded row the shade is taken: its edge is no stroke
    paper = cv2.resize(np.maximum(paper, 1), (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    least = np.uint8(max(1, int(LIGHT_LEAST * np.percentile(paper[::8, ::8].max(axis=2), 90))))
    lack = cv2.divide(cv2.subtract(paper, image), np.maximum(paper, least), scale=255)
    blue, green, red = cv2.split(without_stains(np.asarray(lack, np.uint8)))
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)


def without_folds(dark: Pixels, table: tuple[slice, slice]) -> Pixels:
    """`dark` (height x width) without the pale lines that run straight over all of it, along or down: the paper was folded there.

    What crosses a fold stays: the fold took a share of the light, the pen another. `table` is where the table lies (rows, columns): a fold
    goes on in the margins on both sides, a rule or a crossing-out does not; a table without margins keeps its folds.
    """
    rows, columns = table
    dark = _unfolded(dark, (columns.start, dark.shape[1] - columns.stop))
    return turned(_unfolded(turned(dark), (rows.start, dark.shape[0] - rows.stop)))


def _unfolded(dark: Pixels, beside: tuple[int, int]) -> Pixels:
    """`dark` without its level folds."""
    height, width = dark.shape
    if min(dark.shape) < 4 * BLOCK_PX or min(beside) < SHEET_PX_PER_MM:
        return dark
    in_margins = _in_both_margins(dark, beside)
    if not in_margins.any():
        return dark
    reach, blocks = round(FOLD_WIDE_MM * SHEET_PX_PER_MM), width // BLOCK_PX
    # the quarter of each stretch that is lightest has no writing
    stretches = np.partition(dark[:, : blocks * BLOCK_PX : 4].reshape(height, blocks, -1), BLOCK_PX // 16, axis=2)
    shaded = stretches[:, :, BLOCK_PX // 16] > FOLD_FAINTEST * 255
    slopes = np.linspace(-FOLD_SLOPE, FOLD_SLOPE, 2 * round(FOLD_SLOPE * width / 4) + 1)
    rise = np.round(slopes[:, None] * ((np.arange(blocks) + 0.5) * BLOCK_PX - width / 2)).astype(int)
    at = np.clip(np.arange(height)[None, :, None] + rise[:, None, :], 0, height - 1)
    share = shaded[at, np.arange(blocks)].mean(axis=2)
    share[(np.maximum(np.roll(share, reach, axis=1), np.roll(share, -reach, axis=1)) > FOLD_SHARE / 2)] = 0
    share[:, ~in_margins] = 0
    while share.max() >= FOLD_SHARE:
        slope, y = np.unravel_index(int(share.argmax()), share.shape)
        dark = _flattened(dark, y + slopes[slope] * (np.arange(width) - width / 2), reach)
        share[:, max(0, int(y) - reach) : int(y) + reach + 1] = 0
    return dark


def _in_both_margins(dark: Pixels, beside: tuple[int, int]) -> Mask:
    """For each y whether both margins are shaded there, or close by."""
    both = np.ones(len(dark), np.bool_)
    for margin in (dark[:, : beside[0]], dark[:, dark.shape[1] - beside[1] :]):
        shaded = (np.median(margin[:, ::2], axis=1) > FOLD_FAINTEST * 255).view(np.uint8)
        both &= cv2.dilate(shaded[:, None], np.ones((2 * round(FOLD_WIDE_MM * SHEET_PX_PER_MM) + 1, 1), np.uint8)).view(
            np.bool_
        )[:, 0]
    return both


def _flattened(dark: Pixels, path: NDArray[np.float64], reach: int) -> Pixels:
    """`dark` without the fold along `path` (a y for each x): what it takes at each distance from the path is what it mostly takes there.

    Where a shadow lies it may take more, but not much more: what stands along the fold for a few centimetres was written.
    """
    x = np.arange(dark.shape[1])[None, :]
    y = np.round(path).astype(int)[None, :] + np.arange(-reach, reach + 1)[:, None]
    inside = (y >= 0) & (y < dark.shape[0])
    strip = np.where(inside, dark[np.clip(y, 0, dark.shape[0] - 1), x], 0).astype(np.float32)
    overall = np.median(strip, axis=1, keepdims=True)
    broad = np.count_nonzero(overall > overall.max() / 2) / SHEET_PX_PER_MM
    if overall.max() > FOLD_DARKEST * 255 or broad < FOLD_BROAD_MM:
        return dark
    taken = np.concatenate(
        [
            np.clip(np.median(part, axis=1, keepdims=True), 0.7 * overall, 1.6 * overall + 3) + np.zeros_like(part)
            for part in np.array_split(strip, max(1, strip.shape[1] // (8 * BLOCK_PX)), axis=1)
        ],
        axis=1,
    )
    flat = 255 - (255 - strip) * (255 / (255 - taken))
    out = dark.copy()
    out[y[inside], np.broadcast_to(x, y.shape)[inside]] = np.clip(flat, 0, 255).astype(np.uint8)[inside]
    return out


def find_strokes(dark: Pixels) -> Mask:
    """Strokes that are faintly dark all along and surely dark somewhere; both thresholds rise with the paper's grain.

    Close to a dark stroke more is asked, so that its blurred edge does not thicken it and letters stay apart.
    """
    if not dark.size:
        return np.zeros(dark.shape, np.bool_)
    smooth = np.asarray(cv2.GaussianBlur(dark, (3, 3), 0), np.uint8)
    faint, sure = _thresholds(smooth)
    around = cv2.dilate(smooth, np.ones((9, 9), np.uint8))
    edge = cv2.LUT(around, (np.arange(256) * STROKE_EDGE).astype(np.uint8))
    ink = (smooth > faint) & (smooth > edge)
    count, labels = labelled(ink)
    at = np.flatnonzero(ink)
    of, inked = labels.ravel()[at], smooth.ravel()[at]
    held, paler = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    held[of[inked > sure.ravel()[at]]] = True
    paler[of[inked > cv2.convertScaleAbs(sure, alpha=INK_PALER).ravel()[at]]] = True
    paler &= ~held
    strokes = pixels_of(held, labels)
    return strokes | pixels_of(_beside(strokes, at, of, paler), labels) if paler.any() else strokes


def _beside(strokes: Mask, at: NDArray[np.int64], of: Labels, paler: Mask) -> Mask:
    """Of the connected strokes that are `paler`, those that stand in a line with others: a soft pencil leaves some letters of a word.

    `at` (flat) are the pixels of all, `of` is the number of the stroke that each of them belongs to.
    """
    reach = 2 * round(INK_BESIDE_MM * SHEET_PX_PER_MM) + 1
    near = cv2.dilate(strokes.view(np.uint8), np.ones((1, reach), np.uint8)).view(np.bool_)
    at, of = at[paler[of]], of[paler[of]]
    pixels = np.bincount(of, minlength=len(paler))
    inside = np.bincount(of[near.ravel()[at]], minlength=len(paler))
    return paler & (pixels >= INK_PALER_LEAST_MM2 * SHEET_PX_PER_MM**2) & (2 * inside >= pixels)


def _thresholds(smooth: Pixels) -> tuple[Pixels, Pixels]:
    """How dark a stroke must be all along, and somewhere, at each pixel (height x width).

    The grain of the whole is the spread of the lighter half of all pixels, which is paper however much is written. A deep shadow has more:
    there it is that of the lighter third of a tile.
    """
    some = smooth[::GRAIN_STEP, ::GRAIN_STEP]
    lightest, middle = np.percentile(some, (10, 50)) / 255
    grain = (middle - lightest) / 1.28
    faint = min(max(INK_FAINT, middle + INK_NOISE * grain), INK_FAINT_MOST[0])
    sure = min(max(INK_SURE, middle + 2 * INK_NOISE * grain), INK_SURE_MOST[0])
    tile = round(GRAIN_TILE_MM * SHEET_PX_PER_MM / GRAIN_STEP)
    down, across = (max(1, n // tile) for n in some.shape)
    tiles = cv2.resize(some, (across * tile, down * tile), interpolation=cv2.INTER_NEAREST)
    tiles = tiles.reshape(down, tile, across, tile).transpose(0, 2, 1, 3).reshape(down, across, -1)
    lightest, middle = np.percentile(tiles, (10, 35), axis=2) / 255
    grain = (middle - lightest) / 0.9
    maps = []
    for least, most, noises in ((faint, INK_FAINT_MOST[1], INK_NOISE), (sure, INK_SURE_MOST[1], 2 * INK_NOISE)):
        local = np.clip(
            np.asarray(cv2.medianBlur((middle + noises * grain).astype(np.float32), 3)), least, max(least, most)
        )
        maps.append(cv2.resize((local * 255).astype(np.uint8), smooth.shape[1::-1], interpolation=cv2.INTER_LINEAR))
    return np.asarray(maps[0], np.uint8), np.asarray(maps[1], np.uint8)
