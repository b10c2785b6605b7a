"""The whole sheet as a reviewer has it: rows drawn, split and dragged, columns named; the real server, engines, browser and store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitiser.keeping import keep
from digitiser.recognisers.by_hand import ByHand
from digitiser.reread import table_of
from digitiser.screens.outlining import Mending, Outline, mended
from digitiser.settings import ADDED_ROWS_FROM
from digitiser.store import open_store
from tests.invented_store import make_store
from tests.launching import running_screen
from tests.printed_alike import read_sheet
from tests.test_browser import (
    _AWAY,
    _all_kept,
    _at_row,
    _counted,
    _nothing_serious,
    _opened_again,
    _say_who,
    _visit,
    _words,
    browser,
)
from tests.test_mending import FORM, nameless

__all__ = ["browser"]
FRESH = ADDED_ROWS_FROM
LANGUAGES = pytest.mark.parametrize("locale", ["fr-FR", "ar-EG"])
_LATE = (
    "Somebody else outlined one of these rows meanwhile, or has it before them. "
    "Nothing was changed, and what you drew is still here: look, and send it again."
)
_UNREAD = ("{n} outline is not read yet.", "{n} outlines are not read yet.")
_READ = ("{n} row was read: it comes next.", "{n} rows were read: they come next.")


def _open(page: Page) -> None:
    _at_row(page, 1)
    page.keyboard.press("KeyS")
    expect(page.locator(".ds-box[aria-pressed='true']")).to_be_focused()


def _drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def _in_the_middle(page: Page, row: int) -> dict[str, float]:
    """Where a row is once it was scrolled there."""
    page.locator(f".ds-box[data-key='r{row}']").evaluate("e => e.scrollIntoView({block: 'center'})")
    return _box(page, row)


def _box(page: Page, row: int) -> dict[str, float]:
    found = page.locator(f".ds-box[data-key='r{row}']").bounding_box()
    assert found
    return {side: float(found[side]) for side in ("x", "y", "width", "height")}


@pytest.mark.parametrize(
    ("locale", "heading"),
    [
        ("fr-FR", "Feuille 7K2Q9400, ligne ajoutée, sous la ligne 6"),
        ("ar-EG", "الورقة 7K2Q9400، سطر مضاف تحت السطر 6"),
    ],
)
def test_a_row_is_drawn_by_the_mouse_and_comes_next_and_an_outline_is_dragged(
    browser: Browser, tmp_path: Path, locale: str, heading: str
) -> None:
    """What was drawn waits while the dialog is put away."""
    path, say = make_store(tmp_path / "store"), _words(locale)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open(page)
        expect(page.locator(".ds-box")).to_have_count(6)
        _nothing_serious(page)
        last = _in_the_middle(page, 6)
        page.get_by_role("button", name=say("Draw a row")).click()
        height = last["height"]
        _drag(
            page, (last["x"] + 3, last["y"] + height + 2), (last["x"] + last["width"] - 3, last["y"] + 2 * height - 2)
        )
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(1)
        expect(page.get_by_text(_counted(locale, *_UNREAD, 1))).to_be_visible()
        page.keyboard.press("Escape")
        waits = say("What you drew on the whole sheet is not read yet. It waits there until you open it again.")
        expect(page.get_by_text(waits)).to_be_visible()
        _open(page)
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(1)
        fifth = _box(page, 5)
        page.locator(".ds-box[data-key='r5']").click()
        _drag(
            page, (fifth["x"] + 200, fifth["y"] + fifth["height"]), (fifth["x"] + 200, fifth["y"] + fifth["height"] - 8)
        )
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(2)
        _nothing_serious(page)
        page.get_by_role("button", name=say("Read these rows")).click()
        expect(page.get_by_text(_counted(locale, *_READ, 2))).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("KeyU")
        _at_row(page, 5)
        anew = say("{who} outlined this row anew. It counts when two people have seen it.").format(who="amal")
        expect(page.get_by_text(anew)).to_be_visible()
        page.keyboard.press("KeyU")
        _at_row(page, FRESH)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        added = say("Added by {who}. It counts when two people have seen it.").format(who="amal")
        expect(page.get_by_text(added)).to_be_visible()
        page.keyboard.press("KeyN")
        _all_kept(page)
    with open_store(path) as store:
        sheet = store.readings.sheets()[0].id
        outlines = store.outlines.of(sheet)
        boxes = {row.index: row.box for row in store.readings.sheet(sheet).rows}
        assert {row: outline.verdict for row, outline in outlines.items()} == {5: "moved", FRESH: "drawn"}
        assert boxes[FRESH].top > boxes[6].bottom - 1
        assert boxes[5].bottom < boxes[6].top - 1
        assert store.decisions.newest(sheet)[f"{sheet}-{FRESH}"].verdict == "not_a_row"


@pytest.mark.parametrize(
    ("locale", "way", "split", "heading"),
    [
        ("fr-FR", "ltr", "P", "Feuille 7K2Q9400, ligne ajoutée, sous la ligne 3"),
        ("ar-EG", "rtl", "ح", "الورقة 7K2Q9400، سطر مضاف تحت السطر 3"),
    ],
)
def test_by_keys_alone_a_row_is_split_and_moved_and_what_is_wrong_is_undone(
    browser: Browser, tmp_path: Path, locale: str, way: str, split: str, heading: str
) -> None:
    path, say = make_store(tmp_path / "store"), _words(locale)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale, "dark") as page:
        _open(page)
        expect(page.get_by_role("button", name=say("Split a row")).locator("kbd")).to_have_text(split)
        for part, direction in ((".dk-sheet", way), (".ds-view", "ltr"), (".ds-side", way)):
            assert page.locator(part).evaluate("e => getComputedStyle(e).direction") == direction, part
        side = "right" if way == "rtl" else "left"
        starts = "(pad, side) => [...pad.children].map(each => Math.round(each.getBoundingClientRect()[side]))"
        assert len(set(page.locator(".ds-pad fieldset").first.evaluate(starts, side))) == 1, "buttons below their name"
        _nothing_serious(page)
        for key in ("PageDown", "PageDown", "KeyP", "ArrowUp", "Enter"):
            page.keyboard.press(key)
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(2)
        for key in ("Shift+ArrowDown", "ArrowRight", "KeyU", "Delete"):
            page.keyboard.press(key)
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(0)
        page.keyboard.press("Control+KeyZ")
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(2)
        _nothing_serious(page)
        page.keyboard.press("Enter")
        expect(page.get_by_text(_counted(locale, *_READ, 2))).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("KeyU")
        _at_row(page, 3)
        page.keyboard.press("KeyU")
        _at_row(page, FRESH)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.keyboard.press("KeyU")
        _all_kept(page)
    with open_store(path) as store:
        sheet = store.readings.sheets()[0].id
        boxes = {row.index: row.box for row in store.readings.sheet(sheet).rows}
        assert boxes[3].bottom == pytest.approx(boxes[FRESH].top, abs=0.01)
        assert (boxes[3].top, boxes[FRESH].bottom) == pytest.approx((84, 96), abs=0.01)


@pytest.mark.parametrize(("locale", "printed"), [("fr-FR", "DSQUM"), ("ar-EG", "يسشعك")])
def test_keys_of_the_sheet_are_changed_and_put_out_as_those_of_the_rows(
    browser: Browser, tmp_path: Path, locale: str, printed: str
) -> None:
    """D draws on the sheet and repeats the row above in a row: S, given to it, is taken from the sheet, and nothing has two keys.

    `printed`: what is printed where D, S, A, U and the semicolon stand.
    """
    path, say, (d, s, a, u, semicolon) = make_store(tmp_path / "store"), _words(locale), list(printed)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        page.keyboard.press("KeyK")
        keys = page.get_by_role("dialog")
        keys.get_by_role("button", name=f"{say('Draw a row')}: {d}").click()
        page.keyboard.press("KeyS")
        for action, key in (("Draw a row", s), ("Whole sheet", d), ("As above", s), ("Read this row again", a)):
            expect(keys.get_by_role("button", name=f"{say(action)}: {key}", exact=True)).to_be_visible()
        keys.get_by_role("button", name=f"{say('Undo')}: {u}").click()
        page.keyboard.press("Semicolon")
        expect(keys.get_by_role("button", name=f"{say('Undo')}: {semicolon}")).to_be_visible()
        _nothing_serious(page)
        page.keyboard.press("Escape")
        page.keyboard.press("KeyD")
        expect(page.locator(".ds-box[aria-pressed='true']")).to_be_focused()
        drawn = page.locator(".ds-box[data-kind='new']")
        for key in ("KeyS", "Enter"):
            page.keyboard.press(key)
        expect(drawn).to_have_count(1)
        page.keyboard.press("KeyU")
        expect(drawn).to_have_count(1)
        page.keyboard.press("Semicolon")
        expect(drawn).to_have_count(0)
        page.keyboard.press("KeyD")
        expect(page.locator(".dk-sheet")).to_have_count(0)
        page.keyboard.press("KeyK")
        keys.get_by_label(say("Letters and digits act")).uncheck()
        page.keyboard.press("Escape")
        page.get_by_role("button", name=say("Whole sheet")).click()
        expect(page.locator(".ds-box[aria-pressed='true']")).to_be_focused()
        for key in ("KeyS", "Enter", "+", "KeyD", "KeyV"):
            page.keyboard.press(key)
        expect(drawn).to_have_count(0)
        expect(page.get_by_role("button", name=say("Smaller"))).to_be_disabled()


@LANGUAGES
def test_a_finger_draws_and_who_comes_late_loses_nothing(browser: Browser, tmp_path: Path, locale: str) -> None:
    path, say = make_store(tmp_path / "store"), _words(locale)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open(page)
        last = _in_the_middle(page, 6)
        page.get_by_role("button", name=say("Draw a row")).click()
        finger = page.context.new_cdp_session(page)
        left, top, height = last["x"] + 4, last["y"] + last["height"] + 2, last["height"]
        right = last["x"] + last["width"] - 4
        for kind, points in (
            ("touchStart", [(left, top)]),
            ("touchMove", [(right, top + height - 4)]),
            ("touchEnd", []),
        ):
            finger.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
            )
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(1)
        page.locator(".ds-box[data-key='r6']").click()
        for _ in range(3):
            page.get_by_role("button", name=say("To the left")).click()
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(2)
        with open_store(path) as store:
            sheet = store.readings.sheets()[0].id
            store.work.release("amal")
            elsewhere = Outline(6, 0, "moved", (0.05, 0.404, 0.94, 0.444))
            assert mended(store, Mending("m", sheet, "ben", (elsewhere,)), (ByHand(),)).outcome == "kept"
            store.work.release("ben")
        page.get_by_role("button", name=say("Read these rows")).click()
        expect(page.get_by_text(say(_LATE))).to_be_visible()
        _nothing_serious(page)
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(2)
        page.get_by_role("button", name=say("Read these rows")).click()
        expect(page.get_by_text(_counted(locale, *_READ, 2))).to_be_visible()
    with open_store(path) as store:
        assert {row: outline.revision for row, outline in store.outlines.of(sheet).items()} == {6: 2, FRESH: 1}


@LANGUAGES
def test_rows_are_drawn_on_a_page_where_the_machine_found_no_sheet(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    path, say = make_store(tmp_path / "store"), _words(locale)
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _at_row(page, 1)
        page.get_by_role("link", name=say("Overview")).click()
        page.get_by_role("button", name=say("Look at it")).click()
        expect(page.locator(".ds-side").get_by_text(say("No row is chosen"))).to_be_visible()
        _nothing_serious(page)
        for key in ("KeyD", "Enter", "Shift+ArrowDown", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_text(_counted(locale, *_READ, 1))).to_be_visible()
        page.keyboard.press("KeyD")
        page.keyboard.press("Enter")
        expect(page.locator(".ds-box[data-kind='new']")).to_have_count(1)
        page.keyboard.press("Delete")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.get_by_role("button", name=say("Look at it")).click()
        expect(page.locator(".ds-box")).to_have_count(1)
    with open_store(path) as store:
        found = store.readings.sheet(store.readings.sheets()[-1].id)
        assert [row.index for row in found.rows] == [FRESH]


@LANGUAGES
def test_what_was_drawn_is_read_when_the_program_is_there_again(browser: Browser, tmp_path: Path, locale: str) -> None:
    path, say = make_store(tmp_path / "store"), _words(locale)
    context = browser.new_context(locale=locale)
    context.set_default_timeout(90_000)
    page = context.new_page()
    with running_screen(tmp_path, path) as screen:
        page.goto(screen.start_url)
        _say_who(page)
        _open(page)
        for key in ("PageDown", "KeyP", "Enter"):
            page.keyboard.press(key)
        screen.child.kill()
        screen.child.wait()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").get_by_text(say(_AWAY))).to_be_visible()
    with running_screen(tmp_path, path) as again:
        _opened_again(context, again)
        expect(page.get_by_text(_counted(locale, *_READ, 2))).to_be_visible()
    context.close()
    with open_store(path) as store:
        assert store.outlines.of(store.readings.sheets()[0].id).keys() == {2, FRESH}


@pytest.mark.parametrize(
    ("locale", "columns", "saves", "others"),
    [
        ("fr-FR", "Colonnes", "Relire avec ces noms", "1 autre feuille semblable a été relue."),
        ("ar-EG", "الأعمدة", "اقرأ من جديد بهذه الأسماء", "قُرئت ورقة أخرى مثل هذه من جديد."),
    ],
)
def test_columns_named_once_are_read_on_all_sheets_like_it(
    browser: Browser, tmp_path: Path, locale: str, columns: str, saves: str, others: str
) -> None:
    path = tmp_path / "store"
    with open_store(path) as store:
        for number in (0, 1):
            sheet = nameless(number)
            keep(store, sheet.reading.scan, [replace(sheet, inks=())])
    names = [column.name or "" for column in table_of(read_sheet(FORM).reading).columns]
    with running_screen(tmp_path, path) as screen, _visit(browser, screen, locale) as page:
        _open(page)
        page.get_by_role("button", name=columns, exact=True).click()
        expect(page.locator("#ds-name-0")).to_be_focused()
        _nothing_serious(page)
        for at, name in enumerate(names):
            page.locator(f"#ds-name-{at}").select_option(name)
        page.get_by_role("button", name=saves).click()
        expect(page.get_by_text(others)).to_be_visible()
        _nothing_serious(page)
        page.keyboard.press("Escape")
        expect(page.locator("#dk-family_name")).to_have_value("Sawadogo")
    with open_store(path) as store:
        for summary in store.readings.sheets():
            assert [column.name for column in store.readings.sheet(summary.id).columns] == names
