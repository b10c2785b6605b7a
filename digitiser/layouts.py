"""The columns of a stranger's form, named once by a person: which other sheets are printed alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitiser.model import ColumnName, SheetReading, Table, as_json
from digitiser.settings import LAYOUT_EDGE_OFF, LAYOUT_HEADINGS_ALIKE


@dataclass(frozen=True)
class Layout:
    """Columns from left to right on the paper: left and right edge of each as shares of the table's width, the printed headings as they
    were read (empty: not), and what a person named them.
    """

    edges: tuple[tuple[float, float], ...]
    headings: tuple[str, ...]
    names: tuple[ColumnName | None, ...]

    def fits(self, other: Layout) -> bool:
        """Whether the other is printed alike: as many columns, edges at the same places, and headings that do not say otherwise."""
        if len(other.edges) != len(self.edges) or not self.edges:
            return False
        off = max(
            abs(a - b)
            for ours, theirs in zip(self.edges, other.edges, strict=True)
            for a, b in zip(ours, theirs, strict=True)
        )
        pairs = [(a, b) for a, b in zip(self.headings, other.headings, strict=True) if a and b]
        if not pairs:  # nothing but the edges tells: they must lie closer
            return off <= LAYOUT_EDGE_OFF / 2
        likeness = sum(fuzz.ratio(a.casefold(), b.casefold()) for a, b in pairs) / (100 * len(pairs))
        return off <= LAYOUT_EDGE_OFF and likeness >= LAYOUT_HEADINGS_ALIKE


def layout_of(table: Table, names: Iterable[ColumnName | None] | None = None) -> Layout:
    """The layout of a table, with the names that it has or with these."""
    columns = table.columns
    left = min((column.box.left for column in columns), default=0.0)
    width = max((column.box.right for column in columns), default=1.0) - left
    edges = tuple(
        (round((column.box.left - left) / width, 4), round((column.box.right - left) / width, 4)) for column in columns
    )
    wanted = tuple(names) if names is not None else tuple(column.name for column in columns)
    return Layout(edges, tuple(column.heading.strip() for column in columns), wanted)


def printed(reading: SheetReading) -> str | None:
    """The layout of a stranger's form as the store keeps it beside the reading, JSON; empty for a sheet that needs no names.

    None where an earlier program kept no table: then the rows tell.
    """
    if reading.form is not None or not reading.rows:
        return ""
    return as_json(layout_of(reading.table)).decode() if reading.table else None
