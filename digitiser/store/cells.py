"""The cells of every row as groups need them: written with a reading, and counted, over all sheets."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from digitiser.model import (
    READ_COLUMNS,
    Cell,
    Decision,
    Field,
    Group,
    GroupKind,
    Row,
    SettledCell,
    SheetReading,
    row_id,
)
from digitiser.settings import PICTURE_MARGIN_MM
from digitiser.store.vault import Database, query

# Rows that wait: their sheet counts, nobody settled them, and no person has said a word about this cell.
_WAITING = (
    " FROM cells c JOIN rows r ON r.id = c.row JOIN standings t ON t.sheet = r.sheet"
    " WHERE t.standing = 'counted' AND c.confidence >= :least"
    " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'row' AND e.subject = c.row)"
    " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'field' AND e.subject = c.id)"
)
_IN_GROUP = " AND c.kind = :kind AND c.\"column\" = :column AND (:value = '' OR c.value = :value)"
_CELL = 'SELECT r.sheet, r.row, nullif(c."column", \'\') AS "column", c.value, c.confidence, c."left", c."right"'


def write_cells(db: Database, reading: SheetReading) -> None:
    """The cells of those rows of a reading that are in the store; what was there of the sheet goes."""
    stored = {row for (row,) in db.execute("SELECT row FROM rows WHERE sheet = ?", [reading.id]).fetchall()}
    db.execute("DELETE FROM cells WHERE row IN (SELECT id FROM rows WHERE sheet = ?)", [reading.id])
    rows = [row for row in reading.rows if row.index in stored]
    db.table("cells").insert_all(_entry(reading, row, cell, kind) for row in rows for kind, cell in cells(reading, row))


def groups(db: Database, least: float) -> tuple[Group, ...]:
    """All groups with at least one waiting cell of confidence `least` or more, the largest first."""
    sql = (
        "SELECT c.kind, nullif(c.\"column\", '') AS \"column\", CASE c.kind WHEN 'same_value' THEN c.value ELSE '' END AS value,"
        f" count(*) AS cells{_WAITING} GROUP BY 1, 2, 3 ORDER BY cells DESC, 1, 2, 3"
    )
    return query(db, Group, sql, {"least": least})


def waiting(db: Database, group: Group, least: float, most: int) -> tuple[Cell, ...]:
    """The next cells of a group, at most `most`; alike ones (by value) after each other, sheets in the order in which they came."""
    sql = f"{_CELL}{_WAITING}{_IN_GROUP} ORDER BY c.value, c.rowid LIMIT :most"
    return query(db, Cell, sql, {**_key(group), "least": least, "most": most})


def settled(db: Database, group: Group, most: int) -> tuple[SettledCell, ...]:
    """Some cells of rows that people accepted, at random: of the group's column, or the whole rows where it has none."""
    sql = (
        f"{_CELL}, c.kind, n.body FROM cells c JOIN rows r ON r.id = c.row JOIN newest n ON n.kind = 'row' AND n.subject = c.row"
        " WHERE n.verdict = 'accepted' AND n.body IS NOT NULL AND EXISTS (SELECT 1 FROM row_pictures p WHERE p.row = c.row)"
        " AND c.\"column\" = CASE :column WHEN '' THEN 'name' ELSE :column END ORDER BY random() LIMIT :most"
    )
    found = []
    for entry in db.query(sql, {**_key(group), "most": most}):
        decision = msgspec.json.decode(entry.pop("body"), type=Decision)
        kind, cell = entry.pop("kind"), msgspec.convert(entry, Cell, strict=False)
        if group.column is None:
            cell = replace(cell, column=None, value="", left=0.0, right=1.0)
        found.append(SettledCell(cell, kind, dict(decision.values).get(cell.column, "") if cell.column else ""))
    return tuple(found)


def cells(reading: SheetReading, row: Row) -> list[tuple[GroupKind, Cell]]:
    """What may be looked at in groups in one row, with the kind of its group; nothing for an empty row."""
    if row.state == "empty":
        return []
    if row.state == "struck" or row.signed is False:
        kind: GroupKind = "struck" if row.state == "struck" else "unsigned"
        return [(kind, Cell(reading.id, row.index, None, "", 1.0, 0.0, 1.0))]
    in_parts = any(field.name == "given_name" for field in row.fields)
    read = [field for field in row.fields if field.name in READ_COLUMNS and not (in_parts and field.name == "name")]
    found = [(_kind(field), _cell(reading, row, field)) for field in read]
    signatures = [field for field in row.fields if field.name == "signature"]
    return found + [("signed", _cell(reading, row, field)) for field in signatures[:1] if row.signed]


def _kind(field: Field) -> GroupKind:
    if field.name == "consent" or (field.name == "country" and field.ink == "written" and field.value):
        return "same_value"
    if field.ink in ("blank", "dash"):
        return "blank"
    return "ditto" if field.ink == "ditto" else "own_label"


def _cell(reading: SheetReading, row: Row, field: Field) -> Cell:
    width = row.box.width + 2 * PICTURE_MARGIN_MM
    left = (field.box.left - row.box.left + PICTURE_MARGIN_MM) / width
    right = (field.box.right - row.box.left + PICTURE_MARGIN_MM) / width
    sure = 1.0 if field.ink in ("blank", "dash", "ditto") or field.name == "signature" else field.confidence
    return Cell(reading.id, row.index, field.name, field.value or "", sure, max(0.0, left), min(1.0, right))


def _entry(reading: SheetReading, row: Row, cell: Cell, kind: GroupKind) -> dict[str, str | float]:
    return {
        "id": cell.id, "row": row_id(reading.id, row.index), "column": cell.column or "", "kind": kind, "value": cell.value,
        "confidence": cell.confidence, "left": cell.left, "right": cell.right,
    }  # fmt: skip


def _key(group: Group) -> dict[str, str | float]:
    return {"kind": group.kind, "column": group.column or "", "value": group.value}
