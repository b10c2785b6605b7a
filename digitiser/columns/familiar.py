"""How familiar a name is: whether its words are spelt and end as the names of the world are.

An engine weighs the texts that a cell may hold against each other, and the best of them wins, however odd it is: "Manso" of "Mansouri"
cut off at the edge of its cell, "Hu6o". This says how odd, and the curve of names learns what that is worth.
"""

from __future__ import annotations

import re

from digitiser.columns import fold, ngrams
from digitiser.model import NAMES, ColumnName
from digitiser.settings import ENDING, STRANGEST

NAMELIKE: tuple[ColumnName, ...] = (*NAMES, "city")  # made of names
_BETWEEN = re.compile(r"[-'’. ]+")


def familiarity(column: ColumnName, value: str) -> float:
    """That of the strangest word of a name or a town, natural logarithm of a chance, STRANGEST to 0; 0 in all other columns.

    A word's is the mean over its letters, each after those before it, and ENDING times that of its end.
    """
    if column not in NAMELIKE:
        return 0.0
    words = [ngrams.on_paper(word) for word in map(fold, _BETWEEN.split(value)) if word]
    return max(STRANGEST, min(map(_of_word, words), default=STRANGEST))


def _of_word(word: str) -> float:
    known = ngrams.names()
    before, chance = known.after(ngrams.BEGIN, word)
    return chance / len(word) + ENDING * known.chance(before, ngrams.END)
