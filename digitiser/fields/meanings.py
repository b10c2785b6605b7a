"""What the readings of one cell may mean: candidates with probabilities. Pure, no pixels.

What the cells of a row and of a sheet say of each other comes after: `digitiser.fields.agreement`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digitiser.columns import country, date, email, name, number, phone, postcode, ranked
from digitiser.columns.confidence import curve_of
from digitiser.model import Candidate, ColumnName, Field, Reading
from digitiser.settings import AMONG_OTHERS, COINCIDENCE, LEAST_OTHER, LEAST_OTHER_NUMBER


@dataclass(frozen=True)
class Context:
    """What is known of a row when one of its cells is interpreted: countries and names, best first, with their probabilities.

    `hint` is the country that another cell speaks for.
    """

    language: str | None
    countries: tuple[Candidate, ...] = ()
    names: tuple[Candidate, ...] = ()
    hint: str | None = None


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
    least = (LEAST_OTHER_NUMBER if column == "phone" else LEAST_OTHER) * max(texts.values())
    texts = {text: chance for text, chance in texts.items() if chance >= least}
    if reading.others:  # the engine knew the row's name when it weighed its texts
        context = replace(context, names=())
    total = sum(texts.values())
    scores: dict[str, float] = {}
    for text, chance in texts.items():
        share = chance / total if total else 1 / len(texts)
        for candidate in meanings(column, text, context):
            scores[candidate.value] = scores.get(candidate.value, 0.0) + share * candidate.probability
    return ranked(scores)


def interpreted(field: Field, context: Context) -> Field:
    """The field with the candidates of all its readings, the reading that was most likely right first."""
    opinions = {
        reading: calibrated(field.name, reading, explained(field.name, reading, context)) for reading in field.readings
    }
    readings = sorted(field.readings, key=lambda r: -max((c.probability for c in opinions[r]), default=0.0))
    return replace(field, readings=tuple(readings), candidates=together([o for o in opinions.values() if o]))


def together(opinions: Sequence[Sequence[Candidate]]) -> tuple[Candidate, ...]:
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


def calibrated(column: ColumnName, reading: Reading, scores: Sequence[Candidate]) -> list[Candidate]:
    """Scores as probabilities. The best one's was measured; the others share what is left, but for the chance that none is right."""
    curve = curve_of(reading.engine, column)
    chances = [curve(candidate.probability, reading.confidence) for candidate in scores]
    share = min(1.0, AMONG_OTHERS * (1 - chances[0]) / max(1e-9, sum(chances[1:]))) if chances else 1.0
    return [
        Candidate(c.value, p if k == 0 else p * share) for k, (c, p) in enumerate(zip(scores, chances, strict=True))
    ]
