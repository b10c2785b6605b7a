"""From the columns of the network to texts: the sum over all alignments, weighed by how the texts of a column are spelt."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitiser.recognisers import ClosedTable, Spelling

LEAST = 0.002  # a class less probable than this in a column is not followed
CERTAIN = 0.998  # a class that is surer than this is the only one that is followed
FREE, STRANGE = (
    0.02,
    0.002,
)  # the chance of each sign of a text that is none of a closed table; of one that stands in no entry
RESCALED = 24  # columns after which the numbers of a long line are brought back to about 1

Columns = NDArray[np.float32]
Text = tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """A text in the order on paper, what the ink says of it (a probability) and what ink and spelling say (a share of all texts found)."""

    text: str
    ink: float
    share: float


def beams(log_probs: Columns, alphabet: str, width: int = 12) -> list[tuple[str, float]]:
    """The most probable texts (visual order) of one line, best first, each with its probability summed over alignments.

    `log_probs` is (columns, classes), natural logarithms, class 0 the blank. CTC prefix search after Graves (2012) and Hannun et al.,
    "First-Pass Large Vocabulary Continuous Speech Recognition using Bi-Directional Recurrent DNNs" (2014), without a language model;
    columns where one class is certain extend every text by that class alone, which makes it fast.
    """
    return [(found.text, found.ink) for found in _search(np.exp(log_probs), ("", *alphabet), None, width)]


def spelt(log_probs: Columns, alphabet: str, spelling: Spelling, width: int = 12) -> list[Found]:
    """The likeliest texts of one line where the column's spelling is known, best first; signs that it does not tell apart are one.

    The prior enters the search at each new sign, as in Hannun et al. (2014); the ink's own probability is kept apart from it.
    """
    signs, places = _folding(alphabet, spelling)
    probable = np.zeros((len(log_probs), len(signs)), np.float32)
    np.add.at(probable.T, places, np.exp(log_probs).T)
    return _search(probable, signs, spelling, width)


def tabled(log_probs: Columns, alphabet: str, table: ClosedTable, most: int = 12) -> list[Found]:
    """The likeliest entries of a closed table, best first, by the exact probability of each: the forward sums of all entries at once.

    The sums run over the tree of the entries' beginnings, as in a lexicon search (Graves and others, "A Novel Connectionist System for
    Unconstrained Handwriting Recognition", 2009), without pruning. Shares are of the table and of texts that are none of it: a sign of such
    a text is FREE as likely as the ink makes it, STRANGE where no entry holds it.
    """
    tree = _tree(alphabet, table)
    probable = np.zeros((len(log_probs), tree.signs), np.float32)
    np.add.at(probable.T, tree.places, np.exp(log_probs).T)
    blank, sign = np.zeros((2, len(tree.parents)), np.float64)
    blank[0] = 1.0
    scale = 0.0
    for step, column in enumerate(probable):
        whole = blank + sign
        from_parent = whole[tree.parents] - np.where(tree.doubled, sign[tree.parents], 0.0)
        from_parent[0] = 0.0
        blank = whole * column[0]
        sign = (sign + from_parent) * column[tree.labels]
        if step % RESCALED == RESCALED - 1 and (largest := float(max(blank.max(), sign.max()))) > 0:
            scale += math.log(largest)
            blank, sign = blank / largest, sign / largest
    ink = (blank + sign)[tree.ends] * math.exp(max(-700.0, scale))
    both = ink * tree.chances
    text = best_path(log_probs, alphabet)
    path = math.exp(float(log_probs.max(axis=1).sum()))
    free = path * min(FREE, math.prod(FREE if sign in tree.held else STRANGE for sign in text))
    total = float(both.sum()) + free or 1.0
    best = np.argsort(-both)[:most]
    found = [Found(tree.entries[k], float(ink[k]), float(both[k]) / total) for k in best if both[k] > 0]
    return sorted([*found, Found(text, path, free / total)], key=lambda f: -f.share)


def mixed(looks: Sequence[Sequence[Found]]) -> list[Found]:
    """Several looks at one line as one, best first: each text with the mean of its shares and of what the ink says of it."""
    texts = dict.fromkeys(found.text for look in looks for found in look)
    sums = {text: [found for look in looks for found in look if found.text == text] for text in texts}
    whole = [
        Found(text, sum(f.ink for f in found) / len(looks), sum(f.share for f in found) / len(looks))
        for text, found in sums.items()
    ]
    return sorted(whole, key=lambda found: -found.share)


def best_path(log_probs: Columns, alphabet: str) -> str:
    """The text of the likeliest alignment (visual order): what is written, sign by sign."""
    path = log_probs.argmax(axis=1)
    kept = path[(path != np.concatenate(([0], path[:-1]))) & (path != 0)]
    return " ".join("".join(alphabet[k - 1] for k in kept).split())


@dataclass(frozen=True)
class _Tree:
    """The beginnings of all entries: the root first, each with its parent, its sign, and whether that is its parent's sign too.

    `places` maps the network's classes to signs, `ends` are the whole entries; `held` are the network's signs that stand in some entry, or
    for nothing.
    """

    places: NDArray[np.int64]
    signs: int
    parents: NDArray[np.int64]
    labels: NDArray[np.int64]
    doubled: NDArray[np.bool_]
    ends: NDArray[np.int64]
    entries: tuple[str, ...]
    chances: NDArray[np.float64]
    held: frozenset[str]


@lru_cache(maxsize=64)
def _tree(alphabet: str, table: ClosedTable) -> _Tree:
    folded = ["", *(table.folded(sign)[:1] for sign in alphabet)]
    signs = tuple(dict.fromkeys(folded))  # what may stand anywhere is one with the blank
    nodes: dict[str, int] = {"": 0}
    parents, labels = [0], [0]
    entries = {entry: chance for entry, chance in table.chances.items() if entry and set(entry) <= set(signs)}
    for entry in entries:
        for k in range(1, len(entry) + 1):
            if entry[:k] not in nodes:
                nodes[entry[:k]] = len(nodes)
                parents.append(nodes[entry[: k - 1]])
                labels.append(signs.index(entry[k - 1]))
    above, label = np.array(parents), np.array(labels)
    doubled = (label == label[above]) & (above > 0)
    ends = np.array([nodes[entry] for entry in entries], np.int64)
    places = np.array([signs.index(sign) for sign in folded])
    used = {"", *(sign for entry in entries for sign in entry)}
    held = frozenset(sign for sign, stands in zip(alphabet, folded[1:], strict=True) if stands in used)
    return _Tree(
        places, len(signs), above, label, doubled, ends, tuple(entries), np.array(list(entries.values())), held
    )


@lru_cache(maxsize=64)
def _folding(alphabet: str, spelling: Spelling) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The signs that the spelling tells apart, the blank first, and the place of each class among them."""
    folded = ["", *(spelling.folded(sign) for sign in alphabet)]
    signs = tuple(dict.fromkeys(folded))
    return signs, np.array([signs.index(sign) for sign in folded])


