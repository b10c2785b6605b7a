"""The sample scans: `python -m benchmarks.generator.scans sample_scans` draws them anew, each from its own seed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.generator import sample
from benchmarks.generator.canvas import Canvas
from benchmarks.generator.chance import lots
from benchmarks.generator.damage import Damage
from benchmarks.generator.files import save, save_pages, write_truth
from benchmarks.generator.fonts import PRINT
from benchmarks.generator.scanner import flatbed
from benchmarks.generator.sheet import Sample, Truth
from benchmarks.generator.surroundings import wrap
from benchmarks.generator.taken import Paper
from benchmarks.generator.wordings import wordings

MEGAPIXELS = 4.4
"""Larger pictures are made smaller, so that the folder stays small."""


@dataclass(frozen=True)
class Recipe:
    """One page of the samples: whose sheet, drawn from which seed."""

    ours: bool
    seed: int
    damage: Damage
    language: str


@dataclass(frozen=True)
class ScanFile:
    """A file of the samples and its pages."""

    name: str
    pages: tuple[Recipe, ...]


FILES = (
    ScanFile(
        "own-fr-stall.pdf",
        (Recipe(True, 18, "flatbed", "fr"), Recipe(True, 12, "upside-down", "fr"), Recipe(True, 34, "flatbed", "fr")),
    ),
    ScanFile("own-ar-photo.jpg", (Recipe(True, 21, "photo", "ar"),)),
    ScanFile("own-en-fax.tif", (Recipe(True, 31, "fax", "en"),)),
    ScanFile("own-es-photo-hard.jpg", (Recipe(True, 41, "photo-hard", "es"),)),
    ScanFile("own-fr-telephone-turned.jpg", (Recipe(True, 50, "exif", "fr"),)),
    ScanFile("own-es-fax.png", (Recipe(True, 61, "fax", "es"),)),
    ScanFile("own-ar-worn-copy.jpg", (Recipe(True, 71, "worn", "ar"),)),
    ScanFile("own-en-curled.jpg", (Recipe(True, 81, "curled", "en"),)),
    ScanFile("own-fr-two-sheets.jpg", (Recipe(True, 91, "two-sheets", "fr"),)),
    ScanFile("stranger-fr-flatbed.jpg", (Recipe(False, 11, "flatbed", "fr"),)),
    ScanFile("stranger-en-worn-copy.jpg", (Recipe(False, 21, "worn", "en"),)),
    ScanFile("stranger-ar-photo.jpg", (Recipe(False, 31, "photo", "ar"),)),
    ScanFile("stranger-es-fax.tif", (Recipe(False, 41, "fax", "es"), Recipe(False, 42, "fax", "es"))),
    ScanFile("stranger-de-upside-down.jpg", (Recipe(False, 51, "upside-down", "de"),)),
    ScanFile("stranger-fr-photo-hard.jpg", (Recipe(False, 61, "photo-hard", "fr"),)),
    ScanFile("stranger-en-quarter-turn.jpg", (Recipe(False, 71, "quarter-turn", "en"),)),
    ScanFile("stranger-ar-folded.jpg", (Recipe(False, 81, "folded", "ar"),)),
    ScanFile("stranger-es-coffee.jpg", (Recipe(False, 91, "coffee", "es"),)),
)


def draw(recipe: Recipe) -> Sample:
    """The page of a recipe, small enough for the folder."""
    page = (sample.own if recipe.ours else sample.stranger)(recipe.seed, 0, recipe.damage, recipe.language)
    height, width = page.picture.image.shape[:2]
    shrink = (MEGAPIXELS * 1e6 / (height * width)) ** 0.5
    if shrink >= 1 or page.picture.bitonal:
        return page
    image = np.asarray(
        cv2.resize(page.picture.image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
    )
    return replace(page, picture=replace(page.picture, image=image, quality=min(72, page.picture.quality)))


def no_sheet() -> Sample:
    """A page that somebody scanned with the others: a letter, no petition sheet."""
    rng = lots(7)
    canvas = Canvas.blank(210, 297, sample.SCALE)
    words, y = wordings("en"), 40.0
    paragraphs = (
        "Dear friends,",
        " ".join(words.demands),
        "Thank you for the hall and the tea.",
        *words.small_print,
        "With kind regards,",
        "The group",
    )
    for paragraph in paragraphs:
        for text in wrap(paragraph, PRINT[1], 2.4, 160):
            canvas.text(text, 25, y, 2.4, PRINT[1])
            y += 6.2
        y += 6
    picture = flatbed(Paper(canvas.image, canvas.scale), rng)
    truth: Truth = {
        "file": "",
        "page": 1,
        "layout": "letter",
        "damage": "flatbed",
        "language": "en",
        "outline": None,
        "columns": [],
        "rows": [],
    }
    return Sample("no-sheet-letter", replace(picture, quality=60), truth)


def write_all(folder: Path) -> list[Truth]:
    """Draws every file into the folder; returns the truths, each with the SHA-256 of its file."""
    truths = [*_sheets(folder), save(no_sheet(), folder)]
    return [truth | {"sha256": hashlib.sha256((folder / truth["file"]).read_bytes()).hexdigest()} for truth in truths]


def _sheets(folder: Path) -> Iterator[Truth]:
    for file in FILES:
        pages = [draw(recipe) for recipe in file.pages]
        if len(pages) > 1 or file.name.endswith(".pdf"):
            yield from save_pages(pages, folder / file.name)
        else:
            yield save(replace(pages[0], name=Path(file.name).stem), folder, Path(file.name).suffix)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(exist_ok=True)
    write_truth(write_all(out), out / "truth.jsonl")
