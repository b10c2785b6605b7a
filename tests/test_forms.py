"""The forms as files: what the TOML promises, what a code may say, and the laws of the serial."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.errors import FormError
from digitiser.forms import (
    FORMS,
    Form,
    SheetCode,
    form_names,
    geometry_digest,
    languages,
    load_form,
    load_forms,
    parse_code,
    read_toml,
    tick_box,
)
from digitiser.model import Box
from digitiser.serials import ALPHABET, LENGTH, SPECIMEN, check_character, new_serial, parse_serial, spoken

ALL = load_forms()
bodies = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
serials = bodies.map(lambda body: body + check_character(body))


def label(form: Form) -> str:
    return f"{form.name.form}.{form.name.language}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `forms/` to spoil."""
    return shutil.copytree(FORMS, tmp_path / "forms", ignore=shutil.ignore_patterns("*.pdf"))


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")


# ------------------------------------------------------------------------------------------------------ forms


def test_every_form_is_there_in_every_language() -> None:
    assert {"a4-portrait", "a4-landscape", "letter-portrait", "letter-landscape"} <= set(form_names())
    assert {"fr", "ar", "en", "es"} <= set(languages())
    assert {label(form) for form in ALL} == {f"{form}.{language}" for form in form_names() for language in languages()}
    assert len({form.name.version for form in ALL}) == len(ALL)


@pytest.mark.parametrize("form", ALL, ids=label)
def test_columns_lie_side_by_side_on_the_paper(form: Form) -> None:
    columns = form.table.columns
    assert columns[0].box.left >= 5
    assert columns[-1].box.right <= form.width - 5
    assert all(left.box.right == pytest.approx(right.box.left) for left, right in pairwise(columns))
    assert all(column.heading for column in columns)
    assert {"country", "email", "consent", "signature"} <= {column.name for column in columns}
    assert {"name", "country", "signature"}.isdisjoint(form.optional)


@pytest.mark.parametrize("form", ALL, ids=label)
def test_rows_are_high_enough_for_a_hand_and_end_above_the_foot(form: Form) -> None:
    bands = form.table.bands
    assert [band.index for band in bands] == list(range(1, len(bands) + 1))
    assert all(band.box.height >= 10 for band in bands)
    assert all(upper.box.bottom == pytest.approx(lower.box.top) for upper, lower in pairwise(bands))
    assert form.table.control_total is not None
    assert form.table.last_date is not None
    assert bands[-1].box.bottom < form.table.control_total.top
    for band in bands:
        tick = tick_box(form, band)
        assert tick is not None
        assert band.box.top < tick.top < tick.bottom < band.box.bottom


@pytest.mark.parametrize("name", form_names())
def test_right_to_left_sheets_are_mirrored_but_for_their_marks(name: str) -> None:
    latin, arabic = load_form(name, "fr"), load_form(name, "ar")
    assert arabic.right_to_left
    assert not latin.right_to_left
    assert arabic.marks == latin.marks

    def mirrored(box: Box | None) -> tuple[float, ...]:
        assert box is not None
        return tuple(round(edge, 3) for edge in (latin.width - box.right, box.top, latin.width - box.left, box.bottom))

    def plain(box: Box | None) -> tuple[float, ...]:
        assert box is not None
        return tuple(round(edge, 3) for edge in (box.left, box.top, box.right, box.bottom))

    theirs = [(column.name, plain(column.box)) for column in arabic.table.columns]
    assert theirs == [(column.name, mirrored(column.box)) for column in reversed(latin.table.columns)]
    assert plain(arabic.code) == mirrored(latin.code)
    assert plain(arabic.table.control_total) == mirrored(latin.table.control_total)
    assert plain(arabic.table.last_date) == mirrored(latin.table.last_date)


def test_released_geometry_never_changes() -> None:
    """Change a released form? Do not: sheets are out there. Add a form with a new name instead."""
    released = read_toml(FORMS / "released.toml")
    assert released == {name: geometry_digest(name) for name in form_names()}


def test_a_language_is_added_by_adding_a_file(folder: Path) -> None:
    shutil.copy(folder / "texts" / "en.toml", folder / "texts" / "cy.toml")
    assert load_form("a4-portrait", "cy", folder).table == load_form("a4-portrait", "en", folder).table


