"""What belongs to a cell's writing beside its strokes, and what is left over in it of rules and neighbours."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.ink.marks import crumbs, faint_marks
from digitiser.model import Pixels

LETTERS = [[10 + 22 * k, 40, 28 + 22 * k, 70] for k in range(8)]


def words(faint: int) -> Pixels:
    """How dark two words of upright strokes are, with a hyphen of darkness `faint` between them."""
    dark = np.zeros((60, 240), np.uint8)
    for x in (*range(10, 100, 14), *range(130, 220, 14)):
        cv2.line(dark, (x, 15), (x, 45), (200,), 3)
    cv2.line(dark, (106, 32), (116, 32), (faint,), 3)
    return dark


@pytest.mark.parametrize(("faint", "kept"), [(100, True), (40, False)])
def test_a_faint_hyphen_between_two_words_is_kept_and_the_grain_of_the_paper_is_not(faint: int, kept: bool) -> None:
    dark = words(faint)
    strokes = dark > 150
    found = faint_marks(dark, strokes, strokes, 200.0)
    assert bool(found[30:35, 105:118].any()) == kept
    assert not (found & strokes).any()
    found[28:37, 102:120] = False
    assert not found.any()


@pytest.mark.parametrize(
    "line",
    [((20, 57), (220, 57)), ((30, 4), (40, 4)), ((105, 2), (116, 58))],
    ids=["a rule's edge", "above the letters", "a long stroke"],
)
def test_what_is_no_mark_of_this_line_stays_away(line: tuple[tuple[int, int], tuple[int, int]]) -> None:
    dark = words(0)
    strokes = dark > 150
    cv2.line(dark, *line, (100,), 2)
    assert not faint_marks(dark, strokes, strokes, 200.0).any()


def test_a_stroke_of_the_next_cell_is_no_mark_of_this_one() -> None:
    dark = words(160)
    all_strokes = dark > 150
    mine = all_strokes.copy()
    mine[:, 102:120] = False
    assert not faint_marks(dark, mine, all_strokes, 200.0)[:, 102:120].any()


@pytest.mark.parametrize(
    "piece",
    [[20, 90, 60, 92], [0, 82, 170, 90], [0, 28, 190, 31], [60, 0, 68, 6]],
    ids=["a dash of the rule", "a broad rule", "the rule above", "a tail from the row above"],
)
def test_remains_of_rules_and_neighbours_go(piece: list[int]) -> None:
    assert crumbs(np.array([*LETTERS, piece], np.int32)).tolist() == [False] * 8 + [True]


@pytest.mark.parametrize(
    "pieces",
    [
        [[12, 30, 17, 35]],  # the dot of an i
        [[60, 54, 72, 57]],  # a hyphen
        [[60, 74, 90, 77]],  # an underscore, a little below the feet of the letters
        [[10 + 22 * k, 120, 28 + 22 * k, 150] for k in range(6)],  # a second line
    ],
    ids=["dot", "hyphen", "underscore", "second line"],
)
def test_what_people_write_stays(pieces: list[list[int]]) -> None:
    assert not crumbs(np.array([*LETTERS, *pieces], np.int32)).any()


def test_a_line_of_digits_has_no_dots_above() -> None:
    boxes = np.array([*LETTERS, [12, 30, 17, 35], [60, 54, 72, 57]], np.int32)
    assert crumbs(boxes, accented=False).tolist() == [False] * 8 + [True, False]


@given(st.lists(st.tuples(*[st.integers(0, 200)] * 2, *[st.integers(1, 90)] * 2), min_size=1, max_size=12))
def test_a_cell_never_loses_all_its_ink(pieces: list[tuple[int, int, int, int]]) -> None:
    boxes = np.array([[x, y, x + wide, y + high] for x, y, wide, high in pieces], np.int32)
    assert not crumbs(boxes).all()
