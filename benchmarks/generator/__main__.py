"""`python -m benchmarks.generator OUT --count N --seed S [--own | --strangers]` writes invented sheets and their truth."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import track

from benchmarks.generator.damage import DAMAGES, Damage
from benchmarks.generator.files import save, write_truth
from benchmarks.generator.sample import LANGUAGES, own, stranger


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", default=28, show_default=True, help="How many sheets.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same sheets.")
@click.option("--own/--strangers", "ours", default=False, help="Our own forms, or strangers' sheets (the default).")
@click.option("--damage", type=click.Choice(DAMAGES), help="Only this damage.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Only this language.")
def main(out: Path, count: int, seed: int, ours: bool, damage: Damage | None, language: str | None) -> None:
    """Write COUNT invented petition sheets and their truth.jsonl into OUT."""
    out.mkdir(parents=True, exist_ok=True)
    draw = own if ours else stranger
    samples = (draw(seed, k, damage or DAMAGES[k % len(DAMAGES)], language) for k in track(range(count), "Drawing"))
    write_truth([save(sample, out) for sample in samples], out / "truth.jsonl")


main()