def _search(probable: Columns, signs: Sequence[str], spelling: Spelling | None, width: int) -> list[Found]:
    priors = _Priors(signs, spelling)
    found: dict[Text, tuple[float, float]] = {(): (1.0, 0.0)}  # text -> probability that it ends in a blank, in a sign
    scale = 0.0
    for step, column in enumerate(probable):
        surest = int(column.argmax())
        classes = [surest] if column[surest] > CERTAIN else np.flatnonzero(column > LEAST).tolist()
        chances = column[classes].tolist()
        if classes == [0]:  # nothing but paper: half of all columns
            found = {text: ((blank + sign) * chances[0], 0.0) for text, (blank, sign) in found.items()}
        else:
            longer = _longer(found, classes, chances)
            found = longer if len(longer) <= width else _best(longer, priors, width)
        if step % RESCALED == RESCALED - 1:
            largest = max(blank + sign for blank, sign in found.values())
            scale += math.log(largest)
            found = {text: (blank / largest, sign / largest) for text, (blank, sign) in found.items()}
    return _summed(found, signs, priors, math.exp(max(-700.0, scale)))


def _longer(
    found: dict[Text, tuple[float, float]], classes: list[int], chances: list[float]
) -> dict[Text, tuple[float, float]]:
    """All texts after one more column."""
    blanks: dict[Text, float] = {}
    ends: dict[Text, float] = {}
    for text, (blank, sign) in found.items():
        whole, last = blank + sign, text[-1] if text else 0
        for index, chance in zip(classes, chances, strict=True):
            if index == 0:
                blanks[text] = blanks.get(text, 0.0) + whole * chance
            elif index == last:
                ends[text] = ends.get(text, 0.0) + sign * chance
                if blank:
                    again = (*text, index)
                    ends[again] = ends.get(again, 0.0) + blank * chance
            else:
                next_text = (*text, index)
                ends[next_text] = ends.get(next_text, 0.0) + whole * chance
    return {text: (blanks.get(text, 0.0), ends.get(text, 0.0)) for text in {**ends, **blanks}}


def _best(longer: dict[Text, tuple[float, float]], priors: _Priors, width: int) -> dict[Text, tuple[float, float]]:
    ranked = sorted(longer.items(), key=lambda entry: -(entry[1][0] + entry[1][1]) * priors.of(entry[0]))
    return dict(ranked[:width])


def _summed(found: dict[Text, tuple[float, float]], signs: Sequence[str], priors: _Priors, scale: float) -> list[Found]:
    ink: dict[str, float] = {}
    both: dict[str, float] = {}
    for text, (blank, sign) in found.items():
        words = " ".join("".join(signs[k] for k in text).split())
        ink[words] = ink.get(words, 0.0) + blank + sign
        both[words] = both.get(words, 0.0) + (blank + sign) * priors.of(text, ended=True)
    total = sum(both.values()) or 1.0
    return [Found(text, ink[text] * scale, share / total) for text, share in sorted(both.items(), key=lambda e: -e[1])]


class _Priors:
    """How well spelt each text is, worked out once and from its beginning; 1 without a spelling."""

    def __init__(self, signs: Sequence[str], spelling: Spelling | None) -> None:
        self._signs, self._spelling = signs, spelling
        self._known: dict[Text, tuple[Hashable, float]] = {(): (spelling.start if spelling else None, 0.0)}

    def of(self, text: Text, ended: bool = False) -> float:
        if self._spelling is None:
            return 1.0
        state, chance = self._state(self._spelling, text)
        return math.exp(max(-700.0, chance + (self._spelling.ended(state) if ended else 0.0)))

    def _state(self, spelling: Spelling, text: Text) -> tuple[Hashable, float]:
        known = self._known.get(text)
        if known is None:
            before, chance = self._state(spelling, text[:-1])
            state, more = spelling.longer(before, self._signs[text[-1]])
            known = self._known[text] = state, chance + more
        return known
