"""The screen's logic, without a browser: Streamlit's own test runner draws app.py on a store of invented people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from digitiser.columns import country
from digitiser.errors import DigitiserError
from digitiser.model import Decision, RowSummary
from digitiser.review import decide
from digitiser.screens import frame, language, values, whole_sheet
from digitiser.screens.problems import known_codes
from digitiser.screens.row_view import layout, typed_row
from digitiser.screens.sitting import Place, Sitting
from digitiser.settings import REFUSALS
from digitiser.store import Store
from tests.invented_store import BEACON, make_store

_ROOT = Path(__file__).parent.parent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    frame.use_store(make_store(tmp_path / "store", sheets=2))
    yield frame.store()
    frame.store().close()
    frame.forget_store()


def _screen(language_code: str = "en", who: str = "amal") -> AppTest:
    screen = AppTest.from_file(str(_ROOT / "app.py"), default_timeout=20)
    screen.session_state["language"] = language_code
    if who:
        screen.session_state["reviewer"] = who
    return screen.run()


def _press(screen: AppTest, key: str) -> AppTest:
    next(button for button in screen.button if re.match(rf"(.*:)?{key}-", button.key or "")).click()
    screen.run()
    assert not screen.exception
    return screen


def _type(screen: AppTest, column: str, text: str) -> None:
    next(field for field in screen.text_input if (field.key or "").endswith(f"|{column}")).set_value(text)


def _shown(screen: AppTest, column: str) -> str:
    return str(next(field.value for field in screen.text_input if (field.key or "").endswith(f"|{column}")))


def _newest(store: Store) -> list[Decision]:
    return list(store.decisions.newest().values())


# ----------------------------------------------------------------------------------------------------- the row


def test_accepting_keeps_the_best_guess_and_shows_the_next_row(store: Store) -> None:
    screen = _screen()
    assert _shown(screen, "name") == "MARIE DUBOIS"
    assert _shown(screen, "country") == "France"
    _press(screen, "accepted")
    (decision,) = _newest(store)
    assert decision.verdict == "accepted"
    assert decision.who == "amal"
    assert dict(decision.values) == {
        "name": "MARIE DUBOIS", "country": "FR", "email": "marie.dubois@example.org", "consent": "yes",
    }  # fmt: skip
    assert _shown(screen, "name") == "JONAS WEBEN"


def test_a_correction_is_kept_as_typed_and_the_country_as_its_code(store: Store) -> None:
    screen = _screen("fr")
    _type(screen, "name", "Marie  Duboys")
    _type(screen, "country", "Allemagne")
    _press(screen, "accepted")
    assert dict(_newest(store)[0].values)["name"] == "Marie Duboys"
    assert dict(_newest(store)[0].values)["country"] == "DE"


def test_an_offered_alternative_is_taken_by_its_button(store: Store) -> None:
    screen = _press(_screen(), "accepted")
    _press(screen, "take-1")
    assert _shown(screen, "name") == "JONAS WEBER"
    _press(screen, "accepted")
    assert dict(_newest(store)[1].values)["name"] == "JONAS WEBER"


@pytest.mark.parametrize("verdict", ["struck", "unsigned", "unreadable", "not_a_row"])
def test_every_verdict_is_kept_without_values(store: Store, verdict: str) -> None:
    _press(_screen(), verdict)
    (decision,) = _newest(store)
    assert (decision.verdict, decision.values) == (verdict, ())


def test_an_unknown_country_is_asked_back_and_nothing_is_kept(store: Store) -> None:
    screen = _screen()
    _type(screen, "country", "Qqqqqqq")
    _press(screen, "accepted")
    assert not _newest(store)
    assert _shown(screen, "country") == "Qqqqqqq", "what was typed stays"
    assert "country" in screen.warning[0].value


def test_a_row_without_a_name_is_not_accepted(store: Store) -> None:
    screen = _screen()
    _type(screen, "name", " ")
    _press(screen, "accepted")
    assert not _newest(store)
    assert screen.warning


def test_back_shows_the_row_again_and_a_new_decision_replaces_the_old(store: Store) -> None:
    screen = _press(_press(_screen(), "accepted"), "Z")
    assert _shown(screen, "name") == "MARIE DUBOIS"
    _press(screen, "struck")
    (decision,) = _newest(store)
    assert (decision.verdict, decision.revision) == ("struck", 2)
    assert _shown(screen, "name") == "JONAS WEBEN", "and goes on where it was"


def test_where_no_signature_was_found_enter_does_not_accept(store: Store) -> None:
    screen = _screen()
    for _ in range(3):
        _press(screen, "accepted")
    assert _shown(screen, "name") == "LUCIA ORTEGA"
    assert "signature" in screen.warning[0].value
    shortcuts = {(b.key or "").split("-")[0]: b.proto.shortcut for b in screen.button}
    assert shortcuts["accepted"] == "a"
    assert "enter" not in shortcuts.values()


def test_two_reviewers_at_one_row_see_both_versions(store: Store) -> None:
    screen = _screen()
    place = store.readings.rows()[0]
    store.decisions.record(decide(place.sheet, place.row, "accepted", (("name", "Theirs"), ("country", "ES")), "noor*"))
    _type(screen, "name", "Mine")
    _press(screen, "accepted")
    assert [dict(d.values)["name"] for d in _newest(store)] == ["Theirs"], "the first decision holds"
    assert "noor\\*" in screen.warning[0].value, "a name is no markup, a reviewer's neither"
    shown = " ".join(text.value for text in screen.text)
    assert "Theirs" in shown
    assert "Mine" in shown
    _type(screen, "name", "Both agreed")
    _press(screen, "accepted")
    assert [dict(d.values)["name"] for d in _newest(store)] == ["Both agreed"]


def test_a_ditto_takes_what_was_settled_above(store: Store) -> None:
    screen = _screen()
    for _ in range(3):
        _press(screen, "accepted")
    _type(screen, "country", "Portugal")
    _press(screen, "accepted")
    assert _shown(screen, "name") == "PAUL MOREAU"
    assert _shown(screen, "country") == "Portugal"


def test_a_name_full_of_markup_is_shown_as_it_is(store: Store) -> None:
    screen = _screen()
    for _ in range(5):
        _press(screen, "accepted")
    assert _shown(screen, "name") == BEACON
    _press(screen, "accepted")
    assert dict(_newest(store)[-1].values)["name"] == BEACON


# --------------------------------------------------------------------------------------------- around the rows


def test_nobody_gets_in_without_a_name(store: Store) -> None:
    screen = _screen(who="")
    assert [field.label for field in screen.text_input] == ["Short name"]
    screen.text_input[0].set_value("noor")
    screen.button[0].click().run()
    assert _shown(screen, "name") == "MARIE DUBOIS"


def test_the_demo_store_says_on_every_screen_that_its_people_are_invented(store: Store) -> None:
    for who in ("", "amal"):
        words = [element.proto.body for element in _screen(who=who).get("html")]
        assert any("everybody in it is invented" in word for word in words)


def test_without_the_guard_no_row_is_shown() -> None:
    screen = AppTest.from_file(str(_ROOT / "app.py"), default_timeout=20).run()
    assert not screen.text_input
    assert screen.exception
    with pytest.raises(DigitiserError, match="digitiser review"):
        frame.store()


def _page(name: str) -> AppTest:
    """One page alone, with its frame."""
    script = f"from digitiser.screens import frame, {name}\nframe.open_page()\n{name}.show()"
    screen = AppTest.from_string(script, default_timeout=20)
    screen.session_state["language"], screen.session_state["reviewer"] = "en", "amal"
    screen.run()
    assert not screen.exception
    return screen


def test_a_page_that_is_no_sheet_is_shown_with_its_reason_until_somebody_says_what_it_is(store: Store) -> None:
    screen = _page("overview")
    assert any("holiday.jpg" in text.value for text in screen.text)
    assert any("No petition sheet was found" in element.proto.body for element in screen.get("html"))
    next(button for button in screen.button if button.label == "No petition sheet").click().run()
    page = next(sheet for sheet in store.readings.sheets() if not sheet.rows)
    assert page.standing == "set_aside"
    assert not any("holiday.jpg" in text.value for text in screen.text)


@pytest.mark.parametrize(
    ("answer", "standing"), [("The same sheet once more", "same_again"), ("Another sheet", "counted")]
)
def test_a_sheet_that_came_twice_counts_once_somebody_has_looked(tmp_path: Path, answer: str, standing: str) -> None:
    frame.use_store(make_store(tmp_path / "store", sheets=2, serial="7K2Q9400"))
    try:
        second = frame.store().readings.sheets()[1]
        assert second.standing == "held"
        assert len(_screen().session_state["sitting"].ahead) == 6, "the rows of the first sheet only"
        screen = _page("overview")
        next(button for button in screen.button if button.label == answer).click().run()
        assert frame.store().readings.sheets()[1].standing == standing
    finally:
        frame.store().close()
        frame.forget_store()


def test_the_export_counts_and_writes_what_was_accepted(store: Store, tmp_path: Path) -> None:
    _press(_press(_screen(), "accepted"), "struck")
    screen = _page("export")
    figures = next(element.proto.body for element in screen.get("html") if "dg-figures" in element.proto.body)
    assert re.sub(r"<[^>]+>", " ", figures).split()[:6] == ["Rows", "with", "ink", "12", "−", "struck"]
    screen.text_input[0].set_value(str(tmp_path / "out"))
    screen.button(key="FormSubmitter:export-Write the files").click().run()
    assert "MARIE DUBOIS" in (tmp_path / "out" / "signatures.csv").read_text("utf-8-sig")
    assert "JONAS" not in (tmp_path / "out" / "signatures.csv").read_text("utf-8-sig")
    screen.text_input[0].set_value("/proc/nowhere")
    screen.button(key="FormSubmitter:export-Write the files").click().run()
    assert "cannot be written" in screen.error[0].value


def test_no_screen_shows_markup_or_keeps_rows_in_a_cache() -> None:
    """Streamlit's ways of rendering Markdown, maps that fetch tiles, and caches that one session shares with the next."""
    forbidden = re.compile(
        r"\bst\.(markdown|write|caption|metric|map|pydeck_chart|cache_\w+|download_button)\b|unsafe_allow"
    )
    for file in sorted((_ROOT / "digitiser" / "screens").glob("*.py")):
        assert not forbidden.search(file.read_text()), file.name


