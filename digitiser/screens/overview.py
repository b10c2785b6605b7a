"""All sheets at a glance: how far they are, and the pages, problems and repeated serials that need a person."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import PurePath

import streamlit as st
from babel.numbers import format_percent

from digitiser.ledger import Line
from digitiser.model import SheetDecision, SheetSummary, SheetVerdict, StoredProblem
from digitiser.review import progress
from digitiser.screens import feet, frame, tables, whole_sheet
from digitiser.screens.feet import foot_name
from digitiser.screens.language import count, current, say
from digitiser.screens.problems import problem_text
from digitiser.store import Store

_TARGETS = (0.98, 0.99, 0.995, 0.999)
_SHARES = (0.0, 0.01, 0.03, 0.05, 0.1, 1.0)
_LOCKS = (0.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # minutes
_MOST_LINES = 500  # of the table of sheets
_MOST_CARDS = 25  # at once; the next come when these are done


def show() -> None:
    """The screen."""
    store = frame.store()
    rows, sheets = store.readings.rows(), store.readings.sheets()
    figures = progress(rows)
    frame.note(say("Overview"), "dg-title")
    words = [
        count("{n} row settled", "{n} rows settled", figures.settled),
        count("{n} row left", "{n} rows left", figures.waiting),
    ]
    if figures.held:
        waits = count(
            "{n} row waits for a decision on its sheet", "{n} rows wait for a decision on their sheet", figures.held
        )
        words.append(waits)
    alone = len(store.outlines.unseen())
    if alone:
        words.append(count("{n} added row waits for a second person", "{n} added rows wait for a second person", alone))
    frame.note(" · ".join(words))
    _yours(store)
    _to_look_at(store, sheets)
    frame.note(say("Sheets"), "dg-title")
    found = [line for line in feet.lines(store, rows, sheets) if line.sheet.rows]
    counted = [line for line in found if line.sheet.standing == "counted"]
    done = sum(line.done for line in counted)
    frame.note(
        " · ".join(
            (
                count("{n} sheet is done", "{n} sheets are done", done),
                count("{n} sheet is not done yet", "{n} sheets are not done yet", len(counted) - done),
            )
        )
    )
    _table(found, Counter(row.sheet for row in rows if row.verdict))
    tables.reasons(store)
    with st.expander(say("What staff choose")):
        _choices(store)


def _choices(store: Store) -> None:
    """How much must be right, and how much is read twice."""

    def share(value: float) -> str:
        return format_percent(value, "0.#%", locale=current().code)

    target, second = store.work.accuracy_target(), store.work.second_share()
    accuracy = st.selectbox(
        say("Values that must be right"), sorted({*_TARGETS, target}), sorted({*_TARGETS, target}).index(target),
        format_func=share, help=say("What the machine is less sure of is not shown in groups, but row by row."),
    )  # fmt: skip
    again = st.selectbox(
        say("Settled rows that somebody else reads again"), sorted({*_SHARES, second}), sorted({*_SHARES, second}).index(second),
        format_func=share, help=say("They are drawn by lot and shown without what was settled. Where two people differ, the row waits."),
    )  # fmt: skip
    after = store.work.lock_minutes()
    minutes = st.selectbox(
        say("The screen locks after"), sorted({*_LOCKS, after}), sorted({*_LOCKS, after}).index(after),
        format_func=_minutes,
        help=say("Without a key or a movement of the mouse. To open it again, use the address in the window of the program."),
    )  # fmt: skip
    if minutes != after:
        store.work.choose_lock_minutes(minutes)
    if accuracy != target:
        store.work.choose_accuracy(accuracy)
    if again != second:
        store.work.choose_second_share(again)


def _yours(store: Store) -> None:
    """How the one who is at work does: told to nobody else."""
    read, alike = store.work.agreement(frame.reviewer())
    attention = store.work.attention(frame.reviewer())
    words = []
    if read:
        words.append(
            say("Of your rows that two people read, {alike} of {read} were read alike.", alike=alike, read=read)
        )
    if attention.planted:
        words.append(say("Wrong crops seen: {caught} of {planted}", caught=attention.caught, planted=attention.planted))
    if words:
        frame.note(" · ".join(words))


def _minutes(number: float) -> str:
    return count("{n} minute", "{n} minutes", round(number)) if number else say("never")


def _to_look_at(store: Store, sheets: tuple[SheetSummary, ...]) -> None:
    by_id = {sheet.id: sheet for sheet in sheets}
    held = [sheet for sheet in sheets if sheet.standing == "held"]
    problems = [problem for problem in store.problems.all() if not problem.done]
    if not held and not problems:
        frame.note(say("Nothing else needs a look."))
        return
    frame.note(count("{n} thing needs a look", "{n} things need a look", len(held) + len(problems)), "dg-title")
    for sheet in held[:_MOST_CARDS]:
        _held(store, sheet, [by_id[other] for other in sheet.same_serial if other in by_id])
    for problem in problems[: max(0, _MOST_CARDS - len(held))]:
        _problem(store, problem, by_id.get(problem.sheet or ""))


def _held(store: Store, sheet: SheetSummary, others: list[SheetSummary]) -> None:
    with st.container(border=True, key=f"held-{sheet.id}"):
        frame.note(say("Sheet {sheet} came twice", sheet=sheet.serial or ""), "dg-strong")
        st.text("\n".join(_where(each.file, each.page) for each in (*others, sheet)))
        frame.note(say("Its rows do not count until you say what it is."))
        with st.container(horizontal=True):
            _look(store, sheet.id)
            for other in others:
                _look(store, other.id, f"-beside-{sheet.id}", say("Look at the one before"))
            _settle(store, sheet, "same_again", say("The same sheet once more"))
            _settle(store, sheet, "another_sheet", say("Another sheet"))


def _problem(store: Store, problem: StoredProblem, sheet: SheetSummary | None) -> None:
    with st.container(border=True, key=f"problem-{problem.id}"):
        st.text(_where(problem.file, problem.page))
        frame.note(problem_text(problem.code, problem.message))
        with st.container(horizontal=True):
            if sheet:
                _look(store, sheet.id, f"-{problem.id}")
            if sheet and not sheet.rows and sheet.standing == "counted":
                _settle(store, sheet, "set_aside", say("No petition sheet"), problem.id)
            st.button(say("Seen to"), key=f"seen-{problem.id}", on_click=store.problems.done, args=(problem.id,))


def _look(store: Store, sheet: str, suffix: str = "", label: str = "") -> None:
    if st.button(label or say("Look at it"), key=f"look-{sheet}{suffix}", type="primary"):
        whole_sheet.show(store.readings.sheet(sheet))


def _settle(store: Store, sheet: SheetSummary, verdict: SheetVerdict, label: str, problem: int | None = None) -> None:
    def settle() -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        store.decisions.settle(SheetDecision(sheet.id, sheet.revision + 1, verdict, frame.reviewer(), now))
        if problem is not None:
            store.problems.done(problem)

    st.button(label, key=f"{verdict}-{sheet.id}-{problem}", on_click=settle)


def _where(file: str, page: int) -> str:
    name = PurePath(file).name
    return say("{file} · page {page}", file=name, page=page) if page else name


def _state(line: Line) -> str:
    """What keeps a sheet from being done, or why it is."""
    standing = line.sheet.standing
    if standing != "counted":
        return {
            "held": say("came twice"),
            "same_again": say("the same once more"),
            "set_aside": say("set aside"),
        }[standing]
    if line.unsettled:
        return count("{n} row left", "{n} rows left", line.unsettled)
    if line.differs:
        return say("its foot says another number")
    return (
        say("done: {reason}", reason=foot_name(line.foot.verdict))
        if line.agrees is False and line.foot
        else say("done")
    )


def _table(lines: list[Line], settled: Counter[str]) -> None:
    """The sheets in the order in which they came, those first that are not done yet."""
    lines = sorted(lines, key=lambda line: line.done)
    shown = [
        (
            line.sheet.serial, PurePath(line.sheet.file).name, line.sheet.page, line.sheet.rows, settled[line.sheet.id],
            line.counts.countable, line.sheet.control_total, _state(line),
        )
        for line in lines[:_MOST_LINES]
    ]  # fmt: skip
    headings = (
        say("Sheet"), say("File"), say("Page"), say("Rows"), say("Settled"),
        say("Rows that count"), say("Number at the foot"), say("State"),
    )  # fmt: skip
    if shown:
        tables.table(headings, shown, say("Sheets"))
    if more := len(lines) - len(shown):
        frame.note(count("{n} more sheet", "{n} more sheets", more))
