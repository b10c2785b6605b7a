"""What a row is: filled, struck or empty; signed or not; dittos, dashes, ticks; entries over two rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitiser.ink import find_ink
from digitiser.model import ColumnName, Field, Row, Sheet, Table
from digitiser.rows import find_rows
from digitiser.rows.labels import without_labels
from digitiser.rows.signatures import with_signatures
from digitiser.rows.strikes import decision
from digitiser.rows.strikes.decision import Network, are_struck, network
from digitiser.rows.strikes.looks import MEASURES, Looks
from tests.drawn_sheets import BLACK, COLUMNS, LEFT, Drawn, photographed, rows_of

Draw = Callable[[Drawn], object]


def row_of(draw: Draw, row: int = 2, before: Draw | None = None) -> Row:
    """Draws into row 2 of a sheet whose first row is filled; gives what was found of it."""
    drawn = Drawn()
    drawn.fill_row(1)
    if before:
        before(drawn)
    draw(drawn)
    return rows_of(drawn.sheet())[row - 1]


def field(row: Row, name: ColumnName) -> Field:
    return next(f for f in row.fields if f.name == name)


def zigzag(left: float, right: float, top: float, bottom: float, step: float) -> list[tuple[float, float]]:
    return [(float(x), bottom if k % 2 else top) for k, x in enumerate(np.arange(left, right, step))]


STRIKES: dict[str, Draw] = {
    "a line through the row": lambda d: d.pen(2, "name", [(1, 7.5), (60, 7), (150, 7.8)]),
    "a steep line through the row": lambda d: d.pen(2, "name", [(1, 10.5), (150, 4)]),
    "three lines": lambda d: [d.pen(2, "name", [(1, y), (140, y + 0.5)]) for y in (5, 7, 9)],
    "a zigzag through the row": lambda d: d.pen(2, "name", zigzag(1, 150, 3, 10.5, 5)),
    "a cross over the row": lambda d: [
        d.pen(2, "name", [(20, 2), (75, 11)]),
        d.pen(2, "name", [(20, 11), (75, 2)]),
    ],
    "the name alone": lambda d: d.pen(2, "name", [(1, 8.0), (46, 7.6)]),
    "a cross over the name": lambda d: [d.pen(2, "name", p) for p in ([(1, 12), (46, 3)], [(1, 3), (46, 12)])],
    "a zigzag over the name": lambda d: d.pen(2, "name", zigzag(1, 46, 3, 11, 3.5)),
    "a scribble over the name": lambda d: d.pen(2, "name", zigzag(1, 46, 4, 10.5, 0.9), 0.6),
    "slashes over the row": lambda d: (
        [d.pen(2, "name", [(float(x), 12), (float(x) + 9, 1.5)]) for x in range(1, 150, 5)] and None
    ),
}
NO_STRIKES: dict[str, Draw] = {
    "nothing": lambda d: None,
    "the name underlined": lambda d: d.pen(2, "name", [(2, 10.2), (44, 10.4)]),
    "the whole row underlined": lambda d: d.pen(2, "name", [(2, 10.4), (44, 10.5), (112, 10.6)]),
    "a dash in an empty cell": lambda d: d.pen(2, "phone", [(40, 7), (50, 7)]),
    "a long stroke of the signature": lambda d: d.pen(2, "signature", [(-8, 8), (12, 7), (36, 8.5)]),
    "a stroke that touches the last letters": lambda d: d.pen(2, "country", [(-9, 7), (-2, 7.2)]),
    "writing over the edge": lambda d: d.write(2, "country", "Bosnia Herzegovina", x=22, foot=12, size=0.9),
}


@pytest.mark.parametrize("kind", STRIKES)
def test_struck(kind: str) -> None:
    row = row_of(STRIKES[kind], before=lambda d: d.fill_row(2, "Jorge Benitez"))
    assert row.state == "struck"
    assert row.signed is True


@pytest.mark.parametrize("kind", NO_STRIKES)
def test_not_struck(kind: str) -> None:
    row = row_of(NO_STRIKES[kind], before=lambda d: d.fill_row(2, "Jorge Benitez"))
    assert row.state == "filled"
    assert row.signed is True


def test_a_name_is_struck_where_no_heading_says_that_it_is_one() -> None:
    drawn = Drawn()
    for row, name in enumerate(("Ana Morales", "Jorge Benitez", "Laila Haddad"), 1):
        drawn.fill_row(row, name)
    drawn.pen(2, "name", [(1, 8.0), (46, 7.6)])
    sheet = drawn.sheet()
    unread = tuple(replace(c, name="signature" if c.name == "signature" else None) for c in sheet.table.columns)
    rows = rows_of(replace(sheet, table=replace(sheet.table, columns=unread)))
    assert [row.state for row in rows[:3]] == ["filled", "struck", "filled"]


def test_what_most_rows_of_a_sheet_look_like_is_no_strike(monkeypatch: pytest.MonkeyPatch) -> None:
    by_length = np.array([[10.0 if m == "row_length" else 0.0 for m in MEASURES] + [0.0]])
    monkeypatch.setattr(decision, "network", lambda: Network(MEASURES, by_length, np.array([1.0, -7.0]), 0.5))
    long, short = (Looks(row_length=0.8),), (Looks(row_length=0.1),)
    assert are_struck([long, *[short] * 5], [True] * 6) == [True, *[False] * 5]
    assert are_struck([long, *[(Looks(row_length=0.6),)] * 5], [True] * 6) == [False] * 6
    assert are_struck([long, *[()] * 5], [True, *[False] * 5])[0]
    assert are_struck([], []) == []


def test_weights_of_other_measures_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "weights.toml"
    other.write_text('least = 0.5\nmeasures = ["row_length"]\nhidden = [[1, 0]]\nout = [1, 0]\n')
    with pytest.raises(ValueError, match="fitted to other measures"):
        network(other)


def test_a_line_through_an_empty_signature_cell_is_no_signature() -> None:
    def draw(drawn: Drawn) -> None:
        drawn.fill_row(2, signed=False)
        drawn.pen(2, "name", [(1, 7.5), (60, 7), (172, 7.8)])

    row = row_of(draw)
    assert (row.state, row.signed) == ("struck", False)


SIGNED: dict[str, Draw] = {
    "a wave": lambda d: d.sign(2),
    "nearly flat": lambda d: d.pen(2, "signature", [(4, 7), (12, 6.2), (20, 7.4), (30, 6.8)]),
    "a printed name": lambda d: d.write(2, "signature", "J. Benitez"),
    "a cross": lambda d: [d.pen(2, "signature", p) for p in ([(10, 4), (16, 10)], [(16, 4), (10, 10)])],
    "over the rule": lambda d: d.pen(2, "signature", zigzag(5, 30, -3, 10, 4)),
}
UNSIGNED: dict[str, Draw] = {
    "nothing": lambda d: None,
    "a dash": lambda d: d.pen(2, "signature", [(15, 7), (21, 7)]),
    "a dot": lambda d: d.pen(2, "signature", [(15, 7), (15.5, 7)]),
    "the next cell's word": lambda d: d.write(2, "consent", "none", x=8),
    "the foot of the signature above": lambda d: d.pen(1, "signature", [(8, 3), (12, 15.5), (16, 3), (20, 12)]),
}


@pytest.mark.parametrize("kind", SIGNED)
def test_signed(kind: str) -> None:
    row = row_of(SIGNED[kind], before=lambda d: d.fill_row(2, "Jorge Benitez", signed=False))
    assert (row.state, row.signed) == ("filled", True)


@pytest.mark.parametrize("kind", UNSIGNED)
def test_not_signed(kind: str) -> None:
    row = row_of(UNSIGNED[kind], before=lambda d: d.fill_row(2, "Jorge Benitez", signed=False))
    assert (row.state, row.signed) == ("filled", False)


@pytest.mark.parametrize("used", [True, False])
def test_a_signature_that_touches_the_one_above_is_its_rows_own_where_somebody_wrote_there(used: bool) -> None:
    drawn = Drawn(4)
    drawn.fill_row(1, "Ana Morales")
    if used:
        drawn.fill_row(2, "Jorge Benitez", signed=False)
    drawn.pen(1, "signature", [(4, 11.0), (30, 11.6)], 1.4)
    drawn.pen(2, "signature", zigzag(6, 24, -2.0, 9.5, 6), 0.6)
    signed = [(row.state, row.signed) for row in rows_of(drawn.sheet())[:2]]
    assert signed == [("filled", True), ("filled", True) if used else ("empty", False)]


def test_without_a_signature_column_nobody_is_signed_or_unsigned() -> None:
    drawn = Drawn(columns=COLUMNS[:-1])
    drawn.write(1, "name", "Ana Morales")
    assert [r.signed for r in rows_of(drawn.sheet())] == [None] * 6


DITTOS: dict[str, Draw] = {
    "quotes": lambda d: [d.pen(3, "country", [(x, 5), (x - 0.2, 7)]) for x in (10, 11.4)],
    "slashes": lambda d: [d.pen(3, "country", [(x, 8), (x + 2, 4.5)]) for x in (8, 9.8)],
    "quotes between dashes": lambda d: (
        [
            d.pen(3, "country", p)
            for p in ([(4, 6), (8, 6)], [(10, 5), (10, 7)], [(11.3, 5), (11.3, 7)], [(13, 6), (17, 6)])
        ]
        and None
    ),
    "commas at the foot": lambda d: [d.pen(3, "country", [(x, 9), (x - 0.6, 10.6)]) for x in (10, 11.6)],
    "an equals sign": lambda d: [d.pen(3, "country", [(9, y), (13, y)]) for y in (6, 7.8)],
    "a stroke down the column": lambda d: d.pen(3, "country", [(12, 1), (11.5, 30)]),
    "a stroke down the column with a head and a foot": lambda d: [
        d.pen(3, "country", p, 0.8) for p in ([(9, 2), (13.6, 2)], [(11, 2), (11.3, 23)], [(9, 23), (13.6, 23)])
    ],
    "a stroke down the cell": lambda d: d.pen(3, "country", [(12, 1.5), (12, 11)]),
    "an arrow down the cell": lambda d: [
        d.pen(3, "country", p, 0.8) for p in ([(12, 1.5), (12, 11)], [(10, 8.5), (12, 11), (14, 8.5)])
    ],
    "large slashes": lambda d: [d.pen(3, "country", [(x, 3.2), (x - 2, 8.6)]) for x in (12, 13.4)],
    "strokes and a copier's dot": lambda d: [
        d.pen(3, "country", p) for p in ([(10, 5), (10, 7.2)], [(11.4, 5), (11.4, 7.2)], [(14, 8.6), (14.1, 8.6)])
    ],
}


@pytest.mark.parametrize("kind", DITTOS)
def test_dittos_point_to_the_row_that_says_it(kind: str) -> None:
    drawn = Drawn()
    for row in (1, 2, 3, 4):
        drawn.write(row, "name", "Ana Morales")
        drawn.sign(row)
    drawn.write(1, "country", "Chile")
    drawn.write(2, "country", "Kenya")
    DITTOS[kind](drawn)
    if "column" not in kind:
        drawn.pen(4, "country", [(10, 5), (10, 7)])
        drawn.pen(4, "country", [(11.4, 5), (11.4, 7)])
    rows = rows_of(drawn.sheet())
    found = [(field(r, "country").ink, field(r, "country").from_row) for r in rows[:4]]
    assert found == [("written", None), ("written", None), ("ditto", 2), ("ditto", 2)]


@pytest.mark.parametrize("text", ["UK", "US", "DE", "11", "Mali", "No", "id"])
def test_short_words_are_no_dittos(text: str) -> None:
    row = row_of(lambda d: d.write(2, "country", text), before=lambda d: d.write(2, "name", "Ana Morales"))
    assert field(row, "country").ink == "written"


@pytest.mark.parametrize("strokes", [
    [[(10, 5), (10, 8)], [(11.4, 5), (11.4, 8)], [(12.8, 5), (12.8, 8)]],
    [[(10, 5), (10.3, 5)], [(12, 5), (12.3, 5)]],
], ids=["three ones", "two dots"])  # fmt: skip
def test_digits_and_dots_are_no_dittos(strokes: list[list[tuple[float, float]]]) -> None:
    row = row_of(
        lambda d: [d.pen(2, "country", stroke, 1.0) for stroke in strokes],
        before=lambda d: d.write(2, "name", "Ana Morales"),
    )
    assert field(row, "country").ink != "ditto"


def test_a_ditto_is_never_a_name_and_never_stands_first() -> None:
    drawn = Drawn()
    for name in ("name", "country"):
        for x in (10.0, 11.4):
            drawn.pen(1, name, [(x, 5), (x, 7)])
    drawn.fill_row(1, name="", country="")
    drawn.fill_row(2)
    drawn.pen(3, "name", [(10, 5), (10, 7)])
    drawn.pen(3, "name", [(11.4, 5), (11.4, 7)])
    rows = rows_of(drawn.sheet())
    assert all(f.ink != "ditto" and f.from_row is None for r in rows for f in r.fields)


def test_a_dash_says_that_there_is_nothing() -> None:
    row = row_of(lambda d: d.pen(2, "phone", [(8, 7), (15, 7.3)]), before=lambda d: d.write(2, "name", "Ana Morales"))
    assert field(row, "phone").ink == "dash"
    assert field(row, "country").ink == "blank"


DUST: list[list[tuple[float, float]]] = [[(x, y), (x + 0.2, y)] for x, y in ((1, 2), (2, 11), (4, 3), (11, 9), (13, 4))]
TICKS: dict[str, tuple[str, Draw]] = {
    "empty": ("no", lambda d: None),
    "tick": ("yes", lambda d: d.pen(2, "consent", [(5.5, 6), (6.7, 7.5), (10.5, 2)])),
    "cross": (
        "yes",
        lambda d: [d.pen(2, "consent", p) for p in ([(5.3, 4.3), (8.7, 7.7)], [(8.7, 4.3), (5.3, 7.7)])],
    ),
    "filled": ("yes", lambda d: d.pen(2, "consent", zigzag(5.4, 8.8, 4.5, 7.6, 0.4), 0.6)),
    "a slip of the pen": ("no", lambda d: d.pen(2, "consent", [(6.5, 6.5), (7, 6.6)], 0.35)),
    "a dash": ("no", lambda d: d.pen(2, "consent", [(5.5, 6), (8.5, 6)])),
    "the end of the word before": (
        "no",
        lambda d: [
            d.pen(2, "phone", zigzag(28, 35.5, 5, 9, 1.2)),
            d.pen(2, "consent", zigzag(0.8, 3.8, 5, 9, 1.2)),
        ],
    ),
    "letters of the word before up to the middle": (
        "no",
        lambda d: [
            d.pen(2, "phone", zigzag(28, 35.5, 5, 9, 1.2)),
            d.pen(2, "consent", zigzag(1.9, 7.4, 5, 9, 1.2)),
        ],
    ),
    "edges of the box and a dot": (
        "no",
        lambda d: [d.pen(2, "consent", p) for p in ([(5, 4), (9, 4)], [(5, 8), (9, 8)], [(7, 6), (7.2, 6.1)])],
    ),
    "a tick among dust": (
        "yes",
        lambda d: [d.pen(2, "consent", p, 0.4) for p in (*DUST, [(5.5, 6), (6.7, 7.5), (10.5, 2)])],
    ),
    "a line along the row": ("no", lambda d: d.pen(2, "phone", [(2, 10.5), (20, 11), (40, 10), (62, 10.8)])),
}


@pytest.mark.parametrize("kind", TICKS)
@pytest.mark.parametrize("boxed", [True, False])
def test_consent(kind: str, boxed: bool) -> None:
    value, draw = TICKS[kind]

    def before(drawn: Drawn) -> None:
        drawn.fill_row(2)
        for row in range(1, 7):
            if boxed:
                drawn.box(row)

    consent = field(row_of(draw, before=before), "consent")
    assert consent.value == value
    assert sum(c.probability for c in consent.candidates) == pytest.approx(1)


def test_a_number_in_a_wide_consent_column_is_no_yes() -> None:
    columns: list[tuple[ColumnName, float]] = [("name", 50), ("consent", 45), ("signature", 40)]
    drawn = Drawn(columns=columns)
    drawn.write(1, "name", "Ana Morales")
    drawn.write(1, "consent", "600 112 358")
    assert field(rows_of(drawn.sheet())[0], "consent").value == "no"


@pytest.mark.parametrize("seed", range(3))
def test_empty_rows_stay_empty_under_noise(seed: int) -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.fill_row(2, "Jorge Benitez")
    drawn.pen(4, "name", [(2, 12), (160, 1)])  # rows that nobody used, crossed out
    drawn.image = photographed(drawn.image, seed)
    rows = rows_of(drawn.sheet())
    assert [r.state for r in rows] == ["filled", "filled", "empty", "empty", "empty", "empty"]
    assert not any(r.signed for r in rows[2:])
    assert [r.index for r in rows] == [1, 2, 3, 4, 5, 6]


def test_spots_of_a_copier_fill_no_row_sign_none_and_are_no_writing() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    spots: tuple[tuple[ColumnName, float, float], ...] = (
        ("name", 8, 4),
        ("name", 22, 9),
        ("signature", 5, 4),
        ("signature", 17, 9),
    )
    for column, x, y in spots:
        drawn.pen(2, column, [(x, y), (x + 0.3, y)], thick=1.4)
    drawn.fill_row(3)
    drawn.pen(3, "phone", [(9, 6), (9.3, 6)], thick=1.4)
    rows = rows_of(drawn.sheet())
    assert [(row.state, row.signed) for row in rows[:3]] == [("filled", True), ("empty", False), ("filled", True)]
    assert field(rows[1], "name").ink == "blank"


def test_an_entry_over_two_rows_is_one_row_on_the_line_of_its_signature() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.write(2, "name", "Maria Magdalena")
    drawn.write(2, "country", "Peru")
    drawn.write(3, "phone", "600 112 358")
    drawn.sign(3)
    drawn.fill_row(4, "Jorge Benitez")
    rows = rows_of(drawn.sheet())
    assert [(r.index, r.printed_rows, r.state) for r in rows[:3]] == [
        (1, (1,), "filled"),
        (3, (2, 3), "filled"),
        (4, (4,), "filled"),
    ]
    assert [field(rows[1], n).ink for n in ("name", "country", "phone")] == ["written"] * 3


def test_large_writing_on_the_rule_between_two_rows_is_one_entry() -> None:
    drawn = Drawn()
    for name, text in (("name", "Ana Diaz"), ("country", "Peru"), ("phone", "600 11")):
        drawn.write(2, name, text, foot=15.2, size=1.7)  # type: ignore[arg-type]
    drawn.pen(2, "signature", zigzag(5, 30, 8, 20, 4))
    rows = rows_of(drawn.sheet())
    assert (rows[1].printed_rows, rows[1].state, rows[1].signed) == ((2, 3), "filled", True)


def test_a_name_parted_over_two_rows_is_one_entry() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.write(2, "name", "Maria")
    drawn.write(2, "country", "Peru")
    drawn.write(3, "name", "Lopez")
    drawn.write(3, "phone", "600 112 358")
    drawn.sign(3)
    for row in (4, 5):
        drawn.fill_row(row, "Jorge Benitez")
    assert [r.printed_rows for r in rows_of(drawn.sheet())] == [(1,), (2, 3), (4,), (5,), (6,)]


def test_a_line_whose_letters_went_to_two_rows_is_one_entry() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.write(2, "name", "Ana", foot=14.6, size=1.7)
    drawn.write(2, "name", "Diaz", x=26, foot=16.4, size=1.7)
    drawn.write(3, "country", "Peru")
    drawn.sign(3)
    assert [r.printed_rows for r in rows_of(drawn.sheet())[:3]] == [(1,), (2, 3), (4,)]


def test_half_a_name_alone_in_a_row_belongs_to_the_signed_half() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.fill_row(2, "Maria")
    drawn.write(3, "name", "Lopez")
    for row in (4, 5):
        drawn.fill_row(row, "Jorge Benitez")
    assert [r.printed_rows for r in rows_of(drawn.sheet())] == [(1,), (2, 3), (4,), (5,), (6,)]


def test_a_short_name_with_a_ditto_is_an_entry_of_its_own() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.fill_row(2, "Maria")
    drawn.write(3, "name", "Lopez")
    drawn.pen(3, "country", [(9.5, 5), (9, 7.5)])
    drawn.pen(3, "country", [(11, 5), (10.5, 7.5)])
    for row in (4, 5):
        drawn.fill_row(row, "Jorge Benitez")
    assert [r.printed_rows for r in rows_of(drawn.sheet())[1:4]] == [(2,), (3,), (4,)]


def test_what_is_left_of_a_dotted_rule_fills_no_row() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    for x in np.arange(4, 44, 3.2):
        drawn.pen(3, "name", [(float(x), 6), (float(x) + 1.8, 6.1)])
    assert [r.state for r in rows_of(drawn.sheet())[:4]] == ["filled", "empty", "empty", "empty"]


@pytest.mark.parametrize(
    ("points", "signed"),
    [([(3.0, 6.0), (20.0, 6.6), (33.0, 7.2)], False), (zigzag(3, 33, 4.5, 8.5, 3), True)],
    ids=["line", "wave"],
)
def test_a_straight_line_alone_in_a_row_is_no_signature(points: list[tuple[float, float]], signed: bool) -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.pen(3, "signature", points)
    row = rows_of(drawn.sheet())[2]
    assert (row.state, row.signed) == ("filled" if signed else "empty", signed)


@pytest.mark.parametrize("struck", [True, False])
def test_a_rule_that_nobody_found_hides_no_strike_and_is_none(struck: bool) -> None:
    def draw(drawn: Drawn) -> None:
        drawn.fill_row(2, "Jorge Benitez")
        drawn.pen(2, "name", [(-8, 10.8), (169, 10.8)], thick=0.3, colour=BLACK)
        if struck:
            drawn.pen(2, "name", [(1, 7.2), (44, 7.5)])

    assert row_of(draw).state == ("struck" if struck else "filled")


def test_low_letters_under_a_line_are_no_dash() -> None:
    def draw(drawn: Drawn) -> None:
        drawn.write(2, "name", "nana comes on", size=0.9, foot=8)
        drawn.pen(2, "name", [(1, 7.0), (52, 7.3)])

    row = row_of(draw)
    assert (row.state, field(row, "name").ink) == ("struck", "written")


def test_rows_in_which_the_same_is_written_twice_are_two_entries() -> None:
    drawn = Drawn()
    drawn.fill_row(1, signed=False)
    drawn.write(2, "name", "Jorge Benitez")
    drawn.write(2, "phone", "600 112 358")
    drawn.sign(2)
    assert [r.printed_rows for r in rows_of(drawn.sheet())[:2]] == [(1,), (2,)]


def test_the_printed_numbers_of_rows_fill_no_row() -> None:
    drawn = Drawn(columns=[("name", 60), ("country", 30), ("signature", 40)])
    for row in range(1, 7):
        drawn.write(row, "name", f"{row}", x=2.5, foot=8, size=0.6, colour=BLACK)
    drawn.write(2, "name", "Ana Morales", x=14)
    drawn.write(2, "country", "Chile")
    drawn.sign(2)
    rows = rows_of(drawn.sheet())
    assert [r.state for r in rows] == ["empty", "filled", "empty", "empty", "empty", "empty"]
    assert field(rows[1], "name").box.left > LEFT + 12


def test_two_people_are_never_one_entry() -> None:
    drawn = Drawn()
    drawn.write(2, "name", "Maria Magdalena")
    drawn.sign(2)
    drawn.write(3, "name", "Jorge Benitez")
    drawn.sign(3)
    drawn.write(4, "name", "Ana Morales")
    assert [r.printed_rows for r in rows_of(drawn.sheet())[1:4]] == [(2,), (3,), (4,)]


def test_a_table_without_columns_still_has_its_rows() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    drawn.fill_row(3, "Jorge Benitez")
    sheet = drawn.sheet()
    rows = rows_of(replace(sheet, table=Table((), sheet.table.bands)))
    assert [r.state for r in rows] == ["filled", "empty", "filled", "empty", "empty", "empty"]
    assert rows_of(replace(sheet, table=Table((), ()))) == ()


def test_fields_say_where_the_writing_is() -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    row = rows_of(drawn.sheet())[1]
    name, (left, top) = field(row, "name"), drawn.corner(2, "name")
    assert left + 2 < name.box.left < left + 4
    assert top + 3 < name.box.top < name.box.bottom < top + 13
    assert name.quad[0] == pytest.approx((name.box.left / drawn.width, name.box.top / drawn.height), abs=2e-3)
    assert row.quad[2] == pytest.approx((row.box.right / drawn.width, row.box.bottom / drawn.height), abs=2e-3)


CROSSED_OUT: dict[str, Draw] = {
    "a stroke": lambda d: d.pen(3, "name", [(3, 48), (70, 26), (140, 3)]),
    "a cross": lambda d: [d.pen(3, "name", p) for p in ([(3, 50), (150, 2)], [(3, 2), (150, 50)])],
    "a Z": lambda d: d.pen(3, "name", [(2, 3), (150, 4), (3, 48), (150, 47)]),
}


@pytest.mark.parametrize("kind", CROSSED_OUT)
def test_unused_rows_that_are_crossed_out_stay_empty(kind: str) -> None:
    drawn = Drawn()
    for x in (9, 30, 44):
        drawn.pen(4, "name", [(x, 3), (x + 0.3, 3.2)])  # dust
    for row in (1, 2):
        drawn.fill_row(row)
    CROSSED_OUT[kind](drawn)
    assert [row.state for row in rows_of(drawn.sheet())] == ["filled", "filled", "empty", "empty", "empty", "empty"]


def test_small_words_on_one_line_are_an_entry() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    for row in (2, 3):
        drawn.write(row, "name", "Ana Morales", size=0.3)
        drawn.write(row, "country", "Chile", size=0.3)
        drawn.write(row, "phone", "600 112", size=0.3)
        drawn.pen(row, "signature", [(3, 8.4), (12, 8.2), (20, 8.7), (36, 8.4)])
    assert [(row.state, row.signed) for row in rows_of(drawn.sheet())[1:3]] == [("filled", True)] * 2


def without_heading(drawn: Drawn, *names: ColumnName) -> Sheet:
    """The drawn sheet, but nobody could read what these columns are."""
    sheet = drawn.sheet()
    columns = tuple(replace(c, name=None) if c.name in names else c for c in sheet.table.columns)
    return replace(sheet, table=replace(sheet.table, columns=columns))


def test_signatures_are_known_by_their_ink_where_no_heading_could_be_read() -> None:
    drawn = Drawn()
    for row in range(1, 6):
        drawn.fill_row(row, signed=row != 3)
    sheet = without_heading(drawn, "country", "signature")
    ink = find_ink(sheet)
    told = with_signatures(sheet, ink)
    assert [c.name for c in told.table.columns] == ["number", "name", None, "phone", "consent", "signature"]
    assert [row.signed for row in find_rows(told, ink)] == [True, True, False, True, True, False]


def test_a_label_before_the_writing_gives_its_name_to_the_column_of_the_writing() -> None:
    drawn = Drawn()
    for row in range(1, 6):
        drawn.fill_row(row)
    sheet = drawn.sheet()
    label, name, *rest = sheet.table.columns
    split = (replace(label, name="name"), replace(name, name=None), *rest)
    sheet = replace(sheet, table=replace(sheet.table, columns=split))
    ink = find_ink(sheet)
    told = without_labels(sheet, ink).table.columns
    assert [c.name for c in told] == ["other", "name", "country", "phone", "consent", "signature"]
    numbered = replace(sheet, table=replace(sheet.table, columns=(label, *split[1:])))
    assert without_labels(numbered, ink) is numbered


def test_a_column_without_room_for_a_signature_is_none() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    sheet = drawn.sheet()
    first, *rest, last = sheet.table.columns
    columns = (replace(first, name="signature"), *rest, replace(last, name="other"))
    sheet = replace(sheet, table=replace(sheet.table, columns=columns))
    told = with_signatures(sheet, find_ink(sheet))
    assert find_rows(told, find_ink(sheet))[0].signed is None


def test_columns_of_words_are_never_taken_for_signatures() -> None:
    drawn = Drawn()
    for row in range(1, 7):
        drawn.fill_row(row, signed=False)
    sheet = without_heading(drawn, "name", "country", "signature")
    assert with_signatures(sheet, find_ink(sheet)) is sheet


# ------------------------------------------------------------------------------------------- writing that runs out of its cell


def test_writing_that_reaches_the_end_of_its_cell_runs_out_of_it() -> None:
    drawn = Drawn()
    edge = drawn.corner(1, "country")[0] - drawn.corner(1, "name")[0]
    drawn.write(1, "name", "Ana Morales")
    drawn.write(2, "name", "Ana Morales", x=edge - 23.4)
    ends = {row.index: field(row, "name").runs_out for row in rows_of(drawn.sheet())[:2]}
    assert ends == {1: False, 2: True}


def test_arabic_runs_out_to_the_left_and_addresses_to_the_right() -> None:
    drawn = Drawn()
    drawn.write(1, "name", "Ana Morales", x=0.5)
    drawn.write(1, "phone", "0612345678", x=0.5)
    row = rows_of(replace(drawn.sheet(), language="ar"))[0]
    assert field(row, "name").runs_out
    assert not field(row, "phone").runs_out


def test_names_know_whether_the_column_beside_them_has_a_name() -> None:
    drawn = Drawn()
    drawn.fill_row(1)
    sheet = drawn.sheet()

    def in_part(unnamed: str) -> bool:
        columns = tuple(replace(c, name=None) if c.name == unnamed else c for c in sheet.table.columns)
        told = replace(sheet, table=replace(sheet.table, columns=columns))
        row = find_rows(told, find_ink(told))[0]
        return next(field.in_part for field in row.fields if field.name == "name")

    assert [in_part(name) for name in ("country", "number", "phone", "signature")] == [True, True, False, False]
