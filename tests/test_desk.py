"""What the review hands to the browser and takes back, without a browser: plain functions on a store of invented people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.model import Decision
from digitiser.review import agree, decide
from digitiser.screens import desk
from digitiser.screens.card_fields import CardField, parts
from digitiser.screens.cards import Card, card, typed_row
from digitiser.screens.desk import Act, Answer, Entry, Message
from digitiser.screens.language import LANGUAGES, plurals, speaking
from digitiser.store import Store, open_store
from tests.invented_store import BEACON, make_store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sheets, drawn once; each test has a copy."""
    return make_store(tmp_path_factory.mktemp("desk") / "store", sheets=2)


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(shutil.copytree(folder, tmp_path / "store")) as opened, speaking("en"):
        yield opened


def _cards(store: Store, most: int = 20) -> tuple[Card, ...]:
    return _rows(desk.window(store, "amal", "by_sheet", (), most))


def _rows(window: desk.Window) -> tuple[Card, ...]:
    """The window's rows, without what is asked about a sheet's foot."""
    return tuple(card for card in window.cards if isinstance(card, Card))


def _field(card: Card, column: str) -> CardField:
    return next(field for field in card.fields if field.column == column)


def _message(card: Card, act: Act = "accepted", **typed: str) -> Message:
    """As the browser sends it: fields that nobody typed into come with the value that they stand for."""
    entries = tuple(
        Entry(f.column, typed[f.column]) if f.column in typed else Entry(f.column, f.guess.text, f.guess.value)
        for f in card.fields
    )
    return Message("m1", card.sheet, card.row, card.revision, act, "amal", entries)


def _settle(store: Store, act: Act = "accepted", at: int = 0, **typed: str) -> Answer:
    return desk.settle(store, _message(_cards(store)[at], act, **typed))


def test_a_reason_and_a_note_go_with_a_row_that_is_left_out_and_are_shown_again(store: Store) -> None:
    first = _cards(store)[0]
    desk.settle(store, replace(_message(first, "struck"), reason="twice", note="as in\n row 4"))
    (decision,) = _newest(store)
    assert (decision.reason, decision.note) == ("twice", "as in row 4")
    assert store.decisions.reasons() == (("twice", 1),)
    (again,) = desk.cards(store, [(first.sheet, first.row)])
    assert (again.reason, again.note) == ("twice", "as in row 4")
    assert {"Reason: Signed twice", "Note: as in row 4"} <= set(again.notices)
    desk.settle(store, replace(_message(again, "accepted"), reason="twice", note=again.note))
    assert (_newest(store)[0].reason, _newest(store)[0].note) == (None, "as in row 4"), (
        "what is accepted is not left out"
    )
    assert store.decisions.reasons() == ()


def test_a_note_goes_with_a_question_and_not_with_a_blind_reading(store: Store) -> None:
    first, second, *_ = _cards(store)
    desk.settle(store, replace(_message(second, "asked"), note="JONAS or JONAH?"))
    (asked,) = desk.cards(store, [(second.sheet, second.row)])
    assert any(notice.startswith("amal asks") and notice.endswith("Note: JONAS or JONAH?") for notice in asked.notices)
    store.work.choose_second_share(1.0)
    desk.settle(store, replace(_message(first, "accepted"), note="the brother of row 2"))
    store.work.release("amal")
    (blind,) = (card for card in _rows(desk.window(store, "ben", "by_sheet", (), 1)) if card.again)
    assert (blind.note, blind.reason, blind.notices) == ("", None, ())


def _newest(store: Store) -> list[Decision]:
    return list(store.decisions.newest().values())


# ------------------------------------------------------------------------------------------------ what is handed out


def test_rows_come_in_order_without_those_that_the_browser_has(store: Store) -> None:
    first = desk.window(store, "amal", "by_sheet", (), 4)
    assert [card.row for card in first.cards] == [1, 2, 3, 4]
    assert (first.left, first.settled) == (12, 0)
    second = desk.window(store, "amal", "by_sheet", {card.id for card in first.cards}, 4)
    assert [card.row for card in second.cards] == [5, 6, 1, 2]
    assert desk.window(store, "amal", "doubtful_first", (), 1).cards[0].row == 2, "the least sure one"
    _settle(store)
    assert desk.window(store, "amal", "by_sheet", (), 1).cards[0].row == 2
    assert (
        desk.window(store, "amal", "by_sheet", (), 1).left,
        desk.window(store, "amal", "by_sheet", (), 1).settled,
    ) == (11, 1)


