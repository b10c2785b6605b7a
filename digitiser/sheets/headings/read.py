"""The printed headings of a strangers' table: found, read in one call, and taken for columns; else the labels in its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from digitiser.model import Pixels
from digitiser.settings import (
    HEADING_LEAST,
    HEADING_MAX_LETTER_MM,
    HEADING_MAX_SHARE,
    HEADING_MIN_GAPS,
    HEADING_REACH_MM,
    HEADING_ROWS,
    HEADING_SURE,
    SHEET_PX_PER_MM,
)
from digitiser.sheets.headings.naming import Heading, Line, Words, name_line, part_headings
from digitiser.sheets.headings.phrases import Phrase, dark_on_light, find_phrases, phrases_of
from digitiser.sheets.headings.texts import ARABIC, LATIN, read_again, read_texts, words_of
from digitiser.sheets.headings.wordings import likely_language
from digitiser.sheets.lattice import Layout

__all__ = ["Heading", "Headings", "Print", "read_headings"]

_SURELY = 4.5  # letters explained: a chance likeness of a word or two explains fewer
_IN_A_ROW = 0.6  # what is said among writing counts less: the same may be said by labels, with the writing taken out
_REPEATED = 0.5  # of what one row says: another that says as much has the same labels
_LABEL_ASTRAY_MM = 0.3  # of labels, up or down, from their neighbours
_AROUND_MM = 20.0  # more than a dark band is high
_MOSTLY = 0.3  # of the letters above a table that are understood: by chance a fifth of running text is
_NEXT_TO_TABLE = 2  # lines of print that may be its headings, however full they are
_A_LINE = 2  # phrases side by side, that tell how high a line of print is
_MARGIN, _WORD = 0.25, 0.6  # of that height: accents and tails; what is lower or narrower is no word
_SPECK = 0.6  # of it: the ring of "N.°", that is no word
_HALF_RULE_MM = 0.35  # of an upright rule's thickness and waver


@dataclass(frozen=True)
class Headings:
    """The headings of a table from left to right, the language of its print, and how much was understood (about one for each heading).

    `row` is the row of the layout in which they stand (from 1), 0 where they stand above the first, None for labels in all cells;
    `top` and `bottom` are where they stand (millimetres), None where none was understood and for labels.
    """

    items: tuple[Heading, ...] = ()
    language: str | None = None
    score: float = 0.0
    row: int | None = 0
    top: float | None = None
    bottom: float | None = None

    @property
    def are_labels(self) -> bool:
        """Whether they are printed in the cells of all rows."""
        return self.row is None

    @property
    def middle(self) -> float:
        """The height of their middle, millimetres; 0 where none was understood and for labels."""
        return 0.0 if self.top is None or self.bottom is None else (self.top + self.bottom) / 2

    @property
    def right_to_left(self) -> bool:
        """Whether the sheet is read from right to left."""
        return self.language == "ar"


@dataclass(frozen=True)
class Print:
    """What is printed in all rows, the writing taken out: one row in even light, and where it begins (millimetres)."""

    picture: Pixels
    left: float


@dataclass(frozen=True)
class _Seen:
    """What may be a line of headings: print of one to three lines close together, and the row in which it stands, as in Headings."""

    phrases: tuple[Phrase, ...]
    row: int | None


def read_headings(flat: Pixels, layout: Layout, uprights: Sequence[float], common: Print | None) -> Headings:
    """The headings of a flat grey sheet; `uprights` are its upright rules, `common` is what is printed in all rows.

    Where neither what stands above the table nor its first row says enough, the next rows are looked at: boxes above the table may
    have been taken for rows. What says as much in two of them is no line of headings, but labels in the cells.
    """
    near, prose = _lines(flat, layout, uprights, common)
    found, seen, texts = _best(near, prose, uprights)
    if found.weight < HEADING_SURE:
        further = _lines_further_down(flat, layout, uprights)
        line, where, read = _best(further, [], uprights)
        if line.weight > max(found.weight, HEADING_SURE):
            found, seen, texts = line, where, read
            elsewhere, _, _ = _best([other for other in further if other.row != where.row], [], uprights)
            if elsewhere.weight > _REPEATED * line.weight:
                seen = replace(where, row=None)
    return _as_seen(found, seen, _tokens(texts.values()))


def _best(
    lines: Sequence[_Seen], prose: Sequence[Phrase], uprights: Sequence[float]
) -> tuple[Line, _Seen, dict[int, str]]:
    """The line of which most is understood, where it stands, and all that was read."""
    found, seen, texts, most = Line(), _Seen((), 0), dict[int, str](), 0.0
    for script in (LATIN, ARABIC) if lines else ():
        read = read_texts([phrase for line in lines for phrase in line.phrases] + list(prose), script)
        for line in lines:
            named = name_line(words_of(line.phrases, (read,)), uprights)
            value = named.weight * (_IN_A_ROW if line.row else 1.0)
            if value > most and (line.row != 0 or _understood(named) > _MOSTLY):
                most = value
                words = words_of(line.phrases, (read, read_again(line.phrases, named, script)))
                true = uprights if part_headings(uprights, named.items) else ()
                found, seen, texts = _in_one_language(words, true, read.values()), line, read
        if found.weight >= HEADING_SURE:
            break
    return found, seen, texts


def _in_one_language(words: Sequence[Words], uprights: Sequence[float], texts: Iterable[str]) -> Line:
    """The line of headings that the words make, if need be again when the language of most of them, and of all other print, is known."""
    line = name_line(words, uprights)
    meanings = [item.meaning for item in line.items if item.meaning]
    language = likely_language(meanings, _tokens(texts))
    alike = language is None or all(language in meaning.languages for meaning in meanings)
    return line if alike else name_line(words, uprights, language)


def _understood(line: Line) -> float:
    """The share of a line's letters that known wordings explain."""
    return line.weight / max(1, sum(c.isalnum() for item in line.items for c in item.text))


