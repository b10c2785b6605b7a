"""What the capture screen hands to the browser and takes from it: pictures of sheets, read at once, and what to take again. No Streamlit.

Bytes come and go in memory; what is kept is kept by the store, as `digitiser read` keeps it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import get_args

from digitiser.errors import InputRefused
from digitiser.intake import scan_of
from digitiser.keeping import keep
from digitiser.model import IssuedSerial, Row, SheetReading, State
from digitiser.pipeline import engines, read_scan
from digitiser.quality import rows_in
from digitiser.quality.words import FaultCode
from digitiser.recognisers import Recogniser
from digitiser.screens.language import say
from digitiser.screens.problems import problem_text
from digitiser.serials import spoken
from digitiser.store import Store

_ALONE = Lock()  # two pictures at a time would make both late
_SPOILT = frozenset(get_args(FaultCode))


@dataclass(frozen=True)
class TakenRow:
    """A row on its sheet's picture: left, top, right, bottom as shares of it. `again`: it cannot be read from this picture."""

    index: int
    box: tuple[float, float, float, float]
    state: State
    again: bool


@dataclass(frozen=True)
class TakenSheet:
    """A sheet as it was read. `signatures` are filled rows, signed where that can be seen; `foot` is the number written below them.

    `advice` says what to look at or to do; `again`: take it again.
    """

    id: str
    title: str
    signatures: int
    foot: int | None
    rows: tuple[TakenRow, ...]
    advice: tuple[str, ...]
    again: bool


@dataclass(frozen=True)
class Taken:
    """What became of one file: its sheets, or why it was refused. `known`: it was in the store already."""

    file: str
    sheets: tuple[TakenSheet, ...]
    known: bool = False
    refused: str = ""


@dataclass(frozen=True)
class Missing:
    """Printed sheets that did not come back from one place."""

    issued_to: str
    serials: tuple[str, ...]
    issued: int


def take(store: Store, file: str, data: bytes) -> Taken:
    """Read a picture or PDF and keep its sheets. Raises StoreError where they could not be kept."""
    try:
        scan = scan_of(file, data)
        known = store.readings.has_scan(scan.sha256)
        if not known:
            with _ALONE:
                store.readings.begin(scan.sha256, scan.file)
                keep(store, scan.sha256, read_scan(scan, data, _engines()))
    except InputRefused as refused:
        return Taken(file, (), refused=_refusal(refused))
    ids = [sheet.id for sheet in store.readings.sheets() if sheet.scan == scan.sha256]
    return Taken(file, tuple(_taken(store.readings.sheet(sheet)) for sheet in ids), known)


def missing(store: Store) -> tuple[Missing, ...]:
    """The printed sheets that are not in the store, by whom they were given to, the most first."""
    issued = store.serials.all()
    given, out = Counter(one.issued_to for one in issued), [one for one in issued if not one.returned]
    places = sorted({one.issued_to for one in out}, key=lambda place: (-_count(out, place), place))
    return tuple(
        Missing(place, tuple(spoken(one.serial) for one in out if one.issued_to == place), given[place])
        for place in places
    )


def _count(out: list[IssuedSerial], place: str) -> int:
    return sum(one.issued_to == place for one in out)


@cache
def _engines() -> tuple[Recogniser, ...]:
    """Loaded once, with the first picture."""
    return engines()


def _taken(reading: SheetReading) -> TakenSheet:
    spoilt = {row for problem in reading.problems if problem.code in _SPOILT for row in rows_in(problem.message)}
    written = [row for row in reading.rows if row.state == "filled" and row.signed is not False]
    if reading.serial:
        title = say("Sheet {sheet}", sheet=spoken(reading.serial))
    else:
        title = say("Page {page}, sheet {sheet}", page=reading.page, sheet=reading.sheet)
    return TakenSheet(
        reading.id,
        title,
        len(written),
        reading.control_total,
        tuple(_row(reading, row, row.index in spoilt) for row in reading.rows),
        tuple(problem_text(problem.code, problem.message) for problem in reading.problems),
        not reading.rows or any(problem.code in _SPOILT for problem in reading.problems),
    )


def _row(reading: SheetReading, row: Row, again: bool) -> TakenRow:
    width, height = reading.size or (1.0, 1.0)
    box = (row.box.left / width, row.box.top / height, row.box.right / width, row.box.bottom / height)
    return TakenRow(row.index, box, row.state, again)


def _refusal(refused: InputRefused) -> str:
    if refused.code == "not_a_sample":
        return say("This is the demo store: it takes the sample scans only.")
    return problem_text(refused.code, str(refused))
