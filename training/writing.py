"""Writes a text in somebody's hand: letters printed stroke by stroke, letters of fonts set one by one, or whole words where letters join.

Arrays of ink are uint8, 0 = paper, 255 = full ink. `distortion` bends what was written, `paper` puts it on a scanned form.
"""

import functools
import itertools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.fonts import GROUPS, Font, fonts
from training.skeletons import can_print, print_letters

Ink = NDArray[Any]
"""uint8 (OpenCV's own types do not say so)."""
Random = np.random.Generator

CAPITAL = 32
"""Height of a capital letter as drawn, pixels."""

PRINTED_SHARE = 0.4
"""Share of the unjoined lines that are printed stroke by stroke."""

NUMBERS_PRINTED_SHARE = 0.6
"""The same of numbers in Eastern digits: few fonts have those of a hand."""


@dataclass(frozen=True)
class Line:
    """Written text: its ink, and where each character stands (x in pixels, left to right as the text is given; empty where unknown)."""

    ink: Ink
    centres: NDArray[np.float32]


@dataclass(frozen=True)
class Glyph:
    ink: Ink
    left: int
    top: int
    advance: float


@functools.lru_cache(maxsize=512)
def _face(font: Font, arabic: bool) -> ImageFont.FreeTypeFont:
    """The font at the size where its capitals (or its Arabic alef) are CAPITAL pixels high."""
    engine = ImageFont.Layout.RAQM if arabic else ImageFont.Layout.BASIC
    probe = ImageFont.truetype(str(font.path), 100, layout_engine=engine)
    _, top, _, bottom = probe.getbbox("ا" if arabic else "H" if "H" in font.characters else "x")
    size = 100 * CAPITAL / max(20, bottom - top)
    return ImageFont.truetype(str(font.path), float(np.clip(size, 20, 110)), layout_engine=engine)


@functools.lru_cache(maxsize=20000)
def _glyph(font: Font, character: str) -> Glyph:
    face = _face(font, False)
    left, top, right, bottom = (round(v) for v in face.getbbox(character, anchor="ls"))
    picture = Image.new("L", (max(1, right - left + 4), max(1, bottom - top + 4)))
    ImageDraw.Draw(picture).text((2 - left, 2 - top), character, fill=255, font=face, anchor="ls")
    return Glyph(np.asarray(picture), left - 2, top - 2, face.getlength(character))


@functools.lru_cache(maxsize=512)
def _stroke(font: Font, arabic: bool) -> float:
    """Width of the font's strokes in pixels: twice the ink's area by the length of its outline."""
    face = _face(font, arabic)
    picture = Image.new("L", (400, 160))
    ImageDraw.Draw(picture).text((20, 110), "المنصوري" if arabic else "HAMBNRE", fill=255, font=face, anchor="ls")
    ink = (np.asarray(picture) > 127).astype(np.uint8)
    outline = int((ink - cv2.erode(ink, np.ones((3, 3), np.uint8))).sum())
    return 2 * float(ink.sum()) / max(1, outline)


def _crossed(ink: Ink) -> Ink:
    """The glyph with a short bar through its middle."""
    height, width = ink.shape
    barred = ink.copy()
    cv2.line(
        barred, (int(width * 0.15), int(height * 0.53)), (int(width * 0.85), int(height * 0.48)), 255, 2, cv2.LINE_AA
    )
    return barred


