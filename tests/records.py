"""Invented sheets for the tests of the store and of what follows from it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from digitiser.geometry import Quad
from digitiser.model import (
    Box,
    Candidate,
    ColumnName,
    Decision,
    Field,
    FormName,
    FoundColumn,
    Problem,
    Reading,
    Row,
    RowVerdict,
    SheetReading,
)

WHOLE: Quad = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
FORM = FormName("no-spying", "a4-portrait", "fr", "1-abcdef")
NAMES = ("AMINA BENALI", "Noël D'Hébécourt", "محمد العلوي", "Zoë Ångström", "JUAN PÉREZ", "Li Wei")


def scan_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def quad(index: int, of: int = 20) -> Quad:
    top, bottom = index / (of + 2), (index + 1) / (of + 2)
    return ((0.1, top), (0.9, top), (0.9, bottom), (0.1, bottom))


def field(name: ColumnName, value: str, confidence: float = 0.99, index: int = 1, **changes: object) -> Field:
    found = Field(
        name,
        Box(10, 10 * index, 60, 10 * index + 8),
        quad(index),
        "written",
        None,
        (Reading("test", value, confidence),),
        (Candidate(value, confidence),),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def row(index: int, *fields: Field, **changes: object) -> Row:
    fields = fields or (field("name", NAMES[index % len(NAMES)], index=index), field("country", "FR", index=index))
    found = Row(index, (index,), Box(10, 10 * index, 200, 10 * index + 8), quad(index), "filled", True, fields)
    return replace(found, **changes)  # type: ignore[arg-type]


def empty(index: int) -> Row:
    return row(index, state="empty", signed=False, fields=())


def reading(scan: str = "one", page: int = 1, rows: tuple[Row, ...] | None = None, **changes: object) -> SheetReading:
    found = SheetReading(
        scan=scan_id(scan),
        file=f"{scan}.pdf",
        page=page,
        sheet=1,
        form=FORM,
        serial=None,
        identified_by="marks",
        language="fr",
        outline=WHOLE,
        columns=(FoundColumn("name", WHOLE), FoundColumn("country", WHOLE)),
        control_total=None,
        last_date=None,
        problems=(),
        rows=tuple(row(i) for i in (1, 2, 3)) if rows is None else rows,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def no_sheet(scan: str = "one", page: int = 1) -> SheetReading:
    problem = Problem("not_a_sheet", "No table was found on this page: look whether it is a petition sheet.")
    return reading(scan, page, (), form=None, identified_by="none", language=None, columns=(), problems=(problem,))


def decision(
    sheet: SheetReading, index: int, revision: int = 1, verdict: RowVerdict = "accepted", **values: str
) -> Decision:
    """Settled as read, but for what `values` say."""
    read: dict[str, str] = {f.name: f.value or "" for r in sheet.rows if r.index == index for f in r.fields}
    settled: Any = tuple((read | values).items()) if verdict == "accepted" else ()
    return Decision(sheet.id, index, revision, verdict, settled, "ana", "2026-11-24T21:00:00+00:00")


def picture(width: int = 60, height: int = 20, noise: bool = False) -> bytes:
    image = np.full((height, width, 3), 250, np.uint8)
    if noise:
        image = np.random.default_rng(1).integers(0, 255, image.shape, dtype=np.uint8)
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
