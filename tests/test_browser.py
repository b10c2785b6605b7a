"""The screen as a reviewer has it: the real server, the real browser, the real store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from digitiser.screens.language import catalogue
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
_PATIENCE = 90_000  # milliseconds: the machine may be busy
_AWAY = "The program does not answer. If it was closed, start it again and open its address in this browser: what waits is then sent."
expect.set_options(timeout=_PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert _CHROMIUM, "Chromium is missing. Run: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield running
        running.close()


@contextmanager
def _visit(
    browser: Browser, screen: Screen, locale: str = "en-GB", scheme: Literal["light", "dark"] = "light"
) -> Iterator[Page]:
    """A fresh browser profile on the start page, the reviewer's name given; every request must stay on the loopback and be ours."""
    context = browser.new_context(locale=locale, viewport={"width": 1366, "height": 768}, color_scheme=scheme)
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(screen.start_url)
    _say_who(page)
    yield page
    context.close()
    ours = rf"(http|ws)://127\.0\.0\.1:{screen.port}/|data:|blob:http://127\.0\.0\.1:{screen.port}/"
    assert [url for url in requests if not re.match(ours, url)] == []
    assert requests


def _words(locale: str) -> Callable[[str], str]:
    """What an English text of the screen is in the language of a browser."""
    return catalogue(locale.split("-")[0]).gettext


def _counted(locale: str, one: str, many: str, number: int) -> str:
    """The same of a text that counts."""
    return catalogue(locale.split("-")[0]).ngettext(one, many, number).format(n=number)


def _say_who(page: Page) -> None:
    page.locator("[data-testid=stForm] input").fill("amal")
    page.keyboard.press("Enter")


def _at_row(page: Page, number: int) -> None:
    expect(page.locator(f".dk[data-row='{number}']")).to_be_visible()


def _all_kept(page: Page) -> None:
    expect(page.locator(".dk[data-unconfirmed='0']")).to_be_visible()


def _value(page: Page, column: str) -> str:
    return page.locator(f"#dk-{column}").input_value()


