"""Stages 1 to 4 in order: a file becomes SheetReadings and the pictures a person will look at.

A page that fails is a Problem, never a crash and never zero rows in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from digitiser.errors import MissingTool
from digitiser.fields import read_fields, read_foot
from digitiser.fields.contents import with_contents
from digitiser.fields.tails import with_tails
from digitiser.forms import Form, load_forms
from digitiser.geometry import Quad, quad_on_page
from digitiser.ink import SheetInk, find_ink
from digitiser.intake import LostPage, open_scan, read_pages
from digitiser.model import Box, FoundColumn, Page, Pixels, Problem, Row, Scan, Sheet, SheetReading, Table
from digitiser.quality import Sight, judge, look
from digitiser.recognisers import Recogniser
from digitiser.recognisers.handwriting import MODEL, Handwriting
from digitiser.recognisers.tesseract import Tesseract
from digitiser.rows import find_rows
from digitiser.rows.labels import without_labels
from digitiser.rows.signatures import with_signatures
from digitiser.settings import PICTURE_BYTES, PICTURE_MARGIN_MM, PICTURE_SIDE_PX, SHEET_PX_PER_MM
from digitiser.sheets import find_sheets
from digitiser.trace import Trace
from digitiser.twins import RowInk, ink_of

_WHOLE_PAGE: Quad = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True)
class RowPicture:
    """A row as a person sees it: the strip of its sheet, JPEG, at most PICTURE_BYTES long."""

    index: int
    jpeg: bytes


@dataclass(frozen=True)
class ReadSheet:
    """One sheet as read, its rows' pictures, the whole sheet (or the page that holds none), reduced, JPEG, and the ink of its rows."""

    reading: SheetReading
    pictures: tuple[RowPicture, ...]
    picture: bytes
    inks: tuple[RowInk, ...] = ()


def engines() -> tuple[Recogniser, ...]:
    """The recognisers of this installation: our own for handwriting where its model is there, and Tesseract for print."""
    return (Handwriting(), Tesseract()) if MODEL.exists() else (Tesseract(),)


@cache
def _forms() -> tuple[Form, ...]:
    """Our own forms, read once: that takes as long as finding the rows of a sheet."""
    return load_forms()


def read_file(path: Path, recognisers: Sequence[Recogniser], trace: Path | None = None) -> Iterator[ReadSheet]:
    """Read every sheet of a file, page by page. Raises InputRefused for a file of which nothing can be read."""
    scan, data = open_scan(path)
    yield from read_scan(scan, data, recognisers, Trace(trace, path.stem) if trace else None)


def read_scan(
    scan: Scan, data: bytes, recognisers: Sequence[Recogniser], drawing: Trace | None = None
) -> Iterator[ReadSheet]:
    """The same for a file whose bytes are here already."""
    forms = _forms()
    for page in read_pages(scan, data):
        if isinstance(page, LostPage):
            yield _without_sheet(page.scan, page.number, 1, (page.problem,), b"")
        else:
            yield from _read_page(page, forms, recognisers, drawing)


def _read_page(
    page: Page, forms: Sequence[Form], recognisers: Sequence[Recogniser], drawing: Trace | None
) -> Iterator[ReadSheet]:
    if drawing:
        drawing.page(page)
    try:
        found = find_sheets(page, forms)
    except Exception as error:
        yield _failed(page, 1, error)
        return
    if drawing:
        drawing.outline(page, found.sheets)
    if not found.sheets:
        yield _without_sheet(page.scan, page.number, 1, found.problems, _whole(page.image))
    for sheet in found.sheets:
        try:
            yield _read_sheet(sheet, found.problems, recognisers, drawing)
        except Exception as error:
            yield _failed(page, sheet.number, error)


def _failed(page: Page, number: int, error: Exception) -> ReadSheet:
    """Whatever a strange picture brings up in a stage, the others go on; but a missing tool concerns them all."""
    if isinstance(error, MissingTool):
        raise error
    what = f"The program could not read this page ({type(error).__name__}). Type its rows by hand."
    return _without_sheet(page.scan, page.number, number, (Problem("failed", what),), _whole(page.image))


