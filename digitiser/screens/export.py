"""Handing over."""

from __future__ import annotations

from digitiser.screens import frame
from digitiser.screens.language import say


def show() -> None:
    """The screen."""
    frame.note(say("Export"), "dg-title")
