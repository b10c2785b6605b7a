"""Which printed rows belong to one entry: usually one, sometimes two, where somebody needed the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitiser.ink import SheetInk
from digitiser.model import Ink, Table
from digitiser.settings import ASTRIDE_MM, SHEET_PX_PER_MM, TWO_ROWS_ASTRIDE

NAMES = ("name", "given_name", "family_name")


@dataclass(frozen=True)
class Written:
    """What stands in one printed row, cell by cell: the kind of ink of each column, and whether the row has a signature of its own."""

    inks: tuple[Ink, ...]
    signed: bool


def group_rows(table: Table, ink: SheetInk, rows: Sequence[Written]) -> list[tuple[int, ...]]:
    """The positions of the bands of each entry, top to bottom: pairs where two rows are one entry, single rows otherwise.

    Two rows are one entry where the name and more stand across the rule between them, or where one has the name, the other has none,
    nothing is written twice and one of them at most is signed. When in doubt they are two: a signature must not be lost.
    """
    groups: list[tuple[int, ...]] = []
    band = 0
    while band < len(rows):
        if band + 1 < len(rows) and (
            _astride(table, ink, band, rows) or _complete_each_other(table, rows[band], rows[band + 1])
        ):
            groups.append((band, band + 1))
            band += 2
        else:
            groups.append((band,))
            band += 1
    return groups


def _columns(table: Table, *names: str) -> list[int]:
    return [i for i, c in enumerate(table.columns) if c.name in names]


def _texts(table: Table) -> list[int]:
    return [i for i, c in enumerate(table.columns) if c.name not in ("number", "signature", "consent")]


def _astride(table: Table, ink: SheetInk, band: int, rows: Sequence[Written]) -> bool:
    """Whether the name and one thing more stand on the rule between the rows."""
    if rows[band].signed and rows[band + 1].signed:
        return False
    edge = ((table.bands[band].box.bottom + table.bands[band + 1].box.top) / 2 - ink.top) * SHEET_PX_PER_MM
    reach = ASTRIDE_MM * SHEET_PX_PER_MM
    astride = []
    for column in _texts(table):
        pieces = ink.of_cell([band, band + 1], column)
        boxes, areas = ink.pieces.boxes[pieces], ink.pieces.areas[pieces]
        on_edge = (boxes[:, 1] < edge - reach) & (boxes[:, 3] > edge + reach)
        if areas[on_edge].sum() >= TWO_ROWS_ASTRIDE * areas.sum() > 0:
            astride.append(column)
    return len(astride) >= 2 and any(table.columns[c].name in NAMES for c in astride)


def _complete_each_other(table: Table, upper: Written, lower: Written) -> bool:
    """Whether one row has the name and the other what is missing there."""
    names, signature = _columns(table, *NAMES), _columns(table, "signature")
    if not names or not signature or upper.signed == lower.signed:
        return False
    texts = _texts(table)
    if any(upper.inks[c] != "blank" and lower.inks[c] != "blank" for c in texts):
        return False
    named = [any(row.inks[c] == "written" for c in names) for row in (upper, lower)]
    other = lower if named[0] else upper
    filled = bool(np.any([other.inks[c] != "blank" for c in texts if c not in names]))
    return named[0] != named[1] and (filled or other.signed)
