"""What stands below a table and only happens to follow its pitch: lines and print at the foot, the edge of the paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitiser.model import Pixels
from digitiser.settings import (
    END_MAX_SHORT_MM,
    GAP_MOST_BELOW,
    GAP_STEADY,
    PAPER_CLEAR,
    PAPER_EDGE_DARKER,
    RULE_GOES_ON,
)
from digitiser.sheets.lattice import Layout
from digitiser.sheets.runs import Rung
from digitiser.sheets.theirs.small_print import is_small_print
from digitiser.sheets.theirs.strips import strip_of

_RULE_REACH_MM = 2.5  # above and below a rule, to see the paper there


def without_foot(layout: Layout, small: Pixels, grey: Pixels) -> tuple[Rung, ...]:
    """The rungs without those below the table that only happen to follow its pitch: lines and print at the foot, the paper's edge."""
    rungs = layout.rungs
    if not any(rung.cover for rung in rungs):  # the writing told them all
        return rungs
    while len(rungs) > 3 and (
        rungs[-1].cover == 0
        or _follows_a_gap(rungs)
        or _falls_short(rungs, layout, small)
        or _is_paper_edge(rungs[-1], layout, small)
        or is_small_print(grey, rungs[-1].y, layout.left, layout.right)
    ):
        rungs = rungs[:-1]
    return rungs


def _follows_a_gap(rungs: Sequence[Rung]) -> bool:
    """Whether the last rung stands below one that was not seen, or next but one below, and ends where none above does: two signs of a foot.

    Said of tables whose rungs end at the same places, or in turns at two.
    """
    unseen = [k for k, rung in enumerate(rungs) if rung.cover == 0]
    if not unseen or len(rungs) - 1 - unseen[-1] > GAP_MOST_BELOW:
        return False
    above = np.array([(rung.left, rung.right) for rung in rungs[: unseen[-1]] if rung.cover > 0])
    alike = np.abs(above[:, None] - above[None]).max(axis=2) < 2 * END_MAX_SHORT_MM
    if len(above) < 3 or (alike.sum(axis=1) > 1).mean() < GAP_STEADY:
        return False
    off = np.abs(above - (rungs[-1].left, rungs[-1].right)).max(axis=1)
    return bool(off.min() > 2 * END_MAX_SHORT_MM)


def _falls_short(rungs: Sequence[Rung], layout: Layout, small: Pixels) -> bool:
    """Whether the last rung ends where the others do not, although nothing hides the rest of it."""
    last = rungs[-1]
    seen = [rung for rung in rungs[:-1] if rung.cover > 0]
    if len(seen) < 3:
        return False
    for mine, others, end in (
        (last.left, [rung.left for rung in seen], layout.left),
        (last.right, [rung.right for rung in seen], layout.right),
    ):
        usual = float(np.median(others))
        steady = np.mean(np.abs(np.array(others) - usual) < END_MAX_SHORT_MM) > 0.7
        if steady and abs(mine - usual) > 2 * END_MAX_SHORT_MM and abs(mine - end) > 2 * END_MAX_SHORT_MM:
            low, high = sorted((mine, end))
            inside = low > layout.left - 1 and high < layout.right + 1
            goes_on = _goes_on(small, last.y, low, high, last.left, last.right)
            if inside and not goes_on and _is_clear(small, last, low, high, layout.pitch):
                return True
    return False


def _is_clear(small: Pixels, last: Rung, low: float, high: float, pitch: float) -> bool:
    """Whether nothing hides the paper from `low` to `high` at this rung: it lost no more light since the row above than beside it.

    A thumb, a fold and the table top take light there; a shadow lies on the row above as well.
    """
    hidden, seen = (_light_against(small, last.y, pitch, *ends) for ends in ((low, high), (last.left, last.right)))
    return hidden > PAPER_CLEAR * seen


def _light_against(small: Pixels, y: float, pitch: float, left: float, right: float) -> float:
    """The light of the paper at this height as a share of that one row above, from `left` to `right`."""
    here, above = (strip_of(small, at - 2, at + 2, left, right) for at in (y, y - pitch))
    return (
        float(np.percentile(here, 50)) / max(1.0, float(np.percentile(above, 50))) if here.size and above.size else 0.0
    )


def _goes_on(small: Pixels, y: float, low: float, high: float, left: float, right: float) -> bool:
    """Whether a line seen from `left` to `right` shows from `low` to `high` too, broken or pale: a fax leaves pieces of rules."""
    hidden, seen = (
        _rule_of(strip_of(small, y - _RULE_REACH_MM, y + _RULE_REACH_MM, *ends))
        for ends in ((low, high), (left, right))
    )
    return hidden > RULE_GOES_ON * seen


def _rule_of(strip: Pixels) -> float:
    """How much of the light the darkest row of a strip takes on average, against its other rows."""
    if min(strip.shape) < 2:
        return 0.0
    rows = strip.mean(axis=1)
    return 1 - float(rows.min()) / max(1.0, float(np.median(rows)))


def _is_paper_edge(rung: Rung, layout: Layout, small: Pixels) -> bool:
    """Whether the paper ends at this rung: darker below than above along all of it."""
    above = strip_of(small, rung.top - 3.5, rung.top - 1.0, layout.left, layout.right)
    below = strip_of(small, rung.bottom + 1.0, rung.bottom + 3.5, layout.left, layout.right)
    if min(above.shape[0], below.shape[0]) < 2:
        return False
    # White is what the flattening paints beyond the page; there the paper's edge is the picture's.
    darker = np.median(below, axis=0) < PAPER_EDGE_DARKER * np.median(above, axis=0)
    return bool(darker.mean() > 0.8)
