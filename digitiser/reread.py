"""The rows of a sheet read again from the picture that the store has of it: as a person outlined them, or named its columns.

Pure: nothing is stored here. Lengths are millimetres in the sheet's frame. The page itself is gone by now; where a row lies on it is
reckoned from the rows that were found before (a homography), which is enough to tell one row from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.errors import InputRefused
from digitiser.fields import read_fields
from digitiser.fields.agreement import understand
from digitiser.fields.tails import with_tails
from digitiser.geometry import Frame
from digitiser.ink import find_ink
from digitiser.model import (
    Band,
    Box,
    Column,
    ColumnName,
    FoundColumn,
    Page,
    Pixels,
    Row,
    Scan,
    Sheet,
    SheetReading,
    Table,
)
from digitiser.pipeline import RowPicture, disagreement, row_picture, strip_of
from digitiser.recognisers import Recogniser
from digitiser.rows import Entry, find_rows
from digitiser.settings import OUTLINE_COVERS, PAPER_LONG_SIDE_MM, SHEET_PX_PER_MM, STRIP_SHAPE_OFF


@dataclass(frozen=True)
class ReadAgain:
    """A sheet as it is now, the rows that were read again, and the pictures of those that have none that shows them."""

    reading: SheetReading
    rows: tuple[Row, ...]
    pictures: tuple[RowPicture, ...]


def shape_of(jpeg: bytes) -> tuple[float, float]:
    """Width and height of a page on which no sheet was found, from its picture: it is taken for one of A4."""
    picture = _decoded(jpeg)
    height, width = (1, 1) if picture is None else picture.shape[:2]
    scale = PAPER_LONG_SIDE_MM / max(height, width)
    return width * scale, height * scale


def picture_of(reading: SheetReading, whole: bytes, strips: Mapping[int, bytes]) -> Pixels:
    """The sheet at SHEET_PX_PER_MM, BGR, from its reduced JPEG and the pictures of its rows, which are sharper. InputRefused where `whole`
    is no picture.
    """
    reduced = _decoded(whole)
    if reduced is None:
        raise InputRefused("no_picture", "No picture of this sheet was kept.", "Scan it again, or type its rows.")
    width, height = reading.size or shape_of(whole)
    size = (round(width * SHEET_PX_PER_MM), round(height * SHEET_PX_PER_MM))
    image = np.asarray(cv2.resize(reduced, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    table = table_of(reading)
    for row in reading.rows:
        strip = _decoded(strips.get(row.index, b""))
        rows, columns = strip_of(table, row, image.shape)
        high, wide = rows.stop - rows.start, columns.stop - columns.start
        if strip is None or min(high, wide) <= 0:
            continue
        if abs(strip.shape[1] / strip.shape[0] / (wide / high) - 1) < STRIP_SHAPE_OFF:
            image[rows, columns] = cv2.resize(strip, (wide, high), interpolation=cv2.INTER_CUBIC)
    return image


def table_of(reading: SheetReading) -> Table:
    """Where rows and columns stand: as it was read, or, where an earlier program kept only the rows, reckoned from those."""
    if reading.table:
        return reading.table
    to_sheet = np.asarray(np.linalg.inv(_to_page(reading, reading.size or (1.0, 1.0))), np.float64)
    columns = tuple(Column(column.name, "", _around(column, to_sheet)) for column in reading.columns)
    bands = [band for row in reading.rows for band in _reckoned(row)]
    return Table(columns, tuple(sorted(bands, key=lambda band: band.box.top)))


def outline_of(table: Table, row: Row) -> Box:
    """The whole of an entry, over all its printed rows."""
    boxes = [row.box, *(band.box for band in table.bands if band.index in row.printed_rows)]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def with_outlines(
    reading: SheetReading, image: Pixels, outlines: Mapping[int, Box], recognisers: Sequence[Recogniser]
) -> ReadAgain:
    """The sheet with the rows of `outlines` (by index, new ones too) where a person says that they lie, read again; the others as before.

    `image` is from `picture_of`. Raises what a recogniser raises.
    """
    before = table_of(reading)
    inside = {index for row in reading.rows if row.index in outlines for index in row.printed_rows} - set(outlines)
    others = [band for band in before.bands if band.index not in inside and band.index not in outlines]
    drawn = [Band(index, box) for index, box in outlines.items()]
    context = [band for other in others if (band := _beside(other, drawn))]
    sheet = _sheet(reading, image, replace(before, bands=_in_order([*context, *drawn])))
    ink = with_tails(sheet, find_ink(sheet), recognisers)
    seen = [row for row in find_rows(sheet, ink, _single(sheet.table)) if row.index in outlines]
    read = read_fields(sheet, ink, seen, recognisers)
    kept = {row.index: row for row in reading.rows if row.index not in outlines}
    around = _by_place([*kept.values(), *read])
    read = tuple(row for row in understand(around, reading.language) if row.index in outlines)  # dittos of kept rows
    after = replace(before, bands=_in_order([*others, *drawn]))
    rows = tuple(sorted((*kept.values(), *read), key=lambda row: row.index))
    pictures = tuple(RowPicture(row.index, row_picture(sheet, row)) for row in read)
    return ReadAgain(_now(reading, image, after, rows), read, pictures)


def with_names(
    reading: SheetReading,
    image: Pixels,
    names: Sequence[ColumnName | None],
    recognisers: Sequence[Recogniser],
    *,
    rows_stay: bool = False,
) -> ReadAgain:
    """The sheet read again with these names of its columns, from left to right on the paper.

    `rows_stay`: which printed rows are one entry is not asked anew, since people have spoken of rows. Raises what a recogniser raises;
    ValueError for another number of names than of columns.
    """
    before = table_of(reading)
    columns = tuple(replace(column, name=name) for column, name in zip(before.columns, names, strict=True))
    table = replace(before, columns=columns)
    sheet = _sheet(reading, image, table)
    ink = with_tails(sheet, find_ink(sheet), recognisers)
    found = find_rows(sheet, ink, [(row.index, row.printed_rows) for row in reading.rows] if rows_stay else None)
    read = read_fields(sheet, ink, found, recognisers)
    quality = {row.index: row.quality for row in reading.rows}
    rows = tuple(replace(row, quality=quality.get(row.index, 1.0)) for row in sorted(read, key=lambda row: row.index))
    had = {row.index: row.printed_rows for row in reading.rows if row.state != "empty"}
    lacking = [row for row in rows if row.state != "empty" and had.get(row.index) != row.printed_rows]
    pictures = tuple(RowPicture(row.index, row_picture(sheet, row)) for row in lacking)
    return ReadAgain(_now(reading, image, table, rows), rows, pictures)


def _single(table: Table) -> list[Entry]:
    return [(band.index, (band.index,)) for band in table.bands]


def _now(reading: SheetReading, image: Pixels, table: Table, rows: tuple[Row, ...]) -> SheetReading:
    found = reading.columns or tuple(FoundColumn(column.name, reading.outline) for column in table.columns)
    columns = tuple(replace(old, name=new.name) for old, new in zip(found, table.columns, strict=True))
    problems = tuple(problem for problem in reading.problems if problem.code != "control_total")
    return replace(
        reading,
        columns=columns,
        rows=rows,
        table=table,
        problems=problems + disagreement(reading.control_total, rows),
        size=(image.shape[1] / SHEET_PX_PER_MM, image.shape[0] / SHEET_PX_PER_MM),
    )


def _sheet(reading: SheetReading, image: Pixels, table: Table) -> Sheet:
    """The sheet as the stages want it; its page has the size of its picture, which no stage after the second minds."""
    height, width = image.shape[:2]
    size = (width / SHEET_PX_PER_MM, height / SHEET_PX_PER_MM)
    shares_to_pixels = np.array([[width, 0, -0.5], [0, height, -0.5], [0, 0, 1]])
    frame = Frame.from_homography(shares_to_pixels @ _to_page(reading, size), *size)
    page = Page(Scan(reading.file, reading.scan), reading.page, image)
    return Sheet(
        page, reading.sheet, reading.form, reading.serial, reading.identified_by, reading.language, reading.outline, frame, image, table
    )  # fmt: skip


def _to_page(reading: SheetReading, size: tuple[float, float]) -> NDArray[np.float64]:
    """3 x 3: from millimetres of the sheet to shares of the page; from the corners of its rows, else from the paper's."""
    pairs = [
        ((x, y), share)
        for row in reading.rows
        if row.box.width > 0 and row.box.height > 0
        for (x, y), share in zip(_corners(row.box), row.quad, strict=True)
    ] or list(zip(_corners(Box(0, 0, *size)), reading.outline, strict=True))
    ours, theirs = (np.array(points, np.float64) for points in zip(*pairs, strict=True))
    matrix, _ = cv2.findHomography(ours, theirs)
    return np.eye(3) if matrix is None else np.asarray(matrix, np.float64)


