"""Writes entries on a printed sheet, and says what truly stands in each of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.generator import fonts, strikes, strokes
from benchmarks.generator.canvas import Canvas
from benchmarks.generator.chance import Lots, between, chance
from benchmarks.generator.countries import without_accents
from benchmarks.generator.entries import DITTO_WORDS, Cell, Entry, Ground
from benchmarks.generator.hands import Hand, draw, is_arabic
from benchmarks.generator.layouts import Slot
from benchmarks.generator.pens import Pen, write
from benchmarks.generator.signatures import name_as_signature, signature
from digitiser.model import Box

UNJOINED, KASHIDA = frozenset(" ءآأؤإاةدذرزوى"), "ـ"
"""Arabic letters that do not join the next one, and the stroke that draws out the others."""


@dataclass(frozen=True)
class TrueRow:
    """The truth of one printed row; `index` counts from 1. `ink` and `written` say what was drawn in each cell, as a help for tests."""

    index: int
    printed_rows: tuple[int, ...]
    box: Box
    state: str
    signed: bool | None
    fields: dict[str, str]
    ink: dict[str, str]
    written: dict[str, str]


def write_entries(canvas: Canvas, ground: Ground, entries: Sequence[Entry], rng: Lots) -> tuple[TrueRow, ...]:
    """Draws the entries on the sheet; returns the truth of all its rows, empty ones included."""
    for entry in entries:
        _entry(canvas, ground, entry, rng)
    _strokes_down(canvas, ground, entries, rng)
    _cross_out_unused(canvas, ground, entries, rng)
    if chance(rng, 0.12):
        _note_in_margin(canvas, ground, entries, rng)
    return true_rows(ground, entries)


def true_rows(ground: Ground, entries: Sequence[Entry]) -> tuple[TrueRow, ...]:
    """One for each printed row.

    An entry over two rows stands on the row of its signature (the upper one if unsigned), the other is empty.
    """
    has_signature = any(s.name == "signature" for s in ground.slots)
    owner = {e.signed_in if e.signed_in is not None else e.rows[0]: e for e in entries}
    rows = []
    for k, box in enumerate(ground.rows):
        entry = owner.get(k)
        if entry is None:
            rows.append(TrueRow(k + 1, (k + 1,), box, "empty", False if has_signature else None, {}, {}, {}))
            continue
        rows.append(
            TrueRow(
                k + 1, tuple(r + 1 for r in entry.rows), box, "struck" if entry.struck else "filled",
                (entry.signed_in is not None) if has_signature else None, dict(entry.values),
                {c.slot: _ink(c) for c in entry.cells if c.slot != "consent"}, {c.slot: c.text for c in entry.cells if c.text},
            )
        )  # fmt: skip
    return tuple(rows)


def _ink(cell: Cell) -> str:
    if cell.how in ("quotes", "primes", "slashes", "down") or cell.text.casefold() in DITTO_WORDS:
        return "ditto"
    return "dash" if cell.how == "dash" else "written"


def _entry(canvas: Canvas, ground: Ground, entry: Entry, rng: Lots) -> None:
    slots = {s.name: s for s in ground.slots}
    spread = len(entry.rows) > 1 and chance(rng, 0.5)
    if spread:
        entry = replace(entry, hand=replace(entry.hand, capital=entry.hand.capital * 1.6))
    inked: list[Box] = []
    name_box: Box | None = None
    for cell in entry.cells:
        box = _place(ground, entry, slots[cell.slot], spread, rng)
        drawn = _cell(canvas, ground, cell, box, entry, spread, rng)
        if drawn:
            inked.append(drawn)
            if cell.slot in ("name", "family_name", "given_name"):
                name_box = drawn if name_box is None else _around(name_box, drawn)
    if entry.signed_in is not None:
        inked.append(_sign(canvas, _room(ground, entry.signed_in, slots["signature"]), entry, rng))
    row = ground.rows[entry.rows[0]]
    whole = Box(
        min((b.left for b in inked), default=row.left),
        row.top,
        max((b.right for b in inked), default=row.right),
        ground.rows[entry.rows[-1]].bottom,
    )
    if name_box and entry.struck:
        pen = entry.pen if entry.struck_by is None else entry.struck_by
        strokes.put(canvas, strikes.strike(whole, _grown(name_box, 1.0), rng), pen, rng)
    elif name_box and entry.underlined:
        strokes.put(
            canvas, strikes.underline(name_box if chance(rng, 0.7) else _as_high(whole, name_box), rng), entry.pen, rng
        )


def _around(a: Box, b: Box) -> Box:
    return Box(min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))


def _as_high(wide: Box, high: Box) -> Box:
    return Box(wide.left, high.top, wide.right, high.bottom)


def _grown(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top, box.right + by, box.bottom)


def _place(ground: Ground, entry: Entry, slot: Slot, spread: bool, rng: Lots) -> Box:
    """The cell, or for an entry over two rows both cells (written large across the rule) or one of them."""
    upper, lower = (_room(ground, k, slot) for k in (entry.rows[0], entry.rows[-1]))
    if len(entry.rows) == 1:
        return upper
    if spread:
        return Box(upper.left, upper.top + upper.height * 0.2, upper.right, lower.bottom - lower.height * 0.2)
    return upper if slot.name in ("name", "given_name", "family_name", "country") or chance(rng, 0.5) else lower


def _cell(canvas: Canvas, ground: Ground, cell: Cell, box: Box, entry: Entry, spread: bool, rng: Lots) -> Box | None:
    """Draws one cell; returns where the ink is. A stroke down the column is drawn later, for all its rows at once."""
    pen = entry.pen
    if cell.how == "down":
        return None
    if cell.how == "dash":
        strokes.put(canvas, strokes.dash(box, rng), pen, rng)
        return None
    if cell.how in ("quotes", "primes", "slashes"):
        strokes.put(canvas, strokes.ditto(cell.how, box, rng), pen, rng)
        return None
    if cell.how in ("tick", "cross", "filled", "doubtful"):
        x, y = box.left + box.width / 2, box.top + box.height / 2
        strokes.put(canvas, strokes.tick(cell.how, x, y, min(3.0, box.height * 0.5), rng), pen, rng)
        return None
    if cell.how == "corrected":
        return _corrected(canvas, cell, box, entry, rng)
    if len(entry.rows) > 1 and not spread and cell.slot == "name" and " " in cell.text and chance(rng, 0.5):
        first, rest = cell.text.split(" ", 1)
        slot = next(s for s in ground.slots if s.name == cell.slot)
        drawn = write_words(canvas, first, ground.cell(entry.rows[0], slot), entry.hand, pen, rng)
        return _around(drawn, write_words(canvas, rest, ground.cell(entry.rows[1], slot), entry.hand, pen, rng))
    return write_words(canvas, cell.text, box, entry.hand, pen, rng)


def _room(ground: Ground, row: int, slot: Slot) -> Box:
    return slot.room(ground.cell(row, slot), ground.language == "ar")


def write_words(canvas: Canvas, text: str, box: Box, hand: Hand, pen: Pen, rng: Lots) -> Box:
    """Writes text into a cell, on its foot or in its middle; long words are squeezed, or run over the cell's edge."""
    arabic = is_arabic(text)
    capital = min(hand.capital, box.height * between(rng, 0.36, 0.5)) * between(rng, 0.93, 1.07)
    if not hand.face(text):
        text = _writable(text, hand)
    if arabic and chance(rng, 0.12) and hand.face(long := _drawn_out(text, rng)):
        text = long
    mask, base = draw(text, hand, capital * canvas.scale, pen.width * canvas.scale, 1.0, rng)
    rows, columns = np.nonzero(mask > 0.25)
    if len(rows) == 0:
        return Box(box.left, box.top, box.left + 1, box.bottom)
    wide = (columns.max() - columns.min()) / canvas.scale
    if wide > box.width - 1:
        spill = between(rng, 1.0, 1.18) if chance(rng, 0.4) else between(rng, 0.9, 1.0)
        squeeze = max(0.5, box.width * spill / wide)
        if box.width * spill / wide < 0.72:  # too much for narrow letters alone
            capital *= max(0.62, box.width * spill / wide / 0.72)
        mask, base = draw(text, hand, capital * canvas.scale, pen.width * canvas.scale, max(0.6, squeeze), rng)
        rows, columns = np.nonzero(mask > 0.25)
        wide = (columns.max() - columns.min()) / canvas.scale
    free = max(0.6, min(box.width - wide - 0.6, between(rng, 0.6, 4.0)))
    x = box.right - free - wide if arabic else box.left + free
    if box.width - wide < 0.6 and not arabic:
        x = box.left + between(rng, 0.3, 0.9)
    y = box.bottom - box.height * between(rng, 0.16, 0.36)
    if capital < box.height * 0.3 and chance(rng, 0.3):
        y = box.top + box.height * between(rng, 0.5, 0.65)
    left, top = round(x * canvas.scale) - int(columns.min()), round(y * canvas.scale) - base
    write(canvas, mask, left, top, pen, rng)
    return Box(
        (left + columns.min()) / canvas.scale,
        (top + rows.min()) / canvas.scale,
        (left + columns.max()) / canvas.scale,
        (top + rows.max()) / canvas.scale,
    )


