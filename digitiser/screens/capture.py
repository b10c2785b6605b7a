"""Capture: pictures of sheets are dropped or taken, and what to take again is said at once. Its part in the browser draws it."""

from __future__ import annotations

from digitiser.screens import parts
from digitiser.screens.language import current, plurals, say


def show() -> None:
    """The screen."""
    parts.mount("capture", {"language": current().code, "texts": _words(), "counts": _counts()})


def _words() -> dict[str, str]:
    return {
        "title": say("Capture"),
        "drop": say("Drop pictures or PDFs of sheets here"),
        "choose": say("Choose files"),
        "phone": say(
            "From a phone: connect it by cable, or put its card into this laptop, then choose the pictures. No network is needed."
        ),
        "camera": say("Use the camera"),
        "shoot": say("Take the picture"),
        "close": say("Close the camera"),
        "no_camera": say("The browser gives no camera. Allow it in the address bar, or choose files."),
        "waiting": say("waits"),
        "reading": say("is read…"),
        "known": say("It was in the store already."),
        "no_sheet": say("no sheet"),
        "again": say("Take it again"),
        "good": say("Good"),
        "look": say("To be looked at"),
        "agrees": say("The number at the foot says the same."),
        "no_foot": say("No number was read at the foot. Count the signatures on the paper."),
        "foot": say("The foot says {foot}.", foot="{foot}"),
        "picture": say("The sheet, its rows outlined"),
        "row_again": say("row {row}: take it again", row="{row}"),
        "missing": say("Printed sheets that did not come back"),
        "missing_from": say("{place}: {out} of {issued}", place="{place}", out="{out}", issued="{issued}"),
        "none_missing": say("All printed sheets came back."),
        "down": say("The program does not answer. Start it again and open its address in this browser, then choose the files once more."),
        "shut": say("The program was started anew. Open the address that it printed in this browser."),
        "failed": say("The program could not read this file."),
    }  # fmt: skip


def _counts() -> dict[str, dict[str, str]]:
    return {
        "signatures": plurals("{n} signature", "{n} signatures"),
        "sheets": plurals("{n} sheet", "{n} sheets"),
        "to_retake": plurals("{n} to take again", "{n} to take again"),
    }