def test_a_card_says_what_was_read_how_sure_and_where(store: Store) -> None:
    first, second = _cards(store, 2)
    assert [field.column for field in first.fields] == ["name", "country", "email", "consent"]
    assert [field.guess.text for field in first.fields] == ["MARIE DUBOIS", "France", "marie.dubois@example.org", "yes"]
    name = _field(second, "name")
    assert name.doubtful
    assert [(part.text, part.doubtful) for part in name.parts] == [("JONAS WEBE", False), ("N", True)]
    assert [choice.text for choice in name.choices] == ["JONAS WEBER"]
    assert name.crop == pytest.approx(((18 - 10) / 193, 0, (78 - 10 + 3) / 193, 1), abs=1e-6)
    assert second.box == pytest.approx((10 / 210, 72 / 297, 200 / 210, 84 / 297))


def test_a_name_of_markup_is_handed_out_and_kept_as_it_is(store: Store) -> None:
    assert _field(_cards(store)[5], "name").guess.text == BEACON
    _settle(store, at=5)
    assert dict(_newest(store)[0].values)["name"] == BEACON


def test_only_a_row_with_a_signature_is_accepted_by_enter(store: Store) -> None:
    assert [card.kind for card in _cards(store, 6)] == ["plain", "plain", "plain", "unsigned", "plain", "plain"]
    reading = store.readings.sheet(_cards(store)[0].sheet)
    row = reading.rows[0]
    assert card(reading, replace(row, state="struck"), {}).kind == "struck"
    assert card(reading, replace(row, state="empty"), {}).kind == "empty"
    assert card(reading, replace(row, signed=None), {}).kind == "plain", "the sheet asks for no signature"


def test_fields_stand_as_on_the_paper_also_where_it_runs_from_right_to_left(store: Store) -> None:
    reading = store.readings.sheet(_cards(store)[0].sheet)
    arabic = card(replace(reading, language="ar"), reading.rows[0], {})
    assert arabic.direction == "rtl"
    assert [field.column for field in arabic.fields] == ["consent", "email", "country", "name"], (
        "the first one lies on the right"
    )


def test_missing_columns_get_a_field_and_a_name_in_two_columns_is_typed_once(store: Store) -> None:
    reading = store.readings.sheet(_cards(store)[0].sheet)
    assert [field.column for field in card(reading, typed_row(7), {}).fields] == ["name", "country", "email"]
    row = reading.rows[0]
    parts_ = tuple(replace(field, name="given_name") for field in row.fields if field.name == "name")
    columns = [field.column for field in card(reading, replace(row, fields=(*row.fields, *parts_)), {}).fields]
    assert "given_name" in columns
    assert "name" not in columns


@given(st.text("abcé", max_size=6), st.lists(st.text("abcé", max_size=6), max_size=3))
def test_marked_parts_are_the_guess_and_nothing_is_marked_in_vain(guess: str, others: list[str]) -> None:
    found = parts(guess, others)
    assert "".join(part.text for part in found) in ("", guess)
    if guess and any(other != guess for other in others):
        assert any(part.doubtful for part in found)
    if all(other == guess for other in others):
        assert not found


# ------------------------------------------------------------------------------------------------ what is taken back


def test_accepting_keeps_what_was_on_the_screen(store: Store) -> None:
    answer = _settle(store)
    assert (answer.outcome, answer.revision) == ("kept", 1)
    (decision,) = _newest(store)
    assert (decision.verdict, decision.who) == ("accepted", "amal")
    assert dict(decision.values) == {
        "name": "MARIE DUBOIS", "country": "FR", "email": "marie.dubois@example.org", "consent": "yes",
    }  # fmt: skip


def test_a_correction_is_kept_as_typed_and_the_country_as_its_code(store: Store) -> None:
    with speaking("fr"):
        answer = _settle(store, name="Marie  Duboys", country="Allemagne")
    assert Entry("country", "Allemagne", "DE") in answer.entries, "so that dittos below show it"
    assert dict(_newest(store)[0].values)["name"] == "Marie Duboys"
    assert dict(_newest(store)[0].values)["country"] == "DE"


@pytest.mark.parametrize("act", ["struck", "unsigned", "unreadable", "not_a_row"])
def test_every_verdict_is_kept_without_values(store: Store, act: Act) -> None:
    _settle(store, act)
    (decision,) = _newest(store)
    assert (decision.verdict, decision.values) == (act, ())


def test_what_is_not_understood_is_asked_back_and_nothing_is_kept(store: Store) -> None:
    unknown = _settle(store, country="Qqqqqqq")
    assert (unknown.outcome, unknown.column) == ("asked_back", "country")
    assert "country" in unknown.text
    nameless = _settle(store, name=" ")
    assert (nameless.outcome, nameless.column) == ("asked_back", "name")
    assert not _newest(store)


