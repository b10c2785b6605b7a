"""A row as it is put before a reviewer: each field's guess, how sure it is, what else it may be, and where it lies on the picture.

Plain data, turned into JSON for the browser. No Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import Literal

from digitiser.model import READ_COLUMNS, Box, ColumnName, Decision, Field, Row, RowVerdict, SheetReading, StoredProblem
from digitiser.review import doubtful_fields, proposal
from digitiser.screens.language import current, heading, say
from digitiser.screens.problems import problem_text
from digitiser.screens.values import NotUnderstood, kept, shown
from digitiser.settings import PICTURE_MARGIN_MM

_MOST_CHOICES = 3  # under a field; more are typed faster than read
_FROM_ABOVE: frozenset[ColumnName] = frozenset(
    ("country", "city", "postcode")
)  # what one key repeats from the row above
Kind = Literal["plain", "struck", "empty", "unsigned", "conflict"]


@dataclass(frozen=True)
class Choice:
    """A value as the store keeps it ("DE"), and as the reviewer reads it ("Allemagne")."""

    value: str
    text: str


@dataclass(frozen=True)
class Above:
    """What the row above has in the same column."""

    row: int
    value: str
    text: str


@dataclass(frozen=True)
class Part:
    """A stretch of a guess; `doubtful` where another reading has other characters."""

    text: str
    doubtful: bool


@dataclass(frozen=True)
class CardField:
    """One field to settle.

    `crop` is where it stands on the row's picture: left, top, right, bottom as shares of it. `source` is the row that a ditto points to.
    `above` is what the row above has, where one key may repeat it. `refused` says why the guess cannot be kept as it is.
    """

    column: ColumnName
    label: str
    guess: Choice
    doubtful: bool
    parts: tuple[Part, ...] = ()
    choices: tuple[Choice, ...] = ()
    crop: tuple[float, float, float, float] | None = None
    ditto: bool = False
    source: int | None = None
    above: Above | None = None
    refused: str = ""


@dataclass(frozen=True)
class Card:
    """A row and all that the screen says of it. Only a `plain` one is accepted by Enter: of the others each says which key does what.

    `revision` is the newest decision's (0: none). `box` is where the row lies on the sheet's picture, as shares. `direction` is that of
    the sheet's writing. `again`: somebody else settled the row already, unseen.
    """

    id: str
    sheet: str
    row: int
    revision: int
    kind: Kind
    title: str
    file: str
    direction: Literal["ltr", "rtl"]
    fields: tuple[CardField, ...]
    has_picture: bool
    signed: bool | None
    notices: tuple[str, ...] = ()
    again: bool = False
    box: tuple[float, float, float, float] | None = None


def card(
    reading: SheetReading,
    row: Row,
    decisions: Mapping[int, Decision],
    problems: Sequence[StoredProblem] = (),
    late: Decision | None = None,
    second: Decision | None = None,
    has_picture: bool = True,
) -> Card:
    """`decisions` are the newest ones of the sheet, by row; `late` is the reviewer's own that came after another's on this row.

    `second` is a second reading that differs from what was settled.
    """
    settled = decisions.get(row.index)
    direction: Literal["ltr", "rtl"] = "rtl" if reading.language == "ar" else "ltr"
    fields = sorted(_fields(reading, row, decisions), key=_place_on_paper)
    return Card(
        id=f"{reading.id}-{row.index}",
        sheet=reading.id,
        row=row.index,
        revision=settled.revision if settled else 0,
        kind="conflict" if late or second else _kind(row),
        title=_title(reading, row),
        file=PurePath(reading.file).name,
        direction=direction,
        fields=tuple(reversed(fields) if direction == "rtl" else fields),
        has_picture=has_picture,
        signed=row.signed,
        notices=(
            *(_read_otherwise(settled, second) or _said_before(settled, late)),
            *_of_the_sheet(row, problems),
        ),
        box=_box_on_sheet(reading, row),
    )


def typed_row(index: int) -> Row:
    """A row that a person added, which no machine has read: no box, no fields."""
    nowhere = (0.0, 0.0)
    return Row(index, (), Box(0, 0, 0, 0), (nowhere, nowhere, nowhere, nowhere), "filled", None)


def verdict_name(verdict: RowVerdict) -> str:
    """A verdict in the reviewer's language."""
    return {
        "accepted": say("Accepted"),
        "struck": say("Struck out"),
        "unsigned": say("Not signed"),
        "unreadable": say("Unreadable"),
        "not_a_row": say("Not a row"),
    }[verdict]


