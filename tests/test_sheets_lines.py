"""Lines of a view: followed where a curled sheet makes them steep, and kept apart where a pen hangs them together."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitiser.model import Pixels
from digitiser.settings import RULES_PX_PER_MM
from digitiser.sheets.ladder import find_ladder
from digitiser.sheets.lines import find_level_pieces
from digitiser.sheets.paper import View
from digitiser.sheets.straighten import find_bend, join_lines

WIDTH, HEIGHT, LEFT, RIGHT = 210.0, 297.0, 14.0, 196.0


def ruled(heights: list[float]) -> Pixels:
    grey = np.full((round(HEIGHT * RULES_PX_PER_MM), round(WIDTH * RULES_PX_PER_MM)), 245, np.uint8)
    for y in heights:
        _line(grey, LEFT, y, RIGHT, y)
    return grey


def curled(grey: Pixels, swing: float, waves: float, phase: float) -> Pixels:
    """Level lines become waves, `swing` millimetres up and down, `waves` half waves over the width, that climb by a tenth."""
    xs, ys = np.meshgrid(np.arange(grey.shape[1], dtype=np.float32), np.arange(grey.shape[0], dtype=np.float32))
    wave = swing * RULES_PX_PER_MM * np.sin(np.pi * waves * xs / grey.shape[1] + phase)
    wave += 0.1 * (xs - grey.shape[1] / 2)
    return np.asarray(cv2.remap(grey, xs, (ys - wave).astype(np.float32), cv2.INTER_LINEAR, borderValue=245), np.uint8)


@pytest.mark.parametrize(("swing", "waves", "phase"), [(6.5, 2.2, 2.6), (-6.5, 2.0, 0.2), (6.0, 1.6, 3.0)])
def test_steep_ends_of_curled_rules_are_followed(swing: float, waves: float, phase: float) -> None:
    heights = [60.0 + 12 * k for k in range(13)]
    view = View(curled(ruled(heights), swing, waves, phase), WIDTH, HEIGHT, np.eye(3))
    pieces, bend = find_bend(view)
    ladder = find_ladder(join_lines(pieces, bend), view.width)
    assert ladder is not None
    assert len(ladder.rungs) == len(heights)
    assert abs(ladder.left.at(130.0) - LEFT) < 2
    assert abs(ladder.right.at(130.0) - RIGHT) < 2


@pytest.mark.parametrize("width", [26.0, 40.0])
def test_two_rules_and_the_cross_between_them_stay_two_rules(width: float) -> None:
    grey = ruled([100.0, 104.2])
    _line(grey, 60, 100, 60 + width, 104.2, 3)
    _line(grey, 60, 104.2, 60 + width, 100, 3)
    heights = sorted(float(np.median(piece.ys)) for piece in find_level_pieces(grey) if piece.length > 150)
    assert heights == pytest.approx([100.1, 104.3], abs=0.4)


def _line(grey: Pixels, x0: float, y0: float, x1: float, y1: float, thick: int = 1) -> None:
    start, end = ((round(x * RULES_PX_PER_MM), round(y * RULES_PX_PER_MM)) for x, y in ((x0, y0), (x1, y1)))
    cv2.line(grey, start, end, (60,), thick, cv2.LINE_AA)
