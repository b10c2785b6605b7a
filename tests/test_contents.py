"""Columns without a heading are named after what is written in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from digitiser.fields.contents import with_contents
from digitiser.ink import find_ink
from digitiser.model import ColumnName, Reading, Sheet
from digitiser.recognisers import Cell
from tests.drawn_sheets import Drawn

ENTRIES = (
    ("Ana Morales", "Chile"), ("LOPEZ Jo", "Peru"), ("B. Ruiz", "Cuba"), ("Ida Holm", "MALI"), ("Eva Lund", "Togo"), ("Max Otto", "Fiji"),
)  # fmt: skip


@dataclass
class Said:
    """A recogniser that reads these texts, one after the other, in whatever it is given."""

    texts: tuple[str, ...]
    asked: list[int] = field(default_factory=list)
    name: str = "said"

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        self.asked.append(len(cells))
        return [Reading("said", text, 0.9) for text in self.texts[: len(cells)]]


def told(texts: tuple[str, ...], nameless: ColumnName = "phone", also: ColumnName | None = None) -> ColumnName | None:
    """What the nameless column of a sheet of six rows is taken for; `also` is another name for the column of countries."""
    reader = Said(texts)
    sheet = drawn_sheet(nameless, also)
    found = with_contents(sheet, find_ink(sheet), [reader]).table.columns
    assert reader.asked == [len(texts)]
    return found[[c.heading for c in sheet.table.columns].index(nameless)].name


def drawn_sheet(nameless: ColumnName | None, also: ColumnName | None = None) -> Sheet:
    drawn = Drawn(6)
    for row, (name, country) in enumerate(ENTRIES, 1):
        drawn.fill_row(row, name, country, f"6{row}0 112 {row}58")
    sheet = drawn.sheet()
    columns = [replace(c, name=None) if c.name == nameless else c for c in sheet.table.columns]
    columns = [replace(c, name=also) if also and c.name == "country" else c for c in columns]
    return replace(sheet, table=replace(sheet.table, columns=tuple(columns)))


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("ana@mail.org", "b.lopez@web.de", '"', "jo@posteo.net", "x9@gmail.com", "carla@orange.fr"), "email"),
        (("600 112 358", "0611223344", "+33 6 11 22 33 44", "06-12-34-56-78", "l", "0600112358"), "phone"),
        (("75011", "13002", "SW1A 1AA", "69003", "4000-123", "-"), "postcode"),
        (("12.3.26", "12/3", "1-4-26", "13.3.2026", "2026-03-14", "15.3.26"), "date"),
        (("rue Haute", "Hugo", "a", "12", "xyz", "--"), None),
    ],
)
def test_a_column_is_what_most_of_its_cells_look_like(texts: tuple[str, ...], name: ColumnName | None) -> None:
    assert told(texts) == name


def test_countries_and_names_of_two_words_are_told_apart() -> None:
    assert told(("Chile", "Costa Rica", '"', "CHILI", "El Salvador", "Peru"), "country") == "country"
    assert told(("Ana Morales", "LOPEZ Jorge", "Costa Rica", "J. Benitez Ruiz", "Ida Holm", "Eva"), "name") == "name"


def test_no_column_is_named_twice_and_a_heading_that_was_read_stays() -> None:
    assert told(("Ana Morales",) * 6, "phone") is None  # the sheet has its name
    assert told(("Chile",) * 6, "phone") is None
    assert told(("a@mail.org",) * 6, "phone", also="email") is None


def test_nothing_is_read_where_all_columns_have_names() -> None:
    sheet, reader = drawn_sheet(None), Said(())
    assert with_contents(sheet, find_ink(sheet), [reader]) is sheet
    assert reader.asked == []


def test_a_text_or_two_tell_nothing() -> None:
    drawn = Drawn(6)
    for row in (1, 2):
        drawn.fill_row(row)
    sheet = drawn.sheet()
    columns = tuple(replace(c, name=None) if c.name == "phone" else c for c in sheet.table.columns)
    sheet = replace(sheet, table=replace(sheet.table, columns=columns))
    assert with_contents(sheet, find_ink(sheet), [Said(("600112358", "611112358"))]) == sheet
