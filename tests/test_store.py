"""The store keeps all it acknowledged, gives it back as it was, and refuses rather than guess."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from digitiser.errors import Conflict, InputRefused, StoreError
from digitiser.layouts import layout_of
from digitiser.model import (
    Box,
    Column,
    Decision,
    IssuedSerial,
    Problem,
    SheetDecision,
    SheetReading,
    Signature,
    Table,
    as_json,
)
from digitiser.settings import ROW_PICTURE_BYTES
from digitiser.store import Store, open_store
from digitiser.store.events import Head
from digitiser.store.schema import migrations
from digitiser.store.vault import _read_key, _unfinished
from tests.records import decision, empty, field, no_sheet, picture, reading, row, scan_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def raw(store: Store) -> Any:
    """The connection itself, with the right to do what the store never does."""
    connection = store._vault._database.conn
    connection.set_authorizer(None)
    return connection


# ------------------------------------------------------------------------------------------------ the file and its key


def test_a_store_is_encrypted_and_only_its_owner_can_read_the_key(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.readings.save(reading(rows=(row(1, field("name", "PLANTED MARKER")),)))
    files = sorted(path.name for path in (tmp_path / "store").iterdir())
    assert files == ["store.key", "store.sqlite"]
    assert stat.S_IMODE((tmp_path / "store" / "store.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700
    content = (tmp_path / "store" / "store.sqlite").read_bytes()
    assert b"SQLite format" not in content
    assert b"PLANTED" not in content
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "store" / "store.sqlite").execute("SELECT * FROM sheets")


def test_the_settings_that_keep_data_safe_hold(store: Store) -> None:
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "temp_store": 2,
    }
    assert {name: raw(store).execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_a_store_without_its_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    before = (tmp_path / "store.sqlite").read_bytes()
    (tmp_path / "store.key").unlink()
    with pytest.raises(StoreError, match="key of the store is missing"):
        open_store(tmp_path)
    assert (tmp_path / "store.sqlite").read_bytes() == before
    assert not (tmp_path / "store.key").exists()


def test_a_key_without_its_store_makes_no_empty_store(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    (tmp_path / "store.sqlite").unlink()
    with pytest.raises(StoreError, match="The store is missing"):
        open_store(tmp_path)
    assert not (tmp_path / "store.sqlite").exists()


@pytest.mark.parametrize("harm", ["another key", "short key", "damaged file"])
def test_what_cannot_be_read_stops_the_program_with_words(
    tmp_path: Path, harm: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with open_store(tmp_path) as store:
        store.readings.save(reading())
    if harm == "damaged file":
        content = bytearray((tmp_path / "store.sqlite").read_bytes())
        content[100] ^= 1
        (tmp_path / "store.sqlite").write_bytes(content)
    else:
        (tmp_path / "store.key").write_text("ab" * (32 if harm == "another key" else 7))
    before = (tmp_path / "store.sqlite").read_bytes()
    with pytest.raises(StoreError, match=r"Put .* back"):
        open_store(tmp_path)
    assert (tmp_path / "store.sqlite").read_bytes() == before
    assert capfd.readouterr().err == ""


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    (tmp_path / "store.key").chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        open_store(tmp_path)


@pytest.mark.parametrize(
    "left", [("store.key-1.new",), ("store.key-1.new", "store.sqlite-2.new", "store.sqlite-2.new-journal")]
)
def test_a_crash_while_a_store_is_made_is_taken_up_again(tmp_path: Path, left: tuple[str, ...]) -> None:
    for name in left:
        (tmp_path / name).write_bytes(b"half written")
        os.utime(tmp_path / name, (0, 0))
    with open_store(tmp_path) as store:
        store.readings.save(reading())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store.key", "store.sqlite"]


def test_a_crash_before_the_last_rename_is_taken_up_again(tmp_path: Path) -> None:
    with open_store(tmp_path, demo=[]):
        pass
    (tmp_path / "store.sqlite").rename(_unfinished(tmp_path, _read_key(tmp_path / "store.key")))
    with open_store(tmp_path) as store:
        assert store.is_demo


def test_a_store_that_several_make_at_once_is_one(tmp_path: Path) -> None:
    found: list[str] = []

    def begin(name: str) -> None:
        with open_store(tmp_path / "store") as store:
            store.readings.save(reading(name))
            found.append(name)

    threads = [threading.Thread(target=begin, args=(f"scan {i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_store(tmp_path / "store") as store:
        assert sorted(sheet.file for sheet in store.readings.sheets()) == sorted(f"{name}.pdf" for name in found)
        assert len(found) == 6
        assert store.verify().faults == ()


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        raw(store).execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('digitiser', 'm999', 'later')"
        )
    with pytest.raises(StoreError, match="newer version"):
        open_store(tmp_path)


def test_a_synchronised_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="synchronised"):
        open_store(tmp_path / "Dropbox" / "store")
    assert not (tmp_path / "Dropbox").exists()


def test_no_statement_can_change_the_tables_while_the_program_runs(store: Store) -> None:
    with pytest.raises(Exception, match="not authorized"):
        store._vault._database.execute("DROP TABLE events")


def test_a_full_disk_leaves_the_store_as_it_was(store: Store) -> None:
    store.readings.save(reading("one"))
    pages = raw(store).execute("PRAGMA page_count").fetchone()[0]
    raw(store).execute(f"PRAGMA max_page_count = {pages + 1}")
    many = {index: picture(300, 60, noise=True) for index in (1, 2, 3)}
    with pytest.raises(StoreError, match="is full"):
        store.readings.save(reading("two"), many)
    assert [sheet.file for sheet in store.readings.sheets()] == ["one.pdf"]
    raw(store).execute(f"PRAGMA max_page_count = {pages + 1000}")
    store.readings.save(reading("two"), many)
    assert len(store.readings.sheets()) == 2
    assert store.verify().faults == ()


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/home {tmp_path}/far nfs4 rw 0 0\n")
    monkeypatch.setattr("digitiser.store.vault._MOUNTS", mounts)
    with pytest.raises(StoreError, match="network drive"):
        open_store(tmp_path / "far" / "store")
    open_store(tmp_path / "near").close()


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"The store .*file"):
        open_store(tmp_path / "file" / "store")


# ------------------------------------------------------------------------------------------------ readings


def test_a_sheet_comes_back_as_it_was_read(store: Store) -> None:
    read = reading(rows=(row(1), row(2, state="struck", signed=False), empty(3), row(4, signed=None)), control_total=2)
    store.readings.save(read, {1: picture(), 4: picture(80)}, picture(200, 300))
    assert store.readings.sheet(read.id) == read
    assert list(store.readings.each()) == [read]
    assert store.pictures.row(read.id, 4) == picture(80)
    assert store.pictures.row(read.id, 2) is None
    assert store.pictures.sheet(read.id) == picture(200, 300)
    (summary,) = store.readings.sheets()
    assert (summary.form, summary.control_total, summary.rows, summary.standing) == (read.form, 2, 4, "counted")
    rows = store.readings.rows(read.id)
    assert [(r.row, r.state, r.signed) for r in rows] == [
        (1, "filled", True), (2, "struck", False), (3, "empty", False), (4, "filled", None),
    ]  # fmt: skip
    assert all(r.verdict is None and r.revision == 0 for r in rows)


def test_numbers_of_numpy_lose_no_sheet(store: Store) -> None:
    box = Box(*(np.float64(x) for x in (1, 2, 3, 4)))
    half: Any = np.float32(0.5)
    read = reading(rows=(row(1, field("name", "Ana", half, box=box)),))
    store.readings.save(read)
    assert store.readings.sheet(read.id).rows[0].fields[0].box == Box(1, 2, 3, 4)


def test_a_scan_counts_as_read_only_when_all_of_it_was(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    assert not store.readings.has_scan(read.scan)
    store.readings.finish(read.scan, (read.id,))
    assert store.readings.has_scan(read.scan)


def test_a_second_reading_replaces_readings_and_never_decisions(store: Store) -> None:
    first = reading(rows=(row(1), row(2), row(3)))
    store.readings.save(first)
    settled = decision(first, 2, name="Corrected By Hand")
    store.decisions.record(settled)
    second = reading(rows=(row(1, field("name", "BETTER")), row(2, field("name", "WORSE"))))
    store.readings.save(second)
    store.readings.save(second)
    assert store.readings.sheet(first.id) == second
    assert store.decisions.newest() == {settled.id: settled}
    assert [r.row for r in store.readings.rows()] == [1, 2]


@pytest.mark.parametrize("second", [reading(rows=(row(1), row(2, quad=row(9).quad))), reading(rows=(row(1),))])
def test_where_a_decided_row_lies_elsewhere_the_earlier_reading_stays(store: Store, second: SheetReading) -> None:
    first = reading(rows=(row(1), row(2)))
    store.readings.save(first)
    store.decisions.record(decision(first, 2))
    store.readings.save(second)
    assert store.readings.sheet(first.id) == first
    assert [problem.code for problem in store.problems.all(first.id)] == ["reading_differs"]


def test_a_sheet_that_is_not_found_again_goes_unless_it_was_decided_on(store: Store) -> None:
    kept, gone, stays = reading(page=1), reading(page=2), reading(page=3)
    for read in (kept, gone, stays):
        store.readings.save(read, {1: picture()}, picture())
    store.decisions.record(decision(stays, 1))
    store.readings.finish(kept.scan, (kept.id,))
    assert [sheet.id for sheet in store.readings.sheets()] == [kept.id, stays.id]
    assert [problem.code for problem in store.problems.all()] == ["sheet_not_found_again"]


def test_a_page_without_a_sheet_is_kept_for_a_person(store: Store) -> None:
    page = no_sheet()
    store.readings.save(page, {}, picture())
    store.readings.save(page, {}, picture())
    (problem,) = store.problems.all()
    assert (problem.sheet, problem.code, problem.done) == (page.id, "not_a_sheet", False)
    store.problems.done(problem.id)
    store.readings.save(page)
    assert [p.done for p in store.problems.all()] == [True]
    silent = replace(no_sheet("two"), problems=())
    store.readings.save(silent)
    assert [p.code for p in store.problems.all(silent.id)] == ["no_rows"]


def test_a_file_that_cannot_be_read_is_kept_for_a_person_once(store: Store) -> None:
    for _ in range(2):
        store.problems.refuse("torn.jpg", "truncated", "torn.jpg is cut off.")
    assert [(p.file, p.sheet, p.code) for p in store.problems.all()] == [("torn.jpg", None, "truncated")]


def test_pictures_of_rows_are_made_to_fit(store: Store) -> None:
    large = picture(1500, 300, noise=True)
    assert len(large) > 3 * ROW_PICTURE_BYTES
    read = reading()
    store.readings.save(read, {1: large})
    kept = store.pictures.row(read.id, 1)
    assert kept is not None
    assert len(kept) <= ROW_PICTURE_BYTES
    assert cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_COLOR) is not None


# ------------------------------------------------------------------------------------------------ decisions


def test_the_newest_decision_holds_and_all_are_kept(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    first, second = decision(read, 1), decision(read, 1, revision=2, name="Second Look")
    store.decisions.record(first)
    store.decisions.record(second)
    assert store.decisions.newest(read.id) == {first.id: second}
    assert store.decisions.history(read.id, 1) == (first, second)
    assert store.readings.rows(read.id)[0].verdict == "accepted"
    assert store.readings.rows(read.id)[0].revision == 2


def test_the_same_decision_again_changes_nothing(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    store.decisions.record(decision(read, 1))
    head = store.decisions.head()
    store.decisions.record(replace(decision(read, 1), at="2030-01-01T00:00:00+00:00"))
    assert store.decisions.head() == head


def test_a_stale_decision_is_a_conflict_and_keeps_both_texts(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    theirs, mine = decision(read, 1, name="THEIRS"), decision(read, 1, name="MINE")
    store.decisions.record(theirs)
    with pytest.raises(Conflict) as raised:
        store.decisions.record(mine, decision(read, 2, name="BESIDE IT"))
    assert raised.value.ids == (mine.id,)
    assert store.decisions.newest() == {theirs.id: theirs}
    assert [c.values for c in store.decisions.conflicts(read.id, 1)] == [mine.values]
    assert dict(store.decisions.conflicts(read.id, 2)[0].values)["name"] == "BESIDE IT"
    assert store.verify().faults == ()


def test_two_threads_and_one_row_give_one_decision_and_one_conflict(tmp_path: Path) -> None:
    read = reading()
    with open_store(tmp_path) as one, open_store(tmp_path) as two:
        one.readings.save(read)
        outcomes: list[str] = []

        def decide(store: Store, name: str) -> None:
            try:
                store.decisions.record(decision(read, 1, name=name))
                outcomes.append("kept")
            except Conflict:
                outcomes.append("conflict")

        threads = [
            threading.Thread(target=decide, args=(store, f"NAME {i}")) for i, store in enumerate((one, two, one, two))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["conflict"] * 3 + ["kept"]
        assert len(one.decisions.conflicts(read.id, 1)) == 3
        assert one.verify().faults == ()


def test_a_row_that_a_person_added_has_its_place(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    added = Decision(
        read.id, 4, 1, "accepted", (("name", "Missed By All"),), "ana", "2026-11-24T21:00:00+00:00", added=True
    )
    store.decisions.record(added)
    assert [(r.row, r.added) for r in store.readings.rows()] == [(1, False), (2, False), (3, False), (4, True)]
    store.readings.save(read)
    assert [r.row for r in store.readings.rows()] == [1, 2, 3, 4]
    store.readings.save(reading(rows=(row(1), row(2), row(3), row(4))))
    assert store.readings.sheet(read.id) == read
    assert "reading_differs" in [p.code for p in store.problems.all()]


def test_nothing_is_decided_about_a_sheet_that_is_not_there(store: Store) -> None:
    with pytest.raises(StoreError, match="no sheet"):
        store.decisions.record(decision(reading(), 1))
    assert store.decisions.head().events == 0


def test_texts_lose_what_cannot_be_seen_and_nothing_else(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    dirty = "Fat\0ima\u202e  bint\n\ufeff \ud800'); DROP TABLE sig;--% _ \\ ع\u200cل"
    (kept,) = store.decisions.record(decision(read, 1, name=dirty, country="  "))
    assert dict(kept.values) == {"name": "Fatima bint '); DROP TABLE sig;--% _ \\ ع\u200cل"}
    assert store.decisions.newest() == {kept.id: kept}


# ------------------------------------------------------------------------------------------------ the chain


@pytest.fixture
def chained(store: Store) -> tuple[Store, Any]:
    read = reading()
    store.readings.save(read)
    for index in (1, 2, 3):
        store.decisions.record(decision(read, index))
    store.decisions.record(decision(read, 1, revision=2, verdict="struck"))
    connection = raw(store)
    for trigger in ("events_are_kept", "events_do_not_change"):
        connection.execute(f"DROP TRIGGER {trigger}")
    return store, connection


def test_an_untouched_chain_holds_against_its_receipt(chained: tuple[Store, Any]) -> None:
    store, _ = chained
    integrity = store.verify(Head.parse(str(store.decisions.head())))
    assert integrity.faults == ()
    assert integrity.head.events == 4


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE events SET body = replace(body, 'FR', 'DE') WHERE seq = 2",
        "UPDATE events SET verdict = 'not_a_row' WHERE seq = 2",
        "UPDATE events SET revision = 9 WHERE seq = 3",
        "DELETE FROM events WHERE seq = 2",
        "DELETE FROM events WHERE seq = 1",
        "UPDATE events SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3); UPDATE events SET seq = -seq WHERE seq < 0",
    ],
)
def test_edit_deletion_and_reordering_break_the_chain(chained: tuple[Store, Any], harm: str) -> None:
    store, connection = chained
    for statement in harm.split(";"):
        connection.execute(statement)
    assert store.decisions.broken() is not None
    assert any("event" in fault for fault in store.verify().faults)


def test_a_tail_cut_off_shows_against_the_receipt(chained: tuple[Store, Any]) -> None:
    store, connection = chained
    receipt = store.decisions.head()
    connection.execute("DELETE FROM events WHERE seq = 4")
    assert store.decisions.broken() is None
    assert "older store" in (store.decisions.broken(receipt) or "")


def test_another_history_shows_against_the_receipt(chained: tuple[Store, Any]) -> None:
    store, _ = chained
    assert "another history" in (store.decisions.broken(Head(3, "f" * 32)) or "")


def test_the_file_itself_refuses_to_change_or_delete_events(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    store.decisions.record(decision(read, 1))
    for statement in ("DELETE FROM events", "UPDATE events SET verdict = 'struck', body = body"):
        with pytest.raises(Exception, match="never"):
            raw(store).execute(statement)


def test_a_receipt_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match="no receipt"):
        Head.parse("twelve")


# ------------------------------------------------------------------------------------------------ one serial, two scans


def settle(store: Store, sheet: str, verdict: str, revision: int = 1) -> None:
    store.decisions.settle(SheetDecision(sheet, revision, verdict, "ana", "2026-11-24T21:00:00+00:00"))  # type: ignore[arg-type]


def test_the_later_of_two_sheets_with_one_serial_is_held_until_a_person_says(store: Store) -> None:
    first, later, other = (
        reading("a", serial="K7MX4QHP"),
        reading("b", serial="K7MX4QHP"),
        reading("c", serial="22222222"),
    )
    for read in (first, later, other):
        store.readings.save(read)

    def standings() -> list[str]:
        return [sheet.standing for sheet in store.readings.sheets()]

    assert standings() == ["counted", "held", "counted"]
    assert [sheet.same_serial for sheet in store.readings.sheets()] == [(later.id,), (first.id,), ()]
    assert {r.standing for r in store.readings.rows(later.id)} == {"held"}
    store.readings.save(first)
    assert standings() == ["counted", "held", "counted"]
    settle(store, later.id, "same_again")
    assert standings() == ["counted", "same_again", "counted"]
    settle(store, later.id, "another_sheet", 2)
    assert standings() == ["counted", "counted", "counted"]
    with pytest.raises(Conflict):
        settle(store, later.id, "same_again", 2)
    settlement = store.decisions.settlement(later.id)
    assert settlement is not None
    assert settlement.verdict == "another_sheet"
    assert store.verify().faults == ()


def test_the_scan_that_was_begun_first_is_the_earlier_one_whichever_is_done_first(store: Store) -> None:
    earlier, later = reading("a", serial="K7MX4QHP"), reading("b", serial="K7MX4QHP")
    for read in (earlier, later):
        store.readings.begin(read.scan, read.file)
    for read in (later, earlier):
        store.readings.save(read)
    assert [(sheet.id, sheet.standing) for sheet in store.readings.sheets()] == [
        (earlier.id, "counted"),
        (later.id, "held"),
    ]


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = migrations._migrations
    monkeypatch.setattr(migrations, "_migrations", [first])
    with open_store(tmp_path) as store:
        db = store._vault._database
        for number, read in enumerate((reading("a", serial="K7MX4QHP"), reading("b", serial="K7MX4QHP")), 1):
            db.execute("INSERT INTO scans (sha256, file, complete) VALUES (?, ?, 1)", [read.scan, read.file])
            entry = [
                read.id,
                number,
                read.scan,
                read.file,
                as_json(read.form).decode(),
                read.serial,
                as_json(read).decode(),
            ]
            columns = "id, arrived, scan, file, form, serial, reading, page, number"
            db.execute(f"INSERT INTO sheets ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1)", entry)
    monkeypatch.setattr(migrations, "_migrations", [first, *others])
    with open_store(tmp_path) as store:
        assert [(sheet.file, sheet.standing) for sheet in store.readings.sheets()] == [
            ("a.pdf", "counted"),
            ("b.pdf", "held"),
        ]
        store.readings.save(reading("c", serial="K7MX4QHP"))
        assert [sheet.standing for sheet in store.readings.sheets()] == ["counted", "held", "held"]
        assert store.verify().faults == ()


def test_what_holds_is_known_to_a_store_that_had_decisions_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations[:5], *migrations._migrations[6:]])
    read = reading("a")
    with open_store(tmp_path) as store:
        store.readings.save(read)
        store.decisions.record(decision(read, 1), decision(read, 2))
        store.decisions.record(decision(read, 1, revision=2, verdict="struck"))
        before = store.decisions.newest()
    monkeypatch.undo()
    with open_store(tmp_path) as store:
        assert store.decisions.newest() == before
        store.decisions.record(decision(read, 2, revision=2, verdict="struck"))
        assert [row.verdict for row in store.readings.rows()][:2] == ["struck", "struck"]
        assert store.verify().faults == ()


def test_layouts_are_known_to_a_store_that_had_sheets_before(tmp_path: Path) -> None:
    table = Table((Column("name", "Nom", Box(10, 50, 90, 60)), Column(None, "", Box(90, 50, 200, 60))), ())
    with open_store(tmp_path) as store:
        store.readings.save(reading("a"))
        store.readings.save(reading("b", form=None, table=table))
        before = store.outlines.strangers()
        raw(store).execute("ALTER TABLE sheets DROP COLUMN layout")
        raw(store).execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm007%'")
    with open_store(tmp_path) as store:
        assert store.outlines.strangers() == before == ((reading("b").id, layout_of(table)),)


def test_what_holds_must_follow_from_the_events(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    store.decisions.record(decision(read, 1), decision(read, 2))
    raw(store).execute("UPDATE latest SET verdict = 'struck' WHERE subject = ?", [decision(read, 1).id])
    assert store.verify().faults == (f"what holds of {decision(read, 1).id} does not follow from the events",)
    raw(store).execute("DELETE FROM latest WHERE subject = ?", [decision(read, 2).id])
    assert len(store.verify().faults) == 2


# ------------------------------------------------------------------------------------------------ signatures, serials, demo


def signature(read: SheetReading, index: int, revision: int = 1, country: str = "FR") -> Signature:
    values: Any = (("name", decision(read, index).values[0][1]), ("country", country))
    return Signature(
        f"{read.id}-{index}", read.scan, read.id, read.serial, index, values, "ana", "2026-11-24", revision
    )


def test_signatures_are_changed_as_one(store: Store) -> None:
    read = reading()
    store.readings.save(read)
    store.decisions.record(decision(read, 1), decision(read, 2, country="MA"))
    store.signatures.change([signature(read, 1), signature(read, 2, country="MA")], [])
    assert store.signatures.by_country() == (("FR", 1), ("MA", 1))
    assert store.verify().faults == ()
    store.signatures.change([signature(read, 1, country="DE")], [signature(read, 2).id])
    assert [s.value("country") for s in store.signatures.all()] == ["DE"]
    assert "does not follow" in store.verify().faults[0]


def test_serials_that_never_came_back_can_be_named(store: Store) -> None:
    store.serials.issue(IssuedSerial(serial, "a4", "fr", "Lyon", "2026-11-24") for serial in ("K7MX4QHP", "22222222"))
    store.readings.save(reading(serial="K7MX4QHP"))
    assert [(issued.serial, issued.returned) for issued in store.serials.all()] == [
        ("K7MX4QHP", True),
        ("22222222", False),
    ]


def test_the_demo_store_takes_sample_scans_only(tmp_path: Path) -> None:
    sample, real = reading("sample"), reading("real")
    with open_store(tmp_path, demo=[sample.scan]) as store:
        assert store.is_demo
        store.readings.save(sample)
        with pytest.raises(InputRefused, match="invented people only"):
            store.readings.save(real)
    with open_store(tmp_path) as store:
        assert store.is_demo
        with pytest.raises(InputRefused, match="invented people only"):
            store.readings.save(real)
    with open_store(tmp_path, demo=[scan_id("another sample")]) as store:
        store.readings.save(sample)
        store.readings.save(reading("another sample"))


def test_a_store_of_real_sheets_never_becomes_a_demo(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert not store.is_demo
        store.readings.save(reading())
    with pytest.raises(StoreError, match="real sheets"):
        open_store(tmp_path, demo=[])


def test_problems_of_a_sheet_stand_beside_it(store: Store) -> None:
    read = reading(problems=(Problem("blurred", "The page is blurred: scan it again."),))
    store.readings.save(read)
    assert [problem.message for problem in store.problems.all(read.id)] == ["The page is blurred: scan it again."]