def _nothing_serious(page: Page) -> None:
    """What axe-core finds on the page as it stands."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": tags, "resultTypes": ["violations"]}).response["violations"]
    serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert [(fault["help"], [node["target"] for node in fault["nodes"]]) for fault in serious] == []


# --------------------------------------------------------------------------------------------------- the whole way


def test_a_sheet_by_keys_alone_and_out_into_the_export(browser: Browser, tmp_path: Path) -> None:
    """In French: keys act by their place, and are shown as they are printed on an AZERTY keyboard."""
    store = make_store(tmp_path / "store")
    with running_screen(tmp_path, store) as screen, _visit(browser, screen, "fr-FR") as page:
        _at_row(page, 1)
        page.get_by_label("Nom", exact=True).fill("Marie Duboys")
        for _ in range(4):
            page.keyboard.down("Enter")  # held down: the strokes that the keyboard repeats are not for the next row
        page.keyboard.up("Enter")
        _at_row(page, 2)
        _nothing_serious_at_twice_the_size(page)
        page.keyboard.press("Digit1")  # takes the alternative
        page.keyboard.press("Tab")
        page.keyboard.press("End")
        page.keyboard.type("xle")
        page.keyboard.press("Enter")
        _at_row(page, 3)
        _asked_back(page)
        _the_way_back(page)
        _a_missed_row(page)
        page.keyboard.press("KeyN")
        _why_the_foot_differs(page)
        expect(page.get_by_text("Il ne reste aucune ligne à relire.")).to_be_visible()
        expect(
            page.get_by_text("1 ligne ajoutée ou retracée comptera quand une autre personne l’aura lue.")
        ).to_be_visible()
        _all_kept(page)
        _nothing_serious(page)
        page.get_by_role("link", name="Export").click()
        page.get_by_label("Dossier").fill(str(tmp_path / "out"))
        page.get_by_role("button", name="Écrire les fichiers").click()
        expect(page.get_by_text("signatures.csv")).to_be_visible()
    with open_store(store) as kept:
        decisions = kept.decisions.newest()
        verdicts = [decisions[row.id].verdict for row in kept.readings.rows()]
        third = decisions[kept.readings.rows()[2].id]
        feet = [(foot.verdict, foot.foot, foot.counted) for foot in kept.decisions.feet().values()]
    assert feet == [("left_out", 5, 4)]
    assert (third.reason, third.note) == ("illegible", "xu 1"), "decided again, the row keeps them"
    assert verdicts == ["accepted", "accepted", "unreadable", "unsigned", "accepted", "not_a_row", "accepted"]
    written = (tmp_path / "out" / "signatures.csv").read_text("utf-8-sig")
    assert "Marie Duboys" in written
    assert "JONAS WEBERxle" in written
    assert "Ana Silva" not in written, "a row that one person typed waits for a second one"
    assert "MARIE DUBOIS" not in written


def _why_the_foot_differs(page: Page) -> None:
    """Five signatures, says the foot; three are left of them, and one was added."""
    _at_row(page, 0)
    expect(page.get_by_role("heading")).to_have_text("Feuille 7K2Q9400 : le nombre en bas")
    expect(page.locator(".dk-numbers dd")).to_have_text(["5", "4"])
    _nothing_serious(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choisissez pourquoi les deux nombres diffèrent")).to_be_visible()
    page.keyboard.press("Digit3")
    page.keyboard.press("Enter")


def _nothing_serious_at_twice_the_size(page: Page) -> None:
    page.set_viewport_size({"width": 683, "height": 384})  # as a zoom of 200 % leaves it
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out at the side"
    _nothing_serious(page)
    page.keyboard.press("KeyK")
    expect(page.get_by_role("dialog")).to_be_visible()
    _nothing_serious(page)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1366, "height": 768})


def _asked_back(page: Page) -> None:
    """Row 3 has a country that is none. It stays, or, where the program took long to say so, comes again after row 4."""
    page.locator("#dk-country").fill("Qqqqqqq")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Ce pays n’est pas reconnu|ligne 3 sur 6 revient"))).to_be_visible()
    slow = page.locator(".dk[data-row='4']").count() > 0
    if slow:
        _no_signature(page)
    _at_row(page, 3)
    expect(page.get_by_text("Ce pays n’est pas reconnu")).to_be_visible()
    assert _value(page, "country") == "Qqqqqqq", "what was typed stays"
    page.keyboard.press("Escape")
    page.keyboard.press("KeyR")
    page.keyboard.press("Digit5")
    page.keyboard.press("Tab")
    page.keyboard.type("xu 1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Accompagne votre décision : Le nom est illisible · xu 1")).to_be_visible()
    page.keyboard.press("KeyI")
    if not slow:
        _no_signature(page)


def _no_signature(page: Page) -> None:
    _at_row(page, 4)
    page.keyboard.press("Enter")
    expect(page.locator(".dk-hint")).to_have_text(re.compile("Aucune signature.*U confirme, Y .*Entrée ne fait rien"))
    _at_row(page, 4)
    page.keyboard.press("KeyU")


def _the_way_back(page: Page) -> None:
    """Back to the first row of the sitting, and forward again over the same decisions."""
    _at_row(page, 5)
    for _ in range(4):
        before = page.locator(".dk").get_attribute("data-row")
        page.keyboard.press("KeyB")
        expect(page.locator(f".dk:not([data-row='{before}'])")).to_be_visible()
    _at_row(page, 1)
    expect(page.get_by_text("Décidé par amal")).to_be_visible()
    keys = {"1": "Enter", "2": "Enter", "3": "KeyI", "4": "KeyU", "5": "Enter"}
    for _ in keys:
        row = page.locator(".dk").get_attribute("data-row") or ""
        page.keyboard.press(keys[row])
        expect(page.locator(f".dk:not([data-row='{row}'])")).to_be_visible()
    _at_row(page, 6)


def _a_missed_row(page: Page) -> None:
    page.keyboard.press("KeyS")
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("Saisir plutôt une ligne").click()
    sheet.get_by_label("Nom").fill("Ana Silva")
    sheet.get_by_label("Pays").fill("Portugal")
    sheet.get_by_text("Elle est signée").click()
    sheet.get_by_label("Nom").press("Enter")
    expect(sheet.get_by_text("La ligne est ajoutée.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


# ------------------------------------------------------------------------------------------------ what may go wrong


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
def test_killed_after_a_key_nothing_is_lost_and_nothing_comes_twice(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    store, say = make_store(tmp_path / "store", sheets=2), _words(locale)
    context = browser.new_context(locale=locale)
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    with running_screen(tmp_path, store) as screen:
        page.goto(screen.start_url)
        _say_who(page)
        _at_row(page, 1)
        _typing_is_typing(page)
        _keys_are_moved_and_put_out(page, say)
        page.keyboard.press("Enter")
        screen.child.kill()  # whether or not the decision had reached it
        screen.child.wait()
        for row, key in ((4, "KeyU"), (5, "Enter"), (6, "Enter"), (1, "Enter"), (2, "Enter"), (3, "Enter")):
            _at_row(page, row)
            page.keyboard.press(key)
        for last in ("KeyU", "Enter", "Enter"):  # two or three more fit, whether or not that first one was kept
            page.keyboard.press(last)
        expect(page.locator(".dk[data-unconfirmed='8']")).to_be_visible()
        expect(page.get_by_text(say("The screen waits until they are kept."))).to_be_visible()
        expect(page.locator(".dk-alarm")).to_contain_text(say(_AWAY))
        _nothing_serious(page)
        waits_at = page.locator(".dk").get_attribute("data-row")
        page.keyboard.press("Enter")
        assert page.locator(".dk").get_attribute("data-row") == waits_at
        assert page.evaluate("() => !dispatchEvent(new Event('beforeunload', {cancelable: true}))"), "leaving warns"
    with running_screen(tmp_path, store) as again:
        assert again.port == screen.port, "an open page finds the program again"
        _opened_again(context, again)
        _all_kept(page)
        page.keyboard.press("Enter")
        _all_kept(page)
    context.close()
    with open_store(store) as kept:
        decisions = kept.decisions.newest().values()
        assert {decision.revision for decision in decisions} == {1}
        assert kept.decisions.head().events == len(decisions)
        places = [decisions_row for decisions_row in kept.readings.rows() if decisions_row.verdict]
        assert places == list(kept.readings.rows()[: len(places)]), "none was passed over"
        assert len(places) in (11, 12)


def _typing_is_typing(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".dk[data-mode='type']")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.type("xuin1")
    assert _value(page, "email") == "marie.dubois@example.orgxuin1", (
        "the doubtful field comes first, and no letter acts"
    )
    for _ in range(5):
        page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    expect(page.locator(".dk[data-mode='row']")).to_be_visible()


def _keys_are_moved_and_put_out(page: Page, say: Callable[[str], str]) -> None:
    """Row 1 is struck out by another key, and row 2 by the mouse; then all is as it was."""
    struck = say("Struck out")
    page.keyboard.press("KeyK")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("Keyboard"), exact=True).select_option("qwerty")
    dialog.get_by_role("button", name=f"{struck}: X").click()
    page.keyboard.press("KeyQ")
    dialog.get_by_label(say("Keyboard"), exact=True).select_option("azerty")
    expect(dialog.get_by_role("button", name=f"{struck}: A")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("KeyX")
    _at_row(page, 1)
    page.keyboard.press("KeyQ")
    _at_row(page, 2)
    page.keyboard.press("KeyK")
    dialog.get_by_label(say("Letters and digits act")).uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("KeyQ")
    _at_row(page, 2)
    page.get_by_role("button", name=struck).click()
    _at_row(page, 3)
    page.locator("[data-action=keys]").click()
    dialog.get_by_role("button", name=say("As they were at first")).click()
    page.keyboard.press("Escape")


def _opened_again(context: BrowserContext, screen: Screen) -> None:
    other = context.new_page()
    other.goto(screen.start_url)
    other.close()


# ---------------------------------------------------------------------------------------------- in all directions


def test_in_arabic_all_runs_from_right_to_left_but_the_paper(browser: Browser, tmp_path: Path) -> None:
    with (
        running_screen(tmp_path, make_store(tmp_path / "store")) as screen,
        _visit(browser, screen, "ar-EG", "dark") as page,
    ):
        _at_row(page, 1)
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
        for part, direction in ((".stApp", "rtl"), (".dk", "rtl"), (".dk-paper", "ltr"), (".dk-fields", "ltr")):
            assert page.locator(part).evaluate("element => getComputedStyle(element).direction") == direction, part
        boxes = [page.locator(f"#dk-{column}").bounding_box() for column in ("name", "country")]
        accept, struck = (page.get_by_role("button", name=word).bounding_box() for word in ("قبول", "مشطوب"))
        assert boxes[0]
        assert boxes[1]
        assert accept
        assert struck
        assert boxes[0]["x"] < boxes[1]["x"], "the fields stand as on the paper"
        assert accept["x"] > struck["x"]
        assert page.locator("#dk-name").evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
        expect(page.get_by_role("button", name="غير موقَّع").locator("kbd")).to_have_text("ع")
        _nothing_serious(page)
        _what_a_signer_wrote_is_shown_literally(page)
        _nothing_serious(page)


def _what_a_signer_wrote_is_shown_literally(page: Page) -> None:
    """Row 6 holds a name full of Markdown and HTML that would fetch pictures; `_visit` sees every request."""
    for row in range(1, 6):
        _at_row(page, row)
        page.keyboard.press("KeyU")
    _at_row(page, 6)
    assert _value(page, "name") == BEACON
    assert page.locator("img[src*=beacon], img[src*='127.0.0.1:9/']").count() == 0
    page.keyboard.press("KeyS")
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".ds-box[aria-pressed='true']")).to_be_visible()
    assert sheet.evaluate("element => getComputedStyle(element).direction") == "rtl"