def parts(guess: str, others: Sequence[str]) -> tuple[Part, ...]:
    """The guess in stretches: doubtful is what any of the other readings has differently. Nothing where there is none."""
    unsure = [False] * len(guess)
    for other in others if guess else ():
        for kind, begin, end, _, _ in SequenceMatcher(None, guess, other, autojunk=False).get_opcodes():
            if (
                kind == "insert"
            ):  # what only the other reading has lies between two characters: the one before it is marked
                begin = max(0, begin - 1)
                end = begin + 1
            if kind != "equal":
                unsure[begin:end] = [True] * (end - begin)
    if not any(unsure):
        return ()
    found: list[Part] = []
    for sign, doubtful in zip(guess, unsure, strict=True):
        if found and found[-1].doubtful == doubtful:
            found[-1] = Part(found[-1].text + sign, doubtful)
        else:
            found.append(Part(sign, doubtful))
    return tuple(found)


def _kind(row: Row) -> Kind:
    """Whether Enter may accept the row: the machine sees a signature, or the sheet asks for none."""
    if row.state != "filled":
        return row.state
    return "unsigned" if row.signed is False else "plain"


def _title(reading: SheetReading, row: Row) -> str:
    last = max((other.index for other in reading.rows), default=row.index)
    if reading.serial:
        return say("Sheet {sheet}, row {row} of {rows}", sheet=reading.serial, row=row.index, rows=last)
    return say("Page {page}, row {row} of {rows}", page=reading.page, row=row.index, rows=last)


def _said_before(settled: Decision | None, late: Decision | None) -> tuple[str, ...]:
    if settled is None:
        return ()
    if late is None:
        words = say(
            "Settled by {who}: {verdict}. A new decision replaces it.",
            who=settled.who,
            verdict=verdict_name(settled.verdict),
        )
        return (words,)
    words = say(
        "{who} settled this row meanwhile. Both versions are kept; decide again, or leave theirs.", who=settled.who
    )
    return (words, _version(settled), _version(late))


def _read_otherwise(settled: Decision | None, second: Decision | None) -> tuple[str, ...]:
    if settled is None or second is None:
        return ()
    words = say("Two people read this row differently. Look again and decide.")
    return (words, _version(settled), _version(second))


def _version(decision: Decision) -> str:
    texts = [shown(column, value, current().code) for column, value in decision.values]
    return " · ".join([f"{decision.who}: {verdict_name(decision.verdict)}", *texts])


def _of_the_sheet(row: Row, problems: Sequence[StoredProblem]) -> tuple[str, ...]:
    """What is said of the sheet, and of this row; questions about other rows stay with those."""
    open_ones = [p for p in problems if not p.done and (p.code != "asked" or p.message.startswith(f"{row.index}:"))]
    return tuple(problem_text(problem.code, problem.message) for problem in open_ones)


def _fields(reading: SheetReading, row: Row, decisions: Mapping[int, Decision]) -> list[CardField]:
    settled = decisions.get(row.index)
    guesses = dict(proposal(row, decisions))
    above = _row_above(reading, row, decisions)
    doubtful = () if settled and settled.verdict == "accepted" else doubtful_fields(row)
    in_parts = any(field.name in ("given_name", "family_name") for field in row.fields)
    found = []
    for field in row.fields:
        if field.name == "name" and in_parts:
            guesses.pop("name", None)  # the two parts as one text: what is typed is typed once
        elif field.name in guesses:
            plain = _plain_field(field.name, guesses.pop(field.name), field.name in doubtful, above)
            found.append(_with_ink(plain, row, field))
    found += [_plain_field(column, value, False, above) for column, value in guesses.items()]
    return found + [_plain_field(column, "", True, above) for column in _needed({field.column for field in found})]


