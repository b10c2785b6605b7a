"""How familiar a value looks: whether a name's words are spelt and end as names of the world are, whether a number's digits are plain.

An engine weighs the texts that a cell may hold against each other, and the best of them wins, however odd it is: "Manso" of "Mansouri"
cut off at the edge of its cell, "Hu6o". This says how odd, and the curve of the column learns what that is worth. In Eastern digits
some hands write ٢ as others write ٣, and no engine can know whose hand it is.
"""

from __future__ import annotations

import re

from digitiser.columns import fold, ngrams
from digitiser.model import NAMES, ColumnName
from digitiser.settings import ENDING, STRANGEST

NAMELIKE: tuple[ColumnName, ...] = (*NAMES, "city")  # made of names
_ALIKE = frozenset("٢٣۲۳")
_BETWEEN = re.compile(r"[-'’. ]+")


def familiarity(column: ColumnName, value: str, written: str) -> float:
    """How familiar a value looks that was read from what is `written`, STRANGEST to 0; 0 in columns that nothing is known of.

    A name's or a town's is that of its strangest word, the natural logarithm of a chance: the mean over its letters, each after those
    before it, and ENDING times that of its end. A number's is -1 where it holds a digit that hands write in two ways, otherwise 0.
    """
    if column in ("phone", "postcode"):
        return -1.0 if _ALIKE & set(written) else 0.0
    if column not in NAMELIKE:
        return 0.0
    words = [ngrams.on_paper(word) for word in map(fold, _BETWEEN.split(value)) if word]
    return max(STRANGEST, min(map(_of_word, words), default=STRANGEST))


def _of_word(word: str) -> float:
    known = ngrams.names()
    before, chance = known.after(ngrams.BEGIN, word)
    return chance / len(word) + ENDING * known.chance(before, ngrams.END)
