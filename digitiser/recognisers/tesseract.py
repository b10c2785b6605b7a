"""The one door to Tesseract: print, headings, and handwriting until there is something better.

Pictures go in through a pipe as one TIFF of many pages and the words come back through another, because pytesseract's own
calls leave readable pictures of people's data in the temporary folder. pytesseract finds the program and its languages.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import pytesseract  # type: ignore[import-untyped]
from PIL import Image

from digitiser.errors import DigitiserError, MissingTool
from digitiser.model import Pixels, Reading
from digitiser.recognisers import Cell
from digitiser.settings import (
    SHEET_PX_PER_MM,
    TESSERACT_CALL_PIXELS,
    TESSERACT_LARGEST_SCALE,
    TESSERACT_LEAST_CONTRAST,
    TESSERACT_LINE_PX,
    TESSERACT_MARGIN_PX,
    TESSERACT_SECONDS,
    TESSERACT_SECONDS_PER_MEGAPIXEL,
)

PACKS = {"fr": "fra", "ar": "ara", "en": "eng", "es": "spa", "de": "deu"}
# French first everywhere in Latin script: English alone loses accents, and English first loses as many. Each pack takes a tenth of a
# second to load.
_CELL_LANGUAGES = {"ar": ("ara",), "es": ("spa", "fra"), "de": ("deu", "fra")}
_OTHER_CELLS = ("fra", "eng")
_LINE, _DPI = 7, round(SHEET_PX_PER_MM * 25.4)


@dataclass(frozen=True)
class Word:
    """A word as Tesseract saw it: its box in pixels of the picture, and Tesseract's own confidence, 0 to 1 (not calibrated)."""

    text: str
    confidence: float
    left: int
    top: int
    right: int
    bottom: int


def require(languages: Sequence[str] = tuple(PACKS)) -> None:
    """Raise MissingTool unless Tesseract and a pack for each of `languages` (BCP 47 tags or Tesseract's names) are installed.

    Tesseract itself leaves out a pack that it lacks and succeeds, and sheets in that language would look blank.
    """
    try:
        installed = _installed(pytesseract.pytesseract.tesseract_cmd, os.environ.get("TESSDATA_PREFIX"))
        if any(_pack(language) not in installed for language in languages):
            _installed.cache_clear()  # somebody may install it now and go on
    except pytesseract.TesseractNotFoundError as error:
        raise MissingTool(
            "The program Tesseract is not installed.",
            "On Debian or Ubuntu: sudo apt install tesseract-ocr. On a Mac: brew install tesseract tesseract-lang.",
        ) from error
    missing = [pack for pack in map(_pack, languages) if pack not in installed]
    if missing:
        names = " ".join(f"tesseract-ocr-{pack.replace('_', '-')}" for pack in missing)
        raise MissingTool(
            f"Tesseract cannot read these languages yet: {', '.join(missing)}.",
            f"On Debian or Ubuntu: sudo apt install {names}. On a Mac: brew install tesseract-lang. "
            "If they are installed, TESSDATA_PREFIX points to another folder.",
        )


@cache
def _installed(program: str, folder: str | None) -> frozenset[str]:
    """The packs that `program` finds in `folder`. Asked once: the answer costs as much as reading a dozen lines."""
    return frozenset(pytesseract.get_languages())


def read_words(images: Sequence[Pixels], languages: Sequence[str] = ("fr",), psm: int = 6) -> list[tuple[Word, ...]]:
    """The words of each picture (grey or BGR), in Tesseract's order, which is that of speech in Arabic too.

    `languages` are BCP 47 tags or Tesseract's names, the most likely first; `psm` is Tesseract's page segmentation mode (6 a
    block, 7 a line, 11 scattered words). Nothing is written to disk.
    Raises MissingTool, and DigitiserError when Tesseract fails or takes too long.
    """
    require(languages)
    options = ["-l", "+".join(map(_pack, languages)), "--psm", str(psm)]
    marked = [i for i, image in enumerate(images) if image.size and np.ptp(image) >= TESSERACT_LEAST_CONTRAST]
    found = (words for batch in _batches([images[i] for i in marked]) for words in _read_batch(batch, options))
    words_of = dict(zip(marked, found, strict=True))
    return [words_of.get(i, ()) for i in range(len(images))]


