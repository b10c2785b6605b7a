"""Transcribed lines on disk: JSON Lines of `image` (relative to the file) and `text`."""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Real:
    """A transcribed line: grey picture and text."""

    image: NDArray[np.uint8]
    text: str


def real_lines(path: Path) -> list[Real]:
    """The lines of one JSONL file, in order; a picture that cannot be read is an error, not a line less."""
    found = []
    for row in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        image = cv2.imread(str(path.parent / entry["image"]), cv2.IMREAD_GRAYSCALE)
        if image is None:
            raise FileNotFoundError(f"{path}: no picture {entry['image']}")
        found.append(Real(np.asarray(image, np.uint8), entry["text"]))
    return found
