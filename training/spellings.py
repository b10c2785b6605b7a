"""Makes `digitiser/columns/names.gz` and `words.gz`: how names, and all that people write, are spelt, as n-grams of words.

usage: python -m training.spellings [--out FOLDER] [--known SHARE]

Names: the lists that training composes its texts of (`corpus.py`: Faker's locales, MIT; our own `lists.toml`), and the names of the
census of the United States of 1990, public domain, from the package `names`. They are lists of words and no list of people.
Words: those names, the other lists (towns, streets, countries, words), and the words of the transcriptions of the real lines that the model
learns from (CC-BY 4.0, named in `training/README.md`). `--known 0.8` keeps so many of the names only, to measure and to
calibrate as if all others were unknown.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import click

from digitiser.columns import fold, ngrams
from training import corpus
from training.data import REAL, SETS

CENSUS = (("dist.all.last", 30_000, 1.0), ("dist.female.first", 5_000, 2.0), ("dist.male.first", 2_000, 2.0))
LISTED, LIKELY = (
    3.0,
    4.0,
)  # weights of a word of the lists, and of those of most sheets, against a rare name of the census
PARTICLES = "de du des la le van der den von zu el al ben bin ait da dos del di d o y e mc mac abd"
PARTICLE = (
    300.0  # weight of each: they stand in every twentieth name or so of all names, and in lists of names hardly ever
)
LEAST = 2.0  # an n-gram that one rare name alone has tells nothing
PLACES, LISTED_WORDS = 0.15, 0.1  # weights of a word of a place's name, and of one of a word list
WRITTEN = 3.0  # of a word each time that it stands in a transcription: chosen on the `dev` sets


def names() -> dict[str, float]:
    """Folded words of names with their weights."""
    latin, arabic = corpus.latin(), corpus.arabic()
    found: dict[str, float] = {}
    for texts, weight in (
        *((texts, LISTED) for texts in (latin.first, latin.last, arabic.first, arabic.last)),
        *((texts, LIKELY) for texts in (latin.likely_first, latin.likely_last)),
        ((PARTICLES,), PARTICLE),
        *((tuple(_census(name, most)), weight) for name, most, weight in CENSUS),
    ):
        for word in _words(texts):
            found[word] = max(weight, found.get(word, 0.0))
    return found


def words(names: dict[str, float]) -> dict[str, float]:
    """Folded words of all that people write, with their weights added up: these names among them."""
    latin, arabic = corpus.latin(), corpus.arabic()
    found = Counter(names)
    for texts, weight in (
        *((texts, PLACES) for texts in (latin.towns, latin.streets, latin.countries, arabic.towns, arabic.countries)),
        *((texts, LISTED_WORDS) for texts in (latin.words, arabic.words)),
        *((_transcriptions(name), WRITTEN) for name in SETS),
    ):
        for word in _words(texts):
            found[word] += weight  # type: ignore[assignment]
    return dict(found)


def _words(texts: Iterable[str]) -> Iterator[str]:
    """The folded words of texts; what has a digit is none."""
    for text in texts:
        yield from (word for word in fold(text).split() if not any(c.isdigit() for c in word))


def _census(name: str, most: int) -> Iterator[str]:
    lines = files("names").joinpath(name).read_text(encoding="ascii").splitlines()
    yield from (line.split()[0] for line in lines[:most])


def _transcriptions(name: str) -> Iterator[str]:
    for line in (REAL / f"{name}-train.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(ngrams.__file__).parent)
@click.option("--known", type=click.FloatRange(0, 1), default=1.0, help="Only this share of the names, drawn by lot.")
def main(out: Path, known: float) -> None:
    """Write both files."""
    kept = {word: weight for word, weight in names().items() if zlib.crc32(word.encode()) % 100 < 100 * known}
    out.mkdir(parents=True, exist_ok=True)
    for file, spelt in (("names.gz", kept), ("words.gz", words(kept))):
        data = ngrams.packed(ngrams.learned(spelt, ngrams.ORDER, LEAST))
        (out / file).write_bytes(data)
        click.echo(f"{file}: {len(spelt)} words, {len(data)} bytes")


if __name__ == "__main__":
    main()
