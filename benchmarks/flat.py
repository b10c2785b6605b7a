"""Sheets drawn flat for what happens within rows: no camera, no sheet to find, but the blur, noise and breaks of pictures and copies."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from benchmarks.generator.canvas import Canvas, Pixels
from benchmarks.generator.chance import Lots, between, chance, pick, weighed
from benchmarks.generator.damage import Damage, happened
from benchmarks.generator.entries import Entry, Ground, plan
from benchmarks.generator.fill import write_entries
from benchmarks.generator.layouts import any_layout
from benchmarks.generator.own import OwnGround, any_serial, own_forms
from benchmarks.generator.paint import print_sheet
from benchmarks.generator.pens import any_pen
from benchmarks.generator.sample import LANGUAGES
from benchmarks.generator.scanner import with_noise
from benchmarks.generator.taken import Paper
from digitiser.geometry import Frame
from digitiser.model import Band, Box, Column, Page, Scan, Sheet, Table
from digitiser.printing import blank_sheet
from digitiser.settings import SHEET_PX_PER_MM

STRUCK, UNDERLINED = 0.5, 0.15
"""Shares of the rows, so that there are enough of both."""
HAPPENED: dict[Damage, float] = {"flatbed": 60, "bleed-through": 15, "folded": 10, "coffee": 10, "curled": 5}
"""What happened to the paper, as often: what shines through, a crease or the edge of a stain may look like a stroke."""
OWN, COPIED, HEADLESS = 0.3, 0.2, 0.12
"""Shares of the sheets: our own forms; copies; sheets of others whose headings nobody could read."""


def flat_sheet(rng: Lots) -> tuple[Sheet, tuple[Entry, ...]]:
    """A filled sheet as the sheet stage gives it, and what was written on it."""
    ground: Ground
    copied = chance(rng, COPIED)
    if chance(rng, OWN):
        form = pick(rng, own_forms())
        canvas = Canvas(blank_sheet(form, any_serial(rng), SHEET_PX_PER_MM).copy(), SHEET_PX_PER_MM)
        ground, table = OwnGround(form), form.table
    else:
        layout = any_layout(str(weighed(rng, LANGUAGES)), rng)
        canvas, ground = print_sheet(layout, SHEET_PX_PER_MM), layout
        table = _table(ground, layout.table, headless=chance(rng, HEADLESS))
    entries = tuple(_changed(entry, copied, rng) for entry in plan(ground, rng, copied))
    write_entries(canvas, ground, entries, rng)
    paper = happened(Paper(canvas.image, SHEET_PX_PER_MM), weighed(rng, HAPPENED), rng)
    image = _taken(paper.image, copied, rng)
    return _sheet(image, table, ground.language), entries


def _changed(entry: Entry, copied: bool, rng: Lots) -> Entry:
    struck = chance(rng, STRUCK)
    by = any_pen(rng, copied) if struck and chance(rng, 0.3) else None
    return replace(entry, struck=struck, struck_by=by, underlined=chance(rng, UNDERLINED))


def _table(ground: Ground, whole: Box, headless: bool) -> Table:
    """The table as the sheet stage gives it; on some sheets no heading was read."""
    columns = []
    for slot in ground.slots:
        row = ground.rows[0]
        box = Box(whole.left + slot.left, whole.top, whole.left + slot.right, whole.bottom)
        name = {"address": "other", "age": "other"}.get(slot.name, slot.name)
        shares = slot.top / row.height, min(1.0, slot.bottom / row.height)
        columns.append(Column(None if headless else name, slot.heading, box, *shares))  # type: ignore[arg-type]
    order = sorted(columns, key=lambda c: (c.top, c.box.left))
    return Table(
        tuple(order) if not headless or len(columns) % 3 else (),
        tuple(Band(k + 1, box) for k, box in enumerate(ground.rows)),
    )


def _taken(image: Pixels, copied: bool, rng: Lots) -> Pixels:
    """What a picture or a copy does to a sheet that lies flat."""
    height, width = image.shape[:2]
    blur = between(rng, 0.0, 1.6)
    if blur > 0.3:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), blur), np.uint8)
    fine = min(1.0, weighed(rng, {100: 15, 130: 20, 150: 25, 200: 40}) / (SHEET_PX_PER_MM * 25.4))
    small = cv2.resize(image, None, fx=fine, fy=fine, interpolation=cv2.INTER_AREA)
    if copied:
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY) + rng.normal(0, between(rng, 4, 16), small.shape[:2])
        black = np.where(grey < between(rng, 150, 205), 0, 255) if chance(rng, 0.5) else (grey - 128) * 1.2 + 150
        small = cv2.cvtColor(_dirty(np.clip(black, 0, 255).astype(np.uint8), rng), cv2.COLOR_GRAY2BGR)
    elif chance(rng, 0.5):
        light = np.linspace(between(rng, 0.4, 1.0), between(rng, 0.6, 1.0), small.shape[1], dtype=np.float32)
        small = np.clip(small * light[None, :, None], 0, 255).astype(np.uint8)
    noisy = with_noise(np.asarray(small, np.uint8), between(rng, 0.5, 7), rng)
    _, jpeg = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 95))])
    taken = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.resize(taken, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _dirty(grey: Pixels, rng: Lots) -> Pixels:
    """What a copier adds: now and then a level or an upright line, and dots."""
    dirty = grey.copy()
    height, width = grey.shape
    for _ in range(int(rng.integers(0, 3))):
        y, x, thick = int(rng.integers(height)), int(rng.integers(width)), int(rng.integers(1, 3))
        if chance(rng, 0.5):
            dirty[y : y + thick, x // 2 :] = int(between(rng, 0, 160))
        else:
            dirty[:, x : x + thick] = int(between(rng, 0, 160))
    for y, x in rng.integers(0, (height, width), (int(rng.integers(0, 80)), 2)):
        cv2.circle(dirty, (int(x), int(y)), int(rng.integers(0, 3)), between(rng, 0, 170), -1)
    return dirty


def _sheet(image: Pixels, table: Table, language: str) -> Sheet:
    height, width = image.shape[:2]
    scale = np.diag([SHEET_PX_PER_MM, SHEET_PX_PER_MM, 1.0])
    frame = Frame.from_homography(scale, width / SHEET_PX_PER_MM, height / SHEET_PX_PER_MM)
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    page = Page(Scan("drawn.png", "0" * 64), 1, image)
    return Sheet(page, 1, None, None, "none", language, corners, frame, image, table)
