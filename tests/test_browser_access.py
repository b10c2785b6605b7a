"""What an accessibility checker (axe-core) finds on every page and in every dialog, in French by day and in Arabic by night."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.invented_store import make_store
from tests.launching import running_screen
from tests.test_browser import _PATIENCE, _at_row, _nothing_serious, _say_who, browser

__all__ = ["browser"]
_SIDE = "[data-testid=stSidebar] [role=combobox], [data-testid=stSidebar] input"
_DIALOGS = {"KeyR": ".dk-why", "KeyK": ".dk-keys", "KeyS": ".ds-box"}
_HEADINGS_STAND_OVER = """table => [...table.querySelectorAll("td")].every(
  cell => getComputedStyle(cell).textAlign === getComputedStyle(table.rows[0].cells[cell.cellIndex]).textAlign)"""
_IN_ENGLISH = """() => [...document.querySelectorAll("*")]
  .flatMap(each => [each.ariaLabel, each.placeholder, ...[...each.childNodes].filter(node => node instanceof Text).map(node => node.data)])
  .filter(words => new RegExp("^(skip to main content|(expand |collapse )?sidebar|app pages|open|close|choose an option|help for .*)$", "i")
    .test(words?.trim() ?? ""))"""
_PAGES = {"groups": ".dg-crop img", "capture": ".dc-drop", "overview": ".dg-table", "export": ".dg-figures"}


def _looked_at(page: Page, selector: str) -> None:
    page.locator(selector).first.wait_for()
    page.wait_for_timeout(300)  # until nothing fades in any more
    assert page.evaluate(_IN_ENGLISH) == [], "what Streamlit says itself is in the reviewer's language too"
    _nothing_serious(page)


@pytest.mark.parametrize(("locale", "scheme"), [("fr-FR", "light"), ("ar", "dark"), ("fr-FR", "dark"), ("ar", "light")])
def test_nothing_serious_is_found_on_any_page_or_in_any_dialog(
    browser: Browser, tmp_path: Path, locale: str, scheme: Literal["light", "dark"]
) -> None:
    with running_screen(tmp_path, make_store(tmp_path / "store")) as screen:
        context = browser.new_context(locale=locale, color_scheme=scheme, viewport={"width": 1366, "height": 768})
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.goto(screen.start_url)
        _looked_at(page, "[data-testid=stForm] input")
        _say_who(page)
        _at_row(page, 1)
        _looked_at(page, ".dk-paper img")
        for key, dialog in _DIALOGS.items():
            page.keyboard.press(key)
            _looked_at(page, dialog)
            page.keyboard.press("Escape")
            expect(page.locator("dialog")).to_have_count(0)
        page.keyboard.press("Tab")
        _looked_at(page, ".dk[data-mode=type]")
        for name, ready in _PAGES.items():
            page.locator(f"a[href$='/{name}']:visible").first.click()
            _looked_at(page, ready)
        page.locator("a[href$='/overview']:visible").first.click()
        assert page.locator(".dg-table").evaluate(_HEADINGS_STAND_OVER)
        page.locator("[data-testid=stExpander] summary").click()
        _looked_at(page, "[data-testid=stExpander] [role=combobox], [data-testid=stExpander] input")
        page.locator("[data-testid=stExpandSidebarButton]").click()
        _looked_at(page, _SIDE)
        page.locator("a[href$='/groups']:visible").first.click()
        page.locator(".dg-crop").first.wait_for()
        page.keyboard.press("KeyV")
        page.wait_for_url("**/locked?*")
        _looked_at(page, "main")
        context.close()