def test_a_new_decision_replaces_the_old(store: Store) -> None:
    first = _cards(store)[0]
    desk.settle(store, _message(first))
    (again,) = desk.cards(store, [(first.sheet, first.row)])
    assert again.revision == 1
    assert "Settled by amal: Accepted" in again.notices[0]
    desk.settle(store, _message(again, "struck"))
    (decision,) = _newest(store)
    assert (decision.verdict, decision.revision) == ("struck", 2)


def test_two_reviewers_at_one_row_keep_both_versions_and_the_second_sees_them(store: Store) -> None:
    first = _cards(store)[0]
    store.decisions.record(decide(first.sheet, first.row, "accepted", (("name", "Theirs"), ("country", "ES")), "noor"))
    late = desk.settle(store, _message(first, name="Mine"))
    assert late.outcome == "late"
    assert [dict(d.values)["name"] for d in _newest(store)] == ["Theirs"], "the first decision holds"
    assert late.card
    assert late.card.kind == "conflict", "Enter accepts nothing here"
    assert "Theirs" in " ".join(late.card.notices)
    assert "Mine" in " ".join(late.card.notices)
    desk.settle(store, _message(late.card, name="Both agreed"))
    assert [dict(d.values)["name"] for d in _newest(store)] == ["Both agreed"]


def test_a_ditto_takes_what_was_settled_above(store: Store) -> None:
    assert (_field(_cards(store)[4], "country").ditto, _field(_cards(store)[4], "country").source) == (True, 4)
    _settle(store, at=3, country="Portugal")
    follower = next(card for card in _cards(store) if card.row == 5)
    assert _field(follower, "country").guess.text == "Portugal"
    above = _field(follower, "country").above
    assert above
    assert (above.row, above.value) == (4, "PT")


def test_a_missed_row_is_added_once_however_often_it_is_sent(store: Store) -> None:
    first = _cards(store)[0]
    entries = (Entry("name", "Ana Silva"), Entry("country", "Portugal"))
    message = Message("abc", first.sheet, 2, 0, "added", "amal", entries)
    for _ in range(3):
        assert desk.settle(store, message).outcome == "kept"
    (decision,) = _newest(store)
    assert (decision.row, decision.added, decision.verdict) == (1001, True, "accepted")
    assert dict(decision.values) == {"name": "Ana Silva", "country": "PT"}
    desk.settle(store, replace(message, id="another", act="added_unsigned"))
    assert [(d.row, d.verdict, d.values) for d in _newest(store)][1] == (1002, "unsigned", ())


def test_contact_details_of_who_did_not_agree_are_kept_only_where_a_person_typed_them(store: Store) -> None:
    first = _cards(store)[0]
    assert _field(first, "email").contact
    desk.settle(store, _message(first))
    assert dict(_newest(store)[0].values)["email"]
    declined = _message(replace(first, revision=1))
    no = tuple(Entry("consent", "no", "no") if entry.column == "consent" else entry for entry in declined.entries)
    desk.settle(store, replace(declined, entries=no))
    assert "email" not in dict(_newest(store)[0].values)
    typed = tuple(Entry("email", "m@example.org") if entry.column == "email" else entry for entry in no)
    desk.settle(store, replace(declined, revision=2, entries=typed))
    assert dict(_newest(store)[0].values)["email"] == "m@example.org"


def test_two_people_agree_whatever_they_kept_of_contact_details_without_consent() -> None:
    name, address = ("name", "Ana Silva"), ("email", "ana@example.org")
    first = decide("s", 1, "accepted", (name, address), "amal")  # type: ignore[arg-type]
    second = decide("s", 1, "accepted", (name,), "ben")  # type: ignore[arg-type]
    assert agree(first, second)
    consent = ("consent", "yes")
    assert not agree(replace(first, values=(*first.values, consent)), replace(second, values=(*second.values, consent)))  # type: ignore[arg-type]


def test_who_is_alone_is_told_which_rows_wait_for_somebody_else(store: Store) -> None:
    desk.settle(store, Message("abc", _cards(store)[0].sheet, 2, 0, "added", "amal", (Entry("name", "Ana Silva"),)))
    while cards := _cards(store):
        desk.settle(store, _message(cards[0], "struck"))
    assert desk.window(store, "amal", "by_sheet", (), 5).second == 1
    others = desk.window(store, "ben", "by_sheet", (), 5)
    assert others.second == 0
    assert [card.row for card in _rows(others) if card.again] == [1001]
    desk.settle(store, replace(_message(_rows(others)[0], name="Ana Silva"), who="ben", again=True))
    assert desk.window(store, "amal", "by_sheet", (), 5).second == 0


