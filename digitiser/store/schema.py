"""The tables. Migrations are append-only, as forms are: a store lives for months and meets newer programs.

Only `events`, `issued` and the readings are sources; `signatures` follows from events, and can be made again from them.
"""

from __future__ import annotations

import msgspec
from sqlite_utils import Migrations

from digitiser.errors import StoreError
from digitiser.layouts import printed
from digitiser.model import SheetReading
from digitiser.store.cells import write_cells
from digitiser.store.vault import Database

migrations = Migrations("digitiser")


def bring_up_to_date(db: Database) -> None:
    """Applies the migrations that are missing; StoreError where a newer program has been at work."""
    known = {migration.name for migration in migrations.pending(db)} | {m.name for m in migrations.applied(db)}
    ours = {migration.name for migration in migrations._migrations}
    if known - ours:
        raise StoreError(
            "This store was made by a newer version of the digitiser.", "Install that version, or a newer one."
        )
    migrations.apply(db)


@migrations()
def m001_the_first_store(db: Database) -> None:
    """Everything of the first version."""
    db.table("about").create({"key": str, "value": str}, pk="key", not_null={"value"})
    db.table("demo_scans").create({"sha256": str}, pk="sha256")

    db.table("scans").create({"sha256": str, "file": str, "read_at": str, "complete": int}, pk="sha256")
    db.table("sheets").create(
        {
            "id": str,
            "arrived": int,  # in which order sheets came: the later of two with one serial is held back
            "scan": str,
            "file": str,
            "page": int,
            "number": int,
            "form": str,  # FormName as JSON
            "language": str,
            "serial": str,
            "control_total": int,
            "reading": str,  # SheetReading as JSON
        },
        pk="id",
        not_null={"arrived", "scan", "file", "page", "number", "form", "reading"},
        foreign_keys=[("scan", "scans", "sha256")],
    )
    db.table("sheets").create_index(["arrived"], unique=True)
    db.table("sheets").create_index(["serial"])
    db.table("sheets").create_index(["scan"])
    db.table("rows").create(
        {"id": str, "sheet": str, "row": int, "state": str, "signed": int, "confidence": float, "added": int},
        pk="id",
        not_null={"sheet", "row", "state", "confidence", "added"},
        foreign_keys=[("sheet", "sheets", "id")],
    )
    db.table("rows").create_index(["sheet", "row"], unique=True)
    # Pictures lie apart, so that lists do not read past them.
    db.table("row_pictures").create({"row": str, "jpeg": bytes}, pk="row", foreign_keys=[("row", "rows", "id")])
    db.table("sheet_pictures").create(
        {"sheet": str, "jpeg": bytes}, pk="sheet", foreign_keys=[("sheet", "sheets", "id")]
    )
    db.table("problems").create(
        {"id": int, "file": str, "page": int, "sheet": str, "code": str, "message": str, "done": int},
        pk="id",
        not_null={"file", "page", "code", "message", "done"},
        foreign_keys=[("sheet", "sheets", "id")],
    )
    db.table("problems").create_index(["sheet"])

    db.table("events").create(
        {
            "seq": int,
            "kind": str,  # 'row', 'sheet', or 'conflict': a decision that came too late, kept for its text
            "subject": str,  # id of the row or sheet
            "sheet": str,
            "revision": int,
            "verdict": str,
            "body": str,  # Decision or SheetDecision as JSON; erasure empties body and salt, and the chain still holds
            "salt": bytes,
            "commitment": str,  # HMAC-SHA256 of body under salt
            "previous": str,
            "hash": str,
        },
        pk="seq",
        not_null={"kind", "subject", "sheet", "revision", "verdict", "commitment", "previous", "hash"},
        foreign_keys=[("sheet", "sheets", "id")],
    )
    db.table("events").create_index(["kind", "subject", "revision"], unique=True)
    db.table("events").create_index(["sheet"])
    db.execute(
        "CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END"
    )
    db.execute(
        "CREATE TRIGGER events_do_not_change BEFORE UPDATE ON events WHEN NEW.body IS NOT NULL OR NEW.hash IS NOT OLD.hash"
        " BEGIN SELECT RAISE(ABORT, 'events never change'); END"
    )

    db.table("signatures").create(
        {
            "id": str,
            "scan": str,
            "sheet": str,
            "serial": str,
            "row": int,
            "revision": int,
            "country": str,
            "signature": str,
        },
        pk="id",
        not_null={"scan", "sheet", "row", "revision", "country", "signature"},
        foreign_keys=[("sheet", "sheets", "id")],
    )
    db.table("signatures").create_index(["country"])
    db.table("issued").create(
        {"serial": str, "form": str, "language": str, "issued_to": str, "at": str},
        pk="serial",
        not_null={"form", "language", "issued_to", "at"},
    )

    db.create_view(
        "newest",
        "SELECT e.* FROM events e WHERE e.revision = "
        "(SELECT max(f.revision) FROM events f WHERE f.kind = e.kind AND f.subject = e.subject)",
    )
    db.create_view(
        "standings",
        "SELECT s.id AS sheet, coalesce(n.revision, 0) AS revision, CASE"
        " WHEN n.verdict IN ('same_again', 'set_aside') THEN n.verdict"
        " WHEN n.verdict = 'another_sheet' THEN 'counted'"
        " WHEN EXISTS (SELECT 1 FROM sheets e WHERE e.serial = s.serial AND e.arrived < s.arrived) THEN 'held'"
        " ELSE 'counted' END AS standing"
        " FROM sheets s LEFT JOIN newest n ON n.kind = 'sheet' AND n.subject = s.id",
    )


