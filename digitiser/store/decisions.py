"""What people settled: events that are only ever added, each with a revision, all of them in one chain of hashes.

The chain covers a commitment to each text, not the text: a person's data can be erased later and the chain still holds. Whoever has the key
can write a whole new chain; that, and a tail cut off, shows only against a receipt (`Head`) kept elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from digitiser.columns import clean
from digitiser.errors import Conflict, StoreError
from digitiser.groups import completed
from digitiser.model import Decision, FieldDecision, SheetDecision, SheetReading, row_id
from digitiser.store.papers import regroup, shown
from digitiser.store.vault import Database, Vault

_BEGINNING = "0" * 64


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many events there are, and the hash of the last. Printed or exported, it is a receipt."""

    events: int
    hash: str

    def __str__(self) -> str:
        return f"{self.events}:{self.hash[:32]}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """From a receipt; StoreError where it is none."""
        events, _, digest = text.strip().partition(":")
        if not events.isdecimal() or len(digest) < 32 or set(digest) - set("0123456789abcdef"):
            raise StoreError(
                f'"{text}" is no receipt.', "It looks like 12:0123abcd..., as the export's report shows it."
            )
        return cls(int(events), digest)


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

    def read_again(self, decision: Decision, agrees: bool) -> bool:
        """Keeps a blind second reading of the row's newest revision, which is `decision.revision`; the first one holds while they agree.

        False, and nothing is kept, where the row was settled anew meanwhile or somebody else gave the second reading.
        """
        decision = _cleaned(decision)
        with self._vault.writing() as db:
            held = _current(db, "row", decision.id, Decision)
            said = "SELECT body FROM events WHERE kind IN ('agreed', 'disputed') AND subject = ? AND revision = ?"
            before = db.execute(said, [decision.id, decision.revision]).fetchone()
            if held is None or held.revision != decision.revision or held.who == decision.who or before:
                return bool(before and before[0] and _same(msgspec.json.decode(before[0], type=Decision), decision))
            _append(db, "agreed" if agrees else "disputed", decision)
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

    def confirm(self, *fields: FieldDecision) -> tuple[Decision, ...]:
        """Keeps what a person said of cells in groups, all of it or nothing, and returns the rows that are accepted by it, as kept.

        A cell of which somebody spoke before keeps that word, except that a doubt holds against a confirmation.
        """
        fields = tuple(replace(field, value=clean(field.value), who=clean(field.who)) for field in fields)
        accepted: list[Decision] = []
        with self._vault.writing() as db:
            for field in fields:
                held = _current(db, "field", field.id, FieldDecision)
                if held is None or (held.verdict, field.verdict) == ("confirmed", "doubted"):
                    _append(db, "field", replace(field, revision=held.revision + 1 if held else 1))
            for sheet in sorted({field.sheet for field in fields}):
                reading = _reading(db, sheet)
                said = {field.id: field for field in _bodies_of_newest(db, "field", sheet, FieldDecision)}
                settled = {decision.row: decision for decision in _bodies_of_newest(db, "row", sheet, Decision)}
                for decision in completed(reading, said, settled):
                    _append(db, "row", decision)
                    accepted.append(decision)
        return tuple(accepted)

    def cells(self, sheet: str) -> dict[str, FieldDecision]:
        """What people said of the cells of a sheet in groups, by cell id."""
        return {field.id: field for field in self._newest("field", sheet, FieldDecision)}

    def newest(self, sheet: str | None = None) -> dict[str, Decision]:
        """The decision that holds, by row id: of one sheet, or of all."""
        return {decision.id: decision for decision in self._newest("row", sheet, Decision)}

    def settlement(self, sheet: str) -> SheetDecision | None:
        """What was settled about a sheet last."""
        return next(iter(self._newest("sheet", sheet, SheetDecision)), None)

    def history(self, sheet: str, row: int) -> tuple[Decision, ...]:
        """All decisions on a row, oldest first."""
        return self._bodies("kind = 'row' AND subject = ?", row_id(sheet, row))

    def conflicts(self, sheet: str, row: int) -> tuple[Decision, ...]:
        """Decisions on a row that came too late, oldest first: what their authors typed."""
        return self._bodies("kind = 'conflict' AND subject = ?", row_id(sheet, row))

    def head(self) -> Head:
        """The end of the chain."""
        with self._vault.reading() as db:
            return _head(db)

    def broken(self, receipt: Head | None = None) -> str | None:
        """None when every event follows from the one before it and the receipt's event is among them; else where it breaks, in words."""
        with self._vault.reading() as db:
            events = db.execute("SELECT * FROM events ORDER BY seq").fetchall()
        previous = _BEGINNING
        for position, (
            seq,
            kind,
            subject,
            sheet,
            revision,
            verdict,
            body,
            salt,
            commitment,
            before,
            digest,
        ) in enumerate(events, 1):
            where = f"event {position}"
            if seq != position or before != previous:
                return f"{where} does not follow the one before it: an event was removed, added or moved."
            if digest != _hash(position, kind, subject, sheet, revision, verdict, commitment, before):
                return f"{where} was changed."
            if body is not None and not hmac.compare_digest(commitment, _commitment(salt, body)):
                return f"the text of {where} was changed."
            previous = digest
            if receipt and receipt.events == position and not digest.startswith(receipt.hash):
                return f"{where} is not the one on the receipt: the store holds another history."
        if receipt and receipt.events > len(events):
            return f"the receipt counts {receipt.events} events and the store holds {len(events)}: an older store was put in its place."
        return None

    def _record(self, kind: str, decisions: tuple[Any, ...]) -> tuple[Any, ...]:
        late: list[str] = []
        with self._vault.writing() as db:
            current = {_subject(d): _current(db, kind, _subject(d), type(d)) for d in decisions}
            late = [_subject(d) for d in decisions if not _fits(d, current[_subject(d)])]
            for decision in decisions:
                held = current[_subject(decision)]
                if late:
                    _append(db, "conflict", replace(decision, revision=_conflicts(db, _subject(decision)) + 1))
                elif held is None or not _same(decision, held):
                    _append(db, kind, decision)
                    if kind == "sheet":
                        regroup(db, decision.sheet)
        if late:
            raise Conflict(tuple(late))
        return decisions

    def _newest(self, kind: str, sheet: str | None, shape: Any) -> list[Any]:
        with self._vault.reading() as db:
            return _bodies_of_newest(db, kind, sheet, shape)

    def _bodies(self, where: str, key: str) -> tuple[Decision, ...]:
        with self._vault.reading() as db:
            found = db.execute(f"SELECT body FROM events WHERE {where} ORDER BY seq", [key]).fetchall()
        return tuple(msgspec.json.decode(body, type=Decision) for (body,) in found if body is not None)


