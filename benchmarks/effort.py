"""What a row takes of a person, in operators of the keystroke-level model, as the screens of the review go (`benchmarks.keystrokes`).

Mental operators: one for each row that is decided on (is it all right?), one for each value that is put right or typed, one for each screen
of a group, one for each exception there, those that were planted among them; a screen of which a planted one passed is looked at again. A
row that is no signature (struck out, unsigned) is one decision; nothing of it is put right. Contact details of who did not agree to be
written to are never handed over: nobody types or looks at them. A name in two cells is two glances. A ditto says what was settled in the
row that it points to, and costs a look.

Where three rows are on the screen at once, one Enter accepts them and one decision goes before it, as on a screen of a group. Each cell is
looked at as before, each value that is put right has its own mental operator, and the frame goes to its row by arrows, one key a row
(numbers of alternatives reach the rows below without, which is not counted). Only rows that seem signed stand together; what else a row is
(struck, unsigned) is a decision of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from rapidfuzz.distance import Levenshtein

from benchmarks.editing import keys_to_edit
from benchmarks.score import ReadField, ReadRow, TrueRow, is_right, loose
from digitiser.model import CONTACT
from digitiser.screens.card_fields import Part, parts
from digitiser.settings import GROUP_CAUGHT, GROUP_CELLS, GROUP_PLANTED, SURE_CONFIDENCE

KEY, MENTAL, POINT, GLANCE = 0.28, 1.35, 1.10, 0.23 + 0.07  # seconds
_OFFERED = 3  # alternatives on number keys under a doubtful field
_FROM_ABOVE = ("country", "city", "postcode")  # what one key repeats from the row above
_PARTS = ("given_name", "family_name")
_PLANTED = (1 + GROUP_PLANTED) / 2  # crops of a screen that are known to be wrong
_LOOKS = GROUP_CAUGHT**-_PLANTED  # at each screen: it comes again where one of those passed
_SHARE = _LOOKS / (GROUP_CELLS - _PLANTED)  # of what a screen takes, for each cell that is work


class OfferedField(ReadField):
    """A field as read, with what else it may be, and the row that a ditto points to."""

    ink: str = "written"
    candidates: list[tuple[str, float]] = msgspec.field(default_factory=list)
    from_row: int | None = None


class OfferedRow(ReadRow):
    """A row as read."""

    index: int = 0
    fields: dict[str, OfferedField | None] = msgspec.field(default_factory=dict)  # type: ignore[assignment]


@dataclass(frozen=True)
class Effort:
    """Operators: keys struck, mental preparations, glances at a crop, and pointings."""

    keys: float = 0.0
    mental: float = 0.0
    glances: float = 0.0
    points: float = 0.0

    def __add__(self, other: Effort) -> Effort:
        return Effort(
            self.keys + other.keys,
            self.mental + other.mental,
            self.glances + other.glances,
            self.points + other.points,
        )

    @property
    def seconds(self) -> float:
        """By the published operator times."""
        return self.keys * KEY + self.mental * MENTAL + self.glances * GLANCE + self.points * POINT


_DECIDED = Effort(keys=1, mental=1)  # a row, or several that stand together: all right, Enter
_SCREEN = Effort(
    keys=(1 + 2 * _PLANTED) * _SHARE, mental=(1 + _PLANTED) * _SHARE, glances=GROUP_CELLS * _SHARE
)  # for one of its cells
_EXCEPTION = Effort(keys=2, mental=1)  # the label of the crop


def typing(true: TrueRow) -> Effort:
    """Each value read off the paper and typed, with Tab after it and Enter at the end; a row that is no signature is one key."""
    if not is_signature(true):
        return Effort(keys=1, mental=1, glances=1)
    texts = [
        text
        for name, text in true.fields.items()
        if text and name not in ("consent", *_PARTS) and (_agreed(true) or name not in CONTACT)
    ]
    ticks = int(true.fields.get("consent") == "yes")
    return Effort(
        keys=sum(len(text) + 1 for text in texts) + ticks + 1, mental=1 + len(texts), glances=1 + len(texts) + ticks
    )


def is_signature(true: TrueRow) -> bool:
    """Whether the row counts."""
    return true.state == "filled" and true.signed is not False


def correcting(name: str, field: OfferedField | None, text: str, above: str = "", marked: bool = False) -> Effort:
    """One wrong value put right: by the key of an alternative, by that for "as above", else typed, from the guess or an alternative."""
    if name == "consent":
        return Effort(keys=2, mental=1)
    guess = (field.value or "") if field else ""
    doubtful = field is None or field.confidence < SURE_CONFIDENCE or marked
    offered = [value for value, _ in field.candidates[1 : 1 + _OFFERED]] if field and doubtful else []
    if any(is_right(name, value, text) for value in offered):
        return Effort(keys=1, mental=1)
    if name in _FROM_ABOVE and text and text == above and (doubtful or not guess):
        return Effort(keys=1, mental=1)
    from_guess = [keys_to_edit(*_compared(name, guess, text, offered))]
    from_others = [1 + keys_to_edit(*_compared(name, other, text, [])) for other in offered]
    return Effort(keys=min(from_guess + from_others), mental=1)


def _compared(name: str, read: str, true: str, others: Sequence[str]) -> tuple[str, str, tuple[Part, ...]]:
    """The two texts without what makes no value wrong, and the doubtful stretches of the first; a name in the order that was read."""
    plain = loose if name == "name" else str.casefold
    words, one = plain(true).split(" "), plain(read)
    turns = [" ".join(words[turn:] + words[:turn]) for turn in range(len(words))] if name == "name" else [plain(true)]
    two = min(turns, key=lambda turn: Levenshtein.distance(one, turn))
    return one, two, parts(one, [plain(other) for other in others])


def by_row(
    row: OfferedRow, true: TrueRow, seen: Sequence[str] = (), above: TrueRow | None = None, marked: str = ""
) -> Effort:
    """A row before the person: a glance at the signature and each value but those in `seen`, a decision, a key; wrong values put right.

    `marked` in a group, a value has its alternatives beside it however sure the machine was of it.
    """
    effort = _DECIDED + Effort(glances=1)
    for name in looked_at(row, true) if is_signature(true) else []:
        if name in seen:
            continue
        effort += Effort(glances=len(_cells(row, name)))
        if _is_wrong(row, true, name):
            over = above.fields.get(name, "") if above else ""
            effort += correcting(name, row.fields.get(name), true.fields.get(name, ""), over, marked=name == marked)
    return effort


def in_groups(row: OfferedRow, true: TrueRow, least: Mapping[str, float], above: TrueRow | None = None) -> Effort:
    """Each cell in a screen of alike ones where all are sure enough, up to the first exception; then, or else, the row itself."""
    if row.state != "filled" or row.signed is False:
        agrees = row.state == true.state and row.signed == true.signed
        return _SCREEN if agrees else _SCREEN + _EXCEPTION + by_row(row, true, (), above)
    names, effort, seen = looked_at(row, true), Effort(), list[str]()
    if not _is_sure_row(row, names, least):
        return by_row(row, true, (), above)
    if row.signed:
        effort += _SCREEN
    if not is_signature(true):
        return effort + _EXCEPTION + by_row(row, true, (), above)
    for name in names:
        for _ in _cells(row, name):
            effort += _SCREEN
        if _is_wrong(row, true, name):
            return effort + _EXCEPTION + by_row(row, true, seen, above, marked=name)
        seen.append(name)
    return effort


def at_once(rows: Sequence[tuple[Effort, bool, bool]], many: int) -> list[Effort]:
    """What rows take of which up to `many` are on the screen together, in the order of the review.

    Each is what it takes alone, whether it stands together with others, and whether something in it is put right.
    """
    found: list[Effort] = []
    together: list[tuple[Effort, bool]] = []
    for effort, plain, amiss in rows:
        if not plain or len(together) == many:
            found += _screen_of_rows(together)
            together = []
        if plain:
            together.append((effort, amiss))
        else:
            found.append(effort)
    return found + _screen_of_rows(together)


def _screen_of_rows(rows: Sequence[tuple[Effort, bool]]) -> list[Effort]:
    share, framed, found = 1 - 1 / max(1, len(rows)), 0, list[Effort]()
    for place, (effort, amiss) in enumerate(rows):
        arrows = place - framed if amiss else 0
        framed += arrows
        found.append(effort + Effort(keys=arrows - share * _DECIDED.keys, mental=-share * _DECIDED.mental))
    return found


def is_grouped(row: OfferedRow, true: TrueRow, least: Mapping[str, float]) -> bool:
    """Whether groups settle the row: nobody sees it by itself."""
    if row.state != "filled" or row.signed is False:
        return row.state == true.state and row.signed == true.signed
    return is_signature(true) and _is_sure_row(row, looked_at(row, true), least) and not is_amiss(row, true)


def _is_sure_row(row: OfferedRow, names: Sequence[str], least: Mapping[str, float]) -> bool:
    return all(_is_sure(row.fields.get(cell), cell, least) for name in names for cell in _cells(row, name))


def is_amiss(row: OfferedRow, true: TrueRow) -> bool:
    """Whether a value of a signature's row has to be put right."""
    return any(_is_wrong(row, true, name) for name in looked_at(row, true))


