"""Telephones: a sheet on a table, photographed by somebody in a hurry."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.generator.canvas import Pixels
from benchmarks.generator.chance import Lots, between, chance, pick
from benchmarks.generator.fingers import with_thumb
from benchmarks.generator.scanner import with_noise
from benchmarks.generator.tables import table_top
from benchmarks.generator.taken import Paper, Picture
from benchmarks.generator.warps import Chain, Plane, Warp, paste


@dataclass(frozen=True)
class Shot:
    """How a photograph is taken. `fills`: the paper's share of the picture's side; `tilt`, `turn`: degrees; `light`: 1 in a bright room."""

    megapixels: float
    fills: float
    tilt: float
    turn: float
    light: float
    shadows: int
    hand: bool
    blur: float
    noise: float
    quality: int


def easy_shot(rng: Lots) -> Shot:
    """A careful photograph."""
    return Shot(
        megapixels=between(rng, 3.5, 8),
        fills=between(rng, 0.8, 0.96),
        tilt=between(rng, 2, 13),
        turn=float(rng.normal(0, 2.5)),
        light=between(rng, 0.86, 1.1),
        shadows=int(rng.integers(0, 2)),
        hand=False,
        blur=between(rng, 0.3, 0.9),
        noise=between(rng, 1.5, 4),
        quality=int(rng.integers(72, 94)),
    )


def hard_shot(rng: Lots) -> Shot:
    """A hasty one: askew, far away, in the shadow of a hand, in bad light."""
    return Shot(
        megapixels=between(rng, 4, 9),
        fills=between(rng, 0.68, 0.92),
        tilt=between(rng, 10, 27),
        turn=float(rng.normal(0, 5)),
        light=between(rng, 0.5, 1.0),
        shadows=int(rng.integers(1, 4)),
        hand=chance(rng, 0.5),
        blur=between(rng, 0.6, 1.3),
        noise=between(rng, 3, 8),
        quality=int(rng.integers(55, 86)),
    )


def photograph(papers: list[Paper], shot: Shot, rng: Lots) -> tuple[Picture, tuple[Warp, ...]]:
    """One picture of one sheet, or of two that lie side by side; each sheet's place in it comes back beside the picture."""
    wide = sum(p.width for p in papers) + 12 * (len(papers) - 1)
    high = max(p.height for p in papers)
    ratio = 4 / 3 if wide > high * 1.05 else 3 / 4
    height = round((shot.megapixels * 1e6 / ratio) ** 0.5)
    width = round(height * ratio)
    view = _view(wide, high, width, height, shot, rng)
    scene = table_top(width, height, rng)
    if chance(rng, 0.1):
        _lay_blank_sheet(scene, wide, high, view, rng)
    covers, places, left = np.zeros((height, width), np.uint8), [], 0.0
    for paper in papers:
        drop = (high - paper.height) / 2 + (rng.normal(0, 4) if len(papers) > 1 else 0)
        lean = float(rng.normal(0, 2.0)) if len(papers) > 1 else 0.0
        own = _laid(paper, left, drop, lean)
        warp: Warp = Chain((*((paper.bend,) if paper.bend else ()), own, view))
        _drop_shadow(scene, paper, warp, shot, rng)
        over = paste(paper.image, paper.alpha, paper.scale, warp, scene, _paper_tone)
        covers = np.maximum(covers, over)
        places.append(warp)
        left += paper.width + 12
    image = _exposed(scene, shot, rng)
    if shot.hand:
        image = with_thumb(image, places[0], papers[0], rng)
    image = with_noise(np.asarray(cv2.GaussianBlur(image, (0, 0), shot.blur), np.uint8), shot.noise, rng)
    return Picture(image, places[0], shot.quality), tuple(places)


def _lay_blank_sheet(scene: Pixels, wide: float, high: float, view: Warp, rng: Lots) -> None:
    """An empty sheet under the signed one, nearly as white and not quite parallel."""
    grey = int(rng.integers(215, 250))
    blank = np.full((round(high * 2), round(wide * 2), 3), grey, np.uint8)
    own = _laid(Paper(blank, 2.0), float(rng.normal(0, 12)), float(rng.normal(0, 12)), float(rng.normal(0, 4)))
    paste(blank, None, 2.0, Chain((own, view)), scene)


def _laid(paper: Paper, left: float, drop: float, lean: float) -> Plane:
    a = np.deg2rad(lean)
    c, s = np.cos(a), np.sin(a)
    x, y = paper.width / 2, paper.height / 2
    return Plane(np.array([[c, -s, left + x - c * x + s * y], [s, c, drop + y - s * x - c * y], [0, 0, 1]]))