@migrations()
def m002_the_order_of_scans(db: Database) -> None:
    """Several scans are read at a time, so the order in which they were begun counts, not that in which their sheets were done."""
    db.execute("ALTER TABLE scans ADD COLUMN arrived INTEGER")
    db.execute("UPDATE scans SET arrived = rowid")
    db.execute("DROP INDEX idx_sheets_arrived")
    db.execute("UPDATE sheets SET arrived = (SELECT c.arrived FROM scans c WHERE c.sha256 = sheets.scan)")
    db.execute("DROP VIEW standings")
    db.create_view(
        "standings",
        "SELECT s.id AS sheet, coalesce(n.revision, 0) AS revision, CASE"
        " WHEN n.verdict IN ('same_again', 'set_aside') THEN n.verdict"
        " WHEN n.verdict = 'another_sheet' THEN 'counted'"
        " WHEN EXISTS (SELECT 1 FROM sheets e WHERE e.serial = s.serial"
        " AND (e.arrived, e.page, e.number) < (s.arrived, s.page, s.number)) THEN 'held'"
        " ELSE 'counted' END AS standing"
        " FROM sheets s LEFT JOIN newest n ON n.kind = 'sheet' AND n.subject = s.id",
    )


@migrations()
def m003_cells_for_groups(db: Database) -> None:
    """What the machine makes of each cell, apart from the readings: groups are found over all sheets without reading those."""
    db.table("cells").create(
        {
            "id": str,
            "row": str,
            "column": str,  # empty: the whole row
            "kind": str,
            "value": str,
            "confidence": float,
            "left": float,  # of the row's picture, as a share of its width
            "right": float,
        },
        pk="id",
        not_null={"row", "column", "kind", "value", "confidence", "left", "right"},
        foreign_keys=[("row", "rows", "id")],
    )
    db.table("cells").create_index(["row"])
    db.table("cells").create_index(["kind", "column", "value"])
    for (reading,) in db.execute("SELECT reading FROM sheets").fetchall():
        write_cells(db, msgspec.json.decode(reading, type=SheetReading))
    # How attentive a reviewer is: the wrong crops that were put into a screen, and those that were seen. No text of any signer.
    db.table("attention").create(
        {"at": str, "who": str, "shown": int, "planted": int, "caught": int, "seconds": float},
        not_null={"at", "who", "shown", "planted", "caught", "seconds"},
    )
    # Screens that are before somebody: which of their crops are planted, and what became of them, for a message that comes again.
    db.table("glances").create(
        {"id": str, "who": str, "screen": str, "outcome": str}, pk="id", not_null={"who", "screen"}
    )
    db.table("leases").create({"subject": str, "who": str, "until": float}, pk="subject", not_null={"who", "until"})


