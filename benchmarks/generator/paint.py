"""Prints a layout on blank paper."""

from __future__ import annotations

from benchmarks.generator import fonts
from benchmarks.generator.canvas import Canvas, Colour
from benchmarks.generator.chance import Lots, chance, lots, pick
from benchmarks.generator.fonts import Face
from benchmarks.generator.layouts import LABEL_CAPITAL, Layout, Slot
from benchmarks.generator.surroundings import frame, print_around, start, wrap
from digitiser.model import Box

WHITE: Colour = (255, 255, 255)
PAPERS: tuple[Colour, ...] = (WHITE, WHITE, WHITE, (246, 250, 252), (228, 244, 250), (250, 240, 228), (235, 250, 235))


def print_sheet(layout: Layout, scale: float) -> Canvas:
    """The sheet as the strangers' printer gave it out, `scale` pixels a millimetre."""
    rng = lots(layout.seed)
    paper = pick(rng, PAPERS)
    canvas = Canvas.blank(layout.width, layout.height, scale, paper)
    face, bold = _faces(layout, rng)
    print_around(canvas, layout, face, bold, rng)
    _rows(canvas, layout, rng)
    _heading(canvas, layout, face, bold, rng)
    _inside(canvas, layout, face)
    return canvas


def _faces(layout: Layout, rng: Lots) -> tuple[Face, Face]:
    if layout.right_to_left:
        return fonts.ARABIC_PRINT, fonts.ARABIC_PRINT_BOLD
    face = pick(rng, (fonts.PRINT[0], fonts.PRINT[0], *fonts.PRINT[1:]))
    return face, fonts.PRINT_BOLD if chance(rng, 0.7) else face


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
            frame(canvas, row, thick, colour)
    elif layout.rules == "underlines":
        _underlines(canvas, layout, colour, chance(rng, 0.3))
    _uprights(canvas, layout, colour, thick)


def _underlines(canvas: Canvas, layout: Layout, colour: Colour, dotted: bool) -> None:
    """Each thing asked for has a line of its own to be written on, with gaps between."""
    for k in range(len(layout.rows)):
        for slot in (s for s in layout.slots if s.name != "number"):
            box = slot.room(layout.cell(k, slot), layout.right_to_left)
            left, right, y = box.left + 1, box.right - 1.5, box.bottom - 0.8
            if dotted:
                _dots(canvas, left, right, y, 0.3, 0.8, 0.3, colour)
            else:
                canvas.line(left, y, right, y, layout.rule_width, colour)


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
        frame(canvas, layout.table, thick, colour)
        if layout.rules == "double":
            around = layout.table
            frame(canvas, Box(around.left - 1, around.top - 1, around.right + 1, around.bottom + 1), thick * 2, colour)


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
        frame(canvas, box, layout.rule_width, layout.print_colour)
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
    x, anchor = (cell.left + cell.width / 2, 0.5) if centred else start(layout, cell)
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
                frame(canvas, Box(x - 1.7, y - 1.7, x + 1.7, y + 1.7), 0.2, layout.print_colour)
            if layout.labels == "corner" and slot.name != "number":
                x, anchor = start(layout, Box(box.left + 0.8, box.top, box.right - 0.8, box.bottom))
                canvas.text(slot.heading, x, box.top + 2.0, 1.15, face, layout.print_colour, anchor)
            elif layout.labels == "before" and slot.name != "number":
                x, anchor = start(layout, Box(box.left + 0.8, box.top, box.right - 0.8, box.bottom))
                canvas.text(f"{slot.heading}:", x, box.bottom - 1.6, LABEL_CAPITAL, face, layout.print_colour, anchor)
