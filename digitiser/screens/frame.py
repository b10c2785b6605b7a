"""What every screen has around it: the look, the language, who is at work, how much is left, and whose data it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from digitiser.errors import DigitiserError
from digitiser.faults import reference
from digitiser.screens import parts
from digitiser.screens.framework_words import framework_words
from digitiser.screens.language import LANGUAGES, current, say
from digitiser.screens.values import literally
from digitiser.store import Store, open_store

_STYLE = Path(__file__).parent / "look.css"
_COLOURS = {
    "light": "--page: #ffffff; --ink: #1d2329; --soft: #f5f6f7; --soft-ink: #56616b; --line: #d8dde2; --edge: #79848e;"
    " --accent: #1f5f8b; --strong: #1f5f8b; --doubt: #96530a;",
    "dark": "--page: #14181c; --ink: #e6eaee; --soft: #1d2328; --soft-ink: #a9b4be; --line: #39434c; --edge: #7a8791;"
    " --accent: #7db8df; --strong: #2c6fa3; --doubt: #f0b35e;",
}
_LONGEST_NAME = 24  # characters of a reviewer's short name

_folder: Path | None = None
_shut_out: Callable[[], None] | None = None


def open_page() -> Store:
    """Set the page up and give the store; stops where nobody has said yet who is at work."""
    st.set_page_config(page_title="digitiser", layout="wide", initial_sidebar_state="collapsed")
    language = current()
    colours = _COLOURS["dark" if st.context.theme.type == "dark" else "light"]
    sides = (
        "" if language.direction == "ltr" else "body, [dir]:not(html, .dk [dir]) { direction: rtl; text-align: start; }"
    )
    # On the body, since dialogs and lists lie beside the page, not in it.
    st.html(f"<style>:root {{ {colours} }} {sides} {_STYLE.read_text()}</style>")
    opened = store()
    with st.sidebar:
        _sidebar(opened)
    parts.mount("page", _page(opened))
    if opened.is_demo:
        note(say("Demo store: everybody in it is invented. It takes no real sheets."), "dg-demo")
    if not reviewer():
        _ask_who()
        st.stop()
    return opened


def use_store(folder: Path, shut_out: Callable[[], None] | None = None) -> None:
    """Say which store the screens show, and how the browser is shut out. The launch does, once the guard stands before them."""
    global _folder, _shut_out
    _folder, _shut_out = folder, shut_out


def lock() -> None:
    """Shut the browser out and close the store: its key is read anew when somebody opens the screen again."""
    if _shut_out is not None:
        _shut_out()
    was_open = _opened(_folder) if _folder is not None and _opened.cache_info().currsize else None
    _opened.cache_clear()  # first: who asks from here on gets a handle of its own
    if was_open is not None:
        was_open.close()


def store() -> Store:
    """The store of this launch. One handle for the process: threads share it, and it holds no rows itself.

    Raises DigitiserError where the screen was started in another way (`streamlit run`), without the guard before it.
    """
    if _folder is None:
        raise DigitiserError("The screen was not started by digitiser.", "Close it and run `digitiser review`.")
    return _opened(_folder)


def forget_store() -> None:
    """Show no store any more."""
    global _folder
    _folder = None
    _opened.cache_clear()


def show_fault(fault: Exception) -> bool:
    """Say on the screen that something failed, without the fault's own words unless they are ours. True: it was shown."""
    if isinstance(fault, DigitiserError):
        st.error(literally(str(fault)))
    else:
        st.error(
            say(
                "Something went wrong; no decision is lost. Load the page again. Reference: {reference}",
                reference=reference(fault),
            )
        )
    return True


def reviewer() -> str:
    """The short name of who is at work, or the empty text."""
    return str(st.session_state.get("reviewer", ""))


def note(text: str, style: str = "dg-quiet") -> None:
    """A line of our own words; never a signer's."""
    st.html(f'<p class="{style}">{escape(text)}</p>')


@cache
def _opened(folder: Path) -> Store:
    return open_store(folder)


def _sidebar(opened: Store) -> None:
    codes = [language.code for language in LANGUAGES]
    names = {language.code: language.name for language in LANGUAGES}
    st.selectbox(say("Language"), codes, codes.index(current().code), format_func=names.__getitem__, key="language")
    if reviewer():
        orders = {"by_sheet": say("Sheet by sheet"), "doubtful_first": say("Doubtful rows first")}
        st.selectbox(say("Order"), list(orders), format_func=orders.__getitem__, key="order")
        note(say("At work: {who}", who=reviewer()))
        st.button(say("Somebody else takes over"), on_click=_forget, type="tertiary")
    st.button(say("Lock the screen"), on_click=lambda: st.session_state.update(lock=True), type="tertiary")


def _page(opened: Store) -> dict[str, Any]:
    """What the part that is on every page is told: the language, and after how many minutes it locks the screen (0: never)."""
    words = {
        "locked": say("The screen is locked"),
        "locking": say("What was decided is still being kept; then the store is closed."),
    }
    now = st.session_state.pop("lock", False)
    return {
        "language": current().code, "direction": current().direction, "who": reviewer(), "minutes": opened.work.lock_minutes(),
        "now": now, "texts": words, "framework": framework_words(),
    }  # fmt: skip


def _ask_who() -> None:
    with st.form("who", border=False, width=460):
        note(say("Who is at work?"), "dg-title")
        note(say("A short name or initials. It is kept with every decision, so that questions find you."))
        typed = st.text_input(say("Short name"), max_chars=_LONGEST_NAME, label_visibility="collapsed")
        if st.form_submit_button(say("Begin"), type="primary") and typed.strip():
            st.session_state["reviewer"] = typed.strip()
            st.rerun()


def _forget() -> None:
    """The next person starts with nothing of the last one's sitting, and may have the rows that lay before that one."""
    store().work.release(reviewer())
    language = st.session_state.get("language")
    st.session_state.clear()
    st.session_state["language"] = language
