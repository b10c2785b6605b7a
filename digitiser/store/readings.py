"""What the machine read: scans, sheets and rows. A second reading replaces the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import numpy as np

from digitiser.errors import InputRefused
from digitiser.geometry import Quad
from digitiser.layouts import printed
from digitiser.model import Problem, RowSummary, SheetReading, SheetSummary, as_json, row_id
from digitiser.store import problems
from digitiser.store.outlines import forget_former, is_outlined, keep_beside
from digitiser.store.papers import forget, keep_ink, problem_codes, regroup, required, shown, stored
from digitiser.store.pictures import keep_row, keep_sheet
from digitiser.store.vault import Database, Vault, query, storable
from digitiser.twins import RowInk

_MOVED = Problem(
    "reading_differs",
    "Read again, the rows lie elsewhere than when people decided on them. The earlier reading was kept: compare the sheet's picture.",
)
_GONE = Problem(
    "sheet_not_found_again",
    "Read again, this sheet was not found on its page. The earlier reading and its decisions were kept.",
)
_PAPERS = {
    "copied_blank": Problem(
        "copied_blank",
        "This sheet has another one's serial, and other writing: a blank sheet was copied. Both are kept: say that they are two.",
    ),
    "copied": Problem(
        "copied",
        "Some rows of this sheet stand on another one as well, others do not: one is a copy that was signed further. Compare them.",
    ),
}

# A row is not settled where that was taken back, or where a second reading differs from the decision that holds.
_VERDICT = (
    "CASE WHEN n.verdict = 'reopened' OR EXISTS"
    " (SELECT 1 FROM events d WHERE d.kind = 'disputed' AND d.subject = r.id AND d.revision = n.revision)"
    " THEN NULL ELSE n.verdict END AS verdict"
)


class Readings:
    """The scans of a store and what was read on them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def has_scan(self, sha256: str) -> bool:
        """Whether the whole scan was read; a scan that was interrupted is read again."""
        with self._vault.reading() as db:
            return bool(db.execute("SELECT 1 FROM scans WHERE sha256 = ? AND complete", [sha256]).fetchone())

    def begin(self, sha256: str, file: str) -> None:
        """A scan is about to be read; scans stay in the order in which they were begun first. `save` does it where it was left out.

        InputRefused in a demo store for a scan that is not one of the samples.
        """
        with self._vault.writing() as db:
            _begin_scan(db, sha256, storable(file))

    def save(
        self,
        reading: SheetReading,
        pictures: Mapping[int, bytes] | None = None,
        picture: bytes = b"",
        inks: Sequence[RowInk] = (),
    ) -> None:
        """Keeps all of one sheet, or nothing of it: the reading, JPEG pictures of its rows by index, a reduced one of the sheet, its ink.

        By its ink another picture of a paper that is in the store is known: the better of each row is shown from then on, and nothing
        counts twice.

        What was read of the same sheet before is replaced; decisions never are. Where people have decided on rows that now lie elsewhere,
        the earlier reading stays and a problem says so. InputRefused in a demo store for a scan that is not one of the samples.
        """
        reading = replace(reading, file=storable(reading.file))
        with self._vault.writing() as db:
            _begin_scan(db, reading.scan, reading.file)
            if is_outlined(db, reading.id):
                keep_beside(db, reading)  # the rows lie where a person says
                return
            decided = _decided(db, reading.id)
            if decided and _moved(stored(db, reading.id), reading, decided):
                problems.add(db, reading, _MOVED)
                return
            _write_sheet(db, reading, picture)
            _write_rows(db, reading, decided, pictures or {})
            problems.replace_all(db, reading)
            keep_ink(db, reading.id, inks)
            regroup(db, reading.id)
            for code in problem_codes(db, reading.id):
                problems.add(db, reading, _PAPERS[code])

    def finish(self, sha256: str, sheets: tuple[str, ...]) -> None:
        """The whole scan was read and these are its sheets; those of an earlier reading that were not found again go, unless decided on."""
        with self._vault.writing() as db:
            for (sheet,) in db.execute("SELECT id FROM sheets WHERE scan = ?", [sha256]).fetchall():
                if sheet in sheets:
                    continue
                if db.execute("SELECT 1 FROM events WHERE sheet = ?", [sheet]).fetchone():
                    problems.add(db, required(stored(db, sheet), sheet), _GONE)
                else:
                    _forget(db, sheet)
            db.execute("UPDATE scans SET complete = 1 WHERE sha256 = ?", [sha256])
            problems.refusals_done(db, sha256)

    def sheet(self, sheet: str) -> SheetReading:
        """The reading of a sheet; StoreError where there is none of that id."""
        with self._vault.reading() as db:
            return required(shown(db, sheet), sheet)

    def each(self) -> Iterator[SheetReading]:
        """All readings, in the order in which the sheets came."""
        for summary in self.sheets():
            yield self.sheet(summary.id)

    def sheets(self, sheet: str | None = None) -> tuple[SheetSummary, ...]:
        """All sheets, in the order in which they came; or the one."""
        where, parameters = ("WHERE s.id = ?", [sheet]) if sheet else ("", [])
        sql = (
            "SELECT s.id, s.scan, s.file, s.page, s.number, s.form, s.language, s.serial, s.control_total, t.standing, t.revision,"
            " (SELECT count(*) FROM rows r WHERE r.sheet = s.id) AS rows,"
            " (SELECT group_concat(o.id, ' ') FROM sheets o WHERE o.serial = s.serial AND o.id != s.id) AS same_serial"
            f" FROM sheets s JOIN standings t ON t.sheet = s.id {where} ORDER BY s.arrived, s.page, s.number"
        )
        with self._vault.reading() as db:
            found = list(db.query(sql, parameters))
        for entry in found:
            entry["form"] = msgspec.json.decode(entry["form"])
            entry["same_serial"] = (entry["same_serial"] or "").split()
        return msgspec.convert(found, tuple[SheetSummary, ...])

    def rows(self, sheet: str | None = None) -> tuple[RowSummary, ...]:
        """Every row of the store or of one sheet with its newest decision, sheets in the order in which they came."""
        where, parameters = ("WHERE r.sheet = ?", [sheet]) if sheet else ("", [])
        sql = (
            f"SELECT r.sheet, r.row, r.state, r.signed, r.confidence, {_VERDICT}, coalesce(n.revision, 0) AS revision, r.added, t.standing"
            " FROM rows r JOIN sheets s ON s.id = r.sheet JOIN standings t ON t.sheet = r.sheet"
            f" LEFT JOIN latest n ON n.kind = 'row' AND n.subject = r.id {where} ORDER BY s.arrived, s.page, s.number, r.row"
        )
        with self._vault.reading() as db:
            return query(db, RowSummary, sql, parameters)


