"""The groups screen without a browser: what it is handed, and what becomes of what it sends back."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitiser.handover import merge_settled
from digitiser.model import Group
from digitiser.review import decide
from digitiser.screens.desk import cards
from digitiser.screens.glance import Looked, glance, group_list, looked, take_back
from digitiser.screens.language import speaking
from digitiser.store import Store, open_store
from tests.invented_store import Person, make_store

PEOPLE = tuple(Person(f"PERSON {number}", "FR" if number % 4 else "DE") for number in range(12))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    make_store(tmp_path / "store", sheets=3, people=PEOPLE)
    with open_store(tmp_path / "store") as opened, speaking("fr"):
        yield opened


def _france(store: Store) -> Group:
    return next(group for group in store.work.groups("ana") if group.value == "FR")


def _settle_some_germans(store: Store) -> None:
    sheet = store.readings.sheets()[0].id
    for row in (1, 5, 9):
        store.decisions.record(decide(sheet, row, "accepted", (("name", "X"), ("country", "DE")), "ben"))


def _planted(store: Store, key: str) -> list[int]:
    screen = store.work.shown(key)
    assert screen
    return [place for place, crop in enumerate(screen.crops) if crop.planted]


def test_the_list_speaks_the_reviewers_language_and_counts(store: Store) -> None:
    groups = {(group.about, group.claim): group.cells for group in group_list(store, "ana").groups}
    assert groups["Pays", "France"] == 27
    assert groups["Pays", "Allemagne"] == 9


def test_crops_are_pictures_of_the_cell_and_the_next_screen_has_others(store: Store) -> None:
    store.work.choose_accuracy(0.99)
    group = _france(store)
    first = glance(store, "ana", group, [])
    assert len(first.crops) == 27
    for crop in first.crops:
        image = cv2.imdecode(np.frombuffer(base64.b64decode(crop.picture), np.uint8), cv2.IMREAD_GRAYSCALE)
        assert image is not None
        assert image.min() < 150, "the ink of the cell"
    assert glance(store, "ana", group, [first.id]).crops == ()


def test_a_seen_screen_is_kept_once_however_often_the_message_comes(store: Store) -> None:
    _settle_some_germans(store)
    shown = glance(store, "ana", _france(store), [])
    wrong = _planted(store, shown.id)
    assert wrong
    said = Looked(shown.id, "ana", (*wrong, next(n for n in range(len(shown.crops)) if n not in wrong)), 12.0)
    first, second = looked(store, said), looked(store, said)
    assert (first.outcome, first.doubted) == ("kept", 1)
    assert (second.outcome, second.confirmed, second.doubted) == ("kept", first.confirmed, 1)
    assert store.work.attention("ana").planted == len(wrong)
    assert store.work.attention("ana").caught == len(wrong)
    assert _france_or_none(store) is None


def _france_or_none(store: Store) -> Group | None:
    return next((group for group in store.work.groups("ana") if group.value == "FR"), None)


def test_where_a_wrong_crop_passes_the_reviewer_sees_which_and_nothing_is_kept(store: Store) -> None:
    _settle_some_germans(store)
    group = _france(store)
    shown = glance(store, "ana", group, [])
    answer = looked(store, Looked(shown.id, "ana", (), 3.0))
    assert answer.outcome == "missed"
    assert [passed.place for passed in answer.missed] == _planted(store, shown.id)
    assert {passed.text for passed in answer.missed} == {"Allemagne"}
    assert _france(store).cells == group.cells
    assert store.work.attention("ana").caught == 0


def test_a_row_says_what_was_marked_and_what_was_confirmed_in_groups_until_it_is_settled(store: Store) -> None:
    shown = glance(store, "ana", _france(store), [])
    screen = store.work.shown(shown.id)
    assert screen
    looked(store, Looked(shown.id, "ana", (0,), 12.0))
    marked, confirmed = (screen.crops[place].cell for place in (0, 1))
    one, other = cards(store, [(marked.sheet, marked.row), (confirmed.sheet, confirmed.row)])
    country, same = (next(field for field in card.fields if field.column == "country") for card in (one, other))
    assert (country.doubtful, country.seen) == (True, False), "however sure the machine is"
    assert (same.doubtful, same.seen) == (False, True)
    assert one.notices == ("Signalé dans un groupe : Pays",)
    assert other.notices == ()
    take_back(store, "ana", shown.id)
    (again,) = cards(store, [(marked.sheet, marked.row)])
    assert (again.notices, any(field.doubtful or field.seen for field in again.fields)) == ((), False)
    looked(store, Looked(shown.id, "ana", (0,), 12.0, again=True))
    store.decisions.record(decide(marked.sheet, marked.row, "accepted", (("name", "X"), ("country", "DE")), "ben"))
    (settled,) = cards(store, [(marked.sheet, marked.row)])
    assert not any(field.doubtful for field in settled.fields)
    assert "Signalé dans un groupe : Pays" not in settled.notices


def test_a_screen_that_the_program_does_not_know_keeps_nothing(store: Store) -> None:
    assert looked(store, Looked("0123456789abcdef", "ana", (0,), 1.0)).outcome == "gone"
    assert store.decisions.head().events == 0


def test_whole_rows_are_few_on_a_screen_and_settled_as_claimed(tmp_path: Path) -> None:
    people = tuple(Person(f"PERSON {number}", "FR", signed=False) for number in range(12))
    make_store(tmp_path / "store", sheets=2, people=people)
    with open_store(tmp_path / "store") as store, speaking("ar"):
        (unsigned,) = store.work.groups("ana")
        shown = glance(store, "ana", unsigned, [])
        assert len(shown.crops) < 24
        sheet = store.readings.sheets()[0].id
        store.decisions.record(decide(sheet, 2, "accepted", (("name", "X"),), "ben"))
        answer = looked(store, Looked(shown.id, "ana", (0,), 5.0))
        verdicts = {decision.row: decision.verdict for decision in store.decisions.newest(sheet).values()}
    assert answer.confirmed == len(shown.crops) - 1
    assert verdicts[2] == "accepted", "what somebody settled meanwhile holds"
    assert 1 not in verdicts, "an exception waits for a person"
    assert {verdict for row, verdict in verdicts.items() if row > 2} == {"unsigned"}


def test_a_screen_that_is_taken_back_waits_again_with_its_marks_and_no_event_is_lost(store: Store) -> None:
    _settle_some_germans(store)
    group = _france(store)
    shown = glance(store, "ana", group, [])
    wrong = _planted(store, shown.id)
    marked = tuple(sorted((*wrong, next(n for n in range(len(shown.crops)) if n not in wrong))))
    looked(store, Looked(shown.id, "ana", marked, 12.0))
    events = store.decisions.head().events
    back = take_back(store, "ana", shown.id)
    assert (back.glance, back.marked) == (shown, marked)
    assert _france(store).cells == group.cells
    after = store.decisions.head().events
    assert after > events
    assert take_back(store, "ana", shown.id).glance == shown
    assert store.decisions.head().events == after, "taken back once"
    assert looked(store, Looked(shown.id, "ana", tuple(wrong), 3.0, again=True)).doubted == 0
    assert _france_or_none(store) is None
    assert store.work.attention("ana").planted == len(wrong), "a second look with the first one's marks says nothing"
    assert store.verify().faults == ()
    assert take_back(store, "ana", "0123456789abcdef").glance.crops == ()


def _confirm_all(store: Store) -> list[str]:
    """Everything that is in groups; the screens, the last one last."""
    done = []
    while groups := store.work.groups("ana"):
        shown = glance(store, "ana", groups[0], [])
        looked(store, Looked(shown.id, "ana", tuple(_planted(store, shown.id)), 1.0))
        done.append(shown.id)
    return done


def _settled(store: Store) -> int:
    return sum(row.verdict is not None for row in store.readings.rows())


def test_rows_that_were_complete_wait_again_too_and_are_signatures_no_more(store: Store) -> None:
    screens = _confirm_all(store)
    assert (_settled(store), len(merge_settled(store).added)) == (36, 36)
    last = store.work.shown(screens[-1])
    assert last
    rows = {crop.cell.row_id for crop in last.crops if not crop.planted}
    corrected = min(rows)
    held = store.decisions.newest()[corrected]
    store.decisions.record(decide(held.sheet, held.row, "accepted", held.values, "ben", based_on=1, note="seen alone"))
    take_back(store, "ana", screens[-1])
    waiting = {row.id for row in store.readings.rows() if row.verdict is None}
    assert waiting == rows - {corrected}, "what somebody said of a row since holds"
    assert {signature.id for signature in merge_settled(store).withdrawn} == waiting
    store.work.choose_second_share(1.0)
    assert not waiting & set(store.work.second_readings("eve"))
    _confirm_all(store)
    assert _settled(store) == 36
    assert {store.decisions.newest()[row].revision for row in waiting} == {3}
    assert len(merge_settled(store).added) == len(waiting)
    assert store.verify().faults == ()


def test_whole_rows_are_taken_back_too(tmp_path: Path) -> None:
    people = tuple(Person(f"PERSON {number}", "FR", signed=False) for number in range(12))
    make_store(tmp_path / "store", people=people)
    with open_store(tmp_path / "store") as store, speaking("en"):
        screens = _confirm_all(store)
        assert _settled(store) == 12
        take_back(store, "ana", screens[-1])
        assert _settled(store) == 0
        assert store.work.groups("ana")[0].cells == 12
        _confirm_all(store)
        assert {decision.revision for decision in store.decisions.newest().values()} == {3}
