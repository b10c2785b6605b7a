"""The columns of a stranger's form, named once: this sheet is read again at once, the others like it behind the screen. No Streamlit."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import Literal

from digitiser.errors import InputRefused
from digitiser.faults import reference
from digitiser.mending import name_columns, others_like_named, waiting_for_names
from digitiser.model import NAMES, ColumnName
from digitiser.recognisers import Recogniser
from digitiser.reread import table_of
from digitiser.screens.language import say
from digitiser.screens.outlining import ALONE, WholeSheet, whole_sheet
from digitiser.store import Store


@dataclass(frozen=True)
class Named:
    """What became of the names of a sheet's columns. `refused`: nothing was kept, and `text` says why. `sheet` is as it is now."""

    outcome: Literal["kept", "refused"]
    text: str
    sheet: WholeSheet | None = None


@dataclass(frozen=True)
class Progress:
    """The other sheets of that form: how many wait (None: they are being counted), and the ids of those that were read again.

    `fault` says what went wrong, in words.
    """

    left: int | None
    done: tuple[str, ...]
    fault: str = ""


def named(
    store: Store, sheet: str, names: Sequence[ColumnName | None], who: str, recognisers: Sequence[Recogniser] | None = None
) -> Named:  # fmt: skip
    """Keeps the names and reads this sheet again; `others` go on behind. Raises StoreError where the store fails."""
    reading = store.outlines.reading(sheet)
    if reading.form is not None or len(names) != len(table_of(reading).columns):
        return Named("refused", say("The columns of this sheet are known already, or were read anew: open it again."))
    if not set(NAMES) & set(names):
        return Named("refused", say("No column holds a name. Choose the one in which people wrote it."))
    try:
        with ALONE:
            name_columns(store, sheet, names, who, recognisers)
    except InputRefused:
        return Named("refused", say("No picture of this sheet was kept, so nothing can be read again."))
    return Named("kept", say("This sheet was read again."), whole_sheet(store, sheet, who))


class Others:
    """Reads the sheets behind the screen that are printed like one whose columns a person named: one at a time, so that whoever mends a
    sheet meanwhile waits for one at most.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = self._again = self._begun = False
        self._now = Progress(0, ())
        self._fault = ""  # the reference of what went wrong

    def progress(self) -> Progress:
        """How far it is, in the language that is spoken now."""
        if not self._fault:
            return self._now
        words = say("Reading again stopped: {reference}. Name the columns once more to go on.", reference=self._fault)
        return replace(self._now, fault=words)

    def resume(self, store: Store, who: str) -> None:
        """Once: the program may have ended while sheets waited."""
        if not self._begun and store.outlines.layouts():
            self.start(store, who)

    def start(self, store: Store, who: str, recognisers: Sequence[Recogniser] | None = None) -> Thread | None:
        """Goes on until no sheet waits. None where it is at it already: what was named meanwhile comes too."""
        with self._lock:
            self._again = self._begun = True
            if self._running:
                return None
            self._running, self._now, self._fault = True, Progress(None, ()), ""
        thread = Thread(target=self._run, args=(store, who, recognisers), name="others like named", daemon=True)
        thread.start()
        return thread

    def _run(self, store: Store, who: str, recognisers: Sequence[Recogniser] | None) -> None:
        while self._more():
            try:
                self._all(store, who, recognisers)
            except Exception as error:  # the others wait until columns are named once more; whoever asks is told
                logging.getLogger(__name__).error("", exc_info=error)
                self._fault = reference(error)
        self._now = Progress(0, self._now.done)

    def _more(self) -> bool:
        with self._lock:
            self._running, self._again = self._again, False
            return self._running

    def _all(self, store: Store, who: str, recognisers: Sequence[Recogniser] | None) -> None:
        waiting = waiting_for_names(store)
        left = len(waiting)
        self._now = Progress(left, self._now.done)
        others = others_like_named(store, who, recognisers, waiting)
        while True:
            with ALONE:
                sheet = next(others, None)
            if sheet is None:
                return
            left -= 1
            self._now = Progress(max(0, left), (*self._now.done, sheet))


OTHERS = Others()
