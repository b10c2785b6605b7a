"""Small sheets drawn for the tests of ink and rows: a flat sheet in its own frame, so that a millimetre is SHEET_PX_PER_MM pixels."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from digitiser.geometry import Frame
from digitiser.ink import find_ink
from digitiser.model import Band, Box, Column, ColumnName, Page, Pixels, Row, Scan, Sheet, Table
from digitiser.rows import find_rows
from digitiser.settings import SHEET_PX_PER_MM

LEFT, TOP, ROW = 12.0, 25.0, 13.0
COLUMNS: tuple[tuple[ColumnName, float], ...] = (
    ("number", 9), ("name", 50), ("country", 30), ("phone", 36), ("consent", 14), ("signature", 40),
)  # fmt: skip
BLUE, BLACK, PENCIL = (150, 60, 30), (40, 35, 35), (150, 150, 150)
Points = Sequence[tuple[float, float]]


class Drawn:
    """A sheet to draw on. Places are millimetres within a cell, from its top left corner."""

    def __init__(
        self,
        rows: int = 6,
        *,
        rules: bool = True,
        columns: Sequence[tuple[ColumnName, float]] = COLUMNS,
        language: str = "en",
    ) -> None:
        self.rows, self.columns, self.language = rows, tuple(columns), language
        self.width = LEFT * 2 + sum(w for _, w in columns)
        self.height = TOP + rows * ROW + 15
        self.image: Pixels = np.full(
            (round(self.height * SHEET_PX_PER_MM), round(self.width * SHEET_PX_PER_MM), 3), 255, np.uint8
        )
        if rules:
            self.rules()

    def rules(self) -> None:
        right = self.width - LEFT
        for k in range(self.rows + 1):
            self._line([(LEFT, TOP + k * ROW), (right, TOP + k * ROW)], 0.3, BLACK)
        for x in self.edges():
            self._line([(x, TOP - 8), (x, TOP + self.rows * ROW)], 0.3, BLACK)

    def edges(self) -> list[float]:
        return [LEFT + sum(w for _, w in self.columns[:k]) for k in range(len(self.columns) + 1)]

    def corner(self, row: int, name: ColumnName) -> tuple[float, float]:
        """The top left corner of a cell (rows from 1), millimetres on the sheet."""
        position = next(i for i, (n, _) in enumerate(self.columns) if n == name)
        return self.edges()[position], TOP + (row - 1) * ROW

    def pen(
        self, row: int, name: ColumnName, points: Points, thick: float = 0.5, colour: tuple[int, int, int] = BLUE
    ) -> Drawn:
        """A run of the pen."""
        x, y = self.corner(row, name)
        self._line([(x + px, y + py) for px, py in points], thick, colour)
        return self

    def write(
        self,
        row: int,
        name: ColumnName,
        text: str,
        x: float = 2.5,
        foot: float = 9.0,
        size: float = 1.1,
        colour: tuple[int, int, int] = BLUE,
    ) -> None:
        """Words in thin capitals or small letters."""
        left, top = self.corner(row, name)
        at = (round((left + x) * SHEET_PX_PER_MM), round((top + foot) * SHEET_PX_PER_MM))
        cv2.putText(self.image, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 3, cv2.LINE_AA)

    def fill_row(
        self,
        row: int,
        name: str = "Ana Morales",
        country: str = "Chile",
        phone: str = "600 112 358",
        signed: bool = True,
    ) -> None:
        """An ordinary entry."""
        self.write(row, "name", name)
        self.write(row, "country", country)
        self.write(row, "phone", phone)
        if signed:
            self.sign(row)

    def sign(self, row: int) -> None:
        self.pen(row, "signature", [(5 + 2.2 * k, 4 if k % 2 else 9) for k in range(11)])

    def box(self, row: int, size: float = 4.0) -> None:
        """A printed box in the consent cell."""
        self.pen(row, "consent", [(5, 4), (5 + size, 4), (5 + size, 4 + size), (5, 4 + size), (5, 4)], 0.25, BLACK)

    def sheet(self) -> Sheet:
        edges = self.edges()
        bottom = TOP + self.rows * ROW
        columns = tuple(
            Column(n, n, Box(edges[k], TOP - 8, edges[k + 1], bottom)) for k, (n, _) in enumerate(self.columns)
        )
        bands = tuple(
            Band(k + 1, Box(edges[0], TOP + k * ROW, edges[-1], TOP + (k + 1) * ROW)) for k in range(self.rows)
        )
        frame = Frame.from_homography(np.diag([SHEET_PX_PER_MM, SHEET_PX_PER_MM, 1.0]), self.width, self.height)
        page = Page(Scan("drawn.png", "0" * 64), 1, self.image)
        corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
        return Sheet(page, 1, None, None, "none", self.language, corners, frame, self.image, Table(columns, bands))

    def _line(self, points: Points, thick: float, colour: tuple[int, int, int]) -> None:
        at = np.round(np.array(points) * SHEET_PX_PER_MM * 16).astype(np.int32)
        cv2.polylines(
            self.image, [at.reshape(-1, 1, 2)], False, colour, max(1, round(thick * SHEET_PX_PER_MM)), cv2.LINE_AA, 4
        )


def rows_of(sheet: Sheet) -> tuple[Row, ...]:
    """The rows of a sheet by its ink."""
    return find_rows(sheet, find_ink(sheet))


def photographed(image: Pixels, seed: int, noise: float = 6.0) -> Pixels:
    """The same under a lamp: yellow paper, a shadow over one side, blur and grain."""
    rng = np.random.default_rng(seed)
    height, width = image.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    shadow = 0.95 - 0.5 / (1 + np.exp((x - 0.45) * 30))
    lit = cv2.GaussianBlur(image, (0, 0), 0.9) * shadow * np.array([0.85, 0.96, 1.0], np.float32)
    return np.asarray(np.clip(lit + rng.normal(0, noise, (height, width, 1)), 0, 255), np.uint8)
