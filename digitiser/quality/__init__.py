"""Is the picture of a sheet good enough, row by row; and if it is not, what to do before the sheet is gone.

Everything is measured on the paper (millimetres, dots an inch of paper), so that a photo and a scan are judged alike. The limits were set
where rows could no longer be read (`benchmarks/quality.py`), not by taste.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink import columned
from digitiser.model import Box, Column, Sheet
from digitiser.quality.cover import EDGES, Edge, around, beyond, covered, missing, share, touched
from digitiser.quality.light import Light, ground_of, light_of
from digitiser.quality.sharpness import Blur, blur_of
from digitiser.quality.words import Fault, FaultCode, message, numbers, rows_in
from digitiser.settings import (
    BEYOND_MM,
    BLUR_MOST,
    COVER_SHARE,
    DARK_SHEET,
    LEAST_DPI,
    LIGHT_RUN,
    MOVED_MOST,
    MOVED_RATIO,
    NEARLY_ALL_ROWS,
)

__all__ = ["Fault", "FaultCode", "Sight", "judge", "look", "message", "numbers", "rows_in"]
_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Sight:
    """How well a row can be seen.

    `dpi`: the picture's pixels an inch of paper; `light` by pieces of the row's width; `beyond`: millimetres that the picture leaves off at
    each edge; `covered`: what is hidden of each column, as a share.
    """

    index: int
    box: Box
    dpi: float
    blur: Blur | None
    light: Light
    beyond: dict[Edge, float]
    covered: tuple[tuple[Column, float], ...]

    @property
    def quality(self) -> float:
        """From 0 (not to be read) to 1 (as good as a scan): to choose between two pictures of a row; it is no probability."""
        found = _ramp(self.dpi, LEAST_DPI / 2, LEAST_DPI * 1.5)
        found *= 1 - max((part for _, part in self.covered), default=0.0)
        for edge, lost in self.beyond.items():
            found *= 1 - lost / (self.box.height if edge in ("upper", "lower") else self.box.width)
        if self.blur is not None:
            found *= _ramp(self.blur.least, BLUR_MOST * 1.5, BLUR_MOST * 0.75)
        dim = float(np.mean(self.light.dim)) + float(np.mean(self.light.washed))
        return round(float(max(0.0, found * (1 - min(1.0, dim)))), 3)


def look(sheet: Sheet) -> tuple[Sight, ...]:
    """How well each printed row of a sheet can be seen, top to bottom."""
    boxes = [band.box for band in sheet.table.bands]
    if not boxes:
        return ()
    grey = np.asarray(cv2.cvtColor(sheet.image, cv2.COLOR_BGR2GRAY), np.uint8)
    lights = light_of(grey, ground_of(grey), boxes)
    hidden = covered(sheet.image, sheet.table)
    blurs = blur_of(grey, boxes)
    table = around(sheet.table)
    lost = beyond(sheet.frame, table, sheet.page.image.shape)
    if sheet.form is None:
        pitch = float(np.median([box.height for box in boxes]))
        lost = touched(sheet.frame, table, pitch, sheet.page.image.shape) | lost
    return tuple(
        Sight(
            index=band.index,
            box=band.box,
            dpi=_dpi(sheet, band.box),
            blur=blur,
            light=light,
            beyond=missing(lost, table, band.box),
            covered=_covered(sheet, band.box, hidden),
        )
        for band, light, blur in zip(sheet.table.bands, lights, blurs, strict=True)
    )


def judge(sights: Sequence[Sight]) -> tuple[Fault, ...]:
    """What keeps a sheet from being read, what concerns most of it first; nothing for a good picture. `sights` as `look` gives them."""
    inside = [sight for sight in sights if max(sight.beyond.values(), default=0.0) <= BEYOND_MM]  # nothing looks white
    faults = [*_far(sights), *_soft(sights), *_lit(inside), *_hidden(inside), *_cut_off(sights)]
    return tuple(sorted(faults, key=lambda fault: bool(fault.rows)))


def _far(sights: Sequence[Sight]) -> Iterator[Fault]:
    few = [sight for sight in sights if sight.dpi < LEAST_DPI]
    if few:
        yield Fault("far", _rows(few, sights), dpi=round(float(np.median([sight.dpi for sight in few]))))


def _soft(sights: Sequence[Sight]) -> Iterator[Fault]:
    """Blurred all ways, or in one way only: then the camera moved. What is far away or dark looks soft as well, and is said already."""
    seen = [s for s in sights if s.blur is not None and s.dpi >= LEAST_DPI and not s.light.dim.any()]
    if not seen:
        return
    least, most = (_smooth([getattr(sight.blur, side) for sight in seen]) for side in ("least", "most"))
    soft = [sight for sight, sigma in zip(seen, least, strict=True) if sigma > BLUR_MOST]
    moved = [
        s for s, low, high in zip(seen, least, most, strict=True) if high > MOVED_MOST and high > MOVED_RATIO * low
    ]
    if len(moved) >= NEARLY_ALL_ROWS * len(seen):  # a hand moves the whole picture
        yield Fault("moved")
    elif soft:
        yield Fault("blurred", _rows(soft, sights))


def _lit(sights: Sequence[Sight]) -> Iterator[Fault]:
    dim = [sight for sight in sights if _runs(sight.light.dim)]
    everywhere = max((float(sight.light.level.max()) for sight in sights), default=255.0) < DARK_SHEET
    if dim:
        yield Fault("dark") if everywhere and not _rows(dim, sights) else Fault("shadow", _rows(dim, sights))
    washed = [sight for sight in sights if _runs(sight.light.washed)]
    if washed:
        yield Fault("glare", _rows(washed, sights))


def _hidden(sights: Sequence[Sight]) -> Iterator[Fault]:
    hidden = [sight for sight in sights if any(part >= COVER_SHARE for _, part in sight.covered)]
    columns = [column for sight in hidden for column, part in sight.covered if part >= COVER_SHARE]
    if hidden:
        headings = tuple(dict.fromkeys(column.heading or column.name or "" for column in columns))
        yield Fault("covered", _rows(hidden, sights), tuple(heading for heading in headings if heading))


def _cut_off(sights: Sequence[Sight]) -> Iterator[Fault]:
    for edge in EDGES:
        cut = [sight for sight in sights if sight.beyond.get(edge, 0.0) > BEYOND_MM]
        if cut:
            yield Fault(f"{edge}_edge", _rows(cut, sights))  # type: ignore[arg-type]


def _rows(found: Sequence[Sight], sights: Sequence[Sight]) -> tuple[int, ...]:
    """The rows' numbers; none where it is nearly all of them."""
    return () if len(found) >= NEARLY_ALL_ROWS * len(sights) else tuple(sight.index for sight in found)


