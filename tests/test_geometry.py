"""A sheet's frame: from millimetres to pixels of the page and back to a flat picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitiser.geometry import Frame


@given(st.integers(20, 300), st.integers(20, 300), st.integers(2, 70))
def test_a_plain_sheet_is_plain_to_its_last_row_and_column(width: int, height: int, nodes: int) -> None:
    """Their places may be rounded to the last node of the frame; what lies around the sheet is black."""
    page = np.zeros((height + 40, width + 40, 3), np.uint8)
    page[18 : height + 22, 18 : width + 22] = 90
    shifted = np.array([[1, 0, 19.5], [0, 1, 19.5], [0, 0, 1.0]])
    flat = Frame.from_homography(shifted, width, height, nodes).flatten(page, 1.0)
    assert flat.shape == (height, width, 3)
    assert (flat == 90).all()
