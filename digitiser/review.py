"""Stage 5: which rows a person must see and in which order, and what follows from what the person settles. Pure: nothing is stored here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from digitiser.errors import DigitiserError
from digitiser.model import (
    CONTACT,
    NAMES,
    READ_COLUMNS,
    ColumnName,
    Decision,
    Field,
    Row,
    RowReason,
    RowSummary,
    RowVerdict,
    SheetReading,
    SheetSummary,
    Values,
    whole_name,
)
from digitiser.settings import ADDED_ROWS_FROM, SURE_CONFIDENCE

Order = Literal["doubtful_first", "by_sheet"]
NEVER_DITTO: frozenset[ColumnName] = frozenset((*NAMES, "signature"))


class DecisionRefused(DigitiserError):
    """A decision that cannot hold as it is; the message says what is missing. Nothing was changed."""


@dataclass(frozen=True)
class Progress:
    """How far the review is: rows with ink that people settled, that wait, and that wait for a decision on their sheet."""

    settled: int
    waiting: int
    held: int


def queue(
    rows: Iterable[RowSummary], sheets: Iterable[SheetSummary], order: Order = "doubtful_first"
) -> tuple[RowSummary, ...]:
    """The rows that nobody has settled yet: all with ink, and the empty ones of sheets whose foot counts more signatures than were found.

    `doubtful_first` puts the least sure first; rows as unsure as each other, and all rows `by_sheet`, stay in the order in which they came.
    Rows of sheets that are held back or do not count are left out: the sheet is settled first.
    """
    rows = tuple(rows)
    short = _short_of_rows(rows, sheets)
    waiting = [row for row in rows if _waits(row) and (row.state != "empty" or row.added or row.sheet in short)]
    return tuple(waiting if order == "by_sheet" else sorted(waiting, key=lambda row: row.confidence))


def progress(rows: Iterable[RowSummary]) -> Progress:
    """The figures above the queue; empty rows do not count."""
    counts = Counter(
        "settled" if row.verdict else row.standing
        for row in rows
        if (row.state != "empty" or row.verdict) and _may_count(row)
    )
    return Progress(counts["settled"], counts["counted"], counts["held"])


def doubtful_fields(row: Row, threshold: float = SURE_CONFIDENCE) -> tuple[ColumnName, ...]:
    """The fields to mark: unreadable ones, those less sure than `threshold`, and a name that is not there."""
    fields = [field for field in row.fields if field.name in READ_COLUMNS]
    return tuple(field.name for field in fields if _doubtful(field, row, threshold))


def proposal(row: Row, decisions: Mapping[int, Decision]) -> Values:
    """What stands in the fields before a person touches them: what was settled, else the best guesses.

    `decisions` are the newest ones of the sheet, by row. A ditto takes what was settled in the row that it points to.
    """
    settled = decisions.get(row.index)
    if settled and settled.verdict == "accepted":
        return settled.values
    return tuple((field.name, _guess(field, decisions)) for field in row.fields if field.name in READ_COLUMNS)


def decide(
    sheet: str,
    row: int,
    verdict: RowVerdict,
    values: Values,
    who: str,
    *,
    based_on: int = 0,
    added: bool = False,
    note: str = "",
    reason: RowReason | None = None,
    origin: str = "",
) -> Decision:
    """The decision to store. `based_on` is the revision that the person saw (0: none): where it is no longer the newest, the store
    raises Conflict and keeps both. DecisionRefused for an accepted row without a name: it is unreadable, or the name is typed.
    An accepted row has no reason to leave it out.
    """
    values = tuple((column, text) for column, text in values if text.strip())
    if verdict == "accepted" and not whole_name(values).strip():
        raise DecisionRefused(
            "A signature needs a name.", "Type the name, or mark the row as unreadable, unsigned or not a row."
        )
    at = datetime.now(UTC).isoformat(timespec="seconds")
    reason = None if verdict == "accepted" else reason
    return Decision(sheet, row, based_on + 1, verdict, values, who, at, added, note, reason, origin)


def agree(first: Decision, second: Decision) -> bool:
    """Whether two people read the same on a row: the same verdict and the same values, capitals and spaces aside.

    Contact details without consent count for nothing, and nobody has to look at them.
    """
    return (first.verdict, _plain(first.values)) == (second.verdict, _plain(second.values))


def followers(reading: SheetReading, decisions: Mapping[int, Decision], decision: Decision) -> tuple[Decision, ...]:
    """New revisions of settled rows whose dittos point to the row that `decision` corrects, directly or over other dittos.

    A row follows where it was accepted with the value that its source had before; a value that a person typed there stays.
    Store them with the decision, in one `record`.
    """
    rows = {row.index: row for row in reading.rows}
    after = {decision.row: decision}
    for row in sorted(reading.rows, key=lambda row: row.index):
        settled = decisions.get(row.index)
        if settled is None or settled.verdict != "accepted" or row.index in after:
            continue
        values = dict(settled.values)
        for field in row.fields:
            source = after.get(field.from_row) if field.from_row is not None and field.ink == "ditto" else None
            if source is None or source.verdict != "accepted" or field.name in NEVER_DITTO:
                continue
            before = _value_of(rows.get(source.row), decisions, field.name)
            now = dict(source.values).get(field.name, "")
            if now and values.get(field.name, "") == before != now:
                values[field.name] = now
        if tuple(values.items()) != settled.values:
            after[row.index] = replace(
                settled,
                revision=settled.revision + 1,
                values=tuple(values.items()),
                who=decision.who,
                at=decision.at,
                origin=f"follows row {decision.row}",
            )
    return tuple(after[index] for index in sorted(after) if index != decision.row)


def next_row(rows: Iterable[RowSummary]) -> int:
    """The index for a row that a person adds to a sheet; `rows` are the sheet's. Far beyond what is printed: no picture has such a row."""
    return max((row.row for row in rows if row.row >= ADDED_ROWS_FROM), default=ADDED_ROWS_FROM - 1) + 1


def _plain(values: Values) -> dict[ColumnName, str]:
    agreed = ("consent", "yes") in values
    return {
        column: "".join(text.casefold().split())
        for column, text in values
        if text and (agreed or column not in CONTACT)
    }


def _may_count(row: RowSummary) -> bool:
    return row.standing in ("counted", "held")


def _waits(row: RowSummary) -> bool:
    return row.verdict is None and row.standing == "counted"


def _short_of_rows(rows: Iterable[RowSummary], sheets: Iterable[SheetSummary]) -> set[str]:
    """Sheets whose control total is more than the signatures found: one may stand in a row that looks empty."""
    found = Counter(
        row.sheet
        for row in rows
        if row.verdict == "accepted" or (row.verdict is None and row.state == "filled" and row.signed is not False)
    )
    return {sheet.id for sheet in sheets if sheet.control_total is not None and sheet.control_total > found[sheet.id]}


def _doubtful(field: Field, row: Row, threshold: float) -> bool:
    if field.ink in ("written", "ditto"):
        return field.confidence < threshold
    return field.ink == "unreadable" or (field.name in NAMES and row.state == "filled")


def _guess(field: Field, decisions: Mapping[int, Decision]) -> str:
    source = decisions.get(field.from_row) if field.from_row is not None and field.name not in NEVER_DITTO else None
    if source and source.verdict == "accepted":
        return dict(source.values).get(field.name, "")
    return field.value or ""


def _value_of(row: Row | None, decisions: Mapping[int, Decision], column: ColumnName) -> str:
    return dict(proposal(row, decisions)).get(column, "") if row else ""
