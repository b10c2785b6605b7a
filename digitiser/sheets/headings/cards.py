"""Cards: rows of two lines of labelled cells, side by side and one below the other. What is printed in all of them names each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitiser.model import Pixels
from digitiser.settings import CARD_FEWEST, CARD_LABEL_MM, CARD_NAMED, HEADING_SURE, SHEET_PX_PER_MM
from digitiser.sheets.headings.labels import common_of, sharpened, strips_of
from digitiser.sheets.headings.naming import Heading, Line, name_line
from digitiser.sheets.headings.phrases import Phrase, enlarged, phrases_of
from digitiser.sheets.headings.texts import ARABIC, LATIN, ONE_LINE, RAW_LINE, read_texts, words_of
from digitiser.sheets.headings.wordings import likely_language

_BLUR_PX = 4.0  # of a label as high as it is read
_MARGIN_MM = 0.3  # around a label
_LEVEL_MM = 0.8  # by which the labels of a line differ in height: small and capital letters begin so far apart
_HALF = 0.35, 0.65  # of a card's height: its two lines are about as high as each other
_RULE_LIGHT = 215  # of 255: a printed rule in even light is darker
_APART = 0.25  # of a card's height: labels of two lines are farther from each other, labels of one are not


@dataclass(frozen=True)
class CardLine:
    """A line of a card's cells: where it begins, as a share of the card's height, and its labels from left to right."""

    top: float
    labels: tuple[Heading, ...]


@dataclass(frozen=True)
class Cards:
    """The two lines of the cards, and the language of their labels."""

    lines: tuple[CardLine, CardLine]
    language: str | None

    def helped(self, headings: Sequence[Heading]) -> Cards:
        """The cards, labels of the upper line that were not understood taken from other headings that were read at their places."""
        known = {label.name for line in self.lines for label in line.labels}
        others = [heading for heading in headings if heading.name and heading.name not in known]

        def better(label: Heading) -> Heading:
            here = (o for o in others if o.left < label.right and label.left < o.right)
            return label if label.name else next(here, label)

        upper, lower = self.lines
        return replace(self, lines=(replace(upper, labels=tuple(map(better, upper.labels))), lower))


def read_cards(grey: Pixels, rows: Sequence[tuple[float, float]], left: float, right: float) -> Cards | None:
    """What the cards of a flat sheet ask for, from `left` to `right` in these rows (all millimetres); None where they have no two lines of
    labels in common, both of them understood or a rule between them.
    """
    strips = strips_of(grey, rows, left, right)
    if len(strips) < CARD_FEWEST:
        return None
    common = common_of(strips)
    height = len(common) / SHEET_PX_PER_MM
    groups = [
        [_sharper(p, strips, common, left) for p in line] for line in _lines(phrases_of(common, left, 0.0), height)
    ]
    best: list[tuple[Line, Sequence[Phrase]]] = []
    for script in (LATIN, ARABIC) if len(groups) > 1 else ():
        readings = _readings([phrase for group in groups for phrase in group], script)
        named = ((name_line(words_of(group, readings), ()), group) for group in groups)
        lines = sorted(named, key=lambda pair: -pair[0].weight)[:2]
        if _weight(lines) > _weight(best):
            best = sorted(lines, key=lambda pair: pair[1][0].top)
        if _weight(best) >= HEADING_SURE:
            break
    known = [sum(item.name is not None for item in line.items) for line, _ in best]
    if not best or sum(known) < CARD_NAMED or (min(known) < 1 and not _is_parted(common)):
        return None
    (_, upper), (second, lower) = (_level(line) for line, _ in best)
    meanings = [label.meaning for label in (*upper, *lower) if label.meaning]
    cut = max(0.0, (second - CARD_LABEL_MM) / height)
    return Cards((CardLine(0.0, upper), CardLine(cut, lower)), likely_language(meanings, ()))


def _level(line: Line) -> tuple[float, tuple[Heading, ...]]:
    """Where the labels of a line begin (millimetres), and the labels: what stands lower or higher is writing that many cards share."""
    tops = [min(word.top for word in item.words) for item in line.items]
    top = float(np.median([top for top, item in zip(tops, line.items, strict=True) if item.name] or [min(tops)]))
    level = [item for at, item in zip(tops, line.items, strict=True) if item.name or abs(at - top) <= _LEVEL_MM]
    return top, tuple(level)


def _sharper(phrase: Phrase, strips: Sequence[Pixels], common: Pixels, left: float) -> Phrase:
    """The phrase as the rows themselves show it."""
    x0, x1 = (round((x - left) * SHEET_PX_PER_MM) for x in (phrase.left - _MARGIN_MM, phrase.right + _MARGIN_MM))
    y0, y1 = (round(y * SHEET_PX_PER_MM) for y in (phrase.top - _MARGIN_MM, phrase.bottom + _MARGIN_MM))
    picture = sharpened(strips, common, slice(max(0, y0), y1), slice(max(0, x0), x1))
    return replace(phrase, picture=picture)


def _readings(labels: Sequence[Phrase], script: tuple[str, ...]) -> list[dict[int, str]]:
    """What the labels say, each read in three ways: they are the smallest print of all, and few."""
    crisp = {id(label): replace(label, picture=_crisp(enlarged(label.picture))) for label in labels}
    found = [read_texts(labels, script, RAW_LINE)]
    for mode in (RAW_LINE, ONE_LINE):
        read = read_texts(crisp.values(), script, mode)
        found.append({key: read[id(label)] for key, label in crisp.items()})
    return found


def _crisp(picture: Pixels) -> Pixels:
    """The picture with its blur taken back a little (an unsharp mask)."""
    soft = cv2.GaussianBlur(picture, (0, 0), _BLUR_PX)
    return np.asarray(cv2.addWeighted(picture, 2.2, soft, -1.2, 0), np.uint8)


def _weight(lines: Sequence[tuple[Line, Sequence[Phrase]]]) -> float:
    return sum(line.weight for line, _ in lines)


def _lines(phrases: Sequence[Phrase], height: float) -> list[list[Phrase]]:
    """The phrases line by line: a new one begins where the next is much lower."""
    lines: list[list[Phrase]] = []
    for phrase in sorted(phrases, key=lambda p: p.top):
        if lines and phrase.top - lines[-1][0].top < _APART * height:
            lines[-1].append(phrase)
        else:
            lines.append([phrase])
    return lines


def _is_parted(common: Pixels) -> bool:
    """Whether a rule parts the upper half of the cards from the lower one, over most of their width."""
    middle = common[round(_HALF[0] * len(common)) : round(_HALF[1] * len(common))]
    return bool(middle.size and np.median(middle, axis=1).min() < _RULE_LIGHT)
