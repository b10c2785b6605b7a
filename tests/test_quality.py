"""Told at once: what spoils a picture is named, with its rows; a good picture is called good."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from digitiser.cli import main
from digitiser.cli.checking import TAKE_AGAIN, check_page
from digitiser.forms import Form, load_forms
from digitiser.geometry import Frame
from digitiser.model import Page, Pixels, Scan, Sheet
from digitiser.printing import blank_sheet
from digitiser.quality import Fault, FaultCode, judge, look, message, rows_in
from digitiser.screens.language import speaking
from digitiser.screens.problems import problem_text
from digitiser.serials import check_character
from digitiser.settings import SHEET_PX_PER_MM
from tests.drawn_sheets import ROW, TOP, Drawn, photographed

SERIAL = "K7MX4QH" + check_character("K7MX4QH")
PX = SHEET_PX_PER_MM


@cache
def drawn() -> Sheet:
    """Ten rows, signed, as a careful photograph shows them."""
    sheet = Drawn(10)
    for row in range(1, 11):
        sheet.fill_row(row)
    return sheet.sheet()


def seen(image: Pixels, frame: Frame | None = None) -> tuple[Fault, ...]:
    """What is said of the drawn sheet in this picture of it."""
    sheet = drawn()
    page = replace(sheet.page, image=image)
    sheet = replace(sheet, page=page, frame=frame or sheet.frame)
    return judge(look(replace(sheet, image=sheet.frame.flatten(image, PX))))


def grainy(image: Pixels, spread: float = 3.0) -> Pixels:
    noise = np.random.default_rng(1).normal(0, spread, image.shape[:2])[..., None]
    return np.clip(cv2.GaussianBlur(image, (0, 0), 0.8).astype(np.float32) * 0.85 + noise, 0, 255).astype(np.uint8)


def rows_of(first: int, last: int) -> slice:
    return slice(round((TOP + (first - 1) * ROW) * PX), round((TOP + last * ROW) * PX))


def test_a_good_picture_is_good_on_a_scanner_and_under_a_lamp() -> None:
    assert seen(drawn().image) == ()
    assert seen(grainy(drawn().image)) == ()
    assert seen(photographed(drawn().image, 1, noise=3.0)) == (), "half of it lies in a soft shadow and can be read"
    assert all(sight.quality > 0.8 for sight in look(drawn()))


def test_rows_in_a_deep_shadow_are_named() -> None:
    image = drawn().image.astype(np.float32)
    image[rows_of(7, 9)] *= 0.08
    (fault,) = seen(grainy(image.astype(np.uint8), 4.0))
    assert (fault.code, fault.rows) == ("shadow", (7, 8, 9))
    assert message(fault).startswith("Rows 7 to 9 are in shadow. Take it again with the light from the other side")


def test_a_dark_picture_without_grain_can_be_read_and_is_good() -> None:
    assert seen((drawn().image * 0.2).astype(np.uint8)) == ()


def test_a_room_too_dark_is_no_shadow() -> None:
    assert [fault.code for fault in seen(grainy((drawn().image * 0.09).astype(np.uint8), 4.0))] == ["dark"]


def test_blurred_and_moved_are_told_apart() -> None:
    image = grainy(drawn().image, 1.0)
    assert [f.code for f in seen(np.asarray(cv2.GaussianBlur(image, (0, 0), 0.35 * PX), np.uint8))] == ["blurred"]
    kernel = np.zeros((15, 15), np.float32)
    kernel[7] = 1 / 15
    assert [f.code for f in seen(np.asarray(cv2.filter2D(image, -1, kernel), np.uint8))] == ["moved"]


def test_some_rows_out_of_focus_are_named() -> None:
    image = grainy(drawn().image, 1.0)
    image[rows_of(7, 10)] = cv2.GaussianBlur(image, (0, 0), 0.4 * PX)[rows_of(7, 10)]
    (fault,) = seen(image)
    assert fault.code == "blurred"
    assert set(fault.rows) >= {8, 9, 10}
    assert min(fault.rows) >= 6


def test_too_far_away_is_said_with_the_dots_of_an_inch() -> None:
    dpi = 70.0
    small = np.asarray(
        cv2.resize(drawn().image, None, fx=dpi / 25.4 / PX, fy=dpi / 25.4 / PX, interpolation=cv2.INTER_AREA), np.uint8
    )
    frame = Frame.from_homography(np.diag([dpi / 25.4, dpi / 25.4, 1.0]), drawn().frame.width, drawn().frame.height)
    (fault,) = seen(small, frame)
    assert (fault.code, fault.rows) == ("far", ())
    assert "70 dots" in message(fault)


def test_a_reflection_and_a_thumb_are_seen_where_they_are() -> None:
    image = grainy(drawn().image, 2.0)
    veil = np.zeros(image.shape[:2], np.float32)
    cv2.ellipse(
        veil, (round(90 * PX), round((TOP + 3.5 * ROW) * PX)), (round(40 * PX), round(16 * PX)), 0, 0, 360, 1.0, -1
    )
    soft = np.asarray(cv2.GaussianBlur(veil, (0, 0), 2 * PX), np.float32)[..., None]
    (fault,) = seen((image * (1 - soft) + 255 * soft).astype(np.uint8))
    assert fault.code == "glare"
    assert set(fault.rows) & {3, 4}
    assert set(fault.rows) <= {2, 3, 4, 5}
    thumb = image.copy()
    end, y = round(drawn().frame.width * PX), round((TOP + 4.5 * ROW) * PX)
    cv2.line(thumb, (end, y), (end - round(28 * PX), y), (110, 140, 200), round(16 * PX))
    (fault,) = seen(thumb)
    assert (fault.code, fault.columns) == ("covered", ("signature",))
    assert 5 in fault.rows
    assert set(fault.rows) <= {4, 5, 6}


@pytest.mark.parametrize(("edge", "rows"), [("lower_edge", (8, 9, 10)), ("left_edge", ())])
def test_what_lies_beyond_the_picture_is_said(edge: str, rows: tuple[int, ...]) -> None:
    sheet = drawn()
    image = sheet.image[: rows_of(1, 8).stop - round(ROW / 2 * PX)] if rows else sheet.image[:, round(30 * PX) :]
    matrix = np.array([[PX, 0, 0 if rows else -30 * PX], [0, PX, 0], [0, 0, 1]])
    frame = Frame.from_homography(matrix, sheet.frame.width, sheet.frame.height)
    (fault,) = seen(np.ascontiguousarray(image), frame)
    assert (fault.code, fault.rows) == (edge, rows)


def test_a_stranger_s_table_that_ends_with_the_picture_is_cut_off() -> None:
    sheet = drawn()
    image = sheet.image[: rows_of(1, 8).stop + round(ROW / 2 * PX)]
    table = replace(sheet.table, bands=sheet.table.bands[:8])
    page = replace(sheet.page, image=image)
    (fault,) = judge(look(replace(sheet, page=page, image=sheet.frame.flatten(image, PX), table=table)))
    assert (fault.code, fault.rows) == ("lower_edge", (8,))


@given(st.lists(st.integers(1, 40), unique=True, max_size=12).map(sorted).map(tuple))
def test_a_message_names_its_rows_so_that_they_are_found_again(rows: tuple[int, ...]) -> None:
    codes: tuple[FaultCode, ...] = ("shadow", "far", "covered", "lower_edge")
    for code in codes:
        assert rows_in(message(Fault(code, rows, dpi=71))) == rows


def test_the_screen_says_it_in_its_own_language() -> None:
    fault = Fault("shadow", (7, 8, 9))
    with speaking("fr"):
        assert problem_text(fault.code, message(fault)).startswith("Lignes 7–9 : dans l’ombre.")
    with speaking("ar"):
        assert problem_text("far", message(Fault("far", dpi=70))).startswith("الورقة:")


# --------------------------------------------------------------------------------------------------- the command


@cache
def form() -> Form:
    return next(f for f in load_forms() if (f.name.form, f.name.language) == ("a4-portrait", "fr"))


def printed() -> Pixels:
    """A printed sheet on a dark table, as a phone would show it from straight above."""
    sheet = blank_sheet(form(), SERIAL, 6.0)
    return np.asarray(cv2.copyMakeBorder(sheet, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(60, 70, 90)), np.uint8)


def test_a_page_is_good_or_says_which_edge_is_missing() -> None:
    image = printed()
    good = check_page(Page(Scan("a.jpg", "0" * 64), 1, image), (form(),))
    assert good.good
    assert good.sheets[0].serial == SERIAL
    last = form().table.bands[-1]
    cut = image[: 60 + round((last.box.top - 2) * 6.0)]
    page = check_page(Page(Scan("b.jpg", "0" * 64), 1, np.ascontiguousarray(cut)), (form(),))
    assert not page.good
    assert "lower_edge" in {problem.code for sheet in page.sheets for problem in sheet.problems}


def test_check_says_a_line_a_page_and_ends_with_its_own_code(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a good.png"), printed())
    cv2.imwrite(str(tmp_path / "b blurred.png"), cv2.GaussianBlur(printed(), (0, 0), 2.4))
    (tmp_path / "c broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    found = CliRunner().invoke(main, ["check", str(tmp_path / "a good.png")])
    assert (found.exit_code, found.output.split()[0]) == (0, "good")
    found = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert found.exit_code == TAKE_AGAIN
    first, second, third = found.output.splitlines()
    assert first.startswith("good   a good.png page 1")
    assert second.startswith("AGAIN  b blurred.png page 1")
    assert "blurred" in second.split(":", 1)[1]
    assert "damaged" in third
    lines = CliRunner().invoke(main, ["check", "--json", str(tmp_path)]).output.splitlines()
    told = [json.loads(line) for line in lines]
    assert [page["good"] for page in told] == [True, False, False]
    assert told[1]["sheets"][0]["problems"][0]["code"] == "blurred"
    assert told[2]["problems"][0]["code"] == "damaged"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a good.png", "b blurred.png", "c broken.jpg"]
