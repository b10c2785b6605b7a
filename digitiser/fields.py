"""Stage 4: the written cells of a sheet get readings, and the readings get candidates with honest probabilities.

Countries come first, since a telephone number and a postcode depend on them; then names, which are a hint for e-mail addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitiser.columns import country, date, email, fold, name, number, phone, postcode, ranked, tick
from digitiser.columns.confidence import curve_of
from digitiser.ink import cell_picture, find_ink
from digitiser.model import Box, Candidate, ColumnName, Field, Pixels, Reading, Row, Sheet
from digitiser.recognisers import Cell, Recogniser
from digitiser.recognisers.by_hand import ByHand
from digitiser.settings import (
    DITTO_CERTAINTY,
    FOOT_CERTAINTY,
    FOOT_LEAST_INK,
    SHEET_LANGUAGE_ROWS,
    SHEET_PX_PER_MM,
)

_NAMES: tuple[ColumnName, ...] = ("name", "given_name", "family_name", "city", "date", "consent")
_DEPENDENT: tuple[ColumnName, ...] = ("phone", "postcode", "email")
_READ: frozenset[ColumnName] = frozenset({"country", *_NAMES, *_DEPENDENT} - {"consent"})
# Dittos in words, as `fold` leaves them, in the columns that people repeat.
_REPEATED: frozenset[ColumnName] = frozenset(["country", "postcode", "city"])
_DITTO_WORDS = frozenset(
    [
        "idem",
        "id",
        "ibid",
        "ditto",
        "dito",
        "do",
        "same",
        "as above",
        "pareil",
        "ci dessus",
        "igual",
        "mismo",
        "lo mismo",
    ]
) | frozenset(["desgl", "ebenso", "نفسه", "كذلك", "مثله", "نفس البلد"])
# Where the people who sign a sheet in a language mostly live, the most first; weighed by 1, 1/2, 1/3, ...
_AT_HOME = {
    "fr": ("FR", "BE", "CH", "MA", "LU", "CA", "TN", "DZ", "SN", "CI", "NL", "DE"),
    "ar": ("MA", "EG", "DZ", "TN", "LB", "JO", "IQ", "SY", "SA", "YE", "PS", "BH"),
    "en": ("GB", "US", "CA", "IE", "AU", "NZ", "ZA", "IN", "NL"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "MA"),
    "de": ("DE", "AT", "CH", "LU"),
}


@dataclass(frozen=True)
class Context:
    """What is known of a row when one of its cells is interpreted: countries and names, best first, with their probabilities."""

    language: str | None
    countries: tuple[Candidate, ...] = ()
    names: tuple[Candidate, ...] = ()


def read_fields(sheet: Sheet, rows: Sequence[Row], recognisers: Sequence[Recogniser]) -> tuple[Row, ...]:
    """The rows with what each recogniser saw in their written cells (one call a recogniser) and what it may mean.

    Raises what a recogniser raises (MissingTool, DigitiserError); the rows as they were given are then still whole.
    """
    ink = find_ink(sheet)
    places = [(row.index, field.name) for row in rows for field in row.fields if _is_read(row, field)]
    by_index = {row.index: row for row in rows}
    cells = [Cell(cell_picture(sheet, ink, by_index[i], column), column, sheet.language) for i, column in places]
    readings: dict[tuple[int, ColumnName], list[Reading]] = {place: [] for place in places}
    tried = [recogniser for recogniser in recognisers if recogniser.name != ByHand.name]
    for recogniser in tried:
        for place, reading in zip(places, recogniser.read(cells), strict=True):
            if reading.text.strip():
                readings[place].append(reading)

    def read(row: Row, field: Field) -> Field:
        if not _is_read(row, field) or not tried:
            return field
        found = tuple(readings[row.index, field.name])
        return replace(field, readings=found, ink="written" if found else "unreadable")

    return understand(
        [replace(row, fields=tuple(read(row, field) for field in row.fields)) for row in rows], sheet.language
    )


def understand(rows: Sequence[Row], language: str | None) -> tuple[Row, ...]:
    """The rows with candidates for what their readings say. Pure: the same readings give the same candidates."""
    bare = [_without_joined_name(row) for row in rows]
    located = _settled(bare, ("country",), lambda row: Context(language))
    named = [_with_name(row) for row in _settled(located, _NAMES, lambda row: Context(language))]
    likely = _likely_countries(named, language)
    return _settled(named, _DEPENDENT, lambda row: Context(language, _countries(row, likely), _candidates(row, "name")))


def meanings(column: ColumnName, text: str, context: Context) -> tuple[Candidate, ...]:
    """What one text may mean in a column."""
    match column:
        case "country":
            return country.candidates(text, context.language)
        case "phone":
            return phone.candidates(text, context.countries)
        case "postcode":
            return postcode.candidates(text, context.countries)
        case "email":
            return email.candidates(text, context.names)
        case "number":
            return number.candidates(text)
        case "date":
            return date.candidates(text)
    return name.candidates(text)


def explained(column: ColumnName, reading: Reading, context: Context) -> tuple[Candidate, ...]:
    """What a reading, with all its texts, may mean; the scores say how well, and are not calibrated."""
    texts = ((reading.text, reading.confidence), *reading.others)
    total = sum(chance for _, chance in texts)
    scores: dict[str, float] = {}
    for text, chance in texts:
        share = chance / total if total else 1 / len(texts)
        for candidate in meanings(column, text, context):
            scores[candidate.value] = scores.get(candidate.value, 0.0) + share * candidate.probability
    return ranked(scores)


def read_foot(sheet: Sheet, recognisers: Sequence[Recogniser]) -> tuple[int | None, str | None]:
    """The number of signatures and the date of the last one (YYYY-MM-DD) that people wrote at the foot; None where blank or unsure."""
    boxes: list[tuple[ColumnName, Box | None]] = [
        ("number", sheet.table.control_total),
        ("date", sheet.table.last_date),
    ]
    cells = [
        Cell(picture, column, sheet.language)
        for column, box in boxes
        if (picture := _written_in(sheet, box)) is not None
    ]
    fields = {cell.column: Field(cell.column, Box(0, 0, 0, 0), ((0.0, 0.0),) * 4, "written") for cell in cells}
    for recogniser in recognisers:
        for cell, reading in zip(cells, recogniser.read(cells) if cells else (), strict=True):
            if reading.text.strip():
                field = fields[cell.column]
                fields[cell.column] = replace(field, readings=(*field.readings, reading))
    found = {column: _interpreted(field, Context(sheet.language)) for column, field in fields.items()}
    sure = {column: field.value for column, field in found.items() if field.confidence >= FOOT_CERTAINTY}
    total = sure.get("number")
    return int(total) if total else None, sure.get("date")


# ------------------------------------------------------------------------------------------------- one field


def _is_read(row: Row, field: Field) -> bool:
    return row.state != "empty" and field.name in _READ and field.ink in ("written", "unreadable")


def _interpreted(field: Field, context: Context) -> Field:
    """The field with the candidates of all its readings; engines that agree make a value likelier than either does."""
    merged: dict[str, float] = {}
    best: dict[Reading, float] = {}
    for reading in field.readings:
        curve = curve_of(reading.engine, field.name)
        scores = explained(field.name, reading, context)
        for candidate in ranked({c.value: curve(c.probability, reading.confidence) for c in scores}):
            merged[candidate.value] = 1 - (1 - merged.get(candidate.value, 0.0)) * (1 - candidate.probability)
            best[reading] = max(best.get(reading, 0.0), candidate.probability)
    readings = sorted(field.readings, key=lambda reading: -best.get(reading, 0.0))
    return replace(field, readings=tuple(readings), candidates=ranked(merged))


def _settled(
    rows: Sequence[Row], columns: Sequence[ColumnName], context_of: Callable[[Row], Context]
) -> tuple[Row, ...]:
    """The rows with candidates in `columns`; a ditto takes those of the row it points to, which stands above it."""
    done: dict[int, Row] = {}
    for row in rows:
        context = context_of(row)
        fields = tuple(_settled_field(field, context, done) if field.name in columns else field for field in row.fields)
        done[row.index] = replace(row, fields=fields)
    return tuple(done.values())


def _settled_field(field: Field, context: Context, above: Mapping[int, Row]) -> Field:
    if field.name == "consent":
        return field if field.candidates else replace(field, candidates=tick.candidates(field.ink))
    if field.name in _REPEATED and fold(field.text) in _DITTO_WORDS:
        source = next((i for i in reversed(list(above)) if _written(above[i], field.name)), None)
        field = replace(field, ink="ditto", from_row=source) if source is not None else field
    if field.ink == "ditto":
        source_row = above.get(field.from_row) if field.from_row is not None else None
        repeated = _candidates(source_row, field.name) if source_row else ()
        return replace(field, candidates=tuple(Candidate(c.value, c.probability * DITTO_CERTAINTY) for c in repeated))
    return _interpreted(field, context)


def _written(row: Row, column: ColumnName) -> bool:
    return any(field.name == column and field.ink == "written" and field.candidates for field in row.fields)


def _candidates(row: Row, column: ColumnName) -> tuple[Candidate, ...]:
    return next((field.candidates for field in row.fields if field.name == column), ())


# --------------------------------------------------------------------------------------------------- one row


def _countries(row: Row, likely: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The row's countries; what they leave open goes to those that are likely on this sheet."""
    read = {candidate.value: candidate.probability for candidate in _candidates(row, "country")}
    rest = max(0.02, 1 - sum(read.values()))
    scores = {code: read.get(code, 0.0) + rest * likely.get(code, 0.0) for code in {*read, *likely}}
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(code, score) for code, score in ordered)


