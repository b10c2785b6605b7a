"""Names: as people write them, whatever case they were printed in."""

from __future__ import annotations

import re

from digitiser.columns import clean, ranked
from digitiser.model import Candidate

# Small between two names ("Benoît de la Tour"); _AFTER only behind another particle ("van der", "de la"; but "Le Goff").
_PARTICLES = frozenset(
    [
        "de",
        "du",
        "des",
        "von",
        "vom",
        "zu",
        "zur",
        "van",
        "ten",
        "ter",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "dei",
        "della",
        "y",
        "e",
        "af",
        "av",
    ]
)
_AFTER = frozenset(["la", "las", "le", "les", "los", "der", "den", "dem", "het"])
_HYPHENATED = _AFTER | frozenset(["de", "du", "des", "sur", "sous", "en", "et"])
_ROMAN = frozenset(["II", "III", "IV", "VI", "VII", "VIII", "IX"])
_PARTS = re.compile(r"([-'’ʼ‘.])")
_APOSTROPHES = re.compile(r"\s*['’ʼ‘`´]\s*")


def candidates(text: str) -> tuple[Candidate, ...]:
    """The name that a text gives: one candidate, or none where no letter was read."""
    written = as_written(text)
    return ranked({written: 1.0}) if any(c.isalpha() for c in written) else ()


def as_written(text: str) -> str:
    """Capitals become a name as people write it: "AÏT LAHCEN" is "Aït Lahcen", "O'SULLIVAN" is "O'Sullivan".

    Words in mixed case keep it, scripts without case are untouched, and signs that no name holds are left out at the ends.
    """
    text = _APOSTROPHES.sub("'", clean(text)).strip(" ,;:_|/\\*•~\"'-=<>[]{}()")
    words = text.split()
    small = [word.lower() in _PARTICLES or word.lower() in _AFTER for word in words] + [False]
    result = []
    for i, word in enumerate(words):
        between = 0 < i < len(words) - 1 or (i == 0 and small[1] and len(words) > 2)
        led = i > 0 and small[i - 1]
        if _one_case(word) and between and (word.lower() in _PARTICLES or (led and word.lower() in _AFTER)):
            result.append(word.lower())
        else:
            result.append(_capitalised(word))
    return " ".join(result)


def joined(given: str, family: str) -> str:
    """Given and family name as one string."""
    return clean(f"{given} {family}")


def _one_case(word: str) -> bool:
    return word.upper() == word or word.lower() == word


def _capitalised(word: str) -> str:
    if word in _ROMAN:
        return word
    parts = _PARTS.split(word)
    for i in range(0, len(parts), 2):
        part = parts[i].lower()
        if not _one_case(parts[i]) or parts[i] == "d":
            continue
        if 0 < i < len(parts) - 1 and part in _HYPHENATED:
            parts[i] = part
        elif part.startswith("mc") and len(part) > 3:
            parts[i] = "Mc" + _capital(part[2:])
        else:
            parts[i] = _capital(parts[i])
    return "".join(parts)


def _capital(part: str) -> str:
    """Capitalised; the Turkish dotted capital does not leave its dot behind."""
    return part[:1].upper() + part[1:].lower().replace("i\u0307", "i")
