"""What a column of a stranger's form may be, in the reviewer's language. No Streamlit."""

from __future__ import annotations

from dataclasses import dataclass

from digitiser.model import ColumnName
from digitiser.screens.language import heading, say

_CHOICES: tuple[ColumnName, ...] = (
    "name", "given_name", "family_name", "country", "email", "phone", "postcode", "city", "date", "consent", "signature",
    "number",
)  # fmt: skip


@dataclass(frozen=True)
class ColumnChoice:
    """What a column may be."""

    name: ColumnName
    text: str


def choices() -> tuple[ColumnChoice, ...]:
    """All that a column may be, in the reviewer's language."""
    known = tuple(ColumnChoice(name, heading(name)) for name in _CHOICES)
    return (*known, ColumnChoice("other", say("Something else: it is not read")))
