"""Told at once: whether each page is good enough to be read, and what to do if it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitiser.cli.common import counted, expanded
from digitiser.errors import DigitiserError, InputRefused, MissingTool

if TYPE_CHECKING:
    from digitiser.forms import Form
    from digitiser.model import Page, Problem, Sheet

TAKE_AGAIN = 4  # exit code: a page is to be taken again


@dataclass(frozen=True)
class CheckedSheet:
    """A sheet on a page: its serial, how many printed rows it has, how many hold writing, and what is wrong with its picture."""

    serial: str | None
    rows: int
    written: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class CheckedPage:
    """A page of a file; `problems` are those of the page itself: then it holds no sheet, or could not be opened."""

    file: str
    page: int
    sheets: tuple[CheckedSheet, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def good(self) -> bool:
        """Whether all of it can be read."""
        return not self.problems and not any(sheet.problems for sheet in self.sheets)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page instead of sentences.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Say of each page whether it is good enough to be read, and what to do if not. Nothing is kept.

    The exit code is 0 where all pages are good and 4 where one is to be taken again.
    """
    from digitiser.forms import load_forms
    from digitiser.model import as_json as encoded

    paths = list(expanded(files))
    if not paths:
        raise DigitiserError("There is no scan in what was given.", "Give PDF, JPEG, PNG or TIFF files, or folders.")
    forms, good = load_forms(), True
    for path in paths:
        for page in _pages(path, forms):
            good &= page.good
            if as_json:
                click.echo(encoded({"good": page.good, **vars(page)}).decode())
            else:
                click.echo("\n".join(_lines(page)))
    if not good:
        raise SystemExit(TAKE_AGAIN)


def check_page(page: Page, forms: Sequence[Form]) -> CheckedPage:
    """One picture: its sheets, each with what keeps rows from being read. Whatever the picture shows, never an error."""
    from digitiser.model import Problem
    from digitiser.sheets import find_sheets

    try:
        found = find_sheets(page, forms)
        sheets = tuple(_checked(sheet) for sheet in found.sheets)
    except MissingTool:
        raise
    except Exception:
        return CheckedPage(page.scan.file, page.number, (), (Problem("failed", "This page cannot be looked at."),))
    return CheckedPage(page.scan.file, page.number, sheets, () if sheets else found.problems)


def _pages(path: Path, forms: Sequence[Form]) -> Iterator[CheckedPage]:
    from digitiser.intake import LostPage, open_scan, read_pages
    from digitiser.model import Problem

    try:
        for page in read_pages(*open_scan(path)):
            if isinstance(page, LostPage):
                yield CheckedPage(page.scan.file, page.number, (), (page.problem,))
            else:
                yield check_page(page, forms)
    except InputRefused as refused:
        yield CheckedPage(str(path), 1, (), (Problem(refused.code, str(refused)),))


def _checked(sheet: Sheet) -> CheckedSheet:
    from digitiser.ink import find_ink
    from digitiser.quality import judge, look
    from digitiser.rows import find_rows

    rows = find_rows(sheet, find_ink(sheet))
    problems = tuple(fault.problem for fault in judge(look(sheet)))
    return CheckedSheet(sheet.serial, len(rows), sum(row.state != "empty" for row in rows), problems)


def _lines(page: CheckedPage) -> Iterator[str]:
    """A line a page; one more for each further thing to say of it."""
    from digitiser.serials import spoken

    where = f"{Path(page.file).name} page {page.page}"
    if page.problems:
        yield f"AGAIN  {where}: {' '.join(problem.message for problem in page.problems)}"
        return
    for number, sheet in enumerate(page.sheets, 1):
        which = f", sheet {number} of {len(page.sheets)}" if len(page.sheets) > 1 else ""
        name = f", {spoken(sheet.serial)}" if sheet.serial else ""
        if sheet.problems:
            yield f"AGAIN  {where}{which}{name}: {' '.join(problem.message for problem in sheet.problems)}"
        else:
            yield f"good   {where}{which}{name}: {counted(sheet.written, 'row', 'rows')} written, of {sheet.rows}."
