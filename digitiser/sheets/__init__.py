"""Stage 2: a Page becomes Sheets, upright and flat, each with its table.

Our own forms are found by their corner marks and code (by_marks.py), everybody else's by the paper's edges, the printed rules and the
headings (by_rules.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitiser.forms import Form
from digitiser.model import Page, Problem, Sheet
from digitiser.sheets.ours.by_marks import find_by_marks
from digitiser.sheets.picture import grey_of
from digitiser.sheets.theirs.by_rules import find_by_rules

__all__ = ["FoundSheets", "find_sheets"]


@dataclass(frozen=True)
class FoundSheets:
    """The sheets on a page, and what a person should know of the page itself; a page without a sheet has a problem that says why."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]


def find_sheets(page: Page, forms: Sequence[Form]) -> FoundSheets:
    """All sheets on a page; never an error, whatever the picture shows."""
    grey = grey_of(page.image)
    sheets = find_by_marks(page, grey, forms) or find_by_rules(page, grey)
    if not sheets:
        return FoundSheets((), (_not_a_sheet(page),))
    return FoundSheets(sheets, ())


def _not_a_sheet(page: Page) -> Problem:
    return Problem(
        "not_a_sheet",
        f"Page {page.number} shows no table of signatures. "
        "If it is a petition sheet, take it again flat and whole, or add its rows by hand.",
    )
