"""Review by value as a reviewer has it: the real server, the real browser, the real store."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitiser.review import decide
from digitiser.store import Store, open_store
from tests.invented_store import Person, make_store
from tests.launching import running_screen
from tests.test_browser import _nothing_serious, _visit, _words, browser

__all__ = ["browser"]
AWAY = (
    "The program does not answer. Start it again and open its address in this browser; your marks stay here until then."
)
TAKEN_BACK = (
    "Taken back: all of this screen waits again. Change the marks where they are wrong; Enter confirms all the others."
)
LANGUAGES = pytest.mark.parametrize(
    ("locale", "france", "morocco"), [("fr-FR", "France", "Maroc"), ("ar", "فرنسا", "المغرب")]
)
COUNTRIES = ("FR", "FR", "FR", "FR", "MA")
PEOPLE = tuple(Person(f"PERSON {number}", COUNTRIES[number % 5]) for number in range(20))


def _store(folder: Path, settled: bool) -> Path:
    """80 rows; the first sheet may be settled already, so that wrong crops can be planted."""
    path = make_store(folder / "store", sheets=4, people=PEOPLE)
    if settled:
        with open_store(path) as store:
            sheet = store.readings.sheets()[0].id
            for row, person in enumerate(PEOPLE, 1):
                values = (("name", person.name), ("country", person.country))
                store.decisions.record(decide(sheet, row, "accepted", values, "ben"))  # type: ignore[arg-type]
    return path


def _open_group(page: Page, words: str) -> None:
    page.locator("a[href$='groups']").first.click()
    page.locator(".dg-groups button", has_text=words).click()
    expect(page.locator(".dg-groups button[aria-current]")).to_contain_text(words)
    expect(page.locator(".dg-crop").first).to_be_visible()
    page.wait_for_timeout(400)  # a screen that has just come takes no Enter


def _key(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _country(store: Store, value: str) -> int:
    return sum(group.cells for group in store.work.groups("amal") if (group.column, group.value) == ("country", value))


@pytest.mark.parametrize(("locale", "france"), [("fr-FR", "France"), ("ar", "فرنسا")])
def test_the_review_says_what_was_marked_and_what_was_confirmed_in_groups(
    tmp_path: Path, browser: Browser, locale: str, france: str
) -> None:
    path = make_store(tmp_path / "store", people=PEOPLE)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        page.locator(".dk-paper img").wait_for()  # the rows were there before anybody looked at groups
        _open_group(page, france)
        _key(page, "Digit1", "Digit0", "Enter")
        expect(page.locator(".dg-groups button", has_text=france)).to_have_count(0)
        page.locator("a[href$='/']").first.click()
        marked = _words(locale)("Marked in a group: {columns}").format(columns=_words(locale)("Country"))
        country = page.locator(".dk-field", has=page.locator("#dk-country"))
        expect(page.locator(".dk[data-row='1']")).to_be_visible()
        expect(page.locator(".dk-notices")).to_have_text(marked)
        expect(country).to_contain_text(_words(locale)("doubtful"))
        page.keyboard.press("KeyL")
        expect(page.locator(".dk[data-row='2']")).to_be_visible()
        expect(country).to_contain_text(_words(locale)("confirmed in groups"))
        expect(country).not_to_contain_text(_words(locale)("doubtful"))
        _nothing_serious(page)


@LANGUAGES
def test_sixty_crops_with_two_exceptions_take_five_keys(
    tmp_path: Path, browser: Browser, locale: str, france: str, morocco: str
) -> None:
    path = _store(tmp_path, settled=False)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open_group(page, france)
        expect(page.locator(".dg-groups button", has_text=morocco)).to_have_count(1)
        expect(page.locator(".dg-crop")).to_have_count(60)
        direction = page.evaluate("getComputedStyle(document.querySelector('.dg-crops')).direction")
        assert direction == ("rtl" if locale == "ar" else "ltr")
        _nothing_serious(page)
        _key(page, "Digit1", "Digit2", "Digit6", "Digit9")
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_count(2)
        _key(page, "Enter")
        expect(page.locator(".dg-crop")).not_to_have_count(60)
        with open_store(path) as store:
            assert _country(store, "FR") == 4
            fields = [field for sheet in store.readings.sheets() for field in store.decisions.cells(sheet.id).values()]
    assert sorted(field.verdict for field in fields) == ["confirmed"] * 58 + ["doubted"] * 2
    assert {field.value for field in fields if field.verdict == "confirmed"} == {"FR"}


@pytest.mark.parametrize(
    ("locale", "morocco", "onwards"), [("fr-FR", "Maroc", "ArrowRight"), ("ar", "المغرب", "ArrowLeft")]
)
def test_arrows_space_and_the_mouse_mark_too_and_escape_forgets_a_digit(
    tmp_path: Path, browser: Browser, locale: str, morocco: str, onwards: str
) -> None:
    path = _store(tmp_path, settled=False)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open_group(page, morocco)
        _key(page, onwards, onwards, "Space")
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_attribute("data-place", "2")
        page.locator(".dg-crop").nth(5).click()
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_count(2)
        _key(page, "Digit1", "Escape", "Digit1", "Digit2")
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_count(1)


@pytest.mark.parametrize(("locale", "france"), [("fr-FR", "France"), ("ar", "فرنسا")])
def test_the_way_back_takes_whole_screens_back_as_far_as_the_sitting_goes(
    tmp_path: Path, browser: Browser, locale: str, france: str
) -> None:
    """Two screens are confirmed and taken back by the key of row review; letters put out, the button does it."""
    path, say = _store(tmp_path, settled=False), _words(locale)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open_group(page, france)
        _key(page, "Digit1", "Digit2", "Enter")
        expect(page.locator(".dg-crop")).to_have_count(4)
        page.wait_for_timeout(400)
        _key(page, "Enter")
        expect(page.locator(".dg-groups button", has_text=france)).to_have_count(0)
        _key(page, "KeyB")
        expect(page.locator(".dg-crop")).to_have_count(4)
        expect(page.locator(".dk-state")).to_contain_text(say(TAKEN_BACK))
        _key(page, "KeyK")
        page.get_by_role("dialog").get_by_label(say("Letters and digits act")).uncheck()
        _key(page, "Escape")
        _key(page, "KeyB", "Digit1", "Digit3")
        expect(page.locator(".dg-crop")).to_have_count(4)
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_count(0)
        page.get_by_role("button", name=say("Back")).click()
        expect(page.locator(".dg-crop")).to_have_count(60)
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_attribute("data-place", "2")
        expect(page.get_by_role("button", name=say("Back"))).to_be_disabled()
        with open_store(path) as store:
            assert _country(store, "FR") == 64
        page.locator(".dg-crop").nth(2).click()
        page.wait_for_timeout(400)
        _key(page, "Enter")
        expect(page.locator(".dg-crop")).to_have_count(4)
        with open_store(path) as store:
            assert _country(store, "FR") == 4
            assert store.verify().faults == ()


@LANGUAGES
def test_who_lets_a_wrong_crop_pass_is_told_and_nothing_is_kept(
    tmp_path: Path, browser: Browser, locale: str, france: str, morocco: str
) -> None:
    path, seen = _store(tmp_path, settled=True), _words(locale)("Wrong crops seen: {caught} of {planted}")
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open_group(page, france)
        _key(page, "Enter")
        wrong = page.locator(".dg-crop.dg-wrong")
        expect(wrong.first).to_contain_text(morocco)
        _nothing_serious(page)
        with open_store(path) as store:
            assert _country(store, "FR") == 48
        _key(page, "Enter")
        expect(wrong).to_have_count(0)
        expect(page.locator(".dg-crop").first).to_be_visible()
        expect(page.locator(".dk-left")).to_contain_text(seen.split("{planted}")[0].format(caught=0))


@pytest.mark.parametrize(("locale", "france"), [("fr-FR", "France"), ("ar", "فرنسا")])
def test_the_programs_end_loses_nothing_that_was_confirmed(
    tmp_path: Path, browser: Browser, locale: str, france: str
) -> None:
    path = _store(tmp_path, settled=False)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open_group(page, france)
        _key(page, "Enter")
        expect(page.locator(".dg-crop")).not_to_have_count(60)
        screen.child.kill()
        screen.child.wait()
        page.wait_for_timeout(400)
        _key(page, "Digit1", "Digit1", "Enter")
        expect(page.locator(".dk-alarm")).to_contain_text(_words(locale)(AWAY))
        _nothing_serious(page)
        expect(page.locator(".dg-crop[aria-pressed='true']")).to_have_count(1)
    with open_store(path) as store:
        assert _country(store, "FR") == 4
