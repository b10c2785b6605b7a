"""Reading files, into the store or into a file of JSON lines; the demo; the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitiser.cli.common import counted, open_existing, show_table, store_option, where
from digitiser.errors import DigitiserError, InputRefused, MissingTool

if TYPE_CHECKING:
    from digitiser.model import SheetReading
    from digitiser.pipeline import ReadSheet
    from digitiser.recognisers import Recogniser
    from digitiser.store import Store

SAMPLES = Path(__file__).resolve().parents[2] / "sample_scans"
SCANS = frozenset((".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif"))


@dataclass(frozen=True)
class Found:
    """What was read, in numbers; they add up."""

    sheets: int = 0
    pages_without: int = 0
    ink: int = 0
    struck: int = 0
    unsigned: int = 0
    sure: int = 0
    doubtful: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(*(mine + theirs for mine, theirs in zip(self.cells(), other.cells(), strict=True)))

    def cells(self) -> tuple[int, ...]:
        """In the order of the table."""
        return (self.sheets, self.pages_without, self.ink, self.struck, self.unsigned, self.sure, self.doubtful)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--json",
    "json_out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was read here, and use no store.",
)
@click.option(
    "--trace",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write pictures of each stage. They show personal data.",
)
@click.option("--again", is_flag=True, help="Read scans again that are in the store; decisions stay.")
@store_option
def read(files: tuple[Path, ...], json_out: Path | None, trace: Path | None, again: bool, folder: Path | None) -> None:
    """Read scans: PDF, JPEG, PNG or TIFF, or folders of them. Stopped in the middle, the same command goes on."""
    from digitiser.review import progress
    from digitiser.store import open_store

    paths = list(_expanded(files))
    if not paths:
        raise DigitiserError(
            "There is no scan in what was given.", "Give PDF, JPEG, PNG or TIFF files, or folders that hold some."
        )
    if json_out:
        failed = _read_to_json(paths, json_out, trace)
    else:
        with open_store(folder) as store:
            failed = _read_to_store(paths, store, trace, again)
            _show_found(paths, store)
            left = progress(store.readings.rows())
        click.echo(f"{counted(left.waiting, 'row waits', 'rows wait')} for a person: digitiser review.")
        if left.held:
            click.echo(
                f"{counted(left.held, 'row is', 'rows are')} held back, their serial came before: digitiser settle."
            )
    if failed:
        raise SystemExit(1)


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), help="Port on 127.0.0.1; a free one where it is left out.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@store_option
def review(port: int | None, no_browser: bool, folder: Path | None) -> None:
    """Open the screen on 127.0.0.1: look at rows, correct and accept them."""
    with open_existing(folder) as store:  # so that what is wrong with it is said here
        opened = store.folder
    _serve(opened, port, not no_browser)


@click.command()
@click.option("--no-review", is_flag=True, help="Read and count only.")
@click.option("--port", type=click.IntRange(1024, 65535), help="Port on 127.0.0.1; a free one where it is left out.")
@click.option("--no-browser", is_flag=True, help="Only print the address of the screen.")
@click.option(
    "--samples", type=click.Path(path_type=Path, file_okay=False), default=SAMPLES, help="Folder of the sample scans."
)
@store_option
def demo(no_review: bool, port: int | None, no_browser: bool, samples: Path, folder: Path | None) -> None:
    """Read the sample scans (invented people) into a demo store, count what was found, and open the screen."""
    from digitiser.store import default_folder, open_store

    folder = folder or default_folder().parent / "demo"
    paths = list(_expanded([samples.relative_to(Path.cwd()) if samples.is_relative_to(Path.cwd()) else samples]))
    with open_store(folder, demo=_sample_digests(samples)) as store:
        failed = _read_to_store(paths, store, None, again=False)
        _show_found(paths, store)
        opened = store.folder
    click.echo(f"The demo store is in {opened}. Everybody in it is invented.")
    if not no_review:
        _serve(opened, port, not no_browser)
    if failed:
        raise SystemExit(1)


def _serve(folder: Path, port: int | None, open_browser: bool) -> None:
    from digitiser.launch import serve

    serve(folder, port, open_browser)


def _sample_digests(samples: Path) -> set[str]:
    truth = samples / "truth.jsonl"
    if not truth.exists():
        raise DigitiserError(
            f"The list of the sample scans is missing: {truth}.", "Run the demo from the project's folder: make run."
        )
    return {json.loads(line)["sha256"] for line in truth.read_text("utf-8").splitlines() if line.strip()}


def _expanded(files: Iterable[Path]) -> Iterator[Path]:
    """The files as given, folders replaced by the scans in them in order of their names; each once."""
    seen: set[Path] = set()
    for path in files:
        inside = (
            sorted(p for p in path.rglob("*") if p.suffix.lower() in SCANS and p.is_file()) if path.is_dir() else [path]
        )
        for file in inside:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _read_to_json(paths: list[Path], out: Path, trace: Path | None) -> bool:
    """Whether a file failed. The file appears when all is read, whole."""
    from digitiser.exporters import reading, write_all

    lines: list[bytes] = []
    failed = _each(paths, lambda path: lines.extend(reading.line(sheet.reading) for sheet in _read_file(path, trace)))
    write_all(out.absolute().parent, {out.name: b"".join(lines)})
    click.echo(f"{out}: {counted(len(lines), 'sheet or page', 'sheets or pages')}.")
    return failed


def _read_to_store(paths: list[Path], store: Store, trace: Path | None, again: bool) -> bool:
    """Whether a file failed; every sheet is kept as soon as it is read."""
    from digitiser.intake import open_scan

    def keep(path: Path) -> None:
        try:
            scan = open_scan(path)[0]
            store.readings.accept(scan.sha256, scan.file)
            if store.readings.has_scan(scan.sha256) and not again:
                return
            sheets: list[str] = []
            for sheet in _read_file(path, trace):
                store.readings.save(sheet.reading, {p.index: p.jpeg for p in sheet.pictures}, sheet.picture)
                sheets.append(sheet.reading.id)
            store.readings.finish(scan.sha256, tuple(sheets))
        except InputRefused as refused:
            store.readings.refuse(str(path), refused.code, str(refused))
            raise
        except DigitiserError:
            raise
        except Exception as fault:
            store.readings.refuse(
                str(path), "failed", f"The program failed on this file ({where(fault)}). Type its rows by hand."
            )
            raise

    return _each(paths, keep)


def _read_file(path: Path, trace: Path | None) -> Iterator[ReadSheet]:
    from digitiser.pipeline import read_file

    return read_file(path, _recognisers(), trace)


@cache
def _recognisers() -> tuple[Recogniser, ...]:
    """The engines in the order in which they are asked; without its trained model, the one for handwriting is left out."""
    from digitiser.recognisers.handwriting import MODEL, Handwriting
    from digitiser.recognisers.tesseract import Tesseract

    return (Handwriting(), Tesseract()) if MODEL.exists() else (Tesseract(),)


def _each(paths: list[Path], work: Callable[[Path], None]) -> bool:
    """Does the work on each file under a progress bar; one that fails is named in a sentence, the others go on. Whether one failed."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    failed = False
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(paths))
        for path in paths:
            progress.update(task, description=escape(path.name))
            try:
                work(path)
            except KeyboardInterrupt:
                console.print("Stopped. What was read is kept: the same command goes on.", markup=False)
                raise
            except MissingTool:
                raise
            except DigitiserError as error:
                console.print(str(error), markup=False, highlight=False, soft_wrap=True)
                failed = True
            except Exception as fault:
                failed = True
                sentence = f"{path}: {where(fault)}, a fault of the program: please report it. The others go on."
                console.print(sentence, markup=False, highlight=False, soft_wrap=True)
            progress.advance(task)
    return failed


