"""Cards: two lines of labelled cells in every row, and what is written in each goes to its own field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from benchmarks.generator import fonts
from benchmarks.generator.canvas import Canvas
from digitiser.ink import find_ink
from digitiser.ink.strokes import Grid
from digitiser.model import Band, Box, Column, Page, Pixels, Scan, Sheet, Table
from digitiser.rows import find_rows
from digitiser.sheets import find_sheets
from digitiser.sheets.headings.cards import CardLine, Cards
from digitiser.sheets.headings.naming import Words, name_line
from digitiser.sheets.theirs.cards import columns_of

SCALE, LEFT, RIGHT, TOP, HIGH, COUNT = 8.0, 10.0, 200.0, 60.0, 20.0, 9
UPPER = (("NOM", 10.0, "Awa Diallo"), ("PAYS", 120.0, "Mali"))
LOWER = (("TÉL.", 10.0, "06 12 18 26 43"), ("E-MAIL", 70.0, "awa@example.org"), ("SIGNATURE", 140.0, "~~A~~"))


Cells = Sequence[tuple[str, float, str]]


def card_sheet(
    written: int = 6, alike: tuple[str, float] | None = None, cards: tuple[Cells, Cells] = (UPPER, LOWER)
) -> Pixels:
    """A4 with nine cards; in the first ones every cell is filled. `alike`: what stands in all, and how far below the cards' tops."""
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    canvas.text("Pour la liberté de toutes et de tous", 20, 30, 4, fonts.PRINT[0], (20, 20, 20), 0.0)
    for k in range(COUNT):
        for half, cells in enumerate(cards):
            y = TOP + HIGH * k + HIGH / 2 * half
            canvas.line(LEFT, y, RIGHT, y, 0.3, (20, 20, 20))
            for label, x, text in cells:
                canvas.line(x, y, x, y + HIGH / 2, 0.3, (20, 20, 20))
                canvas.text(label, x + 0.8, y + 2.2, 1.4, fonts.PRINT[0], (20, 20, 20), 0.0)
                if k < written:
                    canvas.text(
                        text, x + 4 + 2 * (k % 4), y + 7.5 + 0.4 * (k % 3), 2.6, fonts.PRINT[1], (150, 60, 20), 0.0
                    )
        if alike:
            canvas.text(alike[0], 60, TOP + HIGH * k + alike[1], 2.2, fonts.PRINT[1], (150, 60, 20), 0.0)
    canvas.line(RIGHT, TOP, RIGHT, TOP + HIGH * COUNT, 0.3, (20, 20, 20))
    canvas.line(LEFT, TOP + HIGH * COUNT, RIGHT, TOP + HIGH * COUNT, 0.3, (20, 20, 20))
    return canvas.image


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return find_sheets(Page(Scan("drawn.png", "0" * 64), 1, card_sheet()), ()).sheets[0]


def test_every_cell_of_a_card_is_a_column_with_its_part_of_the_height(sheet: Sheet) -> None:
    assert len(sheet.table.bands) == COUNT
    assert sheet.language == "fr"
    found = [(c.name, round(c.top, 1), round(c.bottom, 1)) for c in sheet.table.columns]
    assert found == [
        ("name", 0.0, 0.5),
        ("country", 0.0, 0.5),
        ("phone", 0.5, 1.0),
        ("email", 0.5, 1.0),
        ("signature", 0.5, 1.0),
    ]
    edges = [column.box.left for column in sheet.table.columns]
    assert np.allclose(np.diff(edges), [110, -110, 60, 70], atol=1.5)


def test_a_word_that_all_have_in_common_is_no_label_and_cuts_no_card() -> None:
    page = Page(Scan("drawn.png", "0" * 64), 1, card_sheet(2, ("Lee", 5.0)))
    table = find_sheets(page, ()).sheets[0].table
    assert [(c.name, round(c.top, 1)) for c in table.columns] == [
        ("name", 0.0),
        ("country", 0.0),
        ("phone", 0.5),
        ("email", 0.5),
        ("signature", 0.5),
    ]


def test_a_line_of_labels_that_nobody_understands_is_parted_from_the_other_by_its_rule() -> None:
    unknown = [("QXZ", x, text) for _, x, text in LOWER[:2]]
    image = card_sheet(cards=([*UPPER, ("SIGNATURE", 160.0, "~~A~~")], unknown))
    columns = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, image), ()).sheets[0].table.columns
    named = [(c.name, round(c.bottom, 1)) for c in columns if c.name != "signature" and c.name]
    assert named == [("name", 0.5), ("country", 0.5)]
    assert all(round(c.top, 1) == 0.5 for c in columns if not c.name)


