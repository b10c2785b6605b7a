"""Finds the sheets of a folder and tells which of their columns were taken for what they are; nothing is read but the headings.

usage: python -m benchmarks.headings FOLDER [--limit N] [--wrong]

A sheet is right where each column that a signature needs was named, and none was named wrongly: a number, or a column outside
the reading format, may stay without a name. Columns are paired by the overlap of their outlines. Sheets whose truth
says nothing of columns (entries of two lines) are left out.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.score import Corners, overlap
from digitiser.forms import load_forms
from digitiser.geometry import quad_on_page
from digitiser.intake import LostPage, open_scan, read_pages
from digitiser.model import Sheet
from digitiser.sheets import find_sheets

MAY_BE_NAMELESS = ("number", "other", "-")
"""What is lost if such a column has no name: nothing. The last stands for found columns that are none."""


class TrueColumn(msgspec.Struct):
    """A column of the truth."""

    name: str
    quad: Corners


class TrueSheet(msgspec.Struct):
    """A sheet of the truth."""

    columns: list[TrueColumn] = []


class TruePage(msgspec.Struct):
    """A page of the truth; of two sheets, `sheets` says each."""

    file: str
    damage: str
    language: str
    columns: list[TrueColumn] = []
    sheets: list[TrueSheet] = []


class Mapped(msgspec.Struct):
    """A sheet and its columns: (true name, found name) pairs; "-" stands for none."""

    file: str
    damage: str
    language: str
    found_language: str | None
    pairs: list[tuple[str, str]]

    @property
    def right(self) -> bool:
        """Whether no column lacks its name or has another's."""
        return all(true == found or (found == "-" and true in MAY_BE_NAMELESS) for true, found in self.pairs)


def map_sheets(page: TruePage, sheets: Sequence[Sheet]) -> Iterator[Mapped]:
    """The pairs of each true sheet of a page; a sheet that was not found has all its columns unnamed."""
    for true in page.sheets or [TrueSheet(page.columns)]:
        if true.columns:
            sheet = max(sheets, key=lambda s: _common(s, true), default=None)
            language = sheet.language if sheet else None
            yield Mapped(page.file, page.damage, page.language, language, _pairs(sheet, true))


def _pairs(sheet: Sheet | None, true: TrueSheet) -> list[tuple[str, str]]:
    found = [(column.name or "-", outline(sheet, k)) for k, column in enumerate(sheet.table.columns)] if sheet else []
    pairs, paired = [], set[int]()
    for column in true.columns:
        shares = [overlap(quad, column.quad) for _, quad in found]
        best = max(range(len(found)), key=lambda k: shares[k], default=None)
        if best is None or shares[best] < 0.3 or best in paired:
            pairs.append((column.name, "-"))
        else:
            paired.add(best)
            pairs.append((column.name, found[best][0]))
    pairs += [("-", name) for k, (name, _) in enumerate(found) if k not in paired and name != "-"]
    return pairs


def outline(sheet: Sheet, column: int) -> Corners:
    """The corners of a found column on its page, as shares."""
    box = sheet.table.columns[column].box
    return list(quad_on_page(sheet.frame, (box.left, box.top, box.right, box.bottom), sheet.page.image.shape))


def _common(sheet: Sheet, true: TrueSheet) -> float:
    return sum(
        max((overlap(outline(sheet, k), c.quad) for c in true.columns), default=0.0)
        for k in range(len(sheet.table.columns))
    )


def show(mapped: Sequence[Mapped], wrong: bool) -> None:
    """Shares of right sheets by language and damage, columns that were not right, and with `wrong` each sheet that was not."""
    console = Console()
    for title, groups in (("language", [m.language for m in mapped]), ("damage", [m.damage for m in mapped])):
        table = Table("", "sheets", "right", "language right", title=f"Sheets by {title}")
        for group in [*sorted(set(groups)), "all"]:
            mine = [m for m, g in zip(mapped, groups, strict=True) if group in (g, "all")]
            right, spoken = sum(m.right for m in mine), sum(m.found_language == m.language for m in mine)
            table.add_row(group, str(len(mine)), f"{right / len(mine):.3f}", f"{spoken / len(mine):.3f}")
        console.print(table)
    counts = Counter(pair for m in mapped for pair in m.pairs)
    table = Table("column", "there", "named rightly", "nameless", "named otherwise", title="Columns")
    for name in sorted({true for true, _ in counts}):
        named = {found: n for (true, found), n in counts.items() if true == name}
        others = ", ".join(f"{found} {n}" for found, n in sorted(named.items()) if found not in (name, "-"))
        table.add_row(name, str(sum(named.values())), str(named.get(name, 0)), str(named.get("-", 0)), others)
    console.print(table)
    for m in mapped if wrong else ():
        if not m.right:
            console.print(
                m.file, " ".join(f"{t}" if t == f else f"[bold]{t}>{f}[/]" for t, f in m.pairs), m.found_language
            )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=int, help="Only the first pages.")
@click.option("--wrong", is_flag=True, help="Name each sheet that is not right.")
def main(folder: Path, limit: int | None, wrong: bool) -> None:
    """Map the columns of the sheets of FOLDER and compare with its truth.jsonl."""
    pages = [msgspec.json.decode(line, type=TruePage) for line in (folder / "truth.jsonl").read_bytes().splitlines()][
        :limit
    ]
    forms, mapped, seconds = load_forms(), list[Mapped](), 0.0
    for page in track(pages, "Mapping"):
        for picture in read_pages(*open_scan(folder / page.file)):
            if not isinstance(picture, LostPage):
                start = time.perf_counter()
                sheets = find_sheets(picture, forms).sheets
                seconds += time.perf_counter() - start
                mapped += map_sheets(page, sheets)
    show(mapped, wrong)
    Console().print(f"{seconds / len(pages):.2f} s a page")


if __name__ == "__main__":
    main()
