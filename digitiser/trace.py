"""Numbered pictures of every stage, written only when a person asks for them: they show what was signed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Quad
from digitiser.model import Box, Field, Page, Pixels, Row, Sheet
from digitiser.settings import SHEET_PX_PER_MM

_Colour = tuple[int, int, int]
_BLUE, _GREEN, _RED, _GREY, _ORANGE = (190, 90, 20), (60, 140, 30), (40, 40, 210), (150, 150, 150), (20, 130, 240)
_STATE_COLOUR: dict[str, _Colour] = {"filled": _GREEN, "struck": _RED, "empty": _GREY}
_SIDE_PX = 1600  # the longest side of a trace picture: enough to see a stroke


@dataclass(frozen=True)
class Trace:
    """Draws one page's way through the stages into `folder`, as `STEM-pPAGE-NUMBER-STAGE.jpg`."""

    folder: Path
    stem: str

    def page(self, page: Page) -> None:
        """Stage 1: the page as it was decoded."""
        self._write(page.number, 1, "page", page.image)

    def outline(self, page: Page, sheets: Iterable[Sheet]) -> None:
        """Stage 2: the paper, the columns and the printed rows, on the page."""
        image = page.image.copy()
        for sheet in sheets:
            _polygon(image, sheet.outline, _ORANGE, 3)
            for band in sheet.table.bands:
                _box_on_page(image, sheet, band.box, _BLUE, 2)
            for column in sheet.table.columns:
                _box_on_page(image, sheet, column.box, _GREEN, 1)
        self._write(page.number, 2, "outline", image)

    def sheet(self, sheet: Sheet) -> None:
        """Stage 3: the sheet upright and flat, with what each column was taken for."""
        image = sheet.image.copy()
        for column in sheet.table.columns:
            _box(image, column.box, _GREEN, column.name or "?")
        for band in sheet.table.bands:
            _box(image, band.box, _BLUE, "")
        self._write(sheet.page.number, 3, f"sheet{sheet.number}", image)

    def ink(self, sheet: Sheet, left: float, top: float, mask: NDArray[np.bool_]) -> None:
        """Stage 4: the handwriting alone; `mask` (height x width) begins at (`left`, `top`), millimetres, at SHEET_PX_PER_MM."""
        y, x = round(top * SHEET_PX_PER_MM), round(left * SHEET_PX_PER_MM)
        image = np.full(sheet.image.shape[:2], 255, np.uint8)
        image[y : y + mask.shape[0], x : x + mask.shape[1]][mask] = 0
        self._write(sheet.page.number, 4, f"ink{sheet.number}", image)

    def rows(self, sheet: Sheet, rows: Iterable[Row]) -> None:
        """Stage 5: each row's state, whether it is signed, and the ink of each field."""
        image = sheet.image.copy()
        for row in rows:
            signed = {True: " signed", False: " unsigned", None: ""}[row.signed]
            _box(
                image,
                row.box,
                _STATE_COLOUR[row.state],
                f"{row.index} {row.state}{signed if row.state != 'empty' else ''}",
            )
            for field in row.fields:
                if field.ink != "blank":
                    _box(image, field.box, _ORANGE, field.ink if field.ink != "written" else "")
        self._write(sheet.page.number, 5, f"rows{sheet.number}", image)

    def fields(self, sheet: Sheet, rows: Iterable[Row]) -> None:
        """Stage 6: what was read, with its probability, beside the ink."""
        image = np.asarray(cv2.addWeighted(sheet.image, 0.45, np.full_like(sheet.image, 255), 0.55, 0), np.uint8)
        for row in rows:
            for field in row.fields:
                if field.candidates:
                    _read(image, field)
        self._write(sheet.page.number, 6, f"fields{sheet.number}", image)

    def _write(self, page: int, number: int, stage: str, image: Pixels) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        scale = min(1.0, _SIDE_PX / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()
        path = self.folder / f"{self.stem}-p{page}-{number}-{stage}.jpg"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)


def _polygon(image: Pixels, quad: Quad, colour: _Colour, width: int) -> None:
    points = np.array(quad) * (image.shape[1], image.shape[0])
    cv2.polylines(image, [points.round().astype(np.int32)], True, colour, width, cv2.LINE_AA)


def _box_on_page(image: Pixels, sheet: Sheet, box: Box, colour: _Colour, width: int) -> None:
    steps = np.linspace(0, 1, 9)[:, None]  # the edge of a curled sheet is no straight line
    corners = np.array([[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]])
    edge = np.concatenate([a + (b - a) * steps for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)])
    cv2.polylines(image, [sheet.frame.to_page(edge).round().astype(np.int32)], True, colour, width, cv2.LINE_AA)


def _box(image: Pixels, box: Box, colour: _Colour, label: str) -> None:
    left, top, right, bottom = (round(v * SHEET_PX_PER_MM) for v in (box.left, box.top, box.right, box.bottom))
    cv2.rectangle(image, (left, top), (right, bottom), colour, 2)
    if label:
        cv2.putText(image, label, (left + 6, top + 22), cv2.FONT_HERSHEY_SIMPLEX, 0.7, colour, 2, cv2.LINE_AA)


def _read(image: Pixels, field: Field) -> None:
    """OpenCV draws ASCII only: other letters become question marks, which is why the review screen exists."""
    text = f"{field.value} {field.confidence:.2f}".encode("ascii", "replace").decode()
    where = round(field.box.left * SHEET_PX_PER_MM) + 4, round(field.box.bottom * SHEET_PX_PER_MM) - 6
    cv2.putText(
        image, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.75, _RED if field.confidence < 0.5 else _GREEN, 2, cv2.LINE_AA
    )