def _is_wrong(row: OfferedRow, true: TrueRow, name: str) -> bool:
    text = true.fields.get(name, "")
    return not is_field_right(name, row.fields.get(name), text) and (_agreed(true) or name not in CONTACT)


def _is_sure(field: OfferedField | None, column: str, least: Mapping[str, float]) -> bool:
    """As `digitiser.groups` has it: blanks, dashes and dittos are claims of their own, a tick is one wherever it stands."""
    if field is None:
        return False
    return (field.ink not in ("written", "unreadable") and column != "consent") or field.confidence >= least.get(
        column, 0.0
    )


def looked_at(row: OfferedRow, true: TrueRow) -> list[str]:
    """The values that are looked at; contact details where the person agreed to be written to, or the machine says so."""
    consent = row.fields.get("consent")
    idle = () if _agreed(true) or (consent and consent.value == "yes") else CONTACT
    left_out = (*_PARTS, "signature", *idle)
    return sorted({name for name in (*row.fields, *true.fields) if name not in left_out})


def _cells(row: OfferedRow, name: str) -> Sequence[str]:
    """The columns in which a value stands."""
    found = [part for part in _PARTS if row.fields.get(part)] if name == "name" else []
    return found or [name]


def _agreed(true: TrueRow) -> bool:
    return true.fields.get("consent") == "yes"


def is_field_right(name: str, field: OfferedField | None, text: str) -> bool:
    """Whether nothing has to be put right; an empty field is what an empty cell says, and a box that is not ticked a no."""
    read = field.value if field else None
    if not text or (name == "consent" and text == "no"):
        return not read or read == "no"
    return read == text if name == "consent" else is_right(name, read, text)
