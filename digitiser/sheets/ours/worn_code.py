"""A code that no reader makes out any more, drawn anew: where each of its modules lies is known from the sheet's fit."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from digitiser.forms import SheetCode, parse_code
from digitiser.model import Box, Pixels
from digitiser.settings import CODE_MODULES, CODE_NEIGHBOURS, SHEET_PX_PER_MM
from digitiser.sheets.picture import dilate, erode, grey_of

_FINDER = np.pad(np.pad(np.ones((3, 3), bool), 1), 1, constant_values=True)


def read_worn_code(image: Pixels, place: Box) -> SheetCode | None:
    """The code printed at `place` on a sheet's flat picture (BGR, SHEET_PX_PER_MM), or None.

    Readers look for the three finder patterns first, and a thumb's shadow or a smear on one of them ends the search. Here they are put back
    as they were printed; what else is wrong, the code's error correction mends or refuses.
    """
    modules = _modules(grey_of(image), place)
    drawn = np.pad(np.where(modules, 0, 255).astype(np.uint8), 4, constant_values=255)
    drawn = np.kron(drawn, np.ones((4, 4), np.uint8))
    for found in zxingcpp.read_barcodes(
        drawn, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), is_pure=True
    ):
        if (code := parse_code(found.text)) is not None:
            return code
    return None


def _modules(grey: Pixels, place: Box) -> NDArray[np.bool_]:
    """The code's modules, True where black: each against the middle of the lightest and the darkest ones around it."""
    at = (np.arange(CODE_MODULES) + 0.5) / CODE_MODULES
    xs, ys = place.left + at * place.width, place.top + at * place.height
    where = np.meshgrid(*((some * SHEET_PX_PER_MM - 0.5).astype(np.float32) for some in (xs, ys)))
    seen = np.asarray(cv2.remap(cv2.blur(grey, (3, 3)), where[0], where[1], cv2.INTER_LINEAR), np.uint8)
    around = CODE_NEIGHBOURS
    middle = dilate(seen, around, around).astype(np.float32) / 2 + erode(seen, around, around).astype(np.float32) / 2
    black = np.asarray(seen < cv2.blur(middle, (around, around)))
    for top, left in ((0, 0), (0, CODE_MODULES - 8), (CODE_MODULES - 8, 0)):
        black[top : top + 8, left : left + 8] = False
    black[:7, :7], black[:7, -7:], black[-7:, :7] = _FINDER, _FINDER, _FINDER
    return black
