"""Round trips through all stages: print, sign, damage, read; every row that was signed is found, none is invented."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from benchmarks.generator.damage import Damage
from benchmarks.generator.files import save
from benchmarks.generator.sample import own, stranger
from benchmarks.score import Figures, ReadSheet, TruePage, score
from digitiser.exporters.reading import line
from digitiser.forms import Form
from digitiser.ink import SheetInk
from digitiser.model import Page, Reading, Row, Sheet, SheetReading
from digitiser.pipeline import read_file
from digitiser.recognisers import Cell
from digitiser.recognisers.by_hand import ByHand
from digitiser.recognisers.tesseract import Tesseract
from digitiser.rows import find_rows
from digitiser.settings import PICTURE_BYTES
from digitiser.sheets import FoundSheets, find_sheets

LANGUAGES = ("fr", "ar", "en", "es")
DAMAGES: tuple[Damage, ...] = ("flatbed", "fax", "upside-down", "photo", "curled")


def figures(readings: list[SheetReading], truth: dict[str, object]) -> Figures:
    read = [msgspec.json.decode(line(reading), type=ReadSheet) for reading in readings]
    return score(read, [msgspec.convert(truth, TruePage)], lambda page: "all")["all"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_row_of_our_own_forms_is_found(tmp_path: Path, language: str, damage: Damage) -> None:
    truth = save(own(20261124, LANGUAGES.index(language) + 4, damage, language), tmp_path)
    readings = [read.reading for read in read_file(tmp_path / truth["file"], (ByHand(),))]
    (reading,) = readings
    assert reading.form is not None
    assert (reading.form.form, reading.language, reading.serial) == (truth["form"]["form"], language, truth["serial"])
    found = figures(readings, truth)
    assert found.rows > 0
    assert found.row_recall == 1.0
    written = {printed for row in truth["rows"] if row["state"] != "empty" for printed in row["printed_rows"]}
    assert {row.index for row in reading.rows if row.state != "empty"} <= written, "a row that nobody wrote in"
    signed = {row["index"] for row in truth["rows"] if row["signed"]}
    assert {row.index for row in reading.rows if row.signed} <= signed, "a signature that nobody gave"


@pytest.mark.parametrize("language", [*LANGUAGES, "de"])
def test_every_row_of_a_stranger_s_sheet_is_found(tmp_path: Path, language: str) -> None:
    truth = save(stranger(20261124, 3, "flatbed", language), tmp_path)
    readings = [read.reading for read in read_file(tmp_path / truth["file"], (ByHand(),))]
    found = figures(readings, truth)
    assert found.rows > 0
    assert found.row_recall == 1.0
    assert found.ghost_rows == 0


def test_reading_gives_pictures_of_every_row_with_ink_and_draws_its_stages(tmp_path: Path) -> None:
    truth = save(own(20261124, 0, "flatbed", "fr"), tmp_path)
    (read,) = read_file(tmp_path / truth["file"], (Tesseract(),), trace=tmp_path / "trace")
    assert [p.index for p in read.pictures] == [r.index for r in read.reading.rows if r.state != "empty"]
    for picture in read.pictures:
        assert len(picture.jpeg) <= PICTURE_BYTES
        with Image.open(io.BytesIO(picture.jpeg)) as strip:
            assert strip.width > 3 * strip.height
    assert any(field.value for row in read.reading.rows for field in row.fields)
    drawn = sorted(path.name.split("-")[-1] for path in (tmp_path / "trace").iterdir())
    assert drawn == ["fields1.jpg", "ink1.jpg", "outline.jpg", "page.jpg", "rows1.jpg", "sheet1.jpg"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "trace").iterdir()), "for their owner's eyes"


def test_a_page_without_a_sheet_is_kept_with_its_reason(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (900, 640, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "holiday.jpg")
    (read,) = read_file(tmp_path / "holiday.jpg", (ByHand(),))
    assert read.reading.rows == ()
    assert [problem.code for problem in read.reading.problems] == ["not_a_sheet"]
    assert read.picture, "a person must be able to look at it"


def test_a_stage_that_breaks_costs_one_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [Image.new("RGB", (640, 900), "white") for _ in range(3)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    calls = iter(range(3))

    def breaks_on_the_second(page: Page, forms: Sequence[Form]) -> FoundSheets:
        if next(calls) == 1:
            raise ZeroDivisionError("SECRET NAME")
        return find_sheets(page, forms)

    monkeypatch.setattr("digitiser.pipeline.find_sheets", breaks_on_the_second)
    readings = [read.reading for read in read_file(tmp_path / "stack.tif", (ByHand(),))]
    assert [reading.page for reading in readings] == [1, 2, 3]
    assert [reading.problems[0].code for reading in readings] == ["not_a_sheet", "failed", "not_a_sheet"]
    assert "SECRET" not in readings[1].problems[0].message


def test_a_sheet_that_breaks_leaves_its_neighbour_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = save(own(20261124, 5, "two-sheets", "fr"), tmp_path)
    calls = iter(range(9))

    def breaks_on_the_first(sheet: Sheet, ink: SheetInk) -> tuple[Row, ...]:
        if next(calls) == 0:
            raise ValueError
        return find_rows(sheet, ink)

    monkeypatch.setattr("digitiser.pipeline.find_rows", breaks_on_the_first)
    broken, whole = _readings(tmp_path / truth["file"])
    assert (broken.sheet, whole.sheet) == (1, 2)
    assert broken.id != whole.id
    assert broken.rows == ()
    assert whole.rows


def _readings(path: Path) -> Iterator[SheetReading]:
    return (read.reading for read in read_file(path, (ByHand(),)))


class Fails:
    """An engine that fails on every page."""

    name = "fails"

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        raise TimeoutError


def test_an_engine_that_fails_costs_no_row(tmp_path: Path) -> None:
    truth = save(own(20261124, 0, "flatbed", "fr"), tmp_path)
    (good,), (bad,) = (
        [read.reading for read in read_file(tmp_path / truth["file"], (engine,))] for engine in (ByHand(), Fails())
    )
    assert [row.state for row in bad.rows] == [row.state for row in good.rows]
    assert "not_read" in [problem.code for problem in bad.problems]