def _paper_tone(image: Pixels) -> Pixels:
    toned: Pixels = np.asarray(cv2.convertScaleAbs(image, alpha=0.93, beta=0), np.uint8)
    return toned


def _view(wide: float, high: float, width: int, height: int, shot: Shot, rng: Lots) -> Plane:
    """The homography of a pinhole camera that looks at the sheet from a tilted place, brought to fill its share of the picture."""
    pitch, yaw = np.deg2rad(rng.normal(0, shot.tilt / 1.5)), np.deg2rad(rng.normal(0, shot.tilt / 1.5))
    roll = np.deg2rad(np.clip(shot.turn, -12, 12))
    rx = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    ry = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    rz = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turn = rz @ rx @ ry
    away = between(rng, 1.2, 2.4) * max(wide, high)
    centre = np.array([[1, 0, -wide / 2], [0, 1, -high / 2], [0, 0, 1.0]])
    seen = np.column_stack([turn[:, 0], turn[:, 1], np.array([0, 0, away])]) @ centre
    corners = Plane(seen).there(np.array([[0, 0], [wide, 0], [wide, high], [0, high]], float))
    low, span = corners.min(axis=0), np.ptp(corners, axis=0)
    zoom = shot.fills * min(width / span[0], height / span[1])
    free = np.array([width, height]) - zoom * span
    shift = free * rng.uniform(0.3, 0.7, 2) - zoom * low
    return Plane(np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]], [0, 0, 1]]) @ seen)


def _drop_shadow(scene: Pixels, paper: Paper, warp: Warp, shot: Shot, rng: Lots) -> None:
    """The thin shadow of the sheet on the table."""
    corners = (
        warp.there(np.array([[0, 0], [paper.width, 0], [paper.width, paper.height], [0, paper.height]], float))
        + rng.normal(0, 0.004, 2) * scene.shape[1]
    )
    small = np.zeros((scene.shape[0] // 8 + 1, scene.shape[1] // 8 + 1), np.uint8)
    cv2.fillPoly(small, [np.round(corners / 8).astype(np.int32)], 110)
    small = cv2.GaussianBlur(small, (0, 0), 1.5)
    dark = cv2.resize(small, (scene.shape[1], scene.shape[0]))
    scene[:] = cv2.multiply(scene, cv2.merge([255 - dark] * 3), scale=1 / 255)


def _exposed(scene: Pixels, shot: Shot, rng: Lots) -> Pixels:
    """The light of the room: uneven, coloured, shadowed; computed small, since light has no fine detail."""
    height, width = scene.shape[:2]
    rows, columns = max(8, height // 12), max(8, width // 12)
    y, x = np.mgrid[0 : 1 : rows * 1j, 0 : 1 : columns * 1j]
    angle, slope = between(rng, 0, 6.28), between(rng, 0.05, 0.35)
    light = 1 - slope * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) + 0.4)
    light *= 1 - between(rng, 0, 0.25) * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    if chance(rng, 0.25):  # a bright window
        cx, cy = rng.uniform(0, 1, 2)
        light += between(rng, 0.1, 0.4) * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / between(rng, 0.02, 0.12))
    for _ in range(shot.shadows):
        light *= _shadow(x, y, rng)
    light *= shot.light / np.percentile(light, 80)  # the telephone sets its exposure by what is bright
    warm = np.array([between(rng, 0.84, 1.04), 1.0, between(rng, 0.95, 1.1)])
    field = cv2.resize((light[..., None] * warm).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    exposed: Pixels = np.clip(scene * field, 0, 255).astype(np.uint8)
    return exposed


def _shadow(x: NDArray[np.float64], y: NDArray[np.float64], rng: Lots) -> NDArray[np.float64]:
    """A hand's or head's shadow: a blob, a band or half the picture, with a soft edge."""
    deep, soft = between(rng, 0.3, 0.65), between(rng, 0.01, 0.12)
    kind = pick(rng, ("blob", "band", "half", "arm"))
    cx, cy = rng.uniform(0.1, 0.9, 2)
    if kind == "blob":
        distance = np.hypot((x - cx) * between(rng, 0.7, 1.6), y - cy) - between(rng, 0.15, 0.4)
    else:
        a = between(rng, 0, 6.28)
        across = (x - cx) * np.cos(a) + (y - cy) * np.sin(a)
        distance = (
            across
            if kind == "half"
            else np.abs(across) - (between(rng, 0.04, 0.1) if kind == "arm" else between(rng, 0.1, 0.25))
        )
    return np.asarray(1 - deep / (1 + np.exp(np.clip(distance / soft, -30, 30))), np.float64)