@dataclass(frozen=True)
class Tesseract:
    """Tesseract as a recogniser of cells: each cell is read as one line."""

    name: str = "tesseract"

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        """One Reading a cell, in order; cells that share their languages go in at one call."""
        kinds = [_cell_languages(cell) for cell in cells]
        readings = [Reading(self.name, "", 0.0)] * len(cells)
        for kind in dict.fromkeys(kinds):
            mine = [i for i, other in enumerate(kinds) if other == kind]
            found = read_words([_to_the_ink(cells[i].image) for i in mine], kind, _LINE)
            for i, words in zip(mine, found, strict=True):
                readings[i] = self._reading(words)
        return readings

    def _reading(self, words: Sequence[Word]) -> Reading:
        """The words as one line; the confidence is that of the characters on average."""
        letters = sum(len(word.text) for word in words)
        sure = sum(word.confidence * len(word.text) for word in words) / max(1, letters)
        return Reading(self.name, " ".join(word.text for word in words), round(sure, 4))


def _pack(language: str) -> str:
    return PACKS.get(language.split("-")[0].lower(), language)


def _cell_languages(cell: Cell) -> tuple[str, ...]:
    language = (cell.language or "fr").split("-")[0].lower()
    if language == "ar" and cell.column == "email":
        return _OTHER_CELLS
    return _CELL_LANGUAGES.get(language, _OTHER_CELLS)


def _to_the_ink(image: Pixels) -> Pixels:
    """The picture cut to what is dark in it and brought to Tesseract's best size: it loses lines in wide empty cells."""
    grey = _grey(image)
    _, dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    x, y, width, height = cv2.boundingRect(dark)
    if not width or not height:
        return grey
    scale = min(TESSERACT_LINE_PX / height, TESSERACT_LARGEST_SCALE)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(grey[y : y + height, x : x + width], None, fx=scale, fy=scale, interpolation=method), np.uint8
    )


def _grey(image: Pixels) -> Pixels:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _batches(images: Sequence[Pixels]) -> Iterator[list[Image.Image]]:
    """The pictures with a white margin, in groups that keep a call's memory small."""
    batch: list[Image.Image] = []
    pixels = 0
    for image in images:
        grey = _grey(image)
        m = TESSERACT_MARGIN_PX
        padded = cv2.copyMakeBorder(grey, m, m, m, m, cv2.BORDER_CONSTANT, value=(255,))
        if batch and pixels + padded.size > TESSERACT_CALL_PIXELS:
            yield batch
            batch, pixels = [], 0
        batch.append(Image.fromarray(padded))
        pixels += padded.size
    if batch:
        yield batch


def _read_batch(pictures: Sequence[Image.Image], options: Sequence[str]) -> list[tuple[Word, ...]]:
    data = io.BytesIO()
    pictures[0].save(data, "TIFF", save_all=True, append_images=pictures[1:], dpi=(_DPI, _DPI))
    pixels = sum(picture.width * picture.height for picture in pictures)
    seconds = TESSERACT_SECONDS + TESSERACT_SECONDS_PER_MEGAPIXEL * pixels / 1e6
    table = _run([*options, "tsv"], data.getvalue(), seconds)
    words: list[list[Word]] = [[] for _ in pictures]
    for line in table.rstrip("\n").split("\n")[1:]:  # not splitlines: a word may hold U+2028
        level, page, *_, x, y, width, height, sure, text = line.split("\t", 11)
        if level == "5" and text.strip():
            left, top = int(x) - TESSERACT_MARGIN_PX, int(y) - TESSERACT_MARGIN_PX
            confidence = min(1.0, max(0.0, float(sure) / 100))
            words[int(page) - 1].append(Word(text.strip(), confidence, left, top, left + int(width), top + int(height)))
    return [tuple(found) for found in words]


def _run(options: Sequence[str], data: bytes, seconds: float) -> str:
    """Tesseract's answer to a TIFF. The child has its own process group and never outlives this call."""
    command = [pytesseract.pytesseract.tesseract_cmd, "stdin", "stdout", *options]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},  # its own threads make a page of cells five times slower
        start_new_session=True,
    )
    try:
        answer, complaints = child.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise DigitiserError(
            f"Tesseract did not finish within {seconds:.0f} seconds.",
            "Read this file again when the laptop is less busy.",
        ) from error
    finally:
        if child.poll() is None:
            _kill(child)
    if child.returncode or b"Failed loading language" in complaints:
        raise DigitiserError(
            f"Tesseract failed (exit status {child.returncode}).",
            "Try `tesseract --list-langs`; if it fails too, install Tesseract and its language packs again.",
        )
    return answer.decode("utf-8", "replace")


def _kill(child: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
