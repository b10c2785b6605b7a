"""How many keys the work takes, counted at the keyboard: the real server, the real browser, the real store."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from digitiser.store import open_store
from tests.invented_store import Person, make_store
from tests.launching import running_screen
from tests.test_browser import _all_kept, _at_row, _say_who, _value, _visit, _words, browser

__all__ = ["browser"]
PLAIN = tuple(Person(f"PERSON {number}", "FR") for number in range(4))
WRONG = (
    Person("JONAS WEBER", "DE", read_as="JONAS WEBEN", confidence=0.6),
    Person("ALEXANDRA KONSTANTINOU", "GR", read_as="ALEXANDRA KONSTAMTINOU", confidence=0.6, others=("ALEXANDRA KONSTAWTINOU",)),
    Person("ANIS SLIMANI", "MA", read_as="AUIS SLMANI", confidence=0.6, others=("AWIS SEMANI", "AUIS SUMANI")),
    Person("LEILA BERGER", "CH", read_as="LEILA BERGEN"),
    Person("LEILANE BERGER", "CH", read_as="LEILAN BERGER"),
)  # fmt: skip


class Keyboard:
    """Strikes keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def strike(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def _names(path: Path) -> list[str]:
    """As they were kept, in the order of the rows."""
    with open_store(path) as store:
        newest = store.decisions.newest()
        return [dict(newest[row.id].values)["name"] for row in store.readings.rows() if row.id in newest]


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_a_plain_row_takes_one_key(browser: Browser, tmp_path: Path, locale: str) -> None:
    path = make_store(tmp_path / "store", people=PLAIN)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        keyboard = Keyboard(page)
        for row in (1, 2, 3):
            _at_row(page, row)
            keyboard.strike("Enter")
        _at_row(page, 4)
        _all_kept(page)
    assert keyboard.count == 3
    assert _names(path) == ["PERSON 0", "PERSON 1", "PERSON 2"]


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
@pytest.mark.parametrize(
    ("row", "keys"),
    [
        pytest.param(1, ["Digit1", "Enter"], id="offered"),
        pytest.param(2, ["Tab", "n", "Enter"], id="under a dot"),
        pytest.param(3, ["Tab", "n", "Tab", "l", "i", "Enter"], id="two, under dots"),
        pytest.param(4, ["Tab", "End", "Backspace", "r", "Enter"], id="where the machine is sure"),
        pytest.param(5, ["Tab", "End", "Control+ArrowLeft", "ArrowLeft", "e", "Enter"], id="where a word ends"),
    ],
)
def test_a_wrong_letter_takes_six_keys_at_most(
    browser: Browser, tmp_path: Path, row: int, keys: list[str], locale: str
) -> None:
    path = make_store(tmp_path / "store", people=(WRONG[row - 1], *PLAIN))
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        page.locator(".dk-paper img").wait_for()  # nobody types before there is ink to look at
        keyboard = Keyboard(page)
        keyboard.strike(*keys)
        _at_row(page, 2)
        _all_kept(page)
    assert keyboard.count <= 6
    assert _names(path)[0].casefold() == WRONG[row - 1].name.casefold()


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_tab_goes_from_one_doubtful_stretch_to_the_next_whatever_was_typed_before_it(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store", people=(WRONG[2], *PLAIN))
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:

        def slowly(route: Route) -> None:
            page.wait_for_timeout(1_500)
            route.continue_()

        page.route("**/desk/picture/**", slowly)
        page.reload()
        _say_who(page)
        _at_row(page, 1)
        page.keyboard.press("Tab")
        page.keyboard.type("NNN")
        expect(page.locator(".dk-paper img")).to_have_count(0)
        page.locator(".dk-paper img").wait_for()
        expect(page.locator("#dk-name")).to_be_focused()
        assert _value(page, "name") == "ANNNIS SLMANI"
        page.keyboard.press("Tab")
        assert page.locator("#dk-name").evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)") == "L"
        page.keyboard.press("Tab")
        expect(page.locator("#dk-country")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.locator("#dk-name")).to_be_focused()


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_back_while_the_answer_is_on_its_way_decides_the_same_row_anew(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store", people=PLAIN)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)

        def slowly(route: Route) -> None:
            page.wait_for_timeout(700)
            route.continue_()

        page.route("**/desk/decisions", slowly)
        for key in ("KeyX", "KeyX", "KeyB", "KeyB"):
            page.keyboard.press(key)
        page.wait_for_timeout(3_000)
        _at_row(page, 1)
        for key in ("KeyR", "Digit2", "Enter", "KeyX"):
            page.keyboard.press(key)
        _at_row(page, 2)
        _all_kept(page)
    with open_store(path) as store:
        row = store.readings.rows()[0]
        history = store.decisions.history(row.sheet, row.row)
        assert history[-1].reason == "twice"
        assert store.decisions.conflicts(row.sheet, row.row) == ()


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_an_address_is_looked_at_once_its_person_agreed_to_be_written_to(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store", people=(Person("ANA SILVA", "PT", "ana@example.org", agreed=False), *PLAIN))
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        idle, doubtful = page.locator(".dk-idle #dk-email"), page.locator(".dk-doubtful #dk-email")
        expect(idle).to_be_visible()
        expect(page.locator(".dk-idle")).to_contain_text(_words(locale)("no consent: not handed over"))
        page.locator("#dk-consent").check()
        expect(doubtful).to_be_visible()
        page.locator("#dk-consent").uncheck()
        expect(idle).to_be_visible()
        page.keyboard.press("Enter")
        _at_row(page, 2)
        _all_kept(page)
    with open_store(path) as store:
        (decision,) = store.decisions.newest().values()
        assert dict(decision.values) == {"name": "ANA SILVA", "country": "PT", "consent": "no"}


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_arrows_go_to_the_field_beside_at_the_end_of_a_text(browser: Browser, tmp_path: Path, locale: str) -> None:
    path = make_store(tmp_path / "store", people=(Person("A SILVA", "PT", "a@b.org"), *PLAIN))
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        page.keyboard.press("ArrowRight")
        expect(page.locator("#dk-name")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#dk-name")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#dk-country")).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#dk-email")).to_be_focused()


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_nothing_that_is_to_be_confirmed_is_cut_off_and_keys_act_whichever_way_one_came(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    """A long address among the fields and among its alternatives, a long name under a crop; then back by the link at the top."""
    addressed = Person("ANA SILVA", "ES", "maria.ortega-morales1987@example.org")
    path = make_store(tmp_path / "store", people=(addressed, Person("MARIA DEL CARMEN ORTEGA MORALES", "ES"), *PLAIN))
    whole = "e => e.scrollWidth <= e.clientWidth + 1"
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        assert page.locator("#dk-email").evaluate(whole)
        page.locator("a[href$='/groups']").first.click()
        page.locator(".dg-groups button", has_text=_words(locale)("as written below each")).first.click()
        label = page.locator(".dg-crop bdi", has_text="MORALES")
        assert label.evaluate(whole)
        assert label.evaluate("e => getComputedStyle(e).textOverflow") == "clip"
        page.locator("a[href$='/']").first.click()
        _at_row(page, 1)
        page.keyboard.press("KeyX")
        _at_row(page, 2)
