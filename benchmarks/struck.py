"""Fits how struck rows are told, and measures it.

usage: python -m benchmarks.struck [FOLDER...] [--sheets N] [--seed S] [--fit]

N sheets are drawn flat: half of their rows are struck, one in ten is underlined. A FOLDER holds sheets of `benchmarks.generator`: what the
sheet stage leaves of rules and labels on pictures looks like a strike now and then, and is learnt from them. Without --fit nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from benchmarks.flat import flat_sheet
from benchmarks.generator.chance import lots
from benchmarks.score import ReadRow, load_truth, pair
from digitiser.forms import load_forms
from digitiser.geometry import quad_on_page
from digitiser.ink import columned, find_ink
from digitiser.intake import LostPage, open_scan, read_pages
from digitiser.model import Sheet
from digitiser.rows.signatures import with_signatures
from digitiser.rows.strikes import look_at
from digitiser.rows.strikes.decision import WEIGHTS, Network, is_print, network
from digitiser.rows.strikes.looks import MEASURES, Looks
from digitiser.sheets import find_sheets

Floats = NDArray[np.float64]
STRUCK_WEIGHT = 0.25
"""What all struck rows weigh together, of all rows: fewer are met, but to miss one is no better than to see one too many."""
NETWORKS, UNITS, EPOCHS, BATCH, RATE, FADING = 6, 24, 50, 512, 0.01, 0.002
"""Networks whose mean is taken, their units, how often each sees all cases and how many at once, its rate of learning, and what large
weights cost.
"""
LEAST = 0.65
"""The probability from which a row is struck, what its sheet's rows have in common held against it."""
TAKEN = 3
"""As often counts a row of a picture as one of a flat sheet, of which more are drawn: pictures are what will be read."""


@dataclass(frozen=True)
class Case:
    """A written row: how it looks (in more ways than one where nobody knows which column holds the name), and whether it was struck."""

    looks: tuple[Looks, ...]
    struck: bool


def flat_cases(seed: int, index: int) -> list[Case]:
    """The written rows of one sheet that is drawn for this."""
    sheet, entries = flat_sheet(lots(seed, index, 3))
    seen = _seen(sheet)
    rows = [entry.rows[0] if entry.signed_in is None else entry.signed_in for entry in entries]
    return [Case(seen[row], entry.struck) for row, entry in zip(rows, entries, strict=True)]


def folder_cases(folder: Path) -> Iterator[Case]:
    """The written rows of a folder of pictures that were found on them."""
    for page in load_truth(folder / "truth.jsonl"):
        scan, data = open_scan(folder / page.file)
        for taken in read_pages(scan, data):
            sheets = () if isinstance(taken, LostPage) else find_sheets(taken, load_forms()).sheets
            seen = [look for sheet in sheets for look in zip(_outlines(sheet), _seen(sheet), strict=True)]
            for true, found in pair([outline for outline, _ in seen], page.rows).items():
                if page.rows[true].state != "empty":
                    yield Case(seen[found][1], page.rows[true].state == "struck")


def _seen(sheet: Sheet) -> list[tuple[Looks, ...]]:
    if not sheet.table.bands:
        return []
    ink = find_ink(sheet)
    table = with_signatures(columned(sheet), ink).table
    return [tuple(look for look in looks if not is_print(look)) for looks, _ in look_at(table, ink)]


def _outlines(sheet: Sheet) -> list[ReadRow]:
    shape = sheet.page.image.shape
    boxes = [band.box for band in sheet.table.bands]
    return [ReadRow(list(quad_on_page(sheet.frame, (b.left, b.top, b.right, b.bottom), shape))) for b in boxes]


