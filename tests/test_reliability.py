"""The diagram of how often values were right, by their confidence."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reliability import drawn
from benchmarks.score import tenths

CLAIMS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(CLAIMS)
def test_every_value_is_in_one_tenth(claims: list[tuple[float, bool]]) -> None:
    found = tenths(claims)
    assert sum(tenth.values for tenth in found) == len(claims)
    assert round(sum(tenth.right * tenth.values for tenth in found)) == sum(right for _, right in claims)
    assert all(0 <= tenth.said <= 1 for tenth in found)


@given(CLAIMS)
def test_the_diagram_has_a_dot_for_each_tenth_and_one_for_each_name(claims: list[tuple[float, bool]]) -> None:
    series = [("strangers' <sheets>", tenths(claims)), ("ours", tenths(claims))]
    root = ElementTree.fromstring(drawn(series))
    dots = [child for child in root if child.tag.endswith("circle")]
    assert len(dots) == 2 * len(tenths(claims)) + 2
    assert "strangers' <sheets>" in [child.text for child in root]
