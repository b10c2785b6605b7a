"""One smooth bend of the paper that makes all level pieces straight, and the lines that they then form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import BEND_LOOKS, BEND_POWERS, BEND_STEEP, LINE_JOIN_MM, RULES_PX_PER_MM
from digitiser.sheets.lines import Kind, Piece, find_level_pieces
from digitiser.sheets.paper import View

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bend:
    """How level lines run on the view: the straight line at height `y` passes through (x, y + bend(x, y)); millimetres.

    A polynomial in x and y of the powers BEND_POWERS that vanishes at the middle of the view.
    """

    width: float
    height: float
    factors: Floats

    def at(self, xs: Floats, ys: Floats) -> Floats:
        """The deviation in millimetres at each point (arrays of one shape)."""
        return np.asarray(self._terms(np.asarray(xs), np.asarray(ys)) @ self.factors, np.float64)

    def straight(self, xs: Floats, ys: Floats) -> Floats:
        """The straight heights of points seen on the view: the inverse of `y + bend(x, y)`, by fixed-point steps."""
        level = np.asarray(ys, np.float64)
        for _ in range(4):
            level = ys - self.at(xs, level)
        return level

    @property
    def steepest(self) -> float:
        """The greatest slope of a level line, millimetres a millimetre."""
        xs, ys = np.meshgrid(np.linspace(0, self.width, 40), np.linspace(0, self.height, 9))
        return float(np.abs(np.diff(self.at(xs, ys), axis=1)).max() / (self.width / 39))

    def _terms(self, xs: Floats, ys: Floats) -> Floats:
        return bend_terms(xs / self.width * 2 - 1, ys / self.height * 2 - 1)


@dataclass(frozen=True)
class Line:
    """A level line of the straightened view: its height, the stretches of x that it covers (millimetres), and its kind and contrast."""

    kind: Kind
    y: float
    stretches: tuple[tuple[float, float], ...]
    contrast: float

    @property
    def left(self) -> float:
        """Where it begins, millimetres."""
        return self.stretches[0][0]

    @property
    def right(self) -> float:
        """Where it ends, millimetres."""
        return self.stretches[-1][1]

    def cover(self, left: float, right: float) -> float:
        """The share of [left, right] that it covers."""
        inside = sum(max(0.0, min(b, right) - max(a, left)) for a, b in self.stretches)
        return inside / max(1e-6, right - left)


def bend_terms(x: Floats, y: Floats) -> Floats:
    """The polynomial's terms at x, y in -1..1, last axis."""
    xs, ys = ([np.ones_like(values)] for values in (x, y))
    for powers, values, most in ((xs, x, max(i for i, _ in BEND_POWERS)), (ys, y, max(j for _, j in BEND_POWERS))):
        for _ in range(most):
            powers.append(powers[-1] * values)
    return np.stack([xs[i] * ys[j] for i, j in BEND_POWERS], axis=-1)


def find_bend(view: View) -> tuple[list[Piece], Bend]:
    """The level pieces of a view and the bend that makes them straight.

    Lines of a curled sheet are too steep in places to be seen at once. Straightened by what was seen of them they are seen farther.
    """
    pieces = find_level_pieces(view.grey)
    bend = fit_bend(pieces, view.width, view.height)
    for _ in range(BEND_LOOKS):
        if bend.steepest < BEND_STEEP:
            break
        again = find_level_pieces(straightened(view, bend))
        pieces = [replace(piece, ys=piece.ys + bend.at(piece.xs, piece.ys)) for piece in again]
        bend = fit_bend(pieces, view.width, view.height)
    return pieces, bend


