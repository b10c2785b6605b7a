"""What stands in each row of a sheet before it is drawn: who signed, what was left out, what was crossed out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from benchmarks.generator import countries, people
from benchmarks.generator.chance import Lots, between, chance, pick, weighed
from benchmarks.generator.hands import Hand, any_hand, is_arabic
from benchmarks.generator.layouts import Slot
from benchmarks.generator.numbers import EASTERN
from benchmarks.generator.pens import Pen, any_pen
from benchmarks.generator.people import Person
from benchmarks.generator.wordings import places, wordings
from digitiser.model import Box

How = Literal[
    "written", "dash", "quotes", "primes", "slashes", "down", "tick", "cross", "filled", "doubtful", "corrected"
]


class Ground(Protocol):
    """A printed sheet to be written on: what entries and filling need to know of it, ours or a stranger's."""

    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def rows(self) -> tuple[Box, ...]: ...  # noqa: D102
    @property
    def slots(self) -> tuple[Slot, ...]: ...  # noqa: D102
    def cell(self, row: int, slot: Slot) -> Box: ...  # noqa: D102


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: `text` where it is words, `how` where it is strokes."""

    slot: str
    how: How
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """One signer's entry.

    `rows` (from 0) has two rows where it runs over two; `signed_in` is the row of its signature, None if unsigned; `struck_by` is the pen
    that crossed it out where it was another than the signer's.
    """

    rows: tuple[int, ...]
    person: Person
    hand: Hand
    pen: Pen
    struck: bool
    struck_by: Pen | None
    underlined: bool
    signed_in: int | None
    printed_signature: bool
    cells: tuple[Cell, ...]
    values: tuple[tuple[str, str], ...] = field(default=())
    """Field name and normalised value, as the truth has them."""


@dataclass(frozen=True)
class Mood:
    """What this sheet's signers are like: one sheet in two has dittos, on some many are crossed out, some share one pen."""

    filled: float
    gaps: float
    struck: float
    unsigned: float
    two_rows: float
    ditto: float
    down: float
    one_pen: bool
    home: str


def any_mood(language: str, rng: Lots) -> Mood:
    """A sheet's mood."""
    return Mood(
        filled=weighed(rng, {1.0: 45, between(rng, 0.3, 1.0): 50, 0.15: 5}),
        gaps=weighed(rng, {0.0: 75, 0.06: 15, 0.2: 10}),
        struck=weighed(rng, {0.0: 35, 0.06: 50, 0.18: 15}),
        unsigned=weighed(rng, {0.0: 45, 0.06: 45, 0.15: 10}),
        two_rows=weighed(rng, {0.0: 70, 0.05: 25, 0.12: 5}),
        ditto=weighed(rng, {0.0: 50, 0.4: 35, 0.85: 15}),
        down=weighed(rng, {0.0: 84, 1.0: 16}),
        one_pen=chance(rng, 0.35),
        home=pick(rng, places().homes[language]),
    )


def plan(ground: Ground, rng: Lots, bold: bool = False) -> tuple[Entry, ...]:
    """The entries of a sheet, top to bottom; rows without an entry stay empty. `bold` leaves out pencils and faint pens."""
    mood = any_mood(ground.language, rng)
    shared = any_pen(rng, bold)
    has_signature = any(s.name == "signature" for s in ground.slots)
    tall = any(s.top > 0 for s in ground.slots)
    entries: list[Entry] = []
    row, last = 0, max(1, round(mood.filled * len(ground.rows)))
    while row < last:
        if chance(rng, mood.gaps):
            row += 1
            continue
        rows = (row, row + 1) if row + 1 < len(ground.rows) and not tall and chance(rng, mood.two_rows) else (row,)
        pen = shared if mood.one_pen or chance(rng, 0.2) else any_pen(rng, bold)
        above = entries[-1] if entries and entries[-1].rows[-1] == row - 1 else None
        entry = _entry(ground, rows, pen, above, mood, has_signature, rng)
        entries.append(replace(entry, struck_by=any_pen(rng, bold)) if entry.struck and chance(rng, 0.3) else entry)
        row = rows[-1] + 1
    return _with_stroke_down(tuple(entries), mood, rng)


def _entry(
    ground: Ground, rows: tuple[int, ...], pen: Pen, above: Entry | None, mood: Mood, has_signature: bool, rng: Lots
) -> Entry:
    person = people.any_person(ground.language, mood.home, rng)
    if above and is_arabic(above.person.family) == is_arabic(person.given) and chance(rng, 0.12):
        person = replace(person, family=above.person.family)  # a family signs together
    hand, person = _able_hand(person, rng)
    if hand.capitals:
        person = replace(person, given=person.given.upper(), family=person.family.upper())
    cells: list[Cell] = []
    values = {"name": person.name}
    unsigned = has_signature and chance(rng, mood.unsigned)
    for slot in ground.slots:
        cell, value = _cell(slot, ground.language, person, hand, above, mood, rng)
        if cell:
            cells.append(cell)
        if value:
            values[slot.name] = value
    signed_in = pick(rng, rows) if has_signature and not unsigned else None
    return Entry(
        rows, person, hand, pen, chance(rng, mood.struck), None, chance(rng, 0.04), signed_in, chance(rng, 0.05), tuple(cells),
        tuple((k, v) for k, v in values.items() if k in TRUTH_FIELDS),
    )  # fmt: skip


TRUTH_FIELDS = ("name", "given_name", "family_name", "country", "email", "phone", "postcode", "city", "consent")


