"""Reading files, into the store or into a file of JSON lines; the demo; the screen."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from digitiser.cli.common import counted, expanded, open_existing, store_option, where
from digitiser.cli.found import show_found
from digitiser.errors import DigitiserError, InputRefused, MissingTool, StoreError
from digitiser.settings import READERS

if TYPE_CHECKING:
    from digitiser.pipeline import ReadSheet
    from digitiser.recognisers import Recogniser
    from digitiser.store import Store

Work = Callable[[Iterator["ReadSheet"]], None]
SAMPLES = Path(__file__).resolve().parents[2] / "sample_scans"


class _Stopped(DigitiserError):
    """Somebody pressed Ctrl-C: the file is not finished, and read again next time."""

    def __init__(self) -> None:
        super().__init__("Reading was stopped.")


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

    paths = list(expanded(files))
    if not paths:
        raise DigitiserError(
            "There is no scan in what was given.", "Give PDF, JPEG, PNG or TIFF files, or folders that hold some."
        )
    if json_out:
        failed = _read_to_json(paths, json_out, trace)
    else:
        with open_store(folder) as store:
            failed = _read_to_store(paths, store, trace, again)
            show_found(paths, store)
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
    paths = list(expanded([samples.relative_to(Path.cwd()) if samples.is_relative_to(Path.cwd()) else samples]))
    with open_store(folder, demo=_sample_digests(samples)) as store:
        failed = _read_to_store(paths, store, None, again=False)
        show_found(paths, store)
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


def _read_to_json(paths: list[Path], out: Path, trace: Path | None) -> bool:
    """Whether a file failed. The file appears when all is read, whole, in the order of the paths."""
    from digitiser.exporters import reading, write_all

    lines: dict[Path, list[bytes]] = {}

    def note(path: Path, sheets: Iterator[ReadSheet]) -> None:
        lines[path] = [reading.line(sheet.reading) for sheet in sheets]

    failed = _each(paths, trace, lambda path: partial(note, path))
    found = [line for path in paths for line in lines.get(path, ())]
    write_all(out.absolute().parent, {out.name: b"".join(found)})
    click.echo(f"{out}: {counted(len(found), 'sheet or page', 'sheets or pages')}.")
    return failed


def _read_to_store(paths: list[Path], store: Store, trace: Path | None, again: bool) -> bool:
    """Whether a file failed; every sheet is kept as soon as it is read, and so is the reason why a file could not be."""
    from digitiser.intake import open_scan
    from digitiser.keeping import keep as keep_all

    def begin(path: Path) -> Work | None:
        with _kept_for_a_person(path, store):
            scan = open_scan(path)[0]
            if store.readings.has_scan(scan.sha256) and not again:
                return None
            store.readings.begin(scan.sha256, scan.file)
            return partial(keep, path, scan.sha256)

    def keep(path: Path, sha256: str, sheets: Iterator[ReadSheet]) -> None:
        with _kept_for_a_person(path, store):
            keep_all(store, sha256, sheets)

    return _each(paths, trace, begin)


@contextmanager
def _kept_for_a_person(path: Path, store: Store) -> Iterator[None]:
    try:
        yield
    except InputRefused as refused:
        if not store.is_demo:
            store.problems.refuse(str(path), refused.code, str(refused))
        raise
    except DigitiserError:
        raise
    except Exception as fault:
        why = f"The program failed on this file ({where(fault)}). Type its rows by hand."
        store.problems.refuse(str(path), "failed", why)
        raise


@cache
def _recognisers() -> tuple[Recogniser, ...]:
    """The engines of this installation, loaded once."""
    from digitiser.pipeline import engines

    return engines()


def _each(paths: list[Path], trace: Path | None, begin: Callable[[Path], Work | None]) -> bool:
    """Reads the files, some at a time, under a progress bar. Whether one failed: it is named in a sentence, and the others go on.

    `begin` is asked for each file in order, and says what is done with its sheets, or None where there is nothing to do. Threads, not
    processes: what takes long (OpenCV, the network, Tesseract) runs beside each other in them as well, and every sheet is kept at once.
    """
    from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeRemainingColumn())
    readers, stop, recognisers = min(READERS, os.cpu_count() or 1), Event(), _recognisers()
    pool = ThreadPoolExecutor(readers)
    at_work: dict[Future[None], Path] = {}
    failed = False
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(paths))

        def done(path: Path, fault: BaseException | None) -> None:
            nonlocal failed
            if isinstance(fault, (MissingTool, StoreError)):
                raise fault  # it concerns all files
            if fault:
                failed = True
                console.print(_sentence(path, fault), markup=False, highlight=False, soft_wrap=True)
            progress.advance(task)

        try:
            for path in paths:
                if len(at_work) == readers:
                    for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                        done(at_work.pop(future), future.exception())
                try:
                    work = begin(path)
                except Exception as fault:
                    done(path, fault)
                    continue
                if work:
                    at_work[pool.submit(work, _sheets(path, recognisers, trace, stop))] = path
                else:
                    done(path, None)
            for future in as_completed(at_work):
                done(at_work[future], future.exception())
        except KeyboardInterrupt:
            console.print("Stopped. What was read is kept: the same command goes on.", markup=False)
            raise
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    return failed


def _sheets(path: Path, recognisers: Sequence[Recogniser], trace: Path | None, stop: Event) -> Iterator[ReadSheet]:
    """The sheets of a file, until somebody says stop."""
    from digitiser.pipeline import read_file

    for sheet in read_file(path, recognisers, trace):
        yield sheet
        if stop.is_set():
            raise _Stopped


def _sentence(path: Path, fault: BaseException) -> str:
    if isinstance(fault, DigitiserError):
        return str(fault)
    return f"{path}: {where(fault)}, a fault of the program: please report it. The others go on."