def fit_bend(pieces: Sequence[Piece], width: float, height: float) -> Bend:
    """The bend under which the pieces are level, by robust ridge regression (Huber's weights).

    Each piece has its own unknown height, so only its shape counts; long pieces count for more, and high powers cost.
    """
    bend = Bend(width, height, np.zeros(len(BEND_POWERS)))
    pieces = [piece for piece in pieces if piece.length >= 0.1 * width] or list(pieces)
    if not pieces:
        return bend
    owner = np.concatenate([np.full(len(p.xs), k) for k, p in enumerate(pieces)])
    xs, ys = np.concatenate([p.xs for p in pieces]), np.concatenate([p.ys for p in pieces])
    counts = np.bincount(owner).astype(float)
    length_weight = (counts / counts.max())[owner]
    penalty = np.array([0.02 * 6.0 ** (i + j - 1) for i, j in BEND_POWERS])
    weight = length_weight
    level = ys
    for _ in range(6):
        terms = bend_terms(xs / width * 2 - 1, level / height * 2 - 1)
        own = np.stack([np.bincount(owner, column)[owner] for column in terms.T], axis=1) / counts[owner, None]
        centred = ys - (np.bincount(owner, ys) / counts)[owner]
        design = terms - own
        normal = design.T @ (design * weight[:, None]) + np.diag(penalty)
        factors = np.linalg.solve(normal, design.T @ (centred * weight))
        bend = Bend(width, height, factors)
        rest = np.abs(centred - design @ factors)
        weight = length_weight * np.minimum(1.0, 0.25 / np.maximum(rest, 1e-6))
        level = np.clip((np.bincount(owner, ys - terms @ factors) / counts)[owner], 0, height)
    return bend


def join_lines(pieces: Sequence[Piece], bend: Bend) -> list[Line]:
    """Lines from top to bottom: pieces of one kind that lie at the same height after straightening.

    The longest first: a stroke of the pen between two rules joins the nearer one, and does not make one of them.
    """
    if not pieces:
        return []
    lines: list[Line] = []
    level = bend.straight(np.concatenate([p.xs for p in pieces]), np.concatenate([p.ys for p in pieces]))
    parts = np.split(level, np.cumsum([len(p.xs) for p in pieces])[:-1])
    placed = [(float(np.median(part)), piece) for part, piece in zip(parts, pieces, strict=True)]
    for kind in ("rule", "darker", "lighter"):
        groups: list[list[tuple[float, Piece]]] = []
        centres: list[float] = []
        for height, piece in sorted(placed, key=lambda pair: -pair[1].length):
            if piece.kind != kind:
                continue
            off = [abs(height - centre) for centre in centres]
            near = off.index(min(off)) if off else -1
            if near < 0 or off[near] > LINE_JOIN_MM:
                groups.append([(height, piece)])
                centres.append(height)
            else:
                groups[near].append((height, piece))
                centres[near] = _centre(groups[near])
        lines += map(_line, groups)
    return sorted(lines, key=lambda line: line.y)


def straightened(view: View, bend: Bend) -> Pixels:
    """The view with its level lines straight: row y of the result is height y of the lines."""
    rows, columns = view.grey.shape
    # The bend alone is resized: a coarse map of places would be stretched, since cv2.resize puts its samples in the middle of cells.
    coarse = np.meshgrid((np.arange(48) + 0.5) * columns / 48, (np.arange(64) + 0.5) * rows / 64)
    off = np.asarray(bend.at(*(grid / RULES_PX_PER_MM for grid in coarse)) * RULES_PX_PER_MM, np.float32)
    dense_y = (
        cv2.resize(off, (columns, rows), interpolation=cv2.INTER_LINEAR) + np.arange(rows, dtype=np.float32)[:, None]
    )
    dense_x = np.broadcast_to(np.arange(columns, dtype=np.float32), (rows, columns))
    return np.asarray(cv2.remap(view.grey, np.ascontiguousarray(dense_x), dense_y, cv2.INTER_LINEAR), np.uint8)


def _centre(group: Sequence[tuple[float, Piece]]) -> float:
    return float(np.average([y for y, _ in group], weights=[piece.length for _, piece in group]))


def _line(group: Sequence[tuple[float, Piece]]) -> Line:
    stretches: list[tuple[float, float]] = []
    for left, right in sorted((float(piece.xs[0]), float(piece.xs[-1])) for _, piece in group):
        if stretches and left <= stretches[-1][1] + 0.5:
            stretches[-1] = (stretches[-1][0], max(right, stretches[-1][1]))
        else:
            stretches.append((left, right))
    contrast = float(np.average([p.contrast for _, p in group], weights=[p.length for _, p in group]))
    return Line(group[0][1].kind, _centre(group), tuple(stretches), contrast)
