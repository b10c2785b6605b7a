"""The serial of a printed sheet: seven random characters and a check character, made to be read aloud and typed.

The alphabet leaves out 0, O, 1 and I. The check character is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen",
dissertation, Marburg 2004) over the field with 32 elements: it catches every single wrong character and every swap of two neighbours.
"""

from __future__ import annotations

import secrets
from collections.abc import Container

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 7  # random characters: 34 thousand million serials
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, irreducible over GF(2)


def check_character(body: str) -> str:
    """The character that belongs after `body`, whose characters are all of ALPHABET (else ValueError)."""
    interim = 0
    for character in body:
        interim = _double(interim ^ ALPHABET.index(character))
    return ALPHABET[interim]


def parse_serial(text: str) -> str | None:
    """The serial in a typed or scanned text, without spaces and hyphens and in capitals; None where it is no serial."""
    if len(text) > 4 * LENGTH:
        return None
    serial = "".join(text.split()).replace("-", "").upper()
    if len(serial) != LENGTH + 1 or not set(serial) <= set(ALPHABET):
        return None
    return serial if check_character(serial[:-1]) == serial[-1] else None


def new_serial(issued: Container[str] = ()) -> str:
    """A random serial that is not among those already issued."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        serial = body + check_character(body)
        if serial not in issued and serial != SPECIMEN:
            return serial


def spoken(serial: str) -> str:
    """The serial as it is printed, in two groups of four: "K7MX 4QHY"."""
    return f"{serial[:4]} {serial[4:]}"


def _double(element: int) -> int:
    """Two times an element of GF(32)."""
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled


SPECIMEN = "SAMPLES" + check_character("SAMPLES")
"""The serial on the specimens in `forms/`: never issued, so a signed specimen is recognised as one."""
