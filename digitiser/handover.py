"""Stage 6: from decisions to what is handed over. Merges what people settled into the signatures, counts, and gathers an export."""

from __future__ import annotations

from dataclasses import dataclass

from digitiser.exporters import Delivery
from digitiser.ledger import Ledger, ledger
from digitiser.merge import Merge, merge
from digitiser.store import Store


@dataclass(frozen=True)
class Open:
    """How much is still open, as a number each: rows that wait, sheets held back, nameless rows, feet that disagree, unexplained counts."""

    waiting: int
    held_sheets: int
    nameless: int
    disagreeing: int
    unexplained: int


def merge_settled(store: Store) -> Merge:
    """Bring the signatures up to what people settled. Again changes nothing.

    Rows on which two people differ wait, and so do those that one person added or outlined and no other has seen.
    """
    waiting = store.decisions.disputed().keys() | store.outlines.unseen()
    settled = [decision for decision in store.decisions.newest().values() if decision.id not in waiting]
    change = merge(store.signatures.all(), settled, store.readings.sheets())
    store.signatures.change(change.put, change.remove)
    return change


def counts(store: Store) -> Ledger:
    """The ledger of the whole store."""
    return ledger(store.readings.sheets(), store.readings.rows(), store.signatures.all(), store.decisions.feet())


def delivery(store: Store, change: Merge) -> Delivery:
    """All that an export is made of, after `change` was merged."""
    counted = counts(store)
    return Delivery(
        signatures=store.signatures.all(),
        by_country=store.signatures.by_country(),
        figures=figures(counted),
        remarks=remarks(still_open(counted, change)),
        receipt=str(store.decisions.head()),
        demo=store.is_demo,
    )


def still_open(counted: Ledger, change: Merge | None) -> Open:
    """What a person has left to do before the count is final."""
    return Open(
        waiting=counted.total.waiting,
        held_sheets=sum(line.sheet.standing == "held" for line in counted.lines),
        nameless=len(change.nameless) if change else 0,
        disagreeing=len(counted.disagreeing),
        unexplained=0 if counted.reconciles else 1,
    )


def figures(counted: Ledger) -> tuple[tuple[str, int], ...]:
    """The ledger's sum, in the order in which the counts explain each other."""
    total = counted.total
    return (
        ("with ink", total.ink),
        ("- struck out", total.struck),
        ("- not signed", total.unsigned),
        ("- unreadable", total.unreadable),
        ("= countable", total.countable),
        ("- waiting for a person", total.waiting),
        ("- held back with their sheet", total.held),
        ("= verified signatures", total.verified),
        ("besides, on sheets that came again or were set aside", total.again),
    )


def remarks(left: Open) -> tuple[str, ...]:
    """What is still open, a sentence each, in English: for reports and the terminal."""
    sentences = (
        (left.waiting, "row waits", "rows wait", "for a person: digitiser review."),
        (
            left.held_sheets,
            "sheet has",
            "sheets have",
            "a serial that came before, its rows are held back: digitiser settle.",
        ),
        (left.nameless, "accepted row has", "accepted rows have", "no name, so no signature: digitiser review."),
        (left.disagreeing, "sheet says", "sheets say", "another number of signatures at the foot than is countable."),
        (
            left.unexplained,
            "count",
            "counts",
            "is not explained by the others: digitiser merge, then digitiser verify.",
        ),
    )
    return tuple(f"{number:,} {one if number == 1 else many} {rest}" for number, one, many, rest in sentences if number)
