"""Where rows stand on the paper: by place, since rows that a person added have numbers far beyond their neighbours'. No Streamlit."""

from __future__ import annotations

from digitiser.model import Row, SheetReading
from digitiser.screens.language import say
from digitiser.settings import ADDED_ROWS_FROM

_SIDE_BY_SIDE = 0.5  # of the narrower row's width: so much of it stands above the other


def printed(row: int) -> bool:
    """Whether the number is one that stands on the paper."""
    return row < ADDED_ROWS_FROM


def in_order(reading: SheetReading) -> list[Row]:
    """The rows from the top of the paper to its foot; those that lie nowhere come last, by number."""
    return sorted(reading.rows, key=lambda row: (row.box.width <= 0, row.box.top, row.box.left, row.index))


def above(reading: SheetReading, row: Row, *, filled: bool = False) -> Row | None:
    """The row that stands next above this one, in the same column of rows; with writing in it where `filled`."""
    if row.box.width <= 0:
        before = [other for other in reading.rows if other.index < row.index and printed(other.index)]
    else:
        before = [other for other in reading.rows if other.index != row.index and _stands_above(other, row)]
    return max(
        (other for other in before if not filled or other.state != "empty"),
        key=lambda other: (other.box.top, other.index) if row.box.width > 0 else (0.0, other.index),
        default=None,
    )


def row_name(reading: SheetReading, row: Row) -> str:
    """What a row is called beside others of its sheet."""
    if printed(row.index):
        return say("row {row}", row=row.index)
    number = row.index - ADDED_ROWS_FROM + 1  # the second row in one gap has another name than the first
    if row.box.width <= 0:
        return _added(number)
    upper = above(reading, row)
    while upper is not None and not printed(upper.index):
        upper = above(reading, upper)
    if upper is not None:
        return _beside(number, upper.index, below=True)
    first = next((other for other in in_order(reading) if printed(other.index)), None)
    if first is not None:
        return _beside(number, first.index, below=False)
    return _added(number)


def _added(number: int) -> str:
    return say("added row") if number == 1 else say("added row {number}", number=number)


def _beside(number: int, row: int, *, below: bool) -> str:
    if number == 1:
        return say("added row, below row {row}", row=row) if below else say("added row, above row {row}", row=row)
    if below:
        return say("added row {number}, below row {row}", number=number, row=row)
    return say("added row {number}, above row {row}", number=number, row=row)


def _stands_above(other: Row, row: Row) -> bool:
    if other.box.width <= 0 or _middle(other) >= _middle(row):
        return False
    common = min(other.box.right, row.box.right) - max(other.box.left, row.box.left)
    return common > _SIDE_BY_SIDE * min(other.box.width, row.box.width)


def _middle(row: Row) -> float:
    return (row.box.top + row.box.bottom) / 2
