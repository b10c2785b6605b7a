"""The last digits of a telephone number that stand in the next cell: a gap as wide as between its groups parts them from the others.

Letters of a word that run over are told by their gaps alone (`digitiser.ink.overhang`). A number that breaks off between two groups is
told by what was read: no dialling plan knows it, and one knows it with the digits beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitiser.columns import country, ditto, phone
from digitiser.columns.spelling import spelling_of
from digitiser.fields.meanings import Context, explained
from digitiser.ink import SheetInk, pieces_picture
from digitiser.ink.strokes import Grid
from digitiser.model import NUMBERS, ColumnName, Sheet
from digitiser.recognisers import Cell, Recogniser
from digitiser.recognisers.by_hand import readers
from digitiser.settings import (
    SHEET_PX_PER_MM,
    TAIL_APART,
    TAIL_COUNTRY,
    TAIL_ENDS,
    TAIL_HIGH,
    TAIL_LEAST,
    TAIL_PARTED,
    TAIL_PIECES,
    TAIL_WIDE,
)

Numbers = NDArray[np.int32]
_HOLDS_DIGITS: tuple[ColumnName | None, ...] = ("postcode", "date", "number", "phone")


def with_tails(sheet: Sheet, ink: SheetInk, recognisers: Sequence[Recogniser]) -> SheetInk:
    """The ink, with the digits that end a number given to the number's cell; the ink itself where there are none.

    The first recogniser that reads is asked; what it raises is raised.
    """
    at, engine = sheet.table.position("phone"), next(iter(readers(recognisers)), None)
    if at is None or engine is None or not sheet.table.bands:
        return ink
    following = Grid(sheet.table, ink.left, ink.top).beside(at, False)
    if following == len(sheet.table.columns):
        return ink
    bands = range(len(sheet.table.bands))
    tails = np.concatenate([_tail(sheet, ink, band, at, following, engine) for band in bands])
    if not len(tails):
        return ink
    column = ink.pieces.column.copy()
    column[tails] = at
    return replace(ink, pieces=replace(ink.pieces, column=column))


def _tail(sheet: Sheet, ink: SheetInk, band: int, at: int, following: int, engine: Recogniser) -> Numbers:
    """The pieces beside a number that end it; none for most."""
    own, beside = ink.of_cell([band], at), ink.of_cell([band], following)
    tails = list(_tails(sheet, ink, own, beside, at, following)) if len(own) and len(beside) else []
    if not tails:
        return beside[:0]
    region = _region(sheet, ink, band, engine)
    first, *longer = engine.read([_cell(sheet, ink, np.union1d(own, tail), "phone") for tail in (own, *tails)])
    if phone.is_known(first.text, region):
        return beside[:0]
    begins = phone.digits(first.text)[:-1]
    fits = [
        (reading.confidence, k)
        for k, reading in enumerate(longer)
        if phone.digits(reading.text).startswith(begins)
        and phone.is_known(reading.text, region)
        and not any(sign.isalpha() for sign in reading.text)
    ]
    sure, best = max(fits, default=(0.0, 0))
    return tails[best] if sure >= TAIL_LEAST else beside[:0]


def _tails(sheet: Sheet, ink: SheetInk, own: Numbers, beside: Numbers, at: int, following: int) -> Iterator[Numbers]:
    """What may end the number: the first piece in the next cell, the first two, ... as long as they stand on its line.

    Where the next cell holds digits of its own, only what a gap parts from these.
    """
    boxes = ink.pieces.boxes
    top, bottom = boxes[own, 1].min(), boxes[own, 3].max()
    high, end = float(np.percentile(boxes[own, 3] - boxes[own, 1], 70)), int(boxes[own, 2].max())
    edge = (sheet.table.columns[at].box.right - ink.left) * SHEET_PX_PER_MM
    if edge - end > TAIL_ENDS * high:
        return
    middles = (boxes[beside, 1] + boxes[beside, 3]) / 2
    level = beside[(top <= middles) & (middles <= bottom)]
    ordered = level[np.argsort(boxes[level, 0], kind="stable")]
    digits = sheet.table.columns[following].name in _HOLDS_DIGITS
    for count, piece in enumerate(ordered[:TAIL_PIECES], 1):
        left, upper, right, lower = boxes[piece]
        if left - end > TAIL_APART * high or lower - upper > TAIL_HIGH * high or right - left > TAIL_WIDE * high:
            return
        end = max(end, int(right))
        if not digits or count == len(ordered) or boxes[ordered[count], 0] - end > TAIL_PARTED * high:
            yield ordered[:count]


def _cell(sheet: Sheet, ink: SheetInk, numbers: Numbers, column: ColumnName) -> Cell:
    picture = pieces_picture(ink, numbers, accented=column not in NUMBERS)
    return Cell(picture, column, sheet.language, spelling_of(column, sheet.language))


def _region(sheet: Sheet, ink: SheetInk, band: int, engine: Recogniser) -> str:
    """The country whose dialling plan the row's number follows: the one written in the row, above it where that is a ditto, or else that
    of the sheet's language.
    """
    at = sheet.table.position("country")
    for row in range(band, -1, -1):
        numbers = ink.of_cell([row], -1 if at is None else at)
        read = engine.read([_cell(sheet, ink, numbers, "country")])[0] if len(numbers) else None
        found = explained("country", read, Context(sheet.language)) if read and read.text else ()
        if found and found[0].probability >= TAIL_COUNTRY:
            return found[0].value
        if read is None or not (ditto.is_ditto([read.text]) or not read.text):
            break
    return country.at_home(sheet.language)[0]
