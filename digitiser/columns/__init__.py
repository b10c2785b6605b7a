"""What a reading of a column may mean. Siblings, one idea each: a text goes in, candidates come out, best first.

A column's probabilities say how well a value explains the text *as it was read*; how far the reading itself can be
trusted is joined in `digitiser.fields`. Priors weigh and never blank: a value that does not fit is still given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from digitiser.model import Candidate
from digitiser.settings import LONGEST_TEXT, MOST_CANDIDATES, MOST_MARKS

_JOINERS = "\u200c\u200d"
_JOINED_SCRIPTS = ("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "TAMIL", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR")
_TOGETHER = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_ARABIC = str.maketrans("أإآٱىیئکگةؤ", "اااايييككهو", "ـء")


def clean(text: str) -> str:
    """The text as it may be kept and shown: one line, NFC, no control, format or bidi characters, at most LONGEST_TEXT graphemes.

    Joiners stay between letters of scripts that need them; everything else that cannot be seen goes.
    """
    kept: list[str] = []
    graphemes = marks = 0
    for i, char in enumerate(text):
        category = unicodedata.category(char)
        if category[0] == "M":
            marks += 1
            if marks > MOST_MARKS or not kept or kept[-1] == " ":  # a mark without a letter
                continue
        elif category[0] == "C" and not char.isspace():
            if not (char in _JOINERS and _joins(text[i - 1 : i]) and _joins(text[i + 1 : i + 2])):
                continue
        else:
            marks = 0
            graphemes += 1
            if graphemes > LONGEST_TEXT:
                break
        kept.append(" " if char.isspace() else char)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def fold(text: str) -> str:
    """Letters and digits only, without case, accents and spelling variants of Arabic letters: what two writings of a word share."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_TOGETHER).translate(_ARABIC))
    words = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split()
    return " ".join(words).translate(_ARABIC)


def digits_folded(text: str) -> str:
    """Arabic-Indic, Persian and all other decimal digits as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def ranked(scores: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The best few values, best first, with probabilities that add up to 1 at most."""
    total = max(1.0, sum(scores.values()))
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
    return tuple(Candidate(value, min(1.0, score / total)) for value, score in best if score > 0)


def _joins(char: str) -> bool:
    return bool(char) and unicodedata.name(char, "").startswith(_JOINED_SCRIPTS)
