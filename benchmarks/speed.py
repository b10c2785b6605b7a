"""Where the time goes: seconds of one core that a page takes, stage by stage, the processes that a stage starts included.

usage: python -m benchmarks.speed FOLDER [--limit N]
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.score import load_truth
from digitiser.errors import DigitiserError
from digitiser.exporters.reading import line
from digitiser.pipeline import engines, read_file

# Each stage and the functions that are its own, by where they are called from. What a stage does within another is taken off the other.
STAGES: dict[str, tuple[str, ...]] = {
    "sheets": ("digitiser.pipeline.find_sheets",),
    "headings": (
        "digitiser.sheets.theirs.upright.read_headings",
        "digitiser.sheets.theirs.by_rules.read_cards",
    ),
    "ink": ("digitiser.pipeline.find_ink", "digitiser.pipeline.with_signatures"),
    "rows": ("digitiser.pipeline.find_rows",),
    "quality": ("digitiser.pipeline.look", "digitiser.pipeline.judge"),
    "fields": ("digitiser.pipeline.read_fields", "digitiser.pipeline.read_foot"),
    "pictures": ("digitiser.pipeline.row_picture", "digitiser.pipeline._whole", "digitiser.pipeline.ink_of"),
}
ROWS = ("sheets", "ink", "rows")
"""From pixels to rows and states: the floor of 0.4 s a page at 250 dpi."""


@dataclass
class Watch:
    """The seconds of each stage, children's included, less those of the stages within it."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _within: list[float] = field(default_factory=list)

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted for the stage."""

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self.running(stage):
                return function(*args, **kwargs)

        return call

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Counts what happens inside for the stage."""
        start = _used()
        self._within.append(0.0)
        try:
            yield
        finally:
            spent = _used() - start
            self.seconds[stage] += spent - self._within.pop()
            if self._within:
                self._within[-1] += spent


def _used() -> float:
    """Seconds of processor time of this process and of all its children that have ended."""
    return sum(os.times()[:4])


def _patched(watch: Watch) -> ExitStack:
    stack = ExitStack()
    for stage, names in STAGES.items():
        for name in names:
            patcher = patch(name)
            original = patcher.get_original()[0]
            stack.enter_context(patch(name, watch.timed(stage, original)))
    return stack


def measure(folder: Path, limit: int | None) -> tuple[list[dict[str, float]], int]:
    """The seconds of each stage for each file that the truth names, and the number of pages."""
    truth = load_truth(folder / "truth.jsonl")[:limit]
    names = list(dict.fromkeys(page.file for page in truth))
    recognisers, found = engines(), []
    for name in (names[0], *names):  # the first one twice: what is loaded once is no page's
        watch = Watch()
        with _patched(watch), watch.running("file"):
            try:
                for sheet in read_file(folder / name, recognisers):
                    line(sheet.reading)
            except DigitiserError as error:
                Console(stderr=True).print(str(error), markup=False)
        found.append(dict(watch.seconds))
    return found[1:], len(names)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--limit", type=int, help="Only the first pages.")
def main(folder: Path, limit: int | None) -> None:
    """Print the seconds a page of FOLDER by stage, on one core."""
    cv2.setNumThreads(1)
    seconds, pages = measure(folder, limit)
    table = Table(title=f"{folder}, {pages} files, seconds of one core")
    for heading in ("stage", "mean", "median", "slowest"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for label, stages in [
        *((stage, (stage,)) for stage in STAGES),
        ("file, JSON", ("file",)),
        ("pixels to rows", ROWS),
        ("all", (*STAGES, "file")),
    ]:
        each = np.array([sum(of_file.get(stage, 0.0) for stage in stages) for of_file in seconds])
        table.add_row(label, *(f"{value:.3f}" for value in (each.mean(), np.median(each), each.max())))
    Console().print(table)


if __name__ == "__main__":
    main()
