"""What the browser asks about a whole sheet, and what it is answered; `routes.py` gives each its address. No Streamlit."""

from __future__ import annotations

from dataclasses import dataclass

from digitiser.errors import StoreError
from digitiser.model import ColumnName
from digitiser.screens import frame
from digitiser.screens.language import speaking
from digitiser.screens.naming import OTHERS, Named, Progress, named
from digitiser.screens.outlining import Mended, Mending, WholeSheet, mended, whole_sheet


@dataclass(frozen=True)
class AskSheet:
    """A sheet with all its rows."""

    language: str
    who: str
    sheet: str


@dataclass(frozen=True)
class SaidOfSheet:
    """What was drawn on a sheet."""

    language: str
    said: Mending


@dataclass(frozen=True)
class SaidOfColumns:
    """What the columns of a sheet are, from left to right on the paper; None where nobody said."""

    language: str
    who: str
    sheet: str
    names: tuple[ColumnName | None, ...]


@dataclass(frozen=True)
class AskProgress:
    """How far the other sheets like it are."""

    language: str


def show_sheet(asked: AskSheet) -> WholeSheet | None:
    """The sheet as it is now; None where there is none of that id any more."""
    OTHERS.resume(frame.store(), asked.who)
    with speaking(asked.language):
        try:
            return whole_sheet(frame.store(), asked.sheet, asked.who)
        except StoreError:
            return None


def mend_sheet(asked: SaidOfSheet) -> Mended:
    """Reads rows again as they were outlined."""
    with speaking(asked.language):
        try:
            return mended(frame.store(), asked.said)
        except StoreError as fault:
            return Mended("refused", str(fault))


def name_columns(asked: SaidOfColumns) -> Named:
    """Keeps the names, reads this sheet again, and the others behind the screen."""
    with speaking(asked.language):
        try:
            answer = named(frame.store(), asked.sheet, asked.names, asked.who)
        except StoreError as fault:
            return Named("refused", str(fault))
    if answer.outcome == "kept":
        OTHERS.start(frame.store(), asked.who)
    return answer


def progress(asked: AskProgress) -> Progress:
    """How far it is."""
    with speaking(asked.language):
        return OTHERS.progress()
