"""The last gate for text: what is kept can be shown, compared and exported without surprises."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"  # Persian and Indic spelling needs them; all other invisible characters go


def clean(text: str) -> str:
    """The text in NFC, on one line, without controls, direction overrides, byte order marks and lone surrogates."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return unicodedata.normalize("NFC", " ".join(kept.split()))
