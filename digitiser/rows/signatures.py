"""The column of the signatures where no heading tells it: told by its ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from digitiser.ink import SheetInk
from digitiser.model import Sheet
from digitiser.settings import (
    SHEET_PX_PER_MM,
    SIGNATURE_MIN_MM2,
    SIGNATURES_HIGH,
    SIGNATURES_IN_ONE,
    SIGNATURES_LEAST,
    SIGNATURES_LONG_MM,
    SPECKLE_MM2,
)


def with_signatures(sheet: Sheet, ink: SheetInk) -> Sheet:
    """The sheet, its signature column named where it has none yet and one unnamed column looks like signatures: the likeliest of these.

    A signature is mostly one long high stroke, words are letters or parts of words side by side. A column of few entries stays unnamed.
    """
    sheet = _without_narrow(sheet)
    columns = sheet.table.columns
    if any(column.name == "signature" for column in columns) or len(columns) < 2:
        return sheet
    looks = [0.0 if column.name else _looks_signed(sheet, ink, at) for at, column in enumerate(columns)]
    best = int(np.argmax(looks))
    if not looks[best]:
        return sheet
    named = tuple(replace(c, name="signature") if at == best else c for at, c in enumerate(columns))
    return sheet.with_columns(named)


def _without_narrow(sheet: Sheet) -> Sheet:
    """The sheet, a column that has no room for signatures no longer called so: its heading was misread."""
    narrow = [c.name == "signature" and c.box.width < SIGNATURES_LONG_MM for c in sheet.table.columns]
    if not any(narrow):
        return sheet
    return sheet.with_columns(
        [replace(c, name="other") if no else c for c, no in zip(sheet.table.columns, narrow, strict=True)]
    )


def _looks_signed(sheet: Sheet, ink: SheetInk, column: int) -> float:
    """How high the largest strokes of a column are, of a row's height, in half of its rows; 0 where they are those of words."""
    seen = [look for band in range(len(sheet.table.bands)) if (look := _largest(sheet, ink, band, column))]
    if len(seen) < SIGNATURES_LEAST:
        return 0.0
    of_all, high, long = np.median(seen, axis=0)
    signed = of_all >= SIGNATURES_IN_ONE and high >= SIGNATURES_HIGH and long >= SIGNATURES_LONG_MM
    return float(high) if signed else 0.0


def _largest(sheet: Sheet, ink: SheetInk, band: int, column: int) -> tuple[float, float, float] | None:
    """The widest stroke of a cell: its width, of all that stands there; its height, of the row's; its width in millimetres."""
    pieces = ink.of_cell([band], column)
    areas = ink.pieces.areas[pieces] / SHEET_PX_PER_MM**2
    boxes = ink.pieces.boxes[pieces[areas >= SPECKLE_MM2]] / SHEET_PX_PER_MM
    if areas.sum() < SIGNATURE_MIN_MM2 or not len(boxes):
        return None
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    widest = int(wide.argmax())
    across = boxes[:, 2].max() - boxes[:, 0].min()
    return float(wide[widest] / across), float(high[widest] / sheet.table.bands[band].box.height), float(wide[widest])
