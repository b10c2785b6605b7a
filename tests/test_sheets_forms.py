"""Our own forms, printed and then handled badly: known by their code, and cut where the form says."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from digitiser.forms import Form, load_forms
from digitiser.geometry import Points
from digitiser.model import Box, Page, Pixels, Scan, Sheet
from digitiser.printing import blank_sheet
from digitiser.serials import check_character
from digitiser.sheets import find_sheets
from digitiser.sheets.typed_serial import read_serial

PX_PER_MM = 7.0
SERIAL = "K7MX4QH" + check_character("K7MX4QH")


@cache
def forms() -> tuple[Form, ...]:
    return load_forms()


@cache
def printed(name: str, language: str) -> tuple[Form, Pixels]:
    form = next(form for form in forms() if (form.name.form, form.name.language) == (name, language))
    return form, blank_sheet(form, SERIAL, PX_PER_MM)


def find(image: Pixels) -> Sheet:
    found = find_sheets(Page(Scan("own.png", "0" * 64), 1, image), forms())
    assert len(found.sheets) == 1
    return found.sheets[0]


def grid_of(form: Form) -> Points:
    """Points all over the table, millimetres."""
    first, last = form.table.bands[0].box, form.table.bands[-1].box
    xs, ys = np.meshgrid(np.linspace(first.left, first.right, 7), np.linspace(first.top, last.bottom, 7))
    return np.stack([xs.ravel(), ys.ravel()], axis=1)


def worst(sheet: Sheet, form: Form, matrix: Points) -> float:
    """How far the sheet's frame is off over the table, millimetres; `matrix` takes pixels of the print to the page."""
    true = cv2.perspectiveTransform((grid_of(form) * PX_PER_MM - 0.5)[:, None], matrix)[:, 0]
    return float(np.linalg.norm(sheet.frame.to_page(grid_of(form)) - true, axis=1).max() / PX_PER_MM)


def hide(image: Pixels, box: Box) -> Pixels:
    """The picture with a thumb on this box."""
    image = image.copy()
    centre = (round((box.left + box.right) / 2 * PX_PER_MM), round((box.top + box.bottom) / 2 * PX_PER_MM))
    cv2.circle(image, centre, round(0.8 * (box.right - box.left) * PX_PER_MM), (130, 150, 200), -1)
    return image


def test_a_flat_scan_is_known_by_its_code_and_cut_to_a_third_of_a_millimetre() -> None:
    for name, language in (("a4-portrait", "fr"), ("letter-landscape", "ar")):
        form, image = printed(name, language)
        sheet = find(image)
        assert (sheet.form, sheet.serial, sheet.identified_by) == (form.name, SERIAL, "code")
        assert sheet.table == form.table
        assert sheet.language == language
        assert worst(sheet, form, np.eye(3)) < 0.35
        assert not sheet.problems


@pytest.mark.parametrize("mark", range(4))
def test_three_marks_suffice_upside_down_and_askew(mark: int) -> None:
    form, image = printed("a4-landscape", "en")
    corner = form.marks[mark]
    image = hide(image, Box(corner.x - 6, corner.y - 6, corner.x + 6, corner.y + 6))
    height, width = image.shape[:2]
    start = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    end = np.array([[width - 70, height - 60], [130, height - 110], [90, 40], [width - 120, 120]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(start, end), np.float64)
    page = cv2.warpPerspective(
        image, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=(80, 90, 100)
    )
    sheet = find(np.asarray(page, np.uint8))
    assert sheet.form == form.name
    assert worst(sheet, form, matrix) < 0.5
    assert [problem.code for problem in sheet.problems] == ["mark_missing"]


def test_curl_is_taken_out_by_the_forms_own_rules() -> None:
    form, image = printed("a4-portrait", "es")
    height, width = image.shape[:2]
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    reach = 3.5 * PX_PER_MM

    def wave(x: np.ndarray) -> np.ndarray:
        return np.asarray(reach * np.sin(np.pi * x / width))

    page = cv2.remap(image, xs, (ys - wave(xs)).astype(np.float32), cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    sheet = find(np.asarray(page, np.uint8))
    points = grid_of(form)
    true = points * PX_PER_MM - 0.5
    true[:, 1] += wave(true[:, 0])
    off = np.linalg.norm(sheet.frame.to_page(points) - true, axis=1) / PX_PER_MM
    assert off.max() < 0.6


def test_without_its_code_a_sheet_is_known_by_its_marks_and_typed_serial() -> None:
    form, image = printed("a4-portrait", "ar")
    sheet = find(hide(image, form.code))
    assert sheet.form == form.name
    assert (sheet.serial, sheet.identified_by) == (SERIAL, "serial")


def test_two_sheets_on_one_picture_are_two_sheets() -> None:
    form, image = printed("a4-portrait", "en")
    found = find_sheets(Page(Scan("two.png", "0" * 64), 1, np.hstack([image, image])), forms())
    assert [sheet.form for sheet in found.sheets] == [form.name, form.name]
    assert [sheet.number for sheet in found.sheets] == [1, 2]


def test_a_misread_serial_is_mended_only_where_its_check_character_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    def reading(text: str) -> None:
        from digitiser.recognisers.tesseract import Word

        words = tuple(Word(part, 0.9, 0, 0, 9, 9) for part in text.split())
        monkeypatch.setattr("digitiser.sheets.typed_serial.read_words", lambda *_: [words])

    picture = np.full((40, 200), 255, np.uint8)
    reading(f"Sheet {SERIAL[:4]} {SERIAL[4:]}")
    assert read_serial(picture) == SERIAL
    reading(f"{SERIAL[:4]} {SERIAL[4:].replace('4', 'A')}")
    assert read_serial(picture) == SERIAL
    reading("nothing like it")
    assert read_serial(picture) is None
