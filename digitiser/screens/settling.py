"""What a reviewer settles: from what stands in the inputs to a decision in the store, or back to the reviewer with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from digitiser.errors import Conflict
from digitiser.model import ColumnName, Decision, RowSummary, RowVerdict, Values
from digitiser.review import DecisionRefused, decide, followers, progress, queue
from digitiser.screens import frame
from digitiser.screens.language import current, say
from digitiser.screens.sitting import Place, Sitting
from digitiser.screens.values import NotUnderstood, kept
from digitiser.store import Store


def sitting() -> Sitting:
    """This reviewer's sitting; it begins with what is left in the store."""
    if "sitting" not in st.session_state:
        figures = progress(frame.store().readings.rows())
        st.session_state["sitting"] = Sitting(_waiting, total=figures.settled + figures.waiting)
    found: Sitting = st.session_state["sitting"]
    return found


def _waiting() -> tuple[RowSummary, ...]:
    readings = frame.store().readings
    return queue(readings.rows(), readings.sheets(), st.session_state.get("order", "by_sheet"))


def settled(store: Store, sheet: str) -> dict[int, Decision]:
    """The decisions that hold on a sheet, by row."""
    return {decision.row: decision for decision in store.decisions.newest(sheet).values()}


def field_key(place: Place, decision: Decision | None, column: ColumnName) -> str:
    """The name of a field's input: another one for each row and each revision of it, so that no text stays behind."""
    return f"{place.id}|{decision.revision if decision else 0}|{column}"


def settle(place: Place, revision: int, verdict: RowVerdict, columns: Sequence[ColumnName]) -> None:
    """Keep the verdict on a row of which the reviewer saw `revision`, with what stands in the inputs of `columns`.

    A second stroke on a row that is settled already, before the browser shows the next one, does nothing.
    """
    keys = {column: f"{place.id}|{revision}|{column}" for column in columns}
    if place in sitting().settled[-1:] or any(key not in st.session_state for key in keys.values()):
        return
    values: Values = ()
    if verdict == "accepted":
        try:
            values = _typed(keys)
        except NotUnderstood as fault:
            _ask_back(fault, keys)
            return
    store, mine = frame.store(), sitting()
    history = store.decisions.history(place.sheet, place.row)
    try:
        decision = decide(
            place.sheet,
            place.row,
            verdict,
            values,
            frame.reviewer(),
            based_on=revision,
            added=any(d.added for d in history),
        )
        others = followers(store.readings.sheet(place.sheet), settled(store, place.sheet), decision)
        store.decisions.record(decision, *others)
    except DecisionRefused:
        _ask_back(NotUnderstood("name"), keys)
        return
    except Conflict:
        st.session_state["conflict"] = place.id
        mine.again = place
        return
    for name in ("conflict", "choices"):
        st.session_state.pop(name, None)
    for key in keys.values():
        st.session_state.pop(key, None)
    mine.settle(place)


def _typed(keys: dict[ColumnName, str]) -> Values:
    """What stands in the inputs, as the store keeps it. Raises NotUnderstood."""
    texts = {column: st.session_state[key] for column, key in keys.items()}
    language = current().code
    home = kept("country", texts.get("country", ""), language)
    values: list[tuple[ColumnName, str]] = []
    for column, text in texts.items():
        if isinstance(text, bool):
            values.append((column, "yes" if text else "no"))
        else:
            values.append((column, home if column == "country" else kept(column, text, language, home)))
    return tuple(values)


def _ask_back(fault: NotUnderstood, keys: dict[ColumnName, str]) -> None:
    st.session_state["not_understood"] = {
        "country": say(
            "This country is not known. Choose one that is offered, write it out, or leave the field empty."
        ),
        "phone": say("This telephone number is in no country's plan. Correct it, or leave the field empty."),
        "email": say("This is no e-mail address. Correct it, or leave the field empty."),
        "name": say("Without a name there is no signature to accept. Write it, or say that the row is unreadable."),
    }.get(fault.column, say("This value is not understood."))
    key = keys.get(fault.column)
    st.session_state["choices"] = {key: fault.choices} if key and fault.choices else {}


def take(key: str, text: str) -> None:
    """Put an alternative into its field."""
    st.session_state[key] = text
