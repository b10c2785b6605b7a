"""What strips of rows have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.sheets.picture import ordered
from digitiser.sheets.theirs.strips import common_of, likeness, likeness_to_others


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_strips_are_compared_with_the_median_of_the_others(count: int, seed: int) -> None:
    strips = list(np.random.default_rng(seed).integers(0, 6, (count, 4, 30)).astype(np.float32) / 5)
    assert (np.array(ordered(strips)) == np.sort(strips, axis=0)).all()
    assert (common_of(strips) == np.median(strips, axis=0)).all()
    for k, (strip, found) in enumerate(zip(strips, likeness_to_others(strips), strict=True)):
        rest = np.median([other for n, other in enumerate(strips) if n != k], axis=0)
        assert found == pytest.approx(likeness(rest.astype(np.float32), strip), abs=1e-6)
