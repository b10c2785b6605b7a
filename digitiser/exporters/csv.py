"""CSV for spreadsheets: every cell is text that no spreadsheet takes for a formula, and reads back as it was.

UTF-8 with a byte order mark, else Excel shows Arabic and accents as noise. A cell that would begin a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, fields

from digitiser.columns import country
from digitiser.exporters import Delivery, Person, person

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
NOT_STATED = "not stated"


def signatures(delivery: Delivery) -> bytes:
    """One line a verified signature, with where it comes from."""
    return _csv(
        [field.name for field in fields(Person)],
        ([str(cell) for cell in astuple(person(signature))] for signature in delivery.signatures),
    )


def totals(delivery: Delivery) -> bytes:
    """One line a country, most signatures first; signatures without a country have an empty code."""
    lines = (
        [code, country.label(code, "en") if code else NOT_STATED, str(number)] for code, number in delivery.by_country
    )
    return _csv(["country", "name", "signatures"], lines)


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would calculate with it. `unguarded` undoes it, for every text."""
    return "'" + text if _is_trigger(text) else text


def unguarded(text: str) -> str:
    """The text before `guarded`."""
    return text[1:] if text.startswith("'") and _is_trigger(text) else text


def _is_trigger(text: str) -> bool:
    """Whether a formula begins after any apostrophes and spaces: those in front may be swallowed, one by one."""
    return text.lstrip("' ").startswith(_TRIGGERS)


def _csv(header: list[str], lines: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")
