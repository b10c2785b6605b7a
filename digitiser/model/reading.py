"""Without pixels: what the machine read on a sheet, as it goes into JSON and into the store."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from digitiser.geometry import Quad
from digitiser.model.paper import Box, FormName, Problem, Table
from digitiser.model.words import CONTACT, READ_COLUMNS, ColumnName, IdentifiedBy, Ink, State


@dataclass(frozen=True)
class Reading:
    """What an engine saw in a cell: the text as written and, best first, other texts with their probabilities."""

    engine: str
    text: str
    confidence: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """What a reading may mean, normalised ("DE", "+33612345678"), with the probability that it is right."""

    value: str
    probability: float


@dataclass(frozen=True)
class Field:
    """One cell of a row. `from_row` is the index of the row that a ditto points to; candidates come best first.

    `runs_out`: the writing reaches the end of the cell, so that a letter may stand in the next one, or under its rule. `in_part`: the
    column beside it has no name, so that half of it may stand there.
    """

    name: ColumnName
    box: Box
    quad: Quad
    ink: Ink
    from_row: int | None = None
    readings: tuple[Reading, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    runs_out: bool = False
    in_part: bool = False

    @property
    def value(self) -> str | None:
        """The best guess."""
        return self.candidates[0].value if self.candidates else None

    @property
    def confidence(self) -> float:
        """The probability, 0 to 1, that `value` is right."""
        return self.candidates[0].probability if self.candidates else 0.0

    @property
    def text(self) -> str:
        """What the ink was read as."""
        return self.readings[0].text if self.readings else ""


@dataclass(frozen=True)
class Row:
    """One printed row, or an entry over two of them, and what stands in it.

    `signed` is None where the sheet has no signature column. `quality`, 0 to 1: how well the picture shows the row, to choose between two
    pictures of it. `picture`: the sheet in whose picture it is seen and was read, where that is another picture of the same paper.
    """

    index: int
    printed_rows: tuple[int, ...]
    box: Box
    quad: Quad
    state: State
    signed: bool | None
    fields: tuple[Field, ...] = ()
    quality: float = 1.0
    picture: str | None = None

    @property
    def confidence(self) -> float:
        """The lowest of its written fields; 0 for a row with ink but without a name, 1 for an empty row."""
        if self.state == "empty":
            return 1.0
        inked = [f for f in self.fields if f.name in READ_COLUMNS and f.ink in ("written", "ditto", "unreadable")]
        if not any("name" in f.name for f in inked):
            return 0.0
        return min(f.confidence for f in inked)

    @property
    def needed(self) -> tuple[Field, ...]:
        """What somebody has to look at: the fields that are read, but for contact details of who did not agree to be written to."""
        agreed = any(field.name == "consent" and field.value == "yes" for field in self.fields)
        return tuple(f for f in self.fields if f.name in READ_COLUMNS and (agreed or f.name not in CONTACT))


@dataclass(frozen=True)
class FoundColumn:
    """A column as it is reported: what it was taken for, and where it lies on the page."""

    name: ColumnName | None
    quad: Quad


@dataclass(frozen=True)
class SheetReading:
    """All that the machine read on one sheet; a page without a sheet has `sheet` 1, no rows and a problem that says why.

    `size` is the width and height of the sheet's frame, millimetres: with it a row's box is found on the sheet's picture. `table` is where
    columns and rows stand in that frame; None where no sheet was found, and in what earlier programs kept.
    """

    scan: str
    file: str
    page: int
    sheet: int
    form: FormName | None
    serial: str | None
    identified_by: IdentifiedBy
    language: str | None
    outline: Quad
    columns: tuple[FoundColumn, ...]
    control_total: int | None
    last_date: str | None
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...]
    size: tuple[float, float] | None = None
    table: Table | None = None

    @property
    def id(self) -> str:
        """From content: the scan's digest, the page and the sheet on it."""
        return f"{self.scan[:16]}-{self.page}-{self.sheet}"


def as_json(value: object) -> bytes:
    """Anything below a Sheet as JSON. A NumPy number that slipped into it is written as the number it is: no sheet is lost for its type."""
    return msgspec.json.encode(value, enc_hook=_number)


def _number(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"a {type(value).__name__} is not plain data")