def _plain_field(column: ColumnName, value: str, doubtful: bool, above: Mapping[ColumnName, Above]) -> CardField:
    return CardField(
        column,
        heading(column),
        _choice(column, value),
        doubtful,
        above=above.get(column),
        refused=_refused(column, value),
    )


def _with_ink(plain: CardField, row: Row, field: Field) -> CardField:
    """The field with what the machine saw: other readings, and the place."""
    others = (
        [candidate.value for candidate in field.candidates if candidate.value != plain.guess.value]
        if plain.doubtful
        else []
    )
    choices = tuple(_choice(plain.column, value) for value in others[:_MOST_CHOICES])
    return replace(
        plain,
        choices=choices,
        parts=parts(plain.guess.text, [choice.text for choice in choices]) if plain.column != "country" else (),
        crop=_crop(row, field),
        ditto=field.ink == "ditto",
        source=field.from_row if field.ink == "ditto" else None,
    )


def _choice(column: ColumnName, value: str) -> Choice:
    return Choice(value, shown(column, value, current().code))


def _refused(column: ColumnName, value: str) -> str:
    try:
        kept(column, shown(column, value, current().code), current().code)
    except NotUnderstood as fault:
        return not_understood(fault.column) if column != "phone" else ""  # a guess carries its country's code
    return ""


def not_understood(column: ColumnName) -> str:
    """What to do with a text that is no value of its column."""
    return {
        "country": say(
            "This country is not known. Choose one that is offered, write it out, or leave the field empty."
        ),
        "phone": say("This telephone number is in no country's plan. Correct it, or leave the field empty."),
        "email": say("This is no e-mail address. Correct it, or leave the field empty."),
        "name": say("Without a name there is no signature to accept. Write it, or say that the row is unreadable."),
    }.get(column, say("This value is not understood."))


def _row_above(reading: SheetReading, row: Row, decisions: Mapping[int, Decision]) -> dict[ColumnName, Above]:
    before = [other for other in reading.rows if other.index < row.index and other.state != "empty"]
    if not before:
        return {}
    above = max(before, key=lambda other: other.index)
    values = [(column, value) for column, value in proposal(above, decisions) if column in _FROM_ABOVE]
    return {column: Above(above.index, value, shown(column, value, current().code)) for column, value in values}


def _needed(columns: set[ColumnName]) -> list[ColumnName]:
    needed: list[ColumnName] = [] if columns & {"name", "given_name", "family_name"} else ["name"]
    return needed if "country" in columns else [*needed, "country"]


def _crop(row: Row, field: Field) -> tuple[float, float, float, float] | None:
    width, height = row.box.width + 2 * PICTURE_MARGIN_MM, row.box.height + 2 * PICTURE_MARGIN_MM
    if field.box.width <= 0 or row.box.width <= 0 or row.box.height <= 0:
        return None
    left = (field.box.left - row.box.left) / width
    right = (field.box.right - row.box.left + 2 * PICTURE_MARGIN_MM) / width
    top = (field.box.top - row.box.top) / height
    bottom = (field.box.bottom - row.box.top + 2 * PICTURE_MARGIN_MM) / height
    return max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom)


def _place_on_paper(field: CardField) -> tuple[float, float]:
    """From left to right, stacked cells from the top; fields that lie nowhere come last."""
    return (field.crop[0], field.crop[1]) if field.crop else (1.0, READ_COLUMNS.index(field.column))


def _box_on_sheet(reading: SheetReading, row: Row) -> tuple[float, float, float, float] | None:
    if reading.size is None or row.box.width <= 0:
        return None
    width, height = reading.size
    return row.box.left / width, row.box.top / height, row.box.right / width, row.box.bottom / height
