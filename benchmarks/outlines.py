"""Reads a folder of our own forms with their truth and prints, by damage, what the floors for our own forms ask for.

usage: python -m benchmarks.outlines FOLDER... [--limit N] [--worst N] [--counts FILE.jsonl]

Thousands of rows are counted in chunks: with --counts each folder's pages are added to a file, and the file as a whole is shown; the
folder may then go. Without a folder the file is shown as it is.

Sheets and rows are found and the foot is read; no other field is. A row counts where its outline is wholly in the picture, at
LEAST_DPI of paper or more. Distances between corners are millimetres of paper, by the scale that the true outline has there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import click
import msgspec
import numpy as np
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.generator.files import ORIENTATION
from benchmarks.score import Corners, ReadRow, overlap, pair
from benchmarks.score import TrueRow as ScoredRow
from digitiser.errors import DigitiserError
from digitiser.forms import Form, load_forms
from digitiser.model import Reading, SheetReading
from digitiser.pipeline import engines, read_file
from digitiser.recognisers import Cell, Recogniser

LEAST_DPI = 99.0  # what a picture of 100 dpi has left after rounding to whole pixels
SAME_SHEET = 0.3  # share of their common area from which a read and a true sheet may be the same
PERCENTILES = (50, 95, 100)


class TrueForm(msgspec.Struct):
    """Which form a sheet is."""

    form: str
    language: str


class TrueSheet(msgspec.Struct):
    """What a sheet is, apart from its rows."""

    form: TrueForm
    serial: str
    control_total: int | None
    outline: Corners


class TrueRow(msgspec.Struct):
    """A row of the truth; `sheet` counts the sheets of a page."""

    index: int
    quad: Corners
    state: str
    signed: bool | None = None
    fields: dict[str, str] = {}
    sheet: int = 1


class TruePage(TrueSheet):
    """A page of the truth; `sheets` where there are several."""

    file: str
    damage: str
    rows: list[TrueRow]
    sheets: list[TrueSheet] = []


@dataclass(frozen=True)
class FootOnly:
    """A recogniser that reads nothing but the number and the date at the foot."""

    inner: Recogniser

    @property
    def name(self) -> str:
        """The engine's own."""
        return self.inner.name

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        """Empty readings for cells of rows."""
        if cells and all(cell.column in ("number", "date") for cell in cells):
            return self.inner.read(cells)
        return [Reading(self.name, "", 0.0) for _ in cells]


@dataclass
class Tally:
    """What was counted; distances are millimetres, `by` says how each sheet was identified."""

    sheets: int = 0
    found: int = 0
    by: list[str] = field(default_factory=list)
    form: int = 0
    language: int = 0
    serial: int = 0
    rows: int = 0
    rows_found: int = 0
    invented: int = 0
    row_corners: list[float] = field(default_factory=list)
    outline_corners: list[float] = field(default_factory=list)
    totals: int = 0
    totals_right: int = 0
    totals_wrong: int = 0

    def add(self, other: Tally) -> None:
        """Adds what was counted elsewhere."""
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))

    def lines(self) -> dict[str, str]:
        """The figures as they are shown."""
        known = self.sheets - self.by.count("none")
        return {
            "sheets": f"{self.sheets}",
            "identified": f"{known} ({known / max(1, self.sheets):.1%})",
            **{f"  by {means}": f"{self.by.count(means)}" for means in ("code", "serial", "marks", "none")},
            "form right": f"{self.form}",
            "language right": f"{self.language}",
            "serial right": f"{self.serial}",
            "rows": f"{self.rows}",
            "rows lost": f"{self.rows - self.rows_found}",
            "rows invented": f"{self.invented}",
            "row corners, mm": _percentiles(self.row_corners),
            "paper corners, mm": _percentiles(self.outline_corners),
            "totals": f"{self.totals}",
            "  right/wrong/unread": f"{self.totals_right}/{self.totals_wrong}/{self.totals - self.totals_right - self.totals_wrong}",
        }

    def faults(self) -> tuple[float, float, float, float]:
        """What makes a sheet bad, gravest first."""
        corners = max([*self.row_corners, *self.outline_corners], default=0.0)
        return self.rows - self.rows_found, self.invented, self.sheets - self.form, corners


class Counted(msgspec.Struct):
    """What was counted on one page."""

    file: str
    damage: str
    tally: Tally


def count_page(
    tally: Tally,
    read: Sequence[SheetReading],
    page: TruePage,
    size: tuple[int, int],
    forms: Mapping[tuple[str, str], Form],
) -> None:
    """Adds one page (a picture of that size): its sheets, each with the read sheet that covers it best, and its rows."""
    left = [sheet for sheet in read if sheet.rows]
    for number, true in enumerate(page.sheets or [page], 1):
        tally.sheets += 1
        rows = [row for row in page.rows if row.sheet == number]
        got = max(left, key=lambda sheet: overlap(list(sheet.outline), true.outline), default=None)
        if got is None or overlap(list(got.outline), true.outline) < SAME_SHEET:
            tally.by.append("none")
            tally.totals += true.control_total is not None
            tally.rows += sum(row.state != "empty" for row in rows)
            continue
        left.remove(got)
        _count_sheet(tally, got, true, rows, size, forms[true.form.form, true.form.language])
    tally.invented += sum(row.state != "empty" for sheet in left for row in sheet.rows)


