"""Which printed rows belong to one entry: usually one, sometimes two, where somebody needed the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from digitiser.model import NAMES, Box, Table
from digitiser.settings import ASTRIDE_HIGHEST, ASTRIDE_OFF, NAME_PART

Stands = Literal["nowhere", "above", "below", "astride", "both"]


@dataclass(frozen=True)
class Written:
    """What stands in one printed row: where the ink of each column is (None for none, or for specks), and whether the row is signed."""

    boxes: tuple[Box | None, ...]
    signed: bool


def group_rows(table: Table, rows: Sequence[Written]) -> list[tuple[int, ...]]:
    """The positions of the bands of each entry, top to bottom: pairs where two rows are one entry, single rows otherwise.

    Two rows are one entry where the name and more stand on the rule between them, or where each has what is missing in the other: nothing
    is written twice, the name perhaps a part in each. Never where both are signed: a signature must not be lost.
    """
    groups: list[tuple[int, ...]] = []
    usual = _usual_name(table, rows)
    band = 0
    while band < len(rows):
        if band + 1 < len(rows) and _is_one(table, band, rows[band], rows[band + 1], usual):
            groups.append((band, band + 1))
            band += 2
        else:
            groups.append((band,))
            band += 1
    return groups


def _columns(table: Table, *names: str) -> list[int]:
    return [i for i, c in enumerate(table.columns) if c.name in names]


def _usual_name(table: Table, rows: Sequence[Written]) -> float:
    """The width in millimetres of half of the sheet's names."""
    widths = [box.width for row in rows for c in _columns(table, *NAMES) if (box := row.boxes[c])]
    return float(np.median(widths)) if widths else 0.0


def _is_one(table: Table, band: int, upper: Written, lower: Written, usual: float) -> bool:
    if upper.signed and lower.signed:
        return False
    names = _columns(table, *NAMES)
    others = [i for i, c in enumerate(table.columns) if c.name not in (*NAMES, "number", "signature", "consent")]
    stand = [_stands(table, band, a, b) for a, b in zip(upper.boxes, lower.boxes, strict=True)]
    if not any(stand[c] != "nowhere" for c in names):
        return False
    astride = [c for c in (*names, *others) if stand[c] == "astride"]
    if (
        len(astride) >= 2
        and any(c in names for c in astride)
        and len(astride) > sum(stand[c] == "both" for c in (*names, *others))
    ):
        return True
    if any(stand[c] == "both" for c in others) or not _one_name(
        table, upper, lower, [stand[c] for c in names], names, usual
    ):
        return False
    if _columns(table, "signature") and not (upper.signed or lower.signed):
        return False
    named_above = any(stand[c] in ("above", "both") for c in names)
    rest: Stands = "below" if named_above else "above"
    other = lower if named_above else upper
    return any(stand[c] in (rest, "astride") for c in others) or (other.signed and not _both(stand, names))


def _both(stand: Sequence[Stands], names: Sequence[int]) -> bool:
    return any(stand[c] == "both" for c in names)


def _one_name(
    table: Table, upper: Written, lower: Written, stand: Sequence[Stands], names: Sequence[int], usual: float
) -> bool:
    """Whether what stands in the columns of names is one name: all of it in one row, or in one column a part in each."""
    if "both" not in stand:
        return not {"above", "below"} <= set(stand)
    parts = [row.boxes[c] for row in (upper, lower) for c in names]
    return [table.columns[c].name for c in names] == ["name"] and all(p and p.width <= NAME_PART * usual for p in parts)


def _stands(table: Table, band: int, above: Box | None, below: Box | None) -> Stands:
    """Where the writing of one column stands in the two rows; astride is one line of writing on the rule between them."""
    if above is None or below is None:
        return "above" if above else "below" if below else "nowhere"
    upper, lower = table.bands[band].box, table.bands[band + 1].box
    height = (upper.height + lower.height) / 2
    top, bottom = min(above.top, below.top), max(above.bottom, below.bottom)
    on_rule = abs((top + bottom) / 2 - (upper.bottom + lower.top) / 2) <= ASTRIDE_OFF * height
    return "astride" if bottom - top <= ASTRIDE_HIGHEST * height and on_rule else "both"
