"""Prints a layout on blank paper."""

from __future__ import annotations

import numpy as np

from benchmarks.generator import fonts
from benchmarks.generator.canvas import Canvas, Colour
from benchmarks.generator.chance import Lots, between, chance, lots, pick
from benchmarks.generator.fonts import Face
from benchmarks.generator.layouts import Layout, Slot
from benchmarks.generator.wordings import wordings
from digitiser.model import Box

WHITE: Colour = (255, 255, 255)


def print_sheet(layout: Layout, scale: float) -> Canvas:
    """The sheet as the strangers' printer gave it out, `scale` pixels a millimetre."""
    rng = lots(layout.seed)
    paper = pick(
        rng,
        (
            (255, 255, 255),
            (255, 255, 255),
            (255, 255, 255),
            (246, 250, 252),
            (228, 244, 250),
            (250, 240, 228),
            (235, 250, 235),
        ),
    )
    canvas = Canvas.blank(layout.width, layout.height, scale, paper)
    face, bold = _faces(layout, rng)
    _around(canvas, layout, face, bold, rng)
    _rows(canvas, layout, rng)
    _heading(canvas, layout, face, bold, rng)
    _inside(canvas, layout, face)
    return canvas


def _faces(layout: Layout, rng: Lots) -> tuple[Face, Face]:
    if layout.right_to_left:
        return fonts.ARABIC_PRINT, fonts.ARABIC_PRINT_BOLD
    face = pick(rng, (fonts.PRINT[0], fonts.PRINT[0], *fonts.PRINT[1:]))
    return face, fonts.PRINT_BOLD if chance(rng, 0.7) else face


def _start(layout: Layout, box: Box) -> tuple[float, float]:
    """Where a line of text starts, and its anchor."""
    return (box.right, 1.0) if layout.right_to_left else (box.left, 0.0)


