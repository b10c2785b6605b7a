"""Who works on what: leases on rows, the groups that are left, and how attentive people are. Nothing here is a decision."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from digitiser.groups import least_confidence
from digitiser.model import Cell, Group, SettledCell
from digitiser.settings import ACCURACY_TARGET, GROUP_CAUGHT, LEASE_SECONDS
from digitiser.store.cells import View, groups, settled, waiting
from digitiser.store.vault import Database, Vault, query

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

    def lease(self, rows: Iterable[str], who: str, seconds: float = LEASE_SECONDS) -> frozenset[str]:
        """Keeps these rows for `who`; returns those that were free or theirs already. What they had before is free again."""
        rows, now = list(rows), time.time()
        with self._vault.writing() as db:
            db.execute("DELETE FROM leases WHERE who = ? OR until <= ?", [who, now])
            taken = {subject for (subject,) in db.execute("SELECT subject FROM leases").fetchall()}
            ours = [row for row in dict.fromkeys(rows) if row not in taken]
            db.table("leases").insert_all(
                ({"subject": row, "who": who, "until": now + seconds} for row in ours), pk="subject"
            )
        return frozenset(ours)

    def leased(self, who: str) -> frozenset[str]:
        """The rows that others have before them now."""
        with self._vault.reading() as db:
            found = db.execute("SELECT subject FROM leases WHERE who != ? AND until > ?", [who, time.time()]).fetchall()
        return frozenset(subject for (subject,) in found)

    def groups(self, who: str) -> tuple[Group, ...]:
        """The groups that are left for `who`, the largest first."""
        with self._vault.reading() as db:
            return groups(db, self._view(db, who))

    def next_cells(self, group: Group, who: str, most: int) -> tuple[Cell, ...]:
        """The next cells of a group, leased to `who`; none that another person has before them."""
        with self._vault.reading() as db:
            found = waiting(db, group, self._view(db, who), most)
        ours = self.lease((cell.row_id for cell in found), who)
        return tuple(cell for cell in found if cell.row_id in ours)

    def settled_cells(self, group: Group, most: int = 40) -> tuple[SettledCell, ...]:
        """Cells of accepted rows, at random, from which wrong crops for the group may be taken."""
        with self._vault.reading() as db:
            return settled(db, group, most)

    def looked(self, who: str, attention: Attention) -> None:
        """A person confirmed a screen, or was told what passed."""
        with self._vault.writing() as db:
            db.execute(
                "INSERT INTO attention (at, who, shown, planted, caught, seconds) VALUES (datetime('now'), ?, ?, ?, ?, ?)",
                [who, attention.shown, attention.planted, attention.caught, attention.seconds],
            )

    def attention(self, who: str) -> Attention:
        """All that a reviewer did in groups."""
        with self._vault.reading() as db:
            return query(db, Attention, _SUMS + " WHERE who = ?", [who])[0]

    def accuracy_target(self) -> float:
        """The share of values in the store that staff want to be right."""
        with self._vault.reading() as db:
            return _target(db)

    def choose_accuracy(self, target: float) -> None:
        """Staff chose another share, 0.9 to 0.9999."""
        with self._vault.writing() as db:
            value = str(min(max(target, 0.9), 0.9999))
            db.table("about").upsert({"key": "accuracy_target", "value": value}, pk="key")

    def _view(self, db: Database, who: str) -> View:
        all_people = query(db, Attention, _SUMS)[0]
        caught = (all_people.caught + GROUP_CAUGHT * _PLANTED_BEFORE) / (all_people.planted + _PLANTED_BEFORE)
        return View(who, time.time(), least_confidence(_target(db), caught))


_SUMS = (
    "SELECT coalesce(sum(shown), 0) AS shown, coalesce(sum(planted), 0) AS planted, coalesce(sum(caught), 0) AS caught,"
    " coalesce(sum(seconds), 0) AS seconds FROM attention"
)


def _target(db: Database) -> float:
    found = db.execute("SELECT value FROM about WHERE key = 'accuracy_target'").fetchone()
    return float(found[0]) if found else ACCURACY_TARGET
