"""Print on a flat sheet, phrase by phrase: found by its ink, so that Tesseract is asked for lines of letters only.

Tesseract's own search for scattered words loses headings in dark bands, in shadow, near rules and in narrow columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.components import labelled, measured
from digitiser.model import Pixels
from digitiser.settings import SHEET_PX_PER_MM
from digitiser.sheets.picture import close, dilate, open_

_MM = SHEET_PX_PER_MM
_DARK, _FAINT = 0.26, 0.13  # share of the light that print takes at its darkest, and at its edges
_LETTER_MIN_MM, _LETTER_MAX_MM = 0.7, 8.0  # height of a phrase, its accents and tails included
_HIGHEST_MM = 40.0  # of what has grown together with a flourish or a stain
_TWO_LINES_MM = 3.5  # height of two lines of small print; of large print, one
_VALLEY = 0.2  # of the ink of the fuller heights: as little stands between two lines
_WORD_GAP_MM = 1.1  # closer than this, letters are of one phrase
_RULE_MM = 9.0  # longer than this, a line is no letter
_EVEN = 0.6  # of what is darkest within a letter's width, a rule has along its whole length; blurred letters pale between them
_EVEN_MM = 2.5  # a letter's width, the broadest
_EDGE_PX = 7  # the pale edges of a rule, on both sides of its darkest
_THICK_PX, _THICKEST_PX = 5, 10  # higher than a rule, higher than any frame ...
_LETTERS = 0.4  # ... is this share of what blur has joined of letters
_SPECK_PX = 8  # what is smaller, on a part with ...
_SPECKLED = 0.5  # ... as many for each square millimetre, is a fax machine's grey and no dot of an i
_SPECKLED_MM = 2.0  # height of the parts that are looked at: a band of headings in grey stands on white
_BAND_MM = 44.0  # twice the height of the highest band that ends where the part does, as well
_BAND_DARKER = 0.55  # a band on which print is white, against the paper
_GRAIN_PX = 1.0  # blur that takes the grain of a camera off the paper
_STREAK_MM = 25.0  # what is dark for longer on one level is a fold or a rule, no print
_LINE_PX = 40  # height of a phrase as Tesseract reads it best


@dataclass(frozen=True)
class Phrase:
    """A line of letters without wide gaps: its extent in the frame (millimetres), and its picture in even light, nothing else on it."""

    left: float
    top: float
    right: float
    bottom: float
    picture: Pixels

    @property
    def height(self) -> float:
        """Millimetres, accents and tails included."""
        return self.bottom - self.top

    def between(self, top: float, bottom: float) -> tuple[Phrase, ...]:
        """The phrases that are left of it between two heights (millimetres): print that a flourish or a stain runs over."""
        first, last = (round((y - self.top) * _MM) for y in (top, bottom))
        return phrases_of(self.picture[max(0, first) : last], self.left, max(self.top, top))


def find_phrases(grey: Pixels, left: float, top: float) -> tuple[Phrase, ...]:
    """The phrases, dark on light, on a part of a flat sheet whose upper left corner lies at (`left`, `top`) millimetres of the frame."""
    if min(grey.shape) < 2 * _MM:
        return ()
    return phrases_of(even_light(grey), left, top, _HIGHEST_MM)


def phrases_of(even: Pixels, left: float, top: float, highest: float = _LETTER_MAX_MM) -> tuple[Phrase, ...]:
    """The same on a part in even light (white paper is 255); nothing higher than so many millimetres."""
    even = _without_dots(even)
    ink = _letters(even)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(_WORD_GAP_MM * _MM)), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((round(0.3 * _MM), 1), np.uint8))
    labels, stats = measured(_parted(np.asarray(joined, np.uint8), ink))
    blobs = [(int(x), int(y), int(x + w), int(y + h), {k}) for k, (x, y, w, h, _) in enumerate(stats) if k]
    phrases = []
    for x0, y0, x1, y1, mine in _with_accents(blobs):
        height = (y1 - y0) / _MM
        if not _LETTER_MIN_MM <= height <= highest:
            continue
        own = np.isin(labels[y0:y1, x0:x1], list(mine)).astype(np.uint8)
        picture = np.where(dilate(own, 3, 3) > 0, even[y0:y1, x0:x1], 255).astype(np.uint8)
        phrases.append(Phrase(left + x0 / _MM, top + y0 / _MM, left + x1 / _MM, top + y1 / _MM, picture))
    return tuple(sorted(phrases, key=lambda phrase: (phrase.top, phrase.left)))


def dark_on_light(grey: Pixels) -> Pixels:
    """Light print on a dark band turned to dark print on light."""
    usual = np.median(grey, axis=1)
    paper = cv2.morphologyEx(usual.reshape(-1, 1), cv2.MORPH_CLOSE, np.ones((round(_BAND_MM * _MM), 1), np.uint8))[:, 0]
    band = (usual < _BAND_DARKER * paper).astype(np.uint8).reshape(-1, 1)
    band = cv2.morphologyEx(band, cv2.MORPH_OPEN, np.ones((round(3 * _MM), 1), np.uint8)) > 0
    return np.where(band, 255 - grey, grey).astype(np.uint8)


def even_light(grey: Pixels) -> Pixels:
    """White paper becomes 255 everywhere, a shadow's edge, grey bands and shaded rows included."""
    smooth = np.asarray(
        cv2.GaussianBlur(grey, (0, 0), _GRAIN_PX), np.uint8
    )  # or grain of a deep shadow would be taken for its light
    light = np.minimum(
        close(smooth, round(4 * _MM) | 1, round(2.5 * _MM) | 1), close(smooth, round(_STREAK_MM * _MM), 1)
    )
    light = np.asarray(cv2.GaussianBlur(light, (0, 0), 0.5 * _MM), np.uint8)
    return np.clip(grey * (255 / (light.astype(np.float32) + 1)), 0, 255).astype(np.uint8)