def _likely_countries(rows: Sequence[Row], language: str | None) -> dict[str, float]:
    """The share of each country on this sheet, from what was read on it and from its language."""
    home = _AT_HOME.get((language or "fr")[:2], _AT_HOME["fr"])
    total = sum(1 / (k + 1) for k in range(len(home)))
    weights = {code: SHEET_LANGUAGE_ROWS / (k + 1) / total for k, code in enumerate(home)}
    for row in rows:
        for candidate in _candidates(row, "country"):
            weights[candidate.value] = weights.get(candidate.value, 0.0) + candidate.probability
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def _without_joined_name(row: Row) -> Row:
    """The row as it was before given and family name were joined, so that understanding it twice changes nothing."""
    parts = {field.name for field in row.fields} & {"given_name", "family_name"}
    return replace(row, fields=tuple(f for f in row.fields if f.name != "name")) if parts else row


def _with_name(row: Row) -> Row:
    """Where the sheet has two columns, the name as one string stands beside them."""
    parts = {field.name: field for field in row.fields if field.name in ("given_name", "family_name")}
    given, family = parts.get("given_name"), parts.get("family_name")
    if given is None or family is None:
        only = given or family
        return replace(row, fields=(*row.fields, replace(only, name="name"))) if only else row
    left, right = sorted((given, family), key=lambda field: field.box.left)
    box = Box(left.box.left, min(left.box.top, right.box.top), right.box.right, max(left.box.bottom, right.box.bottom))
    inks = {given.ink, family.ink}
    joined = Field(
        "name",
        box,
        (left.quad[0], right.quad[1], right.quad[2], left.quad[3]),
        next((ink for ink in ("written", "unreadable", "ditto", "dash") if ink in inks), "blank"),
        readings=_joined_readings(given, family),
        candidates=_joined_candidates(given, family),
    )
    return replace(row, fields=(*row.fields, joined))


