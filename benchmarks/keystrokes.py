"""How many seconds of a person's time a verified signature takes: a keystroke-level model over sheets that were read.

usage: python -m benchmarks.keystrokes READ.jsonl TRUTH.jsonl [--json]

Operator times are those of Card, Moran and Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23(7), 1980 (K for an average non-secretary typist, M, P), and of their "The psychology of human-computer
interaction", 1983 (eye movement 230 ms and one cognitive cycle 70 ms: the glance at one crop, with the text below it). Four ways of work
are compared: typing everything, row by row with the machine's guesses, and groups of alike cells first, with the other rows one by one or
three at a time; what is counted in each stands in `benchmarks.effort`. Nothing else is counted: no pauses, no paper to turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import click
import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.effort import (
    Effort,
    OfferedField,
    OfferedRow,
    at_once,
    by_row,
    in_groups,
    is_amiss,
    is_grouped,
    is_signature,
    typing,
)
from benchmarks.score import TrueRow, load_truth, pair
from digitiser.groups import least_confidences, mean_confidence
from digitiser.model import CONTACT, READ_COLUMNS
from digitiser.settings import ACCURACY_TARGET, GROUP_CAUGHT

_MISSED = Effort(keys=2, mental=2, points=2)  # the whole sheet called up, an outline drawn; then all is typed
_TOGETHER = 3  # rows on the screen at once
_GHOST = Effort(keys=1, mental=1, glances=1)


class OfferedSheet(msgspec.Struct):
    """A sheet as read."""

    file: str
    page: int = 1
    sheet: int = 1
    rows: list[OfferedRow] = []


@dataclass(frozen=True)
class RowEffort:
    """What one true row takes in each way, and whether it is a signature."""

    counts: bool
    typed: Effort
    by_row: Effort
    in_groups: Effort
    at_once: Effort


def _confidences(read: Sequence[OfferedSheet]) -> Iterator[tuple[str, float]]:
    """Of every cell that groups may show and in which something was read, with its column."""
    for row in (row for sheet in read for row in sheet.rows if row.state == "filled" and row.signed is not False):
        in_parts, consent = "given_name" in row.fields, row.fields.get("consent")
        idle = () if consent and consent.value == "yes" else CONTACT
        for name, field in row.fields.items():
            if field is None or name not in READ_COLUMNS or name in idle or (name == "name" and in_parts):
                continue
            if name == "consent" or field.ink in ("written", "unreadable"):
                yield name, field.confidence


@dataclass(frozen=True)
class _Seen:
    """A true row: what it takes; whether a person sees it outside groups, whether it stands with others there, what is amiss in it."""

    effort: RowEffort
    alone: bool
    plain: bool
    amiss: bool


def efforts(read: Sequence[OfferedSheet], truth: Mapping[tuple[str, int], Sequence[TrueRow]]) -> list[RowEffort]:
    """One for each true row with ink; rows that are not there are added to the first row of their page."""
    found = list(_rows(read, truth))
    rest = [row for row in found if row.alone]
    together = iter(at_once([(row.effort.in_groups, row.plain, row.amiss) for row in rest], _TOGETHER))
    return [replace(row.effort, at_once=next(together)) if row.alone else row.effort for row in found]


def _rows(read: Sequence[OfferedSheet], truth: Mapping[tuple[str, int], Sequence[TrueRow]]) -> Iterator[_Seen]:
    least = dict(least_confidences(_confidences(read), mean_confidence(ACCURACY_TARGET, GROUP_CAUGHT)))
    for place, true_rows in truth.items():
        numbered = [
            ((sheet.sheet, row.index), row)
            for sheet in read
            if (sheet.file, sheet.page) == place
            for row in sheet.rows
            if row.state != "empty"
        ]
        inked = [row for row in true_rows if row.state != "empty"]
        pairs = pair([row for _, row in numbered], inked)
        settled = {numbered[at][0]: inked[index] for index, at in pairs.items()}
        extra = Effort()
        for _ in set(range(len(numbered))) - set(pairs.values()):
            extra += _GHOST
        for index, true in enumerate(inked):
            above = inked[index - 1] if index else None
            whole = typing(true)
            if index not in pairs:
                one = whole + _MISSED + extra
                yield _Seen(RowEffort(is_signature(true), whole, one, one, one), alone=True, plain=False, amiss=True)
            else:
                (sheet, _), row = numbered[pairs[index]]
                row = followed(row, {at: other for (number, at), other in settled.items() if number == sheet})
                grouped = in_groups(row, true, least, above) + extra
                effort = RowEffort(is_signature(true), whole, by_row(row, true, (), above) + extra, grouped, grouped)
                plain = row.state == "filled" and row.signed is not False and is_signature(true)
                yield _Seen(effort, not is_grouped(row, true, least), plain, is_amiss(row, true))
            extra = Effort()


def followed(row: OfferedRow, settled: Mapping[int, TrueRow]) -> OfferedRow:
    """The row with what its dittos say once the rows are settled that they point to; `settled` are the true rows by their index."""

    def of(name: str, field: OfferedField | None) -> OfferedField | None:
        source = settled.get(field.from_row or 0) if field and field.ink == "ditto" else None
        if field is None or source is None or not is_signature(source) or not source.fields.get(name):
            return field
        return msgspec.structs.replace(field, value=source.fields[name])

    return msgspec.structs.replace(row, fields={name: of(name, field) for name, field in row.fields.items()})


@dataclass(frozen=True)
class Figures:
    """Seconds for a verified signature in one way of work: the median; the mean and operators of all work, rows that are none too."""

    median: float
    mean: float
    operators: Effort


def figures(found: Sequence[Effort], counts: Sequence[bool]) -> Figures:
    """Over all rows."""
    signatures = sum(counts)
    shared = {name: sum(asdict(effort)[name] for effort in found) / signatures for name in asdict(Effort())}
    seconds = [effort.seconds for effort, signature in zip(found, counts, strict=True) if signature]
    return Figures(median(seconds), Effort(**shared).seconds, Effort(**shared))


@click.command()
@click.argument("read", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("truth", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def main(read: Path, truth: Path, as_json: bool) -> None:
    """Model the review of READ, of which TRUTH is known."""
    sheets = [msgspec.json.decode(line, type=OfferedSheet) for line in read.read_bytes().splitlines() if line.strip()]
    for sheet in sheets:
        sheet.file = Path(sheet.file).name
    pages = {(page.file, page.page): page.rows for page in load_truth(truth)}
    found = efforts(sheets, pages)
    counts = [each.counts for each in found]
    ways = {
        "typing everything": figures([each.typed for each in found], counts),
        "row by row": figures([each.by_row for each in found], counts),
        "groups first": figures([each.in_groups for each in found], counts),
        "groups first, then three rows at once": figures([each.at_once for each in found], counts),
    }
    if as_json:
        print(msgspec.json.encode({name: asdict(way) for name, way in ways.items()}).decode())
        return
    table = Table(
        "",
        "median s",
        "mean s",
        "keys",
        "mental",
        "glances",
        title=f"{sum(counts)} signatures, {len(found)} rows with ink",
    )
    for name, way in ways.items():
        each = way.operators
        table.add_row(
            name, *(f"{number:.2f}" for number in (way.median, way.mean, each.keys, each.mental, each.glances))
        )
    Console().print(table)


if __name__ == "__main__":
    main()
