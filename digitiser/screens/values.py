"""Between what the store holds ("DE", "+33612345678") and what a reviewer sees and types ("Allemagne", "06 12 34 56 78")."""

from __future__ import annotations

import re
from functools import cache

from digitiser.columns import clean, country, phone, postcode
from digitiser.model import Candidate, ColumnName

_SURE = 0.9  # a typed country that is less clear than this is asked back, with the likely ones offered
_LIKELY = 0.5
_INVISIBLE_BREAK = "\u2060"  # word joiner


class NotUnderstood(Exception):
    """A typed text that is no value of its column; `choices` are values it may mean."""

    def __init__(self, column: ColumnName, choices: tuple[str, ...] = ()) -> None:
        super().__init__(column)
        self.column = column
        self.choices = choices


def shown(column: ColumnName, value: str, language: str) -> str:
    """A value as a reviewer reads it, in the language of the screen."""
    return country.label(value, language) if column == "country" and value else value


def kept(column: ColumnName, text: str, language: str, home: str = "") -> str:
    """What the store keeps of a typed text; `home` is the row's country code. Raises NotUnderstood."""
    text = clean(text)
    if not text:
        return ""
    if column == "country":
        return _country(text, language)
    if column == "phone":
        return _likeliest(column, phone.candidates(text, [Candidate(home, 1.0)] if home else []))
    if column == "postcode":
        found = postcode.candidates(text, [Candidate(home, 1.0)] if home else [])
        return found[0].value if found else text
    if column == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise NotUnderstood(column)
    return text


def literally(text: str) -> str:
    """The text as the label of a button, which Streamlit would read as Markdown: every sign that could mean something is taken literally.

    Colons get an invisible neighbour: Streamlit looks for `:icon:` after the backslashes are gone.
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text).replace("\\:", f"\\:{_INVISIBLE_BREAK}")


def _country(text: str, language: str) -> str:
    named = _by_name(language).get(text.casefold()) or text.upper()
    if named in country.codes():
        return named
    found = country.candidates(text, language)
    if found and found[0].probability >= _SURE:
        return found[0].value
    raise NotUnderstood("country", tuple(candidate.value for candidate in found))


@cache
def _by_name(language: str) -> dict[str, str]:
    """The codes by the names that the screen shows: what is shown and left as it is must come back."""
    return {country.label(code, language).casefold(): code for code in country.codes()}


def _likeliest(column: ColumnName, found: tuple[Candidate, ...]) -> str:
    if found and found[0].probability >= _LIKELY:
        return found[0].value
    raise NotUnderstood(column, tuple(candidate.value for candidate in found))
