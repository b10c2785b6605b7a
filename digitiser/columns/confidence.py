"""Honest confidence: from how well a value explains a reading to the probability that the value is right.

The curves are fitted by `benchmarks/calibrate.py` on sheets whose truth is known, one for each engine and column, and kept in
`calibration.toml`. They rise with both scores, so they sort as the scores do.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digitiser.model import NAMES
from digitiser.settings import LEAST_SCORE

TOGETHER = "together"


@dataclass(frozen=True)
class Curve:
    """A logistic curve over the log-odds of two scores (Platt, "Probabilistic outputs for support vector machines", 1999).

    `column` weighs how well the value explains the text, `reading` the engine's own confidence, `familiar` how familiar its words are
    (`digitiser.columns.familiar`); `runs_out` (at most 0) is added where the writing reaches the end of its cell. No probability exceeds
    `ceiling`, the highest that the measured cells can vouch for.
    """

    offset: float = -2.0
    column: float = 0.3
    reading: float = 1.0
    ceiling: float = 0.9
    runs_out: float = 0.0
    familiar: float = 0.0

    def __call__(self, score: float, confidence: float, runs_out: bool = False, familiarity: float = 0.0) -> float:
        """The probability, 0 to `ceiling`, that a value is right."""
        z = self.offset + self.column * log_odds(score) + self.reading * log_odds(confidence)
        z += self.runs_out * runs_out + self.familiar * familiarity
        return min(self.ceiling, sigmoid(z))


def curve_of(engine: str, column: str) -> Curve:
    """The curve of an engine (or of all that speaks for a value, TOGETHER) and a column, one for names and their halves.

    A cautious one for an engine that was never measured; TOGETHER changes nothing where it was not.
    """
    unknown = Curve(0.0, 1.0, 0.0, 1.0) if engine == TOGETHER else Curve()
    return _curves().get((engine, "name" if column in NAMES else column), unknown)


def log_odds(score: float) -> float:
    """Natural logarithm of the odds; scores of 0 and 1 are kept finite."""
    score = min(1 - LEAST_SCORE, max(LEAST_SCORE, score))
    return math.log(score / (1 - score))


def sigmoid(z: float) -> float:
    """The probability whose log-odds are `z`."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, z))))


@cache
def _curves() -> dict[tuple[str, str], Curve]:
    text = files("digitiser.columns").joinpath("calibration.toml").read_text(encoding="utf-8")
    return {
        (engine, column): Curve(**{key: float(value) for key, value in curve.items()})
        for engine, columns in tomllib.loads(text).items()
        for column, curve in columns.items()
    }
