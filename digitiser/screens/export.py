"""Handing over: what was settled becomes the list of signatures, and the files of it, in a folder of this laptop."""

from __future__ import annotations

from pathlib import Path, PurePath

import streamlit as st

from digitiser import exporters
from digitiser.columns import country
from digitiser.errors import DigitiserError
from digitiser.handover import Open, counts, delivery, merge_settled, still_open
from digitiser.ledger import Ledger
from digitiser.screens import frame, tables
from digitiser.screens.language import count, current, say
from digitiser.store import Store

_FOLDER = Path("export")


def show() -> None:
    """The screen."""
    store = frame.store()
    change = merge_settled(store)
    counted = counts(store)
    frame.note(say("Export"), "dg-title")
    left, right = st.columns([1, 1], gap="large")
    with left:
        _figures(counted)
        tables.reasons(store)
        _open(still_open(counted, change))
        _write(store)
    with right:
        _by_country(store)


def _figures(counted: Ledger) -> None:
    """The counts, one under the other, as they explain each other."""
    total = counted.total
    lines = [
        (say("Rows with ink"), total.ink, ""),
        (say("− struck out"), total.struck, ""),
        (say("− not signed"), total.unsigned, ""),
        (say("− unreadable"), total.unreadable, ""),
        (say("= countable"), total.countable, "sum"),
        (say("− not settled yet"), total.waiting, ""),
        (say("− held back with their sheet"), total.held, ""),
        (say("= verified signatures"), total.verified, "sum"),
    ]
    tables.figures(lines)


def _open(left: Open) -> None:
    words = [
        (left.waiting, count("{n} row left", "{n} rows left", left.waiting)),
        (left.held_sheets, count("{n} sheet came twice", "{n} sheets came twice", left.held_sheets)),
        (
            left.disagreeing,
            count(
                "{n} sheet says another number at its foot",
                "{n} sheets say another number at their foot",
                left.disagreeing,
            ),
        ),
        (left.unexplained, say("The counts do not explain each other. Have the store verified.")),
    ]
    for number, text in words:
        if number:
            frame.note(text, "dg-flag")


def _write(store: Store) -> None:
    with st.form("export", border=False):
        typed = st.text_input(say("Folder"), str(_FOLDER.absolute()))
        frame.note(
            say(
                "The files are in clear: names, countries, and contacts of those who agreed. Keep them where the store is."
            )
        )
        if st.form_submit_button(say("Write the files"), type="primary"):
            _write_to(store, typed.strip())


def _write_to(store: Store, folder: str) -> None:
    if not folder:
        return
    try:
        paths = exporters.export(Path(folder).expanduser(), delivery(store, merge_settled(store)))
    except DigitiserError as error:
        st.error(say("The folder cannot be written. Choose another one, or make room."))
        st.text(error.message)
        return
    st.success(say("Written:"))
    st.text("\n".join(PurePath(path).name for path in paths))
    st.text(say("Receipt: {receipt}", receipt=store.decisions.head()))


def _by_country(store: Store) -> None:
    found = store.signatures.by_country()
    if not found:
        frame.note(say("No signature is verified yet."))
        return
    names = [country.label(code, current().code) if code else say("not stated") for code, _ in found]
    lines = [(name, number) for name, (_, number) in zip(names, found, strict=True)]
    tables.table((say("Country"), say("Signatures")), lines, say("Signatures by country"))
