"""The printed headings of a strangers' table: read in one call, grouped, and taken for columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from digitiser.model import ColumnName, Pixels
from digitiser.recognisers.tesseract import Word, read_words
from digitiser.settings import HEADING_REACH_MM, SHEET_PX_PER_MM
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import close
from digitiser.sheets.wordings import Meaning, likely_language, meaning_of

_ENLARGED = 1.5  # small print on a photo is read better so
# Tesseract's page segmentation mode for words here and there: in blocks it drops headings between rules.
_SCATTERED = 11


@dataclass(frozen=True)
class Heading:
    """A printed heading: its words, what it names (None where unknown), and its extent from left to right, millimetres."""

    text: str
    meaning: Meaning | None
    left: float
    right: float

    @property
    def name(self) -> ColumnName | None:
        """The column that it names."""
        return self.meaning.name if self.meaning else None


@dataclass(frozen=True)
class Headings:
    """The headings of a table from left to right, the language of its print, and how much was understood (about one for each heading).

    `in_first_row` is True where they stand between the first two rungs, not above the first; `top` and `bottom` are where
    they stand (millimetres), None where none was understood.
    """

    items: tuple[Heading, ...] = ()
    language: str | None = None
    score: float = 0.0
    in_first_row: bool = False
    top: float | None = None
    bottom: float | None = None

    @property
    def complete(self) -> bool:
        """Whether each heading was understood, and that of the signature is among them."""
        names = [item.name for item in self.items]
        return None not in names and "signature" in names


@dataclass(frozen=True)
class _Print:
    """A printed word in the frame, millimetres."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def read_headings(flat: Pixels, layout: Layout, edges: Sequence[float], evened: bool = False) -> Headings:
    """The headings of a flat grey sheet; `edges` are the columns' edges where upright rules show them, else the table's two ends.

    `evened` reads the print enlarged and in even light: better on a dark photo, worse on a good scan.
    """
    words = _read(flat, layout, evened)
    first = layout.top
    lines = _text_lines([word for word in words if word.middle < first])
    within = [word for word in words if word.middle >= first]
    # Lower lines first: where two say as much, the one next to the table is the heading.
    choices = [line for pair in reversed(lines) for line in pair]
    chosen = max(choices, key=lambda line: _score(_group(line, edges)), default=[])
    items, inside = _group(chosen, edges), _group(within, edges)
    score, inside_score = _score(items), _score(inside)
    in_first_row = inside_score > score and inside_score >= 1.5
    if in_first_row:
        items, score, chosen = inside, inside_score, within
    meanings = [item.meaning for item in items if item.meaning]
    language = likely_language(meanings, [word.text for word in words if word.middle < first])
    top, bottom = (min(w.top for w in chosen), max(w.bottom for w in chosen)) if score >= 1 else (None, None)
    return Headings(_given_and_family(items), language, score, in_first_row, top, bottom)


def _read(flat: Pixels, layout: Layout, evened: bool) -> list[_Print]:
    """The words from the title to the end of the first row; Arabic alone once more where most of the letters are Arabic."""
    top = max(0.0, layout.top - HEADING_REACH_MM)
    left, bottom = max(0.0, layout.left - 4), layout.rungs[1].top
    box = [round(edge * SHEET_PX_PER_MM) for edge in (left, top, layout.right + 4, bottom)]
    strip = flat[box[1] : box[3], box[0] : box[2]]
    if min(strip.shape) < 20:
        return []
    scale = SHEET_PX_PER_MM
    if evened:
        strip, scale = _legible(strip), scale * _ENLARGED
    words = read_words([strip], ("ar", "fr"), _SCATTERED)[0]
    letters = [c for word in words if word.confidence > 0.6 for c in word.text if c.isalpha()]
    if sum("\u0600" < c < "\u06ff" for c in letters) > 0.5 * max(1, len(letters)):
        words = read_words([strip], ("ar",), _SCATTERED)[0]
    return [_placed(word, left, top, scale) for word in words if any(c.isalnum() for c in word.text)]


