"""What people say of a sheet as a whole piece of paper: where its rows lie, and what its columns are.

A row that a person outlined is known by its event. It counts when two people have seen it as it lies now. What the machine read before
stays, with the row's picture, in `former_readings` and `former_pictures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from digitiser.errors import Conflict
from digitiser.layouts import Layout, printed
from digitiser.model import Decision, FieldDecision, Row, RowOutline, SheetReading, as_json, row_id
from digitiser.store import events
from digitiser.store.papers import regroup, required, stored
from digitiser.store.pictures import keep_row
from digitiser.store.problems import replace_those
from digitiser.store.vault import Database, Vault

OUTLINED = "outlined"  # the origin of a decision that a row waits again, since it lies elsewhere now

# Of a row that a person added or outlined (`{row}` is its id): how many people have seen it as it lies now. Who typed it has; who corrected
# the row that its ditto points to has not.
EYES = (
    "(SELECT count(DISTINCT json_extract(e.body, '$.who')) FROM events e WHERE e.subject = {row}"
    " AND (e.kind IN ('outline', 'agreed', 'disputed') OR (e.kind = 'row' AND e.verdict != 'reopened'"
    " AND coalesce(json_extract(e.body, '$.origin'), '') NOT LIKE 'follows row %'))"
    " AND e.seq >= coalesce((SELECT max(o.seq) FROM events o WHERE o.kind = 'outline' AND o.subject = {row}), 0))"
)


@dataclass(frozen=True)
class Paper:
    """All that is needed to read a sheet again: its reading from its own picture, that picture, and those of its rows by index (JPEG)."""

    reading: SheetReading
    whole: bytes
    strips: Mapping[int, bytes]


class Outlines:
    """Rows that people outlined, and columns that they named."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def paper(self, sheet: str) -> Paper:
        """A sheet as its own picture has it; StoreError where there is none of that id."""
        with self._vault.reading() as db:
            reading = required(stored(db, sheet), sheet)
            whole = db.execute("SELECT jpeg FROM sheet_pictures WHERE sheet = ?", [sheet]).fetchone()
            sql = "SELECT r.row, p.jpeg FROM row_pictures p JOIN rows r ON r.id = p.row WHERE r.sheet = ?"
            strips = {row: bytes(jpeg) for row, jpeg in db.execute(sql, [sheet]).fetchall()}
        return Paper(reading, bytes(whole[0]) if whole else b"", strips)

    def reading(self, sheet: str) -> SheetReading:
        """A sheet as its own picture has it, without that picture; StoreError where there is none of that id."""
        with self._vault.reading() as db:
            return required(stored(db, sheet), sheet)

    def of(self, sheet: str) -> dict[int, RowOutline]:
        """The newest outline of each row that a person outlined."""
        with self._vault.reading() as db:
            return {outline.row: outline for outline in events.newest(db, "outline", sheet, RowOutline)}

    def spoken(self, sheet: str) -> bool:
        """Whether people have said anything of rows of this sheet."""
        with self._vault.reading() as db:
            return _spoken(db, sheet)

    def redraw(
        self,
        outlines: Sequence[RowOutline],
        reading: SheetReading,
        rows: Sequence[Row],
        pictures: Mapping[int, bytes],
    ) -> None:
        """Keeps outlines of rows of one sheet with what was read in them, all or nothing. `reading` is the sheet's as it is now.

        What people decided on these rows before stays, and they wait again. Conflict where somebody else outlined one of them meanwhile.
        """
        sheet = reading.id
        with self._vault.writing() as db:
            late = [outline.id for outline in outlines if _revision(db, outline.id) != outline.revision - 1]
            if late:
                raise Conflict(tuple(late))
            _keep_former(db, sheet, outlines[0].who, pictures)
            for outline in outlines:
                known = db.execute("SELECT 1 FROM rows WHERE id = ?", [outline.id]).fetchone()
                _place(db, outline)
                events.append(db, "outline", outline)
                if known:
                    _reopen(db, outline)
            _write(db, reading, rows, pictures)
            for row in rows:
                db.execute("UPDATE rows SET added = 1, picture = NULL WHERE id = ?", [row_id(sheet, row.index)])
            regroup(db, sheet)

    def rename(self, reading: SheetReading, pictures: Mapping[int, bytes], who: str) -> None:
        """Keeps a sheet as it was read again when its columns were named; decisions, and where people say that rows lie, stay."""
        with self._vault.writing() as db:
            _keep_former(db, reading.id, who, pictures)
            _write(db, reading, (), {})
            regroup(db, reading.id)  # rows that were no rows of their own before get their place
            _write(db, reading, reading.rows, pictures)

    def name_layout(self, layout: Layout, who: str) -> None:
        """A person named the columns of a stranger's form; of two that fit a sheet the newer one holds."""
        with self._vault.writing() as db:
            db.execute(
                "INSERT INTO layouts (at, who, layout) VALUES (?, ?, ?)", [_now(), who, as_json(layout).decode()]
            )

    def layouts(self) -> tuple[Layout, ...]:
        """All forms whose columns people named, the newest first."""
        with self._vault.reading() as db:
            found = db.execute("SELECT layout FROM layouts ORDER BY seq DESC").fetchall()
        return tuple(msgspec.json.decode(layout, type=Layout) for (layout,) in found)

    def strangers(self) -> tuple[tuple[str, Layout | None], ...]:
        """The sheets with rows that are none of our own forms, as they came, each with its layout (None: see its reading)."""
        with self._vault.reading() as db:
            sql = (
                "SELECT id, layout FROM sheets WHERE form = 'null' AND layout IS NOT '' ORDER BY arrived, page, number"
            )
            found = db.execute(sql).fetchall()
        return tuple((sheet, msgspec.json.decode(text, type=Layout) if text else None) for sheet, text in found)

    def unseen(self) -> frozenset[str]:
        """Ids of accepted rows that a person added or outlined and that no second person has seen: they do not count yet."""
        sql = (
            "SELECT r.id FROM rows r JOIN newest n ON n.kind = 'row' AND n.subject = r.id"
            f" WHERE r.added AND n.verdict = 'accepted' AND {EYES.format(row='r.id')} < 2"
        )
        with self._vault.reading() as db:
            return frozenset(row for (row,) in db.execute(sql).fetchall())

    def former(self, sheet: str) -> tuple[SheetReading, ...]:
        """What was read of a sheet before people mended it, oldest first."""
        with self._vault.reading() as db:
            found = db.execute("SELECT reading FROM former_readings WHERE sheet = ? ORDER BY seq", [sheet]).fetchall()
        return tuple(msgspec.json.decode(reading, type=SheetReading) for (reading,) in found)


