"""The fields of a row as they are put before a reviewer: each with its guess, what else it may be, and its place.

Plain data, turned into JSON for the browser. No Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from types import MappingProxyType

from digitiser.groups import claimed
from digitiser.model import (
    CONTACT,
    NAMES,
    READ_COLUMNS,
    ColumnName,
    Decision,
    Field,
    FieldDecision,
    Row,
    SheetReading,
    cell_id,
)
from digitiser.review import doubtful_fields, proposal
from digitiser.screens.language import current, heading, say
from digitiser.screens.lookalikes import looks
from digitiser.screens.places import above
from digitiser.screens.values import NotUnderstood, kept, shown
from digitiser.settings import PICTURE_MARGIN_MM

_MOST_CHOICES = 3  # under a field; more are typed faster than read
_FROM_ABOVE: frozenset[ColumnName] = frozenset(
    ("country", "city", "postcode")
)  # what one key repeats from the row above

_NAMED: frozenset[ColumnName] = frozenset((*NAMES, "country"))  # a signature needs them


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
    `contact`: nobody has to look at it where the person did not agree to be written to. `seen`: it was confirmed in a group; what was
    marked there is doubtful, however sure the machine is.
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
    contact: bool = False
    seen: bool = False


def card_fields(
    reading: SheetReading,
    row: Row,
    decisions: Mapping[int, Decision],
    said: Mapping[ColumnName, FieldDecision] = MappingProxyType({}),
) -> tuple[CardField, ...]:
    """The fields of a row in the order of the paper, from left to right.

    `decisions` are the newest ones of the sheet, by row; `said` what people said of the row in groups, by column.
    """
    return tuple(sorted(_fields(reading, row, decisions, said), key=_place_on_paper))


def said_in_groups(
    reading: SheetReading, row: Row, cells: Mapping[str, FieldDecision]
) -> dict[ColumnName, FieldDecision]:
    """What people said of the row's cells in groups, by column."""
    columns = (*(field.name for field in row.fields), "signature")
    found = {column: cells.get(cell_id(reading.id, row.index, column)) for column in columns}
    return {column: said for column, said in found.items() if said}


def _fields(
    reading: SheetReading, row: Row, decisions: Mapping[int, Decision], said: Mapping[ColumnName, FieldDecision]
) -> list[CardField]:
    settled = decisions.get(row.index)
    guesses = dict(proposal(row, decisions))
    repeated = _row_above(reading, row, decisions)
    if not row.fields:  # typed, or nothing of it was read: it has what the sheet asks for
        guesses = dict.fromkeys(_asked(reading), "") | guesses
    seen = {field.name for field in row.fields if field.name in said and _is_confirmed(field, said[field.name])}
    doubtful = set[ColumnName]()
    if not settled or settled.verdict != "accepted":
        doubtful = (set(doubtful_fields(row)) - seen) | {
            column for column, one in said.items() if one.verdict == "doubted"
        }
    in_parts = any(field.name in ("given_name", "family_name") for field in row.fields)
    found = []
    for field in row.fields:
        if field.name == "name" and in_parts:
            guesses.pop("name", None)  # the two parts as one text: what is typed is typed once
        elif field.name in guesses:
            plain = _plain_field(field.name, guesses.pop(field.name), field.name in doubtful, repeated)
            found.append(replace(_with_ink(plain, row, field), seen=field.name in seen))
    found += [
        _plain_field(column, value, not value and column in _NAMED, repeated) for column, value in guesses.items()
    ]
    return found + [_plain_field(column, "", True, repeated) for column in _needed({field.column for field in found})]


def _is_confirmed(field: Field, said: FieldDecision) -> bool:
    """Whether somebody confirmed in a group what is read there now."""
    return said.verdict == "confirmed" and said.value == claimed(field)


def _plain_field(column: ColumnName, value: str, doubtful: bool, repeated: Mapping[ColumnName, Above]) -> CardField:
    return CardField(
        column,
        heading(column),
        _choice(column, value),
        doubtful,
        above=repeated.get(column),
        refused=_refused(column, value),
        contact=column in CONTACT,
    )


def _with_ink(plain: CardField, row: Row, field: Field) -> CardField:
    """The field with what the machine saw: other readings, and the place."""
    choices = _choices(plain, field) if plain.doubtful else ()
    return replace(
        plain,
        choices=choices,
        parts=parts(plain.guess.text, [choice.text for choice in choices]) if plain.column != "country" else (),
        crop=_crop(row, field),
        ditto=field.ink == "ditto",
        source=field.from_row if field.ink == "ditto" else None,
    )


def _choices(plain: CardField, field: Field) -> tuple[Choice, ...]:
    """What else the ink may say; nothing that looks like what is there already, of which nobody could choose the right one."""
    apart = {looks(plain.guess.text): plain.guess}
    for candidate in field.candidates:
        choice = _choice(plain.column, candidate.value)
        apart.setdefault(looks(choice.text), choice)
    return tuple(apart.values())[1 : 1 + _MOST_CHOICES]


def _choice(column: ColumnName, value: str) -> Choice:
    return Choice(value, shown(column, value, current().code))


def _refused(column: ColumnName, value: str) -> str:
    try:
        kept(column, shown(column, value, current().code), current().code)
    except NotUnderstood as fault:
        return not_understood(fault.column) if column != "phone" else ""  # a guess carries its country's code
    return ""


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
    upper = above(reading, row, filled=True)
    if upper is None:
        return {}
    values = [(column, value) for column, value in proposal(upper, decisions) if column in _FROM_ABOVE]
    return {column: Above(upper.index, value, shown(column, value, current().code)) for column, value in values}


def _asked(reading: SheetReading) -> list[ColumnName]:
    """What a sheet asks for, and a person can type who has no cell before them."""
    found = {column.name for column in reading.columns}
    return [column for column in READ_COLUMNS if column in found and column != "consent"]


def _needed(columns: set[ColumnName]) -> list[ColumnName]:
    needed: list[ColumnName] = [] if columns & set(NAMES) else ["name"]
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
