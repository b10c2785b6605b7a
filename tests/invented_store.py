"""A small store of invented people, its pictures drawn here: for the tests of the screen, which need no reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from digitiser.geometry import Quad
from digitiser.model import (
    Box,
    Candidate,
    ColumnName,
    Field,
    FormName,
    FoundColumn,
    Ink,
    Pixels,
    Problem,
    Reading,
    Row,
    SheetReading,
)
from digitiser.store import Store, open_store

_PX_PER_MM = 6.0
_WIDTH, _HEIGHT, _TOP, _PITCH, _MARGIN = 210.0, 297.0, 60.0, 12.0, 1.5  # mm
COLUMNS: tuple[tuple[ColumnName, float, float], ...] = (
    ("number", 10, 18),
    ("name", 18, 78),
    ("country", 78, 113),
    ("email", 113, 168),
    ("consent", 168, 178),
    ("signature", 178, 200),
)
_PRINT, _BLUE = cv2.FONT_HERSHEY_COMPLEX, (110, 40, 20)
BEACON = "![x](http://127.0.0.1:9/beacon.png) <img src=http://127.0.0.1:9/b.png> :red[x]"


@dataclass(frozen=True)
class Person:
    """One invented entry: what is written, and what the machine made of the name; `others` are offered instead of the right one."""

    name: str
    country: str
    email: str = ""
    read_as: str = ""
    confidence: float = 0.99
    signed: bool = True
    ink: Ink = "written"
    others: tuple[str, ...] = ()
    agreed: bool = True  # to be written to, where there is an address


PEOPLE = (
    Person("MARIE DUBOIS", "FR", "marie.dubois@example.org"),
    Person("JONAS WEBER", "DE", read_as="JONAS WEBEN", confidence=0.62),
    Person("AMINA EL FASSI", "MA", "amina@example.org", confidence=0.97),
    Person("LUCIA ORTEGA", "ES", signed=False),
    Person("PAUL MOREAU", "FR", ink="ditto"),
    Person(BEACON, "FR"),
)


def make_store(folder: Path, sheets: int = 1, people: Sequence[Person] = PEOPLE, serial: str = "") -> Path:
    """A store in `folder` with so many sheets of these people, and one page that is no sheet; `serial` stands on all of them."""
    scans = [hashlib.sha256(f"invented {number}".encode()).hexdigest() for number in range(sheets + 1)]
    with open_store(folder, demo=scans) as store:
        for number, scan in enumerate(scans[:-1]):
            _save(store, scan, serial or f"7K2Q94{number:02d}", f"stack-{number + 1}.pdf", people)
        blank = np.full((400, 300, 3), 235, np.uint8)
        cv2.circle(blank, (150, 180), 60, (90, 140, 200), -1)
        problem = Problem(
            "not_a_sheet", "No petition sheet was found on this page. Look at it: if it is one, type its rows by hand."
        )
        page = SheetReading(
            scans[-1], "holiday.jpg", 1, 1, None, None, "none", None, _quad(0, 0, 1, 1), (), None, None, (problem,), ()
        )
        store.readings.save(page, {}, _jpeg(blank))
        store.readings.finish(scans[-1], (page.id,))
    return folder


def _save(store: Store, scan: str, serial: str, file: str, people: Sequence[Person]) -> None:
    rows = tuple(_row(index, person) for index, person in enumerate(people, 1))
    strips, whole = _pictures(tuple(people))
    reading = SheetReading(
        scan, file, 1, 1, FormName("spring", "A4-PORTRAIT", "fr", "0123ABCD"), serial, "code", "fr", _quad(0, 0, _WIDTH, _HEIGHT),
        tuple(FoundColumn(name, _quad(left, _TOP, right, _TOP + _PITCH * len(people))) for name, left, right in COLUMNS),
        sum(person.signed for person in people), "2026-11-20", (), rows, (_WIDTH, _HEIGHT),
    )  # fmt: skip
    store.readings.save(reading, strips, whole)
    store.readings.finish(scan, (reading.id,))


def _row(index: int, person: Person) -> Row:
    top = _TOP + _PITCH * (index - 1)
    fields = tuple(_field(name, left, top, right, person) for name, left, right in COLUMNS)
    box = Box(COLUMNS[0][1], top, COLUMNS[-1][2], top + _PITCH)
    return Row(index, (index,), box, _quad(box.left, box.top, box.right, box.bottom), "filled", person.signed, fields)


def _field(name: ColumnName, left: float, top: float, right: float, person: Person) -> Field:
    box = Box(left, top, right, top + _PITCH)
    empty = Field(name, box, _quad(left, top, right, top + _PITCH), "blank")
    if name == "name":
        guess = person.read_as or person.name
        offered = person.others or (() if guess == person.name else (person.name,))
        others = tuple(Candidate(text, 1 - person.confidence) for text in offered)
        reading = Reading("invented", guess, person.confidence)
        return replace(
            empty, ink="written", readings=(reading,), candidates=(Candidate(guess, person.confidence), *others)
        )
    if name == "country":
        return replace(
            empty,
            ink=person.ink,
            from_row=4 if person.ink == "ditto" else None,
            candidates=(Candidate(person.country, 0.98),),
        )
    if name == "email" and person.email:
        return replace(empty, ink="written", candidates=(Candidate(person.email, 0.91),))
    if name == "consent":
        yes = bool(person.email) and person.agreed
        return replace(empty, ink="written" if yes else "blank", candidates=(Candidate("yes" if yes else "no", 0.99),))
    return replace(empty, ink="written") if name == "signature" and person.signed else empty


@cache
def _pictures(people: tuple[Person, ...]) -> tuple[dict[int, bytes], bytes]:
    """JPEG of each row by its index, and of the sheet."""
    sheet = _draw(people)
    boxes = {index: _row(index, person).box for index, person in enumerate(people, 1)}
    return {index: _jpeg(_cut(sheet, box)) for index, box in boxes.items()}, _jpeg(sheet)


def _draw(people: Sequence[Person]) -> Pixels:
    sheet = np.full((int(_HEIGHT * _PX_PER_MM), int(_WIDTH * _PX_PER_MM), 3), 252, np.uint8)
    bottom = _TOP + _PITCH * len(people)
    for x in [COLUMNS[0][1], *(right for _, _, right in COLUMNS)]:
        cv2.line(sheet, _px(x, _TOP), _px(x, bottom), (150, 150, 150), 2)
    for index in range(len(people) + 1):
        cv2.line(sheet, _px(10, _TOP + _PITCH * index), _px(200, _TOP + _PITCH * index), (150, 150, 150), 2)
    for index, person in enumerate(people):
        base = _TOP + _PITCH * (index + 0.72)
        _write(sheet, str(index + 1), 12, base, cv2.FONT_HERSHEY_SIMPLEX, (120, 120, 120))
        _write(sheet, person.name[:24], 20, base)
        _write(sheet, '"' if person.ink == "ditto" else person.country, 82, base)
        _write(sheet, person.email, 114, base)
        _write(sheet, "x" if person.email and person.agreed else "", 171, base)
        _write(
            sheet, person.name.split()[0].title() if person.signed else "", 180, base, cv2.FONT_HERSHEY_SCRIPT_COMPLEX
        )
    return sheet


def _write(sheet: Pixels, text: str, x: float, y: float, font: int = _PRINT, ink: tuple[int, int, int] = _BLUE) -> None:
    cv2.putText(sheet, text, _px(x, y), font, 0.75, ink, 2, cv2.LINE_AA)


def _cut(sheet: Pixels, box: Box) -> Pixels:
    (left, top), (right, bottom) = (
        _px(box.left - _MARGIN, box.top - _MARGIN),
        _px(box.right + _MARGIN, box.bottom + _MARGIN),
    )
    return sheet[top:bottom, left:right]


def _px(x: float, y: float) -> tuple[int, int]:
    return round(x * _PX_PER_MM), round(y * _PX_PER_MM)


def _quad(left: float, top: float, right: float, bottom: float) -> Quad:
    """In shares of the page; boxes given as 0, 0, 1, 1 are shares already."""
    width, height = (1.0, 1.0) if right <= 1 else (_WIDTH, _HEIGHT)
    return tuple((x / width, y / height) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)))  # type: ignore[return-value]


def _jpeg(image: Pixels) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