def wrap(text: str, face: Face, capital: float, width: float) -> list[str]:
    """The text in lines no wider than `width`, both in millimetres (at ten pixels a millimetre, which is near enough)."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.width(longer, capital * 10) / 10 <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _around(canvas: Canvas, layout: Layout, face: Face, bold: Face, rng: Lots) -> None:
    """Title, demands, and what else strangers print above and below a table."""
    margin = Box(layout.table.left, between(rng, 7, 14), layout.table.right, layout.table.top - 3)
    y = margin.top
    large = min(between(rng, 3.4, 6.2), (margin.bottom - margin.top) / 3.2)
    title = pick(rng, wordings(layout.language).titles)
    x, anchor = (margin.left + margin.width / 2, 0.5) if chance(rng, 0.35) else _start(layout, margin)
    colour = layout.band_colour if chance(rng, 0.3) else layout.print_colour
    while bold.width(title, large * 10) / 10 > margin.width * 0.86:
        large *= 0.9
    canvas.text(title, x, y + large, large, bold, colour, anchor)
    if chance(rng, 0.35):
        _logo(canvas, layout, y, large, rng)
    y += large * 2.1
    size = between(rng, 1.6, 2.3)
    demands = list(rng.permutation(wordings(layout.language).demands)[: int(rng.integers(1, 6))])
    boxed = chance(rng, 0.15)
    top = y
    for line in wrap(" ".join(str(d) for d in demands), face, size, margin.width - 4):
        if y + size * 2 > margin.bottom:
            break
        x, anchor = _start(layout, margin)
        canvas.text(line, x + (-2 if anchor else 2) * boxed, y + size * 1.3, size, face, layout.print_colour, anchor)
        y += size * 2.0
    if boxed and y > top:
        _frame(canvas, Box(margin.left, top - 0.5, margin.right, y + 1.2), 0.25, layout.print_colour)
    if y + 14 < margin.bottom and chance(rng, 0.2):
        _collector_table(canvas, layout, face, Box(margin.left, y + 2, margin.right, margin.bottom - 2), rng)
    elif y + 9 < margin.bottom and chance(rng, 0.4):
        _collector_lines(canvas, layout, face, y + 5.5, rng)
    _below(canvas, layout, face, rng)


def _logo(canvas: Canvas, layout: Layout, y: float, large: float, rng: Lots) -> None:
    """Some organisation's sign in the far upper corner."""
    r = between(rng, 4, 8)
    x = layout.table.left + r if layout.right_to_left else layout.table.right - r
    turns = np.linspace(0, 2 * np.pi, pick(rng, (4, 5, 7, 40)))
    ring = np.stack([x + r * np.cos(turns + 0.3), max(r + 2, y + large / 2) + r * np.sin(turns + 0.3)], axis=1)
    canvas.stroke(ring, between(rng, 0.4, 1.6), layout.band_colour, closed=True)
    canvas.stroke(ring[:: max(1, len(ring) // 5)] * 0.6 + ring.mean(axis=0) * 0.4, 0.5, layout.band_colour)


def _collector_lines(canvas: Canvas, layout: Layout, face: Face, y: float, rng: Lots) -> None:
    """Lines that the one who collects fills in."""
    asked = [str(t) for t in rng.permutation(wordings(layout.language).collector)[: int(rng.integers(1, 4))]]
    part = layout.table.width / len(asked)
    for k, words in enumerate(asked):
        box = Box(layout.table.left + k * part, y, layout.table.left + (k + 1) * part - 4, y)
        x, anchor = _start(layout, box)
        wide = canvas.text(words, x, y, 1.9, face, layout.print_colour, anchor) + 1.5
        ends = (box.left, box.right - wide) if layout.right_to_left else (box.left + wide, box.right)
        if ends[1] - ends[0] > 5:
            canvas.line(ends[0], y + 0.6, ends[1], y + 0.6, 0.15, layout.print_colour)


def _collector_table(canvas: Canvas, layout: Layout, face: Face, room: Box, rng: Lots) -> None:
    """A small table for the one who collects: it looks like the great one and has no signers in it."""
    asked = [
        str(t).rstrip(":") for t in rng.permutation(wordings(layout.language).collector)[: int(rng.integers(2, 5))]
    ]
    box = Box(
        room.left,
        room.top,
        room.left + room.width * between(rng, 0.5, 1.0),
        min(room.bottom, room.top + between(rng, 11, 18)),
    )
    middle, part = box.top + 5, box.width / len(asked)
    _frame(canvas, box, layout.rule_width, layout.print_colour)
    canvas.line(box.left, middle, box.right, middle, layout.rule_width, layout.print_colour)
    for k, words in enumerate(asked):
        left = box.left + k * part
        canvas.line(left, box.top, left, box.bottom, layout.rule_width, layout.print_colour)
        canvas.text(words, left + part / 2, middle - 1.4, 1.7, face, layout.print_colour, 0.5)


def _below(canvas: Canvas, layout: Layout, face: Face, rng: Lots) -> None:
    y, size = layout.table.bottom + between(rng, 3.5, 6), between(rng, 1.4, 1.9)
    for text in wordings(layout.language).small_print[: int(rng.integers(0, 3))]:
        for line in wrap(text, face, size, layout.table.width):
            if y + size * 1.5 > layout.height - 4:
                return
            x, anchor = _start(layout, layout.table)
            canvas.text(line, x, y + size, size, face, layout.print_colour, anchor)
            y += size * 2
    if y + 25 < layout.height and chance(rng, 0.3):
        box = Box(
            layout.table.left,
            y + 4,
            layout.table.left + layout.table.width * between(rng, 0.4, 1),
            min(y + 26, layout.height - 6),
        )
        _frame(canvas, box, 0.3, layout.print_colour)
        _collector_lines(canvas, layout, face, box.top + 8, rng)


def _frame(canvas: Canvas, box: Box, thick: float, colour: Colour) -> None:
    for x1, y1, x2, y2 in (
        (box.left, box.top, box.right, box.top),
        (box.left, box.bottom, box.right, box.bottom),
        (box.left, box.top, box.left, box.bottom),
        (box.right, box.top, box.right, box.bottom),
    ):
        canvas.line(x1, y1, x2, y2, thick, colour)


def _dots(
    canvas: Canvas, left: float, right: float, y: float, on: float, off: float, thick: float, colour: Colour
) -> None:
    x = left
    while x < right:
        canvas.line(x, y, min(right, x + on), y, thick, colour)
        x += on + off


def _rows(canvas: Canvas, layout: Layout, rng: Lots) -> None:
    """Rules or shades between the rows, and between the columns where there are any."""
    colour, thick = layout.print_colour, layout.rule_width
    if layout.rules == "grey grid":
        colour, thick = (180, 180, 180), 0.2
    edges = [row.top for row in layout.rows] + [layout.rows[-1].bottom]
    left, right = layout.table.left, layout.table.right
    if layout.rules.startswith("shaded"):
        grey = int(rng.integers(205, 238))
        tint: Colour = (grey, grey, grey) if chance(rng, 0.6) else (min(255, grey + 15), grey + 5, grey - 10)
        for row in layout.rows[int(rng.integers(2)) :: 2]:
            canvas.fill((row.left, row.top, row.right, row.bottom), tint)
    if layout.rules in ("grid", "grey grid", "double", "level", "shaded level"):
        for y in edges:
            canvas.line(left, y, right, y, thick, colour)
    elif layout.rules == "shaded":
        if chance(rng, 0.5):
            canvas.line(left, edges[-1], right, edges[-1], thick, colour)
    elif layout.rules == "dotted":
        for y in edges[0 if chance(rng, 0.5) else 1 :]:
            _dots(canvas, left, right, y, 0.3, 0.9, 0.3, colour)
    elif layout.rules == "dashed":
        for y in edges[0 if chance(rng, 0.5) else 1 :]:
            _dots(canvas, left, right, y, 2.4, 1.3, max(0.2, thick), colour)
    elif layout.rules == "boxes":
        for row in layout.rows:
            _frame(canvas, row, thick, colour)
    elif layout.rules == "underlines":
        _underlines(canvas, layout, colour, chance(rng, 0.3))
    _uprights(canvas, layout, colour, thick)


def _underlines(canvas: Canvas, layout: Layout, colour: Colour, dotted: bool) -> None:
    """Each thing asked for has a line of its own to be written on, with gaps between."""
    for k in range(len(layout.rows)):
        for slot in layout.slots:
            box = layout.cell(k, slot)
            if slot.name == "number":
                continue
            if dotted:
                _dots(canvas, box.left + 1, box.right - 1.5, box.bottom - 0.8, 0.3, 0.8, 0.3, colour)
            else:
                canvas.line(
                    box.left + 1, box.bottom - 0.8, box.right - 1.5, box.bottom - 0.8, layout.rule_width, colour
                )


def _uprights(canvas: Canvas, layout: Layout, colour: Colour, thick: float) -> None:
    """Rules between the columns, and around the table."""
    if layout.rules in ("grid", "grey grid", "double", "boxes"):
        for k in range(len(layout.rows)):
            for slot in layout.slots:
                box = layout.cell(k, slot)
                if slot.left > 0.1:
                    canvas.line(box.left, box.top, box.left, box.bottom, thick, colour)
                if slot.top > 0.1:
                    canvas.line(box.left, box.top, box.right, box.top, thick, colour)
    elif layout.two_lines:
        for k in range(len(layout.rows)):
            for slot in layout.slots:
                box = layout.cell(k, slot)
                canvas.line(box.left + 0.5, box.bottom - 1, box.right - 2, box.bottom - 1, 0.15, (140, 140, 140))
    if layout.rules in ("grid", "grey grid", "double"):
        _frame(canvas, layout.table, thick, colour)
        if layout.rules == "double":
            around = layout.table
            _frame(canvas, Box(around.left - 1, around.top - 1, around.right + 1, around.bottom + 1), thick * 2, colour)


def _heading(canvas: Canvas, layout: Layout, face: Face, bold: Face, rng: Lots) -> None:
    """The line of column headings."""
    if layout.heading == "none":
        return
    box = Box(layout.table.left, layout.table.top, layout.table.right, layout.table.top + layout.heading_height)
    colour, strong = layout.print_colour, layout.heading in ("bold", "dark band") or chance(rng, 0.3)
    if layout.heading == "dark band":
        canvas.fill((box.left, box.top, box.right, box.bottom), layout.band_colour)
        colour = WHITE
    elif layout.heading == "grey band":
        canvas.fill(
            (box.left, box.top, box.right, box.bottom), pick(rng, ((222, 222, 222), (200, 200, 200), (235, 225, 210)))
        )
    elif layout.heading == "boxed" or layout.rules in ("grid", "double", "grey grid"):
        _frame(canvas, box, layout.rule_width, layout.print_colour)
        if layout.heading == "boxed" or layout.rules != "level":
            for slot in layout.slots:
                canvas.line(
                    box.left + slot.left,
                    box.top,
                    box.left + slot.left,
                    box.bottom,
                    layout.rule_width,
                    layout.print_colour,
                )
    centred = chance(rng, 0.6)
    for slot in layout.slots:
        _heading_words(canvas, layout, slot, box, bold if strong else face, colour, centred)


def _heading_words(
    canvas: Canvas, layout: Layout, slot: Slot, box: Box, face: Face, colour: Colour, centred: bool
) -> None:
    """One heading, on one line or two, made smaller until it fits its column."""
    size, width = 2.1, slot.right - slot.left - 1.6
    lines = wrap(slot.heading, face, size, width)
    while size > 1.1 and (
        len(lines) * size * 2 > box.height or max(face.width(t, size * 10) / 10 for t in lines) > width
    ):
        size *= 0.93
        lines = wrap(slot.heading, face, size, width)
    cell = Box(box.left + slot.left + 0.8, box.top, box.left + slot.right - 0.8, box.bottom)
    x, anchor = (cell.left + cell.width / 2, 0.5) if centred else _start(layout, cell)
    y = box.top + (box.height - (len(lines) - 1) * size * 1.9 + size) / 2
    for line in lines:
        canvas.text(line, x, y, size, face, colour, anchor)
        y += size * 1.9


def _inside(canvas: Canvas, layout: Layout, face: Face) -> None:
    """What is printed in the rows: numbers and labels."""
    for k in range(len(layout.rows)):
        for slot in layout.slots:
            box = layout.cell(k, slot)
            if slot.name == "number":
                number = str(k + layout.first_number)
                canvas.text(
                    number,
                    box.left + box.width / 2,
                    box.top + box.height / 2 + 1,
                    1.9,
                    face if not layout.right_to_left else fonts.PRINT[0],
                    layout.print_colour,
                    0.5,
                )
            elif slot.name == "consent" and layout.seed % 3:
                x, y = box.left + box.width / 2, box.top + box.height / 2
                _frame(canvas, Box(x - 1.7, y - 1.7, x + 1.7, y + 1.7), 0.2, layout.print_colour)
            if layout.labels == "corner" and slot.name != "number":
                x, anchor = _start(layout, Box(box.left + 0.8, box.top, box.right - 0.8, box.bottom))
                canvas.text(slot.heading, x, box.top + 2.0, 1.15, face, layout.print_colour, anchor)
            elif layout.labels == "before" and slot.name != "number":
                x, anchor = _start(layout, Box(box.left + 0.8, box.top, box.right - 0.8, box.bottom))
                canvas.text(f"{slot.heading}:", x, box.bottom - 1.6, 1.3, face, layout.print_colour, anchor)
