"""Reads a folder of sheets with their truth through the whole pipeline and prints the figures by damage and by language.

usage: python -m benchmarks.reading FOLDER [--limit N] [--out READ.jsonl] [--speed] [--rows]
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.score import ReadSheet, TruePage, load_read, load_truth, score, show
from digitiser.errors import DigitiserError
from digitiser.exporters.reading import line
from digitiser.pipeline import engines, read_file
from digitiser.recognisers import Recogniser


def read_folder(folder: Path, truth: Sequence[TruePage], out: Path, recognisers: Sequence[Recogniser]) -> list[float]:
    """Reads every file that the truth names into `out`; returns the seconds of each file. A file that fails leaves its rows unread."""
    seconds = list[float]()
    with out.open("wb") as lines:
        for name in track(list(dict.fromkeys(page.file for page in truth)), "Reading"):
            start = time.perf_counter()
            try:
                for sheet in read_file(folder / name, recognisers):
                    lines.write(line(sheet.reading))
            except DigitiserError as error:
                Console(stderr=True).print(str(error), markup=False)
            seconds.append(time.perf_counter() - start)
    return seconds


def _show_speed(seconds: Sequence[float], pages: int) -> None:
    per_page = sum(seconds) / max(1, pages)
    middle, slow = np.percentile(seconds, [50, 95])
    Console().print(
        f"{pages} pages, {per_page:.2f} s a page; half of the files within {middle:.2f} s, 95 in 100 within {slow:.2f} s"
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=int, help="Only the first pages.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("read.jsonl"), show_default=True)
@click.option("--speed", is_flag=True, help="Seconds a page besides.")
@click.option("--rows", is_flag=True, help="Find sheets and rows only, read no field: two or three times as fast.")
def main(folder: Path, limit: int | None, out: Path, speed: bool, rows: bool) -> None:
    """Read the sheets of FOLDER and compare what was read with its truth.jsonl."""
    truth = load_truth(folder / "truth.jsonl")[:limit]
    seconds = read_folder(folder, truth, out, () if rows else engines())
    read: list[ReadSheet] = load_read(out)
    show(score(read, truth, lambda page: page.damage), f"{folder}, by damage")
    show(score(read, truth, lambda page: page.language), f"{folder}, by language")
    if speed:
        _show_speed(seconds, len(truth))


if __name__ == "__main__":
    main()
