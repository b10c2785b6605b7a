"""What happens to a sheet between the stall and the laptop: to the paper, as its picture is taken, and in how the picture lies."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import cv2
import numpy as np

from benchmarks.generator import camera, scanner
from benchmarks.generator.canvas import Pixels
from benchmarks.generator.chance import Lots, between, chance, pick
from benchmarks.generator.taken import Paper, Picture
from benchmarks.generator.warps import Chain, Curl, Fold, Warp, quarter_turns

Damage = Literal[
    "flatbed", "fax", "worn", "upside-down", "quarter-turn", "photo", "photo-hard", "curled", "folded", "thumb", "corner-cut",
    "bleed-through", "coffee", "exif", "two-sheets",
]  # fmt: skip
DAMAGES: tuple[Damage, ...] = get_args(Damage)


def take(paper: Paper, damage: Damage, rng: Lots) -> Picture:
    """One picture of the sheet, damaged in the named way ("two-sheets" is for `take_two`)."""
    paper = happened(paper, damage, rng)
    if damage == "fax":
        return scanner.fax(paper, rng)
    if damage == "worn":
        return scanner.photocopy(paper, rng)
    if damage in ("flatbed", "upside-down", "quarter-turn"):
        picture = scanner.flatbed(paper, rng)
        return turn(picture, {"flatbed": 0, "upside-down": 2, "quarter-turn": pick(rng, (1, 3))}[damage])
    if damage in ("corner-cut", "bleed-through", "coffee") and chance(rng, 0.5):
        return scanner.flatbed(paper, rng)
    shot = camera.hard_shot(rng) if damage == "photo-hard" else camera.easy_shot(rng)
    if damage == "thumb":
        shot = replace(shot, hand=True)
    picture, _ = camera.photograph([paper], shot, rng)
    if damage == "exif":
        return with_orientation(turn(picture, pick(rng, (0, 0, 1, 2, 3))), pick(rng, (3, 6, 8)))
    return turn(picture, pick(rng, (1, 2, 3))) if chance(rng, 0.08) else picture


def take_two(first: Paper, second: Paper, rng: Lots) -> tuple[Picture, tuple[Warp, ...]]:
    """Two sheets beside each other in one photograph, and the place of each in it."""
    shot = replace(camera.easy_shot(rng), megapixels=between(rng, 8, 12), fills=between(rng, 0.88, 0.97))
    return camera.photograph([first, second], shot, rng)


def turn(picture: Picture, turns: int) -> Picture:
    """The picture turned by quarter turns against the clock."""
    if turns % 4 == 0:
        return picture
    height, width = picture.image.shape[:2]
    image = np.ascontiguousarray(np.rot90(picture.image, turns))
    return replace(picture, image=image, place=Chain((picture.place, quarter_turns(turns, width, height))))


TURNS = {3: 2, 6: 1, 8: 3}
"""EXIF orientation: the quarter turns (against the clock) by which the stored pixels differ from what a viewer shows."""


def with_orientation(picture: Picture, orientation: int) -> Picture:
    """To be stored turned, with the EXIF tag that turns it back; the place of things is as a viewer shows them."""
    return replace(picture, orientation=orientation)


def stored_pixels(picture: Picture) -> Pixels:
    """The pixels as they lie in the file."""
    return np.ascontiguousarray(np.rot90(picture.image, TURNS.get(picture.orientation, 0)))


# ------------------------------------------------------------------------------------------- to the paper itself


def happened(paper: Paper, damage: Damage, rng: Lots) -> Paper:
    """The sheet after what happens to it before its picture is taken; most damages happen later, and leave it as it is."""
    if damage == "curled" or (damage == "photo-hard" and chance(rng, 0.3)):
        return _curled(paper, rng)
    if damage == "folded" or (damage == "photo-hard" and chance(rng, 0.3)):
        return _folded(paper, rng)
    if damage == "corner-cut":
        return _corner_cut(paper, rng)
    if damage == "bleed-through":
        return _bled_through(paper, rng)
    if damage == "coffee":
        return _coffee(paper, rng)
    return paper


def _curled(paper: Paper, rng: Lots) -> Paper:
    """Rules become waves, and the light runs with them."""
    curl = Curl(
        paper.width,
        paper.height,
        between(rng, 1.5, 6.5) * pick(rng, (-1, 1)),
        between(rng, 0.7, 2.2),
        between(rng, 0, 3.1),
        between(rng, -0.8, 0.8),
    )
    x = np.linspace(0, 1, paper.image.shape[1])
    slope = np.cos(np.pi * curl.waves * x + curl.phase) * curl.swing / 6
    light = np.clip(1 - 0.16 * np.abs(slope) - 0.1 * slope, 0.6, 1.05).astype(np.float32)
    image = np.clip(paper.image * light[None, :, None], 0, 255).astype(np.uint8)
    return replace(paper, image=image, bend=curl)


def _folded(paper: Paper, rng: Lots) -> Paper:
    """A crease across the sheet: a dark and a light line, and the lower part leans."""
    at = paper.height * between(rng, 0.3, 0.7)
    fold = Fold(at, rng.normal(0, 0.012), between(rng, 0.0, 0.03))
    y = np.arange(paper.image.shape[0]) / paper.scale - at
    line = 1 - 0.22 * np.exp(-(y**2) / 0.5) + 0.05 * np.exp(-((y - 1.2) ** 2) / 0.6)
    side = np.where(y > 0, between(rng, 0.84, 1.0), 1.0)
    light = (line * side).astype(np.float32)[:, None, None]
    if chance(rng, 0.4):
        x = np.arange(paper.image.shape[1]) / paper.scale - paper.width * between(rng, 0.4, 0.6)
        light = light * (1 - 0.2 * np.exp(-(x**2) / 0.5)).astype(np.float32)[None, :, None]
    return replace(paper, image=np.clip(paper.image * light, 0, 255).astype(np.uint8), bend=fold)


def _corner_cut(paper: Paper, rng: Lots) -> Paper:
    """A corner of the margin is torn away."""
    alpha = np.ones(paper.image.shape[:2], np.float32)
    right, low = chance(rng, 0.5), chance(rng, 0.5)
    wide, high = between(rng, 8, 26) * paper.scale, between(rng, 8, 26) * paper.scale
    edge = np.linspace(0, 1, 9)
    tear = np.stack([edge * wide, (1 - edge) * high], axis=1) + rng.normal(0, 0.8 * paper.scale, (9, 2))
    shape = np.vstack([[0, 0], [0, high], tear, [wide, 0]])
    shape = np.where([right, low], np.array(alpha.shape[::-1]) - shape, shape)
    cv2.fillPoly(alpha, [np.round(shape).astype(np.int32)], 0.0)
    return replace(paper, alpha=alpha)


def _bled_through(paper: Paper, rng: Lots) -> Paper:
    """The back of the sheet shows, mirrored: here another reading of the same ink, moved and blurred, so that it matches nothing."""
    back = cv2.flip(paper.image, 1)
    if chance(rng, 0.5):
        back = cv2.flip(back, 0)
    back = np.roll(back, int(between(rng, 3, 25) * paper.scale), axis=0)
    back = cv2.GaussianBlur(back, (0, 0), between(rng, 0.15, 0.4) * paper.scale)
    strength = between(rng, 0.1, 0.26)
    image = cv2.multiply(
        paper.image, cv2.addWeighted(back, strength, np.full_like(back, 255), 1 - strength, 0), scale=1 / 255
    )
    return replace(paper, image=np.asarray(image, np.uint8))


def _coffee(paper: Paper, rng: Lots) -> Paper:
    """A ring of coffee, or two, and drops."""
    height, width = paper.image.shape[:2]
    stain = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 3))):
        centre = tuple(int(v) for v in rng.uniform((0, 0), (width, height)))
        radius = between(rng, 30, 45) * paper.scale
        sweep = (between(rng, 0, 360), 0, between(rng, 190, 360), between(rng, 0.3, 0.6))
        cv2.ellipse(
            stain,
            centre,
            (int(radius), int(radius * between(rng, 0.96, 1.0))),
            *sweep,
            max(2, int(between(rng, 1, 4) * paper.scale)),
            cv2.LINE_AA,
        )
    for _ in range(int(rng.integers(0, 5))):
        spot = tuple(int(v) for v in rng.uniform((0, 0), (width, height)))
        cv2.circle(stain, spot, int(between(rng, 1, 5) * paper.scale), between(rng, 0.2, 0.5), -1, cv2.LINE_AA)
    soft = np.asarray(cv2.GaussianBlur(stain, (0, 0), 0.25 * paper.scale), np.float32)
    through = 1 - soft[..., None] * (1 - np.array((90, 150, 195), np.float32) / 255)
    return replace(paper, image=np.clip(paper.image * through, 0, 255).astype(np.uint8))
