"""Handwriting is found whatever the light, print is not handwriting, and every stroke belongs to one cell."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.ink import SheetInk, cell_picture, find_ink
from digitiser.model import Sheet, Table
from digitiser.settings import SHEET_PX_PER_MM
from tests.drawn_sheets import BLACK, COLUMNS, LEFT, PENCIL, ROW, TOP, Drawn, photographed, rows_of

NUMBER, NAME = (next(i for i, (n, _) in enumerate(COLUMNS) if n == name) for name in ("number", "name"))
COUNTRY = NAME + 1
SIGNATURE = len(COLUMNS) - 1


def inked(ink: SheetInk, row: int, column: int) -> float:
    """Square millimetres of ink of a cell (rows from 1)."""
    return float(ink.pieces.areas[ink.of_cell([row - 1], column)].sum()) / SHEET_PX_PER_MM**2


def total(ink: SheetInk, sheet: Sheet) -> float:
    bands, columns = len(sheet.table.bands), len(sheet.table.columns)
    return sum(inked(ink, r, c) for r in range(1, bands + 1) for c in range(columns))


@pytest.mark.parametrize("seed", range(3))
def test_an_empty_sheet_has_no_ink_in_any_light(seed: int) -> None:
    drawn = Drawn()
    drawn.image = photographed(drawn.image, seed)
    sheet = drawn.sheet()
    assert total(find_ink(sheet), sheet) < 0.2


@pytest.mark.parametrize("seed", range(3))
def test_writing_is_found_in_the_light_and_in_the_shadow(seed: int) -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    bright = find_ink(drawn.sheet())
    drawn.image = photographed(drawn.image, seed)
    shaded = find_ink(drawn.sheet())
    for column in (NAME, COUNTRY, SIGNATURE):
        assert inked(shaded, 2, column) == pytest.approx(inked(bright, 2, column), rel=0.5)
        assert inked(shaded, 3, column) == 0


def test_pencil_is_ink_and_the_back_of_the_sheet_is_not() -> None:
    drawn = Drawn()
    drawn.write(1, "name", "Ana Morales", colour=PENCIL)
    for row in (3, 4):
        drawn.write(row, "name", "Ana Morales", colour=(228, 228, 228))
    drawn.image = np.asarray(cv2.GaussianBlur(drawn.image, (0, 0), 0.8), np.uint8)
    ink = find_ink(drawn.sheet())
    assert inked(ink, 1, NAME) > 10
    assert inked(ink, 3, NAME) == inked(ink, 4, NAME) == 0


def test_the_paler_letters_of_a_soft_pencil_are_read_with_the_others_and_the_back_is_not() -> None:
    drawn = Drawn()
    usual, paler, back = ((v, v, v) for v in (188, 209, 222))
    for row, between in ((1, paler), (2, back)):
        for k, letter in enumerate("MARINA"):
            drawn.write(row, "name", letter, x=3.0 + 3.5 * k, colour=between if k % 2 else usual)
    drawn.image = np.asarray(cv2.GaussianBlur(drawn.image, (0, 0), 0.8), np.uint8)
    ink = find_ink(drawn.sheet())
    assert inked(ink, 1, NAME) > 1.5 * inked(ink, 2, NAME) > 5


def test_shaded_rows_and_a_dark_heading_are_not_ink() -> None:
    drawn = Drawn(rules=False)
    for row in (1, 3, 5):
        top = round((TOP + (row - 1) * ROW) * SHEET_PX_PER_MM)
        drawn.image[
            top : top + round(ROW * SHEET_PX_PER_MM), round(LEFT * SHEET_PX_PER_MM) : -round(LEFT * SHEET_PX_PER_MM)
        ] = 222
    drawn.image[round((TOP - 8) * SHEET_PX_PER_MM) : round(TOP * SHEET_PX_PER_MM)] = 60
    sheet = drawn.sheet()
    assert total(find_ink(sheet), sheet) < 0.5
    drawn.fill_row(3)
    assert inked(find_ink(drawn.sheet()), 3, NAME) > 10


def test_rules_go_and_the_strokes_across_them_stay_whole() -> None:
    drawn = Drawn()
    drawn.pen(2, "name", [(10, -4), (14, 9)])
    ink = find_ink(drawn.sheet())
    pieces = ink.of_cell([1], NAME)
    assert len(pieces) == 1
    box = ink.pieces.boxes[pieces[0]]
    assert (box[3] - box[1]) / SHEET_PX_PER_MM == pytest.approx(13.5, abs=0.7)


def test_rules_that_curl_are_followed() -> None:
    drawn = Drawn(rules=False)
    x = np.linspace(0, drawn.width - 2 * LEFT, 60)
    for row in range(1, drawn.rows + 2):
        drawn.pen(row, "number", list(zip(x, 1.2 * np.sin(x / 40), strict=True)), 0.3)
    sheet = drawn.sheet()
    assert total(find_ink(sheet), sheet) < 1.0


@pytest.mark.parametrize("off", [-0.3, 0.25, 0.3, 0.35])
def test_the_frayed_edge_of_a_rule_is_no_ink(off: float) -> None:
    drawn = Drawn()
    for x in (4.0, 11.0, 20.0):
        drawn.pen(3, "name", [(x, off), (x + 3, off)], 0.12, BLACK)
    assert total(find_ink(drawn.sheet()), drawn.sheet()) == 0


@pytest.mark.parametrize(("foot", "size"), [(14.2, 1.1), (15.2, 1.7)])
def test_letters_on_a_rule_keep_their_insides_open(foot: float, size: float) -> None:
    ruled, plain = Drawn(), Drawn(rules=False)
    for sheet in (ruled, plain):
        sheet.write(2, "name", "Ana 0808", foot=foot, size=size)
    on_rule, on_paper = (find_ink(sheet.sheet()).mask for sheet in (ruled, plain))
    assert np.count_nonzero(on_rule != on_paper) < (0.1 if size < 1.5 else 0.06) * np.count_nonzero(on_paper)


def test_dotted_rules_and_labels_in_every_cell_are_print() -> None:
    drawn = Drawn(rules=False)
    for row in range(1, drawn.rows + 2):
        for x in np.arange(0, drawn.width - 2 * LEFT, 1.0):
            drawn.pen(row, "number", [(x, 0.0), (x + 0.3, 0.0)], 0.3)
    for row in range(1, drawn.rows + 1):
        drawn.write(row, "name", "NAME:", x=1, foot=3, size=0.5, colour=(60, 60, 60))
        drawn.pen(row, "phone", [(2, 11), (33, 11)], 0.25)
    drawn.fill_row(2)
    drawn.fill_row(5, "Josephine Baker", "Kenya")
    ink = find_ink(drawn.sheet())
    for row in (1, 3, 4, 6):
        assert sum(inked(ink, row, c) for c in range(len(COLUMNS))) < 0.5
    assert inked(ink, 5, NAME) > 10


@pytest.mark.parametrize("down", [False, True])
def test_a_fold_is_not_ink_and_what_is_written_across_it_stays(down: bool) -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    before = inked(find_ink(drawn.sheet()), 2, NAME)
    height, width = drawn.image.shape[:2]
    away = np.arange(width if down else height) / SHEET_PX_PER_MM - (LEFT + 25 if down else TOP + 1.5 * ROW)
    light = 1 - 0.25 * np.exp(-(away**2) / 0.5)
    drawn.image = (drawn.image * (light[None, :, None] if down else light[:, None, None])).astype(np.uint8)
    ink = find_ink(drawn.sheet())
    assert inked(ink, 2, NAME) == pytest.approx(before, rel=0.1)
    assert inked(ink, 4, NAME) == 0
    assert inked(ink, 2, NUMBER) == 0


def test_the_noise_of_a_deep_shadow_is_not_ink() -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    away = np.arange(drawn.image.shape[1]) / SHEET_PX_PER_MM - (LEFT + 100)
    shadow = 1 - 0.9 / (1 + (away / 12) ** 4)
    noise = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 6, drawn.image.shape[:2]), (0, 0), 0.8)
    drawn.image = np.clip(drawn.image * shadow[None, :, None] + noise[..., None], 0, 255).astype(np.uint8)
    ink = find_ink(drawn.sheet())
    for row in (1, 3, 4, 5, 6):
        assert sum(inked(ink, row, column) for column in range(len(COLUMNS))) < 0.5
    assert inked(ink, 2, NAME) > 10
    assert inked(ink, 2, SIGNATURE) > 10


def spilt(drawn: Drawn, x: float, y: float, radius: float, broad: float) -> None:
    """A ring of coffee around a place in millimetres."""
    stain = np.zeros(drawn.image.shape[:2], np.float32)
    at = tuple(round(v * SHEET_PX_PER_MM) for v in (x, y))
    cv2.circle(stain, at, round(radius * SHEET_PX_PER_MM), 0.5, round(broad * SHEET_PX_PER_MM), cv2.LINE_AA)
    stain = np.asarray(cv2.GaussianBlur(stain, (0, 0), 0.25 * SHEET_PX_PER_MM), np.float32)
    drawn.image = (drawn.image * (1 - stain[..., None] * (0.65, 0.41, 0.24))).astype(np.uint8)


@pytest.mark.parametrize("broad", [1.2, 2.0, 4.0])
def test_spilt_coffee_is_not_ink_and_what_is_written_across_it_stays(broad: float) -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    before = [inked(find_ink(drawn.sheet()), 2, column) for column in range(len(COLUMNS))]
    spilt(drawn, LEFT + 60, TOP + 2.6 * ROW, 30, broad)
    ink = find_ink(drawn.sheet())
    for row in (1, 3, 4, 5):
        assert sum(inked(ink, row, column) for column in range(len(COLUMNS))) == 0
    assert [inked(ink, 2, column) for column in range(len(COLUMNS))] == pytest.approx(before, rel=0.1)


def test_a_brown_pen_and_a_pale_felt_pen_are_ink() -> None:
    drawn = Drawn()
    drawn.write(1, "name", "Ana Morales", colour=(90, 150, 195))
    drawn.pen(2, "name", [(4, 9), (14, 4), (24, 9), (40, 5)], 1.1, (205, 170, 150))
    ink = find_ink(drawn.sheet())
    assert inked(ink, 1, NAME) > 10
    assert inked(ink, 2, NAME) > 20


def test_a_rule_two_millimetres_off_is_still_a_rule() -> None:
    drawn = Drawn(rules=False)
    for k in range(7):
        drawn.pen(
            1, "number", [(0, k * ROW + 2.0 * (k == 3)), (sum(w for _, w in COLUMNS), k * ROW + 2.0 * (k == 3))], 0.3
        )
    drawn.fill_row(2)
    ink = find_ink(drawn.sheet())
    assert [inked(ink, row, NAME) > 0 for row in range(1, 7)] == [False, True, False, False, False, False]


def test_a_copiers_streak_is_not_ink_and_does_not_cut_the_writing() -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    x = round((LEFT + 25) * SHEET_PX_PER_MM)
    before = inked(find_ink(drawn.sheet()), 2, NAME)
    cv2.line(drawn.image, (x, 0), (x + 40, drawn.image.shape[0]), (120, 120, 120), 1)
    ink = find_ink(drawn.sheet())
    assert inked(ink, 4, NAME) == 0
    assert inked(ink, 2, NAME) == pytest.approx(before, rel=0.1)


def test_a_word_over_the_edge_belongs_to_the_cell_where_it_began() -> None:
    drawn = Drawn()
    drawn.write(2, "name", "Wilhelmina Vanderbilt", x=14, size=1.25)
    drawn.write(2, "country", "Peru", x=16)
    sheet = drawn.sheet()
    ink = find_ink(sheet)
    name = ink.around(ink.of_cell([1], NAME))
    country = ink.around(ink.of_cell([1], COUNTRY))
    assert name is not None
    assert country is not None
    edge = drawn.corner(2, "country")[0]
    assert name.right > edge + 2
    assert country.left > name.right


def test_letters_over_the_edge_are_read_with_their_word_and_leave_the_next_word_whole() -> None:
    drawn = Drawn()
    edge = drawn.corner(1, "country")[0] - drawn.corner(1, "name")[0]
    for row in (1, 3, 4):
        drawn.write(row, "name", "Ana Morales")
        drawn.write(row, "country", "Argentina")
    drawn.write(
        2, "name", "Jorge Benitez Padilla", x=edge - 38
    )  # its last letters stand beyond the edge, and nothing else
    drawn.write(5, "name", "Ana Morales", x=edge - 26)  # ends close to the edge, ...
    drawn.write(5, "country", "Argentina", x=1.0)  # ... and the next word begins close behind it
    ink = find_ink(drawn.sheet())
    boxes = {(row, c): ink.around(ink.of_cell([row - 1], c)) for row in (2, 5) for c in (NAME, COUNTRY)}
    over, beside = boxes[2, NAME], boxes[5, COUNTRY]
    assert over is not None
    assert beside is not None
    assert boxes[2, COUNTRY] is None
    assert over.right > drawn.corner(2, "country")[0] + 1
    assert beside.left < drawn.corner(5, "country")[0] + 2


def test_a_dot_over_the_rule_belongs_to_its_letter() -> None:
    drawn = Drawn()
    drawn.pen(3, "name", [(4.0, 0.6), (4.0, 5.0)])
    drawn.pen(3, "name", [(4.0, -0.9), (4.3, -0.9)])
    drawn.write(2, "name", "Ana", x=30, foot=6)
    ink = find_ink(drawn.sheet())
    assert ink.around(ink.of_cell([1], NAME)).left > LEFT + 9 + 25  # type: ignore[union-attr]


@settings(max_examples=15, deadline=None)
@given(st.floats(0.5, 20), st.floats(-1.5, 3.0))
def test_writing_belongs_to_the_cell_that_holds_most_of_it(x: float, rise: float) -> None:
    drawn = Drawn(rows=4)
    drawn.write(2, "name", "Marta", x=x, foot=9 - rise)
    ink = find_ink(drawn.sheet())
    assert inked(ink, 2, NAME) > 5
    assert sum(inked(ink, r, c) for r in (1, 3, 4) for c in range(len(COLUMNS))) == 0


def test_a_sheet_without_rows_has_no_ink() -> None:
    sheet = Drawn().sheet()
    for columns in (sheet.table.columns, ()):
        ink = find_ink(replace(sheet, table=Table(columns, ())))
        assert not ink.mask.any()
        assert not len(ink.of_cell([0], 0))


def test_a_cells_picture_is_dark_on_white_trimmed_and_free_of_its_neighbours() -> None:
    drawn = Drawn()
    drawn.fill_row(2)
    drawn.image = photographed(drawn.image, 1)
    sheet = drawn.sheet()
    row = rows_of(sheet)[1]
    ink = find_ink(sheet)
    picture = cell_picture(sheet, ink, row, "name")
    assert picture.ndim == 2
    assert picture.dtype == np.uint8
    assert np.percentile(picture, 60) == 255
    assert picture.min() < 30
    around = ink.around(ink.of_cell([1], NAME))
    assert around is not None
    assert picture.shape[1] / SHEET_PX_PER_MM == pytest.approx(around.width + 1.5, abs=0.5)
    border = np.concatenate(
        [picture[:3].ravel(), picture[-3:].ravel(), picture[:, :3].ravel(), picture[:, -3:].ravel()]
    )
    assert border.min() > 200
    blank = cell_picture(sheet, ink, rows_of(sheet)[3], "name")
    assert blank.min() == 255
    assert max(blank.shape) < 20
