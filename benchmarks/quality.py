"""How well `digitiser check` tells good pictures from spoilt ones, and what spoils them.

usage: python -m benchmarks.quality [--each N] [--seed S] [--keep FOLDER]

Good pages are those of the generator's damages that cost no row (scans, careful photographs, folds, coffee, two sheets, ...). Spoilt
ones are careful photographs of the same kinds of sheets in which something was done to known rows: the truth is what and where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.generator import camera
from benchmarks.generator.canvas import Pixels
from benchmarks.generator.chance import Lots, between, chance, lots, pick
from benchmarks.generator.damage import Damage
from benchmarks.generator.fill import TrueRow
from benchmarks.generator.own import filled_own, own_forms
from benchmarks.generator.sample import LANGUAGES, SCALE, filled_stranger, own, stranger
from benchmarks.generator.scanner import with_noise
from benchmarks.generator.sheet import Filled
from benchmarks.generator.taken import Picture
from digitiser.cli.checking import CheckedPage, check_page
from digitiser.forms import load_forms
from digitiser.model import Page, Scan
from digitiser.quality import FaultCode, rows_in

GOOD: tuple[Damage, ...] = (
    "flatbed", "upside-down", "quarter-turn", "photo", "exif", "curled", "folded", "corner-cut", "bleed-through", "coffee", "two-sheets",
)  # fmt: skip
_SKIN = (110, 140, 200)


@dataclass(frozen=True)
class Spoilt:
    """A picture, what spoils it, and in which rows (none: all of them)."""

    image: Pixels
    code: FaultCode
    rows: tuple[int, ...] = ()


def _shot(filled: Filled, rng: Lots) -> Picture:
    """A careful photograph without shadows, in which an inch of paper is 180 pixels and more."""
    shot = replace(
        camera.easy_shot(rng), megapixels=between(rng, 6, 9), fills=0.93, tilt=5.0, shadows=0, blur=0.5, noise=2.0
    )
    return camera.photograph([filled.paper], shot, rng)[0]


def _on_paper(picture: Picture) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Millimetres on the paper of every eighth pixel: x and y."""
    height, width = picture.image.shape[:2]
    y, x = np.mgrid[0:height:8, 0:width:8]
    points = picture.place.back(np.column_stack([x.ravel(), y.ravel()]).astype(np.float64))
    return points[:, 0].reshape(x.shape), points[:, 1].reshape(x.shape)


def _some_rows(filled: Filled, rng: Lots) -> tuple[TrueRow, ...]:
    """Two to four neighbouring rows."""
    rows = sorted(filled.rows, key=lambda row: row.index)
    many = min(len(rows), int(rng.integers(2, 5)))
    first = int(rng.integers(0, len(rows) - many + 1))
    return tuple(rows[first : first + many])