def is_outlined(db: Database, sheet: str) -> bool:
    """Whether a person said where rows of this sheet lie."""
    return bool(db.execute("SELECT 1 FROM events WHERE kind = 'outline' AND sheet = ?", [sheet]).fetchone())


def keep_beside(db: Database, reading: SheetReading) -> None:
    """A later reading of a sheet whose rows people outlined: it is kept, and the rows stay where they are."""
    entry = {"sheet": reading.id, "at": _now(), "who": "", "reading": as_json(reading).decode()}
    db.table("former_readings").insert(entry)


def forget_former(db: Database, sheet: str) -> None:
    """The sheet goes, and what was read of it before."""
    db.execute("DELETE FROM former_pictures WHERE former IN (SELECT seq FROM former_readings WHERE sheet = ?)", [sheet])
    db.execute("DELETE FROM former_readings WHERE sheet = ?", [sheet])


def _spoken(db: Database, sheet: str) -> bool:
    sql = "SELECT 1 FROM events WHERE sheet = ? AND kind IN ('row', 'field', 'outline')"
    return bool(db.execute(sql, [sheet]).fetchone())


def _revision(db: Database, row: str) -> int:
    held = events.current(db, "outline", row, RowOutline)
    return held.revision if held else 0


def _place(db: Database, outline: RowOutline) -> None:
    db.execute(
        "INSERT INTO rows (id, sheet, row, state, signed, confidence, added) VALUES (?, ?, ?, 'filled', 1, 0, 1) ON CONFLICT DO NOTHING",
        [outline.id, outline.sheet, outline.row],
    )


def _reopen(db: Database, outline: RowOutline) -> None:
    """The row waits again, and nobody's word on it as it lay before is taken for one on it as it lies now: not even a late one."""
    held = events.current(db, "row", outline.id, Decision)
    revision = held.revision + 1 if held else 1
    events.append(
        db, "row", Decision(outline.sheet, outline.row, revision, "reopened", (), outline.who, outline.at, added=True, origin=OUTLINED)
    )  # fmt: skip
    for cell in events.newest(db, "field", outline.sheet, FieldDecision):
        if cell.row == outline.row and cell.verdict != "reopened":
            events.append(
                db, "field", replace(cell, revision=cell.revision + 1, verdict="reopened", value="", who=outline.who, at=outline.at)
            )  # fmt: skip


def _keep_former(db: Database, sheet: str, who: str, pictures: Mapping[int, bytes]) -> None:
    """The reading that is about to be replaced, and the pictures of its rows that are."""
    db.execute(
        "INSERT INTO former_readings (sheet, at, who, reading) SELECT id, ?, ?, reading FROM sheets WHERE id = ?",
        [_now(), who, sheet],
    )
    seq = db.execute("SELECT max(seq) FROM former_readings").fetchone()[0]
    for index in pictures:
        db.execute(
            "INSERT INTO former_pictures (former, row, jpeg) SELECT ?, row, jpeg FROM row_pictures WHERE row = ?",
            [seq, row_id(sheet, index)],
        )


def _write(db: Database, reading: SheetReading, rows: Sequence[Row], pictures: Mapping[int, bytes]) -> None:
    now = [as_json(reading).decode(), printed(reading), reading.id]
    db.execute("UPDATE sheets SET reading = ?, layout = ? WHERE id = ?", now)
    replace_those(db, reading, ("control_total",))
    for row in rows:
        key = row_id(reading.id, row.index)
        db.execute(
            "UPDATE rows SET state = ?, signed = ?, confidence = ? WHERE id = ? AND (picture IS NULL OR added)",
            [row.state, row.signed, row.confidence, key],
        )
        if row.index in pictures and db.execute("SELECT 1 FROM rows WHERE id = ?", [key]).fetchone():
            keep_row(db, key, pictures[row.index])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
