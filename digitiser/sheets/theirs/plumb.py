"""How the upright rules of a table lean once its rows are level: what is left of a skew, of a fax drawn awry, of a page held askew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitiser.settings import (
    LEAN_AGREE,
    LEAN_BEYOND_MM,
    LEAN_FEWEST,
    LEAN_MOST,
    LEAN_PITCHES,
    LEAN_SHARE,
    RULES_PX_PER_MM,
    UPRIGHT_JOIN_MM,
)
from digitiser.sheets.ladder import Ladder, leaning
from digitiser.sheets.lines import find_rule_pieces
from digitiser.sheets.paper import View
from digitiser.sheets.straighten import Bend

Floats = NDArray[np.float64]

_LOOKS = 8  # of the fit, each with the weights of the last
_KEYSTONE_PRIOR = 0.01  # of the lengths' weight: without strokes on both sides, all lean alike


def set_plumb(view: View, bend: Bend, ladder: Ladder) -> Ladder:
    """The ladder with ends that lean as the upright rules of its table do; as it is where too few are seen, or they do not agree.

    Rules that meet far above or below the sheet lean the more, the farther right they stand: by a straight line over the width, fitted by
    robust ridge regression (Huber's weights) to what is seen of them.
    """
    xs, slopes, lengths = _strokes(view, bend, ladder)
    if len(xs) < LEAN_FEWEST:
        return ladder
    ends = np.array([side.at(_middle(ladder)) for side in (ladder.left, ladder.right)])
    places = _over_width(xs, ends)
    factors = _fitted(places, slopes, lengths)
    agreeing = np.abs(slopes - places @ factors) < LEAN_AGREE
    apart = 1 + int((np.diff(np.sort(xs[agreeing])) > UPRIGHT_JOIN_MM).sum())
    left, right = (float(slope) for slope in _over_width(ends, ends) @ factors)
    if (
        apart < LEAN_FEWEST
        or lengths[agreeing].sum() < LEAN_SHARE * lengths.sum()
        or max(abs(left), abs(right)) > LEAN_MOST
    ):
        return ladder
    return leaning(ladder, left, right)


def _strokes(view: View, bend: Bend, ladder: Ladder) -> tuple[Floats, Floats, Floats]:
    """Place, slope (to the right, a millimetre down) and length of each long upright stroke within the table or near its ends."""
    margin = view.width * bend.steepest / 2
    top, bottom = (round(y * RULES_PX_PER_MM) for y in (ladder.rungs[0].y - margin, ladder.rungs[-1].y + margin))
    turned = np.ascontiguousarray(view.grey[max(0, top) : max(0, bottom)].T)
    if turned.shape[1] < LEAN_PITCHES * ladder.pitch * RULES_PX_PER_MM:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    ends = [side.at(_middle(ladder)) for side in (ladder.left, ladder.right)]
    found = []
    for piece in find_rule_pieces(turned):
        if piece.length > LEAN_PITCHES * ladder.pitch:
            level = bend.straight(piece.ys, piece.xs + max(0, top) / RULES_PX_PER_MM)
            slope = float(np.polyfit(level - level.mean(), piece.ys, 1)[0])
            x = float(piece.ys.mean() - slope * (level.mean() - _middle(ladder)))
            if ends[0] - LEAN_BEYOND_MM < x < ends[1] + LEAN_BEYOND_MM:
                found.append((x, slope, piece.length))
    xs, slopes, lengths = np.array(found, np.float64).reshape(-1, 3).T
    return xs, slopes, lengths


def _middle(ladder: Ladder) -> float:
    return (ladder.rungs[0].y + ladder.rungs[-1].y) / 2


def _over_width(xs: Floats, ends: Floats) -> Floats:
    """What a lean and a keystone do at each place (n x 2): -1 is the left end of the table, 1 the right one."""
    return np.stack([np.ones_like(xs), 2 * (xs - ends[0]) / max(1e-6, ends[1] - ends[0]) - 1], axis=1)


def _fitted(places: Floats, slopes: Floats, lengths: Floats) -> Floats:
    """Lean and keystone; the slope of a stroke is known the better, the longer it is."""
    sure = lengths**2 / (lengths**2).sum()
    factors = np.array([float(np.median(np.repeat(slopes, np.maximum(1, lengths.astype(int))))), 0.0])
    for _ in range(_LOOKS):
        rest = np.abs(slopes - places @ factors)
        weight = sure * np.minimum(1.0, LEAN_AGREE / 2 / np.maximum(rest, 1e-9))
        normal = places.T @ (places * weight[:, None]) + np.diag([0.0, _KEYSTONE_PRIOR])
        factors = np.linalg.solve(normal, places.T @ (slopes * weight))
    return factors
