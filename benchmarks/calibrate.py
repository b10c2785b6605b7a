"""Fits the curves of `digitiser/columns/calibration.toml` on sheets whose truth is known, one for each engine and column.

usage: python -m benchmarks.calibrate FOLDER... [--readings FILE] [--names FILE]

FOLDER holds sheets and their truth.jsonl, made by hands and layouts that no engine was trained on. Reading is slow and fitting is
not: --readings keeps what was read, and is used instead of reading again where it exists. Drawn people bear names that the program's
own list holds, real ones not always: --names gives it a list of most of them (`python -m training.spellings --known 0.8 --out FOLDER`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.score import ReadRow, calibration_error, is_right, load_truth, loose, pair
from digitiser.columns import confidence, ngrams
from digitiser.columns.confidence import TOGETHER, Curve, log_odds
from digitiser.columns.familiar import NAMELIKE, familiarity
from digitiser.errors import InputRefused
from digitiser.fields.agreement import legibility, row_contexts, weighed_rows, wholeness
from digitiser.fields.meanings import Context, explained
from digitiser.model import NAMES, ColumnName, Row, SheetReading
from digitiser.pipeline import engines, read_file

CURVES = Path(confidence.__file__).with_name("calibration.toml")
FIRST: tuple[ColumnName, ...] = ("country", *NAMELIKE)
THEN: tuple[ColumnName, ...] = ("phone", "postcode", "email")  # they lean on the countries and names of the first
Key = tuple[str, str]  # engine (or TOGETHER) and column
LEAST_CELLS = 25  # fewer tell too little: the cautious curve holds
RIDGE = 0.5  # keeps the weights of a few cells near 0


@dataclass(frozen=True)
class Claim:
    """A best value: how well it explains the reading, the engine's own confidence, and whether it is right.

    `runs_out`: the writing reaches the end of its cell; `familiarity`: of its words.
    """

    score: float
    confidence: float
    right: bool
    runs_out: bool = False
    familiarity: float = 0.0

    def under(self, curve: Curve) -> float:
        """What the curve makes of it."""
        return curve(self.score, self.confidence, self.runs_out, self.familiarity)


def read_all(folders: Sequence[Path]) -> list[SheetReading]:
    """Every sheet of the folders through the whole pipeline; file names become absolute."""
    files = [folder / page.file for folder in folders for page in load_truth(folder / "truth.jsonl")]
    recognisers, read = engines(), list[SheetReading]()
    for file in track(list(dict.fromkeys(files)), "Reading"):
        try:
            read += [sheet.reading for sheet in read_file(file, recognisers)]
        except InputRefused as refused:
            Console(stderr=True).print(str(refused), markup=False)
    return read


def claims(
    sheets: Sequence[SheetReading], folders: Sequence[Path], columns: Sequence[ColumnName]
) -> dict[Key, list[Claim]]:
    """The claims of each (engine, column) in the written cells of filled rows whose truth is known."""
    found: dict[Key, list[Claim]] = defaultdict(list)
    for row, context, _, true in _true_rows(sheets, folders):
        for field in row.fields:
            for reading in field.readings if field.name in columns and field.ink == "written" else ():
                if best := explained(field.name, reading, context):
                    right = true_value(field.name, best[0].value, true)
                    found[_key(reading.engine, field.name)].append(
                        Claim(best[0].probability, reading.confidence, right)
                    )
    return found


def last_claims(sheets: Sequence[SheetReading], folders: Sequence[Path]) -> dict[Key, list[Claim]]:
    """The claims of each column when all engines and cells were heard, with the sheet's legibility; names that may be halves apart."""
    found: dict[Key, list[Claim]] = defaultdict(list)
    for row, _, clear, true in _true_rows(sheets, folders):
        for field in row.fields:
            if field.ink == "written" and field.candidates and wholeness(field) == 1 and field.name in (*FIRST, *THEN):
                value = field.candidates[0].value
                claim = Claim(
                    field.confidence,
                    clear,
                    true_value(field.name, value, true),
                    field.runs_out,
                    familiarity(field.name, value, field.readings[0].text),
                )
                found[_key(TOGETHER, field.name)].append(claim)
    return found


def _key(engine: str, column: ColumnName) -> Key:
    return engine, "name" if column in NAMES else column


def true_value(column: ColumnName, value: str, true: dict[str, str]) -> bool:
    """Whether a value is right: names as loosely as the score has them, and half a name where its words stand in the whole one."""
    if column in ("given_name", "family_name"):
        return f" {loose(value)} " in f" {loose(true.get(column, true.get('name', '')))} "
    return column in true and is_right(column, value, true[column])


def fit(claims: Sequence[Claim]) -> Curve:
    """The likeliest curve (Newton's method, ridge); a score that would lower the probability is left out, or a flaw that would raise it."""
    scores = np.array(
        [[1.0, log_odds(c.score), log_odds(c.confidence), -float(c.runs_out), c.familiarity] for c in claims]
    )
    right = np.array([float(c.right) for c in claims])
    used = list(range(5))
    while True:
        weights = np.zeros(5)
        weights[used] = _newton(scores[:, used], right)
        falling = [k for k in used[1:] if weights[k] < 0]
        if not falling:
            break
        used.remove(min(falling, key=lambda k: weights[k]))
    chances = 1 / (1 + np.exp(-scores @ weights))
    offset, column, reading, flaw, familiar = (round(float(weight), 3) for weight in weights)
    return Curve(offset, column, reading, _ceiling(chances, right), 0.0 - flaw, familiar)


