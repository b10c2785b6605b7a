"""Two pictures of one paper are told by its handwriting: where in each row there is ink, coarsely, is as good as a seal.

A row's ink is a small map; two rows are the same where their maps agree, laid on each other as well as a little shift allows (normalised
cross-correlation; J. P. Lewis, "Fast normalized cross-correlation", Vision Interface 1995). What is kept tells nothing that the pictures
beside it do not tell, and lies with them in the encrypted store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.ink import SheetInk
from digitiser.model import Row, Sheet
from digitiser.settings import (
    SHEET_PX_PER_MM,
    TWIN_AHEAD,
    TWIN_ALIKE,
    TWIN_INK,
    TWIN_LEGIBLE,
    TWIN_LINE,
    TWIN_LINE_INK,
    TWIN_MAP,
    TWIN_PIECE_INK,
    TWIN_PIECES,
    TWIN_PIECES_ALIKE,
    TWIN_PIECES_ROWS,
    TWIN_ROWS,
    TWIN_SEAL_ALIKE,
    TWIN_SHIFT,
    TWIN_UNLIKE,
)

Relation = Literal["same", "copied", "different", "unknown"]
"""`same`: one paper. `copied`: some rows are the same ink and others are not. `unknown`: too little ink to tell."""
_Map = NDArray[np.float32]


@dataclass(frozen=True)
class RowInk:
    """Where a printed row has ink: TWIN_MAP cells (down x across), each the share that is inked, 0 to 255, row by row of the map."""

    index: int
    map: bytes
    quality: float

    @property
    def inked(self) -> bool:
        """Whether there is enough to compare."""
        return sum(self.map) >= TWIN_INK * 255

    @property
    def legible(self) -> bool:
        """Whether the picture shows the row well enough to say that it is another one."""
        return self.quality >= TWIN_LEGIBLE


def ink_of(sheet: Sheet, ink: SheetInk, rows: Sequence[Row]) -> tuple[RowInk, ...]:
    """The ink of each printed row, its entry's quality with it."""
    quality = {index: row.quality for row in rows for index in row.printed_rows}
    down, across = TWIN_MAP
    found = []
    for band in sheet.table.bands:
        box = band.box
        left, right = (max(0, round((x - ink.left) * SHEET_PX_PER_MM)) for x in (box.left, box.right))
        top, bottom = (max(0, round((y - ink.top) * SHEET_PX_PER_MM)) for y in (box.top, box.bottom))
        cut = ink.mask[top:bottom, left:right]
        if cut.size:
            small = cv2.resize(cut.astype(np.uint8) * 255, (across, down), interpolation=cv2.INTER_AREA)
            found.append(RowInk(band.index, small.tobytes(), quality.get(band.index, 0.0)))
    return tuple(found)


def relation(a: Sequence[RowInk], b: Sequence[RowInk]) -> Relation:
    """What two sheets are to each other.

    A row that one picture does not show, or shows empty, tells nothing: a sheet is signed further between two pictures of it.
    """
    mine, yours = ({row.index: row for row in sheet if row.inked} for sheet in (a, b))
    shared = sorted(mine.keys() & yours.keys())
    found = {(i, j): likeness(mine[i], yours[j]) for i in shared for j in shared}
    alike = sum(_outstanding(found, i, shared, TWIN_ALIKE, TWIN_AHEAD) for i in shared)
    doubtful = [i for i in shared if found[i, i] <= TWIN_UNLIKE and mine[i].legible and yours[i].legible]
    if any(likeness_in_pieces(mine[i], yours[i]) <= TWIN_PIECES_ALIKE for i in doubtful):
        return "copied" if alike >= TWIN_ROWS else "different"
    if alike >= min(TWIN_ROWS, len(shared)) and alike:
        return "same"
    found = {(i, j): likeness_in_pieces(mine[i], yours[j]) for i in shared for j in shared}
    alike = sum(_outstanding(found, i, shared, TWIN_PIECES_ALIKE, 0.0) for i in shared)
    return "same" if alike >= TWIN_PIECES_ROWS else "unknown"


def _outstanding(
    found: Mapping[tuple[int, int], float], i: int, rows: Sequence[int], least: float, ahead: float
) -> bool:
    """Whether a row is the same ink, and like no other row: print that was taken for ink is alike in all of them."""
    others = max((max(found[i, j], found[j, i]) for j in rows if j != i), default=0.0)
    return found[i, i] >= least and found[i, i] > others + ahead


