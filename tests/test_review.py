"""What a person must see, and what follows from a decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitiser import review
from digitiser.model import Decision, SheetReading
from digitiser.settings import ADDED_ROWS_FROM
from digitiser.store import Store, open_store
from tests.records import decision, empty, field, reading, row


def stored(tmp_path: Path, *sheets: SheetReading) -> Store:
    store = open_store(tmp_path)
    for sheet in sheets:
        store.readings.save(sheet)
    return store


def queued(store: Store, order: review.Order = "doubtful_first") -> list[tuple[str, int]]:
    rows = review.queue(store.readings.rows(), store.readings.sheets(), order)
    files = {sheet.id: sheet.file[0] for sheet in store.readings.sheets()}
    return [(files[row.sheet], row.row) for row in rows]


def unsure(index: int, confidence: float) -> object:
    return row(index, field("name", "Ana Li", 0.99, index), field("country", "FR", confidence, index))


def test_doubtful_rows_come_first_and_sheets_stay_in_order(tmp_path: Path) -> None:
    a = reading("a", rows=(row(1), unsure(2, 0.4), empty(3), row(4, state="struck", signed=False)))  # type: ignore[arg-type]
    b = reading("b", rows=(unsure(1, 0.2), row(2)))  # type: ignore[arg-type]
    with stored(tmp_path, a, b) as store:
        assert queued(store) == [("b", 1), ("a", 2), ("a", 1), ("a", 4), ("b", 2)]
        assert queued(store, "by_sheet") == [("a", 1), ("a", 2), ("a", 4), ("b", 1), ("b", 2)]
        store.decisions.record(decision(b, 1), decision(a, 4, verdict="struck"))
        assert queued(store) == [("a", 2), ("a", 1), ("b", 2)]
        assert review.progress(store.readings.rows()) == review.Progress(settled=2, waiting=3, held=0)


def test_empty_rows_are_shown_where_the_foot_counts_more(tmp_path: Path) -> None:
    sheet = reading("a", rows=(row(1), row(2), empty(3), empty(4)), control_total=3)
    with stored(tmp_path, sheet) as store:
        assert queued(store, "by_sheet") == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]
        store.decisions.record(decision(sheet, 3, name="Pale Pencil"))
        assert queued(store, "by_sheet") == [("a", 1), ("a", 2)]
        store.decisions.record(decision(sheet, 2, verdict="struck"))
        assert queued(store, "by_sheet") == [("a", 1), ("a", 4)]


def test_rows_of_a_sheet_that_is_held_back_wait_for_it(tmp_path: Path) -> None:
    with stored(tmp_path, reading("a", serial="K7MX4QHP"), reading("b", serial="K7MX4QHP")) as store:
        assert queued(store) == [("a", 1), ("a", 2), ("a", 3)]
        assert review.progress(store.readings.rows()) == review.Progress(settled=0, waiting=3, held=3)


def test_a_row_with_ink_and_without_a_name_is_doubtful() -> None:
    nameless = row(1, field("name", "", 0.0, ink="blank", candidates=()), field("country", "FR"))
    assert nameless.confidence == 0.0
    assert review.doubtful_fields(nameless) == ("name",)


@pytest.mark.parametrize(("confidence", "doubtful"), [(0.5, ("country",)), (0.999, ())])
def test_fields_below_the_threshold_are_marked(confidence: float, doubtful: tuple[str, ...]) -> None:
    assert review.doubtful_fields(row(1, field("name", "Ana Li"), field("country", "FR", confidence))) == doubtful
    assert review.doubtful_fields(row(1, field("name", "Ana Li"), field("country", "FR", confidence)), 0.4) == ()


def ditto(index: int, source: int, value: str = "FR") -> object:
    marks = field("country", value, 0.9, index, ink="ditto", from_row=source)
    return row(index, field("name", f"Person {index}", index=index), marks)


CHAIN = reading(rows=(row(1), ditto(2, 1), ditto(3, 2), row(4)))  # type: ignore[arg-type]


def test_a_ditto_is_proposed_as_its_source_was_settled() -> None:
    assert dict(review.proposal(CHAIN.rows[1], {}))["country"] == "FR"
    settled = {1: decision(CHAIN, 1, country="GF")}
    assert dict(review.proposal(CHAIN.rows[1], settled))["country"] == "GF"
    assert dict(review.proposal(CHAIN.rows[0], settled))["country"] == "GF"


def test_a_settled_row_is_proposed_as_it_was_settled() -> None:
    assert dict(review.proposal(CHAIN.rows[3], {4: decision(CHAIN, 4, name="Typed")}))["name"] == "Typed"


def test_correcting_a_source_corrects_the_chain_of_dittos() -> None:
    settled = {index: decision(CHAIN, index) for index in (1, 2, 3, 4)}
    corrected = decision(CHAIN, 1, revision=2, country="GF")
    follow = review.followers(CHAIN, settled, corrected)
    assert [(d.row, d.revision, dict(d.values)["country"]) for d in follow] == [(2, 2, "GF"), (3, 2, "GF")]
    assert dict(follow[0].values)["name"] == "Person 2"


def test_a_first_decision_corrects_dittos_that_were_accepted_before_it() -> None:
    follow = review.followers(CHAIN, {2: decision(CHAIN, 2)}, decision(CHAIN, 1, country="GF"))
    assert [(d.row, dict(d.values)["country"]) for d in follow] == [(2, "GF")]


def test_a_value_typed_in_the_ditto_row_stays() -> None:
    settled = {1: decision(CHAIN, 1), 2: decision(CHAIN, 2, country="BE"), 3: decision(CHAIN, 3, country="BE")}
    assert review.followers(CHAIN, settled, decision(CHAIN, 1, revision=2, country="GF")) == ()


def test_a_struck_source_takes_nothing_with_it() -> None:
    settled = {index: decision(CHAIN, index) for index in (1, 2)}
    assert review.followers(CHAIN, settled, decision(CHAIN, 1, revision=2, verdict="struck")) == ()


def test_followers_are_stored_with_their_source(tmp_path: Path) -> None:
    with stored(tmp_path, CHAIN) as store:
        store.decisions.record(*(decision(CHAIN, index) for index in (1, 2, 3)))
        by_row = {d.row: d for d in store.decisions.newest(CHAIN.id).values()}
        corrected = decision(CHAIN, 1, revision=2, country="GF")
        store.decisions.record(corrected, *review.followers(CHAIN, by_row, corrected))
        assert {dict(d.values)["country"] for d in store.decisions.newest().values()} == {"GF"}


def test_a_signature_needs_a_name() -> None:
    with pytest.raises(review.DecisionRefused, match="needs a name"):
        review.decide("sheet", 1, "accepted", (("name", "  "), ("country", "FR")), "ana")
    review.decide("sheet", 1, "accepted", (("given_name", "Ana"), ("country", "")), "ana")
    assert review.decide("sheet", 1, "unreadable", (), "ana", based_on=3) == Decision(
        "sheet", 1, 4, "unreadable", (), "ana", review.decide("sheet", 1, "unreadable", (), "ana").at
    )


def test_an_added_row_takes_an_index_of_its_own(tmp_path: Path) -> None:
    with stored(tmp_path, reading("a")) as store:
        sheet = store.readings.sheets()[0].id
        index = review.next_row(store.readings.rows(sheet))
        assert index == ADDED_ROWS_FROM, "no printed row has that number, on any picture"
        added = review.decide(sheet, index, "accepted", (("name", "Missed By All"),), "ana", added=True)
        store.decisions.record(added)
        assert review.next_row(store.readings.rows(sheet)) == ADDED_ROWS_FROM + 1
        assert store.readings.rows(sheet)[-1].added
        assert queued(store, "by_sheet") == [("a", 1), ("a", 2), ("a", 3)]
