"""Without a keyboard, and on little room: fingers alone, zoom to 200 % and 400 %, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitiser.store import open_store
from tests.invented_store import Person, make_store
from tests.launching import Screen, running_screen
from tests.test_browser import _PATIENCE, _all_kept, _at_row, browser

__all__ = ["browser"]
PEOPLE = (
    Person("JONAS WEBER", "DE", read_as="JONAS WEBEN", confidence=0.6),
    *(Person(f"PERSON {number}", "FR") for number in range(9)),
    Person("LUCIA ORTEGA", "ES", signed=False),
)
SCREENS = ("groups", "capture", "overview", "export", "review")
_LEAST, _LEAST_TO_DECIDE = 24, 44  # CSS pixels

# What is too small for a finger, or runs out at the side. Links in a line of text are excepted, and what only screen readers see.
_TOO_SMALL = """least => [...document.querySelectorAll("button, a[href], input, select, summary, [role=combobox]")].filter(e => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e), around = e.closest("label, [data-baseweb]") ?? e;
  const room = around.getBoundingClientRect();
  if (!e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || box.width <= 1 || e.disabled) return false;
  return Math.max(box.width, room.width) < least || Math.max(box.height, room.height) < least;
}).map(e => e.outerHTML.slice(0, 160))"""


@contextmanager
def _fingers(browser: Browser, screen: Screen, locale: str, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, has_touch=True)
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    page.goto(screen.start_url)
    page.locator("[data-testid=stForm] input").tap()
    page.keyboard.type("amal")
    page.locator("[data-testid=stForm] button").tap()
    yield page
    context.close()


def _go(page: Page, name: str) -> None:
    """By the links along the top, else by those behind the arrows, which make way then."""
    link = page.locator("a[href$='/']:visible" if name == "review" else f"a[href$='/{name}']:visible")
    if not link.count():
        page.locator("[data-testid=stExpandSidebarButton]").tap()
    link.first.tap()


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} runs out at the side"
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth"), page.url
    assert page.evaluate(_TOO_SMALL, _LEAST) == [], page.url


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_rows_and_groups_by_touch_alone(browser: Browser, tmp_path: Path, locale: str) -> None:
    path = make_store(tmp_path / "store", people=PEOPLE)
    with running_screen(tmp_path, path) as screen, _fingers(browser, screen, locale, 390, 844) as page:
        _at_row(page, 1)
        small = page.evaluate(_TOO_SMALL, _LEAST_TO_DECIDE)
        assert [html for html in small if "data-action" in html or "dk-choices" in html] == []
        page.locator(".dk-choices button").first.tap()
        expect(page.locator("#dk-name")).to_have_value("JONAS WEBER")
        page.locator("[data-action=accept]").tap()
        _at_row(page, 2)
        page.locator("[data-action=struck]").tap()
        _at_row(page, 3)
        page.locator("[data-action=back]").tap()
        _at_row(page, 2)
        page.locator("[data-action=note]").tap()
        page.get_by_role("dialog").locator("label").nth(1).tap()
        page.get_by_role("dialog").locator("button").last.tap()
        page.locator("[data-action=struck]").tap()
        _at_row(page, 3)
        page.locator("[data-action=sheet]").tap()
        page.get_by_role("dialog").locator("img").wait_for()
        page.get_by_role("dialog").locator("button").first.tap()
        _all_kept(page)
        _go(page, "groups")
        page.locator(".dg-crop").first.wait_for()
        assert [html for html in page.evaluate(_TOO_SMALL, _LEAST_TO_DECIDE) if "dg-crop" in html] == []
        page.wait_for_timeout(400)
        crops = page.locator(".dg-crop").count()
        page.locator(".dg-crop", has_text="WEBEN").tap()  # planted: what was put right above
        page.locator(".dg-crop").filter(has_not_text="WEBEN").nth(1).tap()
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_count(2)
        page.locator(".dg-groupbar .dk-main").tap()
        expect(page.locator(".dk-state")).to_contain_text(re.compile("[7٧]"))
    with open_store(path) as store:
        sheet = store.readings.sheets()[0].id
        rows = store.decisions.newest()
        assert [rows[f"{sheet}-{row}"].verdict for row in (1, 2)] == ["accepted", "struck"]
        assert rows[f"{sheet}-2"].reason == "twice"
        said = [cell.verdict for cell in store.decisions.cells(sheet).values()]
        assert said.count("doubted") == 1
        assert said.count("confirmed") == crops - 2 == 7


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
@pytest.mark.parametrize(("width", "height"), [(683, 384), (320, 640)])
def test_every_screen_fits_at_twice_and_four_times_the_size(
    browser: Browser, tmp_path: Path, locale: str, width: int, height: int
) -> None:
    path = make_store(tmp_path / "store", sheets=2, people=PEOPLE)
    with running_screen(tmp_path, path) as screen, _fingers(browser, screen, locale, width, height) as page:
        _at_row(page, 1)
        _fits(page)
        for name in SCREENS:
            _go(page, name)
            ready = {
                "groups": ".dg-crop",
                "capture": ".dc-drop",
                "overview": ".dg-table",
                "export": ".dg-figures",
                "review": ".dk-paper img",
            }
            page.locator(ready[name]).first.wait_for()
            page.wait_for_timeout(300)
            _fits(page)
        page.locator("[data-testid=stExpandSidebarButton]").tap()
        page.locator("[data-testid=stSidebar] [role=combobox], [data-testid=stSidebar] input").first.wait_for()
        page.wait_for_timeout(400)
        _fits(page)
