"""Engines that turn the picture of a cell into text. Siblings, one contract: a page of cells goes in at one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from digitiser.model import ColumnName, Pixels, Reading


@dataclass(frozen=True)
class Cell:
    """A picture to read: grey (height x width), dark writing on a light ground, cleaned of rules and neighbours, at SHEET_PX_PER_MM.

    `language` is the sheet's BCP 47 tag or None.
    """

    image: Pixels
    column: ColumnName
    language: str | None


class Recogniser(Protocol):
    """An engine. `read` gives one Reading a cell, in order; an empty text with confidence 0 means it saw nothing it can read."""

    @property
    def name(self) -> str:
        """As it stands in `Reading.engine`."""
        ...

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        """One Reading a cell, in order."""
        ...
