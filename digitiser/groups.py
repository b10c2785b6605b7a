"""Review by value: cells that the machine reads alike, over all sheets, before one pair of eyes. Pure: nothing is stored here.

A screen shows crops under one claim ("France"); a person marks the exceptions and confirms the rest. Some crops are known to be wrong
(taken from rows that people settled otherwise): where one of them passes, nothing of the screen holds. Verification by value comes from
Chen et al., "Shreddr: pipelined paper digitization for low-resource organizations" (2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

import numpy as np

from digitiser.columns import fold
from digitiser.model import (
    READ_COLUMNS,
    Cell,
    Decision,
    Field,
    FieldDecision,
    FieldVerdict,
    Group,
    GroupKind,
    Row,
    RowVerdict,
    SettledCell,
    SheetReading,
    Values,
    whole_name,
)
from digitiser.settings import GROUP_CELLS, GROUP_LEAST, GROUP_PLANTED, PICTURE_MARGIN_MM

WHOLE_ROWS: dict[GroupKind, RowVerdict] = {"struck": "struck", "unsigned": "unsigned"}
IN_GROUPS = "in groups"


@dataclass(frozen=True)
class Crop:
    """One crop of a screen and what is claimed of it; `planted`: the claim is known to be wrong."""

    cell: Cell
    label: str
    planted: bool = False


@dataclass(frozen=True)
class GroupScreen:
    """What a person looks at in one glance: at most GROUP_CELLS crops, the planted ones among them."""

    group: Group
    crops: tuple[Crop, ...]


@dataclass(frozen=True)
class Outcome:
    """What follows from one screen. Where `missed` holds anything, nothing else does: the group is shown again."""

    confirmed: tuple[Crop, ...]
    doubted: tuple[Crop, ...]
    missed: tuple[Crop, ...]
    planted: int


def cells(reading: SheetReading, row: Row) -> list[tuple[GroupKind, Cell]]:
    """What may be looked at in groups in one row, with the kind of its group; nothing for an empty row."""
    if row.state == "empty":
        return []
    if row.state == "struck" or row.signed is False:
        kind: GroupKind = "struck" if row.state == "struck" else "unsigned"
        return [(kind, Cell(reading.id, row.index, None, "", 1.0, 0.0, 1.0))]
    in_parts = any(field.name == "given_name" for field in row.fields)
    read = [field for field in row.needed if not (in_parts and field.name == "name")]
    found = [(_kind(field), _cell(reading, row, field)) for field in read]
    signature = signature_cell(reading, row) if row.signed else None
    return [*found, ("signed", signature)] if signature else found


def mean_confidence(target: float, caught: float) -> float:
    """How sure the machine must be on the average of the cells of a column that are shown in groups, 0 to 1.

    `target` is the share of values that must be right in the end, `caught` the share of wrong crops that people see:
    (1 - confidence) (1 - caught) may be at most 1 - target. Confidences are probabilities, so their mean is the share that is right.
    """
    return max(0.0, 1 - (1 - target) / max(1e-6, 1 - caught))


def least_confidences(read: Iterable[tuple[str, float]], mean: float) -> tuple[tuple[str, float], ...]:
    """For each column of the cells that were `read` (column, confidence): how sure the machine must be of one that is shown in a group.

    As little as keeps the mean of all that are at least as sure, and GROUP_LEAST; more than 1 where none may be shown.
    """
    columns: dict[str, list[float]] = {}
    for column, confidence in read:
        columns.setdefault(column, []).append(confidence)
    return tuple((column, _least(confidences, mean)) for column, confidences in sorted(columns.items()))


def _least(confidences: Sequence[float], mean: float) -> float:
    surest = np.sort(np.asarray(confidences, np.float64))[::-1]
    means = np.cumsum(surest) / np.arange(1, len(surest) + 1)
    shown = np.flatnonzero((means >= mean - 1e-9) & (surest >= GROUP_LEAST) & (np.append(surest[1:], -1.0) < surest))
    return float(surest[shown[-1]]) if len(shown) else 2.0


def compose(group: Group, waiting: Sequence[Cell], settled: Sequence[SettledCell], chance: Random) -> GroupScreen:
    """A screen of the next cells of a group with some planted among them; the places are drawn by `chance`."""
    few = len(waiting) < GROUP_CELLS // 3
    wanted = min(1 if few else chance.randint(1, GROUP_PLANTED), len(waiting) // 4)
    planted = _planted(group, waiting, settled)[:wanted]
    crops = [Crop(cell, cell.value) for cell in waiting[: GROUP_CELLS - len(planted)]]
    for crop in planted:
        crops.insert(chance.randint(0, len(crops)), crop)
    return GroupScreen(group, tuple(crops))


def judge(screen: GroupScreen, marked: frozenset[str]) -> Outcome:
    """What follows when a person marked the cells of these ids as exceptions and confirmed the others."""
    planted = [crop for crop in screen.crops if crop.planted]
    missed = tuple(crop for crop in planted if crop.cell.id not in marked)
    if missed:
        return Outcome((), (), missed, len(planted))
    real = [crop for crop in screen.crops if not crop.planted]
    confirmed = tuple(crop for crop in real if crop.cell.id not in marked)
    return Outcome(confirmed, tuple(crop for crop in real if crop.cell.id in marked), (), len(planted))


def field_decisions(outcome: Outcome, who: str) -> tuple[FieldDecision, ...]:
    """What the store keeps of a screen of cells; empty for whole rows."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    said: tuple[tuple[tuple[Crop, ...], FieldVerdict], ...] = (
        (outcome.confirmed, "confirmed"),
        (outcome.doubted, "doubted"),
    )
    return tuple(
        FieldDecision(
            c.cell.sheet, c.cell.row, c.cell.column, 1, verdict, c.label if verdict == "confirmed" else "", who, at
        )
        for crops, verdict in said
        for c in crops
        if c.cell.column
    )


