"""The sheets of a scan into the store, each as soon as it is read: the one way, from the command line and from the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digitiser.layouts import Layout
from digitiser.pipeline import ReadSheet
from digitiser.store import Store


def keep(store: Store, sha256: str, sheets: Iterable[ReadSheet]) -> None:
    """Keeps every sheet of the scan of this digest with its pictures and its ink, then says that the scan was read as a whole.

    A stranger's sheet that is printed like one whose columns a person named has those columns.
    """
    kept: list[str] = []
    layouts = store.outlines.layouts()
    for read in sheets:
        sheet = _as_named(read, layouts) if layouts else read
        pictures = {picture.index: picture.jpeg for picture in sheet.pictures}
        store.readings.save(sheet.reading, pictures, sheet.picture, sheet.inks)
        kept.append(sheet.reading.id)
    store.readings.finish(sha256, tuple(kept))


def _as_named(read: ReadSheet, layouts: Sequence[Layout]) -> ReadSheet:
    from digitiser.mending import as_named  # brings all the engines with it, and few stores have such sheets

    return as_named(read, layouts)
