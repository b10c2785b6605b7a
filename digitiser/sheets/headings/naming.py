"""Which words make a heading, and which column each heading names: decided for the whole line of headings at once.

Words are joined to headings and headings matched with columns such that most letters are explained by known wordings, each column
is named once, and gaps between words look like gaps within headings or between them. The best line is found by dynamic
programming from left to right over (words used, columns named).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from digitiser.model import ColumnName
from digitiser.sheets.headings.wordings import Meaning, is_hint, meanings_of

_A_HEADING = 2.0  # letters that a wording must explain for it to be taken
_GAP = 1.0  # of the height of the print: a wider gap parts headings rather than words
_GAP_COST = 2.5  # letters for each height that a gap is too wide within a heading, or too narrow between two
_CROSSING = 6.0  # letters: an upright rule stands within a heading only where it is none
_UNPARTED = 6.0  # letters: two headings hardly stand side by side without a rule where there are rules between others
_UPRIGHTS_ENOUGH = 0.45  # of the edges between headings
_TORN = 6.0  # letters: a hint in brackets belongs to the heading before it, and a stroke or "&" to those on both sides
_JOINERS = ("/", "&")  # "Nom / Apellidos", "Name & surname"
_AND = ("et", "and", "y", "und")
_MOST_WORDS = 7  # pieces of one heading side by side
_MOST_STATES = 300
_RARE = 1.0  # letters: what may be one of the columns that most sheets have is rather that
_FOREIGN = 2.0  # letters: in another language than the other headings hardly one is printed, and then in both
_SHORT = 4.0  # letters that are explained
_TORN_WORD = 10  # letters: so short a heading may be one word that was seen as several ("T él.")
_LETTERS = 3  # a label that says nothing known and has fewer is dirt
_NOT_FIRST = 4.0  # letters: numbers stand at the start of the line


@dataclass(frozen=True)
class Words:
    """Print read in one piece: its text (in several readings perhaps, the likeliest first), and its extent, millimetres."""

    readings: tuple[str, ...]
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Heading:
    """A printed heading: its words, what it names (None where unknown), and its extent from left to right, millimetres."""

    text: str
    meaning: Meaning | None
    left: float
    right: float
    words: tuple[Words, ...] = ()

    @property
    def name(self) -> ColumnName | None:
        """The column that it names."""
        return self.meaning.name if self.meaning else None


@dataclass(frozen=True)
class Line:
    """A line of headings from left to right, and how many letters of it are explained."""

    items: tuple[Heading, ...] = ()
    weight: float = 0.0


def meaningful(labels: Sequence[Heading]) -> list[Heading]:
    """The labels of cells without dirt, and remains of writing, that were read as a letter or two."""
    return [label for label in labels if not is_dirt(label)]


def part_headings(uprights: Sequence[float], headings: Sequence[Heading]) -> bool:
    """Whether there are enough upright rules for the headings: far fewer are folds, streaks of a scanner, or letters below each other."""
    return len(uprights) >= _UPRIGHTS_ENOUGH * (len(headings) - 1)


def is_dirt(item: Heading) -> bool:
    """Whether a heading says nothing known and has hardly any letters."""
    says_nothing = item.name is None and "(" not in item.text and item.text not in _AND
    return says_nothing and sum(c.isalpha() for c in item.text) < _LETTERS


def name_line(words: Sequence[Words], uprights: Sequence[float], language: str | None = None) -> Line:
    """The headings that the words make; hardly one crosses an upright rule (`uprights`, millimetres), or is in another language than
    most of the print is (`language`, if that is known).
    """
    stacks = _stacks(words)
    if not stacks:
        return Line()
    right_to_left = _is_arabic(words)
    height = sorted(word.bottom - word.top for word in words)[len(words) // 2]
    ruled = len(uprights) > 1
    paths: list[dict[frozenset[ColumnName], Line]] = [{} for _ in range(len(stacks) + 1)]
    paths[0][frozenset()] = Line()
    for start, before in enumerate(paths[:-1]):
        kept = sorted(before.items(), key=lambda path: -path[1].weight)[:_MOST_STATES]
        parting = _parting(stacks, start, height, uprights) + _tearing(stacks, start, right_to_left)
        for end in range(start + 1, min(len(stacks), start + _MOST_WORDS) + 1):
            group = stacks[start:end]
            cost = _joining(group, height, uprights)
            if cost > 12:
                break
            outermost = end == len(stacks) if right_to_left else start == 0
            choices = _choices(group, right_to_left, outermost, language)
            for named, line in kept:
                for heading, gain in choices:
                    if heading.name in named and heading.name != "other":
                        continue
                    now = named | {heading.name} if heading.name else named
                    dirty = ruled and is_dirt(heading)
                    after_dirt = ruled and line.items and is_dirt(line.items[-1])
                    weight = line.weight + gain - (0.0 if dirty else cost if after_dirt else cost + parting)
                    if now not in paths[end] or weight > paths[end][now].weight:
                        paths[end][now] = Line((*line.items, heading), weight)
    best = max(paths[-1].values(), key=lambda line: line.weight)
    return replace(best, items=_given_and_family(best.items))


def _stacks(words: Sequence[Words]) -> list[tuple[Words, ...]]:
    """Words that stand one above the other (lines of one heading), from left to right."""
    stacks: list[list[Words]] = []
    for word in sorted(words, key=lambda w: w.left):
        if stacks and word.left < max(w.right for w in stacks[-1]) - 0.3:
            stacks[-1].append(word)
        else:
            stacks.append([word])
    return [tuple(stack) for stack in stacks]


def _joining(group: Sequence[Sequence[Words]], height: float, uprights: Sequence[float]) -> float:
    """What it costs to take the stacks for one heading."""
    cost = 0.0
    for (_, a), (b, _) in pairwise((min(w.left for w in s), max(w.right for w in s)) for s in group):
        crossed = any(a - 0.5 < edge < b + 0.5 for edge in uprights)
        cost += _CROSSING * crossed + _GAP_COST * max(0.0, (b - a) / height - _GAP)
    return cost


def _parting(stacks: Sequence[Sequence[Words]], start: int, height: float, uprights: Sequence[float]) -> float:
    """What it costs that a heading begins here and does not go on from the words before."""
    if start == 0:
        return 0.0
    a, b = max(w.right for w in stacks[start - 1]), min(w.left for w in stacks[start])
    if any(a - 0.5 < edge < b + 0.5 for edge in uprights):
        return 0.0
    return _GAP_COST * max(0.0, _GAP - (b - a) / height) + (_UNPARTED if len(uprights) > 1 else 0.0)


def _tearing(stacks: Sequence[Sequence[Words]], start: int, right_to_left: bool) -> float:
    """What it costs that a heading is torn from the hint in brackets that follows it, or from what a stroke or "&" joins it to."""
    if start == 0:
        return 0.0
    before, after = (stacks[start], stacks[start - 1]) if right_to_left else (stacks[start - 1], stacks[start])
    ended, begun = before[-1].readings[0], after[0].readings[0]
    hint = begun.startswith("(") or (")" in begun and "(" not in begun) or is_hint(begun)
    joined = ended.endswith(_JOINERS) or begun.startswith(_JOINERS) or ended in _AND or begun in _AND
    return _TORN if hint or joined else 0.0


def _choices(
    group: Sequence[Sequence[Words]], right_to_left: bool, outermost: bool, language: str | None
) -> list[tuple[Heading, float]]:
    """What the stacks may say together, and how many letters each meaning explains; that they say nothing known is one of them."""
    words = [word for stack in group for word in stack]
    extent = min(w.left for w in words), max(w.right for w in words)
    texts = dict.fromkeys(
        _text(words, right_to_left, reading) for reading in range(max(len(w.readings) for w in words))
    )
    first = next(iter(texts), "")
    if len(words) > 1:
        texts |= dict.fromkeys(whole for text in texts if len(whole := text.replace(" ", "")) <= _TORN_WORD)
    nothing = Heading(first, None, *extent, tuple(words)), 0.0
    choices: dict[ColumnName | None, tuple[Heading, float]] = {None: nothing}
    for text in texts:
        for meaning in meanings_of(text):
            gain = meaning.weight - _A_HEADING - _unlikely(meaning, outermost, language)
            if gain > choices.get(meaning.name, nothing)[1]:
                choices[meaning.name] = (Heading(text, meaning, *extent, tuple(words)), gain)
    return list(choices.values())


def _unlikely(meaning: Meaning, outermost: bool, language: str | None) -> float:
    """What counts, in letters, against a meaning because of what it is, where it stands and in which language it would be said."""
    if meaning.name == "number":  # "#" and "N°" are said everywhere
        return 0.0 if outermost else _NOT_FIRST
    short = (
        meaning.weight <= _SHORT
    )  # longer ones are no chance, and may be said alike in a language whose wording is not listed
    foreign = _FOREIGN if short and language and language not in meaning.languages else 0.0
    return foreign + (_RARE if meaning.name == "other" else 0.0)


def _text(words: Sequence[Words], right_to_left: bool, reading: int) -> str:
    """The words line by line, in the order of reading."""
    lines: list[list[Words]] = []
    for word in sorted(words, key=lambda w: w.top + w.bottom):
        if lines and (word.top + word.bottom) / 2 < max(w.bottom for w in lines[-1]) - 0.3:
            lines[-1].append(word)
        else:
            lines.append([word])
    turn = -1 if right_to_left else 1
    ordered = [word for line in lines for word in sorted(line, key=lambda w: turn * (w.left + w.right))]
    return " ".join(text for w in ordered if (text := w.readings[min(reading, len(w.readings) - 1)]))


def _is_arabic(words: Sequence[Words]) -> bool:
    letters = [c for word in words for c in word.readings[0] if c.isalpha()]
    return sum("\u0600" < c < "\u06ff" for c in letters) > 0.5 * max(1, len(letters))


def _given_and_family(items: Sequence[Heading]) -> tuple[Heading, ...]:
    """ "Nom" beside "Prénom" is the family name, "Nombre" beside "Apellidos" the given name."""
    names = [item.name for item in items]
    other: ColumnName | None = None
    if "name" in names and "given_name" in names and "family_name" not in names:
        other = "family_name"
    elif "name" in names and "family_name" in names and "given_name" not in names:
        other = "given_name"
    if other is None:
        return tuple(items)
    return tuple(
        replace(item, meaning=replace(item.meaning, name=other)) if item.meaning and item.name == "name" else item
        for item in items
    )
