"""What the review hands to the browser and takes back from it: rows ahead, and what a person settled. No Streamlit.

The browser holds the rows ahead and sends each decision while the reviewer goes on, again and again until it is answered; so a message may
come twice, or an answer never arrive because this program was killed. What was answered "kept" is on the disk. The same message again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from digitiser.columns import clean
from digitiser.errors import Conflict
from digitiser.model import CONTACT, ColumnName, Decision, RowReason, RowVerdict, Values
from digitiser.review import DecisionRefused, Order, agree, decide, followers, next_row, progress, queue
from digitiser.screens.card_fields import Choice, not_understood
from digitiser.screens.cards import Card, card, typed_row
from digitiser.screens.feet import FootAnswer, FootCard, explain, foot_cards
from digitiser.screens.language import current
from digitiser.screens.places import above
from digitiser.screens.values import NotUnderstood, kept, shown
from digitiser.store import Store

Act = Literal[
    "accepted", "struck", "unsigned", "unreadable", "not_a_row", "one_entry", "asked", "added", "added_unsigned", "foot"
]
Outcome = Literal["kept", "asked_back", "late"]
_MOST_FEET = 6  # handed out at once
_VERDICTS: dict[Act, RowVerdict] = {
    "accepted": "accepted", "struck": "struck", "unsigned": "unsigned", "unreadable": "unreadable", "not_a_row": "not_a_row",
    "one_entry": "not_a_row", "added": "accepted", "added_unsigned": "unsigned",
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """The next rows and questions about feet; how many rows are left for this reviewer, settled in all, and before somebody else.

    `second`: rows that this reviewer added or outlined, for which nothing is wanted any more but another person.
    """

    cards: tuple[Card | FootCard, ...]
    left: int
    settled: int
    elsewhere: int
    second: int = 0


@dataclass(frozen=True)
class Entry:
    """What stands in a field: `text` as the reviewer sees it, and the `value` that it stands for where it was not typed."""

    column: ColumnName
    text: str
    value: str | None = None


@dataclass(frozen=True)
class Message:
    """What a reviewer did with a row of which `revision` was on the screen.

    `one_entry`: it belongs to the row above. `asked`: somebody else should look. `added`: the row was missed; it stands after `row`.
    `again`: a second reading of a settled row. `id` is the browser's own, made up at random. `reason` goes with a row that is left out,
    `note` with any. `foot` goes with the act of that name, which is about the sheet.
    """

    id: str
    sheet: str
    row: int
    revision: int
    act: Act
    who: str
    entries: tuple[Entry, ...] = ()
    again: bool = False
    reason: RowReason | None = None
    note: str = ""
    foot: FootAnswer | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a message. `asked_back`: a text is not understood, `choices` are what it may mean; nothing was kept.

    `late`: somebody else was faster; both versions are kept, and `card` shows them. `entries` are the texts as they were kept.
    `foot` is the question about the sheet's foot, where this was its last row and the two numbers differ.
    """

    id: str
    outcome: Outcome
    revision: int = 0
    entries: tuple[Entry, ...] = ()
    column: ColumnName | None = None
    text: str = ""
    choices: tuple[Choice, ...] = ()
    card: Card | None = None
    foot: FootCard | None = None


