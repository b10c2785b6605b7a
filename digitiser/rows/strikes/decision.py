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

WEIGHTS = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True)
class Network:
    """`hidden` (units x measures + 1, the last for a constant) and `out` (units + 1), and from which probability on a row is struck."""

    measures: tuple[str, ...]
    hidden: NDArray[np.float64]
    out: NDArray[np.float64]
    least: float

    def probability(self, looks: Sequence[Looks]) -> NDArray[np.float64]:
        """How likely each row is crossed out, 0 to 1."""
        x = np.array([[*astuple(look), 1.0] for look in looks], np.float64)
        units = np.maximum(0.0, x @ self.hidden.T)
        return np.asarray(1 / (1 + np.exp(-(units @ self.out[:-1] + self.out[-1]))), np.float64)


@cache
def network(path: Path = WEIGHTS) -> Network:
    """The network that comes with the program."""
    told = tomllib.loads(path.read_text())
    found = Network(tuple(told["measures"]), np.array(told["hidden"]), np.array(told["out"]), float(told["least"]))
    if found.measures != MEASURES:
        raise ValueError(f"{path.name} was fitted to other measures: run python -m benchmarks.struck")
    return found


def are_struck(seen: Sequence[Sequence[Looks]]) -> list[bool]:
    """For each row whether it is crossed out; a row may be looked at in several ways, and one of them is enough."""
    decide = network()
    worth = [[look for look in looks if not is_print(look)] for looks in seen]
    return [
        bool(looks) and (float(decide.probability(looks).max()) >= decide.least or any(map(_along_all, looks)))
        for looks in worth
    ]


def is_print(looks: Looks) -> bool:
    """Whether the line is a rule that nobody found: words stand on both sides and none meets it; or it is as wide as the table."""
    apart = looks.row_alone >= 0.97 and looks.row_between >= 0.1
    return apart or (looks.row_length >= 0.97 and looks.row_alone >= 0.9)


def _along_all(looks: Looks) -> bool:
    """A line along all of a row and far beyond its letters that goes through as many of the name's letters as it leaves above it.

    Few rows that were fitted to have such a line so low; of the flat ones with it, 94 of 97 are struck.
    """
    through = looks.name_through >= 0.45 and looks.name_beyond >= 1
    return through and looks.row_length >= 0.5 and looks.row_covered >= 0.9
