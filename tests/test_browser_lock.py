"""A laptop that is left alone, or seized: the screen locks itself, and nothing of it stays in the browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitiser.store import open_store
from tests.invented_store import make_store
from tests.launching import running_screen
from tests.test_browser import _all_kept, _at_row, _nothing_serious, _say_who, _visit, _words, browser

__all__ = ["browser"]


def _is_locked(page: Page, locale: str) -> None:
    expect(page).to_have_url(re.compile(rf"/locked\?language={locale[:2]}"))
    expect(page.get_by_role("heading", name=_words(locale)("The screen is locked"))).to_be_visible()
    held = page.content()
    for name in ("DUBOIS", "WEBER", "blob:", "base64"):
        assert name not in held
    _nothing_serious(page)


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_after_minutes_without_a_key_the_page_goes_and_only_a_new_address_opens_it(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store")
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        screen.next_start_url()
        page.clock.install()
        _at_row(page, 1)
        for row in (1, 2, 3):
            page.clock.fast_forward("09:00")
            page.keyboard.press("KeyX")
            _at_row(page, row + 1)
        page.clock.fast_forward("10:01")  # as after a sleep: the clock has gone on, no timer has
        _is_locked(page, locale)
        page.goto(f"http://127.0.0.1:{screen.port}/")
        expect(page.get_by_text("This address is closed.")).to_be_visible()
        with open_store(path) as store:
            assert len(store.decisions.newest()) == 3, "sent before it was locked"
        page.goto(screen.next_start_url())
        _say_who(page)
        _at_row(page, 4)


@pytest.mark.parametrize("locale", ["fr-FR", "ar-EG"])
def test_a_key_locks_at_once_all_tabs_and_waits_for_what_is_still_to_be_sent(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    """By the key where V stands; the program is away while it is pressed."""
    path = make_store(tmp_path / "store")
    context = browser.new_context(locale=locale)
    context.set_default_timeout(90_000)
    page = context.new_page()
    with running_screen(tmp_path, path) as screen:
        page.goto(screen.start_url)
        _say_who(page)
        _at_row(page, 1)
        context.route("**/desk/decisions", lambda route: route.abort())  # no answer comes
        page.keyboard.press("KeyX")
        _at_row(page, 2)
        other = context.new_page()
        other.goto(f"http://127.0.0.1:{screen.port}/overview")
        _say_who(other)
        expect(other.get_by_text("stack-1.pdf")).to_be_visible()
        page.bring_to_front()
        page.keyboard.press("KeyV")
        expect(page.get_by_role("heading", name=_words(locale)("The screen is locked"))).to_be_visible()
        _nothing_serious(page)
        assert "WEBER" not in page.content()
        assert "/locked" not in page.url, "what was decided is not kept yet"
        _is_locked(other, locale)
        screen.next_start_url()
        context.unroute("**/desk/decisions")
        fresh = context.new_page()
        fresh.goto(
            screen.next_start_url()
        )  # somebody opens it again in this browser: what waited is sent, and locks it once more
        _is_locked(page, locale)
    context.close()
    with open_store(path) as store:
        assert len(store.decisions.newest()) == 1


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_zero_minutes_never_lock(browser: Browser, tmp_path: Path, locale: str) -> None:
    path, say = make_store(tmp_path / "store"), _words(locale)
    with open_store(path) as store:
        store.work.choose_lock_minutes(0)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        page.clock.install()
        _at_row(page, 1)
        page.clock.fast_forward("24:00:00")
        page.keyboard.press("KeyX")
        _at_row(page, 2)
        _all_kept(page)
        page.get_by_role("link", name=say("Overview")).click()
        page.get_by_text(say("What staff choose")).click()
        after = page.get_by_role("combobox", name=say("The screen locks after"))
        expect(after).to_have_value(say("never"))
