"""The generator of invented sheets: the same seed gives the same sheet, the truth lies where the ink is, and goes with every damage."""

import hashlib
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import phonenumbers
import pytest
import zxingcpp
from PIL import Image, ImageOps

from benchmarks.generator import fonts, numbers
from benchmarks.generator.canvas import Canvas
from benchmarks.generator.chance import lots
from benchmarks.generator.damage import DAMAGES, Damage, take, take_two
from benchmarks.generator.entries import plan
from benchmarks.generator.files import save, save_pages
from benchmarks.generator.fill import TrueRow, write_entries
from benchmarks.generator.layouts import Layout, any_layout
from benchmarks.generator.paint import print_sheet
from benchmarks.generator.people import any_person
from benchmarks.generator.sample import LANGUAGES, own, stranger
from benchmarks.generator.scans import FILES, draw
from benchmarks.generator.sheet import Sample
from benchmarks.generator.taken import Paper
from benchmarks.generator.warps import Warp
from benchmarks.generator.wordings import places
from digitiser.forms import parse_code

SAMPLES = Path(__file__).resolve().parents[1] / "sample_scans"
SCALE = 4.0


def test_the_same_seed_gives_the_same_sheet() -> None:
    first, again, other = stranger(3, 1, "fax"), stranger(3, 1, "fax"), stranger(3, 2, "fax")
    assert first.truth == again.truth
    assert np.array_equal(first.picture.image, again.picture.image)
    assert first.truth["rows"] != other.truth["rows"]


# ------------------------------------------------------------------------------------------------ people


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_postcodes_are_possible_ones(language: str) -> None:
    for seed in range(25):
        rng = lots(seed)
        person = any_person(language, places().homes[language][seed % 9], rng)
        if person.phone:
            number = phonenumbers.parse(person.phone)
            assert phonenumbers.is_possible_number(number)
            assert phonenumbers.parse(person.phone_written or "", person.country) == number
        if person.country == "FR":
            assert person.postcode is not None
            assert person.postcode.isdigit()
            assert 1 <= int(person.postcode[:2]) <= 95
        assert "@" in person.email
        assert person.email.isascii()


def test_every_font_has_its_licence_beside_it() -> None:
    files = [path for path in fonts.FOLDER.rglob("*") if path.suffix in (".ttf", ".woff2")]
    assert len({path.parent for path in files}) >= 10
    for path in files:
        assert "SIL Open Font License" in (path.parent / "OFL.txt").read_text("utf8")


def test_eastern_digits_are_read_back_as_numbers() -> None:
    number = phonenumbers.parse("+201001234567")
    written = {numbers.as_written(number, "EG", True, lots(seed)) for seed in range(20)}
    assert len(written) > 3
    assert all(phonenumbers.parse(text, "EG") == number for text in written)


# ------------------------------------------------------------------------------------------ filling and its truth


def filled(seed: int, language: str) -> tuple[Layout, Canvas, Canvas, tuple[TrueRow, ...]]:
    """A layout, its sheet printed and the same sheet filled, and the truth."""
    rng = lots(seed)
    layout = any_layout(language, rng)
    blank, written = print_sheet(layout, SCALE), print_sheet(layout, SCALE)
    return layout, blank, written, write_entries(written, layout, plan(layout, rng), rng)


@pytest.mark.parametrize("seed", range(12))
def test_ink_lies_in_the_rows_that_the_truth_calls_filled(seed: int) -> None:
    layout, blank, written, rows = filled(seed, list(LANGUAGES)[seed % len(LANGUAGES)])
    ink = (cv2.absdiff(blank.image, written.image).max(axis=2) > 25).astype(np.uint8)
    below = round((layout.table.bottom + 1) * SCALE)  # what is jotted under the table belongs to no row
    whole = int(ink[:below].sum())
    inked = [k for row in rows if row.state != "empty" for k in row.printed_rows]
    own = 0  # ink in rows with an entry, and of the stroke with which somebody crossed out the unused rows below the last one
    for row in rows:
        box = row.box
        inside = ink[
            round(box.top * SCALE) : round(box.bottom * SCALE), round(box.left * SCALE) : round(box.right * SCALE)
        ]
        crossed_out = row.index > max(inked)
        if row.index in inked or crossed_out:
            own += int(inside.sum())
        if row.state != "empty":
            assert inside.sum() > 30
        elif row.index - 1 not in inked and row.index not in inked and row.index + 1 not in inked:
            assert inside.sum() <= (0.06 * inside.size if crossed_out else 0)
    assert own >= 0.85 * whole


def test_the_truth_of_many_sheets_follows_the_format() -> None:
    seen: set[str] = set()
    for seed in range(30):
        layout, _, _, rows = filled(seed + 100, list(LANGUAGES)[seed % len(LANGUAGES)])
        names = {slot.name for slot in layout.slots}
        assert len(rows) == len(layout.rows)
        for row, above in zip(rows, (None, *rows), strict=False):
            assert row.index in row.printed_rows
            seen |= {row.state, *row.ink.values(), f"signed {row.signed}", f"over {len(row.printed_rows)}"}
            assert (row.signed is None) == ("signature" not in names)
            if row.state == "empty":
                assert not row.fields
                continue
            assert row.fields["name"].strip()
            assert set(row.fields) <= names | {"name"}
            assert row.fields.get("consent", "no") in ("yes", "no")
            if row.ink.get("country") == "ditto" and above is not None and "country" in above.fields:
                assert row.fields["country"] == above.fields["country"]
            if "country" in row.fields:
                assert len(row.fields["country"]) == 2
    assert seen >= {"filled", "struck", "empty", "ditto", "dash", "written", "signed True", "signed False", "over 2"}


