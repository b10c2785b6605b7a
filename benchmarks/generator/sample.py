"""One seed becomes one sheet: printed, filled, damaged, and its truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.generator import damage as damages
from benchmarks.generator.chance import Lots, lots, pick, weighed
from benchmarks.generator.damage import DAMAGES, Damage
from benchmarks.generator.entries import plan
from benchmarks.generator.fill import TrueRow, write_entries
from benchmarks.generator.layouts import any_layout
from benchmarks.generator.paint import print_sheet
from benchmarks.generator.taken import Paper, Picture
from benchmarks.generator.warps import Warp
from digitiser.model import Box

LANGUAGES = {"fr": 30, "en": 24, "es": 16, "ar": 18, "de": 12}
SCALE = 9.0
"""Pixels a millimetre at which sheets are drawn (229 dpi)."""
Truth = dict[str, Any]
"""A line of truth.jsonl, as reading-format.md has it."""


@dataclass(frozen=True)
class Sample:
    """A picture and what truly stands on it."""

    name: str
    picture: Picture
    truth: Truth


@dataclass(frozen=True)
class Filled:
    """A filled sheet before anything happened to it."""

    paper: Paper
    rows: tuple[TrueRow, ...]
    columns: tuple[tuple[str | None, Box], ...]
    layout: str
    language: str


def stranger(seed: int, index: int, damage: Damage | None = None, language: str | None = None) -> Sample:
    """Sheet number `index` of the seed: a stranger's layout, damaged at random unless told how."""
    rng = lots(seed, index)
    language = language or str(weighed(rng, LANGUAGES))
    kind: Damage = damage or pick(rng, DAMAGES)
    bold = kind in ("fax", "worn")
    filled = filled_stranger(language, rng, bold)
    if kind == "two-sheets":
        return two_sheets(filled, filled_stranger(language, rng), f"{index:04d}", rng)
    return one_sheet(filled, kind, f"{index:04d}", rng)


def filled_stranger(language: str, rng: Lots, bold: bool = False) -> Filled:
    """A stranger's sheet, printed and filled."""
    layout = any_layout(language, rng)
    canvas = print_sheet(layout, SCALE)
    rows = write_entries(canvas, layout, plan(layout, rng, bold), rng)
    columns = (
        () if layout.two_lines else tuple((COLUMN_NAMES.get(s.name, s.name), layout.column(s)) for s in layout.slots)
    )
    return Filled(Paper(canvas.image, canvas.scale), rows, columns, layout.name, language)


COLUMN_NAMES = {"address": "other", "age": "other"}


def one_sheet(filled: Filled, damage: Damage, number: str, rng: Lots) -> Sample:
    """The filled sheet in one damaged picture."""
    picture = damages.take(filled.paper, damage, rng)
    name = f"{number}-{filled.layout}-{damage}"
    return Sample(name, picture, _truth(name, damage, picture, [(filled, picture.place)]))


def two_sheets(first: Filled, second: Filled, number: str, rng: Lots) -> Sample:
    """Two filled sheets in one picture; their rows stand in one truth, each with the number of its sheet."""
    picture, places = damages.take_two(first.paper, second.paper, rng)
    name = f"{number}-{first.layout}-two-sheets"
    return Sample(name, picture, _truth(name, "two-sheets", picture, list(zip((first, second), places, strict=True))))


def _truth(name: str, damage: str, picture: Picture, sheets: list[tuple[Filled, Warp]]) -> Truth:
    first, place = sheets[0]
    truth: Truth = {"file": name, "page": 1, "layout": first.layout, "damage": damage, "language": first.language}
    truth["outline"] = quad(Box(0, 0, first.paper.width, first.paper.height), place, picture)
    truth["columns"] = [{"name": n, "quad": quad(box, place, picture)} for n, box in first.columns]
    truth["rows"] = [
        row_truth(row, at, picture) | ({"sheet": k} if len(sheets) > 1 else {})
        for k, (filled, at) in enumerate(sheets, 1)
        for row in filled.rows
    ]
    return truth


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