# ---------------------------------------------------------------------------------------------- the sitting


def _row(number: int) -> RowSummary:
    return RowSummary("s", number, "filled", True, 0.9, None, 0, False, "counted")


@given(st.lists(st.sampled_from(["settle", "later", "back", "else"]), max_size=40))
def test_whatever_a_reviewer_does_every_row_comes_and_none_is_lost(steps: list[str]) -> None:
    done: set[Place] = set()
    everything = [Place("s", number) for number in range(1, 6)]
    sitting = Sitting(lambda: [_row(p.row) for p in everything if p not in done])
    for step in [*steps, *["settle"] * 10]:
        place = sitting.current(done.__contains__)
        if place is None:
            break
        if step == "settle":
            done.add(place)
            sitting.settle(place)
        elif step == "later":
            sitting.postpone(place)
        elif step == "back":
            sitting.back()
        else:
            done.add(everything[0])  # somebody else settles a row meanwhile
    assert done == set(everything)
    assert sitting.again is None


# -------------------------------------------------------------------------------------------------- the values


@given(st.sampled_from(country.codes()), st.sampled_from(["fr", "ar", "en", "es"]))
def test_a_country_shown_and_typed_back_is_the_same_country(code: str, screen_language: str) -> None:
    assert values.kept("country", values.shown("country", code, screen_language), screen_language) == code
    assert values.kept("country", code.lower(), screen_language) == code