def row_decisions(group: Group, outcome: Outcome, who: str) -> tuple[Decision, ...]:
    """What the store keeps of a screen of whole rows: struck or unsigned ones. An exception stays in the queue as it was."""
    verdict = WHOLE_ROWS.get(group.kind)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [crop.cell for crop in outcome.confirmed if verdict]
    return tuple(Decision(c.sheet, c.row, 1, verdict, (), who, at, origin=IN_GROUPS) for c in rows if verdict)


def completed(
    reading: SheetReading, fields: Mapping[str, FieldDecision], decisions: Mapping[int, Decision]
) -> tuple[Decision, ...]:
    """The rows of a sheet of which people have confirmed every cell, accepted with those values, in order of the rows.

    `fields` are the newest by cell id, `decisions` the newest by row. A ditto takes what was settled in the row that it points to, and
    waits for it.
    """
    settled = dict(decisions)
    for row in sorted(reading.rows, key=lambda row: row.index):
        said = [fields.get(cell.id) for _, cell in cells(reading, row) if cell.column]
        before = settled.get(row.index)
        if (before and before.verdict != "reopened") or row.state != "filled" or row.signed is False or not said:
            continue
        confirmed = [decision for decision in said if decision and decision.verdict == "confirmed"]
        values = _values(row, confirmed, settled) if len(confirmed) == len(said) else None
        if values and whole_name(values):
            last = max(confirmed, key=lambda decision: decision.at)
            revision = before.revision + 1 if before else 1
            accepted = Decision(
                reading.id, row.index, revision, "accepted", values, last.who, last.at, origin=IN_GROUPS
            )
            settled[row.index] = accepted
    return tuple(settled[index] for index in sorted(settled) if settled[index] is not decisions.get(index))


def _kind(field: Field) -> GroupKind:
    if field.name == "consent" or (field.name == "country" and field.ink == "written" and field.value):
        return "same_value"
    if field.ink in ("blank", "dash"):
        return "blank"
    return "ditto" if field.ink == "ditto" else "own_label"