@migrations()
def m004_pictures_of_a_paper(db: Database) -> None:
    """Two pictures of one paper are one sheet: the ink that tells them, what they are to each other, and which stands for the paper."""
    # The ink lies apart from the reading: it is looked through for every sheet that comes. `seal` is a coarse part of it.
    db.table("inks").create(
        {"sheet": str, "rows": bytes, "seal": bytes},
        pk="sheet",
        not_null={"rows", "seal"},
        foreign_keys=[("sheet", "sheets", "id")],
    )
    db.table("likenesses").create(
        {"one": str, "other": str, "relation": str},
        pk=("one", "other"),
        not_null={"relation"},
        foreign_keys=[("one", "sheets", "id"), ("other", "sheets", "id")],
    )
    db.table("likenesses").create_index(["other"])
    db.table("papers").create(
        {"sheet": str, "head": str},
        pk="sheet",
        not_null={"head"},
        foreign_keys=[("sheet", "sheets", "id"), ("head", "sheets", "id")],
    )
    db.table("papers").create_index(["head"])
    db.execute(
        "ALTER TABLE rows ADD COLUMN picture TEXT"
    )  # the sheet whose picture shows the row, where it is another one
    db.execute("DROP VIEW standings")
    # A sheet is held where an earlier one has its serial; the other pictures of its paper are not meant, and it is as early as the first
    # of them. Another picture on which people decided is held too: what they settled twice is put before them.
    earlier = (
        "EXISTS (SELECT 1 FROM sheets e LEFT JOIN papers q ON q.sheet = e.id WHERE e.serial = s.serial"
        " AND (e.arrived, e.page, e.number) < (s.arrived, s.page, s.number) AND (p.head IS NULL OR q.head IS NOT p.head)"
        " AND NOT EXISTS (SELECT 1 FROM papers o JOIN sheets m ON m.id = o.sheet WHERE o.head = p.head"
        " AND (m.arrived, m.page, m.number) < (e.arrived, e.page, e.number)))"
    )
    spoken = "EXISTS (SELECT 1 FROM events v WHERE v.sheet = s.id AND v.kind IN ('row', 'field'))"
    part_copy = (
        "EXISTS (SELECT 1 FROM likenesses l JOIN sheets e ON e.id = CASE l.one WHEN s.id THEN l.other ELSE l.one END"
        " WHERE s.id IN (l.one, l.other) AND l.relation = 'copied'"
        " AND (e.arrived, e.page, e.number) < (s.arrived, s.page, s.number))"
    )
    db.create_view(
        "standings",
        "SELECT s.id AS sheet, coalesce(n.revision, 0) AS revision, CASE"
        " WHEN n.verdict IN ('same_again', 'set_aside') THEN n.verdict"
        " WHEN n.verdict = 'another_sheet' THEN 'counted'"
        f" WHEN p.head != s.id THEN CASE WHEN {spoken} THEN 'held' ELSE 'same_again' END"
        f" WHEN {earlier} OR {part_copy} THEN 'held'"
        " ELSE 'counted' END AS standing"
        " FROM sheets s LEFT JOIN newest n ON n.kind = 'sheet' AND n.subject = s.id LEFT JOIN papers p ON p.sheet = s.id",
    )


@migrations()
def m005_sheets_mended_by_people(db: Database) -> None:
    """What was read before a person outlined rows or named columns, and the forms of which people named the columns."""
    db.table("former_readings").create(
        {"seq": int, "sheet": str, "at": str, "who": str, "reading": str},
        pk="seq",
        not_null={"sheet", "at", "who", "reading"},
        foreign_keys=[("sheet", "sheets", "id")],
    )
    db.table("former_readings").create_index(["sheet"])
    db.table("former_pictures").create(
        {"former": int, "row": str, "jpeg": bytes},
        pk=("former", "row"),
        not_null={"jpeg"},
        foreign_keys=[("former", "former_readings", "seq")],
    )
    db.table("layouts").create(
        {"seq": int, "at": str, "who": str, "layout": str}, pk="seq", not_null={"at", "who", "layout"}
    )


@migrations()
def m006_what_holds_now(db: Database) -> None:
    """The newest event on each row, cell or sheet is found by its key. A trigger follows the events; `verify` looks whether it did."""
    db.execute(
        "CREATE TABLE latest (kind TEXT NOT NULL, subject TEXT NOT NULL, sheet TEXT NOT NULL, verdict TEXT NOT NULL,"
        " revision INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (kind, subject)) WITHOUT ROWID"
    )
    db.table("latest").create_index(["kind", "sheet"])
    db.execute(
        "INSERT INTO latest (kind, subject, sheet, verdict, revision, seq)"
        " SELECT kind, subject, sheet, verdict, revision, seq FROM newest"
    )
    db.execute(
        "CREATE TRIGGER events_hold AFTER INSERT ON events BEGIN"
        " INSERT INTO latest (kind, subject, sheet, verdict, revision, seq)"
        " VALUES (NEW.kind, NEW.subject, NEW.sheet, NEW.verdict, NEW.revision, NEW.seq)"
        " ON CONFLICT (kind, subject) DO UPDATE SET sheet = excluded.sheet, verdict = excluded.verdict,"
        " revision = excluded.revision, seq = excluded.seq WHERE excluded.revision > latest.revision; END"
    )
    db.execute("DROP VIEW newest")
    db.create_view(
        "newest",
        "SELECT l.kind, l.subject, l.sheet, l.verdict, l.revision, l.seq, e.body FROM latest l JOIN events e ON e.seq = l.seq",
    )


@migrations()
def m007_layouts_beside_readings(db: Database) -> None:
    """The sheets that are printed like one whose columns were named are found without reading all of every sheet."""
    db.execute("ALTER TABLE sheets ADD COLUMN layout TEXT")
    for sheet, reading in db.execute("SELECT id, reading FROM sheets WHERE form = 'null'").fetchall():
        layout = printed(msgspec.json.decode(reading, type=SheetReading))
        db.execute("UPDATE sheets SET layout = ? WHERE id = ?", [layout, sheet])
