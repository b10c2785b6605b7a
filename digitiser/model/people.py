"""From people: decisions, which are events, and the signatures that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

from digitiser.model.paper import Box
from digitiser.model.words import (
    ColumnName,
    FieldVerdict,
    FootReason,
    OutlineVerdict,
    RowReason,
    RowVerdict,
    SheetVerdict,
    Values,
)


@dataclass(frozen=True)
class Decision:
    """What a person settled about one row. Decisions are events: the newest revision of a row holds, all are kept.

    `values` are the settled fields as (column, value) pairs; `at` is an ISO 8601 time in UTC; `added` marks a row that a person drew.
    `note` is what a person wrote about the row; `reason` says why it was left out, and never stands with an accepted row. `origin` says
    from what a decision followed that nobody made on the row alone ("in groups"); earlier stores have that in `note`.
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
    reason: RowReason | None = None
    origin: str = ""

    @property
    def id(self) -> str:
        """The row's."""
        return row_id(self.sheet, self.row)


@dataclass(frozen=True)
class FieldDecision:
    """What a person said of one cell in a group of cells that the machine reads alike; an event, as Decision is.

    `doubted`: a person looks at the whole row. `reopened`: what was said before was taken back. `column` is "signature" where the question
    was whether the cell is signed.
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
        return cell_id(self.sheet, self.row, self.column)


@dataclass(frozen=True)
class RowOutline:
    """Where a row lies, as a person says; an event, as Decision is.

    `drawn`: it was missed. `split`: it is a part of a row that held two entries. `moved`: its outline was wrong. `message` is the id of
    the request by which it came, which may come twice.
    """

    sheet: str
    row: int
    revision: int
    verdict: OutlineVerdict
    box: Box
    who: str
    at: str
    message: str = ""

    @property
    def id(self) -> str:
        """The row's."""
        return row_id(self.sheet, self.row)


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
class FootDecision:
    """Why the number at a sheet's foot is not that of its rows; an event, as Decision is.

    `foot` and `counted` are the two numbers that the person saw: what was said holds for these.
    """

    sheet: str
    revision: int
    verdict: FootReason
    foot: int
    counted: int
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


def cell_id(sheet: str, row: int, column: ColumnName) -> str:
    """The id of a cell."""
    return f"{row_id(sheet, row)}/{column}"


def whole_name(values: Values) -> str:
    """The name as one text, also where the sheet has two columns for it."""
    settled = dict(values)
    parts = (settled.get("given_name", ""), settled.get("family_name", ""))
    return settled.get("name") or " ".join(part for part in parts if part)
