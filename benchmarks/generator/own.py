"""Sheets of our own forms, printed as `digitiser print` prints them, then filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.generator.canvas import Canvas
from benchmarks.generator.chance import Lots, between, chance, pick, weighed
from benchmarks.generator.entries import Entry, plan
from benchmarks.generator.fill import write_entries, write_words
from benchmarks.generator.hands import any_hand
from benchmarks.generator.layouts import Slot
from benchmarks.generator.numbers import EASTERN
from benchmarks.generator.pens import any_pen
from benchmarks.generator.sheet import Filled, Foot
from benchmarks.generator.taken import Paper
from digitiser.forms import Form, load_forms
from digitiser.model import Box
from digitiser.printing import blank_sheet
from digitiser.serials import ALPHABET, LENGTH, check_character


@dataclass(frozen=True)
class OwnGround:
    """A form as entries and filling see it."""

    form: Form

    @property
    def language(self) -> str:
        """The form's language."""
        return self.form.name.language

    @property
    def rows(self) -> tuple[Box, ...]:
        """The outlines of its rows, over all of its columns."""
        return tuple(band.box for band in self.form.table.bands)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its columns, from left to right on the paper."""
        row = self.rows[0]
        return tuple(
            Slot(str(c.name), c.heading, c.box.left - row.left, c.box.right - row.left, 0.0, row.height)
            for c in self.form.table.columns
        )

    def cell(self, row: int, slot: Slot) -> Box:
        """The box of a column in a row (from 0)."""
        box = self.rows[row]
        return Box(box.left + slot.left, box.top + slot.top, box.left + slot.right, box.top + slot.bottom)


@lru_cache
def own_forms(language: str | None = None) -> tuple[Form, ...]:
    """Every form, in every language or in one."""
    return tuple(form for form in load_forms() if language in (None, form.name.language))


def filled_own(form: Form, scale: float, rng: Lots, bold: bool = False, worn: bool = False) -> Filled:
    """A sheet of the form with a serial of its own, filled, its foot too; on a `worn` copy marks or the code may be lost."""
    serial = any_serial(rng)
    canvas = Canvas(blank_sheet(form, serial, scale).copy(), scale)
    ground = OwnGround(form)
    entries = plan(ground, rng, bold)
    rows = write_entries(canvas, ground, entries, rng)
    foot = _write_foot(canvas, form, entries, rng, bold)
    if worn:
        _lose_marks(canvas, form, rng)
    columns = tuple((str(c.name), c.box) for c in form.table.columns)
    name = f"own-{form.name.form}-{form.name.language}"
    return Filled(Paper(canvas.image, scale), rows, columns, name, form.name.language, form.name, serial, foot)


def any_serial(rng: Lots) -> str:
    """A serial as a pad would have it, drawn from the seed."""
    body = "".join(pick(rng, ALPHABET) for _ in range(LENGTH))
    return body + check_character(body)


def _write_foot(canvas: Canvas, form: Form, entries: Sequence[Entry], rng: Lots, bold: bool) -> Foot:
    """The number of signatures and the date of the last one, by the hand of the one who collected; now and then wrong or left out."""
    hand, pen, eastern = any_hand(rng), any_pen(rng, bold), form.right_to_left and chance(rng, 0.5)
    total: int | None = None
    date: str | None = None
    if form.table.control_total and chance(rng, 0.82):
        total = sum(e.signed_in is not None and not e.struck for e in entries)
        total = max(0, total + (pick(rng, (-2, -1, 1, 2, 10)) if chance(rng, 0.08) else 0))
        text = str(total)
        write_words(canvas, text.translate(EASTERN) if eastern else text, form.table.control_total, hand, pen, rng)
    if form.table.last_date and chance(rng, 0.82):
        day, month = int(rng.integers(1, 29)), int(rng.integers(1, 12))
        date = f"2026-{month:02d}-{day:02d}"
        text = pick(
            rng,
            (f"{day:02d}.{month:02d}.2026", f"{day}/{month}/2026", f"{day:02d}/{month:02d}/26", f"{day}.{month}.26"),
        )
        if form.name.form.startswith("letter") and form.name.language == "en":
            text = f"{month}/{day}/2026"
        write_words(canvas, text.translate(EASTERN) if eastern else text, form.table.last_date, hand, pen, rng)
    return Foot(total, date)


def _lose_marks(canvas: Canvas, form: Form, rng: Lots) -> None:
    """What a bad copy does to marks and code: whitened, or smeared over."""
    lost = weighed(rng, {0: 40, 1: 45, 2: 15})
    boxes = [Box(m.x - m.size / 2, m.y - m.size / 2, m.x + m.size / 2, m.y + m.size / 2) for m in form.marks]
    chosen = [boxes[int(k)] for k in rng.permutation(4)[:lost]] + ([form.code] if chance(rng, 0.3) else [])
    for box in chosen:
        reach = between(rng, 0.4, 1.2)
        side = Box(box.left - 1, box.top - 1, box.left + reach * box.width, box.bottom + 1)
        canvas.fill(
            (side.left, side.top, side.right, side.bottom), (252, 252, 252) if chance(rng, 0.8) else (40, 40, 40)
        )
