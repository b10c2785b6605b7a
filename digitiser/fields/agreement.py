"""What the cells of a row and the rows of a sheet say of each other: countries, numbers, names and addresses, dittos. Pure, no pixels.

Countries come first, since a telephone number and a postcode depend on them; then names and addresses, which vouch for each other.
Each column is interpreted by its own readings, then weighed by what the others say, and last put through the curve that says how
often all that is right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from digitiser.columns import country, ditto, email, name, phone, ranked, tick
from digitiser.columns.confidence import TOGETHER, curve_of, log_odds, sigmoid
from digitiser.columns.familiar import NAMELIKE, familiarity
from digitiser.fields.meanings import Context, interpreted
from digitiser.model import NAMES, Box, Candidate, ColumnName, Field, Reading, Row
from digitiser.settings import (
    AMONG_OTHERS,
    COMPANY,
    COUNTRY_ELSEWHERE,
    DITTO_CERTAINTY,
    DITTO_COMPANY,
    DITTO_IN_COMPANY,
    HALF_NAME,
    LIKELY_AT_LEAST,
    NAME_IN_PART,
    NUMBER_ELSEWHERE,
    NUMBERS_TELL,
    PHONE_HINT,
    SHEET_LANGUAGE_ROWS,
)

_FIRST: tuple[ColumnName, ...] = (*NAMELIKE, "date")
_DEPENDENT: tuple[ColumnName, ...] = ("phone", "postcode", "email")
# The columns that people repeat.
_REPEATED: frozenset[ColumnName] = frozenset(["country", "postcode", "city"])


def understand(rows: Sequence[Row], language: str | None) -> tuple[Row, ...]:
    """The rows with candidates for what their readings say. Pure: the same readings give the same candidates."""
    weighed = weighed_rows(rows, language)
    clear = legibility(weighed)
    finished = [replace(row, fields=tuple(_finished(field, clear) for field in row.fields)) for row in weighed]
    return tuple(_with_name(row) for row in _dittos_followed(finished))


def weighed_rows(rows: Sequence[Row], language: str | None) -> list[Row]:
    """The rows with all that their cells say of each other, before the last curve (which is fitted on this)."""
    linked = _dittos_linked([_bare(row) for row in rows])
    located = _dittos_followed(_in_company(_interpreted(linked, ("country",), lambda _: Context(language)), language))
    named = _interpreted(located, _FIRST, lambda _: Context(language))
    vouched = [_vouched(row, language) for row in named]
    contexts = dict(zip((row.index for row in vouched), row_contexts(vouched, language), strict=True))
    return _interpreted(vouched, _DEPENDENT, lambda row: contexts[row.index])


def row_contexts(rows: Sequence[Row], language: str | None) -> list[Context]:
    """What each row's countries and names say of its other cells."""
    likely = _by_numbers(_likely_countries(rows, language), rows)
    return [Context(language, _countries(row, likely), _candidates(_with_name(row), "name")) for row in rows]


def legibility(rows: Sequence[Row]) -> float:
    """How sure the engines were of the sheet's texts on the whole, 0 to 1: a blurred sheet is misread more often than each cell tells."""
    sure = [
        log_odds(max(reading.confidence for reading in field.readings))
        for row in rows
        for field in row.fields
        if field.readings
    ]
    return sigmoid(float(np.mean(sure))) if sure else 0.5


def _interpreted(rows: Sequence[Row], columns: Sequence[ColumnName], context_of: Callable[[Row], Context]) -> list[Row]:
    """The rows with candidates for the cells of `columns`, dittos apart."""

    def of(row: Row) -> Row:
        context = context_of(row)
        return replace(
            row,
            fields=tuple(
                interpreted(field, context) if field.name in columns and field.ink != "ditto" else field
                for field in row.fields
            ),
        )

    return [of(row) for row in rows]


def _finished(field: Field, clear: float) -> Field:
    """The field with the probability that was measured for all that speaks for its best value; the others share what is left."""
    if field.name == "consent":
        return field if field.candidates else replace(field, candidates=tick.candidates(field.ink))
    if field.ink == "ditto" or not field.candidates:
        return field
    best, *others = field.candidates
    curve = curve_of(TOGETHER, field.name)
    familiar = familiarity(field.name, best.value, field.readings[0].text if field.readings else "")
    sure = curve(best.probability, clear, field.runs_out, familiar) * wholeness(field)
    share = min(1.0, AMONG_OTHERS * (1 - sure) / max(1e-9, sum(c.probability for c in others)))
    kept = [Candidate(c.value, min(sure, c.probability * share)) for c in others]
    return replace(field, candidates=(Candidate(best.value, sure), *kept))