# --------------------------------------------------------------------------------------- damage and where things go


MARKS_MM = np.array([(x, y) for x in (18.0, 75.0, 135.0, 192.0) for y in (20.0, 85.0, 150.0, 215.0, 277.0)])


def marked_paper() -> Paper:
    """A sheet of paper with black discs of 3 mm at MARKS_MM."""
    canvas = Canvas.blank(210, 297, SCALE)
    for x, y in MARKS_MM:
        cv2.circle(
            canvas.image,
            (round(x * SCALE * 16 - 8), round(y * SCALE * 16 - 8)),
            round(1.5 * SCALE * 16),
            (20, 20, 20),
            -1,
            cv2.LINE_AA,
            4,
        )
    return Paper(canvas.image, SCALE)


def distances(image: np.ndarray, place: Warp) -> list[float]:
    """How far each mark that can be seen lies from where it is said to be, in millimetres of paper."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    found = []
    for mark in MARKS_MM:
        x, y = place.there(mark[None])[0]
        per_mm = float(np.linalg.norm(place.there(mark[None] + 1)[0] - (x, y)) / 2**0.5)
        reach = round(3.5 * per_mm)
        left, top = round(x) - reach, round(y) - reach
        window = grey[max(0, top) : top + 2 * reach, max(0, left) : left + 2 * reach]
        if left < 0 or top < 0 or window.shape != (2 * reach, 2 * reach):
            continue
        _, dark = cv2.threshold(
            cv2.GaussianBlur(window, (0, 0), 0.3 * per_mm), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
        )
        count, _, stats, centres = cv2.connectedComponentsWithStats(dark)
        discs = [k for k in range(1, count) if 0.6 < stats[k, cv2.CC_STAT_AREA] / (7.07 * per_mm**2) < 1.5]
        if len(discs) == 1:
            at = centres[discs[0]] + (left + 0.5, top + 0.5)
            found.append(float(np.linalg.norm(at - (x, y)) / per_mm))
    return found


@pytest.mark.parametrize("damage", [d for d in DAMAGES if d != "two-sheets"])
def test_marks_on_the_paper_are_found_where_the_truth_says(damage: Damage) -> None:
    picture = take(marked_paper(), damage, lots(1, len(damage)))
    off = distances(picture.image, picture.place)
    assert len(off) >= 0.6 * len(MARKS_MM)
    assert max(off) < 0.35


def test_two_sheets_in_one_picture_keep_their_own_places() -> None:
    picture, places_of = take_two(marked_paper(), marked_paper(), lots(4))
    for place in places_of:
        off = distances(picture.image, place)
        assert len(off) >= 0.6 * len(MARKS_MM)
        assert max(off) < 0.35


def test_a_turned_telephone_stores_pixels_that_a_viewer_turns_back(tmp_path: Path) -> None:
    taken = next(s for s in (stranger(8, k, "exif") for k in range(4)) if s.picture.orientation in (6, 8))
    path = tmp_path / str(save(taken, tmp_path)["file"])
    with Image.open(path) as stored:
        assert stored.size == taken.picture.image.shape[:2]
        shown = np.asarray(ImageOps.exif_transpose(stored).convert("L"), float)
    seen = cv2.cvtColor(taken.picture.image, cv2.COLOR_BGR2GRAY).astype(float)
    assert np.abs(shown - seen).mean() < 6


def test_pages_of_one_file_are_numbered(tmp_path: Path) -> None:
    pages = [stranger(5, k, "fax") for k in range(2)]
    truths = save_pages(pages, tmp_path / "pages.tif")
    assert [(t["file"], t["page"]) for t in truths] == [("pages.tif", 1), ("pages.tif", 2)]
    with Image.open(tmp_path / "pages.tif") as stored:
        assert stored.n_frames == 2  # type: ignore[attr-defined]
        assert stored.mode == "1"


# ------------------------------------------------------------------------------------------------------ our own forms


def test_our_own_forms_carry_serial_code_and_foot() -> None:
    sheet: Sample = own(2, 1, "flatbed")
    truth = sheet.truth
    codes = [parse_code(code.text) for code in zxingcpp.read_barcodes(sheet.picture.image)]
    assert [(code.serial, code.language) for code in codes if code] == [(truth["serial"], truth["language"])]
    assert truth["form"]["language"] == truth["language"]
    assert {"number", "country", "consent", "signature"} <= {column["name"] for column in truth["columns"]}
    totals = [own(9, k, "flatbed").truth for k in range(3)]
    counted = [sum(r["state"] == "filled" and r["signed"] for r in t["rows"]) for t in totals]
    assert any(t["control_total"] == n for t, n in zip(totals, counted, strict=True))


# --------------------------------------------------------------------------------------------------------- sample scans


def sample_truth() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text("utf8").splitlines()]


def test_sample_scans_are_those_that_the_truth_lists() -> None:
    truths = sample_truth()
    digests = {t["file"]: t["sha256"] for t in truths}
    files = {path.name for path in SAMPLES.iterdir()} - {"truth.jsonl", "README.md"}
    assert set(digests) == files
    assert len(files) >= 16
    for name, digest in digests.items():
        assert hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest() == digest
    assert {t["language"] for t in truths if "form" in t} == {"fr", "ar", "en", "es"}
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 12e6


def test_a_sample_scan_is_drawn_again_from_its_seed() -> None:
    file = next(f for f in FILES if f.name == "stranger-es-coffee.jpg")
    kept = next(t for t in sample_truth() if t["file"] == file.name)
    again = json.loads(json.dumps(draw(file.pages[0]).truth))
    assert again | {"file": file.name, "sha256": kept["sha256"]} == kept
