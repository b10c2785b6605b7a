"""Sheets of one stranger's form, signed by different people, read with the real engines: for the tests of what people mend."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generator.chance import lots
from benchmarks.generator.damage import take
from benchmarks.generator.entries import plan
from benchmarks.generator.files import save
from benchmarks.generator.fill import write_entries
from benchmarks.generator.layouts import any_layout
from benchmarks.generator.paint import print_sheet
from benchmarks.generator.sample import SCALE
from benchmarks.generator.sheet import Filled, sample
from benchmarks.generator.taken import Paper
from digitiser.pipeline import ReadSheet, engines, read_file
from digitiser.recognisers import Recogniser


@cache
def readers() -> tuple[Recogniser, ...]:
    """Loaded once for all tests of a process."""
    return engines()


@cache
def read_sheet(seed: int, number: int = 0, language: str = "fr") -> ReadSheet:
    """Sheet `number` of the form of this seed, laid on a flatbed and read."""
    layout, rng = any_layout(language, lots(seed)), lots(seed, number)
    canvas = print_sheet(layout, SCALE)
    rows = write_entries(canvas, layout, plan(layout, rng), rng)
    filled = Filled(Paper(canvas.image, canvas.scale), rows, (), layout.name, language)
    picture = take(filled.paper, "flatbed", rng)
    with TemporaryDirectory() as folder:
        drawn = sample(f"{seed}-{number}", "flatbed", picture, [(filled, picture.place)])
        (read,) = read_file(Path(folder) / save(drawn, Path(folder))["file"], readers())
    return read
