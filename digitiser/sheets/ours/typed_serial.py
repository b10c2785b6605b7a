"""The serial as it is typed beside the code: what identifies a sheet whose code cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from digitiser.model import Pixels
from digitiser.recognisers.tesseract import read_words
from digitiser.serials import ALPHABET, LENGTH, parse_serial

_BLOCK = 6  # Tesseract's page segmentation mode for a block of lines
# What Tesseract sees in the characters of a serial; those that no serial holds (I, O, 0, 1) are certain mistakes.
_MISREAD = {"I": "J", "1": "J", "O": "Q9D", "0": "QD9", "S": "5", "5": "S", "A": "4", "4": "A", "G": "6", "6": "G"}
_MISREAD |= {"Z": "2", "2": "Z", "B": "8", "8": "B", "T": "7", "7": "T", "Q": "9", "9": "Q"}


def read_serial(image: Pixels) -> str | None:
    """The serial printed in a small picture, or None.

    Up to two letters may have been misread, as the check character will tell; where more than one serial is possible, none is given.
    """
    found: set[str] = set()
    for language in ("en", "fr"):
        words = [word.text for word in read_words([image], (language,), _BLOCK)[0]]
        for text in [*words, *(a + b for a, b in pairwise(words))]:
            if serial := parse_serial(text):
                return serial
            found.update(serial for guess in _guesses(text) if (serial := parse_serial(guess)))
    return found.pop() if len(found) == 1 else None


def _guesses(text: str) -> Iterator[str]:
    """What may be printed where `text` was read: certain mistakes corrected, and one more letter changed at most."""
    text = text.upper().replace("IJ", "J").replace("JI", "J")
    if len(text) != LENGTH + 1:
        return
    certain = _corrected(text)
    yield from certain
    for base in certain:
        for place, letter in enumerate(base):
            for other in _MISREAD.get(letter, ""):
                yield base[:place] + other + base[place + 1 :]


def _corrected(text: str) -> Sequence[str]:
    """Every way to replace the characters that no serial holds."""
    texts = [""]
    for letter in text:
        options = letter if letter in ALPHABET else _MISREAD.get(letter, letter)
        texts = [start + option for start in texts for option in options]
    return texts[:16]