def _letters(even: Pixels) -> NDArray[np.uint8]:
    """Where ink is that belongs to no rule: faint ink only beside darker."""
    ink = (even < 255 * (1 - _FAINT)).astype(np.uint8)
    upright = open_(ink, 1, round(0.6 * _RULE_MM * _MM))
    ink &= 1 - dilate(_level_rules(even, ink) | upright, 3, 3)
    count, labels = labelled(ink)
    held = np.zeros(count, np.uint8)
    held[labels[even < 255 * (1 - _DARK)]] = 1
    held[0] = 0
    return np.asarray(held[labels], np.uint8)


def _parted(joined: NDArray[np.uint8], ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What was joined to phrases, two lines that touch cut apart: a high phrase has hardly any ink half-way down then."""
    labels, stats = measured(joined)
    for k, (x, y, wide, high, _) in enumerate(stats.tolist()):
        if k == 0 or not _TWO_LINES_MM * _MM <= high <= 2 * _LETTER_MAX_MM * _MM:
            continue
        own = labels[y : y + high, x : x + wide] == k
        profile = (own & (ink[y : y + high, x : x + wide] > 0)).sum(axis=1)
        third = high // 3
        valley = third + int(profile[third : high - third].argmin())
        if profile[valley] < _VALLEY * min(profile[:valley].max(), profile[valley:].max()):
            joined[y + valley, x : x + wide][own[valley]] = 0
    return joined


def _without_dots(even: Pixels) -> Pixels:
    """The picture without the dots in which a fax machine prints grey: where some stand on every square millimetre or two."""
    _, stats = measured(even < 255 * (1 - _DARK))
    dots = stats[stats[:, cv2.CC_STAT_AREA] < _SPECK_PX, cv2.CC_STAT_TOP]
    high = round(_SPECKLED_MM * _MM)
    strips = np.bincount(dots // high, minlength=-(-len(even) // high))
    speckled = np.repeat(strips > _SPECKLED * high * even.shape[1] / _MM**2, high)[: len(even)]
    if not speckled.any():
        return even
    return np.where(speckled[:, None], np.asarray(cv2.medianBlur(even, 3), np.uint8), even)


def _level_rules(even: Pixels, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Long level runs of ink that are a rule's: dark alike, or thin, along their length. Blur joins letters to such runs too."""
    long = round(_RULE_MM * _MM)
    runs = ink & open_(dilate(ink, 1, 3), long, 1)  # a rule may waver by a pixel
    dark = np.asarray(255 - even, np.uint8)
    strokes = ink & (dark >= np.float32(_EVEN) * dilate(dark, round(_EVEN_MM * _MM), 1)).astype(np.uint8)
    alike = runs & dilate(open_(strokes, long, 1), 1, _EDGE_PX)
    count, labels = labelled(runs)
    at = np.flatnonzero(runs)
    size = np.bincount(labels.ravel()[at], minlength=count)

    def thinner(px: int) -> NDArray[np.bool_]:
        high = np.bincount(labels.ravel()[at], open_(ink, 1, px).ravel()[at], count)
        return np.asarray((high < _LETTERS * size)[labels], np.bool_)

    return runs & (thinner(_THICK_PX) | ((alike > 0) & thinner(_THICKEST_PX))).astype(np.uint8)


_Blob = tuple[int, int, int, int, set[int]]


def _with_accents(blobs: Sequence[_Blob]) -> list[_Blob]:
    """Low blobs (accents, dots) joined to the line of letters they stand on or under."""
    tall = [blob for blob in blobs if blob[3] - blob[1] >= 0.9 * _MM]
    joined = list(tall)
    for x0, y0, x1, y1, own in blobs:
        if y1 - y0 >= 0.9 * _MM:
            continue
        near = [
            (max(b[1] - y1, y0 - b[3], 0), k)
            for k, b in enumerate(tall)
            if b[0] - 0.3 * _MM <= (x0 + x1) / 2 <= b[2] + 0.3 * _MM and max(b[1] - y1, y0 - b[3]) < 0.8 * _MM
        ]
        if near:
            k = min(near)[1]
            b = joined[k]
            joined[k] = (min(b[0], x0), min(b[1], y0), max(b[2], x1), max(b[3], y1), b[4] | own)
    return joined


def enlarged(picture: Pixels) -> Pixels:
    """A line of print as high as Tesseract reads it best."""
    scale = min(6.0, _LINE_PX / picture.shape[0])
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