def _joined_candidates(given: Field, family: Field) -> tuple[Candidate, ...]:
    if not given.candidates or not family.candidates:
        return given.candidates or family.candidates
    return ranked(
        {
            name.joined(g.value, f.value): g.probability * f.probability
            for g in given.candidates
            for f in family.candidates
        }
    )


def _joined_readings(given: Field, family: Field) -> tuple[Reading, ...]:
    """What each engine saw in both cells."""
    if not given.readings or not family.readings:
        return given.readings or family.readings
    return tuple(
        Reading(g.engine, name.joined(g.text, f.text), g.confidence * f.confidence)
        for g in given.readings
        for f in family.readings
        if g.engine == f.engine
    )


# ---------------------------------------------------------------------------------------------------- the foot


def _written_in(sheet: Sheet, box: Box | None) -> Pixels | None:
    """The picture of a box at the foot, without its frame; None where the sheet has none or nothing is written in it."""
    if box is None:
        return None
    inset = 0.8
    top, bottom, left, right = (
        round(v * SHEET_PX_PER_MM) for v in (box.top + inset, box.bottom - inset, box.left + inset, box.right - inset)
    )
    grey = cv2.cvtColor(sheet.image[max(0, top) : bottom, max(0, left) : right], cv2.COLOR_BGR2GRAY)
    if not grey.size:
        return None
    light = max(1.0, float(np.percentile(grey, 80)))
    flat = np.asarray(np.clip(grey * (255 / light), 0, 255), np.uint8)
    return flat if np.mean(flat < 150) >= FOOT_LEAST_INK else None