def _able_hand(person: Person, rng: Lots) -> tuple[Hand, Person]:
    """A hand whose font has all the letters of the name; where none has, the name goes without its accents."""
    for _ in range(6):
        hand = any_hand(rng)
        text = person.name.upper() if hand.capitals else person.name
        if hand.face(text):
            return hand, person
    plain = replace(
        person, given=countries.without_accents(person.given), family=countries.without_accents(person.family)
    )
    odd = str.maketrans(
        {
            "ł": "l",
            "Ł": "L",
            "đ": "d",
            "Đ": "D",
            "ø": "o",
            "Ø": "O",
            "ı": "i",
            "ə": "e",
            "Ə": "E",
            "’": "'",
            "ð": "d",
            "þ": "th",
            "ħ": "h",
            "Ħ": "H",
        }
    )
    return hand, replace(plain, given=plain.given.translate(odd), family=plain.family.translate(odd))


def _cell(
    slot: Slot, language: str, person: Person, hand: Hand, above: Entry | None, mood: Mood, rng: Lots
) -> tuple[Cell | None, str | None]:
    """What stands in one cell, and what it means."""
    name = slot.name
    if name in ("number", "signature"):
        return None, None
    if name == "name":
        family_first = slot.heading.casefold().startswith(("nom", "apellidos", "name,", "nachname", "surname"))
        text = (
            f"{person.family} {person.given}"
            if chance(rng, 0.7 if family_first else 0.1) and language != "ar"
            else person.name
        )
        return Cell(name, "written", text), person.name
    if name in ("given_name", "family_name"):
        text = person.given if name == "given_name" else person.family
        return Cell(name, "written", text), text
    if name == "consent":
        how: How = weighed(rng, {"tick": 30, "cross": 22, "filled": 5, "doubtful": 3, "dash": 40})
        return (None, "no") if how == "dash" else (Cell(name, how), "no" if how == "doubtful" else "yes")
    if name == "country":
        return _country(language, person, hand, above, mood, rng)
    if chance(rng, 0.1):
        return (Cell(name, "dash"), None) if chance(rng, 0.3) else (None, None)
    asked, value = _optional(name, language, person, rng)
    if not asked:
        return (Cell(name, "dash"), None) if chance(rng, 0.3) else (None, None)
    text = asked.upper() if name == "city" and hand.capitals else asked
    return Cell(name, "written", text), value


def _country(
    language: str, person: Person, hand: Hand, above: Entry | None, mood: Mood, rng: Lots
) -> tuple[Cell | None, str | None]:
    if chance(rng, 0.03):
        return (Cell("country", "dash"), None) if chance(rng, 0.3) else (None, None)
    if above and dict(above.values).get("country") == person.country and chance(rng, mood.ditto):
        how: How = weighed(rng, {"quotes": 40, "primes": 22, "slashes": 16, "written": 22})
        return Cell("country", how, pick(rng, wordings(language).ditto) if how == "written" else ""), person.country
    text = countries.as_written(person.country, language, rng)
    if hand.capitals:
        text = text.upper()
    if chance(rng, 0.012) and language != "ar":
        return Cell("country", "corrected", text), person.country
    return Cell("country", "written", text), person.country


def _optional(name: str, language: str, person: Person, rng: Lots) -> tuple[str | None, str | None]:
    """Text and value of what people may leave out."""
    if name == "email":
        return person.email, person.email
    if name == "phone":
        return person.phone_written, person.phone
    if name == "postcode":
        code = person.postcode
        eastern = code is not None and language == "ar" and code.isdigit() and chance(rng, 0.5)
        return (code.translate(EASTERN) if code and eastern else code), code
    if name == "city":
        return person.city, person.city
    if name == "date":
        day, month = int(rng.integers(1, 29)), int(rng.integers(1, 13))
        shapes = (f"{day}.{month}.26", f"{day:02d}/{month:02d}/2026", f"{day}/{month}", f"{day}-{month}-26")
        return pick(rng, shapes), None
    if name == "age":
        return str(int(rng.integers(17, 88))), None
    return f"{int(rng.integers(1, 200))} {person.city}" if language != "ar" else person.city, None


def _with_stroke_down(entries: tuple[Entry, ...], mood: Mood, rng: Lots) -> tuple[Entry, ...]:
    """On some sheets one stroke down the country column says of two to six rows that they are as the one above."""
    if len(entries) < 4 or not chance(rng, mood.down):
        return entries
    start = int(rng.integers(1, len(entries) - 2))
    run = range(start, min(len(entries), start + int(rng.integers(2, 7))))
    source = dict(entries[start - 1].values).get("country")
    steady = all(entries[k].rows[0] == entries[k - 1].rows[-1] + 1 for k in run)
    if not source or not steady or not all(any(c.slot == "country" for c in entries[k].cells) for k in run):
        return entries
    changed = list(entries)
    for k in run:
        cells = tuple(Cell("country", "down") if c.slot == "country" else c for c in entries[k].cells)
        values = tuple((n, source if n == "country" else v) for n, v in entries[k].values)
        changed[k] = replace(entries[k], cells=cells, values=values)
    return tuple(_without_dangling_dittos(changed))


def _without_dangling_dittos(entries: list[Entry]) -> list[Entry]:
    """A ditto below the stroke repeats what the stroke says."""
    for k in range(1, len(entries)):
        above, here = dict(entries[k - 1].values), entries[k]
        marks = [
            c
            for c in here.cells
            if c.slot == "country" and (c.how in ("quotes", "primes", "slashes") or c.text.casefold() in DITTO_WORDS)
        ]
        if marks and "country" in above:
            entries[k] = replace(
                here, values=tuple((n, above["country"] if n == "country" else v) for n, v in here.values)
            )
    return entries


DITTO_WORDS = frozenset(("idem", "id.", "ditto", "do.", "íd.", "dito", "كذلك", "نفسه", "أعلاه"))