def claimed(field: Field) -> str:
    """What is said of a cell in a group: its value, empty for a blank, a dash and a ditto."""
    return "" if _kind(field) in ("blank", "ditto") else field.value or ""


def _cell(reading: SheetReading, row: Row, field: Field) -> Cell:
    width = row.box.width + 2 * PICTURE_MARGIN_MM
    left = (field.box.left - row.box.left + PICTURE_MARGIN_MM) / width
    right = (field.box.right - row.box.left + PICTURE_MARGIN_MM) / width
    kind = _kind(field)
    sure = 1.0 if kind in ("blank", "ditto") else field.confidence
    return Cell(reading.id, row.index, field.name, claimed(field), sure, max(0.0, left), min(1.0, right))


def signature_cell(reading: SheetReading, row: Row) -> Cell | None:
    """The signature's cell: where the middle of the row crosses that column. None on a sheet without one."""
    quad = next((column.quad for column in reading.columns if column.name == "signature"), None)
    if quad is None or row.box.width <= 0:
        return None
    top_left, top_right, bottom_right, bottom_left = (np.array(corner) for corner in row.quad)
    begin, along = (top_left + bottom_left) / 2, (top_right + bottom_right - top_left - bottom_left) / 2
    margin = PICTURE_MARGIN_MM / (row.box.width + 2 * PICTURE_MARGIN_MM)
    edges = []
    for upper, lower in ((quad[0], quad[3]), (quad[1], quad[2])):
        across, apart = np.subtract(lower, upper), np.subtract(upper, begin)
        turn = along[0] * across[1] - along[1] * across[0]
        share = (apart[0] * across[1] - apart[1] * across[0]) / turn if turn else 0.0
        edges.append(margin + (1 - 2 * margin) * float(np.clip(share, 0, 1)))
    left, right = sorted(edges)
    return Cell(reading.id, row.index, "signature", "", 1.0, left, right) if right > left else None


def _planted(group: Group, waiting: Sequence[Cell], settled: Sequence[SettledCell]) -> list[Crop]:
    """Crops of which the claim of the group is wrong, as people settled them."""
    if group.kind == "own_label":
        return [*_misread(settled), *_under_others(waiting, settled)]
    if group.kind in WHOLE_ROWS:
        return [Crop(one.cell, "", planted=True) for one in settled]
    if group.kind == "signed":
        return [Crop(replace(one.cell, value=""), "", planted=True) for one in settled if one.kind == "blank"]
    if group.kind == "ditto":
        return [Crop(one.cell, "", planted=True) for one in settled if one.kind == "same_value"]
    return [Crop(one.cell, group.value, planted=True) for one in settled if one.value and one.value != group.value]


def _misread(settled: Sequence[SettledCell]) -> list[Crop]:
    """What the machine read and people corrected: as hard to see as what is still to be found."""
    wrong = [one for one in settled if one.value and one.cell.value and fold(one.cell.value) != fold(one.value)]
    return [Crop(one.cell, one.cell.value, planted=True) for one in wrong]


def _under_others(waiting: Sequence[Cell], settled: Sequence[SettledCell]) -> list[Crop]:
    """A name under somebody else's."""
    labels = [cell.value for cell in waiting]
    others = [(one, next((text for text in labels if text and text != one.value), "")) for one in settled]
    return [Crop(one.cell, text, planted=True) for one, text in others if text and one.value]


def _values(row: Row, confirmed: Sequence[FieldDecision], settled: Mapping[int, Decision]) -> Values | None:
    """The settled values in the order of the row's fields; None while a ditto waits for its source."""
    said = {decision.column: decision.value for decision in confirmed}
    values: list[tuple[str, str]] = []
    for field in row.fields:
        if field.name not in said or field.name not in READ_COLUMNS:
            continue
        value = said[field.name]
        if field.ink == "ditto":
            source = settled.get(field.from_row) if field.from_row is not None else None
            if source is None or source.verdict != "accepted":
                return None
            value = dict(source.values).get(field.name, "")
        if value:
            values.append((field.name, value))
    return tuple(values)  # type: ignore[arg-type]
