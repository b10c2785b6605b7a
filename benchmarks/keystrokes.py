"""How many seconds of a person's time a verified signature takes: a keystroke-level model over sheets that were read.

usage: python -m benchmarks.keystrokes READ.jsonl TRUTH.jsonl [--json]

Operator times are those of Card, Moran and Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23(7), 1980 (K for an average non-secretary typist, M, P), and of their "The psychology of human-computer
interaction", 1983 (eye movement 230 ms and one cognitive cycle 70 ms: the glance at one crop). Three ways of work are compared: typing
everything, row by row with the machine's guesses, and groups of alike cells first. Nothing else is counted: no pauses, no paper to turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median

import click
import msgspec
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from benchmarks.score import ReadField, ReadRow, TrueRow, is_right, load_truth, pair
from digitiser.groups import least_confidence
from digitiser.settings import ACCURACY_TARGET, GROUP_CAUGHT, GROUP_CELLS, GROUP_PLANTED

KEY, MENTAL, POINT, GLANCE = 0.28, 1.35, 1.10, 0.23 + 0.07  # seconds
_OFFERED = 3  # alternatives on number keys under a doubtful field
_SHOWN = GROUP_CELLS - GROUP_PLANTED / 2  # cells of a full screen that are work; the planted ones are not


class OfferedField(ReadField):
    """A field as read, with what else it may be."""

    ink: str = "written"
    candidates: list[tuple[str, float]] = msgspec.field(default_factory=list)


class OfferedRow(ReadRow):
    """A row as read."""

    fields: dict[str, OfferedField | None] = msgspec.field(default_factory=dict)  # type: ignore[assignment]


class OfferedSheet(msgspec.Struct):
    """A sheet as read."""

    file: str
    page: int = 1
    rows: list[OfferedRow] = []


@dataclass(frozen=True)
class Effort:
    """Operators: keys struck, mental preparations, glances at a crop, and pointings."""

    keys: float = 0.0
    mental: float = 0.0
    glances: float = 0.0
    points: float = 0.0

    def __add__(self, other: Effort) -> Effort:
        return Effort(
            self.keys + other.keys,
            self.mental + other.mental,
            self.glances + other.glances,
            self.points + other.points,
        )

    @property
    def seconds(self) -> float:
        """By the published operator times."""
        return self.keys * KEY + self.mental * MENTAL + self.glances * GLANCE + self.points * POINT


@dataclass(frozen=True)
class RowEffort:
    """What one true row takes in each way."""

    typed: Effort
    by_row: Effort
    in_groups: Effort


def typing(true: TrueRow) -> Effort:
    """Each value read off the paper and typed, with Tab after it and Enter at the end."""
    texts = [text for name, text in true.fields.items() if text and name != "consent"]
    ticks = int(true.fields.get("consent") == "yes")
    return Effort(keys=sum(len(text) + 1 for text in texts) + ticks + 1, mental=len(texts), glances=len(texts) + ticks)


def correcting(field: OfferedField | None, text: str) -> Effort:
    """One wrong value put right: by the key of an alternative, else typed from where it is wrong (Tab, arrows, letters) or as a whole."""
    read = field.value or "" if field else ""
    if text in ("yes", "no"):
        return Effort(keys=2)
    offered = [value for value, _ in field.candidates[1 : 1 + _OFFERED]] if field else []
    if text in offered:
        return Effort(keys=1, mental=1)
    edits = Levenshtein.editops(read, text)
    editing = len(edits) + len(read) - min((edit.src_pos for edit in edits), default=len(read))
    return Effort(keys=1 + min(len(text), editing), mental=1)


def by_row(row: OfferedRow, true: TrueRow, seen: Sequence[str] = ()) -> Effort:
    """One row before the person: a glance at each value but those in `seen`, one decision, one key; wrong values put right."""
    effort = Effort(keys=1, mental=1)
    for name in _names(row, true):
        if name in seen:
            continue
        text = true.fields.get(name, "")
        effort += Effort(glances=1)
        if not _is_right(name, row.fields.get(name), text):
            effort += correcting(row.fields.get(name), text)
    return effort


def in_groups(row: OfferedRow, true: TrueRow, least: float) -> Effort:
    """Each cell that is sure enough in a screen of alike ones, then the row itself only where a cell was unsure or an exception."""
    screen = Effort(keys=1 / _SHOWN, mental=1 / _SHOWN, glances=GROUP_CELLS / _SHOWN)
    effort, seen = Effort(), list[str]()
    if row.state != "filled" or row.signed is False:
        agrees = row.state == true.state and row.signed == true.signed
        return screen if agrees else screen + _EXCEPTION + by_row(row, true)
    for name in _names(row, true):
        field = row.fields.get(name)
        if field and field.ink == "written" and field.confidence < least:
            continue
        effort += screen
        if _is_right(name, field, true.fields.get(name, "")):
            seen.append(name)
        else:
            effort += _EXCEPTION
    agrees = true.state == "filled" and true.signed is not False
    effort += (screen if agrees else screen + _EXCEPTION) if row.signed else Effort()
    done = agrees and len(seen) == len(_names(row, true))
    return effort if done else effort + by_row(row, true, seen)


_EXCEPTION = Effort(keys=2, mental=1)  # the label of the crop
_MISSED = Effort(keys=2, mental=2, points=2)  # the whole sheet called up, an outline drawn; then all is typed
_GHOST = Effort(keys=1, mental=1, glances=1)


def efforts(read: Sequence[OfferedSheet], truth: Mapping[tuple[str, int], Sequence[TrueRow]]) -> Iterator[RowEffort]:
    """One for each true row with ink; rows that are not there are added to the first row of their page."""
    least = least_confidence(ACCURACY_TARGET, GROUP_CAUGHT)
    for place, true_rows in truth.items():
        rows = [
            row for sheet in read if (sheet.file, sheet.page) == place for row in sheet.rows if row.state != "empty"
        ]
        inked = [row for row in true_rows if row.state != "empty"]
        pairs = pair(rows, inked)
        extra = Effort()
        for _ in set(range(len(rows))) - set(pairs.values()):
            extra += _GHOST
        for index, true in enumerate(inked):
            if index in pairs:
                row = rows[pairs[index]]
                found = RowEffort(typing(true), by_row(row, true), in_groups(row, true, least))
            else:
                whole = typing(true)
                found = RowEffort(whole, whole + _MISSED, whole + _MISSED)
            yield RowEffort(found.typed, found.by_row + extra, found.in_groups + extra)
            extra = Effort()


def _names(row: OfferedRow, true: TrueRow) -> list[str]:
    return sorted(
        {name for name in (*row.fields, *true.fields) if name not in ("given_name", "family_name", "signature")}
    )


def _is_right(name: str, field: OfferedField | None, text: str) -> bool:
    read = field.value if field else None
    if not text or (name == "consent" and text == "no"):
        return not read or read == "no"
    return read == text if name == "consent" else is_right(name, read, text)


@dataclass(frozen=True)
class Figures:
    """Seconds for a signature in one way of work, and the mean operators of it."""

    median: float
    mean: float
    operators: Effort


def figures(found: Sequence[Effort]) -> Figures:
    """Over all rows."""
    seconds = [effort.seconds for effort in found]
    means = {name: mean(asdict(effort)[name] for effort in found) for name in asdict(Effort())}
    return Figures(median(seconds), mean(seconds), Effort(**means))


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
    found = list(efforts(sheets, pages))
    ways = {
        "typing everything": figures([each.typed for each in found]),
        "row by row": figures([each.by_row for each in found]),
        "groups first": figures([each.in_groups for each in found]),
    }
    if as_json:
        print(msgspec.json.encode({name: asdict(way) for name, way in ways.items()}).decode())
        return
    table = Table("", "median s", "mean s", "keys", "mental", "glances", title=f"{len(found)} rows with ink")
    for name, way in ways.items():
        each = way.operators
        table.add_row(
            name, *(f"{number:.2f}" for number in (way.median, way.mean, each.keys, each.mental, each.glances))
        )
    Console().print(table)


if __name__ == "__main__":
    main()
