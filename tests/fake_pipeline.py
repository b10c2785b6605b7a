"""A pipeline that reads nothing: the content of a file says which invented sheets it gives. Run as a program, it is `digitiser` with it.

A fake scan is `%PDF-fake ` and a JSON object: pages, serial, rows (a page), pause (seconds before each page), fault (instead of a sheet).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from digitiser.errors import InputRefused
from digitiser.intake import open_scan
from digitiser.model import SheetReading
from digitiser.twins import RowInk
from tests.records import NAMES, field, no_sheet, picture, reading, row


@dataclass(frozen=True)
class RowPicture:
    """As in the pipeline."""

    index: int
    jpeg: bytes


@dataclass(frozen=True)
class ReadSheet:
    """As in the pipeline."""

    reading: SheetReading
    pictures: tuple[RowPicture, ...]
    picture: bytes
    inks: tuple[RowInk, ...] = ()


def fake_scan(path: Path, **content: object) -> Path:
    """A file that the fake reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-fake " + json.dumps(content).encode())
    return path


def read_file(path: Path, recognisers: Sequence[object] = (), trace: Path | None = None) -> Iterator[ReadSheet]:
    """As in the pipeline."""
    scan, data = open_scan(path)
    if not data.startswith(b"%PDF-fake "):
        raise InputRefused("damaged", f"{path.name} is damaged or cut off.", "Scan the sheet again.")
    content = json.loads(data[10:])
    for page in range(1, content.get("pages", 1) + 1):
        time.sleep(content.get("pause", 0))
        if content.get("fault"):
            raise ZeroDivisionError("SECRET NAME in a fault")
        found = no_sheet(page=page) if content.get("empty") else _sheet(page, content)
        found = replace(found, scan=scan.sha256, file=scan.file, sheet=1)
        pictures = tuple(RowPicture(r.index, picture()) for r in found.rows)
        yield ReadSheet(found, pictures, picture(200, 280))


def _sheet(page: int, content: dict[str, object]) -> SheetReading:
    count = int(str(content.get("rows", 3)))
    rows = tuple(
        row(
            i,
            field("name", f"{NAMES[i % len(NAMES)]} {page}", index=i),
            field("country", ("FR", "MA")[i % 2], 0.9, index=i),
        )
        for i in range(1, count + 1)
    )
    serial = content.get("serial")
    return reading(page=page, rows=rows, serial=str(serial) if serial else None)


def module() -> ModuleType:
    """To stand in for `digitiser.pipeline`."""
    fake = ModuleType("digitiser.pipeline")
    fake.__dict__.update(read_file=read_file, ReadSheet=ReadSheet, RowPicture=RowPicture)
    return fake


def _telling(path: Path, recognisers: Sequence[object] = (), trace: Path | None = None) -> Iterator[ReadSheet]:
    """Says each sheet's id when the next one is asked for: then it was kept."""
    for sheet in read_file(path, recognisers, trace):
        yield sheet
        print(sheet.reading.id, flush=True)


if __name__ == "__main__":
    sys.modules["digitiser.pipeline"] = module()
    sys.modules["digitiser.pipeline"].__dict__["read_file"] = _telling
    from digitiser import cli

    vars(cli.reading)["_recognisers"] = lambda: ()  # importing the real ones takes longer than a kill
    cli.main()