def _writable(text: str, hand: Hand) -> str:
    """The text without what the hand's font lacks."""
    face = fonts.ARABIC[0] if is_arabic(text) else hand.latin
    plain = text if face.arabic else without_accents(text)
    return "".join(c for c in plain if c.isspace() or face.can_write(c)) or "x"


def _drawn_out(text: str, rng: Lots) -> str:
    """An Arabic text with one letter drawn out (kashida): a long level stroke that is writing."""
    joins = [
        k
        for k in range(1, len(text))
        if is_arabic(text[k - 1])
        and is_arabic(text[k])
        and text[k - 1 : k + 1].isalpha()
        and text[k - 1] not in UNJOINED
    ]
    if not joins:
        return text
    at = joins[int(rng.integers(len(joins)))]
    return text[:at] + KASHIDA * int(rng.integers(2, 7)) + text[at:]


def _corrected(canvas: Canvas, cell: Cell, box: Box, entry: Entry, rng: Lots) -> Box:
    """A slip crossed out and the right word beside it: the row stays good."""
    half = Box(box.left, box.top, box.left + box.width * 0.4, box.bottom)
    slip = write_words(canvas, cell.text[: int(rng.integers(2, 5))], half, entry.hand, entry.pen, rng)
    middle = (slip.top + slip.bottom) / 2
    strokes.put(canvas, [strokes.shaky(slip.left - 0.4, middle, slip.right + 0.4, middle, rng, 0.15)], entry.pen, rng)
    return write_words(
        canvas,
        cell.text,
        Box(slip.right + 0.5, box.top, max(box.right, slip.right + 8), box.bottom),
        entry.hand,
        entry.pen,
        rng,
    )