def _begin_scan(db: Database, sha256: str, file: str) -> None:
    demo = db.execute("SELECT 1 FROM about WHERE key = 'demo'").fetchone()
    if demo and not db.execute("SELECT 1 FROM demo_scans WHERE sha256 = ?", [sha256]).fetchone():
        raise InputRefused(
            "not_a_sample",
            f"{file} is none of the sample scans: the demo store takes invented people only.",
            "Read it into your own store: digitiser read FILE --store FOLDER.",
        )
    db.execute(
        "INSERT INTO scans (sha256, file, read_at, complete, arrived)"
        " VALUES (?, ?, ?, 0, (SELECT coalesce(max(arrived), 0) + 1 FROM scans))"
        " ON CONFLICT (sha256) DO UPDATE SET file = excluded.file, read_at = excluded.read_at, complete = 0",
        [sha256, file, datetime.now(UTC).isoformat(timespec="seconds")],
    )


def _write_sheet(db: Database, reading: SheetReading, picture: bytes) -> None:
    entry = {
        "id": reading.id,
        "arrived": db.execute("SELECT arrived FROM scans WHERE sha256 = ?", [reading.scan]).fetchone()[0],
        "scan": reading.scan,
        "file": reading.file,
        "page": reading.page,
        "number": reading.sheet,
        "form": as_json(reading.form).decode(),
        "language": reading.language,
        "serial": reading.serial,
        "control_total": reading.control_total,
        "reading": as_json(reading).decode(),
        "layout": printed(reading),
    }
    db.table("sheets").upsert(entry, pk="id")
    if picture:
        keep_sheet(db, reading.id, picture)


def _write_rows(db: Database, reading: SheetReading, decided: set[int], pictures: Mapping[int, bytes]) -> None:
    """The rows as they were read now; rows that people decided on stay, also where the machine no longer sees them."""
    found = {row.index for row in reading.rows}
    for (index,) in db.execute("SELECT row FROM rows WHERE sheet = ?", [reading.id]).fetchall():
        if index not in found | decided:
            for table in ("row_pictures", "cells"):
                db.execute(f"DELETE FROM {table} WHERE row = ?", [row_id(reading.id, index)])
            db.execute("DELETE FROM rows WHERE id = ?", [row_id(reading.id, index)])
    for row in reading.rows:
        key = row_id(reading.id, row.index)
        db.table("rows").upsert(
            {
                "id": key,
                "sheet": reading.id,
                "row": row.index,
                "state": row.state,
                "signed": row.signed,
                "confidence": row.confidence,
                "added": 0,
            },
            pk="id",
        )
        if row.index in pictures:
            keep_row(db, key, pictures[row.index])


def _forget(db: Database, sheet: str) -> None:
    forget(db, sheet)
    forget_former(db, sheet)
    for table in ("row_pictures", "cells"):
        db.execute(f"DELETE FROM {table} WHERE row IN (SELECT id FROM rows WHERE sheet = ?)", [sheet])
    for table, column in (("rows", "sheet"), ("sheet_pictures", "sheet"), ("problems", "sheet"), ("sheets", "id")):
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", [sheet])


def _decided(db: Database, sheet: str) -> set[int]:
    rows = db.execute(
        "SELECT r.row FROM rows r JOIN events e ON e.kind = 'row' AND e.subject = r.id WHERE r.sheet = ?", [sheet]
    )
    return {row for (row,) in rows.fetchall()}


def _moved(before: SheetReading | None, after: SheetReading, decided: set[int]) -> bool:
    """Whether a decided row lies elsewhere now: its decision would stand beside another person's writing."""
    old = {row.index: row.quad for row in before.rows} if before else {}
    new = {row.index: row.quad for row in after.rows}
    stays = {index for index in decided if index in old and index in new and _overlap(old[index], new[index]) >= 0.5}
    added = {index for index in decided if index not in old and index not in new}
    return decided != stays | added


def _overlap(a: Quad, b: Quad) -> float:
    """Common share of the upright boxes around two quads; enough to tell a row from its neighbour."""
    (ax, ay), (bx, by) = (np.array(quad).T for quad in (a, b))
    width = min(ax.max(), bx.max()) - max(ax.min(), bx.min())
    height = min(ay.max(), by.max()) - max(ay.min(), by.min())
    both = max(0.0, width) * max(0.0, height)
    return float(both / max(1e-9, np.ptp(ax) * np.ptp(ay) + np.ptp(bx) * np.ptp(by) - both))
