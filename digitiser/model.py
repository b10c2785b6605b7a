"""The nouns of the program: what flows from a file to a signature.

Everything is frozen and typed. Pixels live in Page and Sheet only; what lies below a Sheet is plain data (msgspec
turns it into JSON and back). Lengths are millimetres in the sheet's own frame (upright, flat, x to the right, y down);
quads are four `(x, y)` corners, top left first and clockwise as the writing reads, as shares (0 to 1) of the page's width
and height.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Frame, Quad

Pixels = NDArray[np.uint8]

ColumnName = Literal[
    "number", "name", "given_name", "family_name", "country", "email", "phone", "postcode", "city", "consent",
    "signature", "date", "other",
]  # fmt: skip
COLUMN_NAMES: tuple[ColumnName, ...] = get_args(ColumnName)
State = Literal["filled", "struck", "empty"]
Ink = Literal["blank", "dash", "ditto", "written", "unreadable"]
IdentifiedBy = Literal["marks", "code", "serial", "none"]
RowVerdict = Literal["accepted", "struck", "unsigned", "unreadable", "not_a_row"]
SheetVerdict = Literal["same_again", "another_sheet", "set_aside"]
Standing = Literal["counted", "held", "same_again", "set_aside"]
FieldVerdict = Literal["confirmed", "doubted"]
GroupKind = Literal["same_value", "own_label", "blank", "ditto", "signed", "unsigned", "struck"]
Values = tuple[tuple[ColumnName, str], ...]
READ_COLUMNS: tuple[ColumnName, ...] = (
    "name", "given_name", "family_name", "country", "email", "phone", "postcode", "city", "consent",
)  # fmt: skip


# ------------------------------------------------------------------------------------------------ with pixels


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
    """A column of the table: what it was taken for (None where unknown), the printed heading, and its extent, heading included."""

    name: ColumnName | None
    heading: str
    box: Box


@dataclass(frozen=True)
class Band:
    """One printed row: its number as printed or counted from 1, and its extent."""

    index: int
    box: Box


@dataclass(frozen=True)
class Table:
    """Where the signatures stand. `columns` run from left to right on the paper, also on right-to-left sheets."""

    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    control_total: Box | None = None
    last_date: Box | None = None


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


# --------------------------------------------------------------------------------------------- without pixels


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
    """One cell of a row. `from_row` is the index of the row that a ditto points to; candidates come best first."""

    name: ColumnName
    box: Box
    quad: Quad
    ink: Ink
    from_row: int | None = None
    readings: tuple[Reading, ...] = ()
    candidates: tuple[Candidate, ...] = ()

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


@dataclass(frozen=True)
class FoundColumn:
    """A column as it is reported: what it was taken for, and where it lies on the page."""

    name: ColumnName | None
    quad: Quad


@dataclass(frozen=True)
class SheetReading:
    """All that the machine read on one sheet; a page without a sheet has `sheet` 1, no rows and a problem that says why.

    `size` is the width and height of the sheet's frame, millimetres: with it a row's box is found on the sheet's picture.
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


# ------------------------------------------------------------------------------------------------ from people


@dataclass(frozen=True)
class Decision:
    """What a person settled about one row. Decisions are events: the newest revision of a row holds, all are kept.

    `values` are the settled fields as (column, value) pairs; `at` is an ISO 8601 time in UTC; `added` marks a row that a person drew.
    """

    sheet: str
    row: int
    revision: int
    verdict: RowVerdict
    values: Values
    who: str
    at: str
    added: bool = False
    note: str = ""

    @property
    def id(self) -> str:
        """The row's."""
        return row_id(self.sheet, self.row)


@dataclass(frozen=True)
class FieldDecision:
    """What a person said of one cell in a group of cells that the machine reads alike; an event, as Decision is.

    `doubted`: a person looks at the whole row. `column` is "signature" where the question was whether the cell is signed.
    """

    sheet: str
    row: int
    column: ColumnName
    revision: int
    verdict: FieldVerdict
    value: str
    who: str
    at: str

    @property
    def id(self) -> str:
        """The cell's."""
        return f"{row_id(self.sheet, self.row)}/{self.column}"