def _sign(canvas: Canvas, box: Box, entry: Entry, rng: Lots) -> Box:
    """The signature: in its cell as a rule, over its edges now and then."""
    scale, line = canvas.scale, entry.pen.width * canvas.scale
    if entry.printed_signature:
        capital = min(entry.hand.capital, box.height * 0.42) * scale
        mask = name_as_signature(entry.person.name, entry.hand, capital, line, rng)
        rows, columns = np.nonzero(mask > 0.25)
        mask = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        if mask.shape[1] > box.width * scale:
            mask = _shrunk(mask, box.width * scale / mask.shape[1])
    else:
        wide = min(between(rng, 0.45, 0.95) * box.width, 45)
        high = min(between(rng, 0.5, 1.0) if chance(rng, 0.8) else between(rng, 1.0, 1.5), 18 / box.height) * box.height
        mask = signature(round(wide * scale), round(high * scale), line, rng)
    height, width = mask.shape[0] / scale, mask.shape[1] / scale
    x = box.left + max(0.3, (box.width - width)) * between(rng, 0.1, 0.8)
    y = box.top + (box.height - height) / 2 + rng.normal(0, 0.06) * box.height
    write(canvas, mask, round(x * scale), round(y * scale), entry.pen, rng)
    return Box(x, y, x + width, y + height)


def _shrunk(mask: np.ndarray, by: float) -> np.ndarray:
    import cv2

    return np.asarray(cv2.resize(mask, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), np.float32)


def _strokes_down(canvas: Canvas, ground: Ground, entries: Sequence[Entry], rng: Lots) -> None:
    """The strokes down the country column, each over all of its rows."""
    slot = next((s for s in ground.slots if s.name == "country"), None)
    run: list[Entry] = []
    for entry in [*entries, None]:
        if entry is not None and any(c.how == "down" for c in entry.cells):
            run.append(entry)
        elif run and slot:
            strokes.put(
                canvas,
                strokes.down(ground.cell(run[0].rows[0], slot), ground.cell(run[-1].rows[-1], slot), rng),
                run[0].pen,
                rng,
            )
            run = []


def _cross_out_unused(canvas: Canvas, ground: Ground, entries: Sequence[Entry], rng: Lots) -> None:
    """On some sheets whoever collected them crossed out the rows below the last entry, so that nobody adds to them."""
    free = ground.rows[entries[-1].rows[-1] + 1 :] if entries else ()
    if len(free) >= 2 and chance(rng, 0.06):
        room = Box(free[0].left, free[0].top, free[0].right, free[-1].bottom)
        strokes.put(canvas, strikes.unused(room, rng), entries[-1].pen, rng)


def _note_in_margin(canvas: Canvas, ground: Ground, entries: Sequence[Entry], rng: Lots) -> None:
    """What the volunteer jots beside the table: a count, a place."""
    if not entries:
        return
    last = ground.rows[-1]
    entry = entries[int(rng.integers(len(entries)))]
    text = f"{len(entries)}" if chance(rng, 0.5) or not entry.hand.face(entry.person.city) else entry.person.city
    room = canvas.image.shape[0] / canvas.scale - last.bottom
    if room > 9:
        y = last.bottom + between(rng, 1, room - 8)
        write_words(canvas, text, Box(last.left, y, last.left + 40, y + 7), entry.hand, entry.pen, rng)
