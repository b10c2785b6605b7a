"""Rules too pale or too broken to be traced: on the straightened view they show when many pixels are taken together."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.settings import FAINT_BLOCK_MM, FAINT_MIN_CONTRAST, FAINT_MIN_SHARE, RULES_PX_PER_MM
from digitiser.sheets.paper import View
from digitiser.sheets.picture import Map, close
from digitiser.sheets.straighten import Bend, Line, straightened


def find_faint_lines(view: View, bend: Bend) -> list[Line]:
    """Level lines from top to bottom, each seen as a narrow dark crest in many blocks side by side.

    The noise of a block's mean falls with the root of its width, so that rules of a few grey levels stand out; a line of letters is
    no narrow crest, and writing is one in few blocks at one height.
    """
    contrast = _contrast(straightened(view, bend))
    block = round(FAINT_BLOCK_MM * RULES_PX_PER_MM)
    count = contrast.shape[1] // block
    means = contrast[:, : count * block].reshape(len(contrast), count, block).mean(axis=2)
    crest = _is_crest(np.asarray(means, np.float32))
    share = cv2.dilate(crest.astype(np.uint8), np.ones((3, 1), np.uint8))
    lines: list[Line] = []
    votes = share.sum(axis=1)
    for y in np.flatnonzero(
        (votes >= FAINT_MIN_SHARE * count)
        & (votes >= cv2.dilate(votes.astype(np.float32), np.ones((7, 1), np.uint8)).ravel())
    ):
        if lines and (y + 0.5) / RULES_PX_PER_MM - lines[-1].y < 1.0:
            continue
        seen = np.flatnonzero(share[y])
        stretches = tuple((k * FAINT_BLOCK_MM, (k + 1) * FAINT_BLOCK_MM) for k in seen.tolist())
        lines.append(Line("rule", (y + 0.5) / RULES_PX_PER_MM, _merged(stretches), float(means[y, seen].mean())))
    return lines


def _contrast(grey: NDArray[np.uint8]) -> Map:
    """How much darker than the paper just above and below, at most 0.3: a stroke of the pen counts for no more than a rule."""
    light = close(grey, 1, 11).astype(np.float32)
    return np.asarray(np.minimum((light - grey) / (light + 8), 0.3), np.float32)


def _is_crest(means: Map) -> NDArray[np.bool_]:
    """Where a block is darker than all that lies three to five pixels above and below it."""
    around = np.full_like(means, np.inf)
    level = np.zeros_like(means)
    for shift in (-5, -4, -3, 3, 4, 5):
        level = np.maximum(level, np.roll(means, shift, axis=0))
    around = level
    return np.asarray((means > 1.6 * around) & (means > around + FAINT_MIN_CONTRAST), np.bool_)


def _merged(stretches: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    merged: list[tuple[float, float]] = []
    for left, right in stretches:
        if merged and left - merged[-1][1] < 1e-6:
            merged[-1] = (merged[-1][0], right)
        else:
            merged.append((left, right))
    return tuple(merged)