def wholeness(field: Field) -> float:
    """The chance that a name is all of the name: one word in a column for both names hardly is."""
    if field.name == "name" and field.candidates and " " not in field.candidates[0].value:
        return HALF_NAME
    return NAME_IN_PART if field.in_part else 1.0


# ----------------------------------------------------------------------------------------------------------------- dittos


def _dittos_linked(rows: Sequence[Row]) -> list[Row]:
    """Dittos in words, and strokes that were read as letters, as links to the row above that holds something."""
    done: list[Row] = []
    for row in rows:
        done.append(replace(row, fields=tuple(_linked(field, done) for field in row.fields)))
    return done


def _linked(field: Field, above: Sequence[Row]) -> Field:
    if field.name not in _REPEATED or field.ink != "written" or not ditto.is_ditto([r.text for r in field.readings]):
        return field
    source = next((row.index for row in reversed(above) if _written(row, field.name)), None)
    return field if source is None else replace(field, ink="ditto", from_row=source)


def _dittos_followed(rows: Sequence[Row]) -> list[Row]:
    """A ditto takes the candidates of the row that it points to, which stands above it; marks of which a column has several are no dirt."""
    marks = Counter(field.name for row in rows for field in row.fields if field.ink == "ditto")
    done: dict[int, Row] = {}
    for row in rows:
        done[row.index] = replace(row, fields=tuple(_followed(field, done, marks[field.name]) for field in row.fields))
    return list(done.values())


def _followed(field: Field, above: Mapping[int, Row], marks: int) -> Field:
    if field.ink != "ditto":
        return field
    source = above.get(field.from_row) if field.from_row is not None else None
    repeated = _candidates(source, field.name) if source else ()
    sure = DITTO_IN_COMPANY if marks >= DITTO_COMPANY else DITTO_CERTAINTY
    return replace(field, candidates=tuple(Candidate(c.value, c.probability * sure) for c in repeated))


def _written(row: Row, column: ColumnName) -> bool:
    return any(field.name == column and field.ink == "written" and field.readings for field in row.fields)


def _candidates(row: Row, column: ColumnName) -> tuple[Candidate, ...]:
    return next((field.candidates for field in row.fields if field.name == column), ())


# -------------------------------------------------------------------------------------------------------------- countries


def _in_company(rows: Sequence[Row], language: str | None) -> list[Row]:
    """Each row's countries, weighed by what the other rows and the row's telephone number say."""
    done = []
    for row in rows:
        likely = _likely_countries([other for other in rows if other.index != row.index], language)
        hint = _hint(row)
        fields = tuple(_placed(field, likely, hint) if field.name == "country" else field for field in row.fields)
        done.append(replace(row, fields=fields))
    return done


def _placed(field: Field, likely: Mapping[str, float], hint: str | None) -> Field:
    """By Bayes' rule; the hint counts as one more reader of the country, it is no proof. Where nothing was read neither says anything."""
    if field.ink == "ditto" or not field.candidates:
        return field
    rest = max(0.0, 1 - sum(c.probability for c in field.candidates))
    scores = {
        c.value: c.probability * (LIKELY_AT_LEAST + likely.get(c.value, 0.0)) ** COMPANY for c in field.candidates
    }
    total = sum(scores.values()) + rest * LIKELY_AT_LEAST**COMPANY
    scores = {code: score / total for code, score in scores.items()}
    if hint is not None:
        scores[hint] = 1 - (1 - scores.get(hint, 0.0)) * (1 - PHONE_HINT)
    return replace(field, candidates=ranked(scores))


def _countries(row: Row, likely: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Where the row's number and postcode may be from: its countries, and for the rest those that are likely on this sheet."""
    read = {candidate.value: candidate.probability for candidate in _candidates(row, "country")}
    rest = max(COUNTRY_ELSEWHERE, 1 - sum(read.values()))
    scores = {code: read.get(code, 0.0) + rest * likely.get(code, 0.0) for code in {*read, *likely}}
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(code, score) for code, score in ordered)


