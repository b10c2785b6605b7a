"""What a person should look at: said of a sheet, of a file that cannot be read, or asked by somebody. Nothing is said twice."""

from __future__ import annotations

from collections.abc import Iterable

from digitiser.columns import clean
from digitiser.model import Problem, SheetReading, StoredProblem
from digitiser.store.papers import required, stored
from digitiser.store.vault import Database, Vault, query, storable

_NO_ROWS = Problem("no_rows", "No row was found on this page: look whether it is a petition sheet.")


class Problems:
    """The problems of a store."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self, sheet: str | None = None) -> tuple[StoredProblem, ...]:
        """Those of the store or of one sheet, open ones first."""
        where, parameters = ("WHERE sheet = ?", [sheet]) if sheet else ("", [])
        with self._vault.reading() as db:
            return query(db, StoredProblem, f"SELECT * FROM problems {where} ORDER BY done, id", parameters)

    def refuse(self, file: str, code: str, message: str) -> None:
        """Keeps for a person that a file could not be read; said once, however often it is tried."""
        entry = {"file": storable(file), "code": code, "message": storable(message)}
        known = "SELECT 1 FROM problems WHERE sheet IS NULL AND file = :file AND code = :code"
        with self._vault.writing() as db:
            if not db.execute(known, entry).fetchone():
                db.table("problems").insert({"page": 0, "sheet": None, "done": 0, **entry})

    def ask(self, sheet: str, row: int, who: str, note: str = "") -> None:
        """`who` asks for somebody else's eyes on a row. Asked again it changes nothing; StoreError where there is no such sheet."""
        problem = Problem("asked", f"{row}: {clean(who)}\n{clean(note)}".strip())
        with self._vault.writing() as db:
            add(db, required(stored(db, sheet), sheet), problem)

    def done(self, problem: int) -> None:
        """Somebody has looked at it."""
        with self._vault.writing() as db:
            db.execute("UPDATE problems SET done = 1 WHERE id = ?", [problem])


def add(db: Database, reading: SheetReading, problem: Problem, done: bool = False) -> None:
    """A problem of a sheet, unless it was said before."""
    entry = {"sheet": reading.id, "code": problem.code, "message": problem.message}
    known = "SELECT 1 FROM problems WHERE sheet = :sheet AND code = :code AND message = :message"
    if not db.execute(known, entry).fetchone():
        db.table("problems").insert({"file": reading.file, "page": reading.page, "done": int(done), **entry})


def replace_all(db: Database, reading: SheetReading) -> None:
    """The problems of this reading instead of those of the one before; what was seen to before stays seen to, and what somebody asked
    stays. A page without rows always has one.
    """
    seen = db.execute("SELECT code FROM problems WHERE sheet = ? AND done", [reading.id]).fetchall()
    db.execute("DELETE FROM problems WHERE sheet = ? AND code != 'asked'", [reading.id])
    for problem in reading.problems or (() if reading.rows else (_NO_ROWS,)):
        add(db, reading, problem, done=(problem.code,) in seen)


def replace_those(db: Database, reading: SheetReading, codes: Iterable[str]) -> None:
    """The problems of these kinds as this reading has them; all others stay as they are."""
    for code in codes:
        db.execute("DELETE FROM problems WHERE sheet = ? AND code = ?", [reading.id, code])
        for problem in reading.problems:
            if problem.code == code:
                add(db, reading, problem)


def refusals_done(db: Database, scan: str) -> None:
    """The file of this scan was read after all."""
    db.execute(
        "UPDATE problems SET done = 1 WHERE sheet IS NULL AND file = (SELECT file FROM scans WHERE sha256 = ?)", [scan]
    )
