"""Draws a text as somebody's handwriting on a scanned form: cheap enough to feed the training from one core.

A `Hand` writes (letters set one by one from cached glyphs, or whole words where letters join), `bend` slants and distorts what was written,
and `scan` puts it on paper among rules, labels and neighbours and damages it. Arrays of ink are uint8, 0 = paper, 255 = full ink.
"""

import functools
import itertools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.corpus import LISTS
from training.fonts import GROUPS, Font, fonts

Ink = NDArray[Any]
Grey = NDArray[Any]
"""Both are uint8 (OpenCV's own types do not say so)."""
Random = np.random.Generator

CAPITAL = 32
"""Height of a capital letter as drawn, pixels."""


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
        for c in set(text)
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
    """Draws Arabic script, shaped and right to left; `text` in logical order, `centres` in visual order."""
    face = _face(font, True)
    rtl = any("ء" <= c <= "ی" and c.isalpha() for c in text)
    direction = "rtl" if rtl else "ltr"
    left, top, right, bottom = (int(v) for v in face.getbbox(text, anchor="ls", direction=direction))
    picture = Image.new("L", (right - left + 100, bottom - top + 12))
    ImageDraw.Draw(picture).text((40 - left, 6 - top), text, fill=255, font=face, anchor="ls", direction=direction)
    ink = np.asarray(picture)
    joined = "\u200d" if rtl else ""
    ends = [
        face.getlength(text[:i] + (joined if i < len(text) and text[i : i + 1].isalpha() else ""), direction=direction)
        for i in range(len(text) + 1)
    ]
    middles = np.asarray([(a + b) / 2 for a, b in itertools.pairwise(ends)], np.float32)
    centres = np.sort(40 + (ends[-1] - middles if rtl else middles))
    if rng.random() < 0.4:
        stretch = float(rng.uniform(0.8, 1.5))
        ink = cv2.resize(ink, None, fx=stretch, fy=1.0, interpolation=cv2.INTER_LINEAR)
        centres = centres * stretch
    return Line(ink, np.asarray(centres, np.float32))


def can_write(text: str, font: Font) -> bool:
    return all(c in font.characters for c in text if c != " ")


def write(rng: Random, text: str, group: str | None = None) -> tuple[Line, float]:
    """Writes Latin `text` in a random hand; gives the line and the width of its strokes in pixels."""
    joins = rng.random() < (0.12 if text.isupper() else 0.45)
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


def write_rtl(rng: Random, text: str, group: str = "arabic") -> tuple[Line, float]:
    """Writes Arabic `text` (logical order) in a random hand."""
    pool = fonts(group)
    for _ in range(12):
        font = pool[int(rng.integers(len(pool)))]
        if can_write(text, font):
            return write_arabic(rng, text, font), _stroke(font, True)
    font = next(f for f in pool if f.package in ("noto-naskh-arabic", "aref-ruqaa"))
    return write_arabic(rng, "".join(c for c in text if c == " " or c in font.characters) or "ا", font), _stroke(
        font, True
    )


def noise(rng: Random, height: int, width: int, cell: float) -> NDArray[Any]:
    """Smooth noise of unit spread whose bumps are about `cell` pixels wide."""
    small = rng.standard_normal((int(height / cell) + 2, int(width / cell) + 2), dtype=np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def bend(rng: Random, line: Line, slant: float = 0.18) -> Line:
    """Slants, turns and distorts a line and moves its centres along. Pads first, so nothing written leaves the canvas."""
    ink = cv2.copyMakeBorder(line.ink, 14, 14, 20, 20, cv2.BORDER_CONSTANT)
    height, width = ink.shape
    ys, xs = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    shear = float(np.clip(rng.normal(0.03, slant), -0.45, 0.6))
    strength = float(rng.choice([0.0, 1.2, 2.2], p=[0.25, 0.5, 0.25]))
    wave = noise(rng, 1, width, 90)[0] * rng.uniform(0, 2.5)
    tilt = np.tan(np.radians(np.clip(rng.normal(0, 1.0), -3, 3))) * min(1.0, 300 / width)
    map_x = xs + shear * (ys - height / 2) + strength * noise(rng, height, width, 18)
    map_y = ys + tilt * (xs - width / 2) + wave[None, :] + strength * noise(rng, height, width, 18)
    if rng.random() < 0.3:  # letters grow or shrink along the line
        map_y = height / 2 + (map_y - height / 2) * (1 + 0.15 * noise(rng, 1, width, 160)[0].clip(-1.5, 1.5))[None, :]
    bent = cv2.remap(ink, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR)
    return Line(bent, line.centres + 20)


def pen(rng: Random, ink: Ink, stroke: float) -> Ink:
    """Makes the strokes as wide as another pen's and gives them its texture."""
    wanted = float(rng.choice([rng.uniform(1.4, 2.6), rng.uniform(2.2, 4.2), rng.uniform(4, 7)], p=[0.35, 0.5, 0.15]))
    change = round(wanted - stroke)
    if change >= 1:
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (min(change, 4) + 1,) * 2))
    elif change <= -1 and stroke > 2.6:
        thin = cv2.erode(
            ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (min(-change, int(stroke - 1.3), 4) + 1,) * 2)
        )
        ink = np.maximum(thin, (ink * 0.5).astype(np.uint8))  # hairlines of the font stay
    kind = rng.random()
    if kind < 0.35:
        pressure = np.clip(0.85 + 0.2 * noise(rng, ink.shape[0], ink.shape[1], 25), 0.35, 1)
        ink = (ink * pressure).astype(np.uint8)
    elif kind < 0.5:  # pencil: grain shows through
        grain = np.clip(0.8 + 0.45 * rng.standard_normal(ink.shape, dtype=np.float32), 0.1, 1)
        ink = (ink * grain).astype(np.uint8)
    return ink