def test_typed_telephone_numbers_and_addresses_are_normalised_or_asked_back() -> None:
    assert values.kept("phone", "06 12 34 56 78", "fr", "FR") == "+33612345678"
    assert values.kept("email", " a@example.org ", "fr") == "a@example.org"
    assert values.kept("email", "", "fr") == ""
    for column, text in (("phone", "12"), ("email", "a@"), ("country", "xyzzy")):
        with pytest.raises(values.NotUnderstood):
            values.kept(column, text, "fr", "FR")  # type: ignore[arg-type]


@given(st.text(max_size=30))
def test_no_markdown_survives_in_a_label(text: str) -> None:
    label = values.literally(text)
    plain = label.replace("\\", "").replace("\u2060", "")
    assert plain == text.replace("\\", "").replace("\u2060", "")
    for at, sign in enumerate(label):
        if sign in "*_[]()<>!`#$~:|" and sign.isascii():
            assert label[:at].endswith("\\")


def test_the_fields_stand_under_their_columns(store: Store) -> None:
    reading = store.readings.sheet(store.readings.rows()[0].sheet)
    fields = layout(reading, reading.rows[0], {})
    assert sum(part.width for part in fields.under) == pytest.approx(1)
    assert [part.field.column for part in fields.under if part.field] == ["name", "country", "email", "consent"]
    name = next(at for at, part in enumerate(fields.under) if part.column == "name")
    left = sum(part.width for part in fields.under[:name])
    assert left == pytest.approx((18 - 10 + 1.5) / 193, abs=0.01), "millimetres of the invented sheet"
    assert not fields.below


