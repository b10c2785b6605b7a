"""Hands: how one person writes. A font is only the start; size, slant, spacing, wobble and the pen's width make it somebody's."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.generator import fonts
from benchmarks.generator.chance import Lots, between, chance, pick
from benchmarks.generator.fonts import Face, Mask


@dataclass(frozen=True)
class Hand:
    """`capital` is the height of a capital in millimetres; `spacing` stretches the gap between unjoined letters (1 is the font's own)."""

    latin: Face
    arabic: Face
    capitals: bool
    capital: float
    slant: float
    stretch: float
    spacing: float
    unrest: float

    def face(self, text: str) -> Face | None:
        """The font this hand writes the text with (another Arabic one where its own lacks a sign), None where none has all characters."""
        faces = (self.arabic, *fonts.ARABIC) if is_arabic(text) else (self.latin,)
        return next((face for face in faces if face.can_write(text)), None)


def any_hand(rng: Lots) -> Hand:
    """Somebody's hand. On sheets that ask for it, half of the people print in capitals."""
    joined = chance(rng, 0.3)
    capitals = chance(rng, 0.15 if joined else 0.55)
    return Hand(
        latin=pick(rng, fonts.JOINED if joined else fonts.SEPARATE),
        arabic=pick(rng, fonts.ARABIC),
        capitals=capitals,
        capital=float(np.clip(rng.normal(3.3, 0.6), 2.5, 5.2)),
        slant=between(rng, -0.12, 0.35) if chance(rng, 0.6) else between(rng, -0.03, 0.06),
        stretch=between(rng, 0.8, 1.25),
        spacing=between(rng, 1.05, 1.7) if not joined and chance(rng, 0.4) else 1.0,
        unrest=between(rng, 0.0, 1.0),
    )


def is_arabic(text: str) -> bool:
    """Whether the text holds Arabic letters or digits."""
    return any("\u0600" <= c <= "\u06ff" for c in text)


def draw(text: str, hand: Hand, capital: float, pen_width: float, squeeze: float, rng: Lots) -> tuple[Mask, int]:
    """The text in this hand as coverage, and the row of its baseline.

    `capital` and `pen_width` are pixels; `squeeze` narrows the letters further (1 leaves them). The text must be writable by the hand.
    """
    face = hand.face(text)
    if face is None:
        raise ValueError(f"the font {hand.latin.file} lacks a character of the text")
    if face.arabic:
        capital *= 1.15
    margin = round(capital)
    if face.kind == "separate" and len(text) > 1:
        mask, base = _letter_by_letter(text, face, hand, capital, margin, rng)
    else:
        mask, base = face.mask(text, capital, margin)
    mask, base = _bent(mask, base, hand, squeeze, capital, rng)
    return _with_pen(mask, min(pen_width, 0.14 * capital)), base


def _letter_by_letter(text: str, face: Face, hand: Hand, capital: float, margin: int, rng: Lots) -> tuple[Mask, int]:
    """Letters one by one, none quite on the line or of the same size as its neighbour."""
    gap = (hand.spacing - 1) * 0.45 * capital
    glyphs, x = [], float(margin)
    for letter in text:
        size = capital * (1 + hand.unrest * rng.normal(0, 0.045))
        if not letter.isspace():
            mask, base = face.mask(letter, size)
            start = face.font(size).getbbox(letter, anchor="ls")[0]
            glyphs.append((mask, base, x + start, hand.unrest * rng.normal(0, 0.035) * capital))
        x += face.width(letter, size) + gap
    above = max((base + dy for _, base, _, dy in glyphs), default=1)
    below = max((mask.shape[0] - base + dy for mask, base, _, dy in glyphs), default=1)
    baseline = round(above + margin)
    whole = np.zeros((baseline + round(below) + margin + 2, round(x) + 2 * margin), np.float32)
    for mask, base, left, dy in glyphs:
        top, column = max(0, round(baseline - base + dy)), max(0, round(left))
        part = whole[top : top + mask.shape[0], column : column + mask.shape[1]]
        np.maximum(part, mask[: part.shape[0], : part.shape[1]], out=part)
    return whole, baseline


def _bent(mask: Mask, base: int, hand: Hand, squeeze: float, capital: float, rng: Lots) -> tuple[Mask, int]:
    """Slanted about the baseline, stretched, and its baseline bent: a slow wave, a rise or fall, and a shake of the letters."""
    height, width = mask.shape
    stretch = hand.stretch * squeeze
    lean = abs(hand.slant) * height
    wide = max(2, round(width * stretch + lean))
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(height, dtype=np.float32))
    left = max(hand.slant * (height - base), -hand.slant * base)
    source_x = (x - left - hand.slant * (base - y)) / stretch
    wave = capital * (0.03 + 0.06 * hand.unrest) * np.sin(x / (capital * between(rng, 3, 8)) + between(rng, 0, 6.3))
    rise = between(rng, -0.03, 0.03) * hand.unrest * (x - wide / 2)
    shake = cv2.resize(
        rng.normal(0, 0.05 * hand.unrest * capital, (4, max(4, int(wide / capital * 2)))).astype(np.float32),
        (wide, height),
        interpolation=cv2.INTER_CUBIC,
    )
    bent = cv2.remap(
        mask, source_x.astype(np.float32) + shake, (y + wave + rise + shake).astype(np.float32), cv2.INTER_LINEAR
    )
    return np.asarray(bent, np.float32), base


def _with_pen(mask: Mask, width: float) -> Mask:
    """The line brought towards the pen's width (pixels): thick lines grow, thin ones are left as the font has them."""
    solid = mask > 0.4
    if not solid.any():
        return mask
    inside = cv2.distanceTransform(solid.astype(np.uint8), cv2.DIST_L2, 3)
    line = 2 * float(np.percentile(inside[solid], 80))
    grow = round(width - line)
    if grow >= 1:
        nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (min(7, grow + 1), min(7, grow + 1)))
        mask = np.asarray(cv2.dilate(mask, nib), np.float32)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.6), np.float32)
