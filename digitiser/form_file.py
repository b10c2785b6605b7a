"""The file of a form, `forms/*.toml`, as it is written: areas in millimetres, for a language that runs from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from digitiser.errors import FormError
from digitiser.model import Box, ColumnName

_Record = TypeVar("_Record")


@dataclass(frozen=True)
class _Page:
    width: float
    height: float


@dataclass(frozen=True)
class _Marks:
    inset: float
    side: float


@dataclass(frozen=True)
class Area:
    """Where something stands: `left` and `top` from the paper's corner, millimetres."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class _Prose:
    title: Area
    demands: Area
    notice: Area
    instruction: Area
    imprint: Area
    total_label: Area
    date_label: Area


@dataclass(frozen=True)
class _Column:
    name: ColumnName
    width: float
    optional: bool = False


@dataclass(frozen=True)
class _Table:
    left: float
    top: float
    heading_height: float
    row_height: float
    rows: int
    tick_side: float
    columns: tuple[_Column, ...]


@dataclass(frozen=True)
class _Foot:
    control_total: Area
    last_date: Area


@dataclass(frozen=True)
class Drawing:
    """A form's TOML file, as it is written: for a language that runs from left to right."""

    page: _Page
    marks: _Marks
    code: Area
    serial: Area
    prose: _Prose
    table: _Table
    foot: _Foot


@dataclass(frozen=True)
class Place:
    """Lays an area of the file on the paper, mirrored for a language that runs from right to left."""

    page_width: float
    mirrored: bool

    def box(self, area: Area) -> Box:
        """The area as it lies on the paper, millimetres."""
        left = self.page_width - area.left - area.width if self.mirrored else area.left
        return Box(*(round(edge, 3) for edge in (left, area.top, left + area.width, area.top + area.height)))


def read(path: Path, kind: type[_Record]) -> _Record:
    """A TOML file as a record of this kind. FormError where the file is missing, is no TOML, or holds anything else."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise FormError(f"{path} cannot be used: {error}.", "Correct the file.") from error