def _read_sheet(
    sheet: Sheet, problems: tuple[Problem, ...], recognisers: Sequence[Recogniser], drawing: Trace | None
) -> ReadSheet:
    if drawing:
        drawing.sheet(sheet)
    ink = find_ink(sheet)
    sheet = _with_all_names(sheet, ink, recognisers)
    sights = look(sheet)
    rows = _with_quality(find_rows(sheet, ink), sights)
    problems += tuple(fault.problem for fault in judge(sights))
    if drawing:
        drawing.ink(sheet, ink.left, ink.top, ink.mask)
        drawing.rows(sheet, rows)
    control_total, last_date = None, None
    try:
        whole = with_tails(sheet, ink, recognisers)
        if whole is not ink:
            ink, rows = whole, _with_quality(find_rows(sheet, whole), sights)
        rows = read_fields(sheet, ink, rows, recognisers)
        control_total, last_date = read_foot(sheet, recognisers)
    except MissingTool:
        raise
    except Exception as error:  # the rows are found: an engine that fails must not cost them
        problems += (Problem("not_read", f"The writing could not be read ({type(error).__name__}). Type the rows."),)
    if drawing:
        drawing.fields(sheet, rows)
    reading = SheetReading(
        scan=sheet.page.scan.sha256,
        file=sheet.page.scan.file,
        page=sheet.page.number,
        sheet=sheet.number,
        form=sheet.form,
        serial=sheet.serial,
        identified_by=sheet.identified_by,
        language=sheet.language,
        outline=sheet.outline,
        columns=tuple(FoundColumn(column.name, _quad(sheet, column.box)) for column in sheet.table.columns),
        control_total=control_total,
        last_date=last_date,
        problems=sheet.problems + problems + disagreement(control_total, rows),
        rows=rows,
        size=(sheet.image.shape[1] / SHEET_PX_PER_MM, sheet.image.shape[0] / SHEET_PX_PER_MM),
        table=sheet.table,
    )
    pictures = tuple(RowPicture(row.index, row_picture(sheet, row)) for row in rows if row.state != "empty")
    return ReadSheet(reading, pictures, _whole(sheet.image), ink_of(sheet, ink, rows))


def _with_quality(rows: Sequence[Row], sights: Sequence[Sight]) -> tuple[Row, ...]:
    """The rows with how well they can be seen: an entry over two printed rows as well as the worse of them."""
    quality = {sight.index: sight.quality for sight in sights}
    return tuple(replace(row, quality=min(quality[index] for index in row.printed_rows)) for row in rows)


def disagreement(control_total: int | None, rows: Sequence[Row]) -> tuple[Problem, ...]:
    """The number at the foot counts signatures: rows that are filled, and signed where that can be seen."""
    counted = sum(row.state == "filled" and row.signed is not False for row in rows)
    if control_total is None or control_total == counted:
        return ()
    return (
        Problem(
            "control_total",
            f"The foot says {control_total} signatures, {counted} were found. Count the rows on the sheet.",
        ),
    )


def _with_all_names(sheet: Sheet, ink: SheetInk, recognisers: Sequence[Recogniser]) -> Sheet:
    """The sheet with the names of columns that no heading told but the writing does; an engine that fails tells none."""
    sheet = with_signatures(without_labels(sheet, ink), ink)
    try:
        return with_contents(sheet, ink, recognisers)
    except MissingTool:
        raise
    except Exception:
        return sheet


def _without_sheet(scan: Scan, page: int, number: int, problems: tuple[Problem, ...], picture: bytes) -> ReadSheet:
    if not problems:
        problems = (
            Problem(
                "not_a_sheet",
                "No petition sheet was found on this page. Look at it: if it is one, type its rows by hand.",
            ),
        )
    reading = SheetReading(
        scan.sha256, scan.file, page, number, None, None, "none", None, _WHOLE_PAGE, (), None, None, problems, ()
    )
    return ReadSheet(reading, (), picture)


def _quad(sheet: Sheet, box: Box) -> Quad:
    return quad_on_page(sheet.frame, (box.left, box.top, box.right, box.bottom), sheet.page.image.shape)


def row_picture(sheet: Sheet, row: Row) -> bytes:
    """The strip of a sheet on which a person sees a row (`strip_of`), JPEG."""
    rows, columns = strip_of(sheet.table, row, sheet.image.shape)
    return _jpeg(np.ascontiguousarray(sheet.image[rows, columns]), PICTURE_SIDE_PX, PICTURE_BYTES)


def strip_of(table: Table, row: Row, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Which rows and columns of a sheet's image, of `shape`, a row's picture shows: all printed rows of the entry with a little of their
    neighbours, so that writing over the edges is seen whole.
    """
    height, width = shape[:2]
    boxes = [band.box for band in table.bands if band.index in row.printed_rows] or [row.box]
    top = max(0, round((min(box.top for box in boxes) - PICTURE_MARGIN_MM) * SHEET_PX_PER_MM))
    bottom = min(height, round((max(box.bottom for box in boxes) + PICTURE_MARGIN_MM) * SHEET_PX_PER_MM))
    left = max(0, round((row.box.left - PICTURE_MARGIN_MM) * SHEET_PX_PER_MM))
    right = min(width, round((row.box.right + PICTURE_MARGIN_MM) * SHEET_PX_PER_MM))
    return slice(top, bottom), slice(left, right)


def _whole(image: Pixels) -> bytes:
    return _jpeg(image, PICTURE_SIDE_PX, PICTURE_BYTES * 4)


def _jpeg(image: Pixels, longest: int, most: int) -> bytes:
    """A JPEG of at most `most` bytes, its longest side at most `longest` pixels: quality gives way first, then size."""
    scale = min(1.0, longest / max(image.shape[:2]))
    while True:
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
        for quality in (85, 70, 55, 40):
            data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
            if len(data) <= most:
                return data
        scale *= 0.8
