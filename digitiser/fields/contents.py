"""What a column without a heading holds, told by what is written in it: digits, an "@", countries, names of two words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from digitiser.columns import country
from digitiser.columns.ditto import is_ditto
from digitiser.ink import SheetInk, pieces_picture
from digitiser.model import NAMES, ColumnName, Sheet
from digitiser.recognisers import Cell, Recogniser
from digitiser.recognisers.by_hand import readers
from digitiser.settings import (
    CONTENTS_CELLS,
    CONTENTS_COUNTRY,
    CONTENTS_LEAST,
    CONTENTS_MIN_MM,
    CONTENTS_MIN_MM2,
    CONTENTS_SHARE,
    SHEET_PX_PER_MM,
)

_DATE = re.compile(r"\d{1,2}[./\-]\d{1,2}([./\-](\d\d|\d{4}))?|\d{4}-\d{1,2}-\d{1,2}")


def with_contents(sheet: Sheet, ink: SheetInk, recognisers: Sequence[Recogniser]) -> Sheet:
    """The sheet, its columns without a name named after what most of their cells hold; what is doubtful, or named already, stays as it is.

    Only the first recogniser is asked, for a few cells of such columns; on most sheets there are none.
    """
    reader = next(iter(readers(recognisers)), None)
    columns = list(sheet.table.columns)
    nameless = [k for k, c in enumerate(columns) if c.name is None and c.box.width >= CONTENTS_MIN_MM]
    if reader is None or not nameless:
        return sheet
    looks = [
        (share, k, name)
        for k in nameless
        for name, share in _shares(_texts(sheet, ink, k, reader), sheet.language).items()
        if share >= CONTENTS_SHARE
    ]
    for _, k, name in sorted(looks, reverse=True):
        known = {column.name for column in columns}
        taken = name in known or (name == "name" and known & set(NAMES))
        if columns[k].name is None and not taken:
            columns[k] = replace(columns[k], name=name)
    return sheet.with_columns(columns)


def _texts(sheet: Sheet, ink: SheetInk, column: int, reader: Recogniser) -> list[str]:
    """What is written in some cells of a column, as the recogniser reads it without knowing what to expect."""
    written = [pieces for band in range(len(sheet.table.bands)) if len(pieces := ink.of_cell([band], column))]
    enough = CONTENTS_MIN_MM2 * SHEET_PX_PER_MM**2
    written = [pieces for pieces in written if ink.pieces.areas[pieces].sum() >= enough]
    chosen = written[:: max(1, len(written) // CONTENTS_CELLS)]
    cells = [Cell(pieces_picture(ink, pieces), "other", sheet.language) for pieces in chosen]
    texts = (reading.text.strip() for reading in (reader.read(cells) if cells else ()))
    return [text for text in texts if _letters(text) + _digits(text) >= 2 and not is_ditto([text])]


def _shares(texts: Sequence[str], language: str | None) -> dict[ColumnName, float]:
    """For each column that may be told so, the share of the texts that look like its own; nothing for a text or two."""
    if len(texts) < CONTENTS_LEAST:
        return {}

    def is_country(text: str) -> bool:
        best = country.candidates(text, language)
        return bool(best) and best[0].probability >= CONTENTS_COUNTRY

    tests: Mapping[ColumnName, Callable[[str], bool]] = {
        "email": _is_email,
        "date": _is_date,
        "phone": lambda text: _digits(text) >= 7 and _letters(text) <= 1 and not _is_date(text),
        "postcode": lambda text: _is_postcode(text) and not _is_date(text),
        "country": is_country,
        "name": lambda text: _is_name(text) and not is_country(text),
    }
    return {name: float(np.mean([test(text) for text in texts])) for name, test in tests.items()}


def _is_email(text: str) -> bool:
    return "@" in text and _letters(text) >= 5


def _is_date(text: str) -> bool:
    return _DATE.fullmatch("".join(text.split())) is not None


def _is_postcode(text: str) -> bool:
    """Three to six digits, as many letters at most as a British one has, and no stroke."""
    return 3 <= _digits(text) <= 6 and _letters(text) <= 4 and len(text) <= 9 and "/" not in text


def _is_name(text: str) -> bool:
    """Two words of letters or more, and no digits."""
    words = [word for word in re.split(r"[\s,.\-]+", text) if _letters(word) >= 2]
    return len(words) >= 2 and not _digits(text) and "@" not in text


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)
