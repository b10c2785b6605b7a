"""The fonts of the generator, all under the SIL Open Font License, unmodified, each with its licence in its folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

FOLDER = Path(__file__).parent / "fonts"
Mask = NDArray[np.float32]

LEFT_TO_RIGHT, AS_BEFORE = "\u202d", "\u202c"
"""Numbers are written from left to right; left to itself, layout sets the groups of Eastern digits in the other order."""

if not features.check("raqm"):
    raise RuntimeError("This Pillow cannot shape Arabic (no raqm); install the wheel from PyPI.")


@dataclass(frozen=True)
class Face:
    """One font file. `kind` says what it looks like; sizes are given as the height of a capital (or of an alif) in pixels."""

    file: str
    kind: Literal["separate", "joined", "arabic", "print", "arabic print"]

    @cached_property
    def _capital(self) -> float:
        box = _load(self.file, 200).getbbox("ا" if self.arabic else "H")
        return (box[3] - box[1]) / 200

    @property
    def arabic(self) -> bool:
        """Whether it draws Arabic letters."""
        return self.kind.startswith("arabic")

    def font(self, capital: float) -> ImageFont.FreeTypeFont:
        """The font at the size where a capital is `capital` pixels high."""
        return _load(self.file, max(4, round(capital / self._capital)))

    def can_write(self, text: str) -> bool:
        """Whether the font has every character of the text."""
        return all(_has(self.file, c) for c in text if not c.isspace())

    def mask(self, text: str, capital: float, margin: int = 0) -> tuple[Mask, int]:
        """The text as coverage (0 to 1, rows x columns), and the row of its baseline. `margin` pixels are left free around it."""
        font = self.font(capital)
        if self.arabic and not any(c.isalpha() for c in text):
            text = f"{LEFT_TO_RIGHT}{text}{AS_BEFORE}"
        box = font.getbbox(text, anchor="ls")
        left, top, right, bottom = (int(np.floor(v)) for v in box)
        size = (max(1, right - left + 2 + 2 * margin), max(1, bottom - top + 2 + 2 * margin))
        image = Image.new("L", size)
        ImageDraw.Draw(image).text((margin - left + 1, margin - top + 1), text, fill=255, font=font, anchor="ls")
        return np.asarray(image, np.float32) / np.float32(255), margin - top + 1

    def width(self, text: str, capital: float) -> float:
        """Pixels from the start to the end of the text."""
        return float(self.font(capital).getlength(text))


@lru_cache(maxsize=400)
def _load(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / file), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=20000)
def _has(file: str, character: str) -> bool:
    font = _load(file, 40)
    glyph, missing = font.getmask(character), font.getmask("\U0010fffd")
    return bool(glyph.getbbox()) and (glyph.size != missing.size or bytes(glyph) != bytes(missing))


SEPARATE: tuple[Face, ...] = tuple(
    Face(file, "separate")
    for file in (
        "patrick-hand/PatrickHand_400Regular.ttf",
        "gochi-hand/GochiHand_400Regular.ttf",
        "reenie-beanie/ReenieBeanie_400Regular.ttf",
        "indie-flower/IndieFlower_400Regular.ttf",
        "architects-daughter/ArchitectsDaughter_400Regular.ttf",
        "shadows-into-light/ShadowsIntoLight_400Regular.ttf",
        "kalam/Kalam_400Regular.ttf",
    )
)
JOINED: tuple[Face, ...] = (
    Face("caveat/Caveat_400Regular.ttf", "joined"),
    Face("dancing-script/DancingScript_400Regular.ttf", "joined"),
)
ARABIC: tuple[Face, ...] = (
    Face("aref-ruqaa/ArefRuqaa_400Regular.ttf", "arabic"),
    Face("playpen-sans-arabic/playpen-sans-arabic-arabic-400-normal.woff2", "arabic"),
)
PRINT = tuple(
    Face(file, "print")
    for file in (
        "open-sans/OpenSans_400Regular.ttf",
        "pt-serif/PTSerif_400Regular.ttf",
        "roboto-condensed/RobotoCondensed_400Regular.ttf",
        "courier-prime/CourierPrime_400Regular.ttf",
    )
)
PRINT_BOLD = Face("open-sans/OpenSans_700Bold.ttf", "print")
ARABIC_PRINT = Face("noto-naskh-arabic/NotoNaskhArabic_400Regular.ttf", "arabic print")
ARABIC_PRINT_BOLD = Face("noto-naskh-arabic/NotoNaskhArabic_700Bold.ttf", "arabic print")
