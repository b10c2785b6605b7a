"""The review: one row at a time. Its part in the browser draws it and takes the keys; here it is told in which words."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from digitiser.model import FootReason, RowReason
from digitiser.screens import frame, parts, sheet_words
from digitiser.screens.feet import foot_name
from digitiser.screens.language import current, heading, plurals, say
from digitiser.screens.notices import reason_name


def show() -> None:
    """The screen."""
    settings = {
        "language": current().code,
        "order": st.session_state.get("order", "by_sheet"),
        "who": frame.reviewer(),
        "texts": words(),
        "counts": counts(),
    }
    parts.mount("rows", settings)


def words() -> dict[str, str]:
    """All texts by the names that the scripts know, in the reviewer's language."""
    return key_words() | _sentences() | _reasons() | _feet() | sheet_words.words()


def key_words() -> dict[str, str]:
    """What the keys do, and what stands in the dialog in which they are changed: for every page that has keys."""
    return (
        _actions()
        | sheet_words.tools()
        | {
            "keys_more": say(
                "Choose the keyboard that is before you. To change a key, choose it and press another one."
            ),
            "layout": say("Keyboard"),
            "layout_qwerty": say("English (QWERTY)"),
            "layout_azerty": say("French (AZERTY)"),
            "layout_arabic": say("Arabic"),
            "keys_on": say("Letters and digits act"),
            "press": say("press a key"),
            "keys_again": say("As they were at first"),
        }
    )


def _actions() -> dict[str, str]:
    """What the keys and buttons do."""
    return {
        "accept": say("Accept"),
        "anyway": say("Accept all the same"),
        "struck": say("Struck out"),
        "unsigned": say("Not signed"),
        "unreadable": say("Unreadable"),
        "not_a_row": say("Not a row"),
        "one_entry": say("One entry with the row above"),
        "ditto": say("As above"),
        "note": say("Reason, note"),
        "asked": say("Ask someone"),
        "later": say("Later"),
        "back": say("Back"),
        "sheet": say("Whole sheet"),
        "several": say("Several rows"),
        "keys": say("Keys"),
        "lock": say("Lock"),
        "close": say("Close"),
        "cancel": say("Cancel"),
        "done": say("Done"),
        "add": say("Add this row"),
        "take": say("Take"),
    }


def _sentences() -> dict[str, str]:
    """Everything else. Names in braces are filled in in the browser, with keys as they are printed there."""
    keys = {"confirms": "{confirms}", "anyway": "{anyway}", "row": "{row}"}
    return {
        "title": say("Review"),
        "loading": say("One moment…"),
        "modes": say("What keys do"),
        "mode_row": say("Keys act"),
        "mode_type": say("Typing"),
        "row_hint": say("Tab, F2 or a click in a field: typing."),
        "typing_hint": say("All keys are text. Escape: back to the keys. Enter accepts."),
        "keys_off_hint": say("Letters do nothing; Enter accepts, everything else by mouse or Tab."),
        "hint_struck": say(
            "This row seems struck out: {confirms} confirms, {anyway} accepts it all the same. Enter does nothing.",
            **keys,
        ),
        "hint_empty": say(
            "This row seems empty: {confirms} confirms, {anyway} accepts it all the same. Enter does nothing.", **keys
        ),
        "hint_unsigned": say(
            "No signature was found: {confirms} confirms, {anyway} accepts it all the same. Enter does nothing.", **keys
        ),
        "hint_conflict": say("Two people differ here: {anyway} accepts what stands below. Enter does nothing.", **keys),
        "doubtful": say("doubtful"),
        "ditto_tag": say("as above"),
        "seen_tag": say("confirmed in groups"),
        "not_needed": say("no consent: not handed over"),
        "signature": heading("signature"),
        "ink": say("What is written"),
        "no_ink": say("no cell of its own"),
        "row_picture": say("The row as it was scanned"),
        "no_picture": say("This row has no picture: a person typed it, or it seemed empty."),
        "around": say("The rows around it on the sheet"),
        "perhaps": say("It may also say"),
        "nothing": say("nothing"),
        "no_name": say("Without a name there is no signature to accept. Write it, or say that the row is unreadable."),
        "no_ditto": say("Nothing here is doubtful or empty that the row above has."),
        "row_waits": say("The last decision on this row is still on its way."),
        "comes_again": say("{row} comes again: it is next.", **keys),
        "full": say("The screen waits until they are kept."),
        "down": say(
            "The program does not answer. If it was closed, start it again and open its address in this browser: what waits is then sent."
        ),
        "shut": say(
            "The program was started anew. Open the address that it printed in this browser: what waits is then sent."
        ),
        "failed": say(
            "The program could not keep this. It is tried again; nothing is lost while this page stays open."
        ),
        "pace": say("{seconds} s a row", seconds="{seconds}"),
        "all_done": say("No row is left to look at."),
        "all_done_more": say("The overview shows pages that need a look, and exports the list."),
        "no_sheet": say("No picture of this sheet was kept."),
    }


def _reasons() -> dict[str, str]:
    """What stands in the dialog of reasons and notes."""
    return {
        "reason_asked": say("Why is the row left out?"),
        "note_label": say("Note"),
        "goes_with": say("Goes with your decision:"),
        "reason_accept": say(
            "A reason to leave the row out was chosen. Say what the row is, or take the reason back with {note}.", note="{note}"
        ),
        **{f"reason_{code}": reason_name(code) for code in get_args(RowReason)},
    }  # fmt: skip


def _feet() -> dict[str, str]:
    """What is asked where a sheet's foot says another number than its rows."""
    return {
        "foot": say("The sheet is done"),
        "foot_more": say(
            "Every row of this sheet is settled, and its foot says another number. Look again, or say why."
        ),
        "foot_says": say("At the foot"),
        "foot_rows": say("Rows that count"),
        "foot_picture": say("The foot of the sheet"),
        "foot_asked": say("Why do they differ?"),
        "foot_why": say("Choose why the two numbers differ; or go back to the rows, or open the whole sheet."),
        **{f"foot_{code}": foot_name(code) for code in get_args(FootReason)},
    }


def counts() -> dict[str, dict[str, str]]:
    """Texts that count something."""
    return sheet_words.counts() | {
        "left": plurals("{n} row left", "{n} rows left"),
        "accept": plurals("Accept {n} row", "Accept {n} rows"),
        "minutes": plurals("about {n} minute", "about {n} minutes"),
        "elsewhere": plurals(
            "{n} row is before somebody else now. If it stays undecided, it comes to you.",
            "{n} rows are before somebody else now. Those that stay undecided come to you.",
        ),
        "second": plurals(
            "{n} row that was added or outlined counts when another person has read it. Hand over the laptop: "
            "“Somebody else takes over”, behind the arrows at the top.",
            "{n} rows that were added or outlined count when another person has read them. Hand over the laptop: "
            "“Somebody else takes over”, behind the arrows at the top.",
        ),
        "unconfirmed": plurals("{n} decision is not kept yet.", "{n} decisions are not kept yet."),
    }
