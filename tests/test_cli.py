"""The command line from a folder of scans to an export; the reading itself is a fake here."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digitiser.cli import main
from digitiser.errors import StoreError
from digitiser.model import Decision
from digitiser.store import Head, Store, open_store
from tests import fake_pipeline
from tests.fake_pipeline import fake_scan
from tests.records import decision, picture


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the fake pipeline and a store of its own."""
    monkeypatch.setitem(sys.modules, "digitiser.pipeline", fake_pipeline.module())
    monkeypatch.setattr("digitiser.cli.reading._recognisers", tuple)
    monkeypatch.setenv("DIGITISER_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, f"{result.output}{result.stderr}{result.exception!r}"
    return result


def accept_all(store: Store) -> None:
    for sheet in store.readings.each():
        store.decisions.record(*(decision(sheet, row.index) for row in sheet.rows))


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, digitiser.cli; print([m for m in ('cv2', 'numpy', 'streamlit', 'sqlcipher3', 'rich') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_json_lines_need_no_store(home: Path) -> None:
    fake_scan(home / "in" / "b.pdf", pages=2)
    fake_scan(home / "in" / "a.pdf", empty=True)
    (home / "in" / "LICENCE.txt").write_text("no scan")
    run("read", "in", "--json", "out.jsonl")
    lines = list(map(json.loads, (home / "out.jsonl").read_text("utf-8").splitlines()))
    assert [(line["file"], line["page"], len(line["rows"])) for line in lines] == [
        ("in/a.pdf", 1, 0),
        ("in/b.pdf", 1, 3),
        ("in/b.pdf", 2, 3),
    ]
    assert not (home / "store").exists()
    assert not list(home.glob("*.part"))


def test_a_file_that_fails_is_named_and_the_others_go_on(home: Path) -> None:
    fake_scan(home / "good.pdf")
    fake_scan(home / "faulty.pdf", fault=True)
    (home / "torn.jpg").write_bytes(b"\xff\xd8\xff torn")
    (home / "empty.png").write_bytes(b"")
    files = ("torn.jpg", "empty.png", "gone.pdf", "faulty.pdf", "good.pdf")
    result = run("read", *files, "--json", "out.jsonl", code=1)
    for name in files[:4]:
        assert name in result.stderr
    assert "SECRET" not in result.output + result.stderr
    assert len((home / "out.jsonl").read_text().splitlines()) == 1
    run("read", *files, code=1)
    with open_store() as store:
        assert [sheet.file for sheet in store.readings.sheets()] == ["good.pdf"]
        assert sorted(p.file for p in store.problems.all()) == ["empty.png", "faulty.pdf", "gone.pdf", "torn.jpg"]
        assert not [p for p in store.problems.all() if "SECRET" in p.message]


def test_reading_again_skips_what_is_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        fake_scan(home / f"{name}.pdf", serial=None, pages=2, rows=ord(name) - 95)
    assert "10 rows wait" in run("read", "a.pdf", "b.pdf").output
    opened: list[str] = []
    read_file = fake_pipeline.read_file

    def counting(path: Path, *rest: object, **named: object):  # type: ignore[no-untyped-def]
        opened.append(path.name)
        return read_file(path)

    monkeypatch.setattr(sys.modules["digitiser.pipeline"], "read_file", counting)
    run("read", "a.pdf", "b.pdf")
    assert opened == []
    with open_store() as store:
        accept_all(store)
    assert "0 rows wait" in run("read", "a.pdf", "--again").output
    assert opened == ["a.pdf"]


def test_the_table_counts_what_was_read(home: Path) -> None:
    fake_scan(home / "a.pdf", pages=2)
    fake_scan(home / "b.pdf", empty=True)
    output = run("read", "a.pdf", "b.pdf").output
    rows = [line.split() for line in output.splitlines()]
    assert ["a.pdf", "2", "0", "6", "0", "0", "6", "6"] in rows
    assert ["b.pdf", "0", "1", "0", "0", "0", "0", "0"] in rows
    assert ["all", "2", "1", "6", "0", "0", "6", "6"] in rows


def test_from_reading_to_the_export(home: Path) -> None:
    fake_scan(home / "a.pdf", pages=2)
    run("read", "a.pdf")
    with open_store() as store:
        accept_all(store)
        sheet = next(store.readings.each())
        corrected: Decision = decision(sheet, 1, revision=2, name="=HYPERLINK(1)", country="DE")
        store.decisions.record(corrected, decision(sheet, 2, revision=2, verdict="struck"))
    assert "5 added, 0 corrected, 0 withdrawn" in run("merge").output
    assert "0 added, 0 corrected, 0 withdrawn" in run("merge").output
    output = run("export", "--out", "out").output
    with (home / "out" / "signatures.csv").open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert lines[0]["name"] == "'=HYPERLINK(1)"
    assert [line["country"] for line in lines] == ["DE", "MA", "MA", "FR", "MA"]
    assert "Germany" in run("totals").output
    report = (home / "out" / "report.md").read_text("utf-8")
    assert "| - struck out | 1 |" in report
    receipt = output.strip().splitlines()[-1].rpartition("Receipt: ")[2]
    assert receipt in report
    assert "Sound: 8 decisions" in run("verify", "--receipt", receipt).output


def test_verify_tells_of_an_older_store(home: Path) -> None:
    fake_scan(home / "a.pdf")
    run("read", "a.pdf")
    shutil.copytree(home / "store", home / "older")
    with open_store() as store:
        accept_all(store)
        receipt: Head = store.decisions.head()
    shutil.rmtree(home / "store")
    (home / "older").rename(home / "store")
    result = run("verify", "--receipt", receipt, code=1)
    assert "older store" in result.stderr
    assert "not sound" in result.stderr


def test_a_serial_that_came_twice_is_settled(home: Path) -> None:
    fake_scan(home / "first.pdf", serial="K7MX4QHP")
    fake_scan(home / "rescan.pdf", serial="K7MX4QHP", rows=2)
    run("read", "first.pdf", "rescan.pdf")
    with open_store() as store:
        accept_all(store)
        later = store.readings.sheets()[1].id
    assert "1 sheet has a serial that came before" in run("merge").output
    listing = run("settle").output
    assert later in listing
    assert "first.pdf page 1" in listing
    run("settle", later, "same")
    assert "3 signatures." in run("merge").output
    run("settle", later, "another")
    assert "5 signatures." in run("merge").output
    run("settle", "no-such-sheet", "same", code=1)
    run("settle", later, code=2)


def test_pages_without_a_row_are_listed_until_they_are_set_aside(home: Path) -> None:
    fake_scan(home / "letter.pdf", empty=True)
    run("read", "letter.pdf")
    with open_store() as store:
        page = store.readings.sheets()[0].id
    assert page in run("settle").output
    run("settle", page, "aside")
    assert page not in run("settle").output


def test_a_pad_is_printed_and_its_serials_recorded(home: Path) -> None:
    from digitiser.forms import form_names

    form = form_names()[0]
    run("print", "--form", form, "--language", "fr", "--sheets", "2", "--issued-to", "Lyon", "--out", "pad.pdf")
    assert (home / "pad.pdf").read_bytes().startswith(b"%PDF")
    with open_store() as store:
        issued = store.serials.all()
    assert [(i.form, i.language, i.issued_to, i.returned) for i in issued] == [(form, "fr", "Lyon", False)] * 2
    fake_scan(home / "back.pdf", serial=issued[0].serial)
    run("read", "back.pdf")
    output = run("serials", "--missing").output
    assert ["Lyon", form, "fr", issued[0].at[:10], "2", "1", "1"] in [line.split() for line in output.splitlines()]
    assert f"{issued[1].serial}  Lyon" in output
    assert f"{issued[0].serial}  Lyon" not in output


def test_the_demo_takes_the_samples_and_nothing_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    sample = fake_scan(home / "samples" / "one.pdf")
    digest = hashlib.sha256(sample.read_bytes()).hexdigest()
    (home / "samples" / "truth.jsonl").write_text(json.dumps({"file": "one.pdf", "sha256": digest}) + "\n")
    output = run("demo", "--no-review", "--samples", "samples", "--store", "demo").output
    assert "invented" in output
    assert "one.pdf" in output
    real = fake_scan(home / "real.pdf", rows=2)
    assert "invented people only" in run("read", real, "--store", "demo", code=1).stderr
    with open_store(home / "demo") as store:
        assert store.is_demo
        assert [sheet.file for sheet in store.readings.sheets()] == ["samples/one.pdf"]
        assert store.problems.all() == ()
    shown: list[tuple[Path, int | None, bool]] = []
    monkeypatch.setattr("digitiser.launch.serve", lambda folder, port, browser: shown.append((folder, port, browser)))
    run("demo", "--samples", "samples", "--store", "demo", "--no-browser")
    assert shown == [(home / "demo", None, False)]


def test_commands_without_a_store_say_so_and_make_none(home: Path) -> None:
    for command in ("merge", "totals", "export", "verify", "serials", "settle", "review"):
        assert "There is no store" in run(command, code=1).stderr
    assert not (home / "store").exists()


def test_a_store_whose_key_is_missing_stops_every_command(home: Path) -> None:
    fake_scan(home / "a.pdf")
    run("read", "a.pdf")
    (home / "store" / "store.key").unlink()
    for arguments in (("read", "a.pdf"), ("merge",), ("export",), ("review",)):
        result = run(*arguments, code=1)
        assert "key of the store is missing" in result.stderr


def test_a_full_disk_stops_the_reading_with_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        fake_scan(home / "in" / f"{number}.pdf", rows=number)

    def full(*_: object) -> None:
        raise StoreError("The disk that holds the store is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr("digitiser.store.readings.Readings.save", full)
        assert run("read", "in", code=1).stderr.count("is full") == 1
    run("read", "in")
    with open_store() as store:
        assert len(store.readings.sheets()) == 20
        assert len(store.readings.rows()) == sum(range(20))


def test_no_name_reaches_the_screen_of_the_terminal(home: Path) -> None:
    fake_scan(home / "a.pdf")
    outputs = [run("read", "a.pdf")]
    with open_store() as store:
        sheet = next(store.readings.each())
        store.decisions.record(decision(sheet, 1, name="PLANTED MARKER", email="planted@example.org"))
    outputs += [run(command) for command in ("merge", "totals", "export", "verify", "settle", "serials")]
    assert not [o for o in outputs if "PLANTED" in o.output + o.stderr or "planted@" in o.output + o.stderr]
    assert picture() not in (home / "store" / "store.sqlite").read_bytes()


def test_a_program_that_was_told_to_stop_says_that_nothing_is_lost(home: Path) -> None:
    fake_scan(home / "slow.pdf", pages=50, pause=0.2)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "tests.fake_pipeline", "read", "slow.pdf"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    wait_for_sheets(home / "store", 2)
    process.send_signal(2)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "goes on" in stderr
    assert "Traceback" not in stderr
    with open_store() as store:
        assert len(store.readings.sheets()) >= 2
        assert store.verify().faults == ()


def wait_for_sheets(folder: Path, number: int) -> None:
    for _ in range(200):
        time.sleep(0.1)
        if (folder / "store.sqlite").exists():
            with open_store(folder) as store:
                if len(store.readings.sheets()) >= number:
                    return
    raise AssertionError("nothing was read")
