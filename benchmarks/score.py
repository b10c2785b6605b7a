"""Scores what was read from petition sheets against their truth: row recall, states, fields, confidence.

usage: python -m benchmarks.score READ.jsonl TRUTH.jsonl [--by layout|damage|language] [--json]

Both files hold one JSON object a page or sheet, as `digitiser read --json` and the generator write them. Rows are paired by the
overlap of their outlines, so that their order and numbers do not matter. A row that is on the paper but was not reported counts
against every one of its fields; what was read where nothing is written counts as wrong, with the confidence it claims.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import click
import cv2
import msgspec
import numpy as np
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

SCORED = ("name", "country", "email", "phone", "postcode")
LEAST_OVERLAP = 0.4
"""Share of their common area from which a reported and a true row may be the same."""
SURE = 0.99
"""The confidence from which a value would pass unseen, and the precision asked of what passes."""
Corners = list[tuple[float, float]]


class ReadField(msgspec.Struct):
    """A field as read."""

    value: str | None = None
    confidence: float = 0.0


class ReadRow(msgspec.Struct):
    """A row as read."""

    quad: Corners
    state: str | None = None
    signed: bool | None = None
    fields: dict[str, ReadField | None] = {}


class ReadSheet(msgspec.Struct):
    """A sheet as read; the sheets of one page are scored together."""

    file: str
    page: int = 1
    rows: list[ReadRow] = []


class TrueRow(msgspec.Struct):
    """A row of the truth."""

    quad: Corners
    state: str
    signed: bool | None
    fields: dict[str, str]


class TruePage(msgspec.Struct):
    """A page of the truth."""

    file: str
    rows: list[TrueRow]
    page: int = 1
    layout: str = "?"
    damage: str = "?"
    language: str = "?"


# ------------------------------------------------------------------------------------------- when is a value right


def loose(text: str) -> str:
    """A name as a careful reader compares it: case, accents, punctuation, spacing and letter variants of Arabic aside."""
    same = str.maketrans({"œ": "oe", "Œ": "OE", "ß": "ss", "ی": "ي", "ک": "ك", "ـ": ""})
    plain = (c for c in unicodedata.normalize("NFKD", text.translate(same)).casefold() if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def name_error(read: str | None, true: str) -> float:
    """Character error rate of a name, 0 to 1; given and family name may stand in either order."""
    words, target = loose(read or "").split(), loose(true)
    turns = [" ".join(words[k:] + words[:k]) for k in range(len(words))] or [""]
    return min(1.0, min(Levenshtein.distance(turn, target) for turn in turns) / max(1, len(target)))


def is_right(column: str, read: str | None, true: str) -> bool:
    """Whether a value is the true one: names loosely, countries and numbers exactly, the rest apart from case and spaces."""
    if not read or not read.strip():
        return False
    if column == "name":
        return name_error(read, true) == 0
    if column == "phone":
        return read.strip() == true
    if column == "country":
        return read.strip().upper() == true
    return read.strip().casefold().replace(" ", "") == true.strip().casefold().replace(" ", "")


def overlap(a: Corners, b: Corners) -> float:
    """Common area of two convex quads over the area of both together."""
    one, two = (cv2.convexHull(np.array(q, np.float32) * 1000) for q in (a, b))
    # OpenCV's answer can depend on the order of the two
    common = max(cv2.intersectConvexConvex(one, two)[0], cv2.intersectConvexConvex(two, one)[0])
    together = cv2.contourArea(one) + cv2.contourArea(two) - common
    return float(common / max(1e-6, together))


def pair(read: Sequence[ReadRow], true: Sequence[TrueRow]) -> dict[int, int]:
    """The read row of each true row (indexes), the most overlapping first."""
    by_overlap = sorted(
        ((overlap(r.quad, t.quad), i, j) for i, r in enumerate(read) for j, t in enumerate(true)), reverse=True
    )
    pairs: dict[int, int] = {}
    for share, i, j in by_overlap:
        if share >= LEAST_OVERLAP and j not in pairs and i not in pairs.values():
            pairs[j] = i
    return pairs


# ------------------------------------------------------------------------------------------------------- counting


@dataclass
class Tally:
    """What was counted; `claims` are (confidence, right) of every value that was read."""

    pages: int = 0
    rows: int = 0
    found: int = 0
    ghosts: int = 0
    states_right: int = 0
    signed_right: int = 0
    struck: int = 0
    struck_found: int = 0
    struck_false: int = 0
    whole: int = 0
    whole_right: int = 0
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    name_errors: list[float] = field(default_factory=list)
    claims: list[tuple[float, bool]] = field(default_factory=list)

    def add_page(self, read: Sequence[ReadRow], true: Sequence[TrueRow]) -> None:
        """Compares a page; rows read as empty count as not read."""
        self.pages += 1
        reported = [row for row in read if row.state != "empty"]
        pairs = pair(reported, true)
        for i in set(range(len(reported))) - set(pairs.values()):
            self.ghosts += 1
            self._add_invented(reported[i])
        for j, row in enumerate(true):
            got = reported[pairs[j]] if j in pairs else None
            if row.state == "empty":
                self.ghosts += got is not None
                self._add_invented(got)
            else:
                self._add_row(row, got)

    def _add_row(self, true: TrueRow, got: ReadRow | None) -> None:
        struck = true.state == "struck"
        self.rows += 1
        self.struck += struck
        if got is not None:
            self.found += 1
            self.states_right += got.state == true.state
            self.signed_right += got.signed == true.signed
            self.struck_found += struck and got.state == "struck"
            self.struck_false += not struck and got.state == "struck"
        if not struck:
            self._add_invented(got, true.fields)
            self._add_fields(true.fields, got.fields if got else {})

    def _add_fields(self, true: Mapping[str, str], got: Mapping[str, ReadField | None]) -> None:
        self.whole += 1
        rights = []
        for column in (c for c in SCORED if c in true):
            read = got.get(column) or ReadField()
            right = is_right(column, read.value, true[column])
            rights.append(right)
            self.asked[column] += 1
            self.right[column] += right
            if column == "name":
                self.name_errors.append(name_error(read.value, true[column]))
            if read.value:
                self.claims.append((_probability(read), right))
        self.whole_right += all(rights)

    def _add_invented(self, row: ReadRow | None, written: Collection[str] = ()) -> None:
        for column, read in (row.fields if row else {}).items():
            if column in SCORED and column not in written and read and read.value:
                self.claims.append((_probability(read), False))

    def figures(self) -> Figures:
        """The counts as shares."""
        passed = [right for confidence, right in self.claims if confidence >= SURE]
        per_column = {column: _share(self.right[column], self.asked[column]) for column in SCORED}
        asked = max(1, sum(self.asked.values()))
        return Figures(
            pages=self.pages,
            rows=self.rows,
            row_recall=_share(self.found, self.rows),
            ghost_rows=self.ghosts,
            state_right=_share(self.states_right, self.rows),
            struck_recall=_share(self.struck_found, self.struck),
            struck_false=self.struck_false,
            signed_right=_share(self.signed_right, self.rows),
            name=per_column["name"],
            country=per_column["country"],
            email=per_column["email"],
            phone=per_column["phone"],
            postcode=per_column["postcode"],
            name_cer=round(float(np.mean(self.name_errors)), 4) if self.name_errors else None,
            whole_rows_right=_share(self.whole_right, self.whole),
            passed_at_99=round(sum(passed) / asked, 4),
            passed_right=_share(sum(passed), len(passed)),
            automatic_at_99=round(_most_automatic(self.claims) / asked, 4),
            calibration_error=round(calibration_error(self.claims), 4),
        )


@dataclass(frozen=True)
class Figures:
    """Shares are of what is on the paper; None where there is nothing to be right about.

    `passed_at_99`: share of all fields that are right and claim at least 0.99; `passed_right`: how many of those that claim it are right.
    `automatic_at_99`: the share that the best cut in confidence could pass with 99 of 100 right, an upper bound with the truth in hand.
    """

    pages: int
    rows: int
    row_recall: float | None
    ghost_rows: int
    state_right: float | None
    struck_recall: float | None
    struck_false: int
    signed_right: float | None
    name: float | None
    country: float | None
    email: float | None
    phone: float | None
    postcode: float | None
    name_cer: float | None
    whole_rows_right: float | None
    passed_at_99: float
    passed_right: float | None
    automatic_at_99: float
    calibration_error: float


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _probability(read: ReadField) -> float:
    if not 0 <= read.confidence <= 1:
        raise ValueError(f"A confidence is no probability: {read.confidence}.")
    return read.confidence


def _most_automatic(claims: Sequence[tuple[float, bool]]) -> int:
    """The most right values that a cut in confidence lets pass while 99 in 100 of them are right."""
    best = right = 0
    ranked = sorted(claims, key=lambda claim: -claim[0])
    for count, (confidence, good) in enumerate(ranked, 1):
        right += good
        ends_here = count == len(ranked) or ranked[count][0] != confidence  # a cut takes all of one confidence or none
        if ends_here and right / count >= SURE:
            best = right
    return best


@dataclass(frozen=True)
class Tenth:
    """The values whose confidence lies in one tenth of the scale: their mean confidence, the share that is right, how many they are."""

    said: float
    right: float
    values: int


def tenths(claims: Sequence[tuple[float, bool]]) -> list[Tenth]:
    """The tenths that hold any value, from unsure to sure."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in claims:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    means = {k: np.mean(bins[k], axis=0) for k in sorted(bins)}
    return [Tenth(float(said), float(right), len(bins[k])) for k, (said, right) in means.items()]


