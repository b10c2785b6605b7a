"""Layouts of strangers' sheets: where the table, its columns and rows stand, and in which of the many ways it is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from benchmarks.generator import fonts
from benchmarks.generator.canvas import Colour
from benchmarks.generator.chance import Lots, between, chance, pick, weighed
from benchmarks.generator.wordings import wordings
from digitiser.model import Box

Rules = Literal[
    "grid", "grey grid", "level", "dotted", "dashed", "shaded", "shaded level", "boxes", "underlines", "double"
]
Heading = Literal["plain", "bold", "dark band", "grey band", "boxed", "none"]
Labels = Literal["none", "corner", "before"]


@dataclass(frozen=True)
class Slot:
    """Where one thing is written in every row: its place within the row, from the row's top left corner, millimetres.

    `inset` is what a label printed before the writing takes of it.
    """

    name: str
    heading: str
    left: float
    right: float
    top: float
    bottom: float
    inset: float = 0.0

    def room(self, cell: Box, right_to_left: bool) -> Box:
        """The part of a cell that its printed label leaves."""
        start, end = (0.0, self.inset) if right_to_left else (self.inset, 0.0)
        return Box(cell.left + start, cell.top, cell.right - end, cell.bottom)


@dataclass(frozen=True)
class Layout:
    """A sheet before it is printed. Millimetres; `rows` are the outlines of the printed rows; `slots` say what stands where in them."""

    language: str
    width: float
    height: float
    table: Box
    heading_height: float
    rows: tuple[Box, ...]
    slots: tuple[Slot, ...]
    rules: Rules
    heading: Heading
    labels: Labels
    two_lines: bool
    print_colour: Colour
    band_colour: Colour
    rule_width: float
    first_number: int
    seed: int
    """For what is printed around the table."""

    @property
    def right_to_left(self) -> bool:
        """Arabic sheets run from right to left."""
        return self.language == "ar"

    @property
    def name(self) -> str:
        """For grouping: language, orientation and the way the rows are ruled."""
        turn = "landscape" if self.width > self.height else "portrait"
        return f"{self.language}-{turn}-{'cards' if self.two_lines else self.rules.replace(' ', '-')}"

    def cell(self, row: int, slot: Slot) -> Box:
        """The box of a slot in a row (from 0)."""
        box = self.rows[row]
        return Box(box.left + slot.left, box.top + slot.top, box.left + slot.right, box.top + slot.bottom)

    def column(self, slot: Slot) -> Box:
        """The column of a slot, heading included."""
        return Box(self.table.left + slot.left, self.table.top, self.table.left + slot.right, self.table.bottom)


LABEL_CAPITAL = 1.3
"""Height of a capital of the labels printed before the writing, millimetres."""

PAPERS = {
    (210.0, 297.0): 50,
    (297.0, 210.0): 26,
    (215.9, 279.4): 12,
    (279.4, 215.9): 7,
    (210.0, 148.5): 3,
    (148.5, 210.0): 2,
}
"""Width and height in millimetres of A4, US Letter and A5, upright and across, and how often they are met."""

WIDTHS = {
    "number": 9, "name": 46, "given_name": 32, "family_name": 34, "country": 27, "email": 50, "phone": 34, "postcode": 20, "city": 27,
    "address": 46, "date": 19, "consent": 17, "signature": 36, "age": 16,
}  # fmt: skip
"""What a column of each kind gets by preference, millimetres."""

BANDS: tuple[Colour, ...] = ((20, 20, 20), (90, 45, 20), (40, 40, 40), (30, 25, 110), (50, 80, 20))
INKS: dict[Colour, float] = {
    (20, 20, 20): 60,
    (60, 60, 60): 14,
    (110, 60, 20): 10,
    (40, 30, 130): 4,
    (60, 90, 30): 4,
    (110, 110, 110): 8,
}


def any_layout(language: str, rng: Lots) -> Layout:
    """A layout nobody has seen before."""
    width, height = weighed(rng, PAPERS)
    small = min(width, height) < 160
    side, foot = between(rng, 6 if small else 9, 20 if not small else 11), between(rng, 9, 26)
    table_top = between(rng, 0.1, 0.19 if small else 0.3) * height
    if chance(rng, 0.12) and not small:
        table_top = between(rng, 0.33, 0.45) * height
    rules: Rules = weighed(
        rng,
        {
            "grid": 30,
            "grey grid": 8,
            "level": 17,
            "dotted": 8,
            "dashed": 4,
            "shaded": 10,
            "shaded level": 5,
            "boxes": 6,
            "underlines": 7,
            "double": 4,
        },
    )
    two_lines = rules in ("grid", "boxes", "level", "grey grid") and chance(rng, 0.14)
    labels: Labels = "corner" if two_lines else weighed(rng, {"none": 88, "corner": 8, "before": 4})
    if rules == "shaded" and labels == "before":
        labels = "none"
    heading: Heading = weighed(rng, {"plain": 30, "bold": 26, "dark band": 20, "grey band": 14, "boxed": 10})
    if labels != "none" and (two_lines or chance(rng, 0.6)):
        heading = "none"
    heading_height = 0.0 if heading == "none" else between(rng, 5.5, 12.5)
    wide = width - 2 * side
    slots = _two_line_slots(language, wide, rng) if two_lines else _slots(language, wide, labels, rng)
    row_height = float(
        np.clip(
            between(rng, 6.2, 15.5) if not two_lines else between(rng, 15, 25),
            0,
            (height - table_top - foot - heading_height) / 5,
        )
    )
    most = int((height - table_top - foot - heading_height) / row_height)
    count = max(5, min(30, most)) if chance(rng, 0.75) else int(rng.integers(5, max(6, min(30, most) + 1)))
    gap = between(rng, 1.0, 2.6) if rules == "boxes" else 0.0
    top = table_top + heading_height + (gap if heading_height else 0)
    rows = tuple(Box(side, top + k * row_height, side + wide, top + (k + 1) * row_height - gap) for k in range(count))
    slots = tuple(_scaled(s, row_height - gap) for s in slots)
    return Layout(
        language=language,
        width=width,
        height=height,
        table=Box(side, table_top, side + wide, rows[-1].bottom),
        heading_height=heading_height,
        rows=rows,
        slots=slots,
        rules=rules,
        heading=heading,
        labels=labels,
        two_lines=two_lines,
        print_colour=weighed(rng, INKS),
        band_colour=pick(rng, BANDS),
        rule_width=between(rng, 0.12, 0.5),
        first_number=1 if chance(rng, 0.9) else int(rng.integers(1, 5)) * 10 + 1,
        seed=int(rng.integers(2**31)),
    )


def _scaled(slot: Slot, row_height: float) -> Slot:
    """Tops and bottoms from shares of the row's height to millimetres."""
    return replace(slot, top=slot.top * row_height, bottom=slot.bottom * row_height)


