"""Tables whose rows are level and whose upright rules lean: skew left over, a page held askew, a line at the foot that leads astray."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.model import Page, Pixels, Scan
from digitiser.settings import RULES_PX_PER_MM
from digitiser.sheets import find_sheets
from digitiser.sheets.ladder import Ladder, find_ladder
from digitiser.sheets.paper import View
from digitiser.sheets.straighten import find_bend, join_lines
from digitiser.sheets.theirs.plumb import set_plumb

WIDTH, HEIGHT = 210.0, 297.0


@dataclass(frozen=True)
class Layout:
    """A table to draw: where its upright rules stand at its middle, its first row and the height of its rows, millimetres."""

    edges: tuple[float, ...]
    top: float
    pitch: float
    rows: int

    @property
    def middle(self) -> float:
        return self.top + self.pitch * self.rows / 2


WIDE = Layout((14.0, 23.0, 70.0, 104.0, 150.0, 197.0), 60.0, 15.0, 12)
LOW = Layout((12.0, 62.0, 100.0, 165.0, 192.0), 70.0, 11.0, 5)
MANY = Layout((20.0, 30.0, 60.0, 95.0, 115.0, 140.0, 157.0, 190.0), 40.0, 7.0, 30)


@dataclass(frozen=True)
class Lean:
    """How the upright rules lean at the left and at the right end of the page, to the right a millimetre down."""

    left: float
    right: float

    def at(self, x: float) -> float:
        return self.left + (self.right - self.left) * x / WIDTH

    def moved(self, layout: Layout, x: float, y: float) -> float:
        return x + self.at(x) * (y - layout.middle)


def draw(layout: Layout, lean: Lean, scale: float) -> Pixels:
    """A grid, half of it written in, and lines at the foot in its pitch that end elsewhere; grey, `scale` pixels a millimetre."""
    grey = np.full((round(HEIGHT * scale), round(WIDTH * scale)), 245, np.uint8)

    def line(x0: float, y0: float, x1: float, y1: float, ink: int = 70, thick: int = 1) -> None:
        ends = [(lean.moved(layout, x, y) * scale, y * scale) for x, y in ((x0, y0), (x1, y1))]
        start, end = ((round(x * 16), round(y * 16)) for x, y in ends)
        cv2.line(grey, start, end, (ink,), thick, cv2.LINE_AA, 4)

    bottom = layout.top + layout.pitch * layout.rows
    for k in range(layout.rows + 1):
        y = layout.top + layout.pitch * k
        line(layout.edges[0], y, layout.edges[-1], y)
    for x in layout.edges:
        line(x, layout.top, x, bottom)
    for k in range(layout.rows // 2):
        for left, right in pairwise(layout.edges):
            y, half = layout.top + layout.pitch * k, layout.pitch / 2
            line(left + 2, y + 0.3 * half, left + 4, y + 1.7 * half, 120, 2)
            line(left + 4, y + 1.7 * half, right - 2, y + 0.4 * half, 120, 2)
    for k, y in enumerate(np.arange(bottom + layout.pitch, HEIGHT - 10, layout.pitch)[:4]):
        line(layout.edges[0] + 7 * k, y, layout.edges[-1] - 9 * k, y)
    return grey


def ladder_of(layout: Layout, lean: Lean) -> tuple[View, Ladder, Ladder]:
    """The view, its ladder, and the ladder set plumb."""
    view = View(draw(layout, lean, RULES_PX_PER_MM), WIDTH, HEIGHT, np.eye(3))
    pieces, bend = find_bend(view)
    ladder = find_ladder(join_lines(pieces, bend), view.width)
    assert ladder is not None
    return view, ladder, set_plumb(view, bend, ladder)


@pytest.mark.parametrize("layout", [WIDE, LOW, MANY], ids=["wide", "low", "many"])
@settings(deadline=None, max_examples=12, derandomize=True)
@given(left=st.floats(-0.06, 0.06), right=st.floats(-0.06, 0.06))
def test_the_ends_lean_as_the_uprights_do(layout: Layout, left: float, right: float) -> None:
    lean = Lean(left, right)
    _, _, plumb = ladder_of(layout, lean)
    for side, x in ((plumb.left, layout.edges[0]), (plumb.right, layout.edges[-1])):
        assert side.slope == pytest.approx(lean.at(x), abs=0.004)
        assert side.at(layout.middle) == pytest.approx(x, abs=1.0)


@pytest.mark.parametrize("layout", [WIDE, LOW, MANY], ids=["wide", "low", "many"])
@pytest.mark.parametrize(
    "lean", [Lean(0.05, 0.05), Lean(-0.05, -0.05), Lean(0.03, -0.03), Lean(-0.02, 0.05)], ids=str
)  # 3 degrees each way, narrower below, wider below
def test_every_column_of_a_leaning_table_is_found(layout: Layout, lean: Lean) -> None:
    scale = 6.0
    image = cv2.cvtColor(draw(layout, lean, scale), cv2.COLOR_GRAY2BGR)
    page = Page(Scan("leaning.png", "0" * 64), 1, np.asarray(image, np.uint8))
    (sheet,) = find_sheets(page, ()).sheets
    boxes = [column.box for column in sheet.table.columns]
    assert len(boxes) == len(layout.edges) - 1
    for y in (layout.top, layout.top + layout.pitch * layout.rows):
        true = [(lean.moved(layout, x, y) * scale, y * scale) for x in layout.edges]
        down = sheet.table.bands[0].box.top if y == layout.top else sheet.table.bands[-1].box.bottom
        seen = sheet.frame.to_page(np.array([(x, down) for x in (*(box.left for box in boxes), boxes[-1].right)]))
        assert np.abs(seen - true).max() < 1.2 * scale


def test_a_streak_or_a_fold_is_no_upright_rule() -> None:
    """Rows without upright rules, and two long strokes over them: the ends of the rules tell how the table stands."""
    layout = Layout((14.0, 197.0), 60.0, 15.0, 12)
    grey = draw(layout, Lean(0.0, 0.0), RULES_PX_PER_MM)
    for x in (70.0, 130.0):
        start, end = ((round(at * RULES_PX_PER_MM), round(y * RULES_PX_PER_MM)) for at, y in ((x, 5.0), (x + 9, 290.0)))
        cv2.line(grey, start, end, (120,), 2, cv2.LINE_AA)
    grey[:, [round(x * RULES_PX_PER_MM) for x in (14.0, 197.0)]] = 245  # no frame either
    view = View(grey, WIDTH, HEIGHT, np.eye(3))
    pieces, bend = find_bend(view)
    ladder = find_ladder(join_lines(pieces, bend), view.width)
    assert ladder is not None
    assert set_plumb(view, bend, ladder) == ladder
