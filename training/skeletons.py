"""Hands that no font has: letters printed stroke by stroke, from skeletons that every writer bends in a way of his own.

`skeletons.toml` holds the strokes. A `Printer` is one person: for each letter a shape, bent once; letters that come again differ a little.
"""

import functools
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

UNIT = 3.2
"""Pixels of a skeleton's unit: ten of them are a capital."""

SMALL_TOP = 4.3
STEPS = 6
"""Points drawn between two points of a round stroke."""

_ACCENTS = {
    "\u0301": "acute", "\u0300": "grave", "\u0302": "circumflex", "\u0308": "diaeresis", "\u0303": "tilde", "\u0306": "breve",
    "\u0307": "dot", "\u030a": "ring",
}  # fmt: skip
_PERSIAN = str.maketrans("۰۱۲۳۷۸۹", "٠١٢٣٧٨٩")
_EASTERN = "٠١٢٣٤٥٦٧٨٩"
"""Digits whose shapes go together: a hand's 2 may be another hand's 3."""

_LIKE_CAPITALS = "aeimnrhuqy"
"""Small letters that people put among capitals, as high as these."""

_BASIS = np.asarray([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]], np.float32) / 2
_POWERS = np.stack([(np.arange(STEPS, dtype=np.float32) / STEPS) ** k for k in range(4)], 1) @ _BASIS
"""Catmull and Rom, "A class of local interpolating splines" (1974): the weights of four neighbouring points along the third part."""


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen: points (n, 2) in skeleton units; `round` goes smoothly through them."""

    points: NDArray[np.float32]
    round: bool


Shape = tuple[Stroke, ...]


@functools.cache
def shapes() -> tuple[dict[str, tuple[Shape, ...]], dict[str, tuple[Shape, ...]]]:
    """The shapes of each letter, and of each accent."""
    read: dict[str, dict[str, list[str]]] = tomllib.loads(
        Path(__file__).with_name("skeletons.toml").read_text(encoding="utf-8")
    )
    letters, accents = ({k: tuple(map(_shape, v)) for k, v in read[part].items()} for part in ("shapes", "accents"))
    return letters, accents


def _shape(text: str) -> Shape:
    strokes = []
    for stroke in text.split("|"):
        numbers = np.asarray(stroke.strip("~").split(), np.float32)
        strokes.append(Stroke(numbers.reshape(-1, 2), stroke.startswith("~")))
    return tuple(strokes)


def can_print(text: str) -> bool:
    """Whether there are skeletons for all letters of the text."""
    return all(c == " " or _parts(c) is not None for c in text)


@functools.cache
def _parts(character: str) -> tuple[str, str | None, bool] | None:
    """The letter, its accent and whether it has a cedilla; None where there is no skeleton for it."""
    letters, _ = shapes()
    character = character.translate(_PERSIAN)
    if character in letters:
        return character, None, False
    base, *marks = list(unicodedata.normalize("NFD", character))
    if base not in letters or len(marks) != 1:
        return None
    if marks[0] == "\u0327":
        return base, None, True
    return (base, _ACCENTS[marks[0]], False) if marks[0] in _ACCENTS else None


@dataclass
class Printer:
    """Somebody who prints. All figures are in skeleton units (a tenth of a capital) or shares."""

    rng: np.random.Generator
    own: dict[str, Shape] = field(default_factory=dict)
    bend: float = 0.0
    unrest: float = 0.0
    loose: float = 0.0
    wide: float = 1.0
    mixed: frozenset[str] = frozenset()
    habit: float = 0.0

    def __post_init__(self) -> None:
        rng = self.rng
        self.bend, self.unrest = float(rng.uniform(0.1, 0.75)), float(rng.uniform(0.05, 0.4))
        self.loose = float(rng.uniform(0.0, 0.6)) if rng.random() < 0.6 else 0.1
        self.wide = float(np.exp(rng.normal(-0.05, 0.2)))
        self.habit = float(rng.uniform(0, 1))
        if rng.random() < 0.14:
            self.mixed = frozenset("i")
        elif rng.random() < 0.06:
            self.mixed = frozenset(c for c in _LIKE_CAPITALS if rng.random() < 0.25)

    def strokes(self, character: str) -> list[NDArray[np.float32]]:
        """The strokes of one letter as lines of points, left edge at x = 0."""
        base, accent, cedilla = _parts(character) or ("-", None, False)
        shape = self._own(base)
        top = 0.0 if base.isupper() else SMALL_TOP
        if accent and base in "ij":
            shape = shape[:1]
        drawn = [self._stroke(stroke) for stroke in shape]
        left = min(float(line[:, 0].min()) for line in drawn)
        right = max(float(line[:, 0].max()) for line in drawn)
        if accent:
            lift = np.asarray(
                [(left + right) / 2 + self.rng.normal(0, 0.5), top + self.rng.normal(0.3, 0.4)], np.float32
            )
            drawn += [self._stroke(stroke) + lift for stroke in self._own(accent)]
        if cedilla:
            middle = np.asarray([(left + right) / 2, 10.0], np.float32)
            tail = Stroke(np.asarray([[0, 0], [0.8, 1], [0.4, 2.2], [-0.9, 2.2]], np.float32) + middle, True)
            drawn.append(self._stroke(tail))
        return [line - np.asarray([left, 0], np.float32) for line in drawn]

    def _own(self, name: str) -> Shape:
        """This person's shape of a letter: chosen and bent the first time it is written."""
        if name not in self.own:
            letters, accents = shapes()
            small = name.lower() if name.isupper() and name.lower() in self.mixed else name
            known = accents[name] if name in accents else letters[small]
            chosen = int(self.habit * len(known)) if name in _EASTERN else int(self.rng.integers(len(known)))
            shape = known[chosen]
            wide = self.wide * float(np.exp(self.rng.normal(0, 0.1)))
            bent = []
            for stroke in shape:
                points = stroke.points + self.rng.normal(0, self.bend, stroke.points.shape)
                if small != name:  # as high as a capital
                    points = (points - [0, 10]) * 10 / (10 - SMALL_TOP + 1.2) + [0, 10]
                bent.append(Stroke(np.asarray(points * [wide, 1], np.float32), stroke.round))
            self.own[name] = tuple(bent)
        return self.own[name]

    def _stroke(self, stroke: Stroke) -> NDArray[np.float32]:
        """One stroke as it comes this time: shaken, moved a little as a whole, too long or too short at its end."""
        rng = self.rng
        shaken = stroke.points + rng.normal(0, self.unrest, stroke.points.shape) + rng.normal(0, self.loose * 0.5, 2)
        shaken[-1] += (shaken[-1] - shaken[-2]) * rng.normal(0, 0.12 * self.loose)
        points = np.asarray(shaken, np.float32)
        return _spline(points) if stroke.round else points


