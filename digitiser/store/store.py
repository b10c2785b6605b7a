"""Opening a store, and what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from digitiser.errors import StoreError
from digitiser.store.decisions import Decisions
from digitiser.store.events import Head
from digitiser.store.outlines import Outlines
from digitiser.store.pictures import Pictures
from digitiser.store.problems import Problems
from digitiser.store.readings import Readings
from digitiser.store.schema import bring_up_to_date
from digitiser.store.signatures import Serials, Signatures
from digitiser.store.vault import Vault, exists, open_vault
from digitiser.store.work import Work

__all__ = ["Integrity", "Store", "default_folder", "exists", "open_store"]


@dataclass(frozen=True)
class Integrity:
    """What a look through the whole store found; `faults` is empty when it is sound. `head` is the receipt of this moment."""

    head: Head
    faults: tuple[str, ...]


class Store:
    """One open store. Threads may share it; it is a context manager."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.folder = vault.folder
        self.readings = Readings(vault)
        self.pictures = Pictures(vault)
        self.problems = Problems(vault)
        self.decisions = Decisions(vault)
        self.outlines = Outlines(vault)
        self.signatures = Signatures(vault)
        self.serials = Serials(vault)
        self.work = Work(vault)
        with vault.reading() as db:
            self.is_demo = bool(db.execute("SELECT 1 FROM about WHERE key = 'demo'").fetchone())

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._vault.close()

    def verify(self, receipt: Head | None = None) -> Integrity:
        """Looks through the file, the chain of events (against a receipt, where there is one) and the signatures that follow from it."""
        faults = list(self._vault.check())
        broken = self.decisions.broken(receipt)
        if broken:
            faults.append(broken)
        faults += [f"what holds of {subject} does not follow from the events" for subject in self.decisions.stale()]
        faults += [f"signature {key} does not follow from what people decided" for key in self.signatures.unfounded()]
        return Integrity(self.decisions.head(), tuple(faults))


def default_folder() -> Path:
    """DIGITISER_STORE where it is set, else the place that the system has for a user's data."""
    chosen = os.environ.get("DIGITISER_STORE")
    return Path(chosen) if chosen else platformdirs.user_data_path("digitiser", appauthor=False) / "store"


def open_store(folder: Path | None = None, *, demo: Iterable[str] | None = None) -> Store:
    """Opens the store in `folder` (the default one where None); where there is none, makes one.

    `demo`: the SHA-256 of the sample scans. A store that is made with it is a demo store for ever and takes nothing else; later calls
    bring its list up to date. StoreError where a store is there and cannot be opened, or where a store of real sheets should become a demo.
    """
    folder = folder or default_folder()
    vault = open_vault(folder, bring_up_to_date)
    try:
        if demo is not None:
            _make_demo(vault, set(demo))
        return Store(vault)
    except BaseException:
        vault.close()
        raise


def _make_demo(vault: Vault, samples: set[str]) -> None:
    with vault.writing() as db:
        is_demo = bool(db.execute("SELECT 1 FROM about WHERE key = 'demo'").fetchone())
        empty = not db.execute("SELECT 1 FROM scans UNION ALL SELECT 1 FROM issued").fetchone()
        if not is_demo and not empty:
            raise StoreError(
                f"The store {vault.folder} holds real sheets: it cannot become the demo store.",
                "Choose another folder with --store or DIGITISER_STORE.",
            )
        db.table("about").upsert({"key": "demo", "value": "invented people only"}, pk="key")
        db.table("demo_scans").insert_all(({"sha256": sample} for sample in sorted(samples)), pk="sha256", ignore=True)
