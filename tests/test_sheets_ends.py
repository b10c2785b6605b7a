"""Which of a table's rows are real, where its rungs are known: halves of an entry or whole rows, lines at the foot or the last rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from digitiser.geometry import Frame
from digitiser.model import Pixels
from digitiser.settings import SHEET_PX_PER_MM
from digitiser.sheets.headings.read import Headings
from digitiser.sheets.ladder import find_ladder
from digitiser.sheets.lattice import Layout
from digitiser.sheets.runs import Rung
from digitiser.sheets.straighten import Line
from digitiser.sheets.theirs.ends import real_rows
from digitiser.sheets.theirs.small_print import is_small_print

WIDTH, HEIGHT, LEFT, RIGHT, TOP, PITCH = 210.0, 297.0, 14.0, 196.0, 50.0, 12.0
NO_HEADINGS = Headings()


def blank() -> Pixels:
    return np.full((round(HEIGHT * SHEET_PX_PER_MM), round(WIDTH * SHEET_PX_PER_MM)), 245, np.uint8)


def line(grey: Pixels, x0: float, x1: float, y: float, ink: int = 90, thick: int = 3) -> None:
    ends = [(round(x * SHEET_PX_PER_MM), round(y * SHEET_PX_PER_MM)) for x in (x0, x1)]
    cv2.line(grey, ends[0], ends[1], (ink,), thick)


def rung(k: int, left: float = LEFT, right: float = RIGHT, gap: float = 0.0) -> Rung:
    y = TOP + k * PITCH
    return Rung(y - gap / 2, y + gap / 2, left, right, (right - left) / (RIGHT - LEFT))


def rows_of(grey: Pixels, rungs: Sequence[Rung]) -> int:
    layout = Layout(Frame(WIDTH, HEIGHT, np.zeros((2, 2, 2), np.float32)), tuple(rungs), LEFT, RIGHT, None, None)
    return len(real_rows(layout, grey, (), NO_HEADINGS))


def test_shaded_rows_of_which_every_second_edge_is_seen_in_part_are_whole_rows() -> None:
    parts = [(57.0, RIGHT), (96.0, RIGHT), (LEFT, 150.0), (141.0, RIGHT), (LEFT, 120.0), (80.0, RIGHT)]
    rungs = [rung(k, *(parts[k // 2] if k % 2 else (LEFT, RIGHT))) for k in range(12)]
    grey = blank()
    for k in range(0, 12, 2):
        rows = slice(round((TOP + k * PITCH) * SHEET_PX_PER_MM), round((TOP + (k + 1) * PITCH) * SHEET_PX_PER_MM))
        grey[rows, round(LEFT * SHEET_PX_PER_MM) : round(RIGHT * SHEET_PX_PER_MM)] = 225
    assert rows_of(grey, rungs) == 11


def test_rules_that_end_at_a_tall_cell_divide_entries() -> None:
    rungs = [rung(k, LEFT, 150.0 if k % 2 else RIGHT) for k in range(13)]
    grey = blank()
    for k, each in enumerate(rungs):
        line(grey, each.left, each.right, each.y)
        for x, label in ((20.0, "NAME"), (90.0, "TOWN")) if k % 2 else ((20.0, "PHONE"), (110.0, "E-MAIL")):
            where = (round(x * SHEET_PX_PER_MM), round((each.y + 2.6) * SHEET_PX_PER_MM))
            cv2.putText(grey, label, where, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60,), 1, cv2.LINE_AA)
    assert rows_of(grey, rungs) == 6


@pytest.mark.parametrize(("begins", "rows"), [(LEFT, 8), (34.0, 7)])
def test_a_last_rule_that_a_fax_broke_ends_the_table_and_a_shorter_line_does_not(begins: float, rows: int) -> None:
    grey = blank()
    rungs = [rung(k) for k in range(8)]
    for each in rungs:
        line(grey, LEFT, RIGHT, each.y)
    last = rung(8, 34.0, RIGHT)  # its left end was not seen, whether or not it is there
    line(grey, 34.0, RIGHT, last.y)
    for x in np.arange(begins, 34.0, 2.5):
        line(grey, x, x + 1.7, last.y)
    assert rows_of(grey, [*rungs, last]) == rows


@pytest.mark.parametrize(("right", "rows"), [(150.0, 8), (RIGHT, 10)])
def test_a_line_that_ends_elsewhere_below_a_rule_that_was_not_seen_is_of_the_foot(right: float, rows: int) -> None:
    grey = blank()
    rungs = [rung(k) for k in range(9)]
    for each in rungs:
        line(grey, LEFT, RIGHT, each.y)
    last = rung(10, LEFT, right)
    line(grey, LEFT, RIGHT, last.y)  # a box whose edge goes on, broken or not
    assert rows_of(grey, [*rungs, replace(rung(9), cover=0.0), last]) == rows


@pytest.mark.parametrize(("ends", "rows"), [(44.0, 8), (58.0, 7)])
def test_a_first_row_right_below_its_headings_may_be_lower_than_the_others(ends: float, rows: int) -> None:
    grey = blank()
    rungs = [rung(k) for k in range(9)]
    rungs[0] = replace(rungs[0], top=TOP + 1.6, bottom=TOP + 1.6)
    layout = Layout(Frame(WIDTH, HEIGHT, np.zeros((2, 2, 2), np.float32)), tuple(rungs), LEFT, RIGHT, None, None)
    headings = Headings(score=3.0, top=ends - 4, bottom=ends)
    assert len(real_rows(layout, grey, (), headings)) == rows


LABELS = ((20.0, "NAME"), (70.0, "TOWN"), (120.0, "PHONE"), (160.0, "SIGNATURE"))


def write(grey: Pixels, x: float, y: float, text: str, size: float, thick: int = 1) -> None:
    where = (round(x * SHEET_PX_PER_MM), round(y * SHEET_PX_PER_MM))
    cv2.putText(grey, text, where, cv2.FONT_HERSHEY_SIMPLEX, size, (60,), thick, cv2.LINE_AA)


def labelled_rows(first: int, foot: bool) -> Pixels:
    """Rules, and labels in the cells of row `first` and all below it, at their feet or heads; half of the rows are written in."""
    grey = blank()
    for k in range(13):
        line(grey, LEFT, RIGHT, TOP + k * PITCH)
    for k in range(first, 12):
        y = TOP + k * PITCH
        for x, label in LABELS:
            write(grey, x, y + (PITCH - 1.6 if foot else 3.2), label, 0.45)
            if k % 2:
                write(grey, x + 3 * (k % 5), y + 8, "Odile Kane"[: 4 + k % 7], 1.0, 3)
    return grey


@pytest.mark.parametrize("foot", [True, False])
def test_a_row_of_headings_above_rows_that_all_have_labels_is_no_row(foot: bool) -> None:
    grey = labelled_rows(1, foot)
    for x, label in LABELS:
        write(grey, x, TOP + 8, label.title(), 0.9, 2)
    assert rows_of(grey, [rung(k) for k in range(13)]) == 11


@pytest.mark.parametrize("foot", [True, False])
def test_a_row_without_a_rule_above_it_is_found_by_its_labels(foot: bool) -> None:
    assert rows_of(labelled_rows(0, foot), [rung(k) for k in range(1, 13)]) == 12


def test_rows_that_all_have_labels_are_kept() -> None:
    """The first one is crossed out."""
    grey = labelled_rows(0, True)
    line(grey, LEFT + 4, RIGHT - 4, TOP + 6, 60, 10)
    assert rows_of(grey, [rung(k) for k in range(13)]) == 12


def test_writing_in_every_cell_is_no_label() -> None:
    """Then the headings above would be a row."""
    grey = blank()
    for k in range(13):
        line(grey, LEFT, RIGHT, TOP + k * PITCH)
    for k in range(-1, 12):
        for x, words in (
            (20.0, "Odile Bram Yvette Ismael Tu"),
            (90.0, "Ruritania Elbonia Togo"),
            (150.0, "Ludo Wim Ada"),
        ):
            choice = words.split()
            write(
                grey,
                x + k * 5 % 7,
                TOP + k * PITCH + 6 + k * 7 % 5 * 0.6,
                choice[k % len(choice)],
                0.8 + 0.1 * (k % 4),
                2,
            )
    assert rows_of(grey, [rung(k) for k in range(13)]) == 12


def test_every_row_that_is_a_box_is_one_row_whatever_it_shows() -> None:
    """Six boxes; a flourish runs into the upper edge of every second one, so that the others look alike."""
    grey = blank()
    rungs = [rung(k, gap=1.4) for k in range(7)]
    for each in rungs:
        line(grey, LEFT, RIGHT, each.top)
        line(grey, LEFT, RIGHT, each.bottom)
    for k in range(6):
        for x in (60.0, 100.0, 150.0):
            top, bottom = (round((TOP + y + k * PITCH) * SHEET_PX_PER_MM) for y in (1.0, PITCH - 1.0))
            cv2.line(grey, (round(x * 8), top), (round(x * 8), bottom), (90,), 3)
        if k % 2:
            where = (round((30 + 17 * k) * SHEET_PX_PER_MM), round((TOP + k * PITCH + 3) * SHEET_PX_PER_MM))
            cv2.ellipse(grey, where, (150, 30), 0, 0, 360, (60,), 9)
    assert rows_of(grey, rungs) == 6


def test_a_line_that_strikes_out_the_last_row_is_no_small_print() -> None:
    grey = blank()
    line(grey, LEFT, RIGHT, 150.0)
    line(grey, LEFT + 3, RIGHT - 3, 148.6, 60, 8)
    assert not is_small_print(grey, 150.0, LEFT, RIGHT)


def test_rows_of_nothing_between_a_box_above_and_the_first_labelled_row_are_none() -> None:
    """As far above the table as two rows are high ends another box: the lines between were seen by nobody, and no labels stand there."""
    grey = blank()
    for k in range(10):
        line(grey, LEFT, RIGHT, TOP + k * PITCH)
        for x, label in ((20.0, "NAME"), (80.0, "COUNTRY"), (140.0, "SIGNATURE")) if 3 <= k < 9 else ():
            where = (round(x * SHEET_PX_PER_MM), round((TOP + k * PITCH + 2.6) * SHEET_PX_PER_MM))
            cv2.putText(grey, label, where, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60,), 1, cv2.LINE_AA)
    unseen = [rung(k, LEFT, LEFT) for k in (1, 2)]
    rungs = [rung(0), *unseen, *(rung(k) for k in range(3, 10))]
    assert rows_of(grey, rungs) == 6
    assert rows_of(grey, [rung(k) for k in range(10)]) == 9, (
        "rows that were seen are kept, also where a label is hidden"
    )


def test_under_headings_that_were_read_what_people_write_alike_tells_nothing_of_rows() -> None:
    """The first two wrote other words at other places than all the others; a box of headings stands as high above as a row is."""
    grey = blank()
    for k in range(11):
        line(grey, LEFT, RIGHT, TOP + k * PITCH)
        for x, text in ((20.0, "MARIAMA"), (80.0, "SENEGAL"), (140.0, "DAKAR")) if k > 1 else ((60.0, "MALI"),):
            where = (round(x * SHEET_PX_PER_MM), round((TOP + k * PITCH + 8) * SHEET_PX_PER_MM))
            cv2.putText(grey, text, where, cv2.FONT_HERSHEY_SIMPLEX, 1.0, (60,), 3, cv2.LINE_AA)
    layout = Layout(
        Frame(WIDTH, HEIGHT, np.zeros((2, 2, 2), np.float32)),
        tuple(rung(k) for k in range(11)),
        LEFT,
        RIGHT,
        None,
        None,
    )
    headings = Headings(row=0, top=TOP - 7, bottom=TOP - 3)
    assert len(real_rows(layout, grey, (), headings)) == 10


@pytest.mark.parametrize(("shade", "rows"), [(228, 10), (245, 5)])
def test_rows_shaded_in_turn_under_headings_are_no_halves_of_entries(shade: int, rows: int) -> None:
    """Every second row shows the same at its upper edge, as the edge of a shade does in a picture that is not sharp."""
    grey = blank()
    for k in range(0, 10, 2):
        top, bottom = (round((TOP + (k + n) * PITCH) * SHEET_PX_PER_MM) for n in (0, 1))
        grey[top:bottom, round(LEFT * SHEET_PX_PER_MM) : round(RIGHT * SHEET_PX_PER_MM)] = shade
        for x in (22.0, 70.0, 125.0, 160.0):
            line(grey, x, x + 12, TOP + k * PITCH + 1.5)
    frame = Frame(WIDTH, HEIGHT, np.zeros((2, 2, 2), np.float32))
    layout = Layout(frame, tuple(rung(k) for k in range(11)), LEFT, RIGHT, None, None)
    assert len(real_rows(layout, grey, (), Headings(row=0, top=TOP - 7, bottom=TOP - 3))) == rows


def test_rules_of_the_back_beyond_the_table_are_none_of_it() -> None:
    """In the table's pitch, above, below and beside each of its rules."""
    front = [Line("rule", 60.0 + 12 * k, ((10.0, 200.0),), 0.6) for k in range(11)]
    back = [Line("rule", 24.4 + 12 * k, ((11.0, 199.0),), 0.06) for k in range(18)]
    beyond = [line for line in back if not 55 < line.y < 185]
    beside = [replace(line, y=line.y + 3.0) for line in back]
    for moved in (beyond, beside):
        ladder = find_ladder(sorted([*front, *moved], key=lambda line: line.y), 210.0)
        assert ladder is not None
        assert [(round(rung.top), round(rung.bottom)) for rung in ladder.rungs] == [
            (60 + 12 * k,) * 2 for k in range(11)
        ]


