"""The nouns of the program: what flows from a file to a signature.

Everything is frozen and typed. Pixels live in Page and Sheet only; what lies below a Sheet is plain data (msgspec
turns it into JSON and back). Lengths are millimetres in the sheet's own frame (upright, flat, x to the right, y down);
quads are four `(x, y)` corners, top left first and clockwise as the writing reads, as shares (0 to 1) of the page's width
and height.
"""

from digitiser.model.paper import Band, Box, Column, FormName, Page, Pixels, Problem, Scan, Sheet, Table
from digitiser.model.people import (
    Decision,
    FieldDecision,
    FootDecision,
    RowOutline,
    SheetDecision,
    Signature,
    row_id,
    whole_name,
)
from digitiser.model.reading import Candidate, Field, FoundColumn, Reading, Row, SheetReading, as_json
from digitiser.model.told import Cell, Group, IssuedSerial, RowSummary, SettledCell, SheetSummary, StoredProblem
from digitiser.model.words import (
    COLUMN_NAMES,
    CONTACT,
    NAMES,
    READ_COLUMNS,
    ColumnName,
    FieldVerdict,
    FootReason,
    GroupKind,
    IdentifiedBy,
    Ink,
    OutlineVerdict,
    RowReason,
    RowVerdict,
    SheetVerdict,
    Standing,
    State,
    Values,
)

__all__ = [
    "COLUMN_NAMES",
    "CONTACT",
    "NAMES",
    "READ_COLUMNS",
    "Band",
    "Box",
    "Candidate",
    "Cell",
    "Column",
    "ColumnName",
    "Decision",
    "Field",
    "FieldDecision",
    "FieldVerdict",
    "FootDecision",
    "FootReason",
    "FormName",
    "FoundColumn",
    "Group",
    "GroupKind",
    "IdentifiedBy",
    "Ink",
    "IssuedSerial",
    "OutlineVerdict",
    "Page",
    "Pixels",
    "Problem",
    "Reading",
    "Row",
    "RowOutline",
    "RowReason",
    "RowSummary",
    "RowVerdict",
    "Scan",
    "SettledCell",
    "Sheet",
    "SheetDecision",
    "SheetReading",
    "SheetSummary",
    "SheetVerdict",
    "Signature",
    "Standing",
    "State",
    "StoredProblem",
    "Table",
    "Values",
    "as_json",
    "row_id",
    "whole_name",
]