def _as_seen(line: Line, seen: _Seen, words: Sequence[str]) -> Headings:
    language = likely_language([item.meaning for item in line.items if item.meaning], words)
    if line.weight < HEADING_LEAST:
        return Headings(language=language)
    score = sum(item.meaning.likeness for item in line.items if item.meaning)
    items = _level(line.items, seen)
    if seen.row is None:
        return Headings(items, language, score, None)
    printed = [word for item in items for word in item.words]
    return Headings(items, language, score, seen.row, min(w.top for w in printed), max(w.bottom for w in printed))


def _level(items: Sequence[Heading], seen: _Seen) -> tuple[Heading, ...]:
    """The headings that stand at the height of those that surely say something: the others are remains of writing."""
    told = [item for item in items if item.meaning and item.meaning.weight > _SURELY]
    if len(told) < 2:
        return tuple(items)
    top, bottom = np.median([(min(w.top for w in t.words), max(w.bottom for w in t.words)) for t in told], axis=0)
    margin = _LABEL_ASTRAY_MM if seen.row is None else bottom - top

    def stands_there(item: Heading) -> bool:
        return any(top - margin < (w.top + w.bottom) / 2 < bottom + margin for w in item.words)

    return tuple(item for item in items if item in told or stands_there(item))


def _lines(
    flat: Pixels, layout: Layout, uprights: Sequence[float], common: Print | None
) -> tuple[list[_Seen], list[Phrase]]:
    """What may be a line of headings above the table, in its first row, or in all rows; and running text, which tells the language."""
    top, first, widest = max(0.0, layout.top - HEADING_REACH_MM), layout.top, _widest(layout)
    # A rung that is only supposed may run through the headings.
    below = next((rung.top for rung in layout.rungs[1:4] if rung.cover > 0), layout.rungs[1].top)
    phrases = _phrases(flat, layout, uprights, top, below)
    prose = sorted((p for p in phrases if p.right - p.left > widest), key=lambda p: p.right - p.left)
    above = _bands(phrases, widest, lambda middle: middle < first, _NEXT_TO_TABLE)
    within = _bands(phrases, widest, lambda middle: middle >= first)
    lines = [_Seen(band, 0) for band in above] + [_Seen(band, 1) for band in within]
    if common is not None:
        clear = _without(common.picture, common.left, uprights)
        lines += [_Seen(band, None) for band in _bands(phrases_of(clear, common.left, first), widest)]
    return lines, prose[:1]


def _lines_further_down(flat: Pixels, layout: Layout, uprights: Sequence[float]) -> list[_Seen]:
    lines = []
    for row, (top, bottom) in enumerate(layout.rows[1:HEADING_ROWS], 2):
        phrases = [p for p in _phrases(flat, layout, uprights, top, bottom) if p.height <= HEADING_MAX_LETTER_MM]
        lines += [_Seen(band, row) for band in _bands(phrases, _widest(layout))]
    return lines


def _widest(layout: Layout) -> float:
    return HEADING_MAX_SHARE * (layout.right - layout.left)


def _phrases(flat: Pixels, layout: Layout, uprights: Sequence[float], top: float, bottom: float) -> tuple[Phrase, ...]:
    """The phrases between two heights; whether a band there is dark shows against what lies above and below it."""
    left, right = max(0.0, layout.left - 1), layout.right + 1
    start = max(0.0, top - _AROUND_MM)
    rungs = [(rung.top, rung.bottom) for rung in layout.rungs if rung.cover > 0]
    part = _without_level(_part(flat, left, start, right, bottom + _AROUND_MM), start, rungs)
    around = dark_on_light(_without(part, left, uprights))
    skipped = round(top * SHEET_PX_PER_MM) - round(start * SHEET_PX_PER_MM)
    height = round(bottom * SHEET_PX_PER_MM) - round(top * SHEET_PX_PER_MM)
    return find_phrases(around[skipped : skipped + height], left, top)


