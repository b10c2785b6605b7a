"""How many seconds of a person's time a verified signature takes: a keystroke-level model over sheets that were read.

usage: python -m benchmarks.keystrokes READ.jsonl TRUTH.jsonl [--json]

Operator times are those of Card, Moran and Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23(7), 1980 (K for an average non-secretary typist, M, P), and of their "The psychology of human-computer
interaction", 1983 (eye movement 230 ms and one cognitive cycle 70 ms: the glance at one crop, with the text below it). Three ways of work
are compared: typing everything, row by row with the machine's guesses, and groups of alike cells first. Nothing else is counted: no pauses,
no paper to turn.

Mental operators: one for each row that is decided on (is it all right?), one for each text that is put right or typed, one for each screen
of a group, one for each exception there, those that were planted among them; a screen of which a planted one passed is looked at again. A
row that is no signature (struck out, unsigned) is one decision; nothing of it is put right. Contact details of who did not agree to be
written to are never handed over: nobody types or looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import click
import msgspec
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from benchmarks.editing import keys_to_edit
from benchmarks.score import ReadField, ReadRow, TrueRow, is_right, load_truth, loose, pair
from digitiser.groups import least_confidences, mean_confidence
from digitiser.model import CONTACT, READ_COLUMNS
from digitiser.screens.card_fields import Part, parts
from digitiser.settings import ACCURACY_TARGET, GROUP_CAUGHT, GROUP_CELLS, GROUP_PLANTED, SURE_CONFIDENCE

KEY, MENTAL, POINT, GLANCE = 0.28, 1.35, 1.10, 0.23 + 0.07  # seconds
_OFFERED = 3  # alternatives on number keys under a doubtful field
_FROM_ABOVE = ("country", "city", "postcode")  # what one key repeats from the row above
_PLANTED = (1 + GROUP_PLANTED) / 2  # crops of a screen that are known to be wrong
_LOOKS = GROUP_CAUGHT**-_PLANTED  # at each screen: it comes again where one of those passed
_SHARE = _LOOKS / (GROUP_CELLS - _PLANTED)  # of what a screen takes, for each cell that is work


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
    """What one true row takes in each way, and whether it is a signature."""

    counts: bool
    typed: Effort
    by_row: Effort
    in_groups: Effort


def typing(true: TrueRow) -> Effort:
    """Each value read off the paper and typed, with Tab after it and Enter at the end; a row that is no signature is one key."""
    if not is_signature(true):
        return Effort(keys=1, mental=1, glances=1)
    texts = [
        text
        for name, text in true.fields.items()
        if text and name != "consent" and (_agreed(true) or name not in CONTACT)
    ]
    ticks = int(true.fields.get("consent") == "yes")
    return Effort(
        keys=sum(len(text) + 1 for text in texts) + ticks + 1, mental=1 + len(texts), glances=1 + len(texts) + ticks
    )


def is_signature(true: TrueRow) -> bool:
    """Whether the row counts."""
    return true.state == "filled" and true.signed is not False


def correcting(name: str, field: OfferedField | None, text: str, above: str = "") -> Effort:
    """One wrong value put right: by the key of an alternative, by that for "as above", else typed, from the guess or an alternative."""
    if name == "consent":
        return Effort(keys=2)
    guess = (field.value or "") if field else ""
    doubtful = field is None or field.confidence < SURE_CONFIDENCE
    offered = [value for value, _ in field.candidates[1 : 1 + _OFFERED]] if field and doubtful else []
    if any(is_right(name, value, text) for value in offered):
        return Effort(keys=1, mental=1)
    if name in _FROM_ABOVE and text and text == above and (doubtful or not guess):
        return Effort(keys=1, mental=1)
    from_guess = [keys_to_edit(*_compared(name, guess, text, offered))]
    from_others = [1 + keys_to_edit(*_compared(name, other, text, [])) for other in offered]
    return Effort(keys=min(from_guess + from_others), mental=1)


def _compared(name: str, read: str, true: str, others: Sequence[str]) -> tuple[str, str, tuple[Part, ...]]:
    """The two texts without what makes no value wrong, and the doubtful stretches of the first; a name in the order that was read."""
    plain = loose if name == "name" else str.casefold
    words, one = plain(true).split(" "), plain(read)
    turns = [" ".join(words[turn:] + words[:turn]) for turn in range(len(words))] if name == "name" else [plain(true)]
    two = min(turns, key=lambda turn: Levenshtein.distance(one, turn))
    return one, two, parts(one, [plain(other) for other in others])


def by_row(row: OfferedRow, true: TrueRow, seen: Sequence[str] = (), above: TrueRow | None = None) -> Effort:
    """A row before the person: a glance at the signature and each value but those in `seen`, a decision, a key; wrong values put right."""
    effort = Effort(keys=1, mental=1, glances=1)
    for name in _names(row, true) if is_signature(true) else []:
        if name in seen:
            continue
        text = true.fields.get(name, "")
        effort += Effort(glances=1)
        if not _is_right(name, row.fields.get(name), text) and (_agreed(true) or name not in CONTACT):
            effort += correcting(name, row.fields.get(name), text, above.fields.get(name, "") if above else "")
    return effort


def in_groups(row: OfferedRow, true: TrueRow, least: Mapping[str, float], above: TrueRow | None = None) -> Effort:
    """Each cell in a screen of alike ones where all are sure enough, up to the first exception; then, or else, the row itself."""
    screen = Effort(keys=(1 + 2 * _PLANTED) * _SHARE, mental=(1 + _PLANTED) * _SHARE, glances=GROUP_CELLS * _SHARE)
    if row.state != "filled" or row.signed is False:
        agrees = row.state == true.state and row.signed == true.signed
        return screen if agrees else screen + _EXCEPTION + by_row(row, true, (), above)
    names, effort, seen = _names(row, true), Effort(), list[str]()
    if not all(_is_sure(row.fields.get(name), least.get(name, 0.0)) for name in names):
        return by_row(row, true, (), above)
    if row.signed:
        effort += screen
    if not is_signature(true):
        return effort + _EXCEPTION + by_row(row, true, (), above)
    for name in names:
        effort += screen
        if not _is_right(name, row.fields.get(name), true.fields.get(name, "")):
            return effort + _EXCEPTION + by_row(row, true, seen, above)
        seen.append(name)
    return effort


def _is_sure(field: OfferedField | None, least: float) -> bool:
    return field is not None and (field.ink != "written" or field.confidence >= least)


def _confidences(read: Sequence[OfferedSheet]) -> Iterator[tuple[str, float]]:
    """Of every value that was read in a row that may be a signature, with its column."""
    for row in (row for sheet in read for row in sheet.rows if row.state == "filled" and row.signed is not False):
        for name, field in row.fields.items():
            if field and field.ink == "written" and name in READ_COLUMNS:
                yield name, field.confidence


_EXCEPTION = Effort(keys=2, mental=1)  # the label of the crop
_MISSED = Effort(keys=2, mental=2, points=2)  # the whole sheet called up, an outline drawn; then all is typed
_GHOST = Effort(keys=1, mental=1, glances=1)


def efforts(read: Sequence[OfferedSheet], truth: Mapping[tuple[str, int], Sequence[TrueRow]]) -> Iterator[RowEffort]:
    """One for each true row with ink; rows that are not there are added to the first row of their page."""
    least = dict(least_confidences(_confidences(read), mean_confidence(ACCURACY_TARGET, GROUP_CAUGHT)))
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
            above = inked[index - 1] if index else None
            whole = typing(true)
            if index in pairs:
                row = rows[pairs[index]]
                one, grouped = by_row(row, true, (), above), in_groups(row, true, least, above)
            else:
                one = grouped = whole + _MISSED
            yield RowEffort(is_signature(true), whole, one + extra, grouped + extra)
            extra = Effort()


def _names(row: OfferedRow, true: TrueRow) -> list[str]:
    """What is looked at; contact details where the person agreed to be written to, or the machine says so."""
    consent = row.fields.get("consent")
    idle = () if _agreed(true) or (consent and consent.value == "yes") else CONTACT
    left_out = ("given_name", "family_name", "signature", *idle)
    return sorted({name for name in (*row.fields, *true.fields) if name not in left_out})


def _agreed(true: TrueRow) -> bool:
    return true.fields.get("consent") == "yes"


def _is_right(name: str, field: OfferedField | None, text: str) -> bool:
    read = field.value if field else None
    if not text or (name == "consent" and text == "no"):
        return not read or read == "no"
    return read == text if name == "consent" else is_right(name, read, text)


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
    found = list(efforts(sheets, pages))
    counts = [each.counts for each in found]
    ways = {
        "typing everything": figures([each.typed for each in found], counts),
        "row by row": figures([each.by_row for each in found], counts),
        "groups first": figures([each.in_groups for each in found], counts),
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
