"""Crossing out: a stroke, several, a zigzag, slashes or a scribble through what a row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.ink.blank import Mask
from digitiser.model import NAMES, Column, Table
from digitiser.rows.strikes.decision import are_struck, is_print
from digitiser.rows.strikes.level import Line, longest_lines
from digitiser.rows.strikes.looks import NO_LINE, Looks, of_name, of_row
from digitiser.rows.strikes.writing import Writing, lying_on, writing_in
from digitiser.settings import (
    ENTRY_MIN_MM2,
    NAME_COLUMN_MM,
    NAME_LEAST_MM,
    SHEET_PX_PER_MM,
    STRIKE_MIN_MM,
    STRIKE_WORTH_ROW,
)


@dataclass(frozen=True)
class Strike:
    """What crosses out a row: its level line in pixels of the sheet's ink; None for a zigzag, slashes or a scribble."""

    line: Line | None

    def without(self, mask: Mask, boxes: NDArray[np.int32]) -> Mask:
        """`mask` (the common picture of pieces with these boxes) without the line: what was there before the row was crossed out."""
        if self.line is None:
            return mask
        return self.line.moved(-int(boxes[:, 0].min()), -int(boxes[:, 1].min())).erased(mask)


def find_strikes(table: Table, ink: SheetInk) -> list[Strike | None]:
    """For each band what crosses it out, if anything does."""
    seen = look_at(table, ink)
    least = ENTRY_MIN_MM2 * SHEET_PX_PER_MM**2
    written = [bool(ink.pieces.areas[ink.pieces.band == band].sum() >= least) for band in range(len(table.bands))]
    struck = are_struck([looks for looks, _ in seen], written)
    found = [Strike(line) if is_struck else None for is_struck, (_, line) in zip(struck, seen, strict=True)]
    return _to_their_ends(table, ink, found)


def look_at(table: Table, ink: SheetInk) -> list[tuple[tuple[Looks, ...], Line | None]]:
    """For each band what is measured of its writing, once for each column that may hold the name (nothing where no stroke is long
    enough to cross anything out), and its longest level line if it has one.
    """
    texts = [i for i, c in enumerate(table.columns) if c.name != "signature" and not _is_of_numbers(c)]
    bands = range(len(table.bands))
    rows = {band: w for band in bands if (w := writing_in(table, ink, band, texts))}
    of_rows, in_rows = _measured_rows(table, ink, list(rows.values()))
    rules = {band: lying_on(ink, band, line) for band, line in in_rows.items() if line and is_print(of_rows[band])}
    for band, rule in rules.items():  # a rule that nobody found hides what else may be there
        of_rows.pop(band), in_rows.pop(band), rows.pop(band)
        if rest := writing_in(table, ink, band, texts, rule):
            rows[band] = rest
    again = _measured_rows(table, ink, [rows[band] for band in rules if band in rows])
    of_rows, in_rows = of_rows | again[0], in_rows | again[1]
    names = [(band, w) for band in rows for w in _names(table, ink, band, texts, rows[band], rules.get(band))]
    followed = [k for k, (_, w) in enumerate(names) if w.may_be_struck]
    in_names = dict(zip(followed, longest_lines([names[k][1].mask for k in followed]), strict=True))
    found: list[tuple[tuple[Looks, ...], Line | None]] = [((), None)] * len(bands)
    for k, (band, name) in enumerate(names):
        if band not in of_rows and k not in in_names:
            continue
        line = in_names.get(k, NO_LINE)
        looks = of_name(of_rows.get(band, Looks()), name, line, _heaviness_beside(rows[band], name))
        before, longest = found[band]
        found[band] = ((*before, looks), in_rows.get(band) or longest or _moved(line, name))
    return found


def _is_of_numbers(column: Column) -> bool:
    """Whether the rows' numbers stand in a column; one with room for a name is called so by mistake."""
    return column.name == "number" and column.box.width < NAME_COLUMN_MM


def _names(
    table: Table, ink: SheetInk, band: int, texts: Sequence[int], row: Writing, rule: NDArray[np.int32] | None
) -> list[Writing]:
    """The writing of the columns that hold the name, but for the pieces of a `rule`; where no heading tells, of each that has room for one;
    at worst all of the row.
    """
    named = [i for i in texts if table.columns[i].name in NAMES]
    free = [
        i for i in texts if table.columns[i].name in (None, "number") and table.columns[i].box.width >= NAME_COLUMN_MM
    ]
    found = [
        w for group in ([named] if named else [[i] for i in free]) if (w := writing_in(table, ink, band, group, rule))
    ]
    return [w for w in found if named or w.width >= NAME_LEAST_MM * SHEET_PX_PER_MM] or [row]


def _measured_rows(
    table: Table, ink: SheetInk, rows: Sequence[Writing]
) -> tuple[dict[int, Looks], dict[int, Line | None]]:
    """What all of the writing of a band shows, and its longest level line, for the bands where any stroke is worth following."""
    whole = [w for w in rows if w.may_be_struck]
    lines = longest_lines([w.mask for w in whole])
    long = [k for k, line in enumerate(lines) if line.length >= STRIKE_WORTH_ROW * whole[k].row_width]
    second = dict(zip(long, longest_lines([lines[k].erased(whole[k].mask) for k in long]), strict=True))
    edges = [(c.box.right - ink.left) * SHEET_PX_PER_MM for c in table.columns[:-1]]
    looks = {
        w.band: of_row(Looks(), w, line, second.get(k, NO_LINE), edges)
        for k, (w, line) in enumerate(zip(whole, lines, strict=True))
    }
    return looks, {w.band: _moved(line, w) for w, line in zip(whole, lines, strict=True)}


def _heaviness_beside(row: Writing, name: Writing) -> float:
    """The ink for each pixel of width in the row's cells that do not hold the name; 0 where all do."""
    wide = sum(right - left for left, right in row.columns) - sum(right - left for left, right in name.columns)
    return (sum(row.areas) - sum(name.areas)) / wide if wide > 0 else 0.0


def _moved(line: Line, writing: Writing) -> Line | None:
    return line.moved(writing.left, writing.top) if line.length >= STRIKE_MIN_MM else None


def _to_their_ends(table: Table, ink: SheetInk, strikes: list[Strike | None]) -> list[Strike | None]:
    """The strikes' lines followed into the signature cell, where they were not looked for."""
    columns = [i for i, c in enumerate(table.columns) if c.name != "number"]
    struck = [w for band, s in enumerate(strikes) if s and s.line and (w := writing_in(table, ink, band, columns))]
    for writing, line in zip(struck, longest_lines([w.mask for w in struck]), strict=True):
        before = strikes[writing.band]
        whole = line.moved(writing.left, writing.top)
        if before and before.line and whole.left <= before.line.left + 8 and whole.right >= before.line.right - 8:
            strikes[writing.band] = Strike(whole)
    return strikes
