"""Sheets of our own forms: found by their corner marks and code, cut by the form's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.forms import Form, SheetCode
from digitiser.geometry import Frame, Quad, quad_on_page
from digitiser.model import Box, Page, Pixels, Problem, Sheet
from digitiser.recognisers.tesseract import read_words
from digitiser.settings import (
    FIT_MIN_SHARE,
    FIT_SURE_SHARE,
    MARKS_ENOUGH,
    SAME_PAPER_SHARE,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.headings.wordings import likely_language, meaning_of
from digitiser.sheets.ours.courses import Rule, rules_of
from digitiser.sheets.ours.fit import Fit, fit_form, look
from digitiser.sheets.ours.marks import (
    SeenCode,
    SeenMark,
    anchors_of,
    box_of,
    find_codes,
    find_marks,
    first_guess,
    marks_around,
)
from digitiser.sheets.ours.typed_serial import read_serial
from digitiser.sheets.ours.warp import through
from digitiser.sheets.ours.worn_code import read_worn_code


@dataclass(frozen=True)
class _Clues:
    """What belongs to one sheet: its marks, and its code where it was read."""

    marks: tuple[SeenMark, ...]
    code: SeenCode | None


def find_by_marks(page: Page, grey: Pixels, forms: Sequence[Form]) -> tuple[Sheet, ...]:
    """The sheets of `forms` on a page: by the code, by three of the four marks, or by any mark where the form's rules agree with it.

    `grey` is the page's picture.
    """
    marks, codes = find_marks(grey), find_codes(grey)
    sheets: list[Sheet] = []
    for clues in _gather(marks, codes, forms):
        sheet = _sheet(page, grey, clues, forms, len(sheets) + 1)
        if sheet is not None and not any(_share_paper(sheet.outline, other.outline) for other in sheets):
            sheets.append(sheet)
    return tuple(sheets)


def _gather(marks: tuple[SeenMark, ...], codes: tuple[SeenCode, ...], forms: Sequence[Form]) -> list[_Clues]:
    """The marks and codes of each sheet: those around each code first, then marks that stand together without one, most first."""
    gathered, alone = [], []
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
        alone.append(_Clues(own, None))
    return gathered + sorted(alone, key=lambda clues: -len(clues.marks))


def _names(form: Form, code: SheetCode) -> bool:
    return (form.name.form, form.name.language) == (code.form, code.language)


def _share_paper(one: Quad, other: Quad) -> bool:
    """Whether two outlines cover each other: a stray mark must not lead to the same sheet again."""
    a, b = (np.array(quad, np.float32) for quad in (one, other))
    return cv2.intersectConvexConvex(a, b)[0] > SAME_PAPER_SHARE * min(cv2.contourArea(a), cv2.contourArea(b))


def _sheet(page: Page, grey: Pixels, clues: _Clues, forms: Sequence[Form], number: int) -> Sheet | None:
    """The sheet to which the clues belong, by the form whose rules fit best among those that the code leaves."""
    if clues.code is not None:
        forms = [form for form in forms if _names(form, clues.code.code)]
    fits = _fits(grey, clues, forms)
    if not fits:
        return None
    form, fit = max(fits, key=lambda pair: pair[1].support)
    if len(clues.marks) < MARKS_ENOUGH and fit.support < (FIT_MIN_SHARE if clues.code else FIT_SURE_SHARE):
        return None
    frame = fit.frame
    image = frame.flatten(page.image, SHEET_PX_PER_MM)
    code = clues.code.code if clues.code else read_worn_code(image, form.code)
    alike = [other for other, its in fits if its is fit]
    if named := [other for other in alike if code is not None and _names(other, code)]:
        form = named[0]
    else:
        form, code = _by_language(image, form, alike), None
    serial = code.serial if code else read_serial(_cut(image, form.serial))
    return Sheet(
        page=page,
        number=number,
        form=replace(form.name, version=code.version) if code else form.name,
        serial=serial,
        identified_by="code" if code else "serial" if serial else "marks",
        language=form.name.language,
        outline=_outline(frame, page),
        frame=frame,
        image=image,
        table=form.table,
        problems=tuple(_problems(page, clues.marks, code, form)),
    )


def _fits(grey: Pixels, clues: _Clues, forms: Sequence[Form]) -> list[tuple[Form, Fit]]:
    """Each form, on paper of the size that the marks show, with its fit; forms that print the same rules share one."""
    guesses = []
    for size in dict.fromkeys((form.width, form.height) for form in forms):
        own = [form for form in forms if (form.width, form.height) == size]
        code = clues.code if len(clues.marks) < MARKS_ENOUGH else None
        guess = first_guess(anchors_of(own[0], clues.marks, code))
        if _in_picture(guess.matrix, size, grey.shape):
            guesses.append((guess, own))
    if len(clues.marks) >= MARKS_ENOUGH:
        guesses = sorted(guesses, key=lambda pair: pair[0].missed)[:1]
    found = []
    for guess, own in guesses:
        seen = look(grey, guess.matrix, own[0].width, own[0].height)
        by_rules: dict[tuple[Rule, ...], Fit] = {}
        for form in own:
            rules = rules_of(form)
            if rules not in by_rules:
                by_rules[rules] = fit_form(grey, form, seen, anchors_of(form, clues.marks, clues.code))
            found.append((form, by_rules[rules]))
    return found


def _in_picture(matrix: NDArray[np.float64], size: tuple[float, float], shape: tuple[int, ...]) -> bool:
    """Whether most of a paper lies in the picture; a lone mark on other paper may lead anywhere."""
    width, height = size
    inner = through(matrix, np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]) * (width, height))
    return bool((inner >= 0).all() and (inner < (shape[1], shape[0])).all())


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


def _problems(page: Page, marks: Sequence[SeenMark], code: SheetCode | None, form: Form) -> list[Problem]:
    problems = []
    if len(marks) < len(form.marks):
        problems.append(
            Problem(
                "mark_missing",
                f"Page {page.number}: {len(form.marks) - len(marks)} of the sheet's corner marks cannot be seen. "
                "Check the rows near that corner, or take the sheet again whole.",
            )
        )
    if code is not None and code.version != form.name.version:
        problems.append(
            Problem(
                "other_version",
                f"Page {page.number}: the sheet was printed from version {code.version} of its form, "
                f"this program holds {form.name.version}. Check that the columns are right.",
            )
        )
    return problems


def _outline(frame: Frame, page: Page) -> Quad:
    return quad_on_page(frame, (0, 0, frame.width, frame.height), page.image.shape)
