"""The whole sheet, with the row in question outlined; and the form for a row that was missed."""

from __future__ import annotations

import cv2
import numpy as np
import streamlit as st

from digitiser.model import READ_COLUMNS, ColumnName, Pixels, SheetReading, Values
from digitiser.review import decide, next_row
from digitiser.screens import frame
from digitiser.screens.language import current, heading, say
from digitiser.screens.values import NotUnderstood, kept
from digitiser.store import Store

_OUTLINE_BGR = (40, 120, 240)
_BY_HAND: tuple[ColumnName, ...] = ("name", "country")  # what a sheet is asked for of which no columns are known


def show(store: Store, reading: SheetReading, row: int | None) -> None:
    """Open the sheet over the screen; `row` is outlined."""
    st.dialog(say("Whole sheet"), width="large", on_dismiss="rerun")(_content)(store, reading, row)


def outlined(picture: bytes, reading: SheetReading, row: int | None) -> Pixels | None:
    """The sheet's picture, RGB, with one row outlined where it is known where that lies."""
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    place = _place(reading, row, image.shape)
    if place:
        cv2.rectangle(image, place[:2], place[2:], _OUTLINE_BGR, max(2, image.shape[1] // 400), cv2.LINE_AA)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def _place(reading: SheetReading, row: int | None, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of a row on the sheet's picture, pixels."""
    found = next((other.box for other in reading.rows if other.index == row), None)
    if found is None or reading.size is None:
        return None
    across, down = shape[1] / reading.size[0], shape[0] / reading.size[1]
    return round(found.left * across), round(found.top * down), round(found.right * across), round(found.bottom * down)


def add_row(store: Store, reading: SheetReading, row: int | None) -> None:
    """The form for a row that the machine did not see: it is kept as added by a person."""
    frame.note(say("A row was missed?"), "dg-title")
    asked = {column.name for column in reading.columns}
    wanted = [column for column in READ_COLUMNS if column in asked and column != "consent"] or _BY_HAND
    with st.form(f"add-{reading.id}", border=False):
        places = [0, *(other.index for other in reading.rows)]
        after = st.selectbox(
            say("Where it stands"), places, places.index(row) if row in places else 0,
            format_func=lambda index: say("after row {row}", row=index) if index else say("before the first row"),
        )  # fmt: skip
        texts = {
            column: st.text_input(heading(column), autocomplete="off", key=f"add-{reading.id}-{column}")
            for column in wanted
        }
        signed = st.checkbox(say("It is signed"))
        if st.form_submit_button(say("Add this row"), type="primary"):
            _add(store, reading, after, texts, signed)


def _content(store: Store, reading: SheetReading, row: int | None) -> None:
    left, right = st.columns([3, 1.2], gap="medium")
    picture = store.readings.sheet_picture(reading.id)
    with left:
        image = outlined(picture, reading, row) if picture else None
        if image is None:
            frame.note(say("No picture of this sheet was kept."))
        else:
            st.image(image, width="stretch", output_format="JPEG", alt=say("The whole sheet"))
    with right:
        add_row(store, reading, row)


def _add(store: Store, reading: SheetReading, after: int, texts: dict[ColumnName, str], signed: bool) -> None:
    language = current().code
    try:
        home = kept("country", texts.get("country", ""), language)
        values: Values = tuple((column, kept(column, text, language, home)) for column, text in texts.items())
    except NotUnderstood as fault:
        st.warning(
            say(
                "{field}: this value is not understood. Write it out, or leave the field empty.",
                field=heading(fault.column),
            )
        )
        return
    index = next_row(store.readings.rows(reading.id))
    note = f"after row {after}"
    store.decisions.record(
        decide(
            reading.id,
            index,
            "accepted" if signed else "unsigned",
            values if signed else (),
            frame.reviewer(),
            added=True,
            note=note,
        )
    )
    st.toast(say("The row was added."))
    st.rerun()