def _runs(pieces: NDArray[np.bool_]) -> bool:
    """Whether so many neighbouring pieces are set that it is no blot and no signature."""
    run = min(LIGHT_RUN, len(pieces))
    return bool(np.convolve(pieces, np.ones(run), "valid").max() >= run)


def _smooth(values: Sequence[float]) -> list[float]:
    """Each row's value as the median with its neighbours': focus does not jump from row to row, and a row may hold little to see."""
    return [float(np.median(values[max(0, k - 1) : k + 2])) for k in range(len(values))]


def _dpi(sheet: Sheet, box: Box) -> float:
    """Pixels of the page an inch of paper, in the middle of a box, the coarser way."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    here, right, down = sheet.frame.to_page(np.array([(x - 5, y - 5), (x + 5, y - 5), (x - 5, y + 5)]))
    return float(min(np.linalg.norm(right - here), np.linalg.norm(down - here)) / 10 * _MM_PER_INCH)


def _covered(sheet: Sheet, row: Box, hidden: NDArray[np.bool_]) -> tuple[tuple[Column, float], ...]:
    found = []
    for column in columned(sheet).table.columns:
        part = share(hidden, column.cell(row))
        if part:
            found.append((column, part))
    return tuple(found)


def _ramp(value: float, bad: float, good: float) -> float:
    return float(np.clip((value - bad) / (good - bad), 0.0, 1.0))
