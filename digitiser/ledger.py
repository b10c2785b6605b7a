"""Stage 6: three counts a sheet that must reconcile: rows with ink, countable rows, verified signatures.

ink       = countable + struck + unsigned + unreadable
countable = verified + waiting (nobody settled them, or they are not merged yet) + held (their sheet waits for a decision)

What people settled goes before what the machine saw. The number that people wrote at the foot of the sheet is the control total: it counts
signatures, so it stands beside `countable`. Rows of a sheet that was read twice, or was set aside, are in none of the counts, and listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from digitiser.model import FootDecision, RowSummary, SheetSummary, Signature

_Kind = Literal["no_ink", "struck", "unsigned", "unreadable", "held", "countable"]


@dataclass(frozen=True)
class Counts:
    """The counts of a sheet, or of many; `again` counts rows with ink on sheets that do not count."""

    verified: int = 0
    waiting: int = 0
    held: int = 0
    struck: int = 0
    unsigned: int = 0
    unreadable: int = 0
    ink: int = 0
    again: int = 0

    @property
    def countable(self) -> int:
        """Rows that are filled, not struck, and signed where the sheet asks for it."""
        return self.ink - self.struck - self.unsigned - self.unreadable

    @property
    def reconciles(self) -> bool:
        """Whether the counts explain each other. They were counted apart, so a signature on a row that is struck by now shows: merge."""
        return self.countable == self.verified + self.waiting + self.held

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(_parts(self), _parts(other), strict=True)))


@dataclass(frozen=True)
class Line:
    """A sheet in the ledger: `unsettled` rows with ink have no decision, `foot` is what a person said last of the number at its foot."""

    sheet: SheetSummary
    counts: Counts
    unsettled: int = 0
    foot: FootDecision | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether the foot says as many signatures as are countable; None where it says nothing, or the sheet does not count."""
        total = self.sheet.control_total
        return None if total is None or self.sheet.standing != "counted" else total == self.counts.countable

    @property
    def differs(self) -> bool:
        """Whether the foot says another number and nobody has said why those two differ."""
        said = (self.foot.foot, self.foot.counted) if self.foot else None
        return self.agrees is False and said != (self.sheet.control_total, self.counts.countable)

    @property
    def done(self) -> bool:
        """Whether every row of a sheet that counts is settled, and its foot agrees, is empty, or a person has said why it does not."""
        return self.sheet.standing == "counted" and not self.unsettled and not self.differs


@dataclass(frozen=True)
class Ledger:
    """All sheets and their sum. `strays` are signatures for which there is no row: the store would not be sound."""

    lines: tuple[Line, ...]
    total: Counts
    strays: tuple[str, ...]

    @property
    def reconciles(self) -> bool:
        """Whether every sheet and the sum do, and every signature has its row."""
        return not self.strays and all(line.counts.reconciles for line in self.lines) and self.total.reconciles

    @property
    def disagreeing(self) -> tuple[Line, ...]:
        """Sheets whose foot says another number, and nobody has said why."""
        return tuple(line for line in self.lines if line.differs)


def ledger(
    sheets: Iterable[SheetSummary],
    rows: Iterable[RowSummary],
    signatures: Iterable[Signature],
    feet: Mapping[str, FootDecision] = MappingProxyType({}),
) -> Ledger:
    """The ledger of a store, or of some of its sheets (then with the rows and signatures of those).

    `feet`: what people said last of the numbers at their feet, by sheet.
    """
    rows = tuple(rows)
    by_sheet: defaultdict[str, list[RowSummary]] = defaultdict(list)
    for row in rows:
        by_sheet[row.sheet].append(row)
    verified = {signature.id for signature in signatures}
    lines = tuple(
        Line(
            sheet,
            _count(by_sheet[sheet.id], verified),
            sum(row.verdict is None and row.state != "empty" for row in by_sheet[sheet.id]),
            feet.get(sheet.id),
        )
        for sheet in sheets
    )
    strays = tuple(sorted(verified - {row.id for row in rows if row.standing == "counted"}))
    return Ledger(lines, sum((line.counts for line in lines), Counts()), strays)


def has_ink(row: RowSummary) -> bool:
    """Whether somebody wrote in the row: a person's word goes before the machine's."""
    return row.verdict != "not_a_row" if row.verdict else row.state != "empty"


def _count(rows: Iterable[RowSummary], verified: set[str]) -> Counts:
    rows = tuple(rows)
    counted = [row for row in rows if row.standing in ("counted", "held")]
    kinds = Counter(_kind(row) for row in counted)
    return Counts(
        verified=sum(row.id in verified for row in counted),
        waiting=sum(_kind(row) == "countable" and row.id not in verified for row in counted),
        held=kinds["held"],
        struck=kinds["struck"],
        unsigned=kinds["unsigned"],
        unreadable=kinds["unreadable"],
        ink=sum(has_ink(row) for row in counted),
        again=sum(has_ink(row) for row in rows if row.standing not in ("counted", "held")),
    )


def _kind(row: RowSummary) -> _Kind:
    if not has_ink(row):
        return "no_ink"
    if row.verdict in ("struck", "unsigned", "unreadable"):
        return row.verdict
    if row.verdict is None and row.state == "struck":
        return "struck"
    if row.verdict is None and row.signed is False:
        return "unsigned"
    return "held" if row.standing == "held" else "countable"


def _parts(counts: Counts) -> tuple[int, ...]:
    return (
        counts.verified, counts.waiting, counts.held, counts.struck, counts.unsigned, counts.unreadable, counts.ink, counts.again,
    )  # fmt: skip
