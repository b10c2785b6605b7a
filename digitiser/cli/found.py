"""The table of what was read: sheets, rows with ink, fields sure and doubtful, by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitiser.cli.common import show_table
from digitiser.errors import InputRefused

if TYPE_CHECKING:
    from digitiser.model import SheetReading
    from digitiser.store import Store


@dataclass(frozen=True)
class Found:
    """What was read, in numbers; they add up."""

    sheets: int = 0
    pages_without: int = 0
    ink: int = 0
    struck: int = 0
    unsigned: int = 0
    sure: int = 0
    doubtful: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(*(mine + theirs for mine, theirs in zip(self.cells(), other.cells(), strict=True)))

    def cells(self) -> tuple[int, ...]:
        """In the order of the table."""
        return (self.sheets, self.pages_without, self.ink, self.struck, self.unsigned, self.sure, self.doubtful)


def show_found(paths: list[Path], store: Store) -> None:
    """The table of what is in the store of these files."""
    from digitiser.intake import open_scan

    by_scan: dict[str, list[str]] = {}
    for sheet in store.readings.sheets():
        by_scan.setdefault(sheet.scan, []).append(sheet.id)
    lines: list[tuple[object, ...]] = []
    total = Found()
    for path in paths:
        try:
            sheets = by_scan[open_scan(path)[0].sha256]
        except (InputRefused, KeyError):  # named already
            continue
        found = sum((_found(store.readings.sheet(sheet)) for sheet in sheets), Found())
        total += found
        lines.append((path.name, *found.cells()))
    header = ("file", "sheets", "no\ntable", "rows\n(ink)", "struck", "un-\nsigned", "fields\nsure", "in\ndoubt")
    show_table("What was read", header, lines, ("all", *total.cells()))


def _found(reading: SheetReading) -> Found:
    from digitiser.model import READ_COLUMNS
    from digitiser.review import doubtful_fields

    filled = [row for row in reading.rows if row.state == "filled"]
    doubtful = sum(len(doubtful_fields(row)) for row in filled)
    written = sum(f.name in READ_COLUMNS and f.ink in ("written", "ditto") for row in filled for f in row.fields)
    unsure = sum(f.name in doubtful_fields(row) and f.ink in ("written", "ditto") for row in filled for f in row.fields)
    return Found(
        sheets=1 if reading.rows else 0,
        pages_without=0 if reading.rows else 1,
        ink=sum(row.state != "empty" for row in reading.rows),
        struck=sum(row.state == "struck" for row in reading.rows),
        unsigned=sum(row.signed is False for row in filled),
        sure=written - unsure,
        doubtful=doubtful,
    )
