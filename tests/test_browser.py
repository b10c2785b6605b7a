"""The screen as a reviewer has it: the real server, the real browser, the real store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from digitiser.store import open_store
from tests.invented_store import BEACON, make_store
from tests.launching import Screen, running_screen

_PLACES = (
    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)  # fmt: skip
_CHROMIUM = next((path for path in _PLACES if Path(path).exists()), None)
# The browser itself talks to nobody either: what is counted below are the page's requests alone.
_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip

# Enter twice before anything can be drawn between: the second stroke belongs to the first row still.
_TWO_STROKES = """() => { for (let stroke = 0; stroke < 2; stroke++) for (const type of ["keydown", "keyup"])
  document.dispatchEvent(new KeyboardEvent(type, {key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true})) }"""
expect.set_options(timeout=20_000)  # milliseconds: the machine may be busy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert _CHROMIUM, "Chromium is missing. Run: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield running
        running.close()


@contextmanager
def _visit(browser: Browser, screen: Screen, locale: str = "en-GB") -> Iterator[Page]:
    """A fresh browser profile on the start page, the reviewer's name given; every request must stay on the loopback and be ours."""
    context = browser.new_context(locale=locale, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(screen.start_url)
    page.locator("[data-testid=stForm] input").fill("amal")
    page.keyboard.press("Enter")
    yield page
    context.close()
    strangers = [url for url in requests if not re.match(rf"(http|ws)://127\.0\.0\.1:{screen.port}/|data:|blob:", url)]
    assert strangers == []
    assert requests


def _field(page: Page, column: str) -> str:
    return page.locator(f"[class*='-{column}'] input[type=text]").first.input_value()


def _wait_for_row(page: Page, number: int) -> None:
    """Until the row and its keys are there."""
    expect(_accept_of(page, number)).to_be_visible()


def _accept_of(page: Page, number: int) -> Locator:
    accept = "[class*='st-key-accepted-']"
    return page.locator(f"{accept}[class$='-{number}-0'], {accept}[class*='-{number}-0 ']")


def _press(page: Page, key: str, then: Locator) -> None:
    """Strike a key as a person does: not in the very moment in which the row appears, and once more where nothing comes of it."""
    for _ in range(2):
        page.wait_for_timeout(500)  # milliseconds
        page.keyboard.press(key)
        with suppress(AssertionError):
            expect(then).to_be_visible(timeout=10_000)
            return
    expect(then).to_be_visible()


def test_a_correction_survives_the_browser_and_leaves_in_the_export(browser: Browser, tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    with running_screen(tmp_path, store) as screen:
        with _visit(browser, screen) as page:
            _wait_for_row(page, 1)
            name = page.get_by_label("Name")
            name.fill("Marie Duboys")
            _press(page, "Enter", _accept_of(page, 2))
            name = page.get_by_label("Name ?")
            _press(page, "1", page.locator("input[value='JONAS WEBER']"))  # takes the alternative
            name.press("End")
            name.press_sequentially("LE")
            _press(page, "Enter", _accept_of(page, 3))
        screen.next_start_url()
        with _visit(browser, screen) as page:
            _wait_for_row(page, 3)
            page.get_by_role("link", name="Export").click()
            page.get_by_label("Folder").fill(str(tmp_path / "out"))
            page.get_by_role("button", name="Write the files").click()
            expect(page.get_by_text("signatures.csv")).to_be_visible()
    written = (tmp_path / "out" / "signatures.csv").read_text("utf-8-sig")
    assert "Marie Duboys" in written
    assert "JONAS WEBERLE" in written
    assert "MARIE DUBOIS" not in written


def test_the_keys_alone_settle_a_sheet_and_a_missed_row_is_added(browser: Browser, tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    with running_screen(tmp_path, store) as screen, _visit(browser, screen, "fr-FR") as page:
        _wait_for_row(page, 1)
        page.evaluate(_TWO_STROKES)
        for row, key in enumerate(("x", "i", "u", "Enter"), 2):
            _wait_for_row(page, row)
            _press(page, key, _accept_of(page, row + 1))
        sheet = page.get_by_role("dialog")
        _press(page, "v", sheet)
        sheet.get_by_label("Nom").fill("Ana Silva")
        sheet.get_by_label("Pays").fill("Portugal")
        sheet.get_by_text("Elle est signée").click()
        sheet.get_by_label("Nom").press("Enter")
        expect(sheet).to_be_hidden()
        expect(
            page.get_by_role("button", name="Pas une ligne")
        ).to_be_enabled()  # keys rest until the sheet is put away
        _press(page, "n", page.get_by_text("Il ne reste aucune ligne à relire."))
    with open_store(store) as kept:
        decisions = kept.decisions.newest()
        verdicts = [decisions[row.id].verdict for row in kept.readings.rows()]
        added = [dict(decision.values) for decision in decisions.values() if decision.added]
    assert verdicts == ["accepted", "struck", "unreadable", "unsigned", "accepted", "not_a_row", "accepted"]
    assert added == [{"name": "Ana Silva", "country": "PT"}]


def test_in_arabic_all_runs_from_right_to_left_but_the_paper(browser: Browser, tmp_path: Path) -> None:
    with running_screen(tmp_path, make_store(tmp_path / "store")) as screen, _visit(browser, screen, "ar-EG") as page:
        _wait_for_row(page, 1)
        direction = "element => getComputedStyle(element).direction"
        assert page.locator(".stApp").evaluate(direction) == "rtl"
        assert page.locator(".st-key-paper").evaluate(direction) == "ltr"
        name, country = (
            page.locator(f".st-key-paper [class*='-{column}'] input").first.bounding_box()
            for column in ("name", "country")
        )
        assert name
        assert country
        assert name["x"] < country["x"], "the fields stand under their cells"
        sidebar, main = page.get_by_test_id("stSidebar").bounding_box(), page.get_by_test_id("stMain").bounding_box()
        assert sidebar
        assert main
        assert sidebar["x"] > main["x"]
        accept, struck = (page.get_by_role("button", name=word).bounding_box() for word in ("قبول", "مشطوب"))
        assert accept
        assert struck
        assert accept["x"] > struck["x"]
        assert page.locator(".st-key-paper input").first.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
        _what_a_signer_wrote_is_shown_literally(page)


def _what_a_signer_wrote_is_shown_literally(page: Page) -> None:
    """Row 6 holds a name full of Markdown and HTML that would fetch pictures; `_visit` sees every request."""
    for row in range(1, 6):
        _wait_for_row(page, row)
        _press(page, "u", _accept_of(page, row + 1))
    expect(page.locator(".st-key-paper input").first).to_have_value(BEACON)
    assert page.locator("img[src*=beacon], img[src*='127.0.0.1:9/']").count() == 0
    sheet = page.get_by_role("dialog")
    _press(page, "v", sheet)
    assert sheet.evaluate("element => getComputedStyle(element).direction") == "rtl"
