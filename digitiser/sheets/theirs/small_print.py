"""A line of small print runs as level as a rule, and is taken for one where it is blurred: it is thicker."""

from __future__ import annotations

import numpy as np

from digitiser.model import Pixels
from digitiser.settings import SHEET_PX_PER_MM, SMALL_PRINT_BLOCK_MM, SMALL_PRINT_MIN_BLOCKS, SMALL_PRINT_MIN_MM
from digitiser.sheets.picture import darkness

_REACH_MM = 2.2  # above and below
_PEAK_MM = 0.8  # from the height at which a rule was seen to its darkest
_INKED, _HALF = 0.05, 0.4  # darkness of a block's darkest row of pixels, and the share of it at which a line ends


def is_small_print(grey: Pixels, y: float, left: float, right: float) -> bool:
    """Whether what stands at this height of a flat sheet, from `left` to `right` (millimetres), is as thick as letters are high.

    Told block by block, since a line may wave a little, and by the median of those that hold anything.
    """
    reach, size = round(_REACH_MM * SHEET_PX_PER_MM), round(SMALL_PRINT_BLOCK_MM * SHEET_PX_PER_MM)
    middle = round(y * SHEET_PX_PER_MM)
    if middle < reach or middle + reach >= len(grey):
        return False
    across = slice(max(0, round(left * SHEET_PX_PER_MM)), max(0, round(right * SHEET_PX_PER_MM)))
    strip = grey[middle - reach : middle + reach + 1, across]
    if strip.shape[1] < size:
        return False
    dark = darkness(strip, 4 * reach | 1, 2 * reach | 1)
    blocks = dark[:, : dark.shape[1] // size * size].reshape(len(dark), -1, size).mean(axis=2).T
    thick = [_thickness(block) for block in blocks if block.max() > _INKED]
    return len(thick) >= SMALL_PRINT_MIN_BLOCKS and float(np.median(thick)) > SMALL_PRINT_MIN_MM * SHEET_PX_PER_MM


def _thickness(profile: np.ndarray) -> int:
    """Rows of pixels around the darkest one near the middle that are nearly as dark; 0 where they reach the end, as a shaded row does.

    What is darker a little above or below is another thing: a line that strikes out the last row.
    """
    middle, near = len(profile) // 2, round(_PEAK_MM * SHEET_PX_PER_MM)
    peak = middle - near + int(profile[middle - near : middle + near + 1].argmax())
    pale = np.flatnonzero(profile < _HALF * profile[peak])
    above, below = pale[pale < peak], pale[pale > peak]
    return int(below[0] - above[-1] - 1) if len(above) and len(below) else 0
