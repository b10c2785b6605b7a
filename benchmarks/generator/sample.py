"""One seed becomes one sheet: printed, filled, damaged, with its truth."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.generator.chance import Lots, lots, pick, weighed
from benchmarks.generator.damage import DAMAGES, Damage, take, take_two
from benchmarks.generator.entries import plan
from benchmarks.generator.fill import write_entries
from benchmarks.generator.layouts import any_layout
from benchmarks.generator.own import filled_own, own_forms
from benchmarks.generator.paint import print_sheet
from benchmarks.generator.sheet import Filled, Sample, sample
from benchmarks.generator.taken import Paper

LANGUAGES = {"fr": 30, "en": 24, "es": 16, "ar": 18, "de": 12}
"""Languages of strangers' sheets, as often as they are met."""
SCALE = 9.0
"""Pixels a millimetre at which sheets are drawn (229 dpi)."""
COPIES: tuple[Damage, ...] = ("fax", "worn")
"""Where nobody could find what a pencil wrote."""


def stranger(seed: int, index: int, damage: Damage | None = None, language: str | None = None) -> Sample:
    """Sheet number `index` of the seed: a stranger's layout, damaged by lot unless told how."""
    rng = lots(seed, index, 1)
    language = language or str(weighed(rng, LANGUAGES))
    return _taken(lambda copied: filled_stranger(language, rng, copied), damage, index, rng)


def own(seed: int, index: int, damage: Damage | None = None, language: str | None = None) -> Sample:
    """Sheet number `index` of the seed: one of our own forms, damaged by lot unless told how."""
    rng = lots(seed, index, 2)
    form = pick(rng, own_forms(language))
    return _taken(lambda copied: filled_own(form, SCALE, rng, bold=copied, worn=copied), damage, index, rng)


def filled_stranger(language: str, rng: Lots, bold: bool = False) -> Filled:
    """A stranger's sheet, printed and filled; `bold` leaves out pencils and faint pens."""
    layout = any_layout(language, rng)
    canvas = print_sheet(layout, SCALE)
    rows = write_entries(canvas, layout, plan(layout, rng, bold), rng)
    slots = () if layout.two_lines else layout.slots
    columns = tuple(("other" if s.name in ("address", "age") else s.name, layout.column(s)) for s in slots)
    return Filled(Paper(canvas.image, canvas.scale), rows, columns, layout.name, language)


def _taken(filled: Callable[[bool], Filled], damage: Damage | None, index: int, rng: Lots) -> Sample:
    """A sheet, or two of the same kind, in a damaged picture. `filled` is told whether the picture is a copy."""
    kind: Damage = pick(rng, DAMAGES) if damage is None else damage
    sheet = filled(kind in COPIES)
    name = f"{index:04d}-{sheet.layout}-{kind}"
    if kind != "two-sheets":
        picture = take(sheet.paper, kind, rng)
        return sample(name, kind, picture, [(sheet, picture.place)])
    second = filled(False)
    picture, places = take_two(sheet.paper, second.paper, rng)
    return sample(name, kind, picture, list(zip((sheet, second), places, strict=True)))