def test_stacked_cells_and_missing_columns_get_their_fields_below(store: Store) -> None:
    reading = store.readings.sheet(store.readings.rows()[0].sheet)
    name = next(column for column in reading.columns if column.name == "name")
    stacked = replace(
        reading, columns=tuple(replace(c, quad=name.quad) if c.name == "email" else c for c in reading.columns)
    )
    assert [view.column for view in layout(stacked, reading.rows[0], {}).below] == ["email"]
    assert [view.column for view in layout(reading, typed_row(7), {}).below] == ["name", "country"]


def test_a_name_in_two_columns_is_typed_once(store: Store) -> None:
    reading = store.readings.sheet(store.readings.rows()[0].sheet)
    row = reading.rows[0]
    parts = tuple(replace(field, name="given_name") for field in row.fields if field.name == "name")
    both = replace(row, fields=(*row.fields, *parts))
    assert "given_name" in layout(reading, both, {}).columns
    assert "name" not in layout(reading, both, {}).columns


def test_a_row_is_outlined_where_it_lies_on_the_sheet(store: Store) -> None:
    reading = store.readings.sheet(store.readings.rows()[0].sheet)
    picture = store.readings.sheet_picture(reading.id)
    assert picture
    plain, marked = whole_sheet.outlined(picture, reading, None), whole_sheet.outlined(picture, reading, 2)
    assert plain is not None
    assert marked is not None
    changed = np.argwhere((plain != marked).any(axis=2)) / marked.shape[:2] * (297, 210)  # millimetres
    assert changed.min(axis=0) == pytest.approx((72, 10), abs=1)
    assert changed.max(axis=0) == pytest.approx((84, 200), abs=1)


# --------------------------------------------------------------------------------------------------- the texts


def _said() -> set[str]:
    methods = [("digitiser/screens/**.py", "python"), ("app.py", "python")]
    found = extract_from_dir(str(_ROOT), method_map=methods, keywords={"say": (1,), "count": (1, 2)})
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.mark.parametrize("code", ["fr", "ar", "es"])
def test_every_text_is_translated(code: str) -> None:
    with (language.TEXTS / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    translated = {}
    for message in catalogue:
        one = message.id if isinstance(message.id, str) else message.id[0]
        forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if one and all(forms) and not message.fuzzy:
            translated[one] = forms
            assert not list(message.check(catalogue)), one
    assert _said() == set(translated), "missing, or no longer used"


def test_every_problem_that_a_file_can_have_has_its_text() -> None:
    assert set(REFUSALS) <= known_codes()


def test_the_languages_are_those_of_the_forms() -> None:
    assert {each.code for each in language.LANGUAGES} == {"fr", "ar", "en", "es"}
