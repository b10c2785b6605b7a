"""A row as it is put before a reviewer: each field's guess, how sure it is, and where it lies on the picture. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitiser.model import READ_COLUMNS, Box, ColumnName, Decision, Row, SheetReading
from digitiser.review import doubtful_fields, proposal
from digitiser.settings import PICTURE_MARGIN_MM

_MOST_ALTERNATIVES = 3  # under a field; more are typed faster than read
_OWN_PLACE = 0.5  # of a column's width that no column before it covers; stacked cells share theirs
_NARROWEST = 0.085  # of the picture's width: room for a word under a narrow cell

_Line = tuple[NDArray[np.float64], NDArray[np.float64]]


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


@dataclass(frozen=True)
class Layout:
    """Where the fields of a row stand: `under` the picture from left to right (the shares add up to 1), and `below` that the others."""

    under: tuple[Stretch, ...]
    below: tuple[FieldView, ...]

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The columns of all fields."""
        return tuple(part.field.column for part in self.under if part.field) + tuple(view.column for view in self.below)


def layout(reading: SheetReading, row: Row, decisions: Mapping[int, Decision]) -> Layout:
    """A field stands under its column where that has a place of its own; `decisions` are the newest ones of the sheet, by row.

    Below stand the fields of cells that lie over each other, and a name and a country where the sheet has no column for them.
    """
    found: list[Stretch] = []
    views = {view.column: view for view in _views(row, decisions)}
    left = 0.0
    for column, begin, end in _crossings(reading, row):
        if end - max(left, begin) < _OWN_PLACE * (end - begin):
            continue
        if begin > left:
            found.append(Stretch(begin - left))
        found.append(Stretch(end - max(left, begin), views.pop(column, None) if column else None, column))
        left = end
    found.append(Stretch(max(0.0, 1 - left)))
    return Layout(_with_room_for_words(found), tuple(views.values()))


def _crossings(reading: SheetReading, row: Row) -> list[tuple[ColumnName | None, float, float]]:
    """Where each column crosses the row's picture: left and right edge as shares of its width, from left to right on the paper."""
    if not row.box.width:
        return []
    top_left, top_right, bottom_right, bottom_left = (np.array(corner) for corner in row.quad)
    line = ((top_left + bottom_left) / 2, (top_right + bottom_right) / 2)
    margin = PICTURE_MARGIN_MM / (row.box.width + 2 * PICTURE_MARGIN_MM)
    found = []
    for column in reading.columns:
        tl, tr, br, bl = (np.array(corner) for corner in column.quad)
        edges = sorted(
            margin + (1 - 2 * margin) * float(np.clip(_crossing(line, edge), 0, 1)) for edge in ((tl, bl), (tr, br))
        )
        if edges[1] > edges[0]:
            found.append((column.name, edges[0], edges[1]))
    return sorted(found, key=lambda each: each[1])


def _crossing(line: _Line, edge: _Line) -> float:
    """How far along `line` the straight through `edge` crosses it, as a share of its length."""
    along, across, apart = line[1] - line[0], edge[1] - edge[0], edge[0] - line[0]
    turn = along[0] * across[1] - along[1] * across[0]
    return float((apart[0] * across[1] - apart[1] * across[0]) / turn) if turn else 0.0


def typed_row(index: int) -> Row:
    """A row that a person added, which no machine has read: no box, no fields."""
    nowhere = (0.0, 0.0)
    return Row(index, (), Box(0, 0, 0, 0), (nowhere, nowhere, nowhere, nowhere), "filled", None)


def _views(row: Row, decisions: Mapping[int, Decision]) -> list[FieldView]:
    settled = decisions.get(row.index)
    guesses = dict(proposal(row, decisions))
    doubtful = () if settled and settled.verdict == "accepted" else doubtful_fields(row)
    views = []
    in_parts = any(field.name in ("given_name", "family_name") for field in row.fields)
    for field in row.fields:
        if field.name == "name" and in_parts:
            guesses.pop("name", None)  # the two parts as one text: what is typed is typed once
        elif field.name in READ_COLUMNS:
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
