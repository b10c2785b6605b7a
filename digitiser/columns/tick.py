"""Ticks: consent is what the ink says, and doubt is a no."""

from __future__ import annotations

from digitiser.model import Candidate, Ink
from digitiser.settings import TICK_CERTAINTY


def candidates(ink: Ink) -> tuple[Candidate, ...]:
    """`yes` only for a box with a written mark in it; a box left blank, a dash, a ditto and what cannot be read are `no`."""
    if ink == "written":
        return (Candidate("yes", TICK_CERTAINTY), Candidate("no", 1 - TICK_CERTAINTY))
    return (Candidate("no", TICK_CERTAINTY), Candidate("yes", 1 - TICK_CERTAINTY))
