"""Connected parts of a black-and-white picture."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_] | NDArray[np.uint8]
Labels = NDArray[np.uint16] | NDArray[np.int32]


def labelled(mask: Mask, connectivity: int = 8) -> tuple[int, Labels]:
    """How many parts there are, the ground among them, and the number of each pixel's part (height x width); 0 is the ground."""
    binary = mask.view(np.uint8)
    try:
        count, labels = cv2.connectedComponents(binary, connectivity=connectivity, ltype=cv2.CV_16U)
    except cv2.error:  # more than 65,534 parts
        count, labels = cv2.connectedComponents(binary, connectivity=connectivity, ltype=cv2.CV_32S)
    return count, cast(Labels, labels)


def measured(mask: Mask, connectivity: int = 8) -> tuple[Labels, NDArray[np.int32]]:
    """The number of each pixel's part, and left, top, width, height and area of each part, pixels (n x 5), the ground first.

    OpenCV measures parts three times as fast where their numbers have 16 bits.
    """
    binary = mask.view(np.uint8)
    try:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=connectivity, ltype=cv2.CV_16U)
    except cv2.error:  # more than 65,534 parts
        _, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=connectivity, ltype=cv2.CV_32S)
    return cast(Labels, labels), cast(NDArray[np.int32], stats)


def pixels_of(chosen: NDArray[np.bool_], labels: Labels) -> NDArray[np.bool_]:
    """The pixels of some parts; `chosen` is True for each of these. On a whole sheet twice as fast as an index."""
    return np.take(chosen, labels)
