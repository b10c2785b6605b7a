"""From what was found on a view to a Frame: the paper's millimetres, its bend and the table's ends in one lattice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from digitiser.geometry import Frame
from digitiser.settings import LATTICE_NODES
from digitiser.sheets.ladder import Ladder
from digitiser.sheets.paper import View
from digitiser.sheets.runs import Rung
from digitiser.sheets.straighten import Bend


@dataclass(frozen=True)
class Layout:
    """A table in its frame, upright and flat: its rungs, its two ends, and the lines next above and below; millimetres."""

    frame: Frame
    rungs: tuple[Rung, ...]
    left: float
    right: float
    above: float | None
    below: float | None

    @property
    def rows(self) -> tuple[tuple[float, float], ...]:
        """Top and bottom of each row."""
        return tuple((upper.bottom, lower.top) for upper, lower in pairwise(self.rungs))

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return self.rungs[0].bottom

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.rungs[-1].top

    @property
    def pitch(self) -> float:
        """The usual distance from row to row."""
        return float(np.median(np.diff([rung.y for rung in self.rungs])))

    def without(self, above: int, below: int) -> Layout:
        """The table without so many rows at its upper and lower end; the last rungs taken off are the next lines beyond."""
        if not above and not below:
            return self
        rungs = self.rungs[above : len(self.rungs) - below]
        over = self.rungs[above - 1].y if above else self.above
        under = self.rungs[len(self.rungs) - below].y if below else self.below
        return replace(self, rungs=rungs, above=over, below=under)

    def upside_down(self) -> Layout:
        """The same table after half a turn."""
        frame = replace(self.frame, nodes=np.ascontiguousarray(self.frame.nodes[::-1, ::-1]))
        width, height = frame.width, frame.height
        above = None if self.below is None else height - self.below
        below = None if self.above is None else height - self.above
        rungs = tuple(
            Rung(height - r.bottom, height - r.top, width - r.right, width - r.left, r.cover)
            for r in reversed(self.rungs)
        )
        return Layout(frame, rungs, width - self.right, width - self.left, above, below)


def lay_out(view: View, bend: Bend, ladder: Ladder) -> Layout:
    """The frame in which every rung is level and both ends of the table are upright."""
    middle = (ladder.rungs[0].y + ladder.rungs[-1].y) / 2
    left, right = ladder.left.at(middle), ladder.right.at(middle)
    xs, ys = np.meshgrid(np.linspace(0, view.width, LATTICE_NODES), np.linspace(0, view.height, LATTICE_NODES))
    share = (xs - left) / max(1e-6, right - left)
    here_left = ladder.left.at_zero + ladder.left.slope * ys
    here_right = ladder.right.at_zero + ladder.right.slope * ys
    across = here_left + share * (here_right - here_left)
    down = ys + bend.at(np.clip(across, 0, view.width), ys)
    points = np.stack([across, down], axis=-1).reshape(-1, 1, 2)
    nodes = cv2.perspectiveTransform(points, view.matrix).reshape(LATTICE_NODES, LATTICE_NODES, 2)
    frame = Frame(view.width, view.height, nodes.astype(np.float32))
    rungs = tuple(_placed(rung, ladder, left, right) for rung in ladder.rungs)
    return Layout(frame, rungs, left, right, ladder.above, ladder.below)


def _placed(rung: Rung, ladder: Ladder, left: float, right: float) -> Rung:
    """The rung with its ends in the frame, where both ends of the table are upright."""
    start, end = ladder.left.at(rung.y), ladder.right.at(rung.y)
    scale = (right - left) / max(1e-6, end - start)
    return replace(rung, left=left + (rung.left - start) * scale, right=left + (rung.right - start) * scale)
