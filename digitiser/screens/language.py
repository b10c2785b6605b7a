"""The languages of the screen: the English text in the code is the key, `texts/*.po` hold the others."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import streamlit as st
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

_KINDS_OF_NUMBERS = 200  # up to here every kind of number comes up that any of our languages tells apart
TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Language:
    """A language of the screen, named in itself; `latin_digits` keeps numbers as the forms print them."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"


LANGUAGES = (
    Language("fr", "Français"),
    Language("ar", "العربية", "rtl"),
    Language("en", "English"),
    Language("es", "Español"),
)
_BY_CODE = {language.code: language for language in LANGUAGES}
_spoken: ContextVar[Language | None] = ContextVar(
    "spoken", default=None
)  # in answers to the browser, outside of Streamlit's sessions


def current() -> Language:
    """The language this reviewer chose, or the browser's where it is one of ours, or English."""
    spoken = _spoken.get()
    if spoken:
        return spoken
    chosen = st.session_state.get("language")
    if chosen not in _BY_CODE:
        chosen = (st.context.locale or "").split("-")[0].lower()
    return _BY_CODE.get(chosen, _BY_CODE["en"])


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within it all texts are in this language; in English where it is none of ours."""
    token = _spoken.set(_BY_CODE.get(code, _BY_CODE["en"]))
    try:
        yield
    finally:
        _spoken.reset(token)


def say(text: str, **values: object) -> str:
    """The text in the reviewer's language, with `{names}` filled in."""
    return catalogue(current().code).gettext(text).format(**values)


def count(one: str, many: str, number: int) -> str:
    """The text that fits the number, which stands for `{n}` in it."""
    language = current().code
    return catalogue(language).ngettext(one, many, number).format(n=format_decimal(number, locale=language))


def plurals(one: str, many: str) -> dict[str, str]:
    """The text for each kind of number that the language knows, by the names that browsers use ("one", "few", "other"); keeps `{n}`."""
    language = current().code
    kind_of = Locale.parse(language).plural_form
    examples = {kind_of(number): number for number in range(_KINDS_OF_NUMBERS, -1, -1)}
    return {kind: catalogue(language).ngettext(one, many, number) for kind, number in examples.items()}


def heading(column: str | None) -> str:
    """What a column of a sheet is called on the screen."""
    names = {
        "number": say("Number"),
        "name": say("Name"),
        "given_name": say("Given name"),
        "family_name": say("Family name"),
        "country": say("Country"),
        "email": say("E-mail"),
        "phone": say("Telephone"),
        "postcode": say("Postcode"),
        "city": say("Town"),
        "consent": say("Consent"),
        "signature": say("Signature"),
        "date": say("Date"),
    }
    return names.get(column or "", say("Other"))


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """The catalogue of a language; English needs none. Holds the program's own texts only, so it may stay in memory."""
    file = TEXTS / f"{code}.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        translated = read_po(source, locale=Locale.parse(code))
    compiled = BytesIO()
    write_mo(compiled, translated)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
