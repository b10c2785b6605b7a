"""The left and right ends of a table: straight lines through where its rules end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitiser.settings import SIDE_AGREE_MM

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """The left or right end of a table: x = at_zero + slope * y, millimetres in the straightened view."""

    at_zero: float
    slope: float

    def at(self, y: float) -> float:
        """Millimetres."""
        return self.at_zero + self.slope * y


def side_along(ys: Floats, xs: Floats, quantile: float) -> Side:
    """A line along ends `xs` at heights `ys` by the median of slopes (Theil 1950, Sen 1968), or an upright one where that fits as well."""
    i, j = np.triu_indices(len(ys), 1)
    far = np.abs(ys[j] - ys[i]) > 0.3 * np.ptp(ys)
    slope = float(np.median((xs[j] - xs[i])[far] / (ys[j] - ys[i])[far])) if far.any() else 0.0
    sloped = np.median(np.abs(xs - slope * ys - np.median(xs - slope * ys)))
    level = np.median(np.abs(xs - np.median(xs)))
    if abs(slope) > 0.6 or level <= sloped:
        slope = 0.0
    return side_of_slope(ys, xs, quantile, slope)


def side_of_slope(ys: Floats, xs: Floats, quantile: float, slope: float) -> Side:
    """The line of this slope through the ends that agree if most do; worn rules end anywhere, and those that reach far tell the end."""
    places = xs - slope * ys
    agreeing = np.abs(places[:, None] - places[None, :]) < SIDE_AGREE_MM
    most = agreeing[int(np.argmax(agreeing.sum(axis=1)))]
    return Side(float(np.median(places[most]) if most.mean() >= 0.5 else np.quantile(places, quantile)), slope)
