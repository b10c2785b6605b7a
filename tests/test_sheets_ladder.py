"""Ladders: which of many level lines are the rules of one table."""

from __future__ import annotations

import pytest

from digitiser.sheets.ladder import Ladder, find_ladder
from digitiser.sheets.straighten import Line

WIDTH, LEFT, RIGHT, TOP = 210.0, 14.0, 196.0, 60.0


def rule(y: float, left: float = LEFT, right: float = RIGHT, contrast: float = 0.6) -> Line:
    return Line("rule", y, ((left, right),), contrast)


def rules(count: int, pitch: float, first: float = TOP, contrast: float = 0.6) -> list[Line]:
    return [rule(first + k * pitch, contrast=contrast) for k in range(count)]


def heights(ladder: Ladder | None) -> list[float]:
    return [] if ladder is None else [rung.y for rung in ladder.rungs]


def found(lines: list[Line]) -> list[float]:
    return heights(find_ladder(sorted(lines, key=lambda line: line.y), WIDTH))


@pytest.mark.parametrize("off", [-1.0, 0.95])
@pytest.mark.parametrize("row", range(2, 10))
def test_a_name_struck_close_to_a_rule_does_not_end_the_table_there(row: int, off: float) -> None:
    lines = rules(12, 7.6)
    lines[row] = rule(lines[row].y + off, 38.0, 190.0)  # the stroke alone was seen: it hid the rule
    assert len(found(lines)) == 12


@pytest.mark.parametrize("row", [0, 5, 11])
def test_of_a_rule_and_a_darker_stroke_beside_it_the_rule_is_the_rung(row: int) -> None:
    lines = rules(12, 11.0)
    y = lines[row].y
    lines[row] = rule(y, 24.0, 190.0, 0.3)
    ys = found([*lines, rule(y + 1.0, contrast=0.9)])
    assert ys == pytest.approx([TOP + 11.0 * k for k in range(12)], abs=0.1)


@pytest.mark.parametrize("shift", [2.0, 5.0, 8.8])
def test_rules_of_the_back_between_the_rules_and_below_them_are_not_the_table(shift: float) -> None:
    back = rules(8, 13.4, TOP + 4 * 13.4 + shift, 0.05)
    assert found([*rules(7, 13.4), *back]) == pytest.approx([TOP + 13.4 * k for k in range(7)], abs=0.1)


def test_boxes_are_found_though_those_of_the_back_stand_beside_each() -> None:
    front = [y for k in range(14) for y in (TOP + 12.8 * k, TOP + 12.8 * k + 11.3)]
    lines = [*map(rule, front), *(rule(y + shift, contrast=0.05) for y in front for shift in (2.8, 4.3))]
    ladder = find_ladder(sorted(lines, key=lambda line: line.y), WIDTH)
    assert ladder is not None
    assert len(ladder.rungs) == 15
