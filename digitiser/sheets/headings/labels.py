"""What is printed alike in every row of a table: labels in the cells ("SIGNATURE ____"), boxes to tick. Writing differs from row to row."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from digitiser.model import Pixels
from digitiser.settings import CARD_FEWEST, SHEET_PX_PER_MM
from digitiser.sheets.headings.phrases import even_light
from digitiser.sheets.picture import ordered

_MOST_ROWS = 10  # enough to tell

_JITTER_MM = 1.0  # of a row's print, against where its rules say that it stands
_ASTRAY_MM = 0.6  # of an upright rule from row to row
_STANDING = 0.85  # share of a row's height that an upright rule is seen in
_RULE_DARK, _ALIKE_DARK = 0.04, 0.3  # how dark an upright rule is at least, and against the others
_ALIKE = 0.7  # of the rows must be as dark


def common_print(grey: Pixels, rows: Sequence[tuple[float, float]], left: float, right: float) -> Pixels | None:
    """One row in even light with the writing taken out, `left` to `right` millimetres; None for fewer than four rows.

    What is dark in most of the rows stays; writing hardly ever is.
    """
    strips = strips_of(grey, rows, left, right)
    return common_of(strips) if len(strips) >= CARD_FEWEST else None


def strips_of(grey: Pixels, rows: Sequence[tuple[float, float]], left: float, right: float) -> list[Pixels]:
    """Up to ten of the rows in even light, of one size, `left` to `right` millimetres."""
    chosen = [rows[k] for k in np.unique(np.linspace(0, len(rows) - 1, _MOST_ROWS).round().astype(int))]
    height = round(float(np.median([bottom - top for top, bottom in chosen])) * SHEET_PX_PER_MM)
    across = slice(max(0, round(left * SHEET_PX_PER_MM)), round(right * SHEET_PX_PER_MM))
    strips = []
    for top, bottom in chosen:
        strip = grey[max(0, round(top * SHEET_PX_PER_MM)) : round(bottom * SHEET_PX_PER_MM), across]
        if strip.shape[0] > 0.5 * height and strip.shape[1]:
            resized = cv2.resize(even_light(strip), (strip.shape[1], height), interpolation=cv2.INTER_LINEAR)
            strips.append(np.asarray(resized, np.uint8))
    return strips


def common_of(strips: Sequence[Pixels]) -> Pixels:
    """What most of these strips show; `common_print` of them."""
    place, share = divmod(_ALIKE * (len(strips) - 1), 1)
    lower, upper = ordered(strips)[int(place) :][:2]
    return np.asarray(cv2.addWeighted(lower, 1 - share, upper, share, 0), np.uint8)


def sharpened(strips: Sequence[Pixels], common: Pixels, rows: slice, columns: slice) -> Pixels:
    """A label that `common` shows at these pixels, as sharp as the strips show it: each moved by a little to where it agrees best.

    Rows are not printed as evenly as their rules say: in what they have in common small print blurs.
    """
    reach = round(_JITTER_MM * SHEET_PX_PER_MM)
    label = common[rows, columns]
    found = []
    for strip in strips:
        around = cv2.copyMakeBorder(strip, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
        around = around[rows.start : rows.stop + 2 * reach, columns.start : columns.stop + 2 * reach]
        _, likeness, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(around, label, cv2.TM_CCOEFF_NORMED))
        found.append((likeness, around[y : y + label.shape[0], x : x + label.shape[1]]))
    best = sorted(found, key=lambda pair: -pair[0])[: (len(found) + 1) // 2]
    return np.median([part for _, part in best], axis=0).astype(np.uint8)


def true_uprights(common: Pixels, uprights: Sequence[float], left: float) -> tuple[float, ...]:
    """The upright rules (millimetres) that the common row, which begins at `left`, shows from top to bottom, about as dark as the others.

    Labels that stand one above the other look like rules too, and so do those of the back that show through.
    """
    darkness = [_darkness(common, x - left) for x in uprights]
    if not darkness:
        return ()
    least = max(_RULE_DARK, _ALIKE_DARK * float(np.percentile(darkness, 75)))
    return tuple(x for x, dark in zip(uprights, darkness, strict=True) if dark >= least)


def _darkness(common: Pixels, x: float) -> float:
    """How dark (0 to 1) a rule is that goes from top to bottom of the common row at `x` millimetres of it."""
    at, reach, margin = round(x * SHEET_PX_PER_MM), round(_ASTRAY_MM * SHEET_PX_PER_MM), common.shape[0] // 10
    strip = common[margin : common.shape[0] - margin, max(0, at - reach) : at + reach + 1]
    if not strip.size:
        return 0.0
    return float(np.percentile(1 - strip.min(axis=1) / 255.0, 100 * (1 - _STANDING)))