def test_a_row_that_goes_on_from_the_one_above_says_so(store: Store) -> None:
    _settle(store, "one_entry", at=1)
    (decision,) = _newest(store)
    assert (decision.verdict, decision.origin) == ("not_a_row", "one entry with row 1")


def test_a_row_that_somebody_else_should_see_stays_and_tells(store: Store) -> None:
    for _ in range(2):
        assert _settle(store, "asked", at=1).outcome == "kept"
    first, second = _cards(store, 2)
    assert not _newest(store), "nothing is decided by asking"
    assert second.notices == ("amal asks for somebody else's eyes on row 2.",)
    assert not first.notices
    sheet = store.readings.sheet(first.sheet)
    store.readings.save(sheet)
    assert _cards(store, 2)[1].notices, "also when the sheet is read again"


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["accepted", "struck", "unsigned"])), max_size=8), st.data()
)
def test_messages_sent_again_change_nothing(folder: Path, acts: list[tuple[int, Act]], data: st.DataObject) -> None:
    """Whatever a killed program left unanswered is sent again, in order: the store is as if each message had come once."""
    with (
        TemporaryDirectory() as copy,
        open_store(shutil.copytree(folder, Path(copy) / "store")) as opened,
        speaking("en"),
    ):
        ahead = {card.row - 1: card for card in _cards(opened)[:6]}
        sent: list[Message] = []
        for at, act in acts:
            message = replace(_message(ahead[at], act), id=str(len(sent)))
            sent.append(message)
            answer = desk.settle(opened, message)
            assert answer.outcome == "kept"
            ahead[at] = replace(ahead[at], revision=answer.revision)
            for again in sent[data.draw(st.integers(0, len(sent))) :]:
                assert desk.settle(opened, again).outcome == "kept"
        events = opened.decisions.head().events
        newest = {d.row: d for d in _newest(opened)}
    distinct: dict[int, list[Act]] = {}
    for at, act in acts:
        distinct.setdefault(at + 1, []).append(act)
    assert events == len(acts)
    assert {row: d.verdict for row, d in newest.items()} == {row: chosen[-1] for row, chosen in distinct.items()}


def test_numbers_have_a_text_for_each_kind_that_a_browser_knows() -> None:
    kinds = {"en": {"one", "other"}, "fr": {"one", "other"}, "es": {"one", "other"}}
    for each in LANGUAGES:
        with speaking(each.code):
            found = plurals("{n} row left", "{n} rows left")
        assert kinds.get(each.code, {"zero", "one", "two", "few", "many", "other"}) == set(found)
        assert "{n}" in found["other"]


# ------------------------------------------------------------------------------------------------ several people


def test_two_people_never_have_the_same_row_before_them(store: Store) -> None:
    hers = desk.window(store, "amal", "by_sheet", (), 5)
    his = desk.window(store, "ben", "by_sheet", (), 20)
    assert len(hers.cards) == 5
    assert his.left == len(his.cards) == 7
    assert not {card.id for card in hers.cards} & {card.id for card in his.cards}


def test_a_row_drawn_by_lot_is_read_again_unseen_and_waits_where_two_differ(store: Store) -> None:
    store.work.choose_second_share(1.0)
    assert _settle(store, name="MARIE DUBOIS").outcome == "kept"
    first = _cards(store)
    assert all(not card.again for card in first), "nobody checks themselves"
    store.work.release("amal")
    blind = next(card for card in _rows(desk.window(store, "ben", "by_sheet", (), 20)) if card.again)
    assert (blind.row, blind.revision, blind.notices) == (1, 1, ())
    said = replace(_message(blind, name="MARIA DUBOIS"), who="ben", again=True)
    assert [desk.settle(store, said).outcome for _ in range(2)] == ["kept", "kept"]
    store.work.release("ben")
    (differing,) = [
        card for card in _rows(desk.window(store, "eve", "by_sheet", (), 20)) if card.row == 1 and card.id == blind.id
    ]
    assert differing.kind == "conflict"
    assert ["MARIE" in notice or "MARIA" in notice for notice in differing.notices] == [False, True, True]
    assert desk.settle(store, replace(_message(differing, name="MARIE DUBOIS"), who="eve")).outcome == "kept"
    assert store.decisions.disputed() == {}


def test_rows_before_somebody_else_are_told_and_come_when_that_person_goes(store: Store) -> None:
    everything = desk.window(store, "noor", "by_sheet", (), 20)
    assert (len(everything.cards), everything.elsewhere) == (12, 0)
    nothing = desk.window(store, "amal", "by_sheet", (), 20)
    assert (nothing.cards, nothing.left, nothing.elsewhere) == ((), 0, 12)
    store.work.release("noor")
    assert len(desk.window(store, "amal", "by_sheet", (), 20).cards) == 12
