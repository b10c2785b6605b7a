"""Stage 0: `forms/*.toml` become Forms: marks, table, columns, in millimetres. The same numbers print a sheet and cut its scan."""

from __future__ import annotations

from dataclasses import dataclass

from digitiser.model import Box, ColumnName, FormName, Table


@dataclass(frozen=True)
class Mark:
    """A corner mark: an ArUco marker of dictionary 4X4_50; `x`, `y` is its centre, `size` its side, millimetres."""

    id: int
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class FormColumn:
    """A column as the TOML states it: its left and right edges in reading order of a left-to-right sheet, millimetres."""

    name: ColumnName
    left: float
    right: float
    optional: bool


@dataclass(frozen=True)
class Form:
    """A form in one language, as it lies on the paper (columns mirrored already where the language runs right to left)."""

    name: FormName
    width: float
    height: float
    right_to_left: bool
    marks: tuple[Mark, Mark, Mark, Mark]
    code: Box
    serial: Box
    table: Table
    optional: tuple[ColumnName, ...]
