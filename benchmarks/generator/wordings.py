"""What strangers print on their sheets and what signers write, in five languages, from `texts/`. All texts are our own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Wordings:
    """One language: `headings` are many a column, `labels` printed inside cells, `spoken` nicknames of countries."""

    titles: tuple[str, ...]
    demands: tuple[str, ...]
    small_print: tuple[str, ...]
    collector: tuple[str, ...]
    ditto: tuple[str, ...]
    headings: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    spoken: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Names:
    """A list of given and family names (and of towns, where Faker's would be in another script)."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[str, ...] = ()


@lru_cache
def wordings(language: str) -> Wordings:
    """The texts of a language: fr, en, es, ar or de."""
    return Wordings(**_frozen(tomllib.loads((TEXTS / f"{language}.toml").read_text("utf8"))))


@lru_cache
def names(kind: str) -> Names:
    """Our own names: maghreb, sahel or arabic."""
    return Names(**_frozen(tomllib.loads((TEXTS / "names.toml").read_text("utf8"))[kind]))


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else _frozen(v) if isinstance(v, dict) else v for k, v in table.items()}


@dataclass(frozen=True)
class Places:
    """What depends on a country: where sheets are signed, mail providers, Faker's locales, postcodes."""

    homes: dict[str, tuple[str, ...]]
    providers: dict[str, tuple[str, ...]]
    locales: dict[str, tuple[str, ...]]
    postcodes: dict[str, tuple[str, ...]]
    lists: dict[str, tuple[str, ...]]


@lru_cache
def places() -> Places:
    """The one table of places."""
    return Places(**_frozen(tomllib.loads((TEXTS / "places.toml").read_text("utf8"))))
