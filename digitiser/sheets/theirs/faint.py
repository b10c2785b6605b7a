"""Rules too pale or too broken to be traced: on the straightened view they show when a whole row of pixels is taken together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import FAINT_BLOCK_MM, FAINT_MAX_CONTRAST, FAINT_MIN_BLOCKS, FAINT_NOISES, RULES_PX_PER_MM
from digitiser.sheets.ladder import main_stretch
from digitiser.sheets.paper import View
from digitiser.sheets.straighten import Bend, Line, straightened

_CLIP = 0.04  # a stroke of the pen counts for no more than a pale rule


def find_faint_lines(view: View, bend: Bend, lines: Sequence[Line]) -> list[Line]:
    """Pale level lines from top to bottom, as wide as the long ones among `lines` that were seen clearly.

    The noise of a mean falls with the root of its width, so that a rule of two grey levels stands out from a whole row of pixels. A line of
    letters does as well, but it is no pale one, and it is dark in some places and not in others.
    """
    left, right = _usual_ends(lines, view.width)
    columns = slice(round(left * RULES_PX_PER_MM), round(right * RULES_PX_PER_MM))
    contrast = _contrast(straightened(view, bend))[:, columns]
    profile = np.clip(contrast, -_CLIP, _CLIP).mean(axis=1)
    noise = 1.48 * float(np.median(np.abs(profile - np.median(profile)))) + 1e-5
    strength = (profile - np.median(profile)) / noise
    crests = [y for y in range(6, len(strength) - 6) if strength[y] == strength[y - 5 : y + 6].max()]
    return [
        Line("rule", (y + 0.5) / RULES_PX_PER_MM, ((left, right),), float(profile[y]))
        for y in crests
        if strength[y] > FAINT_NOISES and _is_pale_rule(contrast[y])
    ]


def _usual_ends(lines: Sequence[Line], width: float) -> tuple[float, float]:
    """Where the long lines begin and end; a margin of 8 % where there are none."""
    long = [(a, b) for a, b in map(main_stretch, lines) if b - a > 0.5 * width]
    if not long:
        return 0.08 * width, 0.92 * width
    return float(np.median([a for a, _ in long])), float(np.median([b for _, b in long]))


def _contrast(grey: Pixels) -> NDArray[np.float32]:
    """How much darker each pixel is than those three and four above and below it, as a share of their light."""
    values = grey.astype(np.float32)
    around = np.mean([np.roll(values, shift, axis=0) for shift in (-4, -3, 3, 4)], axis=0)
    return np.asarray((around - values) / (around + 8), np.float32)


def _is_pale_rule(row: NDArray[np.float32]) -> bool:
    """Whether a row of pixels is darker than its surroundings a little, and nearly everywhere."""
    size = round(FAINT_BLOCK_MM * RULES_PX_PER_MM)
    blocks = np.median(row[: len(row) // size * size].reshape(-1, size), axis=1)
    usual = float(np.median(blocks))
    return 0 < usual < FAINT_MAX_CONTRAST and float((blocks > 0.3 * usual).mean()) >= FAINT_MIN_BLOCKS
