"""A filled sheet, a picture of it, and its truth as reading-format.md has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.generator.fill import TrueRow
from benchmarks.generator.taken import Paper, Picture
from benchmarks.generator.warps import Warp
from digitiser.model import Box, FormName

Truth = dict[str, Any]
"""A line of truth.jsonl."""


@dataclass(frozen=True)
class Foot:
    """What is written at the foot of our own forms: the number of signatures, and the last one's date (ISO 8601); None where nothing is."""

    control_total: int | None
    last_date: str | None


@dataclass(frozen=True)
class Filled:
    """A filled sheet before anything happened to it; the last three are for our own forms."""

    paper: Paper
    rows: tuple[TrueRow, ...]
    columns: tuple[tuple[str, Box], ...]
    layout: str
    language: str
    form: FormName | None = None
    serial: str | None = None
    foot: Foot | None = None


@dataclass(frozen=True)
class Sample:
    """A picture and what truly stands on it; `name` is for the file, without its ending."""

    name: str
    picture: Picture
    truth: Truth


def sample(name: str, damage: str, picture: Picture, sheets: Sequence[tuple[Filled, Warp]]) -> Sample:
    """The picture of a sheet, or of several, each with its place in it.

    The truth of a page is one object. Of several sheets it says what the first is, the rows of all (each with the number of its sheet),
    and under `sheets` what each of them is.
    """
    first = sheets[0][0]
    truth: Truth = {"file": name, "page": 1, "layout": first.layout, "damage": damage, "language": first.language}
    about = [_about(filled, place, picture) for filled, place in sheets]
    truth |= about[0] | ({"sheets": about} if len(sheets) > 1 else {})
    truth["rows"] = [
        row_truth(row, at, picture) | ({"sheet": k} if len(sheets) > 1 else {})
        for k, (filled, at) in enumerate(sheets, 1)
        for row in filled.rows
    ]
    return Sample(name, picture, truth)


def _about(filled: Filled, place: Warp, picture: Picture) -> Truth:
    """What a sheet is, apart from its rows."""
    about: Truth = {}
    if filled.form and filled.foot:
        about |= {"form": asdict(filled.form), "serial": filled.serial, **asdict(filled.foot)}
    about["outline"] = quad(Box(0, 0, filled.paper.width, filled.paper.height), place, picture)
    about["columns"] = [{"name": n, "quad": quad(box, place, picture)} for n, box in filled.columns]
    return about


def row_truth(row: TrueRow, place: Warp, picture: Picture) -> Truth:
    """One row as truth.jsonl has it; `ink` and `written` say besides what was drawn in each cell."""
    return {
        "index": row.index,
        "printed_rows": list(row.printed_rows),
        "quad": quad(row.box, place, picture),
        "state": row.state,
        "signed": row.signed,
        "fields": row.fields,
        "ink": row.ink,
        "written": row.written,
    }


def quad(box: Box, place: Warp, picture: Picture) -> list[list[float]]:
    """The corners of a box as shares of the picture, as a viewer shows it."""
    corners = np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)])
    height, width = picture.image.shape[:2]
    return [[round(float(x), 5), round(float(y), 5)] for x, y in place.there(corners) / (width, height)]
