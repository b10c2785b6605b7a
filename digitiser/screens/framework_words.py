"""What Streamlit says itself, in English only, and what stands there instead in the reviewer's language."""

from __future__ import annotations

from digitiser.screens.language import current, say


def framework_words() -> dict[str, str]:
    """Ours by theirs; empty in English. `{}` at the end of one of theirs is followed by words of our own, which stay."""
    if current().code == "en":
        return {}
    rest = "{}"
    return {
        "Skip to main content": say("To the content"),
        "Sidebar": say("Language, order, who is at work"),
        "Expand sidebar": say("Show language, order, who is at work"),
        "Collapse sidebar": say("Hide language, order, who is at work"),
        "App pages": say("Pages of the program"),
        "Choose an option": say("Choose"),
        "Open": say("Open the list"),
        "Dismiss": say("Close"),
        "Close": say("Close"),
        "No results": say("Nothing found"),
        "options available": say("Choices"),
        "Help for {}": say("Help: {about}", about=rest),
        "Connection error": say("No connection to the program"),
        "Streamlit server is not responding. Are you connected to the internet?": say(
            "The program does not answer. If it was closed, start it again and open its address in this browser: what waits is then sent."
        ),
    }