def _cleaned(decision: Decision) -> Decision:
    values = tuple((column, text) for column, text in ((c, clean(t)) for c, t in decision.values) if text)
    return replace(decision, values=values, who=clean(decision.who), note=clean(decision.note))


def _subject(decision: Decision | SheetDecision | FieldDecision) -> str:
    return decision.sheet if isinstance(decision, SheetDecision) else decision.id


def _same(a: Any, b: Any) -> bool:
    """Whether two decisions say the same at the same revision; when they were made does not matter."""
    return bool(replace(a, at="") == replace(b, at=""))


def _fits(decision: Any, held: Any) -> bool:
    revision = held.revision if held else 0
    return decision.revision == revision + 1 or (held is not None and _same(decision, held))


def _current(db: Database, kind: str, subject: str, shape: Any) -> Any:
    found = db.execute("SELECT body, revision FROM newest WHERE kind = ? AND subject = ?", [kind, subject]).fetchone()
    return msgspec.json.decode(found[0], type=shape) if found else None


def _conflicts(db: Database, subject: str) -> int:
    return int(
        db.execute("SELECT count(*) FROM events WHERE kind = 'conflict' AND subject = ?", [subject]).fetchone()[0]
    )


def _bodies_of_newest(db: Database, kind: str, sheet: str | None, shape: Any) -> list[Any]:
    where, parameters = ("AND sheet = ?", [kind, sheet]) if sheet else ("", [kind])
    found = db.execute(f"SELECT body FROM newest WHERE kind = ? {where} ORDER BY seq", parameters).fetchall()
    return [msgspec.json.decode(body, type=shape) for (body,) in found if body is not None]


def _reading(db: Database, sheet: str) -> SheetReading:
    reading = shown(db, sheet)
    if reading is None:
        raise StoreError(f"There is no sheet {sheet} in the store.", "Look at the list of sheets, then decide again.")
    return reading


def _append(db: Database, kind: str, decision: Decision | SheetDecision | FieldDecision) -> None:
    if not db.execute("SELECT 1 FROM sheets WHERE id = ?", [decision.sheet]).fetchone():
        raise StoreError(
            f"There is no sheet {decision.sheet} in the store.", "Look at the list of sheets, then decide again."
        )
    if isinstance(decision, Decision):
        _place_row(db, decision)
    head, salt, body = _head(db), secrets.token_bytes(32), msgspec.json.encode(decision).decode()
    seq, commitment, subject = head.events + 1, _commitment(salt, body), _subject(decision)
    digest = _hash(seq, kind, subject, decision.sheet, decision.revision, decision.verdict, commitment, head.hash)
    db.table("events").insert(
        {
            "seq": seq,
            "kind": kind,
            "subject": subject,
            "sheet": decision.sheet,
            "revision": decision.revision,
            "verdict": decision.verdict,
            "body": body,
            "salt": salt,
            "commitment": commitment,
            "previous": head.hash,
            "hash": digest,
        }
    )


def _place_row(db: Database, decision: Decision) -> None:
    """A row that a person added has its place among the rows; one that the machine read keeps what was read."""
    db.execute(
        "INSERT INTO rows (id, sheet, row, state, signed, confidence, added) VALUES (?, ?, ?, 'filled', 1, 0, 1) ON CONFLICT DO NOTHING",
        [decision.id, decision.sheet, decision.row],
    )


def _head(db: Database) -> Head:
    found = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head(0, _BEGINNING)


def _commitment(salt: bytes, body: str) -> str:
    return hmac.new(salt, body.encode(), hashlib.sha256).hexdigest()


def _hash(*parts: str | int) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