def fitted(cases: Sequence[Case]) -> Network:
    """The mean of some networks that tell the struck rows among the cases; a struck row that looks in several ways is left out."""
    told = [(look, case.struck) for case in cases if not case.struck or len(case.looks) == 1 for look in case.looks]
    x = np.array([astuple(look) for look, _ in told], np.float64)
    struck = np.array([struck for _, struck in told], np.float64)
    weights = np.where(struck > 0, STRUCK_WEIGHT / struck.mean(), (1 - STRUCK_WEIGHT) / (1 - struck.mean()))
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-3
    z = np.c_[np.clip((x - mean) / spread, -5, 5), np.ones(len(x))]
    parts = [_learnt(z, struck, weights / weights.sum(), np.random.default_rng(k)) for k in range(NETWORKS)]
    hidden = np.concatenate([np.c_[h[:, :-1] / spread, h[:, -1] - h[:, :-1] @ (mean / spread)] for h, _ in parts])
    out = np.append(np.concatenate([o[:-1] for _, o in parts]) / NETWORKS, np.mean([o[-1] for _, o in parts]))
    return Network(MEASURES, hidden, out, LEAST)


def _learnt(z: Floats, struck: Floats, weights: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """One layer of rectified units and a logistic one over it, by Adam (Kingma and Ba 2015), some cases at a time."""
    layers = [rng.normal(0, 0.3, (UNITS, z.shape[1])), np.append(rng.normal(0, 0.3, UNITS), 0.0)]
    first, second = [np.zeros_like(a) for a in layers], [np.zeros_like(a) for a in layers]
    parts = max(1, len(z) // BATCH)
    for step in range(1, EPOCHS * parts + 1):
        if step % parts == 1 or parts == 1:
            order = np.array_split(rng.permutation(len(z)), parts)
        some = order[step % parts]
        hidden, out = layers
        units = np.maximum(0, z[some] @ hidden.T)
        wrong = parts * weights[some] * (1 / (1 + np.exp(-(units @ out[:-1] + out[-1]))) - struck[some])
        slopes = [(wrong[:, None] * out[:-1] * (units > 0)).T @ z[some], np.append(units.T @ wrong, wrong.sum())]
        slopes[0][:, :-1] += FADING / UNITS * hidden[:, :-1]
        slopes[1][:-1] += FADING / UNITS * out[:-1]
        rate = RATE if step < 0.6 * EPOCHS * parts else RATE / 5
        for k, slope in enumerate(slopes):
            first[k] = 0.9 * first[k] + 0.1 * slope
            second[k] = 0.999 * second[k] + 0.001 * slope**2
            layers[k] -= rate * (first[k] / (1 - 0.9**step)) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
    return layers[0], layers[1]


def told(network: Network) -> str:
    """The network as its file has it."""

    def line(row: Floats) -> str:
        return "[" + ", ".join(f"{v:.4g}" for v in row) + "]"

    hidden = "".join(f"    {line(row)},\n" for row in network.hidden)
    measures = "".join(f'    "{name}",\n' for name in network.measures)
    return (
        "# How struck rows are told by what is measured of them; fitted by `python -m benchmarks.struck --fit`.\n"
        f"least = {network.least}\nmeasures = [\n{measures}]\nhidden = [\n{hidden}]\nout = {line(network.out)}\n"
    )


def _show(decide: Network, cases: Sequence[Case]) -> None:
    """How many of the struck rows are found, and how many others are called struck, each row by itself."""
    sure = [float(decide.probability(case.looks).max()) if case.looks else 0.0 for case in cases]
    struck = [p for p, case in zip(sure, cases, strict=True) if case.struck]
    others = [p for p, case in zip(sure, cases, strict=True) if not case.struck]
    for least in (0.5, decide.least, 0.9):
        found, false = sum(p >= least for p in struck), sum(p >= least for p in others)
        Console().print(
            f"from {least}: {found} of {len(struck)} struck rows found, {false} of {len(others)} others called struck"
        )


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sheets", default=0, show_default=True, help="How many flat sheets are drawn besides.")
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same sheets.")
@click.option("--fit", is_flag=True, help="Fit the decision to these rows, and write it.")
def main(folders: tuple[Path, ...], sheets: int, seed: int, fit: bool) -> None:
    """Measure how struck rows are told on flat sheets and those of FOLDERS, or fit it to them."""
    cases = [case for k in track(range(sheets), "Drawing") for case in flat_cases(seed, k)]
    taken = [case for folder in folders for case in folder_cases(folder)]
    decide = fitted(cases + TAKEN * taken) if fit else network()
    _show(decide, cases + taken)
    if fit:
        WEIGHTS.write_text(told(decide))


if __name__ == "__main__":
    main()
