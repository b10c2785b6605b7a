"""The pictures by which people decide: one of each row, and a reduced one of each sheet. Nothing of them lies outside the store."""

from __future__ import annotations

import cv2
import numpy as np

from digitiser.errors import StoreError
from digitiser.model import row_id
from digitiser.settings import ROW_PICTURE_BYTES
from digitiser.store.vault import Database, Vault


class Pictures:
    """The pictures of a store, JPEG."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def row(self, sheet: str, row: int) -> bytes | None:
        """A row, from the picture that shows it best; None for one without (a row that a person added)."""
        shown_from = "SELECT coalesce(picture || '-' || row, id) FROM rows WHERE id = ?"
        return self._one(f"SELECT jpeg FROM row_pictures WHERE row = ({shown_from})", row_id(sheet, row))

    def sheet(self, sheet: str) -> bytes | None:
        """A sheet, reduced, or the page on which none was found."""
        return self._one("SELECT jpeg FROM sheet_pictures WHERE sheet = ?", sheet)

    def _one(self, sql: str, key: str) -> bytes | None:
        with self._vault.reading() as db:
            found = db.execute(sql, [key]).fetchone()
        return bytes(found[0]) if found else None


def keep_row(db: Database, row: str, jpeg: bytes) -> None:
    """The picture of a row (by its id) instead of the one before. StoreError for what is no picture."""
    db.table("row_pictures").upsert({"row": row, "jpeg": _small_enough(jpeg)}, pk="row")


def keep_sheet(db: Database, sheet: str, jpeg: bytes) -> None:
    """The picture of a sheet instead of the one before."""
    db.table("sheet_pictures").upsert({"sheet": sheet, "jpeg": jpeg}, pk="sheet")


def _small_enough(jpeg: bytes) -> bytes:
    """The picture in at most ROW_PICTURE_BYTES: coarser, then smaller, where it has to be."""
    if len(jpeg) <= ROW_PICTURE_BYTES:
        return jpeg
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise StoreError("The picture of a row is no picture.", "This is a fault of the program: please report it.")
    while True:
        for quality in (80, 60, 40):
            small = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
            if len(small) <= ROW_PICTURE_BYTES:
                return small
        image = cv2.resize(image, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
