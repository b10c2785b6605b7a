"""What strangers print above and below their table: title, demands, small print, a sign, lines and boxes for the one who collects."""

from __future__ import annotations

import numpy as np

from benchmarks.generator.canvas import Canvas, Colour
from benchmarks.generator.chance import Lots, between, chance, pick
from benchmarks.generator.fonts import Face
from benchmarks.generator.layouts import Layout
from benchmarks.generator.wordings import wordings
from digitiser.model import Box


def start(layout: Layout, box: Box) -> tuple[float, float]:
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


def print_around(canvas: Canvas, layout: Layout, face: Face, bold: Face, rng: Lots) -> None:
    """Title, demands, and what else strangers print above and below a table."""
    margin = Box(layout.table.left, between(rng, 7, 14), layout.table.right, layout.table.top - 3)
    y = margin.top
    large = min(between(rng, 3.4, 6.2), (margin.bottom - margin.top) / 3.2)
    title = pick(rng, wordings(layout.language).titles)
    x, anchor = (margin.left + margin.width / 2, 0.5) if chance(rng, 0.35) else start(layout, margin)
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
        x, anchor = start(layout, margin)
        canvas.text(line, x + (-2 if anchor else 2) * boxed, y + size * 1.3, size, face, layout.print_colour, anchor)
        y += size * 2.0
    if boxed and y > top:
        frame(canvas, Box(margin.left, top - 0.5, margin.right, y + 1.2), 0.25, layout.print_colour)
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
        x, anchor = start(layout, box)
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
    frame(canvas, box, layout.rule_width, layout.print_colour)
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
            x, anchor = start(layout, layout.table)
            canvas.text(line, x, y + size, size, face, layout.print_colour, anchor)
            y += size * 2
    if y + 25 < layout.height and chance(rng, 0.3):
        box = Box(
            layout.table.left,
            y + 4,
            layout.table.left + layout.table.width * between(rng, 0.4, 1),
            min(y + 26, layout.height - 6),
        )
        frame(canvas, box, 0.3, layout.print_colour)
        _collector_lines(canvas, layout, face, box.top + 8, rng)


def frame(canvas: Canvas, box: Box, thick: float, colour: Colour) -> None:
    """The outline of a box."""
    for x1, y1, x2, y2 in (
        (box.left, box.top, box.right, box.top),
        (box.left, box.bottom, box.right, box.bottom),
        (box.left, box.top, box.left, box.bottom),
        (box.right, box.top, box.right, box.bottom),
    ):
        canvas.line(x1, y1, x2, y2, thick, colour)
