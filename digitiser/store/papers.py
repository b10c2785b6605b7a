"""Several pictures of one paper: which sheets are that, which of them stands for the paper, and where each of its rows is shown from.

All of it follows from what was read (the ink of the rows) and from what people decided, in whatever order it came; only which of equal
pictures stands for the paper goes by arrival. Nothing is deleted: the other pictures are sheets of the store whose rows do not count.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from digitiser.errors import StoreError
from digitiser.model import Row, SheetReading, row_id
from digitiser.store.cells import write_cells
from digitiser.store.vault import Database
from digitiser.twins import RowInk, Seal, may_be_alike, relation, seal

_NAMED = {"different": "copied_blank", "copied": "copied"}
_NO_PERSON = (
    "NOT EXISTS (SELECT 1 FROM newest n WHERE n.kind = 'sheet' AND n.subject = {sheet} AND n.verdict != 'same_again')"
)


def keep_ink(db: Database, sheet: str, inks: Sequence[RowInk]) -> None:
    """The ink of a sheet's rows, and what it is to the sheets that it may be another picture of: those with its serial, or, where one of
    the two has none, those whose ink is nearly alike.
    """
    db.table("inks").upsert(
        {"sheet": sheet, "rows": _packed(inks), "seal": msgspec.msgpack.encode(seal(inks))}, pk="sheet"
    )
    db.execute("DELETE FROM likenesses WHERE one = :sheet OR other = :sheet", {"sheet": sheet})
    for other in _candidates(db, sheet, seal(inks)):
        found = relation(inks, _unpacked(db, other))
        if found in ("same", "copied") or (found == "different" and _serial(db, sheet) == _serial(db, other)):
            one, two = sorted((sheet, other))
            db.table("likenesses").insert({"one": one, "other": two, "relation": found})


def regroup(db: Database, sheet: str) -> None:
    """Brings the paper of a sheet up to date: which sheets are pictures of it, and where its rows are shown from."""
    touched = _alike(db, sheet) | {sheet}
    for member in sorted(touched):
        together = "SELECT sheet FROM papers WHERE head = (SELECT head FROM papers WHERE sheet = ?)"
        touched |= {other for (other,) in db.execute(together, [member]).fetchall()}
    touched = set[str]().union(*({other} | _alike(db, other) for other in touched))
    for member in sorted(touched):
        db.execute("DELETE FROM papers WHERE sheet = ?", [member])
    while touched:
        paper = _alike(db, min(touched)) or {min(touched)}
        touched -= paper | {min(touched)}
        pictures = _in_order(db, paper)
        if len(pictures) > 1 and not _contradict(db, paper):
            db.table("papers").upsert_all(
                ({"sheet": picture.id, "head": pictures[0].id} for picture in pictures), pk="sheet"
            )
            _show(db, pictures[0], pictures)
            pictures = pictures[1:]
        for picture in pictures:
            _show(db, picture, (picture,))


def shown(db: Database, sheet: str) -> SheetReading | None:
    """A sheet's reading, each row as the picture has it from which it is shown; None where there is no such sheet."""
    own = stored(db, sheet)
    if own is None:
        return None
    taken = db.execute("SELECT row, picture FROM rows WHERE sheet = ? AND picture IS NOT NULL", [sheet]).fetchall()
    others = {other: reading for other in {other for _, other in taken} if (reading := stored(db, other))}
    rows = {row.index: row for row in own.rows}
    for index, other in taken:
        for row in others[other].rows if other in others else ():
            if row.index == index:
                rows[index] = replace(row, picture=other)
    return replace(own, rows=tuple(rows[index] for index in sorted(rows)))


def stored(db: Database, sheet: str) -> SheetReading | None:
    """A sheet's reading as its own picture has it."""
    found = db.execute("SELECT reading FROM sheets WHERE id = ?", [sheet]).fetchone()
    return msgspec.json.decode(found[0], type=SheetReading) if found else None


def required(reading: SheetReading | None, sheet: str) -> SheetReading:
    """What was found; StoreError where that is nothing."""
    if reading is None:
        raise StoreError(
            f"There is no sheet {sheet} in the store.", "Look at the list of sheets: it may have been read again."
        )
    return reading


def best(rows: Mapping[str, Row]) -> str:
    """Of the same row in several pictures (by sheet), the sheet that shows it best: one with writing before one without, for a paper is
    signed between two pictures and a thumb hides ink but adds none; then the better picture, then the surer reading.
    """
    return max(sorted(rows), key=lambda s: (rows[s].state != "empty", round(rows[s].quality, 1), rows[s].confidence))


def problem_codes(db: Database, sheet: str) -> tuple[str, ...]:
    """What is to be said of a sheet that has another's serial, or some of its rows, and is not the same paper: said of the later one."""
    sql = (
        "SELECT DISTINCT l.relation FROM likenesses l JOIN sheets s ON s.id = :sheet"
        " JOIN sheets o ON o.id = CASE l.one WHEN :sheet THEN l.other ELSE l.one END"
        " WHERE :sheet IN (l.one, l.other) AND l.relation != 'same' AND (o.arrived, o.page, o.number) < (s.arrived, s.page, s.number)"
    )
    return tuple(sorted(_NAMED[found] for (found,) in db.execute(sql, {"sheet": sheet}).fetchall()))


def forget(db: Database, sheet: str) -> None:
    """The sheet goes: what followed from its ink goes before."""
    db.execute("DELETE FROM likenesses WHERE one = :sheet OR other = :sheet", {"sheet": sheet})
    db.execute("DELETE FROM inks WHERE sheet = ?", [sheet])
    regroup(db, sheet)
    db.execute("DELETE FROM papers WHERE sheet = ?", [sheet])


