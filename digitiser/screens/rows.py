"""The review: one row at a time, its ink and what was read, until none is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from typing import Literal

import streamlit as st

from digitiser.model import ColumnName, Decision, Row, RowVerdict, SheetReading
from digitiser.screens import frame, whole_sheet
from digitiser.screens.language import current, heading, say
from digitiser.screens.problems import problem_text
from digitiser.screens.row_view import FieldView, Layout, layout, typed_row
from digitiser.screens.settling import field_key, settle, settled, sitting, take
from digitiser.screens.sitting import Place, Sitting
from digitiser.screens.values import literally, shown
from digitiser.store import Store

_KEYS: dict[RowVerdict, str] = {"struck": "X", "unsigned": "U", "unreadable": "I", "not_a_row": "N"}
_ACCEPT_UNUSUAL = "A"  # where the machine sees no signature, Enter alone must not make one
_BELOW = 4  # columns for fields that stand below the picture
_LATER, _BACK, _SHEET = "L", "Z", "V"


def show() -> None:
    """The screen."""
    store, mine = frame.store(), sitting()
    place = mine.current(lambda place: place.row in settled(store, place.sheet))
    left = len(mine.ahead)
    if place is None:
        _all_done(mine)
        return
    reading = store.readings.sheet(place.sheet)
    decisions = settled(store, place.sheet)
    row = next((row for row in reading.rows if row.index == place.row), None) or typed_row(place.row)
    decision = decisions.get(place.row)
    _head(reading, row, left, mine.total)
    _notices(store, place, reading, row, decision)
    picture = store.readings.row_picture(place.sheet, place.row)
    fields = layout(reading, row, decisions)
    with st.form("row", border=False, enter_to_submit=_is_plain(row)):
        _enter(place, decision, fields.columns)
        with st.container(key="paper"):
            if picture:
                st.image(picture, width="stretch", alt=say("The row as it was scanned"))
            _fields(fields, place, decision, row)
        looking = bool(st.session_state.pop("show_sheet", False))
        _verdicts(place, decision, row, fields.columns, disabled=looking)
    _around(store, reading, place)
    if looking:
        whole_sheet.show(store, reading, place.row)


def verdict_name(verdict: RowVerdict) -> str:
    """A verdict in the reviewer's language."""
    return {
        "accepted": say("Accepted"),
        "struck": say("Struck out"),
        "unsigned": say("Not signed"),
        "unreadable": say("Unreadable"),
        "not_a_row": say("Not a row"),
    }[verdict]


def _is_plain(row: Row) -> bool:
    """Whether Enter may accept the row: the machine sees a signature, or the sheet asks for none."""
    return row.state == "filled" and row.signed is not False


def _head(reading: SheetReading, row: Row, left: int, total: int) -> None:
    where, how_much = st.columns([3, 1], vertical_alignment="center")
    with where, st.container(key="where", horizontal=True, vertical_alignment="center"):
        rows, index = len(reading.rows), row.index
        if reading.serial:
            title = say("Sheet {sheet}, row {row} of {rows}", sheet=reading.serial, row=index, rows=rows)
        else:
            title = say("Page {page}, row {row} of {rows}", page=reading.page, row=index, rows=rows)
        frame.note(title, "dg-title")
        st.text(PurePath(reading.file).name)
    with how_much:
        frame.progress(left, total)


def _notices(store: Store, place: Place, reading: SheetReading, row: Row, decision: Decision | None) -> None:
    with st.container(key="notices"):
        _conflict(store, place, decision)
        understood = st.session_state.pop("not_understood", None)
        if understood:
            st.warning(understood)
        if decision:
            frame.note(
                say(
                    "Settled by {who}: {verdict}. A new decision replaces it.",
                    who=decision.who,
                    verdict=verdict_name(decision.verdict),
                )
            )
        elif row.state == "struck":
            st.warning(say("This row seems struck out. X confirms; A accepts it all the same."))
        elif row.state == "empty":
            st.warning(say("This row seems empty. N confirms; A accepts it all the same."))
        elif row.signed is False:
            st.warning(say("No signature was found. U confirms; A accepts it all the same."))
        for problem in store.readings.problems(place.sheet):
            if not problem.done:
                frame.note(problem_text(problem.code, problem.message), "dg-flag")


def _conflict(store: Store, place: Place, decision: Decision | None) -> None:
    """Both versions where another reviewer was faster: theirs holds until somebody decides again."""
    if st.session_state.get("conflict") != place.id or decision is None:
        return
    st.warning(
        say(
            "{who} settled this row meanwhile. Both versions are kept; decide again, or leave theirs.",
            who=literally(decision.who),
        )
    )
    for version in (decision, *store.decisions.conflicts(place.sheet, place.row)[-1:]):
        texts = [shown(column, value, current().code) for column, value in version.values]
        st.text(" · ".join([f"{version.who}: {verdict_name(version.verdict)}", *texts]))


