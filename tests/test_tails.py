"""The last digits of telephone numbers that run on into the next cell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digitiser.fields import read_fields
from digitiser.fields.tails import with_tails
from digitiser.ink import SheetInk, find_ink
from digitiser.model import ColumnName, Reading, Row, Sheet
from digitiser.recognisers import Cell
from digitiser.recognisers.handwriting import Handwriting
from digitiser.rows import find_rows
from tests.drawn_sheets import Drawn

PHONE_FIRST: tuple[tuple[ColumnName, float], ...] = (("name", 50), ("phone", 42), ("country", 36), ("signature", 30))
ENGINE = Handwriting()


def number(drawn: Drawn, row: int, text: str, tail: str = "", at: float = 43.0) -> None:
    drawn.write(row, "name", "Ana Morales")
    drawn.write(row, "phone", text, x=17.0)
    if tail:
        drawn.write(row, "phone", tail, x=at)
    drawn.sign(row)


def read(sheet: Sheet) -> tuple[SheetInk, SheetInk, Sequence[Row]]:
    """The ink before and after, and the rows as read."""
    ink = find_ink(sheet)
    whole = with_tails(sheet, ink, [ENGINE])
    return ink, whole, read_fields(sheet, whole, find_rows(sheet, whole), [ENGINE])


def value(rows: Sequence[Row], index: int, column: str) -> str | None:
    return next(f.value for f in rows[index - 1].fields if f.name == column)


def test_the_last_group_of_a_number_comes_back_from_the_next_cell() -> None:
    drawn = Drawn(4, columns=PHONE_FIRST, language="fr")
    number(drawn, 1, "06 12 58 26", "43")
    number(drawn, 2, "06 12 58 26", "43")
    drawn.write(2, "country", "FRANCE", x=12.0)
    number(drawn, 3, "06 12 58 26")
    before, after, rows = read(drawn.sheet())
    assert after is not before
    assert [value(rows, k, "phone") for k in (1, 2)] == ["+33612582643"] * 2
    assert [next(f.ink for f in rows[k].fields if f.name == "country") for k in (0, 2)] == ["blank", "blank"]
    assert value(rows, 2, "country") == "FR"


@pytest.mark.parametrize("text", ["06 12 58 26 43", "06 12 58"])
def test_what_the_next_cell_holds_stays_there(text: str) -> None:
    drawn = Drawn(3, columns=(("name", 50), ("phone", 46), ("postcode", 30), ("signature", 30)), language="fr")
    number(drawn, 1, text)
    drawn.write(1, "postcode", "75011", x=3.0)
    before, after, _ = read(drawn.sheet())
    assert after is before


def test_a_signature_beside_a_number_that_breaks_off_stays_a_signature() -> None:
    class Eager:
        """Takes any stroke behind a number for its last digits."""

        name = ENGINE.name

        def read(self, cells: Sequence[Cell]) -> list[Reading]:
            texts = ["06 12 58 26", *["06 12 58 26 43"] * (len(cells) - 1)]
            return [Reading(self.name, text, 0.9) for text in texts]

    def with_(stroke: list[tuple[float, float]]) -> bool:
        drawn = Drawn(2, columns=(("name", 80), ("phone", 42), ("signature", 60)), language="fr")
        drawn.write(1, "phone", "06 12 58 26", x=17.0)
        drawn.pen(1, "signature", stroke, 0.5)
        sheet = drawn.sheet()
        ink = find_ink(sheet)
        return with_tails(sheet, ink, [Eager()]) is not ink

    assert with_([(2.0, 5.0), (2.0, 8.0)]), "a digit of the number"
    assert not with_([(2.0, 8.0), (4.0, 5.5), (7.0, 8.0), (9.0, 5.5), (12.0, 8.0)])


def test_an_engine_is_not_asked_where_nothing_runs_over() -> None:
    drawn = Drawn(3, language="fr")
    drawn.fill_row(1, phone="06 12 58")
    sheet = drawn.sheet()
    ink = find_ink(sheet)
    assert with_tails(sheet, ink, []) is ink

    class Never:
        name = "never"

        def read(self, cells: Sequence[object]) -> list[object]:
            raise AssertionError("nothing to read")

    assert with_tails(sheet, ink, [Never()]) is ink  # type: ignore[list-item]


def test_a_ditto_names_the_country_whose_plan_tells() -> None:
    columns: tuple[tuple[ColumnName, float], ...] = (
        ("name", 50), ("country", 30), ("phone", 42), ("email", 36), ("signature", 30),
    )  # fmt: skip
    drawn = Drawn(3, columns=columns, language="fr")
    drawn.write(1, "country", "MALI")
    for row in (1, 2):
        drawn.write(row, "name", "Ana Morales")
        drawn.write(row, "phone", "65 52 42", x=24.0)
        drawn.write(row, "phone", "91", x=43.0)
        drawn.sign(row)
    drawn.pen(2, "country", [(9.0, 6.0), (9.0, 8.5)], 0.4)
    drawn.pen(2, "country", [(10.2, 6.0), (10.2, 8.5)], 0.4)
    *_, rows = read(drawn.sheet())
    assert [value(rows, k, "phone") for k in (1, 2)] == ["+22365524291"] * 2


def test_a_country_that_was_misread_sign_by_sign_still_names_the_plan() -> None:
    class Doubting:
        """Sees a country as the table's entry that is likeliest, and writes another text."""

        name = ENGINE.name

        def read(self, cells: Sequence[Cell]) -> list[Reading]:
            country = Reading(self.name, "Wxnlt", 0.1, (("mali", 0.6), ("malte", 0.2)))
            return [country if cell.column == "country" else ENGINE.read([cell])[0] for cell in cells]

    columns: tuple[tuple[ColumnName, float], ...] = (
        ("name", 50), ("country", 30), ("phone", 42), ("email", 36), ("signature", 30),
    )  # fmt: skip
    drawn = Drawn(2, columns=columns, language="fr")
    drawn.write(1, "country", "MALI")
    drawn.write(1, "phone", "65 52 42", x=24.0)
    drawn.write(1, "phone", "91", x=43.0)
    sheet = drawn.sheet()
    ink = find_ink(sheet)
    assert with_tails(sheet, ink, [Doubting()]) is not ink
