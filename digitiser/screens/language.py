"""The languages of the screen: the English text in the code is the key, `texts/*.po` hold the others."""

from __future__ import annotations

import gettext
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


def current() -> Language:
    """The language this reviewer chose, or the browser's where it is one of ours, or English."""
    chosen = st.session_state.get("language")
    if chosen not in _BY_CODE:
        chosen = (st.context.locale or "").split("-")[0].lower()
    return _BY_CODE.get(chosen, _BY_CODE["en"])


def say(text: str, **values: object) -> str:
    """The text in the reviewer's language, with `{names}` filled in."""
    return catalogue(current().code).gettext(text).format(**values)


def count(one: str, many: str, number: int) -> str:
    """The text that fits the number, which stands for `{n}` in it."""
    language = current().code
    return catalogue(language).ngettext(one, many, number).format(n=format_decimal(number, locale=language))


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