def _candidates(db: Database, sheet: str, mine: Seal) -> tuple[str, ...]:
    serial = _serial(db, sheet)
    sql = "SELECT i.sheet, i.seal, s.serial IS NOT NULL AND s.serial IS ? FROM inks i JOIN sheets s ON s.id = i.sheet WHERE i.sheet != ?"
    others = db.execute(
        f"{sql} AND (s.serial IS NULL OR ? IS NULL OR s.serial = ?)", [serial, sheet, serial, serial]
    ).fetchall()
    seals = {other: msgspec.msgpack.decode(found, type=Seal) for other, found, same in others if not same}
    return tuple(other for other, _, same in others if same) + may_be_alike(mine, seals)


def _alike(db: Database, sheet: str) -> set[str]:
    """The sheets of the same ink, over any number of steps, `sheet` among them; none of which a person said what it is, but the same."""
    found, ahead = set[str](), {sheet}
    sql = (
        "SELECT CASE one WHEN :sheet THEN other ELSE one END AS s FROM likenesses"
        f" WHERE :sheet IN (one, other) AND relation = 'same' AND {_NO_PERSON.format(sheet='s')}"
    )
    free = f"SELECT 1 FROM sheets s WHERE s.id = ? AND {_NO_PERSON.format(sheet='s.id')}"
    while ahead:
        here = ahead.pop()
        if here in found or not db.execute(free, [here]).fetchone():
            continue
        found.add(here)
        ahead |= {s for (s,) in db.execute(sql, {"sheet": here}).fetchall()} - found
    return found


def _contradict(db: Database, paper: Iterable[str]) -> bool:
    """Whether two of the sheets are not the same paper, though a third is like both: then a person looks at them all."""
    wanted = msgspec.json.encode(sorted(paper)).decode()
    inside = "IN (SELECT value FROM json_each(:paper))"
    sql = f"SELECT 1 FROM likenesses WHERE relation != 'same' AND one {inside} AND other {inside}"
    return bool(db.execute(sql, {"paper": wanted}).fetchone())


def _in_order(db: Database, paper: Iterable[str]) -> list[SheetReading]:
    """The first stands for the paper: one on which people decided, else the one that came first; none that a person said came again."""
    sql = (
        "SELECT s.id FROM sheets s WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY"
        " EXISTS (SELECT 1 FROM newest n WHERE n.kind = 'sheet' AND n.subject = s.id AND n.verdict = 'same_again'),"
        " NOT EXISTS (SELECT 1 FROM events e WHERE e.sheet = s.id AND e.kind IN ('row', 'field')), s.arrived, s.page, s.number"
    )
    ids = db.execute(sql, [msgspec.json.encode(sorted(paper)).decode()]).fetchall()
    return [reading for (sheet,) in ids if (reading := stored(db, sheet)) is not None]


def _show(db: Database, sheet: SheetReading, pictures: Sequence[SheetReading]) -> None:
    """The rows of a sheet, each from the best of the pictures. Rows of which a person has spoken stay as they were seen then."""
    spoken = {row for (row,) in db.execute(
        "SELECT r.row FROM rows r JOIN events e ON e.sheet = r.sheet WHERE r.sheet = ? AND (e.subject = r.id"
        " OR (e.subject > r.id || '/' AND e.subject < r.id || '0'))", [sheet.id],
    ).fetchall()}  # fmt: skip
    by_index = _by_index(sheet, pictures)
    gone = [row_id(sheet.id, row) for (row,) in db.execute(
        "SELECT row FROM rows WHERE sheet = ? AND added = 0", [sheet.id]
    ).fetchall() if row not in spoken and row not in by_index]  # fmt: skip
    for key in gone:
        db.execute("DELETE FROM cells WHERE row = ?", [key])
        db.execute("DELETE FROM row_pictures WHERE row = ?", [key])
        db.execute("DELETE FROM rows WHERE id = ?", [key])
    for index in sorted(by_index.keys() - spoken):
        source = best(by_index[index])
        row = by_index[index][source]
        entry = {
            "id": row_id(sheet.id, index), "sheet": sheet.id, "row": index, "state": row.state, "signed": row.signed,
            "confidence": row.confidence, "added": 0, "picture": None if source == sheet.id else source,
        }  # fmt: skip
        db.table("rows").upsert(entry, pk="id")
    totals = [picture.control_total for picture in (sheet, *pictures) if picture.control_total is not None]
    db.execute("UPDATE sheets SET control_total = ? WHERE id = ?", [totals[0] if totals else None, sheet.id])
    write_cells(db, shown(db, sheet.id) or sheet)


def _by_index(sheet: SheetReading, pictures: Sequence[SheetReading]) -> dict[int, dict[str, Row]]:
    """Each row of a sheet as its pictures have it. An entry over two printed rows is compared with the same entry only, and its second row
    is none of its own: else a name would go with it.
    """
    own = {row.index: row.printed_rows for row in sheet.rows}
    inside = {index for printed in own.values() for index in printed}
    found: dict[int, dict[str, Row]] = {}
    for picture in pictures:
        for row in picture.rows:
            fits = own[row.index] == row.printed_rows if row.index in own else not inside & set(row.printed_rows)
            if fits:
                found.setdefault(row.index, {})[picture.id] = row
    return found


def _serial(db: Database, sheet: str) -> str | None:
    found: str | None = db.execute("SELECT serial FROM sheets WHERE id = ?", [sheet]).fetchone()[0]
    return found


def _packed(inks: Sequence[RowInk]) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(tuple(inks)))


def _unpacked(db: Database, sheet: str) -> tuple[RowInk, ...]:
    (packed,) = db.execute("SELECT rows FROM inks WHERE sheet = ?", [sheet]).fetchone()
    return msgspec.msgpack.decode(zlib.decompress(packed), type=tuple[RowInk, ...])
