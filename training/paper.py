"""Paper: written lines among the rules, labels and neighbours of a form, as a scanner or a telephone sees them."""

import functools
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.corpus import LISTS
from training.distortion import noise
from training.fonts import fonts
from training.writing import CAPITAL, Ink, Line, Random, can_write

Grey = NDArray[Any]
"""uint8, dark writing on a light ground."""

NEIGHBOURS = 24
"""Lines remembered: they come back as the neighbours of others."""


class Paper:
    """Puts lines on paper; remembers the last few, which come back as the neighbours of others."""

    def __init__(self) -> None:
        self.neighbours: list[Ink] = []

    def scan(self, rng: Random, line: Line) -> tuple[Grey, NDArray[np.float32]]:
        """The line as a damaged grey crop, and its centres in the crop's pixels."""
        ink, centres = _cut(line)
        neighbour = ink
        if rng.random() < 0.7:  # people stretch or squeeze
            ink, stretch = _stretched(rng, ink)
            centres = centres * stretch
        cluttered = rng.random() < 0.55
        label = _any_label(rng) if cluttered and rng.random() < 0.3 else None
        canvas, left, top = _framed(rng, ink, cluttered, label)
        if cluttered:
            self._clutter(rng, canvas)
        if rng.random() < 0.015:
            _strike(rng, canvas, left, top, ink)
        if neighbour.any():
            self.neighbours = [*self.neighbours[-NEIGHBOURS:], neighbour]
        grey = damaged(rng, canvas)
        return grey, (centres + left) * (grey.shape[1] / canvas.shape[1])

    def _clutter(self, rng: Random, canvas: Ink) -> None:
        """Rules, guides and boxes for the letters, and the writing of others."""
        height, width = canvas.shape
        for _ in range(int(rng.integers(0, 3))):
            _rule(rng, canvas)
        if rng.random() < 0.08:
            _boxes(rng, canvas)
        if self.neighbours and rng.random() < 0.4:  # rows above and below
            other = self.neighbours[int(rng.integers(len(self.neighbours)))]
            shown = int(rng.integers(2, max(3, CAPITAL // 3)))
            y = shown - other.shape[0] if rng.random() < 0.5 else height - shown
            _paste(canvas, other, int(rng.integers(-other.shape[1] // 2, max(1, width // 2))), y)
        if self.neighbours and rng.random() < 0.15:  # writing that runs in from the next cell
            other = self.neighbours[int(rng.integers(len(self.neighbours)))]
            shown = int(rng.integers(2, 9))
            x = shown - other.shape[1] if rng.random() < 0.5 else width - shown
            _paste(canvas, other, x, int(rng.integers(-8, 9)))


def _cut(line: Line) -> tuple[Ink, NDArray[np.float32]]:
    """The ink without the blank round it; a blank line stays as it is."""
    left, top, width, height = cv2.boundingRect(line.ink)
    if not (width and height):
        return line.ink, line.centres
    return line.ink[top : top + height, left : left + width], line.centres - left


def _stretched(rng: Random, ink: Ink) -> tuple[Ink, float]:
    fx, fy = float(np.exp(rng.normal(0, 0.17))), float(np.exp(rng.normal(0, 0.1)))
    size = max(4, round(ink.shape[1] * fx)), max(4, round(ink.shape[0] * fy))
    return cv2.resize(ink, size, interpolation=cv2.INTER_AREA if fx < 1 else cv2.INTER_LINEAR), fx


def _framed(rng: Random, ink: Ink, cluttered: bool, label: Ink | None) -> tuple[Ink, int, int]:
    """The ink with room around it, and with a printed label beside or above it; where its left upper corner came to stand."""
    height, width = ink.shape
    tight = not cluttered or rng.random() < 0.3
    top, bottom, left, right = (int(v) for v in rng.integers(0, 5 if tight else max(6, CAPITAL // 2), 4))
    if rng.random() < 0.2:
        left, right = left + int(rng.integers(0, 60)), right + int(rng.integers(0, 120))
    at, where = (0, 0), rng.random()
    if label is not None and where < 0.6:  # to the left of the writing, as on many forms, or to its right
        room = label.shape[1] + int(rng.integers(5, 30))
        lift = int(rng.integers(0, max(2, height - label.shape[0] + 1)))
        at = (
            int(rng.integers(-6, 6)) if where < 0.45 else left + width + room - label.shape[1],
            top + height - label.shape[0] - lift,
        )
        left, right = (left + room, right) if where < 0.45 else (left, right + room)
    elif label is not None:
        top += int(label.shape[0] * rng.uniform(0.4, 1.1))
        at = int(rng.integers(-8, 50)), int(rng.integers(-label.shape[0] // 2, 2))
    canvas = np.zeros((height + top + bottom, width + left + right), np.uint8)
    canvas[top : top + height, left : left + width] = ink
    if label is not None:
        _paste(canvas, (label * float(rng.uniform(0.5, 1))).astype(np.uint8), *at)
    return canvas, left, top


def _any_label(rng: Random) -> Ink:
    text = LISTS["labels"][int(rng.integers(len(LISTS["labels"])))]
    size = int(rng.integers(10, 24))
    return _label(text, int(rng.integers(50)), size)


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


def _rule(rng: Random, canvas: Ink) -> None:
    """A printed rule: near the edges more often than through the writing."""
    height, width = canvas.shape
    thick, dark = int(rng.choice([1, 1, 2, 3])), int(rng.integers(70, 256))
    lean = int(rng.normal(0, 1.5))
    if rng.random() >= 0.6:
        places = [rng.integers(0, 6), width - 1 - rng.integers(0, 6), rng.integers(0, width)]
        x = int(rng.choice(places, p=[0.35, 0.35, 0.3]))
        cv2.line(canvas, (x, 0), (x + lean, height), dark, thick)
        return
    places = [rng.integers(0, 5), height - 1 - rng.integers(0, 8), rng.integers(0, height)]
    y = int(rng.choice(places, p=[0.3, 0.5, 0.2]))
    if rng.random() < 0.15:  # a dotted guide
        canvas[np.clip(y, 0, height - 1), :: int(rng.integers(3, 7))] = dark
    else:
        cv2.line(canvas, (0, y), (width, y + lean), dark, thick)


def _boxes(rng: Random, canvas: Ink) -> None:
    """Boxes for the letters, or a comb."""
    height, width = canvas.shape
    step, dark = int(rng.integers(26, 48)), int(rng.integers(60, 180))
    tall = int(height * rng.choice([0.25, 0.5, 1.0]))
    for x in range(int(rng.integers(0, step)), width, step):
        cv2.line(canvas, (x, height - tall), (x, height), dark, 1)


def _strike(rng: Random, canvas: Ink, left: int, top: int, ink: Ink) -> None:
    """A stroke through the writing."""
    height, width = ink.shape
    y = int(top + height * rng.uniform(0.35, 0.65))
    ends = (left, y + int(rng.integers(-5, 6))), (left + width, y + int(rng.integers(-5, 6)))
    cv2.line(canvas, *ends, 230, int(rng.integers(1, 4)), cv2.LINE_AA)


def damaged(rng: Random, canvas: Ink) -> Grey:
    """What the scanner, the telephone or the fax makes of it."""
    height, width = canvas.shape
    scale = float(rng.uniform(0.3, 0.75)) if rng.random() < 0.32 else float(np.exp(rng.normal(0.05, 0.2)))
    if scale < 0.97 or scale > 1.15:
        size = max(8, round(width * scale)), max(8, round(height * scale))
        canvas = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
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
    elif kind < 0.28:
        grey = _lifted(rng, grey, paper, dark)
    elif kind < 0.45:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))])[1]
        grey = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))
    return grey


def _lifted(rng: Random, grey: Grey, paper: float, dark: float) -> Grey:
    """What is left where strokes were told from the paper (`ink.cell_picture`): white ground, hard edges, faint strokes broken."""
    ink = np.clip((paper - grey.astype(np.float32)) * (255 / max(1.0, paper - dark)), 0, 255)
    shade = 1 + 0.25 * noise(rng, grey.shape[0], grey.shape[1], 30).clip(-2, 2)
    strokes = (ink * shade > rng.uniform(40, 140)).astype(np.uint8)
    near = cv2.dilate(strokes, np.ones((int(rng.choice([3, 5])),) * 2, np.uint8))
    return np.asarray(255 - ink * near, np.uint8)