def _wanted(language: str, width: float, rng: Lots) -> list[str]:
    """What the sheet asks for, from the start of the line to its end."""
    room = 4 if width < 150 else 5 if width < 200 else 7
    names = ["family_name", "given_name"] if chance(rng, 0.28) else ["name"]
    if len(names) == 2 and chance(rng, 0.5):
        names.reverse()
    rest = ["country"] if chance(rng, 0.93) else []
    options = {"email": 5, "phone": 4, "postcode": 4, "city": 3, "address": 2, "date": 2, "consent": 2, "age": 1}
    want = int(rng.integers(0, max(1, room - len(names) - len(rest)) + 1))
    for _ in range(want):
        chosen = weighed(rng, options)
        options = {k: v for k, v in options.items() if k != chosen}
        rest.append(chosen)
    rng.shuffle(rest)
    signed = ["signature"] if chance(rng, 0.94) else []
    order = names + rest + signed
    if chance(rng, 0.18):
        order = signed + names + rest if chance(rng, 0.4) else names + signed + rest
    elif chance(rng, 0.12):
        order = rest[:1] + names + rest[1:] + signed
    return (["number"] if chance(rng, 0.55) else []) + order


def _slots(language: str, width: float, labels: Labels, rng: Lots) -> tuple[Slot, ...]:
    """One line of columns over the whole width."""
    order = _wanted(language, width, rng)
    shares = np.array([WIDTHS[name] * between(rng, 0.85, 1.2) for name in order])
    shares *= width / shares.sum()
    if language == "ar":
        order, shares = order[::-1], shares[::-1]
    edges = np.concatenate([[0], np.cumsum(shares)])
    words = wordings(language).labels if labels != "none" else {}
    second = pick(rng, ("fr", "en", "es", "de")) if chance(rng, 0.08) else language
    slots = []
    for k, name in enumerate(order):
        heading = words.get(name) or _heading(name, language, second, rng)
        left, right = float(edges[k]), float(edges[k + 1])
        inset = (
            min(_label_width(heading, language), (right - left) / 2) if labels == "before" and name != "number" else 0.0
        )
        slots.append(Slot(name, heading, left, right, 0.0, 1.0, inset))
    return tuple(slots)


def _label_width(label: str, language: str) -> float:
    """What a label printed before the writing takes at most, millimetres."""
    faces = (fonts.ARABIC_PRINT,) if language == "ar" else fonts.PRINT
    return max(face.width(f"{label}:", LABEL_CAPITAL * 10) / 10 for face in faces) + 1.6


def _heading(name: str, language: str, second: str, rng: Lots) -> str:
    """One of the wordings of a column; on sheets in two languages, one of each."""
    heading = pick(rng, wordings(language).headings[name])
    if second == language or name == "number":
        return heading
    return f"{heading} / {pick(rng, wordings(second).headings[name])}"


def _two_line_slots(language: str, width: float, rng: Lots) -> tuple[Slot, ...]:
    """A card a signer: two lines of labelled cells, the signature beside them or at the end of the second."""
    words = wordings(language).labels
    extra = list(rng.permutation(["email", "phone", "postcode", "city", "address"])[: int(rng.integers(1, 4))])
    tall = chance(rng, 0.5)
    upper = ["name", "country"] if chance(rng, 0.7) else ["family_name", "given_name", "country"]
    lower = [str(e) for e in extra] + ([] if tall else ["signature"])
    room = width - (width * 0.24 if tall else 0)
    slots = []
    for line, (top, bottom) in ((upper, (0.0, 0.5)), (lower, (0.5, 1.0))):
        shares = np.array([WIDTHS[name] for name in line], float)
        edges = np.concatenate([[0], np.cumsum(shares * room / shares.sum())])
        slots += [
            Slot(name, words[name], float(edges[k]), float(edges[k + 1]), top, bottom) for k, name in enumerate(line)
        ]
    if tall:
        slots.append(Slot("signature", words["signature"], room, width, 0.0, 1.0))
    if language == "ar":
        slots = [Slot(s.name, s.heading, width - s.right, width - s.left, s.top, s.bottom) for s in slots]
    return tuple(slots)
