"""Makes `digitiser/columns/names.gz`: how given and family names of many origins are spelt, as n-grams of words.

usage: python -m training.names [--out FILE] [--half 0|1]

Words: the lists that training composes its texts of (`corpus.py`: Faker's locales, MIT; our own `lists.toml`), and the names of the
census of the United States of 1990, public domain, from the package `names`. They are lists of words and no list of people.
`--half` keeps every second word only, to measure and to calibrate as if the other half of all names were unknown.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

from digitiser.columns import fold, spelling
from training import corpus

CENSUS = (("dist.all.last", 30_000, 1.0), ("dist.female.first", 5_000, 2.0), ("dist.male.first", 2_000, 2.0))
LISTED, LIKELY = (
    3.0,
    4.0,
)  # weights of a word of the lists, and of those of most sheets, against a rare name of the census
PARTICLES = "de du des la le van der den von zu el al ben bin ait da dos del di d o mc mac abd"
LEAST = 2.0  # an n-gram that one rare name alone has tells nothing


def words() -> dict[str, float]:
    """Folded words of names with their weights."""
    latin, arabic = corpus.latin(), corpus.arabic()
    found: dict[str, float] = {}
    for texts, weight in (
        *((texts, LISTED) for texts in (latin.first, latin.last, arabic.first, arabic.last)),
        *((texts, LIKELY) for texts in (latin.likely_first, latin.likely_last, (PARTICLES,))),
        *((tuple(_census(name, most)), weight) for name, most, weight in CENSUS),
    ):
        for text in texts:
            for word in fold(text).split():
                found[word] = max(weight, found.get(word, 0.0))
    return found


def _census(name: str, most: int) -> Iterator[str]:
    lines = files("names").joinpath(name).read_text(encoding="ascii").splitlines()
    yield from (line.split()[0] for line in lines[:most])


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path(spelling.__file__).with_name("names.gz")
)
@click.option("--half", type=click.IntRange(0, 1), help="Only the words of this half.")
def main(out: Path, half: int | None) -> None:
    """Write the n-grams of all names."""
    known = {word: weight for word, weight in words().items() if half is None or zlib.crc32(word.encode()) % 2 == half}
    data = spelling.packed(spelling.learned(known, spelling.ORDER, LEAST))
    out.write_bytes(data)
    click.echo(f"{len(known)} words, {len(data)} bytes")


if __name__ == "__main__":
    main()