def write_letters(rng: Random, text: str, hand: tuple[Font, ...]) -> Line:
    """Sets the letters one by one, each a little different; the later fonts of `hand` lend single letter shapes."""
    shapes = {
        c: hand[0]
        if c in hand[0].characters and (len(hand) == 1 or rng.random() < 0.6)
        else hand[int(rng.integers(len(hand)))]
        for c in sorted(set(text))
    }
    crossed = rng.random() < 0.35  # 7 and Z, as much of Europe writes them
    dotted = text.isupper() and rng.random() < 0.12
    spread = float(rng.uniform(0, 1.3)) ** 1.3 if rng.random() < 0.5 else float(rng.uniform(-0.1, 0.12))
    pitch = float(rng.uniform(1.0, 1.7)) * CAPITAL if rng.random() < 0.08 else 0.0
    wobble, turn, change = rng.uniform(0, 2.4), rng.uniform(0, 5.5), rng.uniform(0, 0.12)
    space = float(rng.uniform(0.35, 1.0)) * CAPITAL + max(0.0, spread) * 0.9 * CAPITAL * 0.6
    placed: list[tuple[Ink, float, float]] = []
    centres = np.zeros(len(text), np.float32)
    x = 40.0
    for k, character in enumerate(text):
        if character == " ":
            step = pitch or space * float(rng.uniform(0.8, 1.25))
            centres[k] = x + step / 2
            x += step
            continue
        font = shapes[character] if character in shapes[character].characters else hand[0]
        glyph = _glyph(font, "i" if dotted and character == "I" and "i" in font.characters else character)
        picture = _crossed(glyph.ink) if crossed and character in "7Z" else glyph.ink
        height, width = picture.shape
        scale, angle = 1 + change * rng.standard_normal(), turn * rng.standard_normal()
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
        grown = int(0.15 * max(width, height)) + 2
        matrix[:, 2] += grown
        ink = cv2.warpAffine(picture, matrix, (width + 2 * grown, height + 2 * grown))
        gap = 0.5 * spread * CAPITAL * float(rng.uniform(0.8, 1.2)) + rng.normal(0, 1.0)
        advance = pitch or glyph.advance + gap
        offset = (pitch - width) / 2 if pitch else glyph.left
        placed.append((ink, x + offset - grown, glyph.top - grown + wobble * rng.standard_normal()))
        centres[k] = x + (pitch or glyph.advance) / 2
        x += advance if advance > 2 else 2
    top = int(min((p[2] for p in placed), default=-40)) - 4
    bottom = int(max((p[2] + p[0].shape[0] for p in placed), default=0)) + 4
    canvas = np.zeros((bottom - top + 2, int(x) + 80), np.uint8)
    for ink, left, y in placed:
        row, column = max(0, int(y) - top), max(0, int(left))
        part = canvas[row : row + ink.shape[0], column : column + ink.shape[1]]
        np.maximum(part, ink[: part.shape[0], : part.shape[1]], out=part)
    return Line(canvas, centres)


def write_words(rng: Random, text: str, font: Font) -> Line:
    """Draws each word whole, with the font's own joins and kerning."""
    face = _face(font, False)
    space = float(rng.uniform(0.3, 1.1)) * CAPITAL
    x, places, centres = 40.0, [], []
    for k, word in enumerate(text.split(" ")):
        if k:
            centres.append(x + space / 2)
            x += space * float(rng.uniform(0.8, 1.2))
        ends = [face.getlength(word[:i]) for i in range(len(word) + 1)]
        centres += [x + (a + b) / 2 for a, b in itertools.pairwise(ends)]
        places.append((x, word))
        x += ends[-1]
    boxes = [face.getbbox(word, anchor="ls") for _, word in places]
    top, bottom = int(min(b[1] for b in boxes)) - 5, int(max(b[3] for b in boxes)) + 5
    right = max(int(p[0] + b[2]) for p, b in zip(places, boxes, strict=True))
    picture = Image.new("L", (max(int(x), right) + 60, bottom - top))
    pen = ImageDraw.Draw(picture)
    for left, word in places:
        pen.text((left, -top + rng.normal(0, 0.8)), word, fill=255, font=face, anchor="ls")
    return Line(np.asarray(picture), np.asarray(centres, np.float32))


def write_arabic(rng: Random, text: str, font: Font) -> Line:
    """Draws Arabic script, shaped and right to left; `text` in logical order, `centres` in visual order.

    Every word stands for itself: a little higher or lower, larger or smaller, and in some hands falling towards its end, as in Ruqaa.
    """
    face = _face(font, True)
    rtl = any("ء" <= c <= "ی" and c.isalpha() for c in text)
    direction = "rtl" if rtl else "ltr"
    fall = float(rng.uniform(0.05, 0.25)) if rng.random() < 0.4 else 0.0
    unrest = float(rng.uniform(0, 0.08))
    space = float(rng.uniform(0.2, 0.9)) * CAPITAL
    stretch = float(rng.uniform(0.75, 1.5)) if rng.random() < 0.5 else 1.0
    strokes = rng.random() < 0.35
    x, placed, centres = 0.0, [], list[float]()
    words = text.split(" ")
    for k, word in enumerate(reversed(words) if rtl else words):
        if k:
            centres.append(x + space / 2)
            x += space
        ink, middles, base = _arabic_word(face, word, direction)
        if strokes:
            ink = _dots_as_strokes(ink)
        size = 1 + unrest * rng.standard_normal()
        ink = cv2.resize(ink, None, fx=stretch * size, fy=size, interpolation=cv2.INTER_LINEAR)
        lean = fall * float(rng.uniform(0.5, 1.2)) if len(word) > 2 else 0.0
        down = cv2.warpAffine(
            cv2.copyMakeBorder(ink, 0, int(lean * ink.shape[1]) + 1, 0, 0, cv2.BORDER_CONSTANT),
            np.asarray([[1, 0, 0], [-lean, 1, lean * ink.shape[1]]]), (ink.shape[1], ink.shape[0] + int(lean * ink.shape[1]) + 1),
        )  # fmt: skip
        placed.append((down, int(x), int(200 - base * size + unrest * CAPITAL * rng.standard_normal())))
        centres += [x + m * stretch * size for m in middles]
        x += ink.shape[1] - 8
    canvas = np.zeros((max(p[2] + p[0].shape[0] for p in placed) + 8, int(x) + 20), np.uint8)
    for ink, left, top in placed:
        part = canvas[max(0, top) :, left : left + ink.shape[1]]
        shown = ink[max(0, -top) :][: part.shape[0], : part.shape[1]]
        np.maximum(part[: shown.shape[0]], shown, out=part[: shown.shape[0]])
    return Line(canvas, np.asarray(centres, np.float32))


