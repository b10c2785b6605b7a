"""Pictures of every screen, to be looked at: python -m benchmarks.pictures STORE OUT [--language fr] [--scheme dark] [--size 683x384]

STORE is not changed: the screen runs on a copy. `digitiser demo --no-review --store STORE` makes one of the sample scans.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.launching import Screen, running_screen

_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_SETTLES = 600  # milliseconds after which nothing moves any more
_PATIENCE = 90_000
_SAMPLE = Path(__file__).parents[1] / "sample_scans" / "own-fr-telephone-turned.jpg"


def _who(page: Page) -> None:
    page.locator("[data-testid=stForm] input").wait_for()


def _review(page: Page) -> None:
    page.locator("[data-testid=stForm] input").fill("amal")
    page.keyboard.press("Enter")
    page.locator(".dk-paper img").wait_for()


def _several(page: Page) -> None:
    page.keyboard.press("KeyE")
    page.locator(".dk-several").wait_for()


def _typing(page: Page) -> None:
    page.keyboard.press("KeyE")
    page.keyboard.press("Tab")


def _reason(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("KeyR")


def _keys(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("KeyK")
    page.get_by_role("dialog").wait_for()


def _sheet(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("KeyS")
    page.get_by_role("dialog").locator("img").wait_for()


def _groups(page: Page) -> None:
    page.keyboard.press("Escape")
    _go(page, "groups")
    page.locator(".dg-crop img").first.wait_for()


def _exceptions(page: Page) -> None:
    page.keyboard.type("1114")


def _capture(page: Page) -> None:
    _go(page, "capture")
    page.locator(".dc-drop").wait_for()


def _captured(page: Page) -> None:
    page.locator("input[type=file]").first.set_input_files(_SAMPLE)
    page.locator(".dc-sheet img, .dc-alarm").first.wait_for()  # a demo store of invented rows refuses it


def _overview(page: Page) -> None:
    _go(page, "overview")
    page.locator(".dg-table").wait_for()


def _choices(page: Page) -> None:
    page.locator("[data-testid=stExpander] summary").click()
    page.locator("[data-testid=stExpander]").scroll_into_view_if_needed()


def _export(page: Page) -> None:
    _go(page, "export")
    page.locator("[data-testid=stForm]").wait_for()


def _sidebar(page: Page) -> None:
    page.locator("[data-testid=stExpandSidebarButton]").click()
    page.locator("[data-testid=stSidebar]").wait_for()


def _locked(page: Page) -> None:
    page.keyboard.press("KeyV")
    page.wait_for_url("**/locked?*")


_SCREENS: tuple[Callable[[Page], None], ...] = (
    _who, _review, _several, _typing, _reason, _keys, _sheet, _groups, _exceptions, _capture, _captured, _overview, _choices, _export,
    _sidebar, _locked,
)  # fmt: skip


def _go(page: Page, screen: str) -> None:
    """By its link along the top; where the window is too narrow for these, they are behind the arrows."""
    link = page.locator(f"a[href$='/{screen}']:visible").first
    if not link.count():
        page.locator("[data-testid=stExpandSidebarButton]").click()
    link.click()


def _walk(
    browser: Browser, screen: Screen, language: str, scheme: Literal["light", "dark"], size: str
) -> Iterator[tuple[str, Page]]:
    """Each screen after the one before it, as a reviewer comes to it."""
    width, height = (int(part) for part in size.split("x"))
    context = browser.new_context(locale=language, color_scheme=scheme, viewport={"width": width, "height": height})
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    page.goto(screen.start_url)
    for show in _SCREENS:
        show(page)
        page.wait_for_timeout(_SETTLES)
        yield show.__name__.strip("_"), page
    context.close()


@click.command()
@click.argument("store", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", "languages", multiple=True, default=("fr", "ar"))
@click.option("--scheme", "schemes", multiple=True, type=click.Choice(_SCHEMES), default=_SCHEMES)
@click.option("--size", default="1366x768", help="Of the window, in CSS pixels.")
def main(
    store: Path, out: Path, languages: tuple[str, ...], schemes: tuple[Literal["light", "dark"], ...], size: str
) -> None:
    """Writes OUT/screen-language-scheme.png."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for language in languages:
            for scheme in schemes:
                copy = Path(shutil.copytree(store, Path(folder) / f"{language}-{scheme}"))
                with running_screen(Path(folder), copy) as screen:
                    for name, page in _walk(browser, screen, language, scheme, size):
                        page.screenshot(path=out / f"{name}-{language}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
