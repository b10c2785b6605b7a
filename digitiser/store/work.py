"""Who works on what: leases on rows, the groups that are left, and how attentive people are. Nothing here is a decision."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from digitiser.groups import GroupScreen, Outcome, least_confidences, mean_confidence
from digitiser.model import Cell, Group, SettledCell, as_json
from digitiser.settings import ACCURACY_TARGET, GROUP_CAUGHT, LEASE_SECONDS, LOCK_MINUTES, SECOND_SHARE
from digitiser.store.cells import View, confidences, groups, how_many, settled, waiting
from digitiser.store.outlines import EYES
from digitiser.store.vault import Database, Vault, query

_REMEMBERED = 1000  # screens of which the outcome stays, for the way back: more than a sitting has
_STEPS = 200  # of the mean confidence: not every planted crop that is seen has all cells gone through anew
_PLANTED_BEFORE = 50  # what GROUP_CAUGHT weighs against the crops that people have seen


@dataclass(frozen=True)
class Attention:
    """What one reviewer did in groups: crops looked at, wrong ones planted among them and seen, and the seconds it took."""

    shown: int
    planted: int
    caught: int
    seconds: float


class Work:
    """The work that is left and who has it before them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._least: tuple[tuple[int, float], tuple[tuple[str, float], ...]] | None = (
            None  # for so many cells and this mean
        )

    def lease(self, rows: Iterable[str], who: str, seconds: float = LEASE_SECONDS) -> frozenset[str]:
        """Keeps these rows for `who`, or keeps them longer; returns those that no other person has."""
        now = time.time()
        with self._vault.writing() as db:
            db.execute("DELETE FROM leases WHERE until <= ?", [now])
            others = {
                subject for (subject,) in db.execute("SELECT subject FROM leases WHERE who != ?", [who]).fetchall()
            }
            ours = [row for row in dict.fromkeys(rows) if row not in others]
            db.table("leases").upsert_all(
                ({"subject": row, "who": who, "until": now + seconds} for row in ours), pk="subject"
            )
        return frozenset(ours)

    def release(self, who: str, rows: Iterable[str] | None = None) -> None:
        """`who` is done with these rows, or with all."""
        with self._vault.writing() as db:
            if rows is None:
                db.execute("DELETE FROM leases WHERE who = ?", [who])
            for row in rows or ():
                db.execute("DELETE FROM leases WHERE who = ? AND subject = ?", [who, row])

    def leased(self, who: str) -> frozenset[str]:
        """The rows that others have before them now."""
        with self._vault.reading() as db:
            found = db.execute("SELECT subject FROM leases WHERE who != ? AND until > ?", [who, time.time()]).fetchall()
        return frozenset(subject for (subject,) in found)

    def groups(self, who: str) -> tuple[Group, ...]:
        """The groups that are left for `who`, the largest first."""
        with self._vault.reading() as db:
            return groups(db, self._view(db, who))

    def next_cells(self, group: Group, who: str, most: int, skip: Collection[str] = ()) -> tuple[Cell, ...]:
        """The next cells of a group, leased to `who`: none that another person has before them, none of `skip` (cell ids)."""
        with self._vault.reading() as db:
            found = waiting(db, group, self._view(db, who), most + len(skip))
        found = tuple(cell for cell in found if cell.id not in skip)[:most]
        ours = self.lease((cell.row_id for cell in found), who)
        return tuple(cell for cell in found if cell.row_id in ours)

    def show(self, key: str, who: str, screen: GroupScreen) -> None:
        """A screen is before `who`, under this id; of the earlier ones that are done the last few stay."""
        with self._vault.writing() as db:
            done = "SELECT id FROM glances WHERE who = ? AND outcome IS NOT NULL ORDER BY rowid DESC LIMIT -1 OFFSET ?"
            db.execute(f"DELETE FROM glances WHERE id IN ({done})", [who, _REMEMBERED])
            db.table("glances").insert({"id": key, "who": who, "screen": as_json(screen).decode(), "outcome": None})

    def shown(self, key: str) -> GroupScreen | None:
        """The screen of this id."""
        with self._vault.reading() as db:
            found = db.execute("SELECT screen FROM glances WHERE id = ?", [key]).fetchone()
        return msgspec.json.decode(found[0], type=GroupScreen) if found else None

    def outcome(self, key: str) -> Outcome | None:
        """What became of the screen of this id, where somebody has looked at it."""
        with self._vault.reading() as db:
            found = db.execute("SELECT outcome FROM glances WHERE id = ?", [key]).fetchone()
        return msgspec.json.decode(found[0], type=Outcome) if found and found[0] else None

    def look_again(self, key: str) -> None:
        """What was said of the screen of this id was taken back: it may be said anew."""
        with self._vault.writing() as db:
            db.execute("UPDATE glances SET outcome = NULL WHERE id = ?", [key])

    def settled_cells(self, group: Group, most: int = 40) -> tuple[SettledCell, ...]:
        """Cells of accepted rows, at random, from which wrong crops for the group may be taken."""
        with self._vault.reading() as db:
            return settled(db, group, most)

    def looked(self, key: str, outcome: Outcome, who: str, attention: Attention | None) -> None:
        """A person confirmed the screen of this id, or was told what passed; `attention` None where it was looked at before."""
        with self._vault.writing() as db:
            db.execute("UPDATE glances SET outcome = ? WHERE id = ?", [as_json(outcome).decode(), key])
            if attention is None:
                return
            db.execute(
                "INSERT INTO attention (at, who, shown, planted, caught, seconds) VALUES (datetime('now'), ?, ?, ?, ?, ?)",
                [who, attention.shown, attention.planted, attention.caught, attention.seconds],
            )

    def attention(self, who: str) -> Attention:
        """All that a reviewer did in groups."""
        with self._vault.reading() as db:
            return query(db, Attention, _SUMS + " WHERE who = ?", [who])[0]

    def second_readings(self, who: str) -> tuple[str, ...]:
        """Ids of rows that another person settled, for a second pair of eyes and not read again yet.

        Those that a person added or outlined always, unless two people have seen them as they lie now; of the others some, by lot.
        """
        drawn = "SELECT l.subject, r.added FROM latest l JOIN rows r ON r.id = l.subject WHERE l.kind = 'row' AND l.verdict != 'reopened'"
        sql = (
            "SELECT n.subject FROM json_each(:drawn) j JOIN newest n ON n.kind = 'row' AND n.subject = j.value"
            " JOIN rows r ON r.id = n.subject JOIN standings t ON t.sheet = n.sheet"
            f" WHERE t.standing = 'counted' AND json_extract(n.body, '$.who') != :who AND NOT (r.added AND {EYES.format(row='r.id')} >= 2)"
            " AND NOT EXISTS (SELECT 1 FROM latest d WHERE d.kind IN ('agreed', 'disputed') AND d.subject = n.subject"
            " AND d.revision = n.revision)"
            " AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.subject = n.subject AND l.who != :who AND l.until > :now) ORDER BY n.seq"
        )
        with self._vault.reading() as db:
            share = _second_share(db)
            rows = [row for row, added in db.execute(drawn).fetchall() if added or drawn_by_lot(row, share)]
            found = db.execute(sql, {"drawn": json.dumps(rows), "who": who, "now": time.time()}).fetchall()
        return tuple(row for (row,) in found)

    def second_share(self) -> float:
        """The share of the settled rows that is read again by somebody else."""
        with self._vault.reading() as db:
            return _second_share(db)

    def choose_second_share(self, share: float) -> None:
        """Staff chose which share of the settled rows is read again by somebody else, 0 to 1."""
        with self._vault.writing() as db:
            db.table("about").upsert({"key": "second_share", "value": str(min(max(share, 0.0), 1.0))}, pk="key")

    def agreement(self, who: str) -> tuple[int, int]:
        """Of the rows that `who` settled or read again: how many two people read, and on how many of those they agreed."""
        sql = (
            "SELECT d.kind FROM events d JOIN events f ON f.kind = 'row' AND f.subject = d.subject AND f.revision = d.revision"
            " WHERE d.kind IN ('agreed', 'disputed') AND (json_extract(d.body, '$.who') = :who OR json_extract(f.body, '$.who') = :who)"
        )
        with self._vault.reading() as db:
            kinds = [kind for (kind,) in db.execute(sql, {"who": who}).fetchall()]
        return len(kinds), kinds.count("agreed")

    def accuracy_target(self) -> float:
        """The share of values in the store that staff want to be right."""
        with self._vault.reading() as db:
            return float(_about(db, "accuracy_target", ACCURACY_TARGET))

    def choose_accuracy(self, target: float) -> None:
        """Staff chose another share, 0.9 to 0.9999."""
        with self._vault.writing() as db:
            value = str(min(max(target, 0.9), 0.9999))
            db.table("about").upsert({"key": "accuracy_target", "value": value}, pk="key")

    def lock_minutes(self) -> float:
        """After how many minutes without a key the screen is locked; 0: never."""
        with self._vault.reading() as db:
            return float(_about(db, "lock_minutes", LOCK_MINUTES))

    def choose_lock_minutes(self, minutes: float) -> None:
        """Staff chose after how many minutes without a key the screen is locked; 0: never."""
        with self._vault.writing() as db:
            db.table("about").upsert({"key": "lock_minutes", "value": str(max(minutes, 0.0))}, pk="key")

    def _view(self, db: Database, who: str) -> View:
        all_people = query(db, Attention, _SUMS)[0]
        caught = (all_people.caught + GROUP_CAUGHT * _PLANTED_BEFORE) / (all_people.planted + _PLANTED_BEFORE)
        mean = mean_confidence(float(_about(db, "accuracy_target", ACCURACY_TARGET)), caught)
        now = how_many(db), math.ceil(mean * _STEPS - 1e-6) / _STEPS
        if self._least is None or self._least[0] != now:
            self._least = now, least_confidences(confidences(db), now[1])
        return View(who, time.time(), self._least[1])


_SUMS = (
    "SELECT coalesce(sum(shown), 0) AS shown, coalesce(sum(planted), 0) AS planted, coalesce(sum(caught), 0) AS caught,"
    " coalesce(sum(seconds), 0) AS seconds FROM attention"
)


def drawn_by_lot(row: str, share: float) -> bool:
    """Whether the row is one of the `share` that is read again: always the same ones, on every laptop."""
    return int.from_bytes(hashlib.sha256(row.encode()).digest()[:4], "big") < share * 2**32


def _second_share(db: Database) -> float:
    return float(_about(db, "second_share", SECOND_SHARE))


def _about(db: Database, key: str, otherwise: float) -> str | float:
    found = db.execute("SELECT value FROM about WHERE key = ?", [key]).fetchone()
    return str(found[0]) if found else otherwise