def calibration_error(claims: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins of confidence (Guo et al., "On calibration of modern neural networks", 2017)."""
    return sum(abs(tenth.said - tenth.right) * tenth.values for tenth in tenths(claims)) / max(1, len(claims))


# --------------------------------------------------------------------------------------------------------- files


def score(read: Sequence[ReadSheet], truth: Sequence[TruePage], by: Callable[[TruePage], str]) -> dict[str, Figures]:
    """Figures of all pages and of each group. ValueError where pages were read that the truth does not know."""
    return {group: tally.figures() for group, tally in count(read, truth, by).items()}


def count(read: Sequence[ReadSheet], truth: Sequence[TruePage], by: Callable[[TruePage], str]) -> dict[str, Tally]:
    """What was counted, of all pages ("all") and of each group; errors as in `score`."""
    rows: dict[tuple[str, int], list[ReadRow]] = defaultdict(list)
    for sheet in read:
        rows[_file_name(sheet.file), sheet.page] += sheet.rows
    unknown = set(rows) - {(_file_name(page.file), page.page) for page in truth}
    if unknown:
        raise ValueError(f"{len(unknown)} pages were read that the truth does not know, such as {min(unknown)}.")
    tallies: dict[str, Tally] = defaultdict(Tally)
    for page in truth:
        got = rows.get((_file_name(page.file), page.page), [])
        for group in dict.fromkeys(("all", by(page))):
            tallies[group].add_page(got, page.rows)
    return dict(tallies)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def load_read(path: Path) -> list[ReadSheet]:
    """The lines that `digitiser read --json` wrote."""
    return [msgspec.json.decode(line, type=ReadSheet) for line in path.read_bytes().splitlines() if line.strip()]


def load_truth(path: Path) -> list[TruePage]:
    """The lines of a truth.jsonl."""
    return [msgspec.json.decode(line, type=TruePage) for line in path.read_bytes().splitlines() if line.strip()]


def show(figures: Mapping[str, Figures], title: str) -> None:
    """A table with one column a group; as many groups as fit beside each other."""
    console = Console()
    groups = list(figures)
    room = max(1, (console.width - 20) // 11)
    for start in range(0, len(groups), room):
        table = Table(title=title)
        table.add_column("")
        for group in groups[start : start + room]:
            table.add_column(group, justify="right", overflow="fold")
        for figure in fields(Figures):
            cells = (getattr(figures[group], figure.name) for group in groups[start : start + room])
            table.add_row(figure.name, *("" if cell is None else str(cell) for cell in cells))
        console.print(table)


@click.command()
@click.argument("read", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("truth", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", type=click.Choice(["layout", "damage", "language"]), help="Also by group.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
def main(read: Path, truth: Path, by: str | None, as_json: bool) -> None:
    """Score READ, written by `digitiser read --json`, against TRUTH."""
    figures = score(load_read(read), load_truth(truth), lambda page: str(getattr(page, by)) if by else "all")
    if as_json:
        click.echo(msgspec.json.encode({group: asdict(f) for group, f in figures.items()}).decode())
    else:
        show(figures, str(read))


if __name__ == "__main__":
    main()
