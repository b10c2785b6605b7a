"""A row as it is put before a reviewer: each field's guess, how sure it is, and where it lies on the picture. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from digitiser.model import READ_COLUMNS, Box, ColumnName, Decision, Row, SheetReading
from digitiser.review import doubtful_fields, proposal
from digitiser.screens.on_sheet import on_sheet
from digitiser.settings import PICTURE_MARGIN_MM

_MOST_ALTERNATIVES = 3  # under a field; more are typed faster than read
_NARROWEST = 0.085  # of the picture's width: room for a word under a narrow cell


@dataclass(frozen=True)
class FieldView:
    """One field to settle. `guess` and `alternatives` are values as the store keeps them."""

    column: ColumnName
    guess: str
    doubtful: bool
    alternatives: tuple[str, ...] = ()
    ditto: bool = False


@dataclass(frozen=True)
class Stretch:
    """A part of the row's picture, its width as a share of the picture's, and the field to settle beneath it, if any."""

    width: float
    field: FieldView | None = None
    column: ColumnName | None = None


def stretches(reading: SheetReading, row: Row, decisions: Mapping[int, Decision]) -> tuple[Stretch, ...]:
    """The picture of a row from left to right; the shares add up to 1. `decisions` are the newest ones of the sheet, by row.

    A field stands under its column. Where the sheet has no column for names or countries, a field for them comes at the end.
    """
    found: list[Stretch] = []
    views = {view.column: view for view in _views(row, decisions)}
    left = 0.0
    for column, begin, end in _columns(reading, row):
        if begin > left:
            found.append(Stretch(begin - left))
        found.append(Stretch(max(0.0, end - max(left, begin)), views.pop(column, None) if column else None, column))
        left = max(left, end)
    found.append(Stretch(max(0.0, 1 - left)))
    found += [Stretch(0.0, view, view.column) for view in views.values()]
    return _with_room_for_words(found)


def _columns(reading: SheetReading, row: Row) -> list[tuple[ColumnName | None, float, float]]:
    """The columns as they cross the row's picture, left and right edge as shares of its width, from left to right on the paper."""
    if not row.box.width:
        return []
    ours = on_sheet(row.quad, reading.outline)[:, 0]
    margin = PICTURE_MARGIN_MM / (row.box.width + 2 * PICTURE_MARGIN_MM)
    found = []
    for column in reading.columns:
        edges = np.clip((on_sheet(column.quad, reading.outline)[:, 0] - ours.min()) / np.ptp(ours), 0, 1)
        begin, end = sorted(
            margin + (1 - 2 * margin) * float(edge) for edge in (edges[[0, 3]].mean(), edges[[1, 2]].mean())
        )
        found.append((column.name, begin, end))
    return sorted(found, key=lambda each: each[1])


def typed_row(index: int) -> Row:
    """A row that a person added, which no machine has read: no box, no fields."""
    nowhere = (0.0, 0.0)
    return Row(index, (), Box(0, 0, 0, 0), (nowhere, nowhere, nowhere, nowhere), "filled", None)


def _views(row: Row, decisions: Mapping[int, Decision]) -> list[FieldView]:
    settled = decisions.get(row.index)
    guesses = dict(proposal(row, decisions))
    doubtful = () if settled and settled.verdict == "accepted" else doubtful_fields(row)
    views = []
    for field in row.fields:
        if field.name in READ_COLUMNS:
            guess = guesses.pop(field.name, "")
            others = tuple(candidate.value for candidate in field.candidates if candidate.value != guess)
            unsure = field.name in doubtful
            views.append(
                FieldView(
                    field.name, guess, unsure, others[:_MOST_ALTERNATIVES] if unsure else (), field.ink == "ditto"
                )
            )
    views += [FieldView(column, value, False) for column, value in guesses.items()]
    return views + [FieldView(column, "", True) for column in _needed({view.column for view in views})]


def _needed(columns: set[ColumnName]) -> list[ColumnName]:
    needed: list[ColumnName] = [] if columns & {"name", "given_name", "family_name"} else ["name"]
    return needed if "country" in columns else [*needed, "country"]


def _with_room_for_words(found: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Fields under narrow cells take a little from the others."""
    wide = [replace(part, width=max(part.width, _NARROWEST)) if part.field else part for part in found]
    total = sum(part.width for part in wide)
    return tuple(replace(part, width=part.width / total) for part in wide if part.width > 0)
