"""Tables of which no rule and no shade is left: their rows are told by what is printed in each."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.generator import fonts
from benchmarks.generator.canvas import Canvas
from digitiser.model import Page, Pixels, Scan
from digitiser.sheets import find_sheets

SCALE, TOP, HIGH, COUNT = 8.0, 70.0, 14.0, 11


def bare(kind: str, count: int = COUNT) -> Pixels:
    """A4, headings and rows without any line; numbers, labels or boxes in the rows."""
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    canvas.text("Pour la liberté", 20, 30, 4, fonts.PRINT[0], (20, 20, 20), 0.0)
    for text, x in (("Nom et prénom", 24.0), ("Pays", 90.0), ("Signature", 150.0)):
        canvas.text(text, x, TOP - 4, 2.2, fonts.PRINT[0], (20, 20, 20), 0.0)
    for k in range(count):
        middle = TOP + HIGH * (k + 0.5)
        if kind == "numbers":
            canvas.text(str(k + 1), 15, middle + 1, 1.9, fonts.PRINT[0], (90, 90, 90), 0.5)
        elif kind == "boxes":
            for a, b, c, d in ((-1, -1, 1, -1), (-1, 1, 1, 1), (-1, -1, -1, 1), (1, -1, 1, 1)):
                canvas.line(130 + 1.7 * a, middle + 1.7 * b, 130 + 1.7 * c, middle + 1.7 * d, 0.2, (60, 60, 60))
        if k < 5:
            canvas.text("Awa Diallo" * (1 + k % 2), 24 + 2 * k, middle + 1.5, 2.6, fonts.PRINT[1], (150, 60, 20), 0.0)
            canvas.text("Mali Togo"[k % 3 :], 90 + k, middle + 0.3 * k, 2.6, fonts.PRINT[1], (150, 60, 20), 0.0)
    return canvas.image


@pytest.mark.parametrize(("kind", "x"), [("numbers", 15.0), ("boxes", 130.0)])
def test_rows_are_where_their_numbers_or_boxes_stand(kind: str, x: float) -> None:
    (sheet,) = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, bare(kind)), ()).sheets
    assert len(sheet.table.bands) == COUNT
    # Where the print stands: so few level pieces as there are here say little of the bend beside it.
    middle = np.array([(x, (band.box.top + band.box.bottom) / 2) for band in sheet.table.bands])
    off = sheet.frame.to_page(middle)[:, 1] / SCALE - (TOP + HIGH * (np.arange(COUNT) + 0.5))
    assert np.abs(off).max() < 1.2


@pytest.mark.parametrize("kind", ["numbers", "nothing"])
def test_a_short_list_or_a_page_of_writing_is_no_table(kind: str) -> None:
    page = Page(Scan("drawn.png", "0" * 64), 1, bare(kind, count=5))
    assert find_sheets(page, ()).sheets == ()
