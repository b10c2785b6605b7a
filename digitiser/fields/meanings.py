"""What the readings of a sheet mean together: candidates with honest probabilities, dittos, names of two columns. Pure, no pixels.

Countries come first, since a telephone number and a postcode depend on them; then names, which are a hint for e-mail addresses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from digitiser.columns import country, date, ditto, email, name, number, phone, postcode, ranked, tick
from digitiser.columns.confidence import curve_of
from digitiser.model import Box, Candidate, ColumnName, Field, Reading, Row
from digitiser.settings import AMONG_OTHERS, COINCIDENCE, DITTO_CERTAINTY, LEAST_OTHER, PHONE_HINT, SHEET_LANGUAGE_ROWS

_NAMES: tuple[ColumnName, ...] = ("name", "given_name", "family_name", "city", "date", "consent")
_DEPENDENT: tuple[ColumnName, ...] = ("phone", "postcode", "email")
# The columns that people repeat.
_REPEATED: frozenset[ColumnName] = frozenset(["country", "postcode", "city"])


@dataclass(frozen=True)
class Context:
    """What is known of a row when one of its cells is interpreted: countries and names, best first, with their probabilities.

    `hint` is the country that another cell speaks for.
    """

    language: str | None
    countries: tuple[Candidate, ...] = ()
    names: tuple[Candidate, ...] = ()
    hint: str | None = None


def understand(rows: Sequence[Row], language: str | None) -> tuple[Row, ...]:
    """The rows with candidates for what their readings say. Pure: the same readings give the same candidates."""
    bare = [_without_joined_name(row) for row in rows]
    located = _settled(bare, ("country",), lambda row: Context(language, hint=_hint(row)))
    named = [_with_name(row) for row in _settled(located, _NAMES, lambda row: Context(language))]
    contexts = dict(zip((row.index for row in named), row_contexts(named, language), strict=True))
    return _settled(named, _DEPENDENT, lambda row: contexts[row.index])


def row_contexts(rows: Sequence[Row], language: str | None) -> list[Context]:
    """What each row's countries and names say of its other cells."""
    likely = _likely_countries(rows, language)
    return [Context(language, _countries(row, likely), _candidates(row, "name")) for row in rows]


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
    texts = dict(reading.others)
    texts.setdefault(reading.text, reading.confidence)
    least = LEAST_OTHER * max(texts.values())
    texts = {text: chance for text, chance in texts.items() if chance >= least}
    total = sum(texts.values())
    scores: dict[str, float] = {}
    for text, chance in texts.items():
        share = chance / total if total else 1 / len(texts)
        for candidate in meanings(column, text, context):
            scores[candidate.value] = scores.get(candidate.value, 0.0) + share * candidate.probability
    return ranked(scores)


# ------------------------------------------------------------------------------------------------------------ one field


def interpreted(field: Field, context: Context) -> Field:
    """The field with the candidates of all its readings, the reading that was most likely right first."""
    opinions = {
        reading: _calibrated(field.name, reading, explained(field.name, reading, context)) for reading in field.readings
    }
    readings = sorted(field.readings, key=lambda r: -max((c.probability for c in opinions[r]), default=0.0))
    return replace(field, readings=tuple(readings), candidates=_together([o for o in opinions.values() if o]))


def _together(opinions: Sequence[Sequence[Candidate]]) -> tuple[Candidate, ...]:
    """What several engines say, by Bayes' rule: each is taken for independent evidence on a value that COINCIDENCE is the chance of.

    Engines that agree are surer together than either is; where they differ both values stand and both lose. One opinion stays as it is.
    """
    listed = [{candidate.value: candidate.probability for candidate in opinion} for opinion in opinions]
    rests = [max(0.0, 1 - sum(chances.values())) for chances in listed]
    scores = {
        value: math.prod(c.get(value, rest * COINCIDENCE) for c, rest in zip(listed, rests, strict=True))
        / COINCIDENCE ** (len(listed) - 1)
        for value in dict.fromkeys(value for chances in listed for value in chances)
    }
    total = sum(scores.values()) + math.prod(rests)
    return ranked({value: score / total for value, score in scores.items()} if total else {})


def _calibrated(column: ColumnName, reading: Reading, scores: Sequence[Candidate]) -> list[Candidate]:
    """Scores as probabilities. The best one's was measured; the others share what is left, but for the chance that none is right."""
    curve = curve_of(reading.engine, column)
    chances = [curve(candidate.probability, reading.confidence) for candidate in scores]
    share = min(1.0, AMONG_OTHERS * (1 - chances[0]) / max(1e-9, sum(chances[1:]))) if chances else 1.0
    return [
        Candidate(c.value, p if k == 0 else p * share) for k, (c, p) in enumerate(zip(scores, chances, strict=True))
    ]


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
    if field.name in _REPEATED and ditto.is_ditto(field.text):
        source = next((i for i in reversed(list(above)) if _written(above[i], field.name)), None)
        field = replace(field, ink="ditto", from_row=source) if source is not None else field
    if field.ink == "ditto":
        source_row = above.get(field.from_row) if field.from_row is not None else None
        repeated = _candidates(source_row, field.name) if source_row else ()
        return replace(field, candidates=tuple(Candidate(c.value, c.probability * DITTO_CERTAINTY) for c in repeated))
    read = interpreted(field, context)
    return _hinted(read, context.hint) if field.name == "country" else read


def _written(row: Row, column: ColumnName) -> bool:
    return any(field.name == column and field.ink == "written" and field.candidates for field in row.fields)


def _candidates(row: Row, column: ColumnName) -> tuple[Candidate, ...]:
    return next((field.candidates for field in row.fields if field.name == column), ())


# -------------------------------------------------------------------------------------------------------------- one row


def _countries(row: Row, likely: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The row's countries; what they leave open goes to those that are likely on this sheet."""
    read = {candidate.value: candidate.probability for candidate in _candidates(row, "country")}
    rest = max(0.02, 1 - sum(read.values()))
    scores = {code: read.get(code, 0.0) + rest * likely.get(code, 0.0) for code in {*read, *likely}}
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(code, score) for code, score in ordered)


def _likely_countries(rows: Sequence[Row], language: str | None) -> dict[str, float]:
    """The share of each country on this sheet, from what was read on it and from its language."""
    home = country.AT_HOME.get((language or "fr")[:2], country.AT_HOME["fr"])
    total = sum(1 / (k + 1) for k in range(len(home)))
    weights = {code: SHEET_LANGUAGE_ROWS / (k + 1) / total for k, code in enumerate(home)}
    for row in rows:
        for candidate in _candidates(row, "country"):
            weights[candidate.value] = weights.get(candidate.value, 0.0) + candidate.probability
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def _hint(row: Row) -> str | None:
    """The country whose code stands in front of the row's telephone number."""
    texts = [reading.text for field in row.fields if field.name == "phone" for reading in field.readings]
    return next((code for text in texts if (code := phone.country_of(text))), None)


def _hinted(field: Field, hint: str | None) -> Field:
    """The hint counts as one more reader of the country; it is no proof, and where nothing was read it says nothing."""
    if hint is None or not field.candidates:
        return field
    scores = {candidate.value: candidate.probability for candidate in field.candidates}
    scores[hint] = 1 - (1 - scores.get(hint, 0.0)) * (1 - PHONE_HINT)
    return replace(field, candidates=ranked(scores))


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