def _legible(strip: Pixels) -> Pixels:
    """The strip enlarged, its light made even, and light print on a dark band turned to dark print on light."""
    paper = float(np.percentile(strip, 90))
    rows = np.median(strip, axis=1) < 0.5 * paper
    turned = np.where(rows[:, None], 255 - strip, strip).astype(np.uint8)
    light = cv2.GaussianBlur(close(turned, 41, 41), (0, 0), 8).astype(np.float32) + 1
    even = np.clip(turned * (255 / light), 0, 255).astype(np.uint8)
    large = cv2.resize(even, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def _placed(word: Word, left: float, top: float, scale: float) -> _Print:
    return _Print(
        word.text,
        left + word.left / scale,
        top + word.top / scale,
        left + word.right / scale,
        top + word.bottom / scale,
    )


def _text_lines(words: Sequence[_Print]) -> list[tuple[list[_Print], list[_Print]]]:
    """Each line of print from top to bottom: alone, and with the line above it where that is close (a heading of two lines)."""
    lines: list[list[_Print]] = []
    for word in sorted(words, key=lambda w: w.middle):
        if lines and word.middle - lines[-1][-1].middle < 0.6 * (word.bottom - word.top):
            lines[-1].append(word)
        else:
            lines.append([word])
    order = {id(word): k for k, word in enumerate(words)}
    pairs = []
    for k, line in enumerate(lines):
        joined = line
        if k and min(w.top for w in line) - max(w.bottom for w in lines[k - 1]) < line[0].bottom - line[0].top:
            joined = lines[k - 1] + line
        pairs.append((sorted(line, key=lambda w: order[id(w)]), sorted(joined, key=lambda w: order[id(w)])))
    return pairs


def _group(words: Sequence[_Print], edges: Sequence[float]) -> tuple[Heading, ...]:
    """The words of each column (where upright rules show the columns), or of each phrase, from left to right."""
    columns = [[w for w in words if a <= (w.left + w.right) / 2 < b] for a, b in pairwise(edges)]
    groups = columns if len(columns) > 1 else _phrases(words)
    headings = []
    for group in groups:
        if group:
            from_left = [w.text for w in sorted(group, key=lambda w: w.left)]
            extent = min(w.left for w in group), max(w.right for w in group)
            headings.append(_heading([w.text for w in group], from_left, *extent))
    return tuple(headings)


def _heading(read: Sequence[str], from_left: Sequence[str], left: float, right: float) -> Heading:
    """The heading in the order of reading; or from left to right, where a streak through a word made two of it in the wrong order."""
    choices = [(text, meaning_of(text)) for text in (" ".join(read), " ".join(from_left))]
    text, meaning = max(choices, key=lambda choice: choice[1].likeness if choice[1] else 0.0)
    return Heading(text, meaning, left, right)


def _phrases(words: Sequence[_Print]) -> list[list[_Print]]:
    """Words that overlap or nearly touch from left to right belong together; each phrase keeps the order of reading."""
    phrases: list[list[_Print]] = []
    for word in sorted(words, key=lambda w: w.left):
        height = word.bottom - word.top
        if phrases and word.left - max(w.right for w in phrases[-1]) < max(1.5, 0.9 * height):
            phrases[-1].append(word)
        else:
            phrases.append([word])
    order = {id(word): k for k, word in enumerate(words)}
    return [sorted(phrase, key=lambda w: order[id(w)]) for phrase in phrases]


def _score(items: Sequence[Heading]) -> float:
    """The likeness of the best heading of each column, summed."""
    best: dict[ColumnName, float] = {}
    for item in items:
        if item.meaning:
            best[item.meaning.name] = max(best.get(item.meaning.name, 0.0), item.meaning.likeness)
    return sum(best.values())


def _given_and_family(items: Sequence[Heading]) -> tuple[Heading, ...]:
    """ "Nom" beside "Prénom" is the family name, "Nombre" beside "Apellidos" the given name."""
    names = [item.name for item in items]
    other: ColumnName | None = None
    if names.count("name") == 1 and names.count("given_name") == 1 and "family_name" not in names:
        other = "family_name"
    elif names.count("name") == 1 and names.count("family_name") == 1 and "given_name" not in names:
        other = "given_name"
    if other is None:
        return tuple(items)
    return tuple(
        replace(item, meaning=replace(item.meaning, name=other)) if item.meaning and item.name == "name" else item
        for item in items
    )