def _corners(box: Box) -> tuple[tuple[float, float], ...]:
    return (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)


def _around(column: FoundColumn, to_sheet: NDArray[np.float64]) -> Box:
    points = cv2.perspectiveTransform(np.array(column.quad, np.float64).reshape(-1, 1, 2), to_sheet).reshape(-1, 2)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def _reckoned(row: Row) -> list[Band]:
    """The printed rows of an entry of which only the one with the signature is known: the other is as high, above or below it."""
    if row.box.height <= 0:
        return []
    step = row.box.height
    return [
        Band(index, replace(row.box, top=row.box.top + by, bottom=row.box.bottom + by))
        for index in row.printed_rows
        for by in [step * (index - row.index)]
    ]


def _beside(band: Band, drawn: Sequence[Band]) -> Band | None:
    """What is left of a printed row where a person's outlines lie over it; None where that is little."""
    top, bottom = band.box.top, band.box.bottom
    for other in drawn:
        if other.box.bottom <= top or other.box.top >= bottom:
            continue
        above, below = max(0.0, other.box.top - top), max(0.0, bottom - other.box.bottom)
        top, bottom = (top, top + above) if above >= below else (bottom - below, bottom)
    if bottom - top < (1 - OUTLINE_COVERS) * band.box.height:
        return None
    return Band(band.index, replace(band.box, top=top, bottom=bottom))


def _in_order(bands: Iterable[Band]) -> tuple[Band, ...]:
    return tuple(sorted(bands, key=lambda band: (band.box.top, band.box.left)))


def _by_place(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.box.top, row.box.left))


def _decoded(jpeg: bytes) -> Pixels | None:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    return None if image is None else np.asarray(image, np.uint8)