def _likely_countries(rows: Sequence[Row], language: str | None) -> dict[str, float]:
    """The share of each country on this sheet, from what was read on it and from its language."""
    home = country.at_home(language)
    total = sum(1 / (k + 1) for k in range(len(home)))
    weights = {code: SHEET_LANGUAGE_ROWS / (k + 1) / total for k, code in enumerate(home)}
    for row in rows:
        for candidate in _candidates(row, "country"):
            weights[candidate.value] = weights.get(candidate.value, 0.0) + candidate.probability
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def _by_numbers(likely: Mapping[str, float], rows: Sequence[Row]) -> dict[str, float]:
    """The shares of the countries, weighed by the telephone numbers of rows that name none: most are of the plan of one place.

    By Bayes' rule on that one country; a part of each share stays as it was, for those who live elsewhere.
    """
    texts = [text for row in rows if not _candidates(row, "country") for text in _numbers(row)[:1]]
    if not texts:
        return dict(likely)
    known = {code for text in texts if (code := phone.country_of(text))}
    prior = {**dict.fromkeys(known, LIKELY_AT_LEAST), **likely}
    scores = {
        code: share * math.prod(NUMBER_ELSEWHERE + (1 - NUMBER_ELSEWHERE) * phone.fit(text, code) for text in texts)
        for code, share in prior.items()
    }
    total = sum(scores.values())
    return {c: NUMBERS_TELL * scores[c] / total + (1 - NUMBERS_TELL) * prior[c] for c in prior}


def _hint(row: Row) -> str | None:
    """The country whose code stands in front of the row's telephone number."""
    return next((code for text in _numbers(row) if (code := phone.country_of(text))), None)


def _numbers(row: Row) -> list[str]:
    """What was read of the row's telephone number."""
    return [reading.text for field in row.fields if field.name == "phone" for reading in field.readings]


# ------------------------------------------------------------------------------------------------------ names and addresses


def _vouched(row: Row, language: str | None) -> Row:
    """The row's name, weighed by its address: of the addresses that it may be, each speaks for the names that it was made of.

    By the law of total probability, as the address was read with all these names in mind: one that was made of none of them, or could not
    be read, leaves the names as they were.
    """
    addresses = next(
        (interpreted(f, Context(language)).candidates for f in row.fields if f.name == "email" and f.readings), ()
    )
    if not addresses:
        return row

    def of(field: Field) -> Field:
        if field.name not in NAMES or field.ink == "ditto" or not field.candidates:
            return field
        scores = {c.value: c.probability for c in field.candidates}
        left = 1.0
        vouched = dict.fromkeys(scores, 0.0)
        for address in addresses:
            meant = {value: scores[value] for value in scores if email.made_of(address.value, value)}
            for value, score in meant.items():
                vouched[value] += address.probability * score / sum(meant.values())
            left -= address.probability * bool(meant)
        return replace(field, candidates=ranked({v: vouched[v] + max(0.0, left) * scores[v] for v in scores}))

    return replace(row, fields=tuple(of(field) for field in row.fields))


def _bare(row: Row) -> Row:
    """The row as it was before anything was understood, so that understanding it twice changes nothing."""
    parts = {field.name for field in row.fields} & {"given_name", "family_name"}
    kept = (field for field in row.fields if not parts or field.name != "name")
    return replace(row, fields=tuple(f if f.name == "consent" else replace(f, candidates=()) for f in kept))


def _with_name(row: Row) -> Row:
    """Where the sheet has two columns, the name as one string stands beside them."""
    parts = {field.name: field for field in row.fields if field.name in ("given_name", "family_name")}
    given, family = parts.get("given_name"), parts.get("family_name")
    if given is None or family is None:
        only = given or family
        return replace(row, fields=(*row.fields, _half(only))) if only else row
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


def _half(only: Field) -> Field:
    """The name where only one of its two columns was found: sheets that ask for half a name are rare, columns that are not seen are not."""
    kept = tuple(Candidate(c.value, HALF_NAME * c.probability) for c in only.candidates)
    return replace(only, name="name", candidates=kept)


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