def _count_sheet(
    tally: Tally, got: SheetReading, true: TrueSheet, rows: Sequence[TrueRow], size: tuple[int, int], form: Form
) -> None:
    tally.found += 1
    tally.by.append(got.identified_by)
    tally.form += got.form is not None and (got.form.form, got.form.language) == (true.form.form, true.form.language)
    tally.language += got.language == true.form.language
    tally.serial += got.serial == true.serial
    tally.outline_corners += distances(got.outline, true.outline, form.width, form.height)
    if true.control_total is not None:
        tally.totals += 1
        tally.totals_right += got.control_total == true.control_total
        tally.totals_wrong += got.control_total not in (None, true.control_total)
    band = form.table.bands[0].box
    read = [ReadRow(list(row.quad), row.state, row.signed) for row in got.rows]
    pairs = pair(read, [ScoredRow(row.quad, row.state, row.signed, row.fields) for row in rows])
    for j, row in enumerate(rows):
        if not is_whole(row.quad, size, band.width, band.height):
            continue
        state = read[pairs[j]].state if j in pairs else "empty"
        tally.rows += row.state != "empty"
        tally.rows_found += row.state != "empty" != state
        tally.invented += row.state == "empty" != state
        if j in pairs:
            tally.row_corners += distances(read[pairs[j]].quad, row.quad, band.width, band.height)
    tally.invented += sum(row.state != "empty" for i, row in enumerate(read) if i not in pairs.values())


def is_whole(quad: Corners, size: tuple[int, int], width: float, height: float) -> bool:
    """Whether a row (width x height millimetres) lies in a picture of that size, and has LEAST_DPI in it both ways."""
    corners = np.array(quad)
    sides = np.linalg.norm((corners - np.roll(corners, -1, axis=0)) * size, axis=1) / (width, height, width, height)
    return bool((corners >= 0).all() and (corners <= 1).all() and sides.min() * 25.4 >= LEAST_DPI)


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height, pixels, as a viewer shows the picture."""
    with Image.open(path) as image:
        turned = image.getexif().get(ORIENTATION, 1) >= 5
        return (image.height, image.width) if turned else (image.width, image.height)


def distances(
    read: Sequence[tuple[float, float]], true: Sequence[tuple[float, float]], width: float, height: float
) -> list[float]:
    """How far each corner is off, millimetres, by the sides of the true quad that meet in it."""
    quad, off = np.array(true), np.array(read) - np.array(true)
    across = (quad[1] - quad[0], quad[1] - quad[0], quad[2] - quad[3], quad[2] - quad[3])
    down = (quad[3] - quad[0], quad[2] - quad[1], quad[2] - quad[1], quad[3] - quad[0])
    return [
        float(np.linalg.norm(np.linalg.solve(np.column_stack([a / width, d / height]), o)))
        for a, d, o in zip(across, down, off, strict=True)
    ]


def _percentiles(values: Sequence[float]) -> str:
    return " ".join(f"{value:.2f}" for value in np.percentile(values, PERCENTILES)) if values else ""


def show(tallies: Mapping[str, Tally], title: str) -> None:
    """A table with one column a damage; as many as fit beside each other."""
    console = Console()
    groups = list(tallies)
    room = max(1, (console.width - 24) // 17)
    for start in range(0, len(groups), room):
        table = Table(title=title)
        table.add_column("")
        for group in groups[start : start + room]:
            table.add_column(group, justify="right")
        lines = [tallies[group].lines() for group in groups[start : start + room]]
        for name in lines[0]:
            table.add_row(name, *(line[name] for line in lines))
        console.print(table)


def count_folder(folder: Path, limit: int | None) -> list[Counted]:
    """Reads the pages of a folder and counts each of them against its truth; a page that fails has found nothing."""
    truth = [msgspec.json.decode(line, type=TruePage) for line in (folder / "truth.jsonl").read_bytes().splitlines()]
    forms = {(form.name.form, form.name.language): form for form in load_forms()}
    foot = [FootOnly(engine) for engine in engines()]
    pages = []
    for page in track(truth[:limit], f"Reading {folder}"):
        size = picture_size(folder / page.file)
        try:
            read = [sheet.reading for sheet in read_file(folder / page.file, foot)]
        except DigitiserError as error:
            Console(stderr=True).print(str(error), markup=False)
            read = []
        tally = Tally()
        count_page(tally, read, page, size, forms)
        pages.append(Counted(str(folder / page.file), page.damage, tally))
    return pages


def added_up(pages: Sequence[Counted]) -> dict[str, Tally]:
    """All pages together, then by damage."""
    tallies = {"all": Tally()}
    for page in pages:
        tallies["all"].add(page.tally)
        tallies.setdefault(page.damage, Tally()).add(page.tally)
    return tallies


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=int, help="Only the first pages of each folder.")
@click.option("--worst", default=0, help="Name so many pages with the gravest faults.")
@click.option("--counts", type=click.Path(dir_okay=False, path_type=Path), help="Add to what this file holds already.")
def main(folders: Sequence[Path], limit: int | None, worst: int, counts: Path | None) -> None:
    """Read the sheets of our own forms in FOLDERS and compare sheets, rows and corners with their truth.jsonl."""
    pages: list[Counted] = []
    if counts and counts.exists():
        pages = [msgspec.json.decode(line, type=Counted) for line in counts.read_bytes().splitlines()]
    for folder in folders:
        new = count_folder(folder, limit)
        pages += new
        if counts:
            with counts.open("ab") as lines:
                lines.writelines(msgspec.json.encode(page) + b"\n" for page in new)
    show(added_up(pages), " ".join(map(str, folders)) or str(counts))
    for page in sorted(pages, key=lambda page: page.tally.faults(), reverse=True)[:worst]:
        lost, invented, unknown, corners = page.tally.faults()
        Console().print(
            f"{page.file}: {lost:.0f} rows lost, {invented:.0f} invented, {unknown:.0f} forms wrong, corners {corners:.2f} mm"
        )


if __name__ == "__main__":
    main()
