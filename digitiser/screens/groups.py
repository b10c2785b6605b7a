"""Review by value: screens of crops that the machine reads alike. Its part in the browser draws them; here it is told in which words."""

from __future__ import annotations

from digitiser.screens import frame, parts
from digitiser.screens.language import current, plurals, say
from digitiser.screens.rows import key_words


def show() -> None:
    """The screen."""
    parts.mount("groups", {"language": current().code, "who": frame.reviewer(), "texts": words(), "counts": _counts()})


def words() -> dict[str, str]:
    """All texts by the names that the scripts know, in the reviewer's language."""
    number = "{number}"
    return key_words() | {
        "title": say("Groups"),
        "loading": say("One moment…"),
        "name": say("{about}: {claim}", about="{about}", claim="{claim}"),
        "hint": say("Look for what does not fit. Type its two digits, or click it; Enter confirms all the others."),
        "own_hint": say("Look for a text that is not what is written above it. Type its two digits; Enter confirms all the others."),
        "confirm": say("Confirm the others"),
        "again": say("Look again"),
        "exception": say("exception"),
        "off_hint": say("Look for what does not fit, and click it; Enter confirms all the others."),
        "taken_back": say(
            "Taken back: all of this screen waits again. Change the marks where they are wrong; Enter confirms all the others."
        ),
        "told": say(
            "Some crops here are known to be wrong, so that nobody confirms half asleep. These passed: nothing of this screen was kept."
        ),
        "gone": say("The program was started anew and does not know this screen any more. Nothing of it was kept; here is a new one."),
        "nothing": say("No group is left. What remains is read row by row."),
        "waits": say("Others have the rest of this group before them. Choose another one."),
        "crop": say("Crop {number}", number=number),
        "it_says": say("It says: {value}", value="{value}"),
        "seen": say("Wrong crops seen: {caught} of {planted}", caught="{caught}", planted="{planted}"),
        "pace": say("{seconds} s a crop", seconds="{seconds}"),
        "down": say("The program does not answer. Start it again and open its address in this browser; your marks stay here until then."),
        "shut": say("The program was started anew. Open the address that it printed in this browser."),
        "failed": say("The program could not keep this. Try again; nothing is lost while this page stays open."),
    }  # fmt: skip


def _counts() -> dict[str, dict[str, str]]:
    return {
        "left": plurals("{n} left", "{n} left"),
        "minutes": plurals("about {n} minute", "about {n} minutes"),
        "marked": plurals("{n} exception", "{n} exceptions"),
        "kept": plurals("{n} confirmed", "{n} confirmed"),
        "accepted": plurals("{n} row is complete with it", "{n} rows are complete with it"),
    }