@dataclass(frozen=True)
class SheetDecision:
    """What a person settled about a whole sheet; an event, as Decision is.

    `same_again`: another picture of a sheet that is in the store already, its rows never count. `another_sheet`: a sheet of its own, though
    its serial was seen before. `set_aside`: no petition sheet, or one that does not count.
    """

    sheet: str
    revision: int
    verdict: SheetVerdict
    who: str
    at: str
    note: str = ""


@dataclass(frozen=True)
class Signature:
    """A checked signature with its provenance."""

    id: str
    scan: str
    sheet: str
    serial: str | None
    row: int
    values: Values
    who: str
    at: str
    revision: int = 1

    @property
    def name(self) -> str:
        """Given and family name as one text."""
        return whole_name(self.values)

    def value(self, column: ColumnName) -> str:
        """The settled text of a column, or the empty text."""
        return dict(self.values).get(column, "")


def row_id(sheet: str, row: int) -> str:
    """The id of a row, and of the signature that stands in it."""
    return f"{sheet}-{row}"


def whole_name(values: Values) -> str:
    """The name as one text, also where the sheet has two columns for it."""
    settled = dict(values)
    parts = (settled.get("given_name", ""), settled.get("family_name", ""))
    return settled.get("name") or " ".join(part for part in parts if part)


# ------------------------------------------------------------------------------------------- what the store tells


@dataclass(frozen=True)
class RowSummary:
    """What the queue and the ledger need of a row: the machine's state of it and the newest decision (revision 0: none yet).

    `standing` is the sheet's.
    """

    sheet: str
    row: int
    state: State
    signed: bool | None
    confidence: float
    verdict: RowVerdict | None
    revision: int
    added: bool
    standing: Standing

    @property
    def id(self) -> str:
        """The row's."""
        return row_id(self.sheet, self.row)


@dataclass(frozen=True)
class SheetSummary:
    """What lists need of a sheet. `standing` says whether its rows count; `same_serial` are the other sheets with the same serial.

    `rows` is the number of rows in the store; 0: a page on which no sheet was found.
    """

    id: str
    scan: str
    file: str
    page: int
    number: int
    form: FormName | None
    language: str | None
    serial: str | None
    control_total: int | None
    rows: int
    standing: Standing
    revision: int
    same_serial: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Cells that the machine reads alike and nobody has looked at, over all sheets: "France", 2,314 of them.

    `column` is None for whole rows (struck, unsigned); `value` is empty where the cells have none in common.
    """

    kind: GroupKind
    column: ColumnName | None
    value: str
    cells: int


@dataclass(frozen=True)
class Cell:
    """A cell of a group: what the machine makes of it, and the part of its row's picture where it stands (shares of the width)."""

    sheet: str
    row: int
    column: ColumnName | None
    value: str
    confidence: float
    left: float
    right: float

    @property
    def row_id(self) -> str:
        """The id of its row."""
        return row_id(self.sheet, self.row)

    @property
    def id(self) -> str:
        """The cell's; its row's where the cell is the whole row."""
        return f"{self.row_id}/{self.column}" if self.column else self.row_id


@dataclass(frozen=True)
class SettledCell:
    """A cell of a row that a person accepted: the group in which the machine put it, and the value that the person settled."""

    cell: Cell
    kind: GroupKind
    value: str


@dataclass(frozen=True)
class StoredProblem:
    """Something a person should look at; `sheet` is None for a file that could not be read. `done`: somebody has."""

    id: int
    file: str
    page: int
    sheet: str | None
    code: str
    message: str
    done: bool


@dataclass(frozen=True)
class IssuedSerial:
    """A numbered sheet that was printed, and whether it came back."""

    serial: str
    form: str
    language: str
    issued_to: str
    at: str
    returned: bool = False
