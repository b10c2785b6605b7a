"""Tables as the browser has them: in the direction of the language, wide ones moved by themselves, and there at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st
from babel.numbers import format_decimal

from digitiser.screens import frame
from digitiser.screens.language import current, say
from digitiser.screens.notices import reason_name
from digitiser.store import Store

Cell = str | int | None


def figures(lines: Sequence[tuple[str, int, str]]) -> None:
    """Counts under each other: (our words, number, style of the line)."""
    number = partial(format_decimal, locale=current().code)
    rows = "".join(
        f'<tr class="{style}"><td>{escape(text)}</td><td>{number(value)}</td></tr>' for text, value, style in lines
    )
    st.html(f'<table class="dg-figures">{rows}</table>')


def table(headings: Sequence[str], lines: Sequence[Sequence[Cell]], name: str) -> None:
    """Lines under headings; `name` tells screen readers what it is. Texts may be anybody's: they are shown as they are, never as markup."""
    numbers = {at for line in lines for at, cell in enumerate(line) if isinstance(cell, int)}
    styles = ["dg-number" if at in numbers else "" for at in range(len(headings))]
    head = "".join(
        f'<th scope="col" class="{style}">{escape(heading)}</th>'
        for heading, style in zip(headings, styles, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)
    st.html(
        f'<div class="dg-wide" tabindex="0" role="region" aria-label="{escape(name)}">'
        f'<table class="dg-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def reasons(store: Store) -> None:
    """Why rows were left out, as far as people said; nothing where nobody did."""
    found = store.decisions.reasons()
    if found:
        frame.note(say("Rows left out, by reason"), "dg-strong")
        figures([(reason_name(reason), number, "") for reason, number in found])


def _cell(value: Cell) -> str:
    if isinstance(value, int):
        return f'<td class="dg-number">{format_decimal(value, locale=current().code)}</td>'
    return f"<td><bdi>{escape(value or '')}</bdi></td>"