def _enter(place: Place, decision: Decision | None, columns: Sequence[ColumnName]) -> None:
    """What Enter does in a field. Streamlit takes a form's first button for that, so this one comes before the alternatives, unseen."""
    revision = decision.revision if decision else 0
    with st.container(key="enter"):
        accept = partial(settle, place, revision, "accepted", columns)
        st.form_submit_button(say("Accept"), key=f"enter-{place.id}-{revision}", on_click=accept)


def _fields(fields: Layout, place: Place, decision: Decision | None, row: Row) -> None:
    """Under each cell of the picture the field that was read there, and the fields without a place of their own below."""
    offered = 0
    signature = next((part for part in fields.under if part.column == "signature"), None)
    for part, column in zip(fields.under, st.columns([part.width for part in fields.under], gap=None), strict=True):
        with column:
            if part.field:
                offered += _field(part.field, field_key(place, decision, part.field.column), offered)
            elif part.column == "signature" and part == signature:
                frame.note(say("signed") if row.signed else say("no signature"), "dg-quiet dg-beside")
    if fields.below:
        for view, column in zip(fields.below, st.columns(max(_BELOW, len(fields.below)), gap=None), strict=False):
            with column:
                offered += _field(view, field_key(place, decision, view.column), offered)


def _field(view: FieldView, key: str, offered: int) -> int:
    """The input of one field and its alternatives, on the number keys after the `offered` ones; says how many it offers."""
    language = current().code
    label = heading(view.column) + (" ″" if view.ditto else "") + (say(" ?") if view.doubtful else "")
    with st.container(key=f"{'doubtful' if view.doubtful else 'sure'}-{view.column}"):
        if view.column == "consent":
            st.session_state.setdefault(key, view.guess == "yes")
            st.checkbox(label, key=key)
            return 0
        st.session_state.setdefault(key, shown(view.column, view.guess, language))
        st.text_input(label, key=key, autocomplete="off")
    choices = st.session_state.get("choices", {}).get(key, view.alternatives)
    for number, value in enumerate(choices, offered + 1):
        text = shown(view.column, value, language)
        with st.container(key=f"alternative-{number}"):
            st.form_submit_button(
                literally(text), key=f"take-{number}-{key}", type="tertiary", shortcut=str(number) if number < 10 else None,
                on_click=take, args=(key, text), width="stretch", wrap=False,
            )  # fmt: skip
    return len(choices)


def _verdicts(place: Place, decision: Decision | None, row: Row, columns: Sequence[ColumnName], disabled: bool) -> None:
    """What to do with the row; `disabled` while the sheet lies over it.

    The keys of the buttons name the row: a second stroke for the last row cannot settle this one unseen.
    """
    revision = decision.revision if decision else 0
    offered: dict[RowVerdict, tuple[str, str]] = {
        "accepted": (say("Accept"), "Enter" if _is_plain(row) else _ACCEPT_UNUSUAL)
    }
    offered |= {verdict: (verdict_name(verdict), shortcut) for verdict, shortcut in _KEYS.items()}
    button = partial(st.form_submit_button, disabled=disabled)
    with st.container(key="verdicts", horizontal=True, vertical_alignment="center", gap="small"):
        for verdict, (label, shortcut) in offered.items():
            kind: Literal["primary", "secondary"] = "primary" if verdict == _suggested(row) else "secondary"
            decide_so = partial(settle, place, revision, verdict, columns)
            button(label, key=f"{verdict}-{place.id}-{revision}", type=kind, shortcut=shortcut, on_click=decide_so)
        others: list[tuple[str, str, Callable[[], None]]] = [
            (say("Later"), _LATER, partial(sitting().postpone, place)),
            (say("Back"), _BACK, sitting().back),
            (say("Whole sheet"), _SHEET, _show_sheet),
        ]
        for label, shortcut, act in others:
            button(label, key=f"{shortcut}-{place.id}-{revision}", type="tertiary", shortcut=shortcut, on_click=act)
    frame.note(say("Keys act on the row. Click a field, or press Tab, to type; Enter accepts."))


def _around(store: Store, reading: SheetReading, place: Place) -> None:
    """The rows above and below on the sheet: what a ditto repeats, whose signature hangs over."""
    picture = store.readings.sheet_picture(place.sheet)
    strip = whole_sheet.around(picture, reading, place.row) if picture else None
    if strip is not None:
        with st.container(key="around"):
            st.image(strip, width="stretch", output_format="JPEG", alt=say("The rows around it on the sheet"))


def _suggested(row: Row) -> RowVerdict:
    """The machine's view of the row; the button that says so stands out."""
    if row.state == "struck":
        return "struck"
    if row.state == "empty":
        return "not_a_row"
    return "unsigned" if row.signed is False else "accepted"


def _all_done(mine: Sitting) -> None:
    frame.note(say("No row is left to look at."), "dg-title")
    frame.note(say("The overview shows pages that need a look, and exports the list."))
    if mine.settled:
        st.button(say("Back"), shortcut=_BACK, on_click=mine.back)


def _show_sheet() -> None:
    st.session_state["show_sheet"] = True
