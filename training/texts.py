"""What people write on petition sheets: names of many countries, countries, towns, addresses, numbers, e-mail addresses, random strings.

`latin` and `arabic` compose one text; half of the Latin ones are in capitals, as forms ask for.
"""

import string
import unicodedata
from collections.abc import Callable

import numpy as np

from training import corpus
from training.corpus import ARABIC, LATIN, LISTS, SIGNS, Corpus, writable
from training.numbers import digits, phone, postcode


def _pick(rng: np.random.Generator, values: tuple[str, ...]) -> str:
    return values[int(rng.integers(len(values)))] if values else "A"


def _name(rng: np.random.Generator, c: Corpus) -> str:
    likely = rng.random() < 0.4
    first, last = _pick(rng, c.likely_first if likely else c.first), _pick(rng, c.likely_last if likely else c.last)
    if last.isupper():
        last = last.title() if rng.random() < 0.5 else last
    kind = rng.random()
    if kind < 0.28:
        return first
    if kind < 0.52:
        return last
    if kind < 0.62:
        return f"{first}{rng.choice(['-', ' '])}{_pick(rng, c.first)}"
    if kind < 0.68:
        return f"{last}{rng.choice(['-', ' '])}{_pick(rng, c.last)}"
    if kind < 0.84:
        return f"{first} {last}"
    if kind < 0.94:
        return f"{last.upper() if rng.random() < 0.4 else last} {first}"
    return (
        f"{first[0]}. {last}"
        if rng.random() < 0.5
        else f"{_pick(rng, ('M.', 'Mme', 'Mr', 'Mrs', 'Dr', 'Sr', 'Sra'))} {last}"
    )


def _plain(text: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKD", text).lower() if c in string.ascii_lowercase + string.digits
    )


def _email(rng: np.random.Generator, c: Corpus) -> str:
    first, last = _plain(_pick(rng, c.first)), _plain(_pick(rng, c.last))
    local = str(
        rng.choice(
            [
                f"{first}.{last}",
                f"{first}{last}",
                f"{first[:1]}{last}",
                f"{first}_{last}",
                f"{first}-{last}",
                f"{last}.{first}",
                first,
                last,
            ]
        )
    )
    if rng.random() < 0.35:
        local += digits(rng, 1, 4)
    domain = (
        str(rng.choice(LISTS["mail_hosts"]))
        if rng.random() < 0.9
        else f"{_plain(_pick(rng, c.words))}.{rng.choice(['org', 'fr', 'net', 'com', 'de', 'info', 'es'])}"
    )
    whole = f"{local}@{domain}"
    cut = rng.random()
    if cut < 0.08:
        return f"@{domain}"
    return local if cut < 0.13 else whole


def _random(rng: np.random.Generator) -> str:
    kind = rng.random()
    if kind < 0.4:
        letters = LATIN if rng.random() < 0.35 else string.ascii_uppercase
    elif kind < 0.6:
        letters = string.ascii_lowercase
    else:
        letters = string.ascii_uppercase + string.digits * 2 if kind < 0.75 else LATIN + SIGNS
    text = "".join(rng.choice(list(letters), int(rng.integers(2, 12))))
    return text[: len(text) // 2] + " " + text[len(text) // 2 :] if rng.random() < 0.2 else text


def _date(rng: np.random.Generator) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1930, 2027))
    if rng.random() < 0.3:
        return f"{day} {rng.choice(LISTS['months'])} {year}"
    separator = str(rng.choice(["/", "-", ".", " / "]))
    return separator.join([f"{day:02}", f"{month:02}", str(year) if rng.random() < 0.6 else f"{year % 100:02}"])


def _address(rng: np.random.Generator, c: Corpus) -> str:
    street = f"{_pick(rng, c.streets)} {'de ' if rng.random() < 0.3 else ''}{_pick(rng, c.last if rng.random() < 0.5 else c.towns).title()}"
    number = f"{rng.integers(1, 300)}{rng.choice(['', '', '', ' bis', ','])}"
    return f"{number} {street}" if rng.random() < 0.6 else f"{digits(rng, 4, 5)} {_pick(rng, c.towns)}"


def _capitals(rng: np.random.Generator, text: str) -> str:
    upper = text.replace("ß", "SS").replace("ı", "I").replace("ÿ", "Y").upper()
    if rng.random() < 0.3:  # most people leave the accents off their capitals
        upper = "".join(k for k in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(k))
    return writable(upper)


def _words(rng: np.random.Generator, c: Corpus) -> str:
    return " ".join(_pick(rng, c.words) for _ in range(int(rng.integers(1, 5))))


LATIN_KINDS: dict[str, tuple[float, float, Callable[[np.random.Generator, Corpus], str]]] = {
    "name": (0.33, 0.6, _name),
    "country": (0.10, 0.6, lambda rng, c: _pick(rng, c.countries)),
    "town": (0.04, 0.6, lambda rng, c: _pick(rng, c.towns)),
    "address": (0.04, 0.5, _address),
    "phone": (0.15, 0, lambda rng, c: phone(rng)),
    "postcode": (0.06, 0, lambda rng, c: postcode(rng)),
    "e-mail": (0.14, 0.15, _email),
    "date": (0.02, 0, lambda rng, c: _date(rng)),
    "random": (0.06, 0, lambda rng, c: _random(rng)),
    "digits": (0.02, 0, lambda rng, c: digits(rng, 1, 6)),
    "words": (0.04, 0.4, _words),
}
"""What is written: its share, the share of it in capitals (beside what comes in capitals anyway), and what writes it."""

_SHARES = np.asarray([share for share, _, _ in LATIN_KINDS.values()])


def latin(rng: np.random.Generator, longest: int = 40) -> str:
    """One text in Latin letters, at most `longest` characters, half of them in capitals where case is free."""
    kind = int(np.searchsorted(np.cumsum(_SHARES / _SHARES.sum()), rng.random()))
    _, capitals, compose = list(LATIN_KINDS.values())[kind]
    text = compose(rng, corpus.latin())
    if rng.random() < capitals:
        text = _capitals(rng, text)
    return writable(text)[:longest].strip() or "A"


def arabic(rng: np.random.Generator, longest: int = 36) -> str:
    """One text in Arabic script, in logical order; one in six is a number in Eastern digits."""
    c = corpus.arabic()
    kind = rng.random()
    if kind < 0.3:
        text = f"{_pick(rng, c.first)} {_pick(rng, c.last)}"
    elif kind < 0.45:
        text = _pick(rng, c.first if rng.random() < 0.5 else c.last)
    elif kind < 0.52:
        text = f"{_pick(rng, c.first)} {rng.choice(['بن', 'عبد', 'أبو', 'آل', 'بو'])} {_pick(rng, c.last)}"
    elif kind < 0.7:
        text = _pick(rng, c.countries)
    elif kind < 0.76:
        text = _pick(rng, c.towns)
    elif kind < 0.8:
        text = " ".join(_pick(rng, c.words) for _ in range(int(rng.integers(1, 4))))
    elif kind < 0.84:
        text = "".join(rng.choice(list(ARABIC), int(rng.integers(2, 8))))
    else:
        zero = "٠" if rng.random() < 0.75 else "۰"
        number = phone(rng) if rng.random() < 0.5 else digits(rng, 2, 10)
        text = number.translate({ord("0") + d: chr(ord(zero) + d) for d in range(10)})
    return writable(text)[:longest].strip() or "ا"
