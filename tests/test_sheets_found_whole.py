"""Strangers' sheets of which a part was lost, or something beside them was taken for rows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitiser.model import Pixels
from digitiser.settings import SHEET_PX_PER_MM
from digitiser.sheets.ladder import find_ladder
from digitiser.sheets.straighten import Line
from digitiser.sheets.theirs.small_print import is_small_print
from tests.test_sheets import PX_PER_MM, Drawn, check, draw, find, moved


def folded(drawn: Drawn, at: float) -> Drawn:
    """On a dark table, the part below the crease (millimetres) in its own shade: the crease is as sharp as the paper's edge."""
    image, y = drawn.image.copy(), round(at * PX_PER_MM)
    image[y:] = (image[y:] * 0.74).astype(np.uint8)
    image[y : y + 4] = (image[y : y + 4] * 0.6).astype(np.uint8)
    matrix = np.array([[0.8, 0, 120], [0, 0.8, 180], [0, 0, 1.0]])
    return moved(Drawn(image, drawn.rows), matrix, (image.shape[1], image.shape[0]), ground=60)


@pytest.mark.parametrize("at", [110.0, 150.0])
def test_a_fold_through_the_table_ends_no_paper(at: float) -> None:
    check(folded(draw("rules"), at))


def test_printed_numbers_under_a_heading_that_cannot_be_read_are_a_column() -> None:
    drawn = draw("rules")
    for k in range(len(drawn.rows)):
        where = (round(16 * PX_PER_MM), round((62 + 15 * (k + 0.6)) * PX_PER_MM))
        cv2.putText(drawn.image, str(k + 1), where, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (20, 20, 20), 1, cv2.LINE_AA)
    (sheet,) = find(drawn)
    first, second = sheet.table.columns[:2]
    assert (first.name, second.name) == ("number", "name")
    assert 18 < first.box.right < 26


def test_a_heading_in_a_row_as_high_as_the_others_is_no_row() -> None:
    drawn = draw("rules")
    ends = [(round(x * PX_PER_MM), round((62 - 15) * PX_PER_MM)) for x in (15.0, 195.0)]
    cv2.line(drawn.image, ends[0], ends[1], (90, 90, 90), 2)
    check(drawn)


def test_handwriting_at_the_start_of_every_row_is_no_column_of_numbers() -> None:
    (sheet,) = find(draw("rules"))
    assert sheet.table.columns[0].name == "name"


def test_first_letters_one_below_the_other_are_no_numbers() -> None:
    """A name in Arabic often begins with a short piece, and all names at the same place."""
    drawn = draw("rules")
    for k in range(len(drawn.rows)):
        where = (round(16 * PX_PER_MM), round((62 + 15 * (k + 0.45 + 0.07 * (k % 4))) * PX_PER_MM))
        cv2.putText(
            drawn.image, "re", where, cv2.FONT_HERSHEY_SIMPLEX, 0.4 + 0.1 * (k % 3), (90, 40, 20), 2, cv2.LINE_AA
        )
    (sheet,) = find(drawn)
    assert sheet.table.columns[0].name == "name"


def test_a_line_of_small_print_is_no_rule() -> None:
    text, rule = blank(), blank()
    cv2.putText(text, "Your details are used for this petition", (100, 84), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (60,), 2)
    cv2.line(rule, (100, 80), (700, 82), (60,), 3)
    assert is_small_print(blurred(text), 10.0, 10, 90)
    assert not is_small_print(blurred(rule), 10.0, 10, 90)
    assert not is_small_print(blank(), 10.0, 10, 90)


@pytest.mark.parametrize("above", [True, False])
def test_the_edge_of_a_shaded_row_is_no_small_print(above: bool) -> None:
    edge = blank()
    edge[:80] = edge[:80] - 25 if above else edge[:80]
    edge[80:] = edge[80:] if above else edge[80:] - 25
    assert not is_small_print(blurred(edge), 10.0, 10, 90)


def test_rules_that_show_through_from_the_back_divide_no_rows() -> None:
    strong = [Line("rule", 60.0 + 12 * k, ((10.0, 200.0),), 0.5) for k in range(11)]
    back = [Line("rule", 54.3 + 12 * k, ((30.0, 195.0),), 0.05) for k in range(9)]
    ladder = find_ladder(sorted([*strong, *back], key=lambda line: line.y), 210.0)
    assert ladder is not None
    assert [round(rung.y) for rung in ladder.rungs] == [60 + 12 * k for k in range(11)]


def test_pale_rules_at_the_end_of_a_table_are_its_own() -> None:
    lines = [Line("rule", 60.0 + 12 * k, ((10.0, 200.0),), 0.5 if k < 8 else 0.06) for k in range(11)]
    ladder = find_ladder(lines, 210.0)
    assert ladder is not None
    assert len(ladder.rungs) == len(lines)


@pytest.mark.parametrize("gap", [1.2, 2.6])
def test_the_first_and_the_last_of_rows_printed_as_boxes_are_whole(gap: float) -> None:
    edges = [y for k in range(12) for y in (60.0 + 6.8 * k, 66.8 - gap + 6.8 * k)]
    foot = 60.0 + 13 * 6.8 - gap / 2  # a line that follows the pitch of the double ones
    ladder = find_ladder([Line("rule", y, ((10.0, 200.0),), 0.5) for y in (*edges, foot)], 210.0)
    assert ladder is not None
    assert len(ladder.rungs) == 13
    assert (ladder.rungs[0].y, ladder.rungs[-1].y) == pytest.approx((edges[0], edges[-1]))


def blurred(grey: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.5), np.uint8)


def blank() -> Pixels:
    return np.full((160, round(100 * SHEET_PX_PER_MM)), 245, np.uint8)
