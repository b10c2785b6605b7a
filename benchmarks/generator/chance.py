"""Small words for drawing lots, so that every choice in the generator comes from one numpy Generator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

Lots = np.random.Generator
T = TypeVar("T")


def lots(*seed: int) -> Lots:
    """The generator of one thing; the same numbers give the same thing."""
    return np.random.default_rng(seed)


def chance(rng: Lots, probability: float) -> bool:
    """True in `probability` of the cases."""
    return bool(rng.random() < probability)


def pick(rng: Lots, choices: Sequence[T]) -> T:
    """One of them, all alike."""
    return choices[int(rng.integers(len(choices)))]


def weighed(rng: Lots, choices: Mapping[T, float]) -> T:
    """One of the keys, as often as its weight says."""
    weights = np.array(list(choices.values()), float)
    return list(choices)[int(rng.choice(len(weights), p=weights / weights.sum()))]


def between(rng: Lots, low: float, high: float) -> float:
    """A number of the range, all alike."""
    return float(rng.uniform(low, high))
