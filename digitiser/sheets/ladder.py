"""The ladder of a table: level lines at a regular pitch are its rungs, and a row lies between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.settings import (
    HEADING_MAX_MM,
    HEADING_MIN_MM,
    LADDER_MIN_RUNGS,
    LINE_JOIN_MM,
    RULE_BACK_OFF_MM,
    RULE_WEAK,
    RULE_WEAK_PITCHES,
    RULE_WEAK_SCORE,
    RUNG_MAX_BEYOND_MM,
    RUNG_MIN_COVER,
    SIDE_QUANTILE,
)
from digitiser.sheets.runs import Rung, best_run, best_run_of_lines, gap_between_boxes, joined_rungs, with_end_boxes
from digitiser.sheets.sides import Side, side_along, side_of_slope
from digitiser.sheets.straighten import Line

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ladder:
    """The rungs of a table from top to bottom (millimetres in the straightened view) and its ends.

    `score` tells how sure it is, about the number of rungs that were seen; `above` and `below` are the next lines beyond its
    ends (the top of a heading), None where there are none.
    """

    rungs: tuple[Rung, ...]
    left: Side
    right: Side
    score: float
    above: float | None = None
    below: float | None = None

    @property
    def pitch(self) -> float:
        """The usual distance from rung to rung, millimetres."""
        return float(np.median(np.diff([rung.y for rung in self.rungs])))

    @property
    def seen(self) -> int:
        """How many of its rungs are not only supposed."""
        return sum(rung.cover > 0 for rung in self.rungs)

    @property
    def length(self) -> float:
        """The length of the middle rung, millimetres."""
        y = self.rungs[len(self.rungs) // 2].y
        return self.right.at(y) - self.left.at(y)


def find_ladder(lines: Sequence[Line], width: float) -> Ladder | None:
    """The best ladder among the lines of a view `width` millimetres wide, or None.

    Where the strong lines alone make a better one, or a good one while this one is all pale or has half the pitch, the others show through
    from the back.
    """
    strong = _strong(lines)
    found, bold = (
        ladder and _without_weak_ends(ladder, lines)
        for ladder in (_ladder_among(lines, width), _ladder_among(strong, width) if len(strong) < len(lines) else None)
    )
    if found is None or bold is None:
        return found or bold
    is_whole = bold.score >= RULE_WEAK_SCORE * len(bold.rungs)
    rules = [line for line in lines if line.kind == "rule"]
    is_pale = 0 < float(np.median(_contrasts(found, rules))) <= RULE_WEAK * _usual_contrast(lines)  # 0 for shades
    is_coarser = bold.pitch >= RULE_WEAK_PITCHES * found.pitch
    return bold if bold.score > found.score or (is_whole and (is_pale or is_coarser)) else found


def _strong(lines: Sequence[Line]) -> list[Line]:
    """The lines without rules that are far paler than most: those may show through from the back."""
    usual = _usual_contrast(lines)
    return [line for line in lines if line.kind == "rule" and line.contrast > RULE_WEAK * usual]


def _usual_contrast(lines: Sequence[Line]) -> float:
    return float(np.percentile([line.contrast for line in lines if line.kind == "rule"] or [0.0], 80))


def _without_weak_ends(ladder: Ladder, lines: Sequence[Line]) -> Ladder:
    """The ladder without rungs at an end that are far paler than the others and not quite in their place: those are of the back."""
    rules = [[line for line in lines if line.kind == "rule" and _is_of(line, rung)] for rung in ladder.rungs]
    if np.mean([bool(found) for found in rules]) < 0.5:
        return ladder  # the edges of shades differ more
    contrast = _contrasts(ladder, lines)
    weak = contrast < RULE_WEAK * float(np.median(contrast))
    first, last = int(weak.argmin()), len(weak) - int(weak[::-1].argmin())
    rungs = ladder.rungs[first:last]
    if len(rungs) < LADDER_MIN_RUNGS:
        return ladder
    start, end = 0, len(weak)
    if first and not _goes_on(ladder.rungs[first - 1], rungs[0], rungs[1]):
        start = first
    if last < len(weak) and not _goes_on(ladder.rungs[last], rungs[-1], rungs[-2]):
        end = last
    lost = sum(rung.cover for rung in (*ladder.rungs[:start], *ladder.rungs[end:]))
    return replace(ladder, rungs=ladder.rungs[start:end], score=ladder.score - lost)


def _contrasts(ladder: Ladder, lines: Sequence[Line]) -> Floats:
    """The contrast of each rung, 0 for those that are only supposed."""
    return np.array(
        [max((line.contrast for line in lines if _is_of(line, rung)), default=0.0) for rung in ladder.rungs]
    )


def _goes_on(beyond: Rung, end: Rung, next_to_it: Rung) -> bool:
    """Whether a rung lies exactly where the table's own rules promise it: as far from the last as that from its neighbour, and as long."""
    uneven = abs(abs(beyond.y - end.y) - abs(end.y - next_to_it.y))
    return max(uneven, abs(beyond.left - end.left), abs(beyond.right - end.right)) < RULE_BACK_OFF_MM