def test_labels_that_nobody_understands_tell_where_the_top_of_a_card_is() -> None:
    unknown = [[("QXZ", x, text) for _, x, text in cells] for cells in (UPPER, LOWER)]
    image = card_sheet(cards=(unknown[0], unknown[1]))
    for line in range(8):  # more print below the cards than above
        foot = np.asarray(image[round(26 * SCALE) : round(32 * SCALE)])
        image[round((246 + 6 * line) * SCALE) : round((252 + 6 * line) * SCALE)] = foot
    image = np.ascontiguousarray(image[::-1, ::-1])
    found = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, image), ()).sheets[0]
    assert [row.state for row in find_rows(found, find_ink(found))] == ["filled"] * 6 + ["empty"] * 3


@pytest.mark.parametrize("blind", [0, 1])
def test_a_line_of_a_card_of_which_no_label_was_read_is_one_cell_without_a_name(blind: int) -> None:
    table = Box(10, 50, 200, 250)
    labels = tuple(
        name_line([Words((t,), x, 50, x + 15, 52)], ()).items[0] for t, x in (("Name", 12), ("Country", 100))
    )
    dirt = (replace(labels[0], text="l", meaning=None),)
    lines = [CardLine(0.0, labels), CardLine(0.5, labels)]
    lines[blind] = replace(lines[blind], labels=dirt)
    columns = columns_of(Cards((lines[0], lines[1]), "en"), table)
    alone = [column for column in columns if column.name is None]
    assert [(column.box.left, column.box.right) for column in alone] == [(table.left, table.right)]
    assert [column.name for column in columns if column.name] == ["name", "country"]


def test_what_stands_in_a_cell_is_found_in_its_own_field(sheet: Sheet) -> None:
    rows = find_rows(sheet, find_ink(sheet))
    assert [row.state for row in rows] == ["filled"] * 6 + ["empty"] * 3
    assert [row.signed for row in rows] == [True] * 6 + [False] * 3
    for row in rows[:6]:
        middle = (row.box.top + row.box.bottom) / 2
        boxes = {field.name: field.box for field in row.fields}
        assert set(boxes) == {"name", "country", "phone", "email"}
        assert all(field.ink == "written" for field in row.fields)
        assert all((boxes[name].bottom < middle + 1) == (name in ("name", "country")) for name in boxes)
        assert boxes["phone"].right < boxes["email"].left
    assert all(field.ink == "blank" for row in rows[6:] for field in row.fields)


def test_pixels_belong_to_the_cell_above_or_below() -> None:
    row = Band(1, Box(0, 0, 100, 20))
    columns = (
        Column("name", "", Box(0, 0, 60, 20), bottom=0.5),
        Column("country", "", Box(60, 0, 80, 20), bottom=0.5),
        Column("phone", "", Box(0, 0, 80, 20), top=0.5),
        Column("signature", "", Box(80, 0, 100, 20)),
    )
    grid = Grid(Table(columns, (row,)), 0.0, 0.0)
    rows, lines, at = grid.places((160, 800))
    where = {(x, y): int(at[lines[y * 8], x * 8]) for x in (10, 70, 90) for y in (4, 16)}
    assert where == {(10, 4): 0, (70, 4): 1, (90, 4): 3, (10, 16): 2, (70, 16): 2, (90, 16): 3}
    assert [grid.beside(k, to_the_left=False) for k in range(4)] == [1, 3, 3, 4]
    assert [grid.beside(k, to_the_left=True) for k in range(4)] == [4, 0, 4, 1]
    assert rows[80] == 0
    assert columns[2].cell(row.box) == Box(0, 10, 80, 20)


def test_a_column_that_an_earlier_program_kept_has_the_whole_height() -> None:
    column = Column("name", "Nom", Box(0, 0, 60, 20))
    kept = b'{"name":"name","heading":"Nom","box":{"left":0,"top":0,"right":60,"bottom":20}}'
    assert msgspec.json.decode(kept, type=Column) == column
    part = replace(column, top=0.5)
    assert msgspec.json.decode(msgspec.json.encode(part), type=Column) == part
