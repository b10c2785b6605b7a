"""The screen's logic, without a browser: Streamlit's own test runner draws app.py on a store of invented people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from digitiser.columns import country
from digitiser.errors import DigitiserError
from digitiser.review import decide
from digitiser.screens import desk, frame, groups, language, rows, values
from digitiser.screens.problems import known_codes
from digitiser.settings import ADDED_ROWS_FROM, LOCK_MINUTES, REFUSALS
from digitiser.store import Store
from tests.invented_store import make_store

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


def _parts(screen: AppTest, name: str) -> list[dict[str, Any]]:
    """What our parts of that name in the browser are told."""
    mounted = [element.proto for element in screen.get("bidi_component")]
    return [json.loads(proto.json) for proto in mounted if proto.component_name == f"digitiser.{name}"]


# ------------------------------------------------------------------------------------------------- the review


@pytest.mark.parametrize("code", ["fr", "ar", "en", "es"])
def test_the_review_is_told_all_its_words_in_the_reviewers_language(store: Store, code: str) -> None:
    screen = _screen(code)
    assert not screen.exception
    (page,), (told,) = _parts(screen, "page"), _parts(screen, "rows")
    assert (page["language"], page["direction"]) == (code, "rtl" if code == "ar" else "ltr")
    assert page["minutes"] == LOCK_MINUTES
    assert all(page["texts"].values())
    assert (told["language"], told["order"], told["who"]) == (code, "by_sheet", "amal")
    assert all(told["texts"].values())
    assert told["texts"]["accept"] == {"fr": "Accepter", "ar": "قبول", "en": "Accept", "es": "Aceptar"}[code]


def _scripts(name: str) -> dict[str, str]:
    """A script and all that it imports, by name."""
    found, wanted = dict[str, str](), [name]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = (_ROOT / "digitiser" / "screens" / "web" / name).read_text()
            wanted += re.findall(r'^import .*"\./(.+)";$', found[name], re.MULTILINE)
    return found


def test_every_text_that_the_groups_show_is_there() -> None:
    asked = set(re.findall(r"texts\.(\w+)", "".join(_scripts("groups.js").values())))
    with language.speaking("en"):
        told, keys = groups.words(), rows.key_words()
    assert asked <= told.keys()
    assert told.keys() - keys.keys() <= asked | {"down", "shut", "failed"}, "no longer used"


def test_every_text_that_the_review_shows_is_there() -> None:
    """The names that the scripts ask for, those made up of parts apart."""
    asked = set(re.findall(r"texts\.(\w+)", "".join(_scripts("rows.js").values())))
    with language.speaking("en"):
        told = rows.words()
    assert asked <= told.keys()
    composed = ("hint_", "mode_", "layout_", "reason_", "foot_")
    by_name = {
        "down",
        "shut",
        "failed",
        "accept",
        "anyway",
        "struck",
        "unsigned",
        "unreadable",
        "not_a_row",
        "one_entry",
    }
    by_name |= {"foot", "ditto", "note", "asked", "later", "back", "sheet", "several", "keys", "lock"}
    assert {name for name in told if not name.startswith(composed)} <= asked | by_name, "no longer used"


# --------------------------------------------------------------------------------------------- around the rows


def test_nobody_gets_in_without_a_name(store: Store) -> None:
    screen = _screen(who="")
    assert [field.label for field in screen.text_input] == ["Short name"]
    screen.text_input[0].set_value("noor")
    assert not _parts(screen, "rows")
    screen.button[0].click().run()
    assert [part["who"] for part in _parts(screen, "rows")] == ["noor"]


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
        assert desk.window(frame.store(), "amal", "by_sheet", (), 20).left == 6, "the rows of the first sheet only"
        screen = _page("overview")
        next(button for button in screen.button if button.label == answer).click().run()
        assert frame.store().readings.sheets()[1].standing == standing
    finally:
        frame.store().close()
        frame.forget_store()


def test_the_export_counts_and_writes_what_was_accepted(store: Store, tmp_path: Path) -> None:
    sheet = store.readings.sheets()[0].id
    store.decisions.record(
        decide(sheet, 1, "accepted", (("name", "MARIE DUBOIS"), ("country", "FR")), "amal"),
        decide(sheet, 2, "struck", (), "amal"),
    )
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


def test_the_overview_says_how_many_added_rows_wait_for_a_second_person(store: Store) -> None:
    sheet = store.readings.sheets()[0].id
    store.decisions.record(decide(sheet, ADDED_ROWS_FROM, "accepted", (("name", "Ana Silva"),), "amal", added=True))
    words = [element.proto.body for element in _page("overview").get("html")]
    assert any("1 added row waits for a second person" in word for word in words)


def test_a_sheet_is_opened_from_the_list(store: Store) -> None:
    screen = _page("overview")
    assert not _parts(screen, "sheet")
    next(button for button in screen.button if button.label == "Look at it").click().run()
    (told,) = _parts(screen, "sheet")
    assert (told["sheet"], told["file"], told["who"]) == (store.readings.sheets()[-1].id, "holiday.jpg", "amal")


# --------------------------------------------------------------------------------------------------- the texts


def _said() -> set[str]:
    methods = [("digitiser/screens/**.py", "python"), ("app.py", "python")]
    found = extract_from_dir(str(_ROOT), method_map=methods, keywords={"say": (1,), "count": (1, 2), "plurals": (1, 2)})
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
