"""Sheets of our own forms: found by their corner marks and code, cut by the form's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.forms import Form, SheetCode
from digitiser.geometry import Frame, Quad, quad_on_page
from digitiser.model import Box, FormName, Page, Pixels, Problem, Sheet
from digitiser.recognisers.tesseract import read_words
from digitiser.settings import FIT_MIN_SHARE, MARKS_ENOUGH, SHEET_PX_PER_MM
from digitiser.sheets.fit import Fit, fit_form, see_rules
from digitiser.sheets.marks import SeenCode, SeenMark, box_of, corners_of, find_codes, find_marks, marks_around
from digitiser.sheets.picture import grey_of
from digitiser.sheets.typed_serial import read_serial
from digitiser.sheets.wordings import likely_language, meaning_of


@dataclass(frozen=True)
class _Clues:
    """What belongs to one sheet: its marks, and its code where it was read."""

    marks: tuple[SeenMark, ...]
    code: SeenCode | None


def find_by_marks(page: Page, forms: Sequence[Form]) -> tuple[Sheet, ...]:
    """The sheets of `forms` on a page. Three of the four marks suffice, or the code and one mark."""
    grey = grey_of(page.image)
    marks, codes = find_marks(grey), find_codes(grey)
    sheets: list[Sheet] = []
    for clues in _gather(marks, codes, forms):
        sheet = _sheet(page, grey, clues, forms, len(sheets) + 1)
        if sheet is not None:
            sheets.append(sheet)
    return tuple(sheets)


def _gather(marks: tuple[SeenMark, ...], codes: tuple[SeenCode, ...], forms: Sequence[Form]) -> list[_Clues]:
    """The marks and codes of each sheet: those around each code first, then marks that stand together without one."""
    gathered = []
    for code in codes:
        form = next((form for form in forms if _names(form, code.code)), None)
        if form is not None:
            own = marks_around(code.corners, form.code, form, marks)
            marks = tuple(mark for mark in marks if all(mark is not other for other in own))
            gathered.append(_Clues(own, code))
    while marks:
        around = [marks_around(marks[0].corners, box_of(form.marks[marks[0].id]), form, marks) for form in forms]
        own = max(around, key=len, default=())
        marks = tuple(mark for mark in marks[1:] if all(mark is not other for other in own))
        if len(own) >= MARKS_ENOUGH:
            gathered.append(_Clues(own, None))
    return gathered


def _names(form: Form, code: SheetCode) -> bool:
    return (form.name.form, form.name.language) == (code.form, code.language)


def _sheet(page: Page, grey: Pixels, clues: _Clues, forms: Sequence[Form], number: int) -> Sheet | None:
    """The sheet to which the clues belong, by the form whose rules fit best among those that the code leaves."""
    if clues.code is not None:
        code = clues.code.code
        forms = [form for form in forms if _names(form, code)]
    fits = _fits(grey, clues, forms)
    if not fits:
        return None
    form, fit = max(fits, key=lambda pair: pair[1].support)
    if fit.support < FIT_MIN_SHARE and len(clues.marks) < MARKS_ENOUGH:
        return None
    image = fit.frame.flatten(page.image, SHEET_PX_PER_MM)
    if clues.code is None:
        alike = [other for other, its in fits if its.support >= fit.support - 1e-9]
        form = _by_language(image, form, alike)
    serial = clues.code.code.serial if clues.code else read_serial(_cut(image, form.serial))
    return Sheet(
        page=page,
        number=number,
        form=_form_name(form, clues.code),
        serial=serial,
        identified_by="code" if clues.code else "serial" if serial else "marks",
        language=form.name.language,
        outline=_outline(fit.frame, page),
        frame=fit.frame,
        image=image,
        table=form.table,
        problems=tuple(_problems(page, clues, form)),
    )


def _fits(grey: Pixels, clues: _Clues, forms: Sequence[Form]) -> list[tuple[Form, Fit]]:
    """Each form on paper of the size that the marks show, with its fit; such forms share what is seen of their rules."""
    sizes = dict.fromkeys((form.width, form.height) for form in forms)
    guesses = [
        (*_matrix(next(form for form in forms if (form.width, form.height) == size), clues), size) for size in sizes
    ]
    error, matrix, size = min(guesses, key=lambda guess: guess[0], default=(np.inf, None, (0.0, 0.0)))
    if matrix is None or not np.isfinite(error):
        return []
    level, upright = see_rules(grey, matrix, *size)
    return [(form, fit_form(form, matrix, level, upright)) for form in forms if (form.width, form.height) == size]


def _matrix(form: Form, clues: _Clues) -> tuple[float, NDArray[np.float64] | None]:
    """The homography (millimetres to page pixels) through the corners of the marks, and of the code where marks are missing.

    Before it stands by how many pixels it misses them: on paper of another size, square marks would not be square.
    """
    printed = [corners_of(box_of(form.marks[mark.id])) for mark in clues.marks]
    seen = [mark.corners for mark in clues.marks]
    if clues.code is not None and len(clues.marks) < MARKS_ENOUGH:
        printed.append(corners_of(form.code))
        seen.append(clues.code.corners)
    if len(printed) < 2:
        return np.inf, None
    there, here = np.concatenate(printed), np.concatenate(seen)
    matrix = np.asarray(cv2.findHomography(there, here, 0)[0], np.float64)
    if matrix.shape != (3, 3):
        return np.inf, None
    missed = np.linalg.norm(cv2.perspectiveTransform(there[:, None], matrix)[:, 0] - here, axis=1)
    return float(np.sqrt((missed**2).mean())), matrix


def _by_language(image: Pixels, form: Form, alike: Sequence[Form]) -> Form:
    """Among forms with the same rules, the one in whose language the headings are printed."""
    if len(alike) < 2:
        return form
    box = form.table.columns[0].box
    strip = Box(0, box.top, form.width, form.table.bands[0].box.top)
    words = read_words([_cut(image, strip)], ("ar", "fr"), 11)[0]
    meanings = [meaning for word in words if (meaning := meaning_of(word.text))]
    language = likely_language(meanings, [word.text for word in words])
    return next((other for other in alike if other.name.language == language), form)


def _cut(image: Pixels, box: Box) -> Pixels:
    left, top, right, bottom = (
        max(0, round(edge * SHEET_PX_PER_MM)) for edge in (box.left, box.top, box.right, box.bottom)
    )
    return image[top:bottom, left:right]


def _form_name(form: Form, code: SeenCode | None) -> FormName:
    """The form's name, with the version that the sheet says it has."""
    return form.name if code is None else replace(form.name, version=code.code.version)


def _problems(page: Page, clues: _Clues, form: Form) -> list[Problem]:
    problems = []
    if len(clues.marks) < len(form.marks):
        problems.append(
            Problem(
                "mark_missing",
                f"Page {page.number}: {len(form.marks) - len(clues.marks)} of the sheet's corner marks cannot be seen. "
                "Check the rows near that corner, or take the sheet again whole.",
            )
        )
    if clues.code is not None and clues.code.code.version != form.name.version:
        problems.append(
            Problem(
                "other_version",
                f"Page {page.number}: the sheet was printed from version {clues.code.code.version} of its form, "
                f"this program holds {form.name.version}. Check that the columns are right.",
            )
        )
    return problems


def _outline(frame: Frame, page: Page) -> Quad:
    return quad_on_page(frame, (0, 0, frame.width, frame.height), page.image.shape)
