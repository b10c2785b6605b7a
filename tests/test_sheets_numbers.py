"""Rows whose lines nobody sees, told by the numbers that are printed at their beginning."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitiser.model import Box, Pixels
from digitiser.settings import SHEET_PX_PER_MM
from digitiser.sheets.theirs.numbers import printed_numbers, with_numbered

LEFT, RIGHT, TOP, PITCH = 14.0, 196.0, 50.0, 11.0
TABLE = Box(LEFT, TOP, RIGHT, TOP + 12 * PITCH)


def numbered(count: int, right_to_left: bool = False, label: str | None = None) -> Pixels:
    """Paper with rows that begin with their number, or all with one label, and a line of small print below."""
    grey = np.full((round(250 * SHEET_PX_PER_MM), round(210 * SHEET_PX_PER_MM)), 245, np.uint8)
    for k in range(count):
        x = RIGHT - 6 if right_to_left else LEFT + 2
        at = (round(x * SHEET_PX_PER_MM), round((TOP + k * PITCH + 6.5) * SHEET_PX_PER_MM))
        cv2.putText(grey, label or str(k + 1), at, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60,), 2, cv2.LINE_AA)
    foot = (round(LEFT * SHEET_PX_PER_MM), round((TOP + count * PITCH + 4) * SHEET_PX_PER_MM))
    cv2.putText(grey, "Your details are used for this petition only", foot, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60,), 1)
    return grey


def rows(count: int) -> tuple[tuple[float, float], ...]:
    return tuple((TOP + k * PITCH, TOP + (k + 1) * PITCH) for k in range(count))


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("seen", [10, 11, 12])
def test_rows_below_the_last_that_go_on_the_numbers_are_rows(seen: int, right_to_left: bool) -> None:
    found = with_numbered(rows(seen), numbered(12, right_to_left), TABLE, right_to_left)
    assert np.allclose(found, rows(12))


def test_one_label_in_all_rows_and_no_numbers_tell_nothing() -> None:
    assert printed_numbers(numbered(12, label="N"), rows(12), TABLE, right_to_left=False) is None
    assert with_numbered(rows(9), numbered(12, label="N"), TABLE, right_to_left=False) == rows(9)
    assert with_numbered(rows(9), numbered(0), TABLE, right_to_left=False) == rows(9)
