"""With pixels: from a file to sheets of paper, upright and flat, each with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Frame, Quad
from digitiser.model.words import ColumnName, IdentifiedBy

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Scan:
    """One input file: its path as given and the SHA-256 of its bytes (hexadecimal)."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Page:
    """One picture of a scan, as a viewer shows it: `image` is height x width x 3, BGR; `number` counts from 1."""

    scan: Scan
    number: int
    image: Pixels


@dataclass(frozen=True)
class Box:
    """An upright rectangle in the sheet's frame, millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Millimetres."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Column:
    """A column of the table: what it was taken for (None where unknown), the printed heading, and its extent, heading included.

    `top` and `bottom` are the part of each row's height that is its own, as shares of it: all but on cards, where cells lie one below
    the other too.
    """

    name: ColumnName | None
    heading: str
    box: Box
    top: float = 0.0
    bottom: float = 1.0

    def cell(self, row: Box) -> Box:
        """Its cell in a row."""
        return Box(self.box.left, row.top + self.top * row.height, self.box.right, row.top + self.bottom * row.height)


@dataclass(frozen=True)
class Band:
    """One printed row: its number as printed or counted from 1, and its extent."""

    index: int
    box: Box


@dataclass(frozen=True)
class Table:
    """Where the signatures stand. `columns` run from left to right on the paper, also on right-to-left sheets; on cards, line by line."""

    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    control_total: Box | None = None
    last_date: Box | None = None

    def position(self, name: ColumnName) -> int | None:
        """Which of the columns has this name; None where none has."""
        return next((i for i, column in enumerate(self.columns) if column.name == name), None)


@dataclass(frozen=True)
class Problem:
    """What a person should know of a page or sheet; `code` is stable, `message` says what to do."""

    code: str
    message: str


@dataclass(frozen=True)
class FormName:
    """Which printed form a sheet is: all three are part of a form's identity."""

    campaign: str
    form: str
    language: str
    version: str


@dataclass(frozen=True)
class Sheet:
    """One sheet of paper, upright and flat.

    `image` is the sheet in its frame at SHEET_PX_PER_MM, BGR; `frame` maps its millimetres to the page's pixels; `outline` are the paper's
    corners on the page, as shares of it.
    """

    page: Page
    number: int
    form: FormName | None
    serial: str | None
    identified_by: IdentifiedBy
    language: str | None
    outline: Quad
    frame: Frame
    image: Pixels
    table: Table
    problems: tuple[Problem, ...] = ()

    def with_columns(self, columns: Sequence[Column]) -> Sheet:
        """The sheet, these columns in its table."""
        return replace(self, table=replace(self.table, columns=tuple(columns)))
