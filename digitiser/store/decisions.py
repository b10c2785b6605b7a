"""What people settled, on rows, cells and sheets: each decision is an event with a revision, and the newest one holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from digitiser.columns import clean
from digitiser.errors import Conflict, StoreError
from digitiser.groups import IN_GROUPS, completed
from digitiser.model import Decision, FieldDecision, FootDecision, RowReason, SheetDecision, SheetReading, row_id
from digitiser.store import events
from digitiser.store.events import Head
from digitiser.store.papers import regroup, shown
from digitiser.store.vault import Database, Vault


class Decisions:
    """Decisions on rows and on sheets."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def record(self, *decisions: Decision) -> tuple[Decision, ...]:
        """Keeps all the decisions, or none. A decision's revision is one more than the one it was based on.

        The same decision again changes nothing. Conflict where another one came first: then none of these holds, and each is kept as a
        conflict event with all its text. StoreError for a sheet that is not in the store. Returns the decisions as kept (texts cleaned).
        """
        return self._record("row", tuple(_cleaned(decision) for decision in decisions))

    def settle(self, decision: SheetDecision) -> SheetDecision:
        """Keeps a decision on a whole sheet, as `record` does for rows."""
        decision = replace(decision, note=clean(decision.note), who=clean(decision.who))
        self._record("sheet", (decision,))
        return decision

    def explain(self, decision: FootDecision) -> FootDecision:
        """Keeps why a sheet's foot says another number than its rows, as `record` does for rows."""
        decision = replace(decision, note=clean(decision.note), who=clean(decision.who))
        self._record("foot", (decision,))
        return decision

    def feet(self) -> dict[str, FootDecision]:
        """What was said last of the numbers at the feet, by sheet."""
        return {decision.sheet: decision for decision in self._newest("foot", None, FootDecision)}

    def read_again(self, decision: Decision, agrees: bool) -> bool:
        """Keeps a blind second reading of the row's newest revision, which is `decision.revision`; the first one holds while they agree.

        False, and nothing is kept, where the row was settled anew meanwhile or somebody else gave the second reading.
        """
        decision = _cleaned(decision)
        with self._vault.writing() as db:
            held = events.current(db, "row", decision.id, Decision)
            said = "SELECT body FROM events WHERE kind IN ('agreed', 'disputed') AND subject = ? AND revision = ?"
            before = db.execute(said, [decision.id, decision.revision]).fetchone()
            if held is None or held.revision != decision.revision or held.who == decision.who or before:
                return bool(before and before[0] and _same(msgspec.json.decode(before[0], type=Decision), decision))
            events.append(db, "agreed" if agrees else "disputed", decision)
        return True

    def disputed(self, sheet: str | None = None) -> dict[str, Decision]:
        """Second readings that differ from the decision that holds, by row id: nobody has settled these rows since."""
        where, parameters = ("AND d.sheet = ?", [sheet]) if sheet else ("", [])
        sql = (
            "SELECT d.body FROM events d JOIN newest n ON n.kind = 'row' AND n.subject = d.subject AND n.revision = d.revision"
            f" WHERE d.kind = 'disputed' AND d.body IS NOT NULL {where} ORDER BY d.seq"
        )
        with self._vault.reading() as db:
            found = [msgspec.json.decode(body, type=Decision) for (body,) in db.execute(sql, parameters).fetchall()]
        return {decision.id: decision for decision in found}

    def confirm(self, *fields: FieldDecision, rows: Sequence[Decision] = ()) -> tuple[Decision, ...]:
        """Keeps what a person said of cells and of whole `rows` in groups, all or nothing; returns the rows accepted by it, as kept.

        A cell or row of which somebody spoke before keeps that word, except that a doubt holds against a confirmation.
        """
        fields = tuple(replace(field, value=clean(field.value), who=clean(field.who)) for field in fields)
        accepted: list[Decision] = []
        with self._vault.writing() as db:
            for field in fields:
                held = events.current(db, "field", field.id, FieldDecision)
                if _open(held) or (held.verdict, field.verdict) == ("confirmed", "doubted"):
                    events.append(db, "field", replace(field, revision=held.revision + 1 if held else 1))
            for row in rows:
                held = events.current(db, "row", row.id, Decision)
                if _open(held):
                    events.append(db, "row", replace(row, revision=held.revision + 1 if held else 1))
            for sheet in sorted({field.sheet for field in fields}):
                reading = _reading(db, sheet)
                said = {field.id: field for field in events.newest(db, "field", sheet, FieldDecision)}
                settled = {decision.row: decision for decision in events.newest(db, "row", sheet, Decision)}
                for decision in completed(reading, said, settled):
                    events.append(db, "row", decision)
                    accepted.append(decision)
        return tuple(accepted)

    def reopen(self, fields: Iterable[FieldDecision], rows: Iterable[Decision], who: str, at: str) -> None:
        """Takes back what `who` said of cells and whole rows in groups: new events, after which they wait again.

        Rows that were accepted because all their cells were confirmed wait with them. What anybody has said of a cell or row since, holds.
        """
        with self._vault.writing() as db:
            touched = set[str]()
            for row in rows:
                held = events.current(db, "row", row.id, Decision)
                if held and held.who == who:
                    touched.add(row.id)
            for field in fields:
                held = events.current(db, "field", field.id, FieldDecision)
                if held and (held.who, held.verdict, held.value) == (who, field.verdict, field.value):
                    events.append(
                        db, "field", replace(held, revision=held.revision + 1, verdict="reopened", value="", at=at)
                    )
                    touched.add(row_id(field.sheet, field.row))
            for key in sorted(touched):
                held = events.current(db, "row", key, Decision)
                if held and held.origin == IN_GROUPS and held.verdict != "reopened":
                    undone = replace(held, revision=held.revision + 1, verdict="reopened", values=(), who=who, at=at)
                    events.append(db, "row", undone)

    def cells(self, sheet: str) -> dict[str, FieldDecision]:
        """What people said of the cells of a sheet in groups, by cell id."""
        return {field.id: field for field in self._newest("field", sheet, FieldDecision)}

    def newest(self, sheet: str | None = None) -> dict[str, Decision]:
        """The decision that holds, by row id: of one sheet, or of all."""
        return {decision.id: decision for decision in self._newest("row", sheet, Decision)}

    def settlement(self, sheet: str) -> SheetDecision | None:
        """What was settled about a sheet last."""
        return next(iter(self._newest("sheet", sheet, SheetDecision)), None)

    def reasons(self) -> tuple[tuple[RowReason, int], ...]:
        """Why rows were left out, and how many for each reason, the most frequent first; rows of sheets that do not count apart."""
        sql = (
            "SELECT json_extract(n.body, '$.reason') AS reason, count(*) FROM newest n JOIN standings t ON t.sheet = n.sheet"
            " WHERE n.kind = 'row' AND t.standing IN ('counted', 'held') AND reason IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        with self._vault.reading() as db:
            return tuple((reason, number) for reason, number in db.execute(sql).fetchall())

    def history(self, sheet: str, row: int) -> tuple[Decision, ...]:
        """All decisions on a row, oldest first."""
        return self._bodies("kind = 'row' AND subject = ?", row_id(sheet, row))

    def conflicts(self, sheet: str, row: int) -> tuple[Decision, ...]:
        """Decisions on a row that came too late, oldest first: what their authors typed."""
        return self._bodies("kind = 'conflict' AND subject = ?", row_id(sheet, row))

    def head(self) -> Head:
        """The end of the chain."""
        with self._vault.reading() as db:
            return events.head(db)

    def broken(self, receipt: Head | None = None) -> str | None:
        """None when every event follows from the one before it and the receipt's event is among them; else where it breaks, in words."""
        with self._vault.reading() as db:
            return events.broken(db, receipt)

    def stale(self) -> tuple[str, ...]:
        """Ids of rows, cells and sheets of which something else is said to hold than the newest event."""
        with self._vault.reading() as db:
            return events.stale(db)

    def _record(self, kind: str, decisions: tuple[Any, ...]) -> tuple[Any, ...]:
        late: list[str] = []
        with self._vault.writing() as db:
            held_now = {events.subject(d): events.current(db, kind, events.subject(d), type(d)) for d in decisions}
            late = [events.subject(d) for d in decisions if not _fits(d, held_now[events.subject(d)])]
            for decision in decisions:
                held = held_now[events.subject(decision)]
                if late:
                    events.append(
                        db, "conflict", replace(decision, revision=_conflicts(db, events.subject(decision)) + 1)
                    )
                elif held is None or not _same(decision, held):
                    events.append(db, kind, decision)
                    if kind == "sheet":
                        regroup(db, decision.sheet)
        if late:
            raise Conflict(tuple(late))
        return decisions

    def _newest(self, kind: str, sheet: str | None, shape: Any) -> list[Any]:
        with self._vault.reading() as db:
            return events.newest(db, kind, sheet, shape)

    def _bodies(self, where: str, key: str) -> tuple[Decision, ...]:
        with self._vault.reading() as db:
            found = db.execute(f"SELECT body FROM events WHERE {where} ORDER BY seq", [key]).fetchall()
        return tuple(msgspec.json.decode(body, type=Decision) for (body,) in found if body is not None)


def _cleaned(decision: Decision) -> Decision:
    values = tuple((column, text) for column, text in ((c, clean(t)) for c, t in decision.values) if text)
    return replace(decision, values=values, who=clean(decision.who), note=clean(decision.note))


def _open(held: Any) -> bool:
    """Whether nobody has decided, or it was taken back."""
    return held is None or held.verdict == "reopened"


def _same(a: Any, b: Any) -> bool:
    """Whether two decisions say the same at the same revision; when they were made does not matter."""
    return bool(replace(a, at="") == replace(b, at=""))


def _fits(decision: Any, held: Any) -> bool:
    revision = held.revision if held else 0
    return decision.revision == revision + 1 or (held is not None and _same(decision, held))


def _conflicts(db: Database, subject: str) -> int:
    return int(
        db.execute("SELECT count(*) FROM events WHERE kind = 'conflict' AND subject = ?", [subject]).fetchone()[0]
    )


def _reading(db: Database, sheet: str) -> SheetReading:
    reading = shown(db, sheet)
    if reading is None:
        raise StoreError(f"There is no sheet {sheet} in the store.", "Look at the list of sheets, then decide again.")
    return reading