def _spline(points: NDArray[np.float32]) -> NDArray[np.float32]:
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    fours = np.stack([ends[:-3], ends[1:-2], ends[2:-1], ends[3:]], 1)
    return np.concatenate([(_POWERS @ fours).reshape(-1, 2), points[-1:]]).astype(np.float32)


def print_letters(rng: np.random.Generator, text: str) -> tuple[NDArray[Any], NDArray[np.float32], float]:
    """Prints a text (`can_print`): ink (uint8, 255 = full), the middle of each letter (x, pixels) and the pen's width in pixels."""
    printer = Printer(rng)
    gap = float(rng.uniform(0.6, 2.4)) if rng.random() < 0.6 else float(rng.uniform(2, 8))
    space = float(rng.uniform(3, 9)) + gap
    pitch = float(rng.uniform(8.5, 15)) if rng.random() < 0.1 else 0.0  # one letter a box
    wobble, turn, change = rng.uniform(0, 0.7), rng.uniform(0, 0.09), rng.uniform(0, 0.1)
    small = float(rng.uniform(0.65, 0.9)) if text.isupper() and rng.random() < 0.12 else 1.0  # large initials
    pen = int(rng.choice([2, 3, 4, 5], p=[0.45, 0.35, 0.15, 0.05]))
    lines: list[NDArray[np.float32]] = []
    centres = np.zeros(len(text), np.float32)
    x = 0.0
    for k, character in enumerate(text):
        if character == " ":
            step = pitch or space * float(rng.uniform(0.8, 1.25))
            centres[k] = x + step / 2
            x += step
            continue
        strokes = printer.strokes(character)
        size = (1 + change * rng.standard_normal()) * (1.0 if k == 0 or text[k - 1] in " -'" else small)
        angle = turn * rng.standard_normal()
        matrix = np.asarray([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32) * size
        width = max(0.6, max(float(s[:, 0].max()) for s in strokes) * size)
        at = x + (pitch - width) / 2 if pitch else x
        place = np.asarray([at, 10 + wobble * rng.standard_normal()], np.float32)
        lines += [(s - np.asarray([0, 10], np.float32)) @ matrix + place for s in strokes]
        centres[k] = at + width / 2
        x += pitch or max(0.5, width + gap * float(rng.uniform(0.5, 1.5)))
    low = np.min([line.min(0) for line in lines], 0) - 2
    high = np.max([line.max(0) for line in lines], 0) + 2
    wide, tall = ((high - low) * UNIT).astype(int) + 1
    ink = np.zeros((int(tall), int(wide)), np.uint8)
    for line in lines:
        points = np.round((line - low) * UNIT * 16).astype(np.int32)
        cv2.polylines(ink, [points], False, 255, pen, cv2.LINE_AA, 4)
    return ink, np.asarray((centres - low[0]) * UNIT, np.float32), float(pen)
