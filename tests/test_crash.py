"""Killed at any moment, restarted, nothing is lost and nothing is there twice. Real processes, real SIGKILL.

What a worker has said is done (a line on its standard output) must be in the store afterwards: acknowledged is kept.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from digitiser.ledger import ledger
from digitiser.merge import merge
from digitiser.store import Store, open_store
from tests.fake_pipeline import fake_scan
from tests.records import decision, reading, row

ROOT = Path(__file__).parents[1]
KILLS = pytest.mark.parametrize("kills", [2, pytest.param(40, marks=pytest.mark.prove)])
SHEETS, ROWS = 6, 10

DECIDE = """
import sys
from pathlib import Path
from digitiser.store import open_store
from tests.records import decision
with open_store(Path(sys.argv[1])) as store:
    newest = store.decisions.newest()
    for sheet in store.readings.each():
        for row in sheet.rows:
            before = newest.get(f"{sheet.id}-{row.index}")
            if before is None:
                store.decisions.record(decision(sheet, row.index))
                print(f"{sheet.id}-{row.index}", flush=True)
"""

MERGE = """
import sys, time
from pathlib import Path
from digitiser.merge import merge
from digitiser.model import Signature
from digitiser.store import open_store
with open_store(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    while True:
        change = merge(store.signatures.all(), store.decisions.newest().values(), store.readings.sheets())
        store.signatures.change(change.put, change.remove)
        print(len(store.signatures.all()), flush=True)
        store.signatures.change((), [signature.id for signature in store.signatures.all()])
        print(0, flush=True)
        time.sleep(0.01)
"""


MAKE = """
import itertools, sys
from pathlib import Path
from digitiser.store import open_store
for number in itertools.count():
    print(number, flush=True)
    open_store(Path(sys.argv[1]) / str(number)).close()
"""


def killed(arguments: list[str], lines: int, pause: float) -> list[str]:
    """Starts a process, waits until it said so many lines, and `pause` seconds more; kills it. What it said."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said: list[str] = []

    def listen() -> None:
        assert process.stdout
        said.extend(line.strip() for line in process.stdout if line.endswith("\n"))

    listener = threading.Thread(target=listen)
    listener.start()
    deadline = time.monotonic() + 60
    while len(said) < lines and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(pause)
    process.kill()
    process.wait()
    listener.join()
    return said


def run(*arguments: str) -> None:
    """Runs a process to its end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)


def sound(store: Store) -> None:
    assert store.verify().faults == ()
    assert ledger(store.readings.sheets(), store.readings.rows(), store.signatures.all()).reconciles


@KILLS
def test_killed_while_a_store_is_made(tmp_path: Path, kills: int) -> None:
    dice = random.Random(kills)
    for kill in range(kills):
        killed(["-c", MAKE, str(tmp_path / str(kill))], 2, dice.uniform(0, 0.15))
        for folder in (tmp_path / str(kill)).iterdir():
            with open_store(folder) as store:
                sound(store)
                store.readings.save(reading())
                assert len(store.readings.sheets()) == 1


@KILLS
def test_killed_while_reading(tmp_path: Path, kills: int) -> None:
    scans = [fake_scan(tmp_path / "in" / f"{i}.pdf", pages=4, rows=i + 1, pause=0.02) for i in range(3)]
    folder, dice = tmp_path / "store", random.Random(kills)
    command = ["-m", "tests.fake_pipeline", "read", str(tmp_path / "in"), "--store", str(folder)]
    acknowledged: set[str] = set()
    for kill in range(kills):
        said = killed(command, 1 + kill * 10 // kills % 4, dice.uniform(0, 0.05))
        acknowledged |= {line for line in said if line.endswith("-1")}
        with open_store(folder) as store:
            sound(store)
            assert acknowledged <= {sheet.id for sheet in store.readings.sheets()}
            assert all(store.pictures.row(r.sheet, r.row) for r in store.readings.rows())
    assert acknowledged
    run(*command)
    with open_store(folder) as store:
        sound(store)
        assert sorted(sheet.rows for sheet in store.readings.sheets()) == [1] * 4 + [2] * 4 + [3] * 4
        assert {sheet.file for sheet in store.readings.sheets()} == {str(scan) for scan in scans}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store") as store:
        for i in range(SHEETS):
            store.readings.save(reading(f"scan {i}", rows=tuple(row(r) for r in range(1, ROWS + 1))))
    return tmp_path / "store"


@KILLS
def test_killed_while_deciding(filled: Path, kills: int) -> None:
    dice, acknowledged = random.Random(kills), list[str]()
    for _ in range(kills):
        said = killed(["-c", DECIDE, str(filled)], dice.randint(1, SHEETS * ROWS // kills), dice.uniform(0, 0.01))
        acknowledged += said
        with open_store(filled) as store:
            sound(store)
            assert set(acknowledged) <= store.decisions.newest().keys()
            assert store.decisions.head().events - len(acknowledged) <= kills  # kept before it could be said
    assert len(acknowledged) == len(set(acknowledged))
    run("-c", DECIDE, str(filled))
    with open_store(filled) as store:
        sound(store)
        assert store.decisions.head().events == len(store.decisions.newest()) == SHEETS * ROWS
        assert all(d.revision == 1 for d in store.decisions.newest().values())


@KILLS
def test_killed_while_merging(filled: Path, kills: int) -> None:
    with open_store(filled) as store:
        store.decisions.record(*(decision(sheet, r.index) for sheet in store.readings.each() for r in sheet.rows))
    dice, seen = random.Random(kills), set[int]()
    for _ in range(kills):
        killed(["-c", MERGE, str(filled)], 2, dice.uniform(0, 0.08))
        with open_store(filled) as store:
            sound(store)
            seen.add(len(store.signatures.all()))
    assert seen <= {0, SHEETS * ROWS}
    with open_store(filled) as store:
        change = merge(store.signatures.all(), store.decisions.newest().values(), store.readings.sheets())
        store.signatures.change(change.put, change.remove)
        assert len(store.signatures.all()) == SHEETS * ROWS
        sound(store)


def test_killed_while_exporting(filled: Path) -> None:
    with open_store(filled) as store:
        store.decisions.record(*(decision(sheet, r.index) for sheet in store.readings.each() for r in sheet.rows))
    out = filled.parent / "out"
    script = "import sys; from digitiser.cli import main\nwhile True: main(sys.argv[1:], standalone_mode=False); print(1, flush=True)"
    for pause in (0.0, 0.03):
        killed(["-c", script, "export", "--store", str(filled), "--out", str(out)], 1, pause)
        whole = [path for path in out.iterdir() if path.suffix != ".part"]
        assert {path.name for path in whole} == {"signatures.csv", "signatures.json", "totals.csv", "report.md"}
        assert (out / "signatures.csv").read_bytes().count(b"\r\n") == SHEETS * ROWS + 1
        assert (out / "signatures.json").read_bytes().endswith(b"}\n")
    run("-m", "tests.fake_pipeline", "export", "--store", str(filled), "--out", str(out))
    assert len(list(out.iterdir())) == 4


def test_people_decide_while_others_merge(filled: Path) -> None:
    """Two processes decide on all rows and a third merges: each row is settled once, conflicts are kept, and nothing is lost."""
    script = (
        DECIDE.replace("store.decisions.record(", "keep(")
        .replace(
            "with open_store",
            "from digitiser.errors import Conflict\n"
            "def keep(d):\n    try: store.decisions.record(d)\n    except Conflict: pass\n"
            "with open_store",
            1,
        )
        .replace("decision(sheet, row.index)", "decision(sheet, row.index, name=sys.argv[2])")
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    merging = subprocess.Popen([sys.executable, "-c", MERGE, str(filled)], env=environment, stdout=subprocess.DEVNULL)
    deciding = [
        subprocess.Popen([sys.executable, "-c", script, str(filled), name], env=environment, stdout=subprocess.DEVNULL)
        for name in ("ANA", "LI")
    ]
    assert [process.wait(120) for process in deciding] == [0, 0]
    assert merging.poll() is None
    merging.kill()
    merging.wait()
    with open_store(filled) as store:
        newest = store.decisions.newest()
        assert len(newest) == SHEETS * ROWS
        assert all(d.revision == 1 for d in newest.values())
        conflicts = sum(len(store.decisions.conflicts(d.sheet, d.row)) for d in newest.values())
        assert store.decisions.head().events == len(newest) + conflicts
        assert store.verify().faults == ()
