"""Several rows on the screen at once: the real server, the real browser, the real store."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitiser.store import open_store
from tests.invented_store import Person, make_store
from tests.launching import running_screen
from tests.test_browser import _all_kept, _at_row, _counted, _nothing_serious, _say_who, _visit, _words, browser

__all__ = ["browser"]
PEOPLE = (
    Person("PERSON 1", "FR"),
    Person("JONAS WEBER", "DE", read_as="JONAS WEBEN", confidence=0.6),
    Person("ALEXANDRA KONSTANTINOU", "GR", read_as="ALEXANDRA KONSTAMTINOU", confidence=0.6, others=("ALEXANDRA KONSTAWTINOU",)),
    Person("PERSON 4", "FR"),
    Person("PERSON 5", "FR"),
    Person("PERSON 6", "FR", ink="ditto"),
    Person("LUCIA ORTEGA", "ES", signed=False),
    Person("PERSON 8", "FR"),
)  # fmt: skip


def _rows(page: Page, *numbers: int) -> None:
    """These rows stand on the page, in this order, each with its ink."""
    title = _words(page.evaluate("navigator.language"))("Sheet {sheet}, row {row} of {rows}")
    expected = [title.format(sheet="7K2Q9400", row=number, rows=len(PEOPLE)) for number in numbers]
    expect(page.locator(".dk-several .dk-row h2")).to_have_text(expected)
    for place in range(len(numbers)):
        page.locator(".dk-several .dk-row").nth(place).locator("[role=img]").first.wait_for()


def _decided(path: Path) -> list[tuple[int, str, str]]:
    with open_store(path) as store:
        newest = store.decisions.newest()
        found = [(row.row, newest[row.id]) for row in store.readings.rows() if row.id in newest]
    return [(row, decision.verdict, dict(decision.values).get("name", "")) for row, decision in found]


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_one_key_accepts_the_rows_on_the_screen_and_what_is_put_right_in_each(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store", people=PEOPLE)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        page.keyboard.press("KeyE")
        _rows(page, 1, 2, 3)
        _nothing_serious(page)
        ids = page.locator("[id^='dk-']").evaluate_all("found => found.map(each => each.id)")
        assert len(set(ids)) == len(ids), "each field has a name of its own"
        page.keyboard.press("Digit1")  # of the second row: the first has no alternatives
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        _at_row(page, 3)
        expect(page.locator(".dk-choices kbd")).to_have_text(["", "1"])  # numbers begin where the keys act
        page.keyboard.press("Tab")
        page.keyboard.type("N")
        page.keyboard.press("Enter")
        _rows(page, 4, 5, 6)
        page.keyboard.press("Enter")
        _at_row(page, 7)
        expect(page.locator(".dk-several")).to_have_count(0)  # what needs a key of its own stands alone
        page.keyboard.press("Enter")
        _at_row(page, 7)
        _all_kept(page)
    assert _decided(path) == [
        (1, "accepted", "PERSON 1"),
        (2, "accepted", "JONAS WEBER"),
        (3, "accepted", "ALEXANDRA KONSTANTINOU"),
        (4, "accepted", "PERSON 4"),
        (5, "accepted", "PERSON 5"),
        (6, "accepted", "PERSON 6"),
    ]


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_a_key_acts_on_the_row_with_the_frame_and_no_row_comes_in_its_place(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store", people=PEOPLE)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        page.get_by_role("button", name=_words(locale)("Several rows")).click()
        _rows(page, 1, 2, 3)
        page.locator(".dk-row").nth(1).click(position={"x": 300, "y": 4})
        page.keyboard.press("KeyX")
        _rows(page, 1, 3)
        button = page.get_by_role("button", name=_counted(locale, "Accept {n} row", "Accept {n} rows", 2))
        page.locator("#dk-1-name").click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.press("Enter")
        expect(page.locator(".dk-state")).to_contain_text(
            _words(locale)(
                "Without a name there is no signature to accept. Write it, or say that the row is unreadable."
            )
        )
        _rows(page, 1, 3)
        page.locator("#dk-1-name").fill("Alexandra K")
        button.click()
        _rows(page, 4, 5, 6)
        for row in (3, 1, 2):  # with what is said of those that were settled, three may have no room
            page.keyboard.press("KeyB")
            _at_row(page, row)
            page.locator(".dk-several .dk-row").nth(1).wait_for()
        page.keyboard.press("KeyE")
        expect(page.locator(".dk-several")).to_have_count(0)
        _at_row(page, 2)
        page.keyboard.press("KeyE")
        page.reload()
        _say_who(page)
        page.locator(".dk-several .dk-row").nth(1).wait_for()  # the browser keeps that there are several
        _all_kept(page)
    assert _decided(path)[1][:2] == (2, "struck")


LONG = "MARIA DE LOS ANGELES FERNANDEZ DE LA VEGA Y SANCHEZ-ALBORNOZ"
LONG_ONES = tuple(
    Person(LONG, "ES", read_as=LONG.replace("V", "W"), confidence=0.6, others=(LONG.replace("V", "U"), LONG.replace("J", "I"), LONG[:-1]))
    for _ in range(4)
)  # fmt: skip


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_of_rows_that_find_no_room_fewer_stand_together_and_none_is_passed_over(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path = make_store(tmp_path / "store", people=LONG_ONES)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        page.set_viewport_size({"width": 1366, "height": 640})
        _at_row(page, 1)
        page.keyboard.press("KeyE")
        page.locator("[data-action=several][aria-pressed=true]").wait_for()
        many = page.locator(".dk-row").count()
        assert many < 3
        box = page.locator("[data-action=accept]").bounding_box()
        assert box is not None
        assert many == 1 or box["y"] + box["height"] <= 640, "what accepts the rows is in view with them"
        page.keyboard.press("Enter")
        _at_row(page, many + 1)
        _all_kept(page)
        page.set_viewport_size({"width": 683, "height": 384})
        page.reload()
        _say_who(page)
        _at_row(page, many + 1)
        expect(page.locator(".dk-several")).to_have_count(0)  # at a zoom of 200 % there is room for one
    assert [row for row, *_ in _decided(path)] == list(range(1, many + 1))


def test_fingers_have_room_and_nothing_runs_out_at_the_side(browser: Browser, tmp_path: Path) -> None:
    path = make_store(tmp_path / "store", people=PEOPLE)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, "ar") as page:
        _at_row(page, 1)
        page.keyboard.press("KeyE")
        _rows(page, 1, 2, 3)
        last = page.locator(".dk-row").nth(2).bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= 768, "three rows are in view on a small laptop"
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
