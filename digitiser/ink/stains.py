"""What was spilt on a sheet and never written: coffee rings, drops, a highlighter. They take some of the light, and no pen's share."""

from __future__ import annotations

import cv2
import numpy as np

from digitiser.components import measured
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
    stained = _large(_is_brown_and_pale(broad))
    if not stained.any():
        return lack
    stain = np.where(stained[..., None], broad, 0).astype(np.uint8)
    grown = cv2.dilate(stain, np.ones((5, 5), np.uint8))  # out to the soft edge, where the opening stopped
    large = cv2.resize(grown, lack.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    taken = np.minimum(large, lack)
    light = cv2.divide(np.asarray(255 - lack), np.asarray(255 - taken), scale=255)
    return np.asarray(255 - light, np.uint8)


def _is_brown_and_pale(lack: Pixels) -> Mask:
    """Yellow to brown takes most of blue, less of green, least of red; red ink takes green as well, blue and black ink all that is red."""
    blue = np.ascontiguousarray(lack[..., 0])
    found = (blue > STAIN_FAINTEST * 255) & (blue < STAIN_DARKEST * 255)  # of brown, blue is the most
    takes = lack[found].astype(np.float32)
    found[found] = (takes[:, 1] < STAIN_BROWN[0] * takes[:, 0]) & (takes[:, 2] < STAIN_BROWN[1] * takes[:, 0])
    return found


def _large(mask: Mask) -> Mask:
    if not mask.any():
        return mask
    labels, stats = measured(mask)
    large = stats[:, cv2.CC_STAT_AREA] >= STAIN_LEAST_MM2 * (SHEET_PX_PER_MM / HALF) ** 2
    large[0] = False
    return np.asarray(large[labels], np.bool_)
