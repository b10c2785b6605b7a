"""The thumb of the one who holds the sheet down while taking the picture."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.generator.canvas import Colour, Pixels
from benchmarks.generator.chance import Lots, between, pick
from benchmarks.generator.taken import Paper
from benchmarks.generator.warps import Points, Warp, blend

SKIN: tuple[Colour, ...] = ((150, 175, 225), (110, 140, 200), (75, 105, 165), (50, 70, 120))
LENGTH = 110.0
"""Millimetres from the tip to where the arm is surely out of the picture."""


def with_thumb(image: Pixels, place: Warp, paper: Paper, rng: Lots) -> Pixels:
    """A thumb over a corner of the sheet or over its side; it comes in from beside the sheet and hides little more than the margin."""
    path, radius = _path(paper, rng), between(rng, 7.5, 10)
    points = place.there(path)
    per_mm = float(np.linalg.norm(points[1] - points[0]) / np.linalg.norm(path[1] - path[0]))
    cover = np.zeros(image.shape[:2], np.uint8)
    for k, (x, y) in enumerate(points):
        thick = radius * per_mm * (0.82 + 0.18 * min(1.0, k / 6) + 0.35 * k / len(points))
        cv2.circle(cover, (round(x), round(y)), max(2, round(thick)), 255, -1, cv2.LINE_AA)
    soft = np.asarray(cv2.GaussianBlur(cover, (0, 0), max(1.0, per_mm * 0.35)), np.uint8)
    roundness = cv2.GaussianBlur(cover, (0, 0), max(1.0, 3.2 * per_mm)).astype(np.float32)[..., None] / 255
    skin = np.array(pick(rng, SKIN), np.float32) * (0.35 + 0.62 * roundness)
    _nail(skin, points, radius * per_mm)
    _creases(skin, points, radius * per_mm)
    room = min(1.1, 0.45 + 0.6 * float(np.mean(image)) / 190)
    return blend(image, np.clip(skin * room, 0, 255).astype(np.uint8), soft)


def _path(paper: Paper, rng: Lots) -> Points:
    """The middle of the thumb from its tip outwards, gently bent, millimetres on the sheet."""
    corner = np.array(pick(rng, ((0, 0), (1, 0), (1, 1), (0, 1))))
    inset = np.array([between(rng, 3, 8), between(rng, 8, 24)])
    tip = corner * (paper.width, paper.height) + inset * (1 - 2 * corner)
    way = np.array([corner[0] * 2 - 1, (corner[1] * 2 - 1) * between(rng, 0, 0.9)])
    way /= np.linalg.norm(way)
    aside = np.array([-way[1], way[0]]) * between(rng, -0.3, 0.3)
    along = np.linspace(0, 1, 40)[:, None]
    return np.asarray(tip + LENGTH * (along * way + along**2 * aside), np.float64)


def _nail(skin: np.ndarray, points: Points, radius: float) -> None:
    """A lighter nail near the tip, turned as the thumb is."""
    way = points[3] - points[0]
    angle = float(np.degrees(np.arctan2(way[1], way[0])))
    centre = points[0] + way / max(1e-6, float(np.linalg.norm(way))) * radius * 0.1
    nail = np.zeros(skin.shape[:2], np.float32)
    axes = (max(1, round(radius * 0.75)), max(1, round(radius * 0.52)))
    cv2.ellipse(nail, (round(centre[0]), round(centre[1])), axes, angle, 0, 360, 1.0, -1, cv2.LINE_AA)
    soft = np.asarray(cv2.GaussianBlur(nail, (0, 0), max(1.0, radius * 0.06)), np.float32)[..., None]
    skin += soft * (np.array((215, 205, 235), np.float32) - skin) * 0.35


def _creases(skin: np.ndarray, points: Points, radius: float) -> None:
    """The folds of the knuckle."""
    shade = np.zeros(skin.shape[:2], np.float32)
    for k in (9, 10):
        way = points[k + 1] - points[k]
        across = np.array([-way[1], way[0]]) / max(1e-6, float(np.linalg.norm(way))) * radius * 0.7
        a, b = points[k] - across, points[k] + across
        cv2.line(
            shade,
            (round(a[0]), round(a[1])),
            (round(b[0]), round(b[1])),
            0.25,
            max(1, round(radius * 0.07)),
            cv2.LINE_AA,
        )
    soft = np.asarray(cv2.GaussianBlur(shade, (0, 0), max(1.0, radius * 0.05)), np.float32)[..., None]
    skin *= 1 - soft
