"""Capture as a volunteer has it: the real server, the real browser, a real scan of invented people."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from digitiser.store import open_store
from tests.launching import running_screen
from tests.test_browser import _nothing_serious, _visit, browser

__all__ = ["browser"]
SAMPLES = Path(__file__).parent.parent / "sample_scans"


@pytest.mark.parametrize(("locale", "sample"), [("fr-FR", "own-fr-stall.pdf"), ("ar", "own-ar-worn-copy.jpg")])
def test_a_sheet_that_is_dropped_is_seen_with_its_rows_outlined(
    tmp_path: Path, browser: Browser, locale: str, sample: str
) -> None:
    with open_store(tmp_path / "store"):
        pass
    with running_screen(tmp_path, tmp_path / "store") as screen, _visit(browser, screen, locale) as page:
        page.locator("a[href$='capture']").first.click()
        page.set_input_files("#dc-file", [SAMPLES / sample, Path(__file__)])
        expect(page.locator(".dc-sheet").first).to_be_visible(timeout=60_000)
        expect(page.locator(".dc-item.dc-alarm")).to_have_count(1, timeout=60_000)
        with open_store(tmp_path / "store") as store:
            sheets = [store.readings.sheet(sheet.id) for sheet in store.readings.sheets()]
        inked = sum(row.state != "empty" for sheet in sheets for row in sheet.rows)
        expect(page.locator(".dc-row")).to_have_count(inked)
        outline, picture = (
            page.locator(".dc-row").first.bounding_box(),
            page.locator(".dc-picture").first.bounding_box(),
        )
        assert outline
        assert picture
        assert picture["x"] <= outline["x"]
        assert outline["x"] + outline["width"] <= picture["x"] + picture["width"] + 1
        assert outline["width"] > picture["width"] / 2
        _nothing_serious(page)