def window(store: Store, who: str, order: Order, skip: Collection[str], most: int) -> Window:
    """The next rows that nobody settled, at most `most`, without those that the browser has already (`skip`, row ids).

    They are leased to `who`, as those in `skip` are once more; what others have before them is left out. A few rows that somebody else
    settled come among them, drawn by lot, to be read again.
    """
    rows, sheets, others = store.readings.rows(), store.readings.sheets(), store.work.leased(who)
    undecided = queue(rows, sheets, order)
    waiting = [row for row in undecided if row.id not in others]
    by_id = {row.id: row for row in rows}
    ahead = [row for row in waiting if row.id not in skip][:most]
    again = [by_id[row] for row in store.work.second_readings(who) if row not in skip][: 1 + (most - len(ahead)) // 2]
    feet = [foot for foot in foot_cards(store, rows, sheets, skip) if foot.id not in others][:_MOST_FEET]
    ours = store.work.lease([*skip, *(row.id for row in (*ahead, *again)), *(foot.id for foot in feet)], who)
    figures = progress(rows)
    blind = tuple(card for row in again if row.id in ours for card in _blind(store, row.sheet, row.row))
    return Window(
        (*feet, *cards(store, [(row.sheet, row.row) for row in ahead if row.id in ours]), *blind),
        len(waiting),
        figures.settled,
        len(undecided) - len(waiting),
        0 if ahead else len(store.outlines.unseen() - set(store.work.second_readings(who))),
    )


def cards(store: Store, places: Sequence[tuple[str, int]], late: Decision | None = None) -> tuple[Card, ...]:
    """The cards of these rows (sheet, row), in the same order."""
    found = {}
    for sheet in dict.fromkeys(sheet for sheet, _ in places):
        reading, problems = store.readings.sheet(sheet), store.problems.all(sheet)
        differing = {decision.row: decision for decision in store.decisions.disputed(sheet).values()}
        settled = {decision.row: decision for decision in store.decisions.newest(sheet).values()}
        said = store.decisions.cells(sheet)
        rows, outlined = {row.index: row for row in reading.rows}, store.outlines.of(sheet)
        for index in [row for other, row in places if other == sheet]:
            row = rows.get(index) or typed_row(index)
            found[sheet, index] = card(
                reading,
                row,
                settled,
                problems,
                late,
                None if late else differing.get(index),
                has_picture=index in rows and (row.state != "empty" or index in outlined),
                outlined=outlined.get(index),
                cells=said,
            )
    return tuple(found[place] for place in places)


def _blind(store: Store, sheet: str, index: int) -> tuple[Card, ...]:
    """The card of a settled row as if nobody had settled it; nothing where no machine has read it."""
    reading = store.readings.sheet(sheet)
    settled = {decision.row: decision for decision in store.decisions.newest(sheet).values()}
    first = settled.pop(index)
    row = next((row for row in reading.rows if row.index == index and (row.state != "empty" or first.added)), None)
    if row is None and first.added:  # typed: the second person types it too, from the sheet's picture
        row = typed_row(index)
        shown_again = card(reading, row, settled, has_picture=False)
    elif row:
        shown_again = card(reading, row, settled, outlined=store.outlines.of(sheet).get(index))
    else:
        return ()
    return (replace(shown_again, revision=first.revision, again=True),)


def settle(store: Store, message: Message) -> Answer:
    """Keep what a person settled. Raises StoreError where it could not be kept; the same message may then come again."""
    if message.act == "asked":
        store.problems.ask(message.sheet, message.row, message.who, message.note)
        return Answer(message.id, "kept", message.revision)
    if message.act == "foot":
        return _explain(store, message)
    history = _history(store, message)
    try:
        decision = _decision(store, message, history)
        if message.again:
            return _read_again(store, message, decision)
    except NotUnderstood as fault:
        offered = tuple(Choice(value, shown(fault.column, value, current().code)) for value in fault.choices)
        return Answer(message.id, "asked_back", column=fault.column, text=not_understood(fault.column), choices=offered)
    except DecisionRefused:
        return Answer(message.id, "asked_back", column="name", text=not_understood("name"))
    if any(_same(decision, other) for other in history):
        return _kept(message, decision)
    try:
        settled = {other.row: other for other in store.decisions.newest(message.sheet).values()}
        store.decisions.record(decision, *followers(store.readings.sheet(message.sheet), settled, decision))
    except Conflict:
        (shown_again,) = cards(store, [(decision.sheet, decision.row)], late=decision)
        return Answer(message.id, "late", card=shown_again)
    asked = foot_cards(store, store.readings.rows(message.sheet), store.readings.sheets(message.sheet))
    return replace(_kept(message, decision), foot=next(iter(asked), None))


def _explain(store: Store, message: Message) -> Answer:
    """Where somebody else said something of the same foot meanwhile, that holds and this is kept beside it."""
    if message.foot:
        with suppress(Conflict):
            explain(store, message.sheet, message.revision, message.foot, message.note, message.who)
    return Answer(message.id, "kept", message.revision + 1)


def _read_again(store: Store, message: Message, decision: Decision) -> Answer:
    """A second reading, of the revision that stood when the row was handed out. Where it came too late it is not needed any more."""
    second = replace(decision, revision=message.revision)
    first = store.decisions.newest(message.sheet).get(second.id)
    if first:
        store.decisions.read_again(second, agree(first, second))
    return Answer(message.id, "kept", message.revision)


def _history(store: Store, message: Message) -> tuple[Decision, ...]:
    if not message.act.startswith("added"):
        return store.decisions.history(message.sheet, message.row)
    return tuple(store.decisions.newest(message.sheet).values())


def _decision(store: Store, message: Message, history: tuple[Decision, ...]) -> Decision:
    verdict = _VERDICTS[message.act]
    values = _values(message.entries) if verdict == "accepted" else ()
    if message.act.startswith("added"):
        origin = f"after row {message.row}, {message.id}"
        before = [decision.row for decision in history if decision.origin == origin]
        index = before[0] if before else next_row(store.readings.rows(message.sheet))
        return decide(message.sheet, index, verdict, values, message.who, added=True, origin=origin)
    origin = f"one entry with row {_above(store, message)}" if message.act == "one_entry" else ""
    added = any(decision.added for decision in history)
    return decide(
        message.sheet, message.row, verdict, values, message.who, based_on=message.revision, added=added, note=clean(message.note),
        reason=message.reason, origin=origin,
    )  # fmt: skip


def _above(store: Store, message: Message) -> int:
    """The number of the row above, by place."""
    reading = store.readings.sheet(message.sheet)
    upper = next((above(reading, row) for row in reading.rows if row.index == message.row), None)
    return upper.index if upper else message.row - 1


def _values(entries: Sequence[Entry]) -> Values:
    """The texts as the store keeps them; of who did not agree to be written to, only those contact details that a person typed.

    Raises NotUnderstood.
    """
    agreed = any(entry.column == "consent" and (entry.value or entry.text) == "yes" for entry in entries)
    entries = [entry for entry in entries if agreed or entry.column not in CONTACT or entry.value is None]
    language = current().code
    country = next((entry for entry in entries if entry.column == "country"), None)
    home = _value(country, language, "") if country else ""
    return tuple((entry.column, home if entry is country else _value(entry, language, home)) for entry in entries)


def _value(entry: Entry, language: str, home: str) -> str:
    return entry.value if entry.value is not None else kept(entry.column, entry.text, language, home)


def _kept(message: Message, decision: Decision) -> Answer:
    language = current().code
    entries = tuple(Entry(column, shown(column, value, language), value) for column, value in decision.values)
    return Answer(message.id, "kept", decision.revision, entries)


def _same(decision: Decision, other: Decision) -> bool:
    """Whether this is the decision that was kept already, when its answer was lost."""
    return replace(decision, at="") == replace(other, at="")
