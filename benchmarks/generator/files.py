"""Samples become files: JPEG (with its EXIF orientation), PNG and TIFF, and several pages in one PDF or TIFF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks.generator.damage import stored_pixels
from benchmarks.generator.sheet import Sample, Truth
from benchmarks.generator.taken import Picture

ORIENTATION = 0x0112


def save(sample: Sample, folder: Path, kind: str = ".jpg") -> Truth:
    """Writes the picture into the folder; returns its truth, the file's name filled in. Black and white stays so in PNG and TIFF."""
    path = folder / f"{sample.name}{kind}"
    image = as_pil(sample.picture)
    if kind == ".jpg":
        exif = Image.Exif()
        if sample.picture.orientation != 1:
            exif[ORIENTATION] = sample.picture.orientation
        image.save(path, quality=sample.picture.quality, exif=exif)
    elif kind == ".tif":
        if image.mode == "1":
            image.save(path, compression="group4")
        else:
            image.save(path, compression="jpeg", quality=sample.picture.quality)
    else:
        image.save(path, optimize=image.mode == "1")
    return sample.truth | {"file": path.name}


def save_pages(samples: Sequence[Sample], path: Path) -> list[Truth]:
    """Several samples as the pages of one PDF or TIFF; returns their truths."""
    images = [as_pil(s.picture) for s in samples]
    if all(image.mode == "1" for image in images) and path.suffix != ".pdf":
        images[0].save(path, save_all=True, append_images=images[1:], compression="group4")
    elif path.suffix == ".pdf":
        images = [image.convert("RGB") for image in images]
        images[0].save(
            path, save_all=True, append_images=images[1:], quality=70, resolution=200.0, creationDate=None, modDate=None
        )
    else:
        images[0].save(path, save_all=True, append_images=images[1:], compression="jpeg", quality=70)
    return [s.truth | {"file": path.name, "page": k} for k, s in enumerate(samples, 1)]


def as_pil(picture: Picture) -> Image.Image:
    """The stored pixels as Pillow has them; black and white pages in one bit."""
    image = Image.fromarray(np.ascontiguousarray(cv2.cvtColor(stored_pixels(picture), cv2.COLOR_BGR2RGB)))
    return image.convert("L").point(lambda v: 255 * (v > 127)).convert("1") if picture.bitonal else image


def write_truth(truths: Iterable[Truth], path: Path) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf8") as out:
        for truth in truths:
            out.write(json.dumps(truth, ensure_ascii=False) + "\n")
