"""The engine that reads nothing: the whole tool works without any other, and a person types what the pictures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitiser.model import Reading
from digitiser.recognisers import Cell, Recogniser


@dataclass(frozen=True)
class ByHand:
    """Leaves every cell to a person."""

    name: str = "by_hand"

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        """An empty Reading a cell."""
        return [Reading(self.name, "", 0.0)] * len(cells)


def readers(recognisers: Sequence[Recogniser]) -> list[Recogniser]:
    """Those that read."""
    return [recogniser for recogniser in recognisers if recogniser.name != ByHand.name]
