"""A sheet of which only headings and writing are left: as many rows as lines of writing, and none where no headings stand above them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitiser.errors import DigitiserError
from digitiser.model import Page, Pixels, Scan
from digitiser.sheets import find_sheets

PX_PER_MM = 6.0
FIRST_MM, PITCH_MM, ROWS = 70.0, 15.6, 9
NAMES = (
    "Amara Okafor",
    "Jean Lemaire",
    "Sofia Costa",
    "Nadia Haddad",
    "Tom Brekke",
    "Ivo Horvat",
    "Ana Silva",
    "Li Wei",
    "Omar Said",
)


def copy(headings: tuple[str, ...]) -> Pixels:
    """A landscape sheet with these headings over rows of writing that wavers up and down, specks of dirt all over."""
    rng = np.random.default_rng(3)
    grey = np.full((round(210 * PX_PER_MM), round(297 * PX_PER_MM)), 250, np.uint8)
    for x, heading in zip((25, 100, 180, 235), headings, strict=False):
        write(grey, heading, x, FIRST_MM - 12, 0.8, 2)
    for k, name in enumerate(NAMES):
        y = FIRST_MM + k * PITCH_MM - 1.5
        for x, text in (
            (22, name),
            (100, "Norway" if k % 2 else "Chile"),
            (180, name[:4] + "@mail.org"),
            (238, name[:6]),
        ):
            write(grey, text, x, y + rng.uniform(-1.2, 1.2), 1.0, 2)
    for x, y in rng.integers(40, 1200, (60, 2)):
        cv2.circle(grey, (int(x), int(y)), 1, (60,), -1)
    return grey


def write(grey: Pixels, text: str, x: float, y: float, size: float, thick: int) -> None:
    where = (round(x * PX_PER_MM), round(y * PX_PER_MM))
    cv2.putText(grey, text, where, cv2.FONT_HERSHEY_SIMPLEX, size, (20,), thick, cv2.LINE_AA)


def rows_of(grey: Pixels) -> list[tuple[float, float]]:
    """Top and bottom of each row of the one sheet, in millimetres of the picture; none where there is no sheet."""
    try:
        found = find_sheets(Page(Scan("copy.png", "0" * 64), 1, np.dstack([grey] * 3)), ()).sheets
    except DigitiserError:
        return []
    heights = []
    for sheet in found:
        for band in sheet.table.bands:
            ends = sheet.frame.to_page(np.array([(150.0, band.box.top), (150.0, band.box.bottom)]))
            heights.append((float(ends[0, 1]) / PX_PER_MM, float(ends[1, 1]) / PX_PER_MM))
    return heights


@pytest.mark.parametrize(
    "headings", [("Full name", "Country", "E-mail", "Signature"), ("Nom", "Pays", "Courriel", "Signature")]
)
def test_lines_of_writing_under_headings_are_rows(headings: tuple[str, ...]) -> None:
    rows = rows_of(copy(headings))
    assert len(rows) == ROWS
    middles = [(top + bottom) / 2 for top, bottom in rows]
    expected = FIRST_MM - 3.0 + PITCH_MM * np.arange(ROWS)
    assert np.abs(np.array(middles) - expected).max() < 3.0


def test_lines_of_writing_without_headings_are_none() -> None:
    assert rows_of(copy(())) == []
