"""Flatbed scanners, photocopiers and fax machines."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.generator.canvas import Pixels
from benchmarks.generator.chance import Lots, between, chance, weighed
from benchmarks.generator.taken import Paper, Picture
from benchmarks.generator.warps import Chain, Warp, paste, turned

MM_PER_INCH = 25.4


def flatbed(paper: Paper, rng: Lots, most_skew: float = 3.0) -> Picture:
    """A scan: a little crooked, clean, in colour or grey, 100 to 400 dpi (seldom 600), the lid white, grey or black where it shows."""
    dpi = weighed(rng, {100: 6, 150: 20, 200: 34, 250: 16, 300: 18, 400: 5, 600: 1})
    skew = float(np.clip(rng.normal(0, most_skew / 2.5), -10, 10)) if chance(rng, 0.85) else between(rng, -10, 10)
    lid = weighed(rng, {(255, 255, 255): 60, (238, 240, 240): 22, (20, 20, 20): 18})
    # a skewed sheet on a glass of its own size would lose the ends of its rows
    picture = _glass(paper, dpi, skew, lid, rng, larger=chance(rng, 0.2) or abs(skew) > 1.5)
    image = _tone(picture.image, between(rng, 0.94, 1.06), between(rng, -6, 8))
    image = with_noise(image, between(rng, 0.5, 3.5), rng)
    if chance(rng, 0.3):
        image = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR).astype(np.uint8)
    return Picture(image, picture.place, quality=int(rng.integers(70, 96)))


def _glass(
    paper: Paper, dpi: float, skew: float, lid: tuple[int, int, int], rng: Lots, larger: bool = False, zoom: float = 1.0
) -> Picture:
    """The paper on the glass: the picture is of the paper's size, or of the whole glass."""
    scale = dpi / MM_PER_INCH
    lean = abs(np.sin(np.deg2rad(skew)))
    room = (
        (lean * paper.height + between(rng, 2, 30), lean * paper.width + between(rng, 2, 30)) if larger else (0.0, 0.0)
    )
    wide, high = paper.width + room[0], paper.height + room[1]
    onto = np.full((round(high * scale), round(wide * scale), 3), lid, np.uint8)
    middle = ((wide / 2 + rng.normal(0, 0.6)) * scale, (high / 2 + rng.normal(0, 0.6)) * scale)
    warp: Warp = turned(skew, scale * zoom, (paper.width / 2, paper.height / 2), middle)
    if paper.bend:
        warp = Chain((paper.bend, warp))
    paste(paper.image, paper.alpha, paper.scale, warp, onto)
    return Picture(onto, warp)


def fax(paper: Paper, rng: Lots) -> Picture:
    """Black or white, nothing between; light writing breaks up, shades become dots, dirt lies on top."""
    dpi = weighed(rng, {150: 15, 200: 60, 240: 15, 300: 10})
    picture = _glass(paper, dpi, float(rng.normal(0, 1.2)), (255, 255, 255), rng)
    grey = cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    if chance(rng, 0.5):  # a coarse machine: half the lines
        grey = cv2.resize(
            cv2.resize(grey, (width, height // 2), interpolation=cv2.INTER_AREA),
            (width, height),
            interpolation=cv2.INTER_NEAREST,
        )
    rough = np.asarray(grey, np.float32) + rng.normal(0, between(rng, 6, 16), (height, width))
    black = np.asarray(rough < between(rng, 165, 205), np.uint8)
    black |= (rng.random((height, width)) < between(rng, 0, 0.0012)).astype(np.uint8)
    for _ in range(int(rng.integers(0, 3))):
        y = int(rng.integers(height))
        black[y : y + int(rng.integers(1, 3)), int(rng.integers(width // 2)) :] = int(rng.integers(2))
    image = cv2.cvtColor((1 - black) * 255, cv2.COLOR_GRAY2BGR).astype(np.uint8)
    return Picture(image, picture.place, bitonal=True)


def photocopy(paper: Paper, rng: Lots) -> Picture:
    """A worn copy of a copy, 90 to 105 % of its size: contrast up, lines and dirt of the glass, faded patches, dark edges."""
    dpi = weighed(rng, {100: 15, 120: 25, 150: 40, 200: 20})
    picture = _glass(paper, dpi, float(rng.normal(0, 1.8)), (255, 255, 255), rng, zoom=between(rng, 0.9, 1.05))
    grey = cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    height, width = grey.shape
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), between(rng, 0.3, 0.7) * dpi / 150), np.float32)
    fade = cv2.resize(rng.uniform(0.5, 1.0, (5, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grey = 255 - (255 - grey) * np.clip(fade + between(rng, 0, 0.3), 0.5, 1.15)
    grey = np.clip((grey - 128) * between(rng, 1.0, 1.5) + between(rng, 118, 146), 0, 255)
    for _ in range(int(rng.integers(0, 4))):
        x, wide = int(rng.integers(width)), int(rng.integers(1, 3))
        grey[:, x : x + wide] = np.minimum(grey[:, x : x + wide], between(rng, 60, 190))
    dirt = rng.integers(0, (height, width), (int(rng.integers(0, 160)), 2))
    for y, x in dirt:
        cv2.circle(grey, (int(x), int(y)), int(rng.integers(0, 3)), between(rng, 40, 170), -1)
    if chance(rng, 0.35):
        edge = int(between(rng, 0.005, 0.02) * width)
        grey[:, :edge] *= between(rng, 0.1, 0.6)
    image = cv2.cvtColor(np.clip(grey, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR).astype(np.uint8)
    return Picture(with_noise(image, between(rng, 3, 9), rng), picture.place, quality=int(rng.integers(50, 85)))


def _tone(image: Pixels, contrast: float, light: float) -> Pixels:
    toned: Pixels = np.asarray(cv2.convertScaleAbs(image, alpha=contrast, beta=light), np.uint8)
    return toned


def with_noise(image: Pixels, strength: float, rng: Lots) -> Pixels:
    """The sensor's noise; `strength` is its standard deviation in grey levels."""
    tile = rng.normal(0, strength, (256, 256, 3)).astype(np.float32)
    height, width = image.shape[:2]
    noise = np.tile(tile, (height // 256 + 1, width // 256 + 1, 1))[:height, :width]
    noisy: Pixels = np.clip(image + noise, 0, 255).astype(np.uint8)
    return noisy