def _arabic_word(face: ImageFont.FreeTypeFont, word: str, direction: str) -> tuple[Ink, list[float], int]:
    """The ink of one word, the middle of each letter from left to right, and the row of the line it stands on."""
    rtl = direction == "rtl"
    left, top, right, bottom = (int(v) for v in face.getbbox(word, anchor="ls", direction=direction))
    picture = Image.new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(picture).text((4 - left, 4 - top), word, fill=255, font=face, anchor="ls", direction=direction)
    ends = [
        face.getlength(
            word[:i] + ("\u200d" if rtl and i < len(word) and word[i].isalpha() else ""), direction=direction
        )
        for i in range(len(word) + 1)
    ]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(ends)]
    return np.asarray(picture), sorted(4 - left + (ends[-1] - m if rtl else m) for m in middles), 4 - top


def _dots_as_strokes(ink: Ink) -> Ink:
    """Dots that stand beside each other become a stroke, as in quick writing."""
    count, _, parts, middles = cv2.connectedComponentsWithStats((ink > 127).astype(np.uint8))
    tall = ink.shape[0]
    dots = [k for k in range(1, count) if max(parts[k][2:4]) < 0.2 * tall and parts[k][2] < 2 * parts[k][3]]
    joined = ink.copy()
    for a, b in itertools.combinations(dots, 2):
        (ax, ay), (bx, by) = middles[a], middles[b]
        apart = float(np.hypot(ax - bx, ay - by))
        if apart < 1.9 * max(parts[a][2:4].max(), parts[b][2:4].max()):
            thick = max(2, int(0.7 * min(parts[a][3], parts[b][3])))
            cv2.line(joined, (int(ax), int(ay)), (int(bx), int(by)), 255, thick, cv2.LINE_AA)
    return joined


def can_write(text: str, font: Font) -> bool:
    return all(c in font.characters for c in text if c != " ")


def write(rng: Random, text: str, group: str | None = None) -> tuple[Line, float]:
    """Writes Latin `text` in a random hand, or in one of a `group` of fonts; gives the line and the width of its strokes in pixels."""
    joins = rng.random() < (0.12 if text.isupper() else 0.45)
    if not group and not joins and rng.random() < PRINTED_SHARE and can_print(text):
        return _printed(rng, text)
    for _ in range(8):
        pool = fonts(group) if group else fonts("joined" if joins else "printed")
        font = pool[int(rng.integers(len(pool)))]
        if can_write(text, font):
            break
    else:
        font = next(f for f in fonts("printed") if f.package == "comic-neue")
    single = (font.package not in GROUPS["joined"]) and rng.random() < 0.75
    if not single:
        return write_words(rng, text, font), _stroke(font, False)
    hand = [font]
    if group is None and rng.random() < 0.45:
        extra = fonts("printed")
        hand += [extra[int(k)] for k in rng.integers(0, len(extra), int(rng.integers(1, 4)))]
    return write_letters(rng, text, tuple(hand)), _stroke(font, False)


def _printed(rng: Random, text: str) -> tuple[Line, float]:
    """The line printed stroke by stroke, and the width of its strokes in pixels."""
    ink, centres, stroke = print_letters(rng, text)
    return Line(ink, centres), stroke


def write_rtl(rng: Random, text: str, group: str = "arabic") -> tuple[Line, float]:
    """Writes Arabic `text` (logical order) in a random hand. Numbers are often printed stroke by stroke, unless it is in held-out fonts."""
    if group == "arabic" and can_print(text) and rng.random() < NUMBERS_PRINTED_SHARE:
        return _printed(rng, text)
    pool = fonts(group)
    for _ in range(12):
        font = pool[int(rng.integers(len(pool)))]
        if can_write(text, font):
            return write_arabic(rng, text, font), _stroke(font, True)
    font = next(f for f in pool if f.package in ("noto-naskh-arabic", "aref-ruqaa"))
    return write_arabic(rng, "".join(c for c in text if c == " " or c in font.characters) or "ا", font), _stroke(
        font, True
    )