Seal = tuple[tuple[int, bytes], ...]
"""For each row with ink its index and its ink in 2 x 12 cells: enough to pass over nearly all of ten thousand sheets at once."""


def seal(rows: Sequence[RowInk]) -> Seal:
    """The rows' ink once more, so small that the seals of a whole store can be compared with one."""
    found = []
    for row in rows:
        if row.inked:
            cells = np.sqrt(np.frombuffer(row.map, np.uint8).reshape(TWIN_MAP).astype(np.float32)) * 16
            small = cv2.resize(cells, (12, 2), interpolation=cv2.INTER_AREA)
            found.append((row.index, np.clip(small, 0, 255).astype(np.uint8).tobytes()))
    return tuple(found)


def may_be_alike(mine: Seal, others: Mapping[str, Seal]) -> tuple[str, ...]:
    """Those of the others of which at least TWIN_ROWS rows look like mine, by their seals."""
    own = dict(mine)
    pairs = [(sheet, own[index], cells) for sheet, rows in others.items() for index, cells in rows if index in own]
    if not pairs:
        return ()
    here, there = (_stacked(cells) for cells in ([a for _, a, _ in pairs], [b for _, _, b in pairs]))
    here, there = (side - side.mean(axis=1, keepdims=True) for side in (here, there))
    norm = np.linalg.norm(here, axis=1) * np.linalg.norm(there, axis=1)
    alike = (here * there).sum(axis=1) >= TWIN_SEAL_ALIKE * np.maximum(norm, 1e-6)
    count = Counter(sheet for (sheet, _, _), yes in zip(pairs, alike, strict=True) if yes)
    return tuple(sheet for sheet, rows in count.items() if rows >= TWIN_ROWS)


def _stacked(seals: Sequence[bytes]) -> _Map:
    return np.frombuffer(b"".join(seals), np.uint8).reshape(len(seals), -1).astype(np.float32)


def likeness(a: RowInk, b: RowInk) -> float:
    """From -1 to 1: how well the ink of two rows agrees, at the best shift that flattening may leave.

    With lines from edge to edge and without, whichever agrees better: a fold or a later strike is in one picture only.
    """
    return max(_correlation(_map(a, lines), _map(b, lines)) for lines in (True, False))


def likeness_in_pieces(a: RowInk, b: RowInk) -> float:
    """The same for pieces of the width, each at a shift of its own, weighed by their ink: a paper that curls bends its rows."""
    return max(_in_pieces(_map(one, True), _map(other, True)) for one, other in ((a, b), (b, a)))


def _in_pieces(one: _Map, other: _Map) -> float:
    """0 where there is ink in less than half of the pieces: too little to tell."""
    width = one.shape[1] // TWIN_PIECES
    padded = cv2.copyMakeBorder(other, *(TWIN_SHIFT,) * 4, cv2.BORDER_CONSTANT, value=0)
    found = list[tuple[float, float]]()
    for left in range(0, one.shape[1], width):
        piece, around = one[:, left : left + width], padded[:, left : left + width + 2 * TWIN_SHIFT]
        if (weight := float(piece.sum())) >= TWIN_PIECE_INK:
            found.append((weight, float(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED).max())))
    if len(found) < TWIN_PIECES / 2:
        return 0.0
    return sum(weight * alike for weight, alike in found) / sum(weight for weight, _ in found)


def _correlation(one: _Map, other: _Map) -> float:
    padded = cv2.copyMakeBorder(other, *(TWIN_SHIFT,) * 4, cv2.BORDER_CONSTANT, value=0)
    return float(cv2.matchTemplate(padded, one, cv2.TM_CCOEFF_NORMED).max())


def _map(row: RowInk, lines: bool) -> _Map:
    cells = np.frombuffer(row.map, np.uint8).reshape(TWIN_MAP).astype(np.float32)
    if not lines:
        cells[(cells > TWIN_LINE_INK).mean(axis=1) > TWIN_LINE] = 0
    return np.asarray(cv2.GaussianBlur(np.sqrt(cells), (0, 0), 0.7), np.float32)
