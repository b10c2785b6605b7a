"""Stage 4: the written cells of a sheet get readings, and the readings get candidates (`digitiser.fields.agreement`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from digitiser.columns import number
from digitiser.columns.number import Counts
from digitiser.columns.spelling import address_of, spelling_of
from digitiser.fields.agreement import understand
from digitiser.fields.meanings import Context, interpreted
from digitiser.ink import SheetInk, cell_picture
from digitiser.model import NAMES, Box, ColumnName, Field, Pixels, Reading, Row, Sheet
from digitiser.recognisers import Cell, Recogniser
from digitiser.recognisers.by_hand import readers
from digitiser.settings import (
    FOOT_CERTAINTY,
    FOOT_INSET_MM,
    FOOT_LEAST_INK,
    FOOT_MARGIN,
    PRINT_CONFIDENCE,
    SAMPLE_CELLS,
    SHEET_PX_PER_MM,
    SURE_READING,
)

_READ: frozenset[ColumnName] = frozenset(
    ["name", "given_name", "family_name", "country", "email", "phone", "postcode", "city", "date"]
)


def read_fields(sheet: Sheet, ink: SheetInk, rows: Sequence[Row], recognisers: Sequence[Recogniser]) -> tuple[Row, ...]:
    """The rows with what the recognisers saw in their written cells and what it may mean.

    The first recogniser reads all cells, those after it what is still in doubt (`_readings`).

    Raises what a recogniser raises (MissingTool, DigitiserError); the rows as they were given are then still whole.
    """
    places = [(row.index, field.name) for row in rows for field in row.fields if _is_read(row, field)]
    by_index = {row.index: row for row in rows}
    cells = [
        Cell(cell_picture(sheet, ink, by_index[i], column), column, sheet.language, spelling_of(column, sheet.language))
        for i, column in places
    ]
    tried = readers(recognisers)
    readings = dict(zip(places, _readings(cells, tried, [index for index, _ in places]), strict=True))

    def read(row: Row, field: Field) -> Field:
        if not _is_read(row, field) or not tried:
            return field
        found = readings[row.index, field.name]
        return replace(field, readings=found, ink="written" if found else "unreadable")

    return understand(
        [replace(row, fields=tuple(read(row, field) for field in row.fields)) for row in rows], sheet.language
    )


def _readings(
    cells: Sequence[Cell], recognisers: Sequence[Recogniser], rows: Sequence[int]
) -> list[tuple[Reading, ...]]:
    """What was read in each cell, in the recognisers' order; `rows` says in which row each cell stands.

    A cell costs Tesseract many times what it costs our own recogniser, and it is worth that on print only. So it is asked for a sample of
    the doubtful cells, and for the other doubtful ones where it read the sample surely. Where it did not, the sheet is written by hand,
    and it is heard only on what the first engine saw nothing in.
    """
    if not recognisers:
        return [()] * len(cells)
    first, *others = recognisers
    read = _first_readings(cells, first, rows)
    found: list[tuple[Reading, ...]] = [(reading,) if reading.text.strip() else () for reading in read]
    for recogniser in others:
        doubtful = [i for i, those in enumerate(found) if all(reading.confidence < SURE_READING for reading in those)]
        sample = doubtful[:: max(1, len(doubtful) // SAMPLE_CELLS)]
        read = recogniser.read([cells[i] for i in sample]) if sample else []
        typed = bool(read) and np.median([reading.confidence for reading in read]) >= PRINT_CONFIDENCE
        rest = [i for i in doubtful if i not in sample]
        if rest and typed:
            sample, read = sample + rest, read + recogniser.read([cells[i] for i in rest])
        for i, reading in zip(sample, read, strict=True):
            if reading.text.strip() and (typed or not found[i]):
                found[i] += (reading,)
    return found


def _first_readings(cells: Sequence[Cell], recogniser: Recogniser, rows: Sequence[int]) -> list[Reading]:
    """One Reading a cell. Addresses are read last, each spelt as the name that was read in its row."""
    first = [i for i, cell in enumerate(cells) if cell.column != "email"]
    read = dict(zip(first, recogniser.read([cells[i] for i in first]) if first else (), strict=True))
    names: dict[int, dict[str, float]] = {}
    for i in (i for i in first if cells[i].column in NAMES):
        for text, share in read[i].others or ((read[i].text, read[i].confidence),):
            names.setdefault(rows[i], {})[text] = share
    then = [i for i, cell in enumerate(cells) if cell.column == "email"]
    addresses = [replace(cells[i], spelling=address_of(names.get(rows[i], {}))) for i in then]
    read |= dict(zip(then, recogniser.read(addresses) if then else (), strict=True))
    return [read[i] for i in range(len(cells))]


def read_foot(sheet: Sheet, recognisers: Sequence[Recogniser]) -> tuple[int | None, str | None]:
    """The number of signatures and the date of the last one (YYYY-MM-DD) that people wrote at the foot; None where blank or unsure."""
    boxes: list[tuple[ColumnName, Box | None]] = [
        ("number", sheet.table.control_total),
        ("date", sheet.table.last_date),
    ]
    counts = Counts(len(sheet.table.bands), sheet.language)
    cells = [
        Cell(picture, column, sheet.language, counts if column == "number" else None)
        for column, box in boxes
        if (picture := _written_in(sheet, box)) is not None
    ]
    read: dict[ColumnName, tuple[Reading, ...]] = {}
    for recogniser in recognisers:
        for cell, reading in zip(cells, recogniser.read(cells) if cells else (), strict=True):
            if reading.text.strip():
                read[cell.column] = (*read.get(cell.column, ()), reading)
    last = Field("date", Box(0, 0, 0, 0), ((0.0, 0.0),) * 4, "written", readings=read.get("date", ()))
    date = interpreted(last, Context(sheet.language))
    return _count_of(read.get("number", ()), counts), date.value if date.confidence >= FOOT_CERTAINTY else None


def _count_of(readings: Sequence[Reading], counts: Counts) -> int | None:
    """The number that was read, or None where others are nearly as likely.

    An engine that weighed every number has their shares in `others`; one that only reads is heard where there is no such engine.
    """
    weighed = [reading for reading in readings if reading.others]
    doubt: dict[str, float] = {}
    for reading in weighed or readings:
        for text, share in reading.others or ((reading.text, reading.confidence),):
            for candidate in number.candidates("".join(map(counts.folded, text)))[:1]:
                doubt[candidate.value] = doubt.get(candidate.value, 1.0) * (1 - min(share, 0.99))
    shares = sorted(((1 - left, value) for value, left in doubt.items()), reverse=True)
    if not shares or shares[0][0] < FOOT_CERTAINTY:
        return None
    best, rest = shares[0], sum(share for share, _ in shares[1:])
    return int(best[1]) if best[0] >= FOOT_MARGIN * rest else None


def _is_read(row: Row, field: Field) -> bool:
    return row.state != "empty" and field.name in _READ and field.ink in ("written", "unreadable")


def _written_in(sheet: Sheet, box: Box | None) -> Pixels | None:
    """The picture of a box at the foot, without its frame; None where the sheet has none or nothing is written in it."""
    if box is None:
        return None
    inset = Box(
        box.left + FOOT_INSET_MM, box.top + FOOT_INSET_MM, box.right - FOOT_INSET_MM, box.bottom - FOOT_INSET_MM
    )
    top, bottom = (max(0, round(v * SHEET_PX_PER_MM)) for v in (inset.top, inset.bottom))
    left, right = (max(0, round(v * SHEET_PX_PER_MM)) for v in (inset.left, inset.right))
    cut = sheet.image[top:bottom, left:right]
    if not cut.size:
        return None
    grey = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    light = max(1.0, float(np.percentile(grey, 80)))
    flat = np.asarray(np.clip(grey * (255 / light), 0, 255), np.uint8)
    return flat if np.mean(flat < 150) >= FOOT_LEAST_INK else None
