"""What the commands share: where the store is, who is at work, and how things are shown."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from digitiser.errors import StoreError

if TYPE_CHECKING:
    from digitiser.store import Store

SCANS = frozenset((".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif"))
F = TypeVar("F", bound=Callable[..., Any])


def store_option(function: F) -> F:
    """--store DIR, or DIGITISER_STORE."""
    return click.option(
        "--store",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="DIGITISER_STORE",
        help="Folder of the store. Without it: DIGITISER_STORE, else this user's data folder.",
    )(function)


def who_option(function: F) -> F:
    """--who NAME, or DIGITISER_WHO."""
    return click.option(
        "--who",
        envvar="DIGITISER_WHO",
        default="reviewer",
        show_default=True,
        help="Short name of who decides; not your full one.",
    )(function)


def open_existing(folder: Path | None) -> Store:
    """The store, where there is one; StoreError where nothing was read yet."""
    from digitiser.store import default_folder, exists, open_store

    folder = folder or default_folder()
    if not exists(folder):
        raise StoreError(f"There is no store in {folder}.", "Read some sheets first: digitiser read FILE...")
    return open_store(folder)


def show_table(
    title: str, header: Iterable[str], lines: Iterable[Iterable[object]], footer: Iterable[object] = ()
) -> None:
    """A table on the terminal; numbers to the right. Texts are shown as they are: nothing in them is taken for markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    foot = [f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in footer]
    body = [list(line) for line in lines]
    if not body:
        click.echo(f"{title}: none.")
        return
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_footer=bool(foot),
        collapse_padding=True,
        pad_edge=False,
    )
    for i, name in enumerate(header):
        numeric = any(isinstance(line[i], int) for line in body)
        table.add_column(
            name,
            Text(foot[i]) if foot else "",
            justify="right" if numeric else "left",
            vertical="bottom",
            overflow="fold",
        )
    for line in body:
        table.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in line))
    Console().print(table)


def expanded(files: Iterable[Path]) -> Iterator[Path]:
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


def counted(number: int, one: str, many: str) -> str:
    """The number and its noun: "1 row waits", "1,200 rows wait"."""
    return f"{number:,} {one if number == 1 else many}"


def now() -> str:
    """ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def where(fault: BaseException) -> str:
    """The kind of a fault and the line it came from; never its text, which may hold what a signer wrote."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}, {Path(last.filename).name} line {last.lineno}"
