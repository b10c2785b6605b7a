"""Where things lie on the picture of a sheet that was laid flat: its corners are the reading's outline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.geometry import Quad

_SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)


def on_sheet(quad: Quad, outline: Quad) -> NDArray[np.float32]:
    """A quad of the page (shares of the page) as 4 x 2 shares of the flat sheet's width and height."""
    flat = cv2.getPerspectiveTransform(np.array(outline, np.float32), _SQUARE)
    return np.asarray(cv2.perspectiveTransform(np.array([quad], np.float32), flat)[0], np.float32)
