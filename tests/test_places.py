"""Which row stands above which, and what a row is called: by place on the paper, not by number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitiser.model import Box, Row
from digitiser.screens.language import speaking
from digitiser.screens.places import above, in_order, row_name
from digitiser.settings import ADDED_ROWS_FROM
from tests.records import reading, row

HEIGHT = 10.0


def _at(index: int, line: float, left: float = 10.0, width: float = 90.0, state: str = "filled") -> Row:
    box = Box(left, 40 + HEIGHT * line, left + width, 40 + HEIGHT * (line + 1))
    return row(index, box=box, state=state)


def _above(rows: tuple[Row, ...], index: int, *, filled: bool = False) -> int | None:
    one = next(each for each in rows if each.index == index)
    upper = above(reading(rows=rows), one, filled=filled)
    return upper.index if upper else None


def _names(rows: tuple[Row, ...]) -> dict[int, str]:
    with speaking("en"):
        return {each.index: row_name(reading(rows=rows), each) for each in rows}


@given(st.permutations(range(6)))
def test_the_row_above_goes_by_place_whatever_the_numbers(lines: list[int]) -> None:
    rows = tuple(_at(1000 + 7 * number, line) for number, line in enumerate(lines))
    found = in_order(reading(rows=rows))
    assert [_above(rows, each.index) for each in found] == [None, *(each.index for each in found[:-1])]


def test_rows_side_by_side_are_not_above_each_other() -> None:
    rows = (_at(1, 0), _at(2, 1), _at(11, 0.2, left=105), _at(12, 1.2, left=105))
    assert [_above(rows, index) for index in (2, 11, 12)] == [1, None, 11]


def test_an_empty_row_repeats_nothing() -> None:
    rows = (_at(1, 0), _at(2, 1, state="empty"), _at(3, 2))
    assert (_above(rows, 3), _above(rows, 3, filled=True)) == (2, 1)


def test_an_added_row_is_called_by_the_printed_rows_around_it() -> None:
    first, second, third, nowhere = range(ADDED_ROWS_FROM, ADDED_ROWS_FROM + 4)
    rows = (
        _at(first, -1), _at(1, 0), _at(2, 1), _at(second, 2), _at(third, 3), _at(3, 4), row(nowhere, box=Box(0, 0, 0, 0)),
    )  # fmt: skip
    assert _names(rows) == {
        1: "row 1",
        2: "row 2",
        3: "row 3",
        first: "added row, above row 1",
        second: "added row 2, below row 2",
        third: "added row 3, below row 2",
        nowhere: "added row 4",
    }
