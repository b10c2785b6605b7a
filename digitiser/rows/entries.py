"""Which printed rows belong to one entry: usually one, sometimes two, where somebody needed the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from digitiser.model import NAMES, Box, Table
from digitiser.settings import (
    ASTRIDE_CROSSES,
    ASTRIDE_LETTERS,
    ASTRIDE_OFF,
    ASTRIDE_OVERLAP,
    NAME_PART,
    NAME_WORD,
)

Stands = Literal["nowhere", "above", "below", "astride", "both"]


@dataclass(frozen=True)
class Written:
    """What stands in one printed row: where the words and marks of each column are (None for none, for specks and what marks both rows of
    an entry: a dash, a stroke down the column), whether a column holds anything at all, and whether the row is signed.
    """

    boxes: tuple[Box | None, ...]
    held: tuple[bool, ...]
    signed: bool


def group_rows(table: Table, rows: Sequence[Written]) -> list[tuple[int, ...]]:
    """The positions of the bands of each entry, top to bottom: pairs where two rows are one entry, single rows otherwise.

    Two rows are one entry where the name and more stand on the rule between them, or all that one of them holds; or where each has what
    is missing in the other: nothing is written twice, the name perhaps a part in each. Never where both are signed: a signature must not
    be lost.
    """
    groups: list[tuple[int, ...]] = []
    usual = _usual_name(table, rows)
    band = 0
    while band < len(rows):
        taken = band + 2 < len(rows) and _hangs(table, band + 1, rows[band + 1], rows[band + 2])
        if band + 1 < len(rows) and not taken and _is_one(table, band, rows[band], rows[band + 1], usual):
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
    if _hangs(table, band, upper, lower):
        return True
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
    alone = not any((lower if upper.signed else upper).held[c] for c in others)
    if alone and _both(stand, names) and _widest_name(upper, lower, names) <= NAME_PART * usual:
        return True
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
    parts = [box.width for row in (upper, lower) for c in names if (box := row.boxes[c])]
    short = max(parts) <= NAME_PART * usual or min(parts) <= NAME_WORD * usual
    return [table.columns[c].name for c in names] == ["name"] and len(parts) == 2 and short


def _widest_name(upper: Written, lower: Written, names: Sequence[int]) -> float:
    return max(box.width for row in (upper, lower) for c in names if (box := row.boxes[c]))


def _hangs(table: Table, band: int, upper: Written, lower: Written) -> bool:
    """Whether all the words of one of the rows are on the rule between them: a part of the other's lines, or all."""
    texts = [i for i, c in enumerate(table.columns) if c.name not in ("number", "signature", "consent")]
    held = [[c for c in texts if row.boxes[c]] for row in (upper, lower)]
    return not (upper.signed and lower.signed) and any(
        row and all(_on_rule(table, band, upper.boxes[c], lower.boxes[c]) for c in row) for row in held
    )


def _on_rule(table: Table, band: int, above: Box | None, below: Box | None) -> bool:
    """Whether the writing of one column is one line that the rule crosses; its letters were given to either row, or to both."""
    upper, lower = table.bands[band].box, table.bands[band + 1].box
    rule, height = (upper.bottom + lower.top) / 2, (upper.height + lower.height) / 2
    boxes = [box for box in (above, below) if box]
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    if above and below:
        shared = min(above.bottom, below.bottom) - max(above.top, below.top)
        return shared >= ASTRIDE_OVERLAP * min(above.height, below.height) and bottom - top <= ASTRIDE_LETTERS * height
    off = abs((top + bottom) / 2 - rule)
    return min(rule - top, bottom - rule) >= ASTRIDE_CROSSES * height and off <= ASTRIDE_OFF * height


def _stands(table: Table, band: int, above: Box | None, below: Box | None) -> Stands:
    """Where the writing of one column stands in the two rows; astride is one line of writing on the rule between them."""
    if above is None or below is None:
        return "above" if above else "below" if below else "nowhere"
    return "astride" if _on_rule(table, band, above, below) else "both"
