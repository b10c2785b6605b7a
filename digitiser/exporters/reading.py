"""What was read, before any person has looked at it: one line of JSON a sheet, for other programs and for measuring."""

from __future__ import annotations

from itertools import product
from math import prod

import msgspec

from digitiser.geometry import Quad
from digitiser.model import (
    READ_COLUMNS,
    Candidate,
    ColumnName,
    Field,
    FormName,
    FoundColumn,
    Ink,
    Problem,
    Row,
    SheetReading,
    State,
    as_json,
)

_DIGITS = 4  # of a probability


class FieldLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field as it is written out; `from_row` only for a ditto."""

    value: str | None
    confidence: float
    text: str
    ink: Ink
    candidates: tuple[tuple[str, float], ...]
    from_row: int | None = None


class RowLine(msgspec.Struct, frozen=True):
    """A row as it is written out."""

    index: int
    printed_rows: tuple[int, ...]
    quad: Quad
    state: State
    signed: bool | None
    fields: dict[ColumnName, FieldLine]


class SheetLine(msgspec.Struct, frozen=True):
    """A sheet as it is written out; a page that holds none has no rows."""

    file: str
    page: int
    sheet: int
    form: FormName | None
    serial: str | None
    identified_by: str
    language: str | None
    outline: Quad
    columns: tuple[FoundColumn, ...]
    control_total: int | None
    problems: tuple[Problem, ...]
    rows: tuple[RowLine, ...]


def line(reading: SheetReading) -> bytes:
    """The sheet as JSON on one line, UTF-8, with the line's end."""
    sheet = SheetLine(
        file=reading.file.encode("utf-8", "replace").decode(),
        page=reading.page,
        sheet=reading.sheet,
        form=reading.form,
        serial=reading.serial,
        identified_by=reading.identified_by,
        language=reading.language,
        outline=reading.outline,
        columns=reading.columns,
        control_total=reading.control_total,
        problems=reading.problems,
        rows=tuple(_row(row) for row in reading.rows),
    )
    return as_json(sheet) + b"\n"


def _row(row: Row) -> RowLine:
    return RowLine(row.index, row.printed_rows, row.quad, row.state, row.signed, _fields(row))


def _fields(row: Row) -> dict[ColumnName, FieldLine]:
    """The fields by name; where two columns were taken for the same, the one with writing in it."""
    found: dict[ColumnName, Field] = {}
    for field in row.fields:
        if field.name in READ_COLUMNS and (field.name not in found or found[field.name].ink == "blank"):
            found[field.name] = field
    lines = {name: _field(field) for name, field in found.items()}
    if "name" not in lines and ("given_name" in lines or "family_name" in lines):
        lines["name"] = _whole_name([found[part] for part in ("given_name", "family_name") if part in found])
    return lines


def _field(field: Field) -> FieldLine:
    return FieldLine(
        value=field.value,
        confidence=round(field.confidence, _DIGITS),
        text=field.text,
        ink=field.ink,
        candidates=_candidates(field.candidates),
        from_row=field.from_row if field.ink == "ditto" else None,
    )


def _whole_name(parts: list[Field]) -> FieldLine:
    """Given and family name as one field: right where both are, so their probabilities are multiplied."""
    written = [part for part in parts if part.candidates]
    pairs = [
        Candidate(" ".join(c.value for c in chosen), prod(c.probability for c in chosen))
        for chosen in product(*(p.candidates[:3] for p in written))
        if chosen
    ]
    best = sorted(pairs, key=lambda c: -c.probability)
    inks = [part.ink for part in parts]
    ink: Ink = "unreadable" if "unreadable" in inks else "written" if "written" in inks else inks[0]
    return FieldLine(
        value=best[0].value if best else None,
        confidence=round(best[0].probability, _DIGITS) if best else 0.0,
        text=" ".join(part.text for part in parts if part.text),
        ink=ink,
        candidates=_candidates(tuple(best[:5])),
    )


def _candidates(candidates: tuple[Candidate, ...]) -> tuple[tuple[str, float], ...]:
    return tuple((candidate.value, round(candidate.probability, _DIGITS)) for candidate in candidates)
