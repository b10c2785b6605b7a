"""The capture screen without a browser: what becomes of a file that is dropped, and which printed sheets are still out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitiser.model import IssuedSerial
from digitiser.screens.language import speaking
from digitiser.screens.taking import missing, take
from digitiser.serials import spoken
from digitiser.store import Store, open_store

SAMPLES = Path(__file__).parent.parent / "sample_scans"
STALL = SAMPLES / "own-fr-stall.pdf"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened, speaking("en"):
        yield opened


def test_a_dropped_file_is_read_kept_and_said_to_be_known_when_it_comes_again(store: Store) -> None:
    data = STALL.read_bytes()
    first = take(store, STALL.name, data)
    assert first.sheets
    assert not first.known
    assert store.readings.has_scan(hashlib.sha256(data).hexdigest())
    for sheet in first.sheets:
        rows = store.readings.sheet(sheet.id).rows
        assert sheet.signatures == sum(row.state == "filled" and row.signed is not False for row in rows)
        assert all(
            0 <= left < right <= 1 and 0 <= top < bottom <= 1
            for left, top, right, bottom in (r.box for r in sheet.rows)
        )
    assert first.sheets[0].foot == store.readings.sheet(first.sheets[0].id).control_total
    again = take(store, "another name.pdf", data)
    assert again.known
    assert again.sheets == first.sheets


def test_a_picture_without_a_sheet_is_kept_for_a_person_and_to_be_taken_again(store: Store) -> None:
    table = np.full((900, 700, 3), (60, 90, 130), np.uint8)
    taken = take(store, "table.png", cv2.imencode(".png", table)[1].tobytes())
    (nothing,) = taken.sheets
    assert nothing.again
    assert nothing.advice == ("No petition sheet was found on this page. If it is one, type its rows by hand.",)


@pytest.mark.parametrize(("data", "words"), [(b"", "empty"), (b"hello", "no PDF"), (b"%PDF-1.4 cut off", "Damaged")])
def test_what_is_no_picture_is_refused_in_words_and_nothing_is_kept(store: Store, data: bytes, words: str) -> None:
    taken = take(store, "strange.pdf", data)
    assert words in taken.refused
    assert taken.sheets == ()
    assert store.readings.sheets() == ()


def test_the_demo_store_takes_samples_only(tmp_path: Path) -> None:
    with open_store(tmp_path / "demo", demo=["0" * 64]) as store, speaking("fr"):
        taken = take(store, STALL.name, STALL.read_bytes())
    assert taken.refused == "Ceci est la base de démonstration : elle n’accepte que les scans d’exemple."


def test_printed_sheets_that_are_out_are_listed_by_place_and_come_off_the_list(store: Store) -> None:
    serials = {"lyon": ["7K2Q94M1", "7K2Q94N3"], "rabat": ["7K2Q94P5"]}
    sheet = take(store, STALL.name, STALL.read_bytes()).sheets[0]
    back = store.readings.sheet(sheet.id).serial
    assert back
    store.serials.issue(
        IssuedSerial(serial, "A4", "fr", place, "2026-11-01")
        for place, printed in (serials | {"rabat": [*serials["rabat"], back]}).items()
        for serial in printed
    )
    assert [(place.issued_to, len(place.serials), place.issued) for place in missing(store)] == [
        ("lyon", 2, 2),
        ("rabat", 1, 2),
    ]
    assert spoken(back) not in [serial for place in missing(store) for serial in place.serials]