def _without(part: Pixels, left: float, uprights: Sequence[float]) -> Pixels:
    """A part of the sheet that begins at `left`, its upright rules overpainted with what stands beside them."""
    clear, half = part.copy(), round(_HALF_RULE_MM * SHEET_PX_PER_MM)
    for x in uprights:
        at = round((x - left) * SHEET_PX_PER_MM)
        if half < at < part.shape[1] - half - 1:
            beside = np.maximum(part[:, at - half - 1], part[:, at + half + 1])
            clear[:, at - half : at + half + 1] = np.maximum(part[:, at - half : at + half + 1], beside[:, None])
    return clear


def _without_level(part: Pixels, top: float, rungs: Sequence[tuple[float, float]]) -> Pixels:
    """The same of level rules (top and bottom each): dots and dashes would join to words."""
    clear, half = part.copy(), round(_HALF_RULE_MM * SHEET_PX_PER_MM)
    for upper, lower in rungs:
        a, b = (round((y - top) * SHEET_PX_PER_MM) for y in (upper, lower))
        if half < a and b < len(part) - half - 1:
            beside = np.maximum(part[a - half - 1], part[b + half + 1])
            clear[a - half : b + half + 1] = np.maximum(part[a - half : b + half + 1], beside)
    return clear


def _part(flat: Pixels, left: float, top: float, right: float, bottom: float) -> Pixels:
    a, b, c, d = (round(edge * SHEET_PX_PER_MM) for edge in (left, top, right, bottom))
    return flat[b:d, a:c]


def _bands(
    phrases: Sequence[Phrase], widest: float, where: Callable[[float], bool] = lambda middle: True, surely: int = 0
) -> list[tuple[Phrase, ...]]:
    """Phrases side by side, and what stands close above or below: each one, two or three lines of print that may be headings.

    Their middles are where they should be (`where`, of millimetres). The last lines, as many as `surely`, are tried even where they look
    like running text: headings may fill their columns.
    """
    low = [p for p in phrases if p.height <= HEADING_MAX_LETTER_MM and where((p.top + p.bottom) / 2)]
    high = [p for p in phrases if p.height > HEADING_MAX_LETTER_MM]
    bands: list[list[Phrase]] = []
    for phrase in sorted(low, key=lambda p: p.top):
        # Half of them: a piece of an upright rule would hang the writing below on to a line of headings.
        if bands and phrase.top < np.median([p.bottom for p in bands[-1]]) - 0.3:
            bands[-1].append(phrase)
        else:
            bands.append([phrase])
    fit = [
        _fit_for_headings([*band, *_grown_together(band, high)], widest, k >= len(bands) - surely)
        for k, band in enumerate(bands)
    ]
    found = []
    for first in range(len(fit)):
        together: list[Phrase] = []
        for band in fit[first : first + 3]:
            height = min((p.height for p in band), default=0.0)
            if not band or (together and min(p.top for p in band) - max(p.bottom for p in together) > height):
                break
            together += band
            if len(together) > 1:
                found.append(tuple(together))
    return found


def _grown_together(band: Sequence[Phrase], high: Sequence[Phrase]) -> list[Phrase]:
    """What is left, level with a line of print, of phrases that are higher: a flourish, a stain or a fax machine's dots run over them."""
    if len(band) < _A_LINE:
        return []
    top, bottom = (float(at) for at in np.median([(p.top, p.bottom) for p in band], axis=0))
    middle, least, margin = (top + bottom) / 2, _WORD * (bottom - top), _MARGIN * (bottom - top)
    over = [p for p in high if p.top < middle < p.bottom]
    parts = [part for p in over for part in p.between(top - margin, bottom + margin)]
    return [part for part in parts if min(part.height, part.right - part.left) > least]


def _fit_for_headings(band: Sequence[Phrase], widest: float, full: bool) -> list[Phrase]:
    """A band without what is too wide; nothing where that is most of it, or where it is as full as running text.

    `full`: it may be so and hold headings all the same.
    """
    small = _SPECK * float(np.median([p.height for p in band])) if band else 0.0
    fit = [p for p in band if p.right - p.left <= widest and max(p.height, p.right - p.left) > small]
    if sum(p.right - p.left for p in fit) < 0.5 * sum(p.right - p.left for p in band):
        return []
    if len(fit) < 2 or full:
        return fit
    gaps, reached = 0.0, min(p.left for p in fit)
    for phrase in sorted(fit, key=lambda p: p.left):
        gaps += max(0.0, phrase.left - reached)
        reached = max(reached, phrase.right)
    return fit if gaps > HEADING_MIN_GAPS * (reached - min(p.left for p in fit)) else []


def _tokens(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in text.split()]
