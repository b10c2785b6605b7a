"""The corner marks and codes that our own forms carry, as they are seen on a page."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from digitiser.forms import Form, Mark, SheetCode, parse_code
from digitiser.geometry import Points
from digitiser.model import Box, Pixels
from digitiser.settings import MARK_DETECTION_PX, MARK_MAX_STRAY
from digitiser.sheets.picture import shrunk


@dataclass(frozen=True)
class SeenMark:
    """An ArUco mark: its id and its corners in page pixels, clockwise from its own top left."""

    id: int
    corners: Points


@dataclass(frozen=True)
class SeenCode:
    """A code of ours: what it says and its corners in page pixels, clockwise from its own top left."""

    code: SheetCode
    corners: Points


def find_marks(grey: Pixels) -> tuple[SeenMark, ...]:
    """The corner marks on a grey page (ArUco: Garrido-Jurado et al. 2014)."""
    scale = min(1.0, MARK_DETECTION_PX / max(grey.shape))
    small = shrunk(grey, scale) if scale < 1 else grey
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)
    corners, ids, _ = detector.detectMarkers(small)
    if ids is None:
        return ()
    marks = zip(np.asarray(ids).ravel(), corners, strict=True)
    return tuple(
        SeenMark(int(number), (np.asarray(quad, np.float64).reshape(4, 2) + 0.5) / scale - 0.5)
        for number, quad in marks
        if number < 4
    )


def find_codes(grey: Pixels) -> tuple[SeenCode, ...]:
    """The codes on a grey page that our forms carry; any other code is passed over."""
    seen = []
    for found in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        code = parse_code(found.text)
        if code is not None:
            place = found.position
            corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            seen.append(SeenCode(code, np.array([[corner.x, corner.y] for corner in corners], np.float64)))
    return tuple(seen)


def marks_around(anchor: Points, place: Box, form: Form, marks: tuple[SeenMark, ...]) -> tuple[SeenMark, ...]:
    """The marks of the sheet on which `anchor` (four corners in page pixels) is the thing printed at `place`: one of each id at most.

    The anchor's own size and direction tell about where each mark of this form should be, and the nearest one there is taken.
    """
    to_page = _similarity(corners_of(place), anchor)
    reach = MARK_MAX_STRAY * float(np.hypot(form.width, form.height)) * float(np.hypot(*to_page[:2, 0]))
    chosen = []
    for mark in form.marks:
        where = to_page @ np.array([mark.x, mark.y, 1.0])
        own = [seen for seen in marks if seen.id == mark.id]
        nearest = min(own, key=lambda seen: float(np.linalg.norm(seen.corners.mean(axis=0) - where)), default=None)
        if nearest is not None and np.linalg.norm(nearest.corners.mean(axis=0) - where) < reach:
            chosen.append(nearest)
    return tuple(chosen)


def corners_of(place: Box) -> Points:
    """The corners of a box, clockwise from the top left."""
    return np.array(
        [[place.left, place.top], [place.right, place.top], [place.right, place.bottom], [place.left, place.bottom]]
    )


def box_of(mark: Mark) -> Box:
    """Where a mark is printed."""
    half = mark.size / 2
    return Box(mark.x - half, mark.y - half, mark.x + half, mark.y + half)


def _similarity(from_: Points, to: Points) -> Points:
    """The turn, scale and shift (2 x 3) that brings four points nearest to four others, by least squares in complex numbers."""
    a, b = from_ @ [1, 1j], to @ [1, 1j]
    turn = np.vdot(a - a.mean(), b - b.mean()) / np.vdot(a - a.mean(), a - a.mean())
    shift = b.mean() - turn * a.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
