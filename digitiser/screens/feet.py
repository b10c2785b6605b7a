"""The number at a sheet's foot, where its rows are settled and say another one: a person says why, and the sheet is done. No Streamlit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Literal

from digitiser.columns import clean
from digitiser.ledger import Line, ledger
from digitiser.model import FootDecision, FootReason, RowSummary, SheetSummary, row_id
from digitiser.review import queue
from digitiser.screens.language import say
from digitiser.store import Store

FOOT = 0  # where a row's index stands: rows count from 1


@dataclass(frozen=True)
class FootCard:
    """The question about one sheet, as it is put before a reviewer among the rows: `foot` stands on the paper, `counted` are the rows.

    `reason` and `note` are what somebody said before, of other numbers or to be corrected; `revision` is that decision's (0: none).
    """

    id: str
    sheet: str
    title: str
    file: str
    foot: int
    counted: int
    revision: int = 0
    reason: FootReason | None = None
    note: str = ""
    row: int = FOOT
    kind: Literal["foot"] = "foot"


@dataclass(frozen=True)
class FootAnswer:
    """Why `foot` and `counted` differ, as they were on the screen."""

    reason: FootReason
    foot: int
    counted: int


def foot_name(reason: FootReason) -> str:
    """Why the two numbers differ, in the reviewer's language."""
    return {
        "misread": say("The number was read wrongly"),
        "miscounted": say("Whoever wrote it counted wrongly"),
        "left_out": say("Rows that do not count were counted with them"),
        "added_later": say("Rows were signed after it was written"),
        "cut_off": say("A part of the sheet is missing in the picture"),
    }[reason]


def lines(store: Store, rows: Sequence[RowSummary], sheets: Sequence[SheetSummary]) -> tuple[Line, ...]:
    """The ledger's lines of these sheets, with what was said of their feet; signatures are not counted."""
    return ledger(sheets, rows, (), store.decisions.feet()).lines


def foot_cards(
    store: Store, rows: Sequence[RowSummary], sheets: Sequence[SheetSummary], skip: Collection[str] = ()
) -> tuple[FootCard, ...]:
    """The questions about these sheets, of which `rows` are all: those of which every row is settled, without those in `skip` (ids)."""
    unsettled = {row.sheet for row in queue(rows, sheets)}
    asked = [
        s for s in sheets if s.control_total is not None and s.id not in unsettled and row_id(s.id, FOOT) not in skip
    ]
    by_sheet = defaultdict[str, list[RowSummary]](list)
    for row in rows:
        by_sheet[row.sheet].append(row)
    settled = [row for sheet in asked for row in by_sheet[sheet.id]]
    return tuple(_card(line) for line in lines(store, settled, asked) if line.differs)


def foot_card(store: Store, sheet: str) -> FootCard | None:
    """The question about one sheet, also where it was answered; None where its foot says nothing."""
    (line,) = lines(store, store.readings.rows(sheet), store.readings.sheets(sheet))
    return _card(line) if line.sheet.control_total is not None else None


def explain(store: Store, sheet: str, revision: int, said: FootAnswer, note: str, who: str) -> FootDecision:
    """Keeps what a person said. Raises Conflict where somebody else said something meanwhile: both are kept, and theirs holds."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return store.decisions.explain(
        FootDecision(sheet, revision + 1, said.reason, said.foot, said.counted, who, now, clean(note))
    )


def _card(line: Line) -> FootCard:
    sheet, before = line.sheet, line.foot
    if sheet.serial:
        title = say("Sheet {sheet}: the number at its foot", sheet=sheet.serial)
    else:
        title = say("Page {page}: the number at its foot", page=sheet.page)
    return FootCard(
        row_id(sheet.id, FOOT), sheet.id, title, PurePath(sheet.file).name, sheet.control_total or 0, line.counts.countable,
        before.revision if before else 0, before.verdict if before else None, before.note if before else "",
    )  # fmt: skip
