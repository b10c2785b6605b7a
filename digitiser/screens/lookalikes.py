"""Texts that look the same on the screen, so that a person is never asked to choose between them. No Streamlit.

After Unicode's "confusables" (UTS 39), for the scripts that our sheets are written in; letters that a person tells apart, as ي and ى, stay
apart.
"""

from __future__ import annotations

import re
import unicodedata

from digitiser.columns import digits_folded

# Each letter under the Latin one that is drawn alike, capitals and small ones: Cyrillic, then Greek.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁѡһ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵυ",
    "ABESIJKMHOPCTYXaesijopcyxdwh" + "ABEZHIKMNOPTYXovu",
)
_ARABIC = str.maketrans("کیہەھ", "كيههه", "ـ")  # but for the end of a word, where ی has no dots
_DOTLESS_END = re.compile("ی(?![^\\W\\d_])")
_SIGNS = str.maketrans("’‘ʼ`´‐‑–—‚", "'''''----,", "\u200b\u200c\u200d\u200e\u200f\u2060\u00ad")


def looks(text: str) -> str:
    """What two texts share that a person cannot tell apart; digits are the same in all scripts, since they mean the same."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return " ".join(digits_folded(_DOTLESS_END.sub("ى", plain).translate(_ARABIC).translate(_LATIN)).split())