def _without_back(lines: Sequence[Line], left: Side, right: Side) -> list[Rung]:
    """The lines as rungs, without rules that show through from the back: beside each rule they look like the second one of a box."""
    usual = _usual_contrast(lines)
    front = (line for line in lines if line.kind != "rule" or line.contrast > RULE_WEAK * usual)
    return [rung for line in front if (rung := _rung_within(line, left, right)) is not None]


def _is_of(line: Line, rung: Rung) -> bool:
    return (
        rung.top - LINE_JOIN_MM < line.y < rung.bottom + LINE_JOIN_MM
        and line.cover(rung.left, rung.right) > RUNG_MIN_COVER
    )


def _ladder_among(lines: Sequence[Line], width: float) -> Ladder | None:
    """The best ladder among these lines.

    Found again and again: first with every long line, then with those alone that reach from one end of the table to the
    other, and with the two lines between boxes taken as one where the rows are boxes.
    """
    lines = _without_edges_of_rules(lines)
    stretches = [(line, *main_stretch(line)) for line in lines]
    long = [Rung(line.y, line.y, a, b, (b - a) / width) for line, a, b in stretches if b - a >= 0.3 * width]
    run = best_run_of_lines(long)
    within: list[Rung] = []
    for _ in range(2):
        if run is None:
            return None
        left, right = _sides(run.seen)
        within = [rung for line in lines if (rung := _rung_within(line, left, right)) is not None]
        run = best_run_of_lines(within)
    if run is None:
        return None
    front = _without_back(lines, left, right)
    gap = gap_between_boxes(run, front)
    if gap > 0:
        run = with_end_boxes(best_run(joined_rungs(front, gap + 0.7)) or run, front)
    left, right = _sides(run.seen)
    first, last = run.rungs[0].top, run.rungs[-1].bottom
    above = max((r.y for r in within if HEADING_MIN_MM <= first - r.y <= HEADING_MAX_MM), default=None)
    below = min((r.y for r in within if HEADING_MIN_MM <= r.y - last <= HEADING_MAX_MM), default=None)
    return Ladder(run.rungs, left, right, run.score, above, below)


def main_stretch(line: Line) -> tuple[float, float]:
    """The longest part of a line whose gaps are short against it."""
    parts = [line.stretches[0]]
    for left, right in line.stretches[1:]:
        last = parts[-1]
        if left - last[1] < 0.25 * max(last[1] - last[0], right - left, 20.0):
            parts[-1] = (last[0], right)
        else:
            parts.append((left, right))
    return max(parts, key=lambda part: part[1] - part[0])


def _without_edges_of_rules(lines: Sequence[Line]) -> list[Line]:
    """The lines without the edge of a shade or band where a rule runs along it: the rule tells the place better."""
    rules = [line for line in lines if line.kind == "rule"]
    return [
        line
        for line in lines
        if line.kind == "rule"
        or not any(
            abs(rule.y - line.y) < 1.5 * LINE_JOIN_MM and rule.cover(line.left, line.right) > 0.85 for rule in rules
        )
    ]


def _rung_within(line: Line, left: Side, right: Side) -> Rung | None:
    """The line as a rung of a table with these ends; None where it covers too little, or runs on at both ends like a paper's edge."""
    start, end = left.at(line.y), right.at(line.y)
    share = line.cover(start, end)
    first, last = main_stretch(line)
    if share < RUNG_MIN_COVER or (first < start - RUNG_MAX_BEYOND_MM and last > end + RUNG_MAX_BEYOND_MM):
        return None
    return Rung(line.y, line.y, first, last, share)


def _sides(rungs: Sequence[Rung]) -> tuple[Side, Side]:
    ys = np.array([rung.y for rung in rungs])
    lefts, rights = np.array([rung.left for rung in rungs]), np.array([rung.right for rung in rungs])
    return side_along(ys, lefts, SIDE_QUANTILE), side_along(ys, rights, 1 - SIDE_QUANTILE)


def leaning(ladder: Ladder, left: float, right: float) -> Ladder:
    """The ladder with ends of these slopes, where its rungs end."""
    seen = [rung for rung in ladder.rungs if rung.cover > 0] or ladder.rungs
    ys = np.array([rung.y for rung in seen])
    lefts, rights = np.array([rung.left for rung in seen]), np.array([rung.right for rung in seen])
    return replace(
        ladder,
        left=side_of_slope(ys, lefts, SIDE_QUANTILE, left),
        right=side_of_slope(ys, rights, 1 - SIDE_QUANTILE, right),
    )
