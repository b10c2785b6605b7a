"""How well two pictures of one paper are told from pictures of two papers, and how long a store of many sheets is searched.

usage: python -m benchmarks.twins [--papers N] [--seed S] [--sheets N]

Each paper is drawn once and taken twice, with two damages drawn by lot. Pictures of the same paper should be `same`; `unknown` (too little
ink in both) costs a second look, `different` and `copied` would count people twice or trouble a person. Pictures of two papers are compared
where they hold the same form, or any two strangers' sheets: `same` there would lose signatures.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from rich.progress import track

from benchmarks.generator.chance import Lots, lots, pick
from benchmarks.generator.damage import Damage, take
from benchmarks.generator.files import as_pil
from benchmarks.generator.own import filled_own, own_forms
from benchmarks.generator.sample import LANGUAGES, SCALE, filled_stranger
from benchmarks.generator.taken import Paper
from digitiser.pipeline import read_file
from digitiser.settings import TWIN_MAP
from digitiser.twins import RowInk, Seal, may_be_alike, relation, seal

DAMAGES: tuple[Damage, ...] = (
    "flatbed", "fax", "worn", "photo", "photo-hard", "curled", "folded", "thumb", "corner-cut", "bleed-through", "coffee", "upside-down",
)  # fmt: skip


def _paper(k: int, rng: Lots) -> tuple[str, Paper]:
    """What is compared with what, and a paper; copies leave out pencils, so none is drawn."""
    if k % 2:
        return "strangers", filled_stranger(pick(rng, tuple(LANGUAGES)), rng, bold=True).paper
    form = pick(rng, own_forms())
    return str(form.name), filled_own(form, SCALE, rng, bold=True, worn=False).paper


def _inks(paper: Paper, damage: Damage, rng: Lots, folder: Path) -> tuple[RowInk, ...]:
    path = folder / "taken.jpg"
    as_pil(take(paper, damage, rng)).save(path, "JPEG", quality=85)
    return next((read.inks for read in read_file(path, ())), ())


def _told(pairs: Iterable[tuple[tuple[RowInk, ...], tuple[RowInk, ...]]]) -> str:
    found = Counter(relation(a, b) for a, b in pairs)
    return ", ".join(f"{kind} {found[kind]}" for kind in ("same", "unknown", "copied", "different"))


def _seconds_to_search(sheets: int) -> float:
    """Processor time for one sheet's seal against those of so many others."""
    rng = np.random.default_rng(1)

    def any_seal() -> Seal:
        maps = (rng.random((12, *TWIN_MAP)) ** 4 * 255).astype(np.uint8)
        return seal([RowInk(k, cells.tobytes(), 1.0) for k, cells in enumerate(maps, 1)])

    store, mine = {str(k): any_seal() for k in range(sheets)}, any_seal()
    start = time.process_time()
    may_be_alike(mine, store)
    return time.process_time() - start


@click.command()
@click.option("--papers", default=40, show_default=True, help="Papers drawn, each taken twice.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same papers.")
@click.option("--sheets", default=10_000, show_default=True, help="Sheets in the store that is searched.")
def main(papers: int, seed: int, sheets: int) -> None:
    """Draw papers, take each twice, and print what every two pictures were told to be."""
    kinds, shots, pairs = [], [], []
    with TemporaryDirectory() as folder:
        for k in track(range(papers), "Taking"):
            rng = lots(seed, k, 78)
            kind, paper = _paper(k, rng)
            damages = pick(rng, DAMAGES), pick(rng, DAMAGES)
            kinds.append(kind)
            shots.append([_inks(paper, damage, rng, Path(folder)) for damage in damages])
            pairs.append(damages)
    print(f"{papers} papers taken twice: {_told((a, b) for a, b in shots)}")
    for (a, b), damages in zip(shots, pairs, strict=True):
        if (told := relation(a, b)) != "same":
            print(f"  {damages[0]} and {damages[1]}: {told} ({len(a)} and {len(b)} rows)")
    others = [
        (a, b) for i, j in combinations(range(papers), 2) if kinds[i] == kinds[j] for a in shots[i] for b in shots[j]
    ]
    print(f"{len(others)} pairs of pictures of two papers: {_told(others)}")
    print(f"a search among {sheets} sheets: {1000 * _seconds_to_search(sheets):.0f} ms")


if __name__ == "__main__":
    main()
