"""One reviewer's sitting: which row is before them, which come next, and the way back. Holds places only, never what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from digitiser.model import RowSummary, row_id


@dataclass(frozen=True)
class Place:
    """A row of a sheet."""

    sheet: str
    row: int

    @property
    def id(self) -> str:
        """The row's."""
        return row_id(self.sheet, self.row)


@dataclass
class Sitting:
    """The rows ahead, those just settled (for the way back), and the one that was asked for out of turn.

    `queue` says which rows a person must see and in which order; it is asked when the rows ahead run out.
    """

    queue: Callable[[], Sequence[RowSummary]]
    ahead: list[Place] = field(default_factory=list)
    settled: list[Place] = field(default_factory=list)
    again: Place | None = None
    total: int = 0

    def current(self, is_settled: Callable[[Place], bool]) -> Place | None:
        """The row to show; rows that somebody else settled meanwhile are passed over. None: all is done."""
        if self.again:
            return self.again
        self._pass_over(is_settled)
        if not self.ahead:
            self.refresh()
            self._pass_over(is_settled)
        return self.ahead[0] if self.ahead else None

    def refresh(self) -> None:
        """Ask again what is left."""
        self.ahead = [Place(summary.sheet, summary.row) for summary in self.queue()]
        self.total = max(self.total, len(self.ahead))

    def settle(self, place: Place) -> None:
        """A decision on this row was kept."""
        self.again = None
        if place not in self.settled[-1:]:
            self.settled.append(place)
        self.ahead = [other for other in self.ahead if other != place]

    def postpone(self, place: Place) -> None:
        """The row comes last."""
        self.again = None
        if place in self.ahead:
            self.ahead = [other for other in self.ahead if other != place] + [place]

    def back(self) -> None:
        """Show the row that was settled last once more."""
        if self.settled:
            self.again = self.settled.pop()

    def _pass_over(self, is_settled: Callable[[Place], bool]) -> None:
        while self.ahead and is_settled(self.ahead[0]):
            del self.ahead[0]