def _band(picture: Picture, rows: tuple[TrueRow, ...], soft: float) -> NDArray[np.float32]:
    """1 in the rows, 0 elsewhere, with a soft edge of so many millimetres."""
    _, y = _on_paper(picture)
    top, bottom = rows[0].box.top, rows[-1].box.bottom
    inside = 1 / (1 + np.exp(-(np.minimum(y - top, bottom - y) + soft / 2) / (soft / 6)))
    size = (picture.image.shape[1], picture.image.shape[0])
    return np.asarray(cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _mm(picture: Picture) -> float:
    """Pixels a millimetre in the middle of the sheet."""
    ends = picture.place.there(np.array([[100.0, 140.0], [110.0, 140.0]]))
    return float(np.linalg.norm(ends[1] - ends[0]) / 10)


def shadow(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """So dark over some rows that the grain of the picture is as strong as the ink."""
    rows = _some_rows(filled, rng)
    light = 1 - between(rng, 0.9, 0.95) * _band(picture, rows, 4.0)[..., None]
    image = with_noise(np.clip(picture.image * light, 0, 255).astype(np.uint8), 4.0, rng)
    return Spoilt(image, "shadow", tuple(row.index for row in rows))


def glare(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """The lamp mirrored in the paper: white, and nothing else."""
    rows = _some_rows(filled, rng)
    x, y = _on_paper(picture)
    box = rows[0].box
    cx, cy = between(rng, box.left + 30, box.right - 30), (rows[0].box.top + rows[-1].box.bottom) / 2
    far = np.hypot((x - cx) / between(rng, 25, 45), (y - cy) / ((rows[-1].box.bottom - rows[0].box.top) / 2 + 3))
    size = (picture.image.shape[1], picture.image.shape[0])
    veil = cv2.resize(np.clip(1.6 - far, 0, 1).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)[..., None]
    image = np.clip(picture.image * (1 - veil) + 255 * veil, 0, 255).astype(np.uint8)
    return Spoilt(image, "glare", tuple(row.index for row in rows))


def blurred(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """Out of focus: edges of a third of a millimetre and more."""
    sigma = between(rng, 0.3, 0.6) * _mm(picture)
    return Spoilt(with_noise(np.asarray(cv2.GaussianBlur(picture.image, (0, 0), sigma), np.uint8), 2.0, rng), "blurred")


def moved(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """The camera went on by one or two millimetres."""
    size = max(3, round(between(rng, 1.2, 2.2) * _mm(picture)) | 1)
    way, kernel = between(rng, 0, np.pi), np.zeros((size, size), np.float32)
    dx, dy = (size // 2 * f(way) for f in (np.cos, np.sin))
    cv2.line(
        kernel,
        (round(size // 2 - dx), round(size // 2 - dy)),
        (round(size // 2 + dx), round(size // 2 + dy)),
        1.0,
        1,
        cv2.LINE_AA,
    )
    image = np.asarray(cv2.filter2D(picture.image, -1, kernel / kernel.sum()), np.uint8)
    return Spoilt(with_noise(image, 2.0, rng), "moved")


def far(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """50 to 80 pixels an inch of paper."""
    shrink = between(rng, 50, 80) / (_mm(picture) * 25.4)
    return Spoilt(
        np.asarray(cv2.resize(picture.image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8), "far"
    )


def covered(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """A thumb that reaches some centimetres into the table, from the left or right."""
    row = pick(rng, filled.rows)
    image, mm = picture.image.copy(), _mm(picture)
    right = chance(rng, 0.5)
    tip = row.box.right - between(rng, 18, 30) if right else row.box.left + between(rng, 18, 30)
    way = (1 if right else -1) * np.linspace(0, 90, 40)
    points = picture.place.there(np.column_stack([tip + way, (row.box.top + row.box.bottom) / 2 + 0.15 * np.abs(way)]))
    skin = np.array(_SKIN, float) * between(rng, 0.6, 1.1)
    for x, y in points:
        cv2.circle(image, (round(x), round(y)), round(9 * mm), tuple(map(float, skin)), -1, cv2.LINE_AA)
    return Spoilt(np.asarray(image, np.uint8), "covered", (row.index,))


def cut_off(filled: Filled, picture: Picture, rng: Lots) -> Spoilt:
    """One edge of the table is beyond the picture, with some rows or with the ends of all."""
    rows = sorted(filled.rows, key=lambda row: row.index)
    edge = pick(rng, ("lower_edge", "right_edge", "left_edge"))
    x, y = _on_paper(picture)
    if edge == "lower_edge":
        gone = rows[-2 if len(rows) > 6 else -1]
        keep = int((np.flatnonzero((y > (gone.box.top + gone.box.bottom) / 2).any(axis=1)).min()) * 8)
        return Spoilt(np.ascontiguousarray(picture.image[:keep]), "lower_edge")
    box, into = rows[0].box, between(rng, 12, 25)
    inside = x > box.right - into if edge == "right_edge" else x < box.left + into
    columns = np.flatnonzero(inside[y.shape[0] // 2])
    image = picture.image[:, : columns.min() * 8] if edge == "right_edge" else picture.image[:, columns.max() * 8 :]
    return Spoilt(np.ascontiguousarray(image), "right_edge" if edge == "right_edge" else "left_edge")


SPOILS: tuple[Callable[[Filled, Picture, Lots], Spoilt], ...] = (shadow, glare, blurred, moved, far, covered, cut_off)


def _checked(image: Pixels) -> CheckedPage:
    """As it comes back from a JPEG."""
    stored = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], cv2.IMREAD_COLOR)
    return check_page(Page(Scan("drawn.jpg", "0" * 64), 1, np.asarray(stored, np.uint8)), load_forms())


def _filled(k: int, rng: Lots) -> Filled:
    if k % 2:
        return filled_stranger(pick(rng, tuple(LANGUAGES)), rng)
    return filled_own(pick(rng, own_forms()), SCALE, rng, bold=False, worn=False)


@click.command()
@click.option("--each", default=6, show_default=True, help="Pages of each kind.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same pages.")
@click.option("--only", help="One kind.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Write the misjudged pages here.")
def main(each: int, seed: int, only: str | None, keep: Path | None) -> None:
    """Draw pages, look at each as `digitiser check` does, and print what was told, a line a kind."""
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    for damage in GOOD if only is None else [damage for damage in GOOD if damage == only]:
        pages = [(own if k % 2 else stranger)(seed, k, damage) for k in range(each)]
        told = [_checked(page.picture.image) for page in pages]
        _keep(keep, damage, [page.picture.image for page in pages], [page.good for page in told])
        print(
            f"{damage:13} {each} good pages, {sum(page.good for page in told)} told good; said: {_said(told)}",
            flush=True,
        )
    for spoil in SPOILS if only is None else [spoil for spoil in SPOILS if spoil.__name__ == only]:
        spoilt = [_spoilt(spoil, seed, k) for k in range(each)]
        told = [_checked(one.image) for one in spoilt]
        right = [one.code in _codes(page) for one, page in zip(spoilt, told, strict=True)]
        where = sum(ok and _right_rows(one, page) for ok, one, page in zip(right, spoilt, told, strict=True))
        _keep(keep, spoil.__name__, [one.image for one in spoilt], right)
        good = sum(page.good for page in told)
        print(
            f"{spoil.__name__:13} {each} spoilt pages, {good} told good, {sum(right)} told what spoils them, {where} in which rows; "
            f"said: {_said(told)}",
            flush=True,
        )


def _spoilt(spoil: Callable[[Filled, Picture, Lots], Spoilt], seed: int, k: int) -> Spoilt:
    rng = lots(seed, k, 77)
    filled = _filled(k, rng)
    return spoil(filled, _shot(filled, rng), rng)


def _codes(page: CheckedPage) -> set[str]:
    return {p.code for p in page.problems} | {p.code for sheet in page.sheets for p in sheet.problems}


def _said(pages: list[CheckedPage]) -> str:
    return ", ".join(
        f"{code} {n}" for code, n in Counter(code for page in pages for code in _codes(page)).most_common()
    )


def _right_rows(spoilt: Spoilt, page: CheckedPage) -> bool:
    """Whether at least one of the rows, and at most a neighbour too many at each end, was named; all of them where all are spoilt."""
    named = {
        row for sheet in page.sheets for p in sheet.problems if p.code == spoilt.code for row in rows_in(p.message)
    }
    if not spoilt.rows or not named:
        return not spoilt.rows or not named
    near = set(range(min(spoilt.rows) - 1, max(spoilt.rows) + 2))
    return bool(named & set(spoilt.rows)) and named <= near


def _keep(folder: Path | None, kind: str, images: list[Pixels], right: list[bool]) -> None:
    for k, image in enumerate(images):
        if folder and not right[k]:
            cv2.imwrite(str(folder / f"{kind}-{k}.jpg"), image)


if __name__ == "__main__":
    main()
