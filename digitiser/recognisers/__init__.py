"""Engines that turn the picture of a cell into text. Siblings, one contract: a page of cells goes in at one call."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from digitiser.model import ColumnName, Pixels, Reading


class Spelling(Protocol):
    """What the texts of a column look like: a prior over the next sign, in the order on paper from left to right.

    It weighs and never forbids: every chance is above 0.
    """

    @property
    def start(self) -> Hashable:
        """The state before the first sign."""
        ...

    def __hash__(self) -> int: ...

    def folded(self, sign: str) -> str:
        """The sign that stands for all those that this column does not tell apart, such as a capital and its small letter; empty for what
        may stand anywhere between them.
        """
        ...

    def longer(self, state: Hashable, sign: str) -> tuple[Hashable, float]:
        """The state after one more (folded) sign, and the natural logarithm of that sign's chance."""
        ...

    def ended(self, state: Hashable) -> float:
        """The natural logarithm of the chance that the text ends here."""
        ...


@runtime_checkable
class ClosedTable(Protocol):
    """The texts that a column holds, nearly all of them."""

    @property
    def chances(self) -> Mapping[str, float]:
        """The chance of each (folded) text, in the order on paper; they add up to 1."""
        ...

    def __hash__(self) -> int: ...

    def folded(self, sign: str) -> str:
        """The sign that stands for it in the table; empty for what may stand anywhere between letters."""
        ...


@dataclass(frozen=True)
class Cell:
    """A picture to read: grey (height x width), dark writing on a light ground, cleaned of rules and neighbours, at SHEET_PX_PER_MM.

    `language` is the sheet's BCP 47 tag or None. `spelling` is for engines that can weigh texts while they read: then `Reading.others`
    lists all texts, the one as written too, with the share that ink and spelling together give each. A sheet's column is a ClosedTable
    where nearly all that people write in it is known.
    """

    image: Pixels
    column: ColumnName
    language: str | None
    spelling: Spelling | ClosedTable | None = None


class Recogniser(Protocol):
    """An engine. `read` gives one Reading a cell, in order; an empty text with confidence 0 means it saw nothing it can read."""

    @property
    def name(self) -> str:
        """As it stands in `Reading.engine`."""
        ...

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        """One Reading a cell, in order."""
        ...