def _show_found(paths: list[Path], store: Store) -> None:
    """The table of what is in the store of these files."""
    from digitiser.intake import open_scan

    by_scan: dict[str, list[str]] = {}
    for sheet in store.readings.sheets():
        by_scan.setdefault(sheet.scan, []).append(sheet.id)
    lines: list[tuple[object, ...]] = []
    total = Found()
    for path in paths:
        try:
            sheets = by_scan[open_scan(path)[0].sha256]
        except (InputRefused, KeyError):  # named already
            continue
        found = sum((_found(store.readings.sheet(sheet)) for sheet in sheets), Found())
        total += found
        lines.append((path.name, *found.cells()))
    header = (
        "file",
        "sheets",
        "no\ntable",
        "rows\nwith ink",
        "struck",
        "un-\nsigned",
        "fields\nsure",
        "fields\ndoubtful",
    )
    show_table("What was read", header, lines, ("all", *total.cells()))


def _found(reading: SheetReading) -> Found:
    from digitiser.model import READ_COLUMNS
    from digitiser.review import doubtful_fields

    filled = [row for row in reading.rows if row.state == "filled"]
    doubtful = sum(len(doubtful_fields(row)) for row in filled)
    written = sum(f.name in READ_COLUMNS and f.ink in ("written", "ditto") for row in filled for f in row.fields)
    unsure = sum(f.name in doubtful_fields(row) and f.ink in ("written", "ditto") for row in filled for f in row.fields)
    return Found(
        sheets=1 if reading.rows else 0,
        pages_without=0 if reading.rows else 1,
        ink=sum(row.state != "empty" for row in reading.rows),
        struck=sum(row.state == "struck" for row in reading.rows),
        unsigned=sum(row.signed is False for row in filled),
        sure=written - unsure,
        doubtful=doubtful,
    )
