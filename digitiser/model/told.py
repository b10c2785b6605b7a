"""What the store tells: rows, sheets, cells and groups as lists and queues need them."""

from __future__ import annotations

from dataclasses import dataclass

from digitiser.model.paper import FormName
from digitiser.model.people import cell_id, row_id
from digitiser.model.words import ColumnName, GroupKind, RowVerdict, Standing, State


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
        return cell_id(self.sheet, self.row, self.column) if self.column else self.row_id


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
