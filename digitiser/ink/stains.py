"""What was spilt on a sheet and never written: coffee rings, drops, a highlighter. They take some of the light, and no pen's share."""

from __future__ import annotations

import cv2
import numpy as np

from digitiser.ink.blank import Mask
from digitiser.model import Pixels
from digitiser.settings import (
    SHEET_PX_PER_MM,
    STAIN_BROAD_MM,
    STAIN_BROWN,
    STAIN_DARKEST,
    STAIN_FAINTEST,
    STAIN_LEAST_MM2,
)

HALF = 2  # stains are broad: half the sheet's resolution shows them


def without_stains(lack: Pixels) -> Pixels:
    """`lack` (height x width x 3: the share of the paper's light that each colour lacks, 255 for all) without pale broad stains.

    A stain is what an opening leaves that no pen's line survives, pale, and yellow to brown. What it took is given back, so that writing
    across it keeps what the pen took. A picture without colour keeps its stains: there they look like a blurred felt pen.
    """
    small = cv2.resize(lack, None, fx=1 / HALF, fy=1 / HALF, interpolation=cv2.INTER_AREA)
    across = round(STAIN_BROAD_MM * SHEET_PX_PER_MM / HALF)
    broad = np.asarray(cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((across, across), np.uint8)), np.uint8)
    stain = np.where(_large(_is_brown(broad) & _is_pale(broad))[..., None], broad, 0).astype(np.uint8)
    if not stain.any():
        return lack
    grown = cv2.dilate(stain, np.ones((5, 5), np.uint8))  # out to the soft edge, where the opening stopped
    large = cv2.resize(grown, lack.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    taken = np.minimum(large, lack)
    light = cv2.divide(np.asarray(255 - lack), np.asarray(255 - taken), scale=255)
    return np.asarray(255 - light, np.uint8)


def _is_pale(lack: Pixels) -> Mask:
    most = lack.max(axis=2)
    return np.asarray((most > STAIN_FAINTEST * 255) & (most < STAIN_DARKEST * 255), np.bool_)


def _is_brown(lack: Pixels) -> Mask:
    """Yellow to brown takes most of blue, less of green, least of red; red ink takes green as well, blue and black ink all that is red."""
    blue, green, red = (lack[..., k].astype(np.float32) for k in range(3))
    return np.asarray((green < STAIN_BROWN[0] * blue) & (red < STAIN_BROWN[1] * blue), np.bool_)


def _large(mask: Mask) -> Mask:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= STAIN_LEAST_MM2 * (SHEET_PX_PER_MM / HALF) ** 2
    large[0] = False
    return np.asarray(large[labels], np.bool_)
