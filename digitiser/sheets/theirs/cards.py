"""The cells of cards: each begins at its label, and lies in one of the two lines of a card, or in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from digitiser.model import Box, Column
from digitiser.settings import CARD_LABEL_MM
from digitiser.sheets.headings.cards import Cards
from digitiser.sheets.headings.naming import Heading, meaningful


def columns_of(cards: Cards, table: Box) -> tuple[Column, ...]:
    """The columns of the upper line from left to right, then those of the lower one; each name once.

    A signature at the end of the upper line, below which nothing is asked for, has the whole height of the card.
    """
    upper, lower = (meaningful(line.labels) for line in cards.lines)
    cut, backwards = cards.lines[1].top, cards.language == "ar"
    above = _cells(upper, table, backwards, (0.0, cut))
    last = above[0 if backwards else -1]
    room = table
    if last.name == "signature" and not any(last.box.left < (i.left + i.right) / 2 < last.box.right for i in lower):
        above = [replace(column, bottom=1.0) if column is last else column for column in above]
        room = replace(table, left=last.box.right) if backwards else replace(table, right=last.box.left)
    known = {column.name for column in above if column.name}
    below = _cells(lower, room, backwards, (cut, 1.0))
    return tuple(above + [replace(c, name=None) if c.name in known and c.name != "other" else c for c in below])


def _cells(labels: Sequence[Heading], table: Box, backwards: bool, share: tuple[float, float]) -> list[Column]:
    """A line of cells over the width of the table, from label to label or the other way round; without labels one that has no name."""
    if not labels:
        return [Column(None, "", table, *share)]
    if backwards:
        edges = [table.left, *(label.right + CARD_LABEL_MM for label in labels[:-1]), table.right]
    else:
        edges = [table.left, *(label.left - CARD_LABEL_MM for label in labels[1:]), table.right]
    return [
        Column(label.name, label.text, Box(left, table.top, right, table.bottom), *share)
        for label, (left, right) in zip(labels, pairwise(edges), strict=True)
    ]
