"""From what was found on a view to a Frame: the paper's millimetres, its bend and the table's ends in one lattice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitiser.geometry import Frame
from digitiser.settings import LATTICE_NODES
from digitiser.sheets.ladder import Ladder
from digitiser.sheets.paper import View
from digitiser.sheets.straighten import Bend


@dataclass(frozen=True)
class Layout:
    """A table in its frame, upright and flat: heights of the rungs, the two ends, and the lines next above and below; millimetres."""

    frame: Frame
    rungs: tuple[float, ...]
    left: float
    right: float
    above: float | None
    below: float | None

    @property
    def pitch(self) -> float:
        """The usual height of a row."""
        return (self.rungs[-1] - self.rungs[0]) / (len(self.rungs) - 1)

    def upside_down(self) -> Layout:
        """The same table after half a turn."""
        frame = replace(self.frame, nodes=np.ascontiguousarray(self.frame.nodes[::-1, ::-1]))
        width, height = frame.width, frame.height
        above = None if self.below is None else height - self.below
        below = None if self.above is None else height - self.above
        rungs = tuple(height - y for y in reversed(self.rungs))
        return Layout(frame, rungs, width - self.right, width - self.left, above, below)


def lay_out(view: View, bend: Bend, ladder: Ladder) -> Layout:
    """The frame in which every rung is level and both ends of the table are upright."""
    middle = (ladder.rungs[0] + ladder.rungs[-1]) / 2
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
    return Layout(frame, ladder.rungs, left, right, ladder.above, ladder.below)