def _newton(scores: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.zeros(scores.shape[1])
    penalty = RIDGE * np.diag([0.0] + [1.0] * (scores.shape[1] - 1)) + 1e-6 * np.eye(scores.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(scores @ weights, -30, 30)))
        slope = scores.T @ (right - chances) - penalty @ weights
        curvature = (scores * (chances * (1 - chances))[:, None]).T @ scores + penalty
        weights = weights + np.clip(np.linalg.solve(curvature, slope), -2, 2)
    return weights


def _ceiling(chances: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """The highest share right that the surest claims vouch for, by Laplace's rule of succession over the best k of them."""
    ranked = right[np.argsort(-chances, kind="stable")]
    k = np.arange(1, len(ranked) + 1)
    return round(float(np.max((np.cumsum(ranked) + 1) / (k + 2))), 4)


def _true_rows(
    sheets: Sequence[SheetReading], folders: Sequence[Path]
) -> Iterator[tuple[Row, Context, float, dict[str, str]]]:
    """The filled rows that were found, before the last curve, each with what is known of it, its sheet's legibility and its truth."""
    truth = {str(folder / page.file): page for folder in folders for page in load_truth(folder / "truth.jsonl")}
    for sheet in sheets:
        rows = weighed_rows(sheet.rows, sheet.language)
        contexts, clear = row_contexts(rows, sheet.language), legibility(rows)
        true = truth[sheet.file].rows
        read = [ReadRow(quad=list(row.quad), state=row.state) for row in rows]
        for j, i in pair(read, true).items():
            if true[j].state == "filled":
                yield rows[i], contexts[i], clear, true[j].fields


def fit_all(sheets: Sequence[SheetReading], folders: Sequence[Path]) -> None:
    """Fits and writes the curves of each engine, then those of all that speaks for a value, which stand on them.

    An engine that was heard in too few cells keeps the curves that it had.
    """
    before = {key: curve for key, curve in confidence._curves().items() if key[0] != TOGETHER}
    fitted: dict[Key, Curve] = {}
    found: dict[Key, list[Claim]] = {}
    for columns in (FIRST, THEN, None):
        write(before | fitted, found)
        these = claims(sheets, folders, columns) if columns else last_claims(sheets, folders)
        found |= these
        fitted |= {key: fit(those) for key, those in these.items() if len(those) >= LEAST_CELLS}
        for engine in {engine for engine, _ in fitted}:
            fitted |= _under_one_ceiling({key: curve for key, curve in fitted.items() if key[0] == engine}, found)
        show(these, fitted)
    write(before | fitted, found)


def _under_one_ceiling(curves: dict[Key, Curve], found: dict[Key, list[Claim]]) -> dict[Key, Curve]:
    """The surest values of all columns vouch for each other: of one column alone there are too few to call anything 99 % sure, and under a
    ceiling of its own all its sure values would be alike for the curve that comes after.
    """
    free = {key: replace(curve, ceiling=1.0) for key, curve in curves.items()}
    pairs = [(c.under(curve), c.right) for key, curve in free.items() for c in found[key]]
    chances, right = np.array(pairs, np.float64).T
    return {key: replace(curve, ceiling=_ceiling(chances, right)) for key, curve in curves.items()}


def write(curves: dict[Key, Curve], found: dict[Key, list[Claim]]) -> None:
    """The curves, with the number of cells that each was fitted on, if it was."""
    lines = ["# Made by benchmarks/calibrate.py; what the numbers are: digitiser/columns/confidence.py."]
    for (engine, column), curve in sorted(curves.items()):
        cells = len(found.get((engine, column), ()))
        lines += ["", f"[{engine}.{column}]  # {f'{cells} cells' if cells >= LEAST_CELLS else 'of an earlier run'}"]
        lines += [f"{key} = {value}" for key, value in asdict(curve).items()]
    CURVES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    confidence._curves.cache_clear()


def show(found: dict[Key, list[Claim]], curves: dict[Key, Curve]) -> None:
    """How far the probabilities were off, on average over tenths, on halves of the cells that the curve was not fitted on."""
    table = Table("engine", "column", "cells", "right", "off by (other half)", "ceiling")
    for key, those in sorted(found.items()):
        curve = curves.get(key, Curve())
        right = np.mean([c.right for c in those])
        table.add_row(*key, str(len(those)), f"{right:.2f}", f"{_held_out(those):.3f}", f"{curve.ceiling:.3f}")
    Console().print(table)


def _held_out(those: Sequence[Claim]) -> float:
    halves = those[::2], those[1::2]
    pairs = []
    for one, other in (halves, halves[::-1]):
        if len(one) > 5:
            curve = fit(one)
            pairs += [(claim.under(curve), claim.right) for claim in other]
    return calibration_error(pairs)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--readings", type=click.Path(dir_okay=False, path_type=Path), help="Keep what was read in this file, or use it."
)
@click.option("--names", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Know only these names.")
def main(folders: tuple[Path, ...], readings: Path | None, names: Path | None) -> None:
    """Fit the confidence curves on FOLDERS."""
    if names:
        known = ngrams.unpacked(names.read_bytes(), ngrams.ORDER)
        setattr(ngrams, "names", lambda: known)  # noqa: B010  for this process, and typed as a cached function
    if readings and readings.exists():
        sheets = msgspec.json.decode(readings.read_bytes(), type=list[SheetReading])
    else:
        sheets = read_all(folders)
        if readings:
            readings.write_bytes(msgspec.json.encode(sheets, enc_hook=float))
    fit_all(sheets, folders)


if __name__ == "__main__":
    main()
