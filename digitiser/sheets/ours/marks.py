"""The corner marks and codes that our own forms carry, as they are seen on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from digitiser.forms import Form, Mark, SheetCode, parse_code
from digitiser.geometry import Points
from digitiser.model import Box, Pixels
from digitiser.settings import (
    CODE_WEIGHT,
    MARK_ALIKE_MM,
    MARK_DETECTION_PX,
    MARK_MARGIN_PX,
    MARK_MAX_STRAY,
    MARK_WEIGHT,
    MARKS_ENOUGH,
)
from digitiser.sheets.picture import shrunk


@dataclass(frozen=True)
class SeenMark:
    """An ArUco mark: its id and its corners in page pixels, clockwise from its own top left."""

    id: int
    corners: Points


@dataclass(frozen=True)
class Anchors:
    """Points whose printed place is known: `printed` (n x 2) on the form, millimetres, `seen` (n x 2) on the page, pixels.

    `weight` (n) is how much each says, 1 for a point of a rule.
    """

    printed: Points
    seen: Points
    weight: Points


@dataclass(frozen=True)
class Guess:
    """A homography (3 x 3, millimetres to page pixels), and by how many millimetres it misses the anchors: square marks on paper of a
    wrong size are not square.
    """

    matrix: Points
    missed: float


@dataclass(frozen=True)
class SeenCode:
    """A code of ours: what it says and its corners in page pixels, clockwise from its own top left."""

    code: SheetCode
    corners: Points


def find_marks(grey: Pixels) -> tuple[SeenMark, ...]:
    """The corner marks on a grey page (ArUco: Garrido-Jurado et al. 2014)."""
    scale = min(1.0, MARK_DETECTION_PX / max(grey.shape))
    # Each pixel the mean of those it replaces only where they are more than four: that takes as long as finding the marks.
    small = grey if scale == 1 else shrunk(grey, scale) if scale < 0.5 else cv2.resize(grey, None, fx=scale, fy=scale)
    margin = MARK_MARGIN_PX
    small = np.asarray(cv2.copyMakeBorder(small, *(margin,) * 4, cv2.BORDER_CONSTANT, value=255), np.uint8)
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)
    corners, ids, _ = detector.detectMarkers(small)
    if ids is None:
        return ()
    marks = zip(np.asarray(ids).ravel(), corners, strict=True)
    return tuple(
        SeenMark(int(number), (np.asarray(quad, np.float64).reshape(4, 2) - margin + 0.5) / scale - 0.5)
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


def anchors_of(form: Form, marks: Sequence[SeenMark], code: SeenCode | None) -> Anchors:
    """The corners of a sheet's marks and code: where the form has them, and where they were seen. One mark or the code must be there."""
    places = [corners_of(box_of(form.marks[mark.id])) for mark in marks]
    seen = [mark.corners for mark in marks]
    weights = [MARK_WEIGHT] * len(places)
    if code is not None:
        places, seen, weights = [*places, corners_of(form.code)], [*seen, code.corners], [*weights, CODE_WEIGHT]
    return Anchors(np.concatenate(places), np.concatenate(seen), np.repeat(weights, 4))


def first_guess(anchors: Anchors) -> Guess:
    """Where the sheet lies by its marks and code alone.

    Fewer than three marks may stand in one corner, from where a homography leads astray: where they show no tilt, the paper is only turned,
    scaled and shifted.
    """
    there, here = anchors.printed, anchors.seen
    turned = np.vstack([_similarity(there, here), [0, 0, 1]])
    scale = float(np.hypot(*turned[:2, 0]))
    missed = _missed(turned, anchors) / scale
    if len(there) <= 4 or (len(there) < 4 * MARKS_ENOUGH and missed <= MARK_ALIKE_MM):
        return Guess(turned, missed)
    tilted = np.asarray(cv2.findHomography(there, here, 0)[0], np.float64)
    if tilted.shape != (3, 3):
        return Guess(turned, missed)
    return Guess(tilted, _missed(tilted, anchors) / scale)


def _missed(matrix: Points, anchors: Anchors) -> float:
    """Root mean square of the pixels by which a homography misses the anchors."""
    off = cv2.perspectiveTransform(anchors.printed[:, None], matrix)[:, 0] - anchors.seen
    return float(np.sqrt((off**2).sum(axis=1).mean()))


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
    """The turn, scale and shift (2 x 3) that brings points nearest to as many others, by least squares in complex numbers."""
    a, b = from_ @ np.array([1, 1j]), to @ np.array([1, 1j])
    turn = np.vdot(a - a.mean(), b - b.mean()) / np.vdot(a - a.mean(), a - a.mean())
    shift = b.mean() - turn * a.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