def test_the_version_changes_with_every_word_and_only_there(folder: Path) -> None:
    def versions() -> dict[str, str]:
        return {label(form): form.name.version for form in load_forms(folder)}

    before = versions()
    edit(folder / "campaign.toml", "Red Linterna", "Red Faro")
    campaign = versions()
    assert {name for name in before if before[name] != campaign[name]} == {n for n in before if n.endswith(".es")}
    edit(folder / "texts" / "fr.toml", "Signatures sur", "Nombre sur")
    texts = versions()
    assert {name for name in before if campaign[name] != texts[name]} == {n for n in before if n.endswith(".fr")}
    edit(folder / "a4-portrait.toml", "rows = 16", "rows = 15")
    drawing = versions()
    assert {name for name in before if texts[name] != drawing[name]} == {n for n in before if n.startswith("a4-p")}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("a4-portrait.toml", 'name = "consent"', 'name = "other"', "heading for other"),
        ("a4-portrait.toml", "width = 56", "width = 76", "outside the page"),
        ("a4-portrait.toml", "row_height = 10.5", "row_height = 30", "outside the page"),
        ("a4-portrait.toml", "row_height = 10.5", "", "row_height"),
        ("a4-portrait.toml", 'name = "email"', 'name = "telegraph"', "telegraph"),
        ("texts/en.toml", 'who = "', 'whom = "', "who"),
        ("campaign.toml", "[en]", "[en", "campaign.toml"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(folder: Path, file: str, old: str, new: str, said: str) -> None:
    edit(folder / file, old, new)
    with pytest.raises(FormError) as refusal:
        load_form("a4-portrait", "en", folder)
    assert said in str(refusal.value)


def test_a_form_that_asks_for_email_has_the_tick(folder: Path) -> None:
    edit(folder / "a4-portrait.toml", '[[table.columns]]\nname = "consent"\nwidth = 18\noptional = true\n', "")
    with pytest.raises(FormError, match="consent"):
        load_form("a4-portrait", "en", folder)


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(FormError, match="a4-portrait"):
        load_form("a5", "en")
    with pytest.raises(FormError, match="ar, en, es, fr"):
        load_form("a4-portrait", "tlh")
    with pytest.raises(FormError):
        load_form("../forms/a4-portrait", "en")


# ------------------------------------------------------------------------------------------------------ codes


@given(st.sampled_from(ALL), serials)
def test_a_code_says_what_was_put_into_it(form: Form, serial: str) -> None:
    code = SheetCode(form.name.form, form.name.language, form.name.version, serial)
    assert parse_code(str(code)) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "file:///etc/passwd",
        "https://example.org/a?b",
        "'; DROP TABLE sheets; --",
        "A" * 4096,
        f"DGT1/A4-PORTRAIT/FR/0123ABCD/{SPECIMEN}" + "A" * 4096,
        f"DGT1/../../ETC/FR/0123ABCD/{SPECIMEN}",
        f"DGT1/A4-PORTRAIT/FR/0123ABCD/{SPECIMEN}\n",
        f" DGT1/A4-PORTRAIT/FR/0123ABCD/{SPECIMEN}",
        f"DGT2/A4-PORTRAIT/FR/0123ABCD/{SPECIMEN}",
        f"DGT1/A4-PORTRAIT/FR/0123ABCD/{SPECIMEN[:-1]}2",
        f"DGT1/A4-PORTRAIT/FR/٠١٢٣ABCD/{SPECIMEN}",
        "DGT1/A4-PORTRAIT/FR/0123ABCD/\x00\x00\x00\x00\x00\x00\x00\x00",
    ],
)
def test_any_other_code_is_ignored(text: str) -> None:
    assert parse_code(text) is None


@given(st.text())
def test_no_text_upsets_the_parsers(text: str) -> None:
    assert parse_code(text) is None
    parse_serial(text)


# ---------------------------------------------------------------------------------------------------- serials


@given(serials, st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(serial: str, at: int, other: str) -> None:
    wrong = serial[:at] + other + serial[at + 1 :]
    assert parse_serial(wrong) == (serial if wrong == serial else None)


@given(serials, st.integers(0, LENGTH - 1))
def test_every_swap_of_neighbours_is_caught(serial: str, at: int) -> None:
    swapped = serial[:at] + serial[at + 1] + serial[at] + serial[at + 2 :]
    assert parse_serial(swapped) == (serial if swapped == serial else None)


@given(serials)
def test_a_serial_may_be_typed_as_it_is_spoken(serial: str) -> None:
    assert parse_serial(spoken(serial).lower()) == serial
    assert parse_serial(f" {serial[:4]}-{serial[4:]}\n") == serial


def test_serials_are_random_valid_and_never_issued_twice() -> None:
    issued: set[str] = set()
    for _ in range(500):
        serial = new_serial(issued)
        assert serial not in issued
        assert parse_serial(serial) == serial
        assert not set(serial) & set("01OI")
        issued.add(serial)
    assert SPECIMEN not in issued