@functools.lru_cache(maxsize=3000)
def _label(text: str, font: int, size: int) -> Ink:
    pool = [f for f in fonts("print") if can_write(text, f)] or [fonts("print")[0]]
    face = ImageFont.truetype(str(pool[font % len(pool)].path), size)
    left, top, right, bottom = (int(v) for v in face.getbbox(text))
    picture = Image.new("L", (right - left + 2, bottom - top + 2))
    ImageDraw.Draw(picture).text((1 - left, 1 - top), text, fill=255, font=face)
    return np.asarray(picture)


def _paste(canvas: Ink, ink: Ink, x: int, y: int) -> None:
    """Lays ink on ink at (x, y), whatever sticks out cut off."""
    height, width = canvas.shape
    x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + ink.shape[1]), min(height, y + ink.shape[0])
    if x0 < x1 and y0 < y1:
        part = canvas[y0:y1, x0:x1]
        np.maximum(part, ink[y0 - y : y1 - y, x0 - x : x1 - x], out=part)


class Drawer:
    """Draws lines on paper; remembers the last few, which come back as the neighbours of others."""

    def __init__(self) -> None:
        self.neighbours: list[Ink] = []

    def scan(self, rng: Random, line: Line) -> tuple[Grey, NDArray[np.float32]]:
        """The line as a damaged grey crop, and its centres in the crop's pixels."""
        ink = line.ink
        used = cv2.boundingRect(ink)
        if used[2] and used[3]:
            ink = ink[used[1] : used[1] + used[3], used[0] : used[0] + used[2]]
        neighbour, centres = ink, line.centres - used[0]
        if rng.random() < 0.7:  # people stretch or squeeze; capitals more freely
            fx, fy = float(np.exp(rng.normal(0, 0.17))), float(np.exp(rng.normal(0, 0.1)))
            ink = cv2.resize(
                ink,
                (max(4, round(ink.shape[1] * fx)), max(4, round(ink.shape[0] * fy))),
                interpolation=cv2.INTER_AREA if fx < 1 else cv2.INTER_LINEAR,
            )
            centres = centres * fx
        height, width = ink.shape
        cluttered = rng.random() < 0.55
        room = (
            rng.integers(0, 5, 4) if not cluttered or rng.random() < 0.3 else rng.integers(0, max(6, CAPITAL // 2), 4)
        )
        top, bottom, left, right = (int(v) for v in room)
        if rng.random() < 0.2:
            left, right = left + int(rng.integers(0, 60)), right + int(rng.integers(0, 120))
        label_at = None
        if cluttered and rng.random() < 0.3:
            size = int(rng.integers(10, 24))
            label = _label(LISTS["labels"][int(rng.integers(len(LISTS["labels"])))], int(rng.integers(50)), size)
            if rng.random() < 0.5:  # to the left of the writing, as on many forms
                left += label.shape[1] + int(rng.integers(5, 30))
                label_at = (
                    label,
                    int(rng.integers(-6, 6)),
                    top + height - label.shape[0] - int(rng.integers(0, max(2, height - label.shape[0] + 1))),
                )
            else:  # above it
                top += int(label.shape[0] * rng.uniform(0.4, 1.1))
                label_at = (label, int(rng.integers(-8, 50)), int(rng.integers(-label.shape[0] // 2, 2)))
        canvas = np.zeros((height + top + bottom, width + left + right), np.uint8)
        canvas[top : top + height, left : left + width] = ink
        centres = centres + left
        if cluttered:
            self._clutter(rng, canvas)
        if label_at is not None:
            _paste(canvas, (label_at[0] * float(rng.uniform(0.5, 1))).astype(np.uint8), label_at[1], label_at[2])
        if rng.random() < 0.015:
            y = int(top + height * rng.uniform(0.35, 0.65))
            cv2.line(
                canvas,
                (left, y + int(rng.integers(-5, 6))),
                (left + width, y + int(rng.integers(-5, 6))),
                230,
                int(rng.integers(1, 4)),
                cv2.LINE_AA,
            )
        if used[2]:
            self.neighbours = [*self.neighbours[-24:], neighbour]
        grey = self._damage(rng, canvas)
        return grey, centres * (grey.shape[1] / canvas.shape[1])

    def _clutter(self, rng: Random, canvas: Ink) -> None:
        height, width = canvas.shape
        for _ in range(int(rng.integers(0, 3))):  # printed rules, near the edges more often than through the writing
            thick, dark = int(rng.choice([1, 1, 2, 3])), int(rng.integers(70, 256))
            if rng.random() < 0.6:
                y = int(
                    rng.choice(
                        [rng.integers(0, 5), height - 1 - rng.integers(0, 8), rng.integers(0, height)],
                        p=[0.3, 0.5, 0.2],
                    )
                )
                y2 = y + int(rng.normal(0, 1.5))
                if rng.random() < 0.15:  # a dotted guide
                    canvas[np.clip(y, 0, height - 1), :: int(rng.integers(3, 7))] = dark
                else:
                    cv2.line(canvas, (0, y), (width, y2), dark, thick)
            else:
                x = int(
                    rng.choice(
                        [rng.integers(0, 6), width - 1 - rng.integers(0, 6), rng.integers(0, width)],
                        p=[0.35, 0.35, 0.3],
                    )
                )
                cv2.line(canvas, (x, 0), (x + int(rng.normal(0, 1.5)), height), dark, thick)
        if rng.random() < 0.06:  # boxes for the letters
            step = int(rng.integers(26, 48))
            for x in range(int(rng.integers(0, step)), width, step):
                cv2.line(
                    canvas,
                    (x, height - int(height * rng.choice([0.25, 0.5, 1.0]))),
                    (x, height),
                    int(rng.integers(60, 180)),
                    1,
                )
        if self.neighbours and rng.random() < 0.4:  # rows above and below
            other = self.neighbours[int(rng.integers(len(self.neighbours)))]
            shown = int(rng.integers(2, max(3, CAPITAL // 3)))
            y = shown - other.shape[0] if rng.random() < 0.5 else height - shown
            _paste(canvas, other, int(rng.integers(-other.shape[1] // 2, max(1, width // 2))), y)
        if self.neighbours and rng.random() < 0.15:  # writing that runs in from the next cell
            other = self.neighbours[int(rng.integers(len(self.neighbours)))]
            shown = int(rng.integers(2, 9))
            _paste(
                canvas, other, shown - other.shape[1] if rng.random() < 0.5 else width - shown, int(rng.integers(-8, 9))
            )

    def _damage(self, rng: Random, canvas: Ink) -> Grey:
        height, width = canvas.shape
        scale = float(np.exp(rng.normal(0.05, 0.2)))
        if rng.random() < 0.32:
            scale = float(rng.uniform(0.3, 0.75))  # few pixels
        if scale < 0.97 or scale > 1.15:
            canvas = cv2.resize(
                canvas,
                (max(8, round(width * scale)), max(8, round(height * scale))),
                interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
            )
        softness = float(rng.choice([0, rng.uniform(0.4, 0.9), rng.uniform(0.8, 1.5)], p=[0.35, 0.45, 0.2]))
        if softness:
            canvas = cv2.GaussianBlur(canvas, (0, 0), softness * min(1.0, scale + 0.2))
        paper = float(rng.uniform(140, 255))
        dark = paper * float(rng.uniform(0.05, 0.65)) if rng.random() < 0.75 else float(rng.uniform(0, 60))
        grey = paper - canvas.astype(np.float32) * ((paper - dark) / 255)
        if rng.random() < 0.4:
            grey *= 1 + 0.08 * noise(rng, canvas.shape[0], canvas.shape[1], 60).clip(-2, 2)
        if rng.random() < 0.6:
            grey += rng.uniform(1, 9) * rng.standard_normal(canvas.shape, dtype=np.float32)
        grey = np.clip(grey, 0, 255).astype(np.uint8)
        kind = rng.random()
        if kind < 0.1:  # fax, black and white scanner
            cut = dark + (paper - dark) * float(rng.uniform(0.35, 0.75))
            grey = np.where(grey < cut, 0, 255).astype(np.uint8)
        elif kind < 0.3:
            packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))])[1]
            grey = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))
        return grey