def test_rules_that_pale_by_and_by_are_of_the_table() -> None:
    lines = [Line("rule", 60.0 + 12 * k, ((10.0, 200.0),), 0.6 * 0.75**k) for k in range(11)]
    ladder = find_ladder(lines, 210.0)
    assert ladder is not None
    assert len(ladder.rungs) == 11


def test_a_band_of_headings_that_nobody_can_read_is_no_row_and_a_shadow_is_no_band() -> None:
    band, shadow = blank(), blank()
    rungs = [rung(k) for k in range(8)]
    for k in range(7):
        rows = slice(round((TOP + k * PITCH) * SHEET_PX_PER_MM), round((TOP + (k + 1) * PITCH) * SHEET_PX_PER_MM))
        band[rows] = 222 if k == 0 else 245
        shadow[rows] = round(245 * 0.92 ** (7 - k))
    assert rows_of(band, rungs) == 6
    assert rows_of(np.ascontiguousarray(band[::-1]), [upside_down(each) for each in reversed(rungs)]) == 6
    assert rows_of(shadow, rungs) == 7


def upside_down(each: Rung) -> Rung:
    return replace(each, top=HEIGHT - each.bottom, bottom=HEIGHT - each.top)


def test_a_row_that_is_crossed_out_along_its_edge_ends_no_table_of_shades() -> None:
    edges = [Line("darker" if k % 2 else "lighter", 60.0 + 7.2 * k, ((15.0, 203.0),), 0.06) for k in range(19)]
    crossed = [Line("rule", edges[12].y + dy, ((28.0, 198.0 - dy),), 0.6) for dy in (1.0, 2.4, 3.4, 5.4)]
    crossed[0] = Line("rule", edges[12].y + 1.0, ((62.0, 198.0),), 0.6)
    ladder = find_ladder(sorted([*edges, *crossed], key=lambda line: line.y), 210.0)
    assert ladder is not None
    assert len(ladder.rungs) == 19
