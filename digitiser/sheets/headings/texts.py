"""What phrases say, by Tesseract, in Latin letters or in Arabic ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from digitiser.model import Pixels
from digitiser.recognisers.tesseract import Word, read_words
from digitiser.sheets.headings.naming import Line, Words
from digitiser.sheets.headings.phrases import Phrase, enlarged

_FEW_LETTERS, _LETTERS_SURE = 3, 0.6  # letters, and Tesseract's own confidence in each word of so few
ONE_LINE = 7  # Tesseract's page segmentation mode for a line of print
RAW_LINE = 13  # the same for a line that it is not to look for first: it overlooks those of one letter or two
# French letters hold those of the other languages in Latin script, or stand for them: wordings are compared without accents.
LATIN, ARABIC = ("fr",), ("ar",)


def read_texts(phrases: Iterable[Phrase], script: tuple[str, ...], mode: int = ONE_LINE) -> dict[int, str]:
    """The text of each phrase, by its id."""
    unique = {id(phrase): phrase for phrase in phrases}
    read = read_words([enlarged(phrase.picture) for phrase in unique.values()], script, mode)
    return {
        key: " ".join(word.text for word in words if _sure(words, mode))
        for key, words in zip(unique, read, strict=True)
    }


def _sure(words: Sequence[Word], mode: int) -> bool:
    """Whether raw lines of a few letters are more than dirt: Tesseract sees letters in any, but doubts them."""
    few = sum(len(word.text) for word in words) <= _FEW_LETTERS
    return mode != RAW_LINE or not few or all(word.confidence >= _LETTERS_SURE for word in words)


def read_again(phrases: Sequence[Phrase], line: Line, script: tuple[str, ...]) -> dict[int, str]:
    """The phrases of which nothing was understood, or hardly, with more contrast and as raw lines.

    Small print is read better so, large print worse, and a word of one or two letters only so.
    """
    sure = {(w.left, w.top) for item in line.items if item.meaning and item.meaning.likeness > 0.95 for w in item.words}
    unsure = [replace(p, picture=_sharper(enlarged(p.picture))) for p in phrases if (p.left, p.top) not in sure]
    again = read_texts(unsure, script, RAW_LINE)
    places = {(p.left, p.top): text for p, text in zip(unsure, again.values(), strict=True)}
    return {id(p): places[p.left, p.top] for p in phrases if (p.left, p.top) in places}


def _sharper(picture: Pixels) -> Pixels:
    contrasted = np.clip(128 + 1.8 * (picture.astype(np.float32) - 150), 0, 255)
    return np.asarray(contrasted, np.uint8)


def words_of(phrases: Sequence[Phrase], readings: Sequence[dict[int, str]]) -> list[Words]:
    """Phrases with a text; what holds no letter is dirt, but for the brackets of a hint and what joins two words."""
    words = []
    for p in phrases:
        texts = tuple(read[id(p)] for read in readings if read.get(id(p)))
        if texts and all(any(c.isalnum() or c in "#°()/&" for c in text) for text in texts):
            words.append(Words(texts, p.left, p.top, p.right, p.bottom))
    return words
