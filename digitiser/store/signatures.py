"""What came of it: the checked signatures; and the serials that were printed, so that sheets which never came back can be named."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from digitiser.model import IssuedSerial, Signature
from digitiser.store.vault import Vault, query


class Signatures:
    """The checked signatures. They follow from the decisions; `merge` says which."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> tuple[Signature, ...]:
        """In the order of their sheets and rows."""
        with self._vault.reading() as db:
            found = db.execute(
                "SELECT g.signature FROM signatures g JOIN sheets s ON s.id = g.sheet ORDER BY s.arrived, s.page, s.number, g.row"
            ).fetchall()
        return tuple(msgspec.json.decode(text, type=Signature) for (text,) in found)

    def by_country(self) -> tuple[tuple[str, int], ...]:
        """(ISO code, number) from most to fewest; the empty code counts signatures without a country."""
        with self._vault.reading() as db:
            found = db.execute(
                "SELECT country, count(*) FROM signatures GROUP BY country ORDER BY 2 DESC, 1"
            ).fetchall()
        return tuple((country, number) for country, number in found)

    def change(self, put: Iterable[Signature], remove: Iterable[str]) -> None:
        """Adds or replaces the signatures, and takes away those of the given ids: all of it, or nothing."""
        with self._vault.writing() as db:
            db.conn.executemany("DELETE FROM signatures WHERE id = ?", [(key,) for key in remove])
            db.table("signatures").upsert_all(map(_record, put), pk="id")

    def unfounded(self) -> tuple[str, ...]:
        """Ids of signatures that no decision of their revision accepts with these values: an old page of the file came back, or a fault."""
        with self._vault.reading() as db:
            found = db.execute(
                "SELECT g.id, g.signature, e.body FROM signatures g LEFT JOIN events e"
                " ON e.kind = 'row' AND e.subject = g.id AND e.revision = g.revision AND e.verdict = 'accepted'"
            ).fetchall()
        return tuple(key for key, text, body in found if body is None or _values(text) != _values(body))


class Serials:
    """The numbered sheets that were printed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def issue(self, serials: Iterable[IssuedSerial]) -> None:
        """Records printed sheets, all or none; a serial that was issued before is refused (sqlite3.IntegrityError: they are random)."""
        with self._vault.writing() as db:
            for issued in serials:
                entry = {
                    "form": issued.form,
                    "language": issued.language,
                    "issued_to": issued.issued_to,
                    "at": issued.at,
                }
                db.table("issued").insert({"serial": issued.serial, **entry})

    def all(self) -> tuple[IssuedSerial, ...]:
        """In the order of issue, each with whether a sheet of that serial is in the store."""
        sql = "SELECT *, EXISTS (SELECT 1 FROM sheets s WHERE s.serial = issued.serial) AS returned FROM issued ORDER BY rowid"
        with self._vault.reading() as db:
            return query(db, IssuedSerial, sql)


def _record(signature: Signature) -> dict[str, str | int | None]:
    return {
        "id": signature.id,
        "scan": signature.scan,
        "sheet": signature.sheet,
        "serial": signature.serial,
        "row": signature.row,
        "revision": signature.revision,
        "country": signature.value("country"),
        "signature": msgspec.json.encode(signature).decode(),
    }


def _values(text: str) -> object:
    return msgspec.json.decode(text)["values"]
