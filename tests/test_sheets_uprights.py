"""Upright rules of a flat sheet, told from the grain of a dark photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitiser.geometry import Frame
from digitiser.settings import SHEET_PX_PER_MM
from digitiser.sheets.lattice import Layout
from digitiser.sheets.runs import Rung
from digitiser.sheets.theirs.uprights import find_uprights

WIDTH, HEIGHT, LEFT, RIGHT = 200.0, 180.0, 10.0, 190.0


@pytest.mark.parametrize("grain", [0.0, 6.0, 14.0])
def test_grain_makes_no_upright_rule_and_hides_none(grain: float) -> None:
    shape = round(HEIGHT * SHEET_PX_PER_MM), round(WIDTH * SHEET_PX_PER_MM)
    noise = cv2.GaussianBlur(np.random.default_rng(7).normal(0, 1, shape).astype(np.float32), (0, 0), 1.6)
    grey = 90 + grain * noise / float(noise.std())
    for x in (60.0, 130.0):
        at = round(x * SHEET_PX_PER_MM)
        grey[:, at - 1 : at + 2] *= 0.6
    rungs = tuple(Rung(30.0 + 12 * k, 30.0 + 12 * k, LEFT, RIGHT, 1.0) for k in range(11))
    layout = Layout(Frame(WIDTH, HEIGHT, np.zeros((2, 2, 2), np.float32)), rungs, LEFT, RIGHT, None, None)
    grey[: round(20 * SHEET_PX_PER_MM)] = grey[round(160 * SHEET_PX_PER_MM) :] = 90
    found = find_uprights(np.clip(grey, 0, 255).astype(np.uint8), layout)
    assert found == pytest.approx((60.0, 130.0), abs=0.5)
