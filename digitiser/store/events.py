"""The events and their chain of hashes: what people said is only ever added.

The chain covers a commitment to each text, not the text: a person's data can be erased later and the chain still holds. Whoever has the key
can write a whole new chain; that, and a tail cut off, shows only against a receipt (`Head`) kept elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import msgspec

from digitiser.errors import StoreError
from digitiser.model import Decision, FieldDecision, FootDecision, RowOutline, SheetDecision
from digitiser.store.vault import Database

_BEGINNING = "0" * 64
Said = Decision | SheetDecision | FieldDecision | FootDecision | RowOutline


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


def append(db: Database, kind: str, decision: Said) -> None:
    """One more event; StoreError where its sheet is not in the store."""
    if not db.execute("SELECT 1 FROM sheets WHERE id = ?", [decision.sheet]).fetchone():
        raise StoreError(
            f"There is no sheet {decision.sheet} in the store.", "Look at the list of sheets, then decide again."
        )
    if isinstance(decision, Decision):
        _place_row(db, decision)
    end, salt, body = head(db), secrets.token_bytes(32), msgspec.json.encode(decision).decode()
    seq, commitment, key = end.events + 1, _commitment(salt, body), subject(decision)
    digest = _hash(seq, kind, key, decision.sheet, decision.revision, decision.verdict, commitment, end.hash)
    db.table("events").insert(
        {
            "seq": seq,
            "kind": kind,
            "subject": key,
            "sheet": decision.sheet,
            "revision": decision.revision,
            "verdict": decision.verdict,
            "body": body,
            "salt": salt,
            "commitment": commitment,
            "previous": end.hash,
            "hash": digest,
        }
    )


def subject(decision: Said) -> str:
    """The id of what an event is about."""
    return decision.sheet if isinstance(decision, SheetDecision | FootDecision) else decision.id


def current(db: Database, kind: str, key: str, shape: Any) -> Any:
    """The newest event of this kind about a row, cell or sheet, as `shape`; None where there is none."""
    found = db.execute("SELECT body, revision FROM newest WHERE kind = ? AND subject = ?", [kind, key]).fetchone()
    return msgspec.json.decode(found[0], type=shape) if found else None


def newest(db: Database, kind: str, sheet: str | None, shape: Any) -> list[Any]:
    """The newest events of this kind, about all rows, cells or sheets, or those of one sheet."""
    where, parameters = ("AND sheet = ?", [kind, sheet]) if sheet else ("", [kind])
    found = db.execute(f"SELECT body FROM newest WHERE kind = ? {where} ORDER BY seq", parameters).fetchall()
    return [msgspec.json.decode(body, type=shape) for (body,) in found if body is not None]


def broken(db: Database, receipt: Head | None = None) -> str | None:
    """None when every event follows from the one before it and the receipt's event is among them; else where it breaks, in words."""
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


def stale(db: Database) -> tuple[str, ...]:
    """What is said to hold of rows, cells and sheets and does not follow from the events: their ids."""
    columns = "kind, subject, sheet, verdict, revision, seq"
    holds = (
        f"SELECT {columns} FROM events e WHERE revision ="
        " (SELECT max(f.revision) FROM events f WHERE f.kind = e.kind AND f.subject = e.subject)"
    )
    said = f"SELECT {columns} FROM latest"
    found = db.execute(
        f"SELECT subject FROM (SELECT * FROM ({holds}) EXCEPT {said}) UNION SELECT subject FROM ({said} EXCEPT {holds})"
    )
    return tuple(subject for (subject,) in found.fetchall())


def _place_row(db: Database, decision: Decision) -> None:
    """A row that a person added has its place among the rows; one that the machine read keeps what was read."""
    db.execute(
        "INSERT INTO rows (id, sheet, row, state, signed, confidence, added) VALUES (?, ?, ?, 'filled', 1, 0, 1) ON CONFLICT DO NOTHING",
        [decision.id, decision.sheet, decision.row],
    )


def head(db: Database) -> Head:
    """The end of the chain."""
    found = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head(0, _BEGINNING)


def _commitment(salt: bytes, body: str) -> str:
    return hmac.new(salt, body.encode(), hashlib.sha256).hexdigest()


def _hash(*parts: str | int) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
