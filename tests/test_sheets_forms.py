"""Our own forms, printed and then handled badly: known by their code, and cut where the form says."""

from __future__ import annotations

from collections.abc import Callable
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
from digitiser.sheets.ours.typed_serial import read_serial

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


def blotted(image: Pixels, box: Box) -> Pixels:
    """The picture with this box white, as a bad copy leaves it."""
    image = image.copy()
    top, bottom, left, right = (round(edge * PX_PER_MM) for edge in (box.top, box.bottom, box.left, box.right))
    image[max(0, top) : bottom, max(0, left) : right] = 252
    return image


def test_a_flat_scan_is_known_by_its_code_and_cut_to_a_tenth_of_a_millimetre() -> None:
    for name, language in (("a4-portrait", "fr"), ("letter-landscape", "ar")):
        form, image = printed(name, language)
        sheet = find(image)
        assert (sheet.form, sheet.serial, sheet.identified_by) == (form.name, SERIAL, "code")
        assert sheet.table == form.table
        assert sheet.language == language
        assert worst(sheet, form, np.eye(3)) < 0.1
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
    assert worst(sheet, form, matrix) < 0.2
    assert [problem.code for problem in sheet.problems] == ["mark_missing"]


def curled(image: Pixels, swing: float, waves: float, phase: float) -> tuple[Pixels, Callable[[Points], Points]]:
    """The print on a curled paper (`swing` in millimetres), and where its points (n x 2, millimetres) lie there, in pixels."""
    height, width = image.shape[:2]

    def rise(x: Points, y: Points) -> Points:
        wave = np.sin(np.pi * waves * x / width + phase)
        return np.asarray(swing * PX_PER_MM * wave * (1 + 0.5 * y / height))

    def there(points: Points) -> Points:
        at = points * PX_PER_MM - 0.5
        return np.stack([at[:, 0], at[:, 1] + rise(at[:, 0], at[:, 1])], axis=1)

    room = round(2 * swing * PX_PER_MM)
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float64), np.arange(-room, height + room, dtype=np.float64))
    from_ = ys.copy()
    for _ in range(6):
        from_ = ys - rise(xs, from_)
    page = cv2.remap(image, xs.astype(np.float32), from_.astype(np.float32), cv2.INTER_LINEAR, borderValue=(90, 90, 90))
    return np.asarray(page, np.uint8), lambda points: there(points) + np.array([0.0, room])


@pytest.mark.parametrize(("swing", "waves", "phase"), [(5.0, 2.1, 1.1), (-4.0, 1.4, 2.6)])
def test_curl_is_taken_out_by_the_forms_own_rules(swing: float, waves: float, phase: float) -> None:
    form, image = printed("a4-portrait", "es")
    page, there = curled(image, abs(swing), waves, phase + (np.pi if swing < 0 else 0))
    sheet = find(page)
    off = np.linalg.norm(sheet.frame.to_page(grid_of(form)) - there(grid_of(form)), axis=1) / PX_PER_MM
    assert off.max() < 0.3
    corners = np.array([[0, 0], [form.width, 0], [form.width, form.height], [0, form.height]])
    outline = np.array(sheet.outline) * page.shape[1::-1] - 0.5
    assert np.linalg.norm(outline - there(corners), axis=1).max() / PX_PER_MM < 1.5


@pytest.mark.parametrize("left", [1, 3])
def test_one_mark_leads_to_a_reduced_copy_without_its_code(left: int) -> None:
    form, image = printed("letter-portrait", "fr")
    for mark in form.marks:
        if mark.id != left:
            image = hide(image, Box(mark.x - 6, mark.y - 6, mark.x + 6, mark.y + 6))
    image = blotted(image, form.code)
    height, width = image.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), 1.5, 0.92), [0, 0, 1]])
    page = cv2.warpAffine(image, matrix[:2], (width, height), borderValue=(255, 255, 255))
    sheet = find(np.asarray(page, np.uint8))
    assert (sheet.form, sheet.serial) == (form.name, SERIAL)
    assert worst(sheet, form, matrix) < 0.3


def test_marks_at_the_very_edge_of_the_picture_are_seen() -> None:
    form, image = printed("a4-portrait", "fr")
    cut = round(9 * PX_PER_MM)
    sheet = find(np.ascontiguousarray(image[cut:-cut, cut:-cut]))
    assert not sheet.problems
    assert worst(sheet, form, np.array([[1, 0, -cut], [0, 1, -cut], [0, 0, 1.0]])) < 0.2


def test_a_code_of_which_a_corner_is_lost_is_drawn_anew() -> None:
    form, image = printed("letter-landscape", "es")
    code = form.code
    image = blotted(image, Box(code.left - 1, code.top - 1, code.left + 4.5, code.top + 4.5))
    sheet = find(image)
    assert (sheet.form, sheet.serial, sheet.identified_by) == (form.name, SERIAL, "code")


def test_a_stray_mark_does_not_lead_to_the_same_sheet_again() -> None:
    form, image = printed("a4-portrait", "en")
    side = round(10 * PX_PER_MM)
    mark = form.marks[0]
    top, left = (round((at - 5) * PX_PER_MM) for at in (mark.y, mark.x))
    stray = image[top : top + side, left : left + side]
    page = np.hstack([image, np.full((image.shape[0], 3 * side, 3), 255, np.uint8)])
    page[4 * side : 5 * side, -2 * side : -side] = stray
    assert find(page).form == form.name


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
        monkeypatch.setattr("digitiser.sheets.ours.typed_serial.read_words", lambda *_: [words])

    picture = np.full((40, 200), 255, np.uint8)
    reading(f"Sheet {SERIAL[:4]} {SERIAL[4:]}")
    assert read_serial(picture) == SERIAL
    reading(f"{SERIAL[:4]} {SERIAL[4:].replace('4', 'A')}")
    assert read_serial(picture) == SERIAL
    reading("nothing like it")
    assert read_serial(picture) is None
