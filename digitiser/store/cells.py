"""The cells of every row as groups need them: written with a reading, and counted, over all sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from digitiser.groups import cells
from digitiser.model import Cell, Decision, Group, GroupKind, Row, SettledCell, SheetReading, row_id
from digitiser.store.vault import Database, query

# Rows that wait: their sheet counts, nobody settled them, nobody else has them, and looking at their cells in groups can settle them. A row
# with one cell that is not sure enough, or that a person doubted, is looked at whole anyway: its other cells are seen there, once.
_ROW_WAITS = (
    "t.standing = 'counted'"
    " AND NOT EXISTS (SELECT 1 FROM latest e WHERE e.kind = 'row' AND e.subject = r.id AND e.verdict != 'reopened')"
    " AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.subject = r.id AND l.who != :who AND l.until > :now)"
    " AND NOT EXISTS (SELECT 1 FROM cells u LEFT JOIN latest f ON f.kind = 'field' AND f.subject = u.id"
    " WHERE u.row = r.id AND ((u.kind IN ('same_value', 'own_label') AND u.confidence < {least}) OR f.verdict = 'doubted'))"
)
_CELL_WAITS = (
    "NOT EXISTS (SELECT 1 FROM latest e WHERE e.kind = 'field' AND e.subject = c.id AND e.verdict != 'reopened')"
)
_IN_GROUP = " AND c.kind = :kind AND c.\"column\" = :column AND (:value = '' OR c.value = :value)"
_SOME_ROWS = 500  # of which cells are drawn: enough to hold other values than a group's
_CELL = 'SELECT r.sheet, r.row, nullif(c."column", \'\') AS "column", c.value, c.confidence, c."left", c."right"'


@dataclass(frozen=True)
class View:
    """For whom groups are made and when (seconds since 1970): no rows that others have, no cells less sure than `least` of their column."""

    who: str
    now: float
    least: tuple[tuple[str, float], ...]

    @property
    def row_waits(self) -> str:
        """SQL that is true of a row (`r`, on a sheet of standing `t`) with `values` filled in."""
        columns = "".join(f" WHEN :column{at} THEN :least{at}" for at in range(len(self.least)))
        return _ROW_WAITS.format(least=f'CASE u."column"{columns} ELSE 0 END' if columns else "0")

    @property
    def values(self) -> dict[str, str | float]:
        """By the names that `row_waits` has for them."""
        found: dict[str, str | float] = {"who": self.who, "now": self.now}
        for at, (column, least) in enumerate(self.least):
            found |= {f"column{at}": column, f"least{at}": least}
        return found


def write_cells(db: Database, reading: SheetReading) -> None:
    """The cells of those rows of a reading that are in the store; what was there of the sheet goes.

    A row that a person added or outlined has none: somebody looks at the whole of it.
    """
    stored = {
        row for (row,) in db.execute("SELECT row FROM rows WHERE sheet = ? AND NOT added", [reading.id]).fetchall()
    }
    db.execute("DELETE FROM cells WHERE row IN (SELECT id FROM rows WHERE sheet = ?)", [reading.id])
    rows = [row for row in reading.rows if row.index in stored]
    db.table("cells").insert_all(_entry(reading, row, cell, kind) for row in rows for kind, cell in cells(reading, row))


def how_many(db: Database) -> int:
    """Cells in the store: another number after every reading of a new sheet."""
    return int(db.execute("SELECT count(*) FROM cells").fetchone()[0])


def confidences(db: Database) -> list[tuple[str, float]]:
    """Column and confidence of every cell in which something was read."""
    sql = "SELECT \"column\", confidence FROM cells WHERE kind IN ('same_value', 'own_label')"
    return db.execute(sql).fetchall()


def groups(db: Database, view: View) -> tuple[Group, ...]:
    """All groups with at least one waiting cell, the largest first."""
    sql = (
        f"WITH waiting AS MATERIALIZED (SELECT r.id FROM rows r JOIN standings t ON t.sheet = r.sheet WHERE {view.row_waits})"
        " SELECT c.kind, nullif(c.\"column\", '') AS \"column\", CASE c.kind WHEN 'same_value' THEN c.value ELSE '' END AS value,"
        f" count(*) AS cells FROM waiting w CROSS JOIN cells c ON c.row = w.id WHERE {_CELL_WAITS}"
        " GROUP BY 1, 2, 3 ORDER BY cells DESC, 1, 2, 3"
    )
    return query(db, Group, sql, view.values)


def waiting(db: Database, group: Group, view: View, most: int) -> tuple[Cell, ...]:
    """The next cells of a group, at most `most`; alike ones (by value) after each other, sheets in the order in which they came."""
    sql = (
        f"{_CELL} FROM cells c JOIN rows r ON r.id = c.row JOIN standings t ON t.sheet = r.sheet"
        f" WHERE {_CELL_WAITS} AND {view.row_waits}{_IN_GROUP} ORDER BY c.value, c.rowid LIMIT :most"
    )
    return query(db, Cell, sql, {**_key(group), **view.values, "most": most})


def settled(db: Database, group: Group, most: int) -> tuple[SettledCell, ...]:
    """Some cells of accepted rows, at random: of the group's column; whole rows where it has none; blank ones for signatures."""
    sql = (
        "WITH some AS MATERIALIZED (SELECT l.subject, l.seq FROM latest l WHERE l.kind = 'row' AND l.verdict = 'accepted'"
        f" ORDER BY random() LIMIT {_SOME_ROWS}) {_CELL}, c.kind, n.body FROM some s CROSS JOIN cells c ON c.row = s.subject"
        " JOIN rows r ON r.id = c.row JOIN events n ON n.seq = s.seq"
        " WHERE n.body IS NOT NULL AND EXISTS (SELECT 1 FROM row_pictures p WHERE p.row = c.row)"
        " AND CASE WHEN :kind = 'signed' THEN c.kind = 'blank' WHEN :column = '' THEN c.\"column\" IN ('name', 'family_name')"
        ' ELSE c."column" = :column END ORDER BY random() LIMIT :most'
    )
    found = []
    for entry in db.query(sql, {**_key(group), "most": most}):
        decision = msgspec.json.decode(entry.pop("body"), type=Decision)
        kind, cell = entry.pop("kind"), msgspec.convert(entry, Cell, strict=False)
        if group.column is None:
            cell = replace(cell, column=None, value="", left=0.0, right=1.0)
        found.append(SettledCell(cell, kind, dict(decision.values).get(cell.column, "") if cell.column else ""))
    return tuple(found)


def _entry(reading: SheetReading, row: Row, cell: Cell, kind: GroupKind) -> dict[str, str | float]:
    return {
        "id": cell.id, "row": row_id(reading.id, row.index), "column": cell.column or "", "kind": kind, "value": cell.value,
        "confidence": cell.confidence, "left": cell.left, "right": cell.right,
    }  # fmt: skip


def _key(group: Group) -> dict[str, str | float]:
    return {"kind": group.kind, "column": group.column or "", "value": group.value}
