"""Whether a row that looks so is crossed out: a small network, fitted to drawn sheets by `python -m benchmarks.struck`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitiser.rows.strikes.looks import MEASURES, Looks
from digitiser.settings import STRIKE_NEVER, STRIKE_ROWS, STRIKE_SHARED, STRIKE_USUAL

WEIGHTS = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True)
class Network:
    """`hidden` (units x measures + 1, the last for a constant) and `out` (units + 1), and from which probability on a row is struck."""

    measures: tuple[str, ...]
    hidden: NDArray[np.float64]
    out: NDArray[np.float64]
    least: float

    def log_odds(self, looks: Sequence[Looks]) -> NDArray[np.float64]:
        """Of each row being crossed out to its not being so, by itself: 0 where both are as likely."""
        x = np.array([[*astuple(look), 1.0] for look in looks], np.float64)
        units = np.maximum(0.0, x @ self.hidden.T)
        return np.asarray(units @ self.out[:-1] + self.out[-1], np.float64)

    def probability(self, looks: Sequence[Looks]) -> NDArray[np.float64]:
        """How likely each row is crossed out, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-self.log_odds(looks))), np.float64)


@cache
def network(path: Path = WEIGHTS) -> Network:
    """The network that comes with the program."""
    told = tomllib.loads(path.read_text())
    found = Network(tuple(told["measures"]), np.array(told["hidden"]), np.array(told["out"]), float(told["least"]))
    if found.measures != MEASURES:
        raise ValueError(f"{path.name} was fitted to other measures: run python -m benchmarks.struck")
    return found


def are_struck(seen: Sequence[Sequence[Looks]], written: Sequence[bool]) -> list[bool]:
    """For each row of a sheet whether it is crossed out, and whether it is `written` at all; a row may be looked at in several ways, and
    one of them is enough.

    Few rows of a sheet are crossed out. Where half of them look somewhat like it, a blurred picture or a fold does that, and what is called
    struck must look so the more.
    """
    decide = network()
    worth = [[look for look in looks if not is_print(look)] for looks in seen]
    odds = np.array([decide.log_odds(looks).max() if looks else STRIKE_NEVER for looks in worth])
    usual = np.median(odds[list(written)]) if sum(written) >= STRIKE_ROWS else STRIKE_USUAL
    odds -= STRIKE_SHARED * max(0.0, float(usual) - STRIKE_USUAL)
    return [bool(odd >= np.log(decide.least / (1 - decide.least))) for odd in odds]


def is_print(looks: Looks) -> bool:
    """Whether the line is a rule that nobody found: words stand on both sides and none meets it; or it is as wide as the table."""
    apart = looks.row_alone >= 0.97 and looks.row_between >= 0.1
    return apart or (looks.row_length >= 0.97 and looks.row_alone >= 0.9)
