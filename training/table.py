"""Every figure of the handwriting model, ours beside Tesseract's: `uv run python -m training.table`, or `make accuracy`.

Lines: the real `dev` sets, cells of sheets in held-out fonts as the pipeline cuts them, and drawn lines in held-out fonts. Sheets:
strangers' sheets of a seed that nothing was tuned on, and `../shared/data/sheets`, each read with both engines and with Tesseract alone.
It takes an hour on one core, most of it Tesseract's; `--quick` takes a tenth of everything.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.generator.damage import DAMAGES
from benchmarks.generator.files import save, write_truth
from benchmarks.generator.sample import stranger
from benchmarks.reading import read_folder
from benchmarks.score import Figures, load_read, load_truth, score
from digitiser.pipeline import engines
from digitiser.recognisers import Recogniser
from digitiser.recognisers.handwriting import Handwriting
from digitiser.recognisers.tesseract import Tesseract
from training import cells, data
from training.accuracy import figures
from training.fonts import fonts
from training.lines import Real, real_lines
from training.unseen import drawn_lines

SHEETS_SEED = 4_100
"""Strangers' sheets of this seed are drawn for this table only."""

SHOWN = (
    "row_recall", "name", "name_cer", "country", "email", "phone", "postcode", "passed_at_99", "passed_right", "automatic_at_99",
    "calibration_error",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much is measured: lines of each set (ours, Tesseract's), sheets that are drawn for cells and for reading, shared pages."""

    ours: int
    tesseract: int
    cell_sheets: int
    sheets: int
    shared: int


WHOLE, QUICK = Size(10_000, 150, 30, 45, 1_000), Size(60, 15, 3, 4, 4)


def line_sets(folder: Path, size: Size) -> dict[str, list[Real]]:
    """The sets of lines that are there; what is missing is named on the screen."""
    found: dict[str, list[Real]] = {}
    for name in data.SETS:
        file = data.REAL / f"{name}-dev.jsonl"
        if file.exists():
            found[f"{name} (real)"] = real_lines(file)
        else:
            Console().print(f"not measured: there is no {file}")
    file = folder / f"cells-{size.cell_sheets}.jsonl"
    if not file.exists():
        cells.draw(file, cells.HELD_OUT_SEED, size.cell_sheets, 1.0)
    found["cells of sheets, held-out fonts"] = real_lines(file)
    if find_spec("faker") and find_spec("fontTools") and fonts("held-out"):
        for script in ("latin", "arabic"):
            found[f"drawn lines, held-out fonts, {script}"] = drawn_lines(script, min(300, size.ours))
    else:
        Console().print("not measured: drawn lines, whose words and fonts `make train` fetches")
    return found


def show_lines(sets: dict[str, list[Real]], size: Size) -> None:
    table = Table("lines", "number", "ours: error", "exact", "ms", "Tesseract: error", "exact", "ms", title="Lines")
    ours, tesseract = Handwriting().read, Tesseract().read
    for name, lines in sets.items():
        a = figures(ours, _spread(lines, size.ours))
        b = figures(tesseract, _spread(lines, size.tesseract))
        shown = [str(f[key]) for f in (a, b) for key in ("cer", "exact", "ms_a_line")]
        table.add_row(name, f"{a['lines']:.0f}, {b['lines']:.0f}", *shown)
    Console(width=150).print(table)


def _spread(lines: Sequence[Real], most: int) -> Sequence[Real]:
    return [lines[k] for k in np.linspace(0, len(lines) - 1, most).astype(int)] if len(lines) > most else lines


def drawn_sheets(folder: Path, count: int) -> Path:
    """A folder of strangers' sheets with all damages in turn, and their truth."""
    out = folder / f"sheets-{count}"
    if not (out / "truth.jsonl").exists():
        out.mkdir(parents=True, exist_ok=True)
        samples = (stranger(SHEETS_SEED, k, DAMAGES[k % len(DAMAGES)]) for k in range(count))
        write_truth([save(sample, out) for sample in samples], out / "truth.jsonl")
    return out


def show_sheets(folder: Path, out: Path, most: int) -> None:
    truth = load_truth(folder / "truth.jsonl")[:most]
    chosen: dict[str, Sequence[Recogniser]] = {"both engines": engines(), "Tesseract alone": (Tesseract(),)}
    table = Table("sheets", *SHOWN, title=f"{folder}, {len(truth)} pages")
    for name, recognisers in chosen.items():
        read = out / f"{folder.name}-{len(recognisers)}.jsonl"
        read_folder(folder, truth, read, recognisers)
        all_pages: Figures = score(load_read(read), truth, lambda page: page.damage)["all"]
        table.add_row(name, *(str(getattr(all_pages, key)) for key in SHOWN))
    Console(width=150).print(table)


def main() -> None:
    """Prints the tables; what is drawn is kept in `--folder` for the next time."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--folder", type=Path, default=Path(".prove/accuracy"))
    words.add_argument("--quick", action="store_true", help="a tenth of everything")
    given = words.parse_args()
    cv2.setNumThreads(1)
    size = QUICK if given.quick else WHOLE
    given.folder.mkdir(parents=True, exist_ok=True)
    show_lines(line_sets(given.folder, size), size)
    show_sheets(drawn_sheets(given.folder, size.sheets), given.folder, size.sheets)
    shared = data.REAL.parent / "sheets"
    if shared.exists():
        show_sheets(shared, given.folder, size.shared)
    else:
        Console().print(f"not measured: there is no {shared}")


if __name__ == "__main__":
    main()
