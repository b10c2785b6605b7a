"""What is said of a fault, in English: what it is, in which rows, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from digitiser.model import Problem

FaultCode = Literal[
    "far", "blurred", "moved", "dark", "shadow", "glare", "covered", "upper_edge", "right_edge", "lower_edge", "left_edge",
]  # fmt: skip
_SENTENCES: dict[FaultCode, tuple[str, str]] = {
    "far": ("too far away: {dpi} dots an inch of paper", "Come closer, until the sheet fills the picture."),
    "blurred": ("blurred", "Wipe the lens, tap on the writing to focus, and take it again."),
    "moved": ("shaken", "Rest both hands, or lay the phone on a pile of books, and take it again."),
    "dark": ("too dark", "Take it again with more light."),
    "shadow": ("in shadow", "Take it again with the light from the other side."),
    "glare": ("washed out by a reflection", "Take it again without the flash, or tilt the sheet away from the lamp."),
    "covered": ("hidden", "Move the thumb, flatten the corner, and take it again."),
    "upper_edge": ("cut off: the upper edge is missing", "Take it again with the whole sheet in the picture."),
    "right_edge": ("cut off: the right edge is missing", "Take it again with the whole sheet in the picture."),
    "lower_edge": ("cut off: the lower edge is missing", "Take it again with the whole sheet in the picture."),
    "left_edge": ("cut off: the left edge is missing", "Take it again with the whole sheet in the picture."),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with a picture, and in which printed rows; no rows: in the whole sheet.

    `columns` are the headings of what is hidden; `dpi` is there where the sheet is too far away.
    """

    code: FaultCode
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    dpi: int | None = None

    @property
    def problem(self) -> Problem:
        """As it goes with the reading."""
        return Problem(self.code, message(self))


def message(fault: Fault) -> str:
    """A sentence that says what is wrong and where, and one that says what to do."""
    what, remedy = _SENTENCES[fault.code]
    columns = f" in the column {', '.join(fault.columns)}" if fault.columns else ""
    where = f"{listed(fault.rows)} {'is' if len(fault.rows) == 1 else 'are'}" if fault.rows else "The sheet is"
    return f"{where} {what.format(dpi=fault.dpi)}{columns}. {remedy}"


def listed(rows: Sequence[int]) -> str:
    """The rows in words: "Row 4", "Rows 2 and 5", "Rows 1, 3 and 7 to 9"."""
    return f"{'Row' if len(rows) == 1 else 'Rows'} {numbers(rows)}"


def rows_in(message: str) -> tuple[int, ...]:
    """The rows that a message of `message` names; none where it speaks of the whole sheet."""
    found = re.match(r"Rows? ([\d, toand]+) (?:is|are) ", message)
    rows: list[int] = []
    for part in re.findall(r"\d+ to \d+|\d+", found[1] if found else ""):
        first, _, last = part.partition(" to ")
        rows += range(int(first), int(last or first) + 1)
    return tuple(rows)


def numbers(rows: Sequence[int], to: str = " to ", last: str = " and ") -> str:
    """The rows' numbers, runs of three and more as "7 to 9"; `last` stands before the last of several."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    parts = [
        part for run in runs for part in ([f"{run[0]}{to}{run[-1]}"] if len(run) > 2 else [str(row) for row in run])
    ]
    return last.join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
