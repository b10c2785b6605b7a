"""The page of a locked screen: it stands alone, so that nothing of the pages before it stays in the browser."""

from __future__ import annotations

from html import escape

from digitiser.screens.language import current, say

_PAGE = """<!doctype html>
<html lang="{code}" dir="{direction}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>digitiser</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 2rem; box-sizing: border-box; text-align: center;
  font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif;
  color: light-dark(#1d2329, #e6eaee); background: light-dark(#fff, #14181c); }}
h1 {{ margin: 0; font-size: 1.5rem; font-weight: 600; }}
p {{ margin: 0.8rem 0 0; max-width: 34rem; }}
</style>
<main><h1>{title}</h1><p>{kept}</p><p>{again}</p></main>
</html>
"""


def page() -> str:
    """In the reviewer's language, as HTML."""
    return _PAGE.format(
        code=current().code,
        direction=current().direction,
        title=escape(say("The screen is locked")),
        kept=escape(say("Every decision is kept, and the store is closed.")),
        again=escape(
            say("To go on, open the address that stands last in the window in which the program was started.")
        ),
    )
