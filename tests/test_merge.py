"""Merging in any order, once or again, gives the same signatures; the counts reconcile; nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.ledger import Counts, ledger
from digitiser.merge import Merge, merge
from digitiser.model import Decision, RowSummary, RowVerdict, SheetDecision, SheetSummary, Signature
from digitiser.store import Store, open_store
from tests.records import decision, empty, no_sheet, reading, row

SHEETS = tuple(
    SheetSummary(name, name * 64, f"{name}.pdf", 1, 1, None, "fr", None, None, 3, standing, 0, ())  # type: ignore[arg-type]
    for name, standing in (("a", "counted"), ("b", "counted"), ("c", "held"), ("d", "same_again"))
)
VERDICTS: tuple[RowVerdict, ...] = ("accepted", "accepted", "struck", "unsigned", "unreadable", "not_a_row")


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    """Each row's revisions 1, 2, ... with any verdicts and texts; a row's last word may be anything."""
    found: list[Decision] = []
    for sheet in draw(st.sets(st.sampled_from("abcd"))):
        for index in draw(st.sets(st.integers(1, 3))):
            for revision in range(1, draw(st.integers(1, 3)) + 1):
                name = draw(st.sampled_from(("", "Ana", "Li", "محمد")))
                verdict: RowVerdict = draw(st.sampled_from(VERDICTS))
                values = (("name", name), ("country", draw(st.sampled_from(("FR", "MA", "")))))
                found.append(Decision(sheet, index, revision, verdict, values, "ana", "now"))  # type: ignore[arg-type]
    return found


def applied(existing: dict[str, Signature], change: Merge) -> dict[str, Signature]:
    kept = {key: signature for key, signature in existing.items() if key not in change.remove}
    return kept | {signature.id: signature for signature in change.put}


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_any_order_and_twice_give_the_same(decisions: list[Decision], random) -> None:  # type: ignore[no-untyped-def]
    once = applied({}, merge((), decisions, SHEETS))
    random.shuffle(decisions)
    pieces: dict[str, Signature] = {}
    for end in sorted(random.sample(range(len(decisions) + 1), k=min(3, len(decisions) + 1))) + [len(decisions)] * 2:
        pieces = applied(pieces, merge(pieces.values(), decisions[:end], SHEETS))
    assert pieces == once
    again = merge(once.values(), decisions, SHEETS)
    assert (again.put, again.remove, again.unchanged) == ((), (), len(once))


@given(histories())
@settings(max_examples=100, deadline=None)
def test_signatures_are_exactly_the_accepted_rows_of_sheets_that_count(decisions: list[Decision]) -> None:
    last = {d.id: d for d in sorted(decisions, key=lambda d: d.revision)}
    accepted = {key for key, d in last.items() if d.verdict == "accepted"}
    change = merge((), decisions, SHEETS)
    put = {signature.id for signature in change.put}
    assert put == {key for key in accepted if last[key].sheet in "ab" and last[key].values[0][1]}
    assert set(change.held) == {key for key in accepted if last[key].sheet == "c"}
    assert accepted == put | set(change.nameless) | set(change.held) | {
        key for key in accepted if last[key].sheet == "d"
    }


def summaries(decisions: list[Decision]) -> list[RowSummary]:
    last = {d.id: d for d in sorted(decisions, key=lambda d: d.revision)}
    standings = {sheet.id: sheet.standing for sheet in SHEETS}
    states = (("filled", True), ("filled", False), ("filled", None), ("struck", False), ("empty", False))
    rows = []
    for number, sheet in enumerate("abcd"):
        for index in range(1, 6):
            state, signed = states[(index + number) % len(states)]
            held = last.get(f"{sheet}-{index}")
            verdict, revision = (held.verdict, held.revision) if held else (None, 0)
            rows.append(RowSummary(sheet, index, state, signed, 0.5, verdict, revision, False, standings[sheet]))  # type: ignore[arg-type]
    return rows


@given(histories())
@settings(max_examples=100, deadline=None)
def test_the_three_counts_reconcile_whatever_was_decided(decisions: list[Decision]) -> None:
    signatures = merge((), decisions, SHEETS).put
    rows = summaries(decisions)
    found = ledger(SHEETS, rows, signatures)
    assert found.reconciles
    assert found.total.verified == len(signatures)
    assert found.total.ink >= found.total.countable >= found.total.verified
    assert found.total == sum((line.counts for line in found.lines), Counts())
    assert found.total.ink + found.total.again == sum(
        r.verdict != "not_a_row" if r.verdict else r.state != "empty" for r in rows
    )


def test_a_signature_on_a_row_that_was_struck_since_does_not_reconcile() -> None:
    accepted = Decision("a", 1, 1, "accepted", (("name", "Ana"),), "ana", "now")
    signatures = merge((), [accepted], SHEETS).put
    struck = replace(accepted, revision=2, verdict="struck")
    assert not ledger(SHEETS, summaries([accepted, struck]), signatures).reconciles
    change = merge(signatures, [accepted, struck], SHEETS)
    assert [signature.id for signature in change.withdrawn] == ["a-1"]
    assert ledger(SHEETS, summaries([accepted, struck]), ()).reconciles


def test_a_signature_without_a_row_does_not_reconcile() -> None:
    stray = Signature("z-1", "z", "z", None, 1, (("name", "Nobody"),), "ana", "now")
    found = ledger(SHEETS, [], [stray])
    assert (found.reconciles, found.strays) == (False, ("z-1",))


# ------------------------------------------------------------------------------------------------ through the store


def run(store: Store) -> Merge:
    change = merge(store.signatures.all(), store.decisions.newest().values(), store.readings.sheets())
    store.signatures.change(change.put, change.remove)
    return change


def counted(store: Store) -> Counts:
    found = ledger(store.readings.sheets(), store.readings.rows(), store.signatures.all())
    assert found.reconciles
    return found.total


def test_a_corrected_decision_updates_its_signature(tmp_path: Path) -> None:
    sheet = reading("a", rows=(row(1), row(2), row(3, state="struck", signed=False), empty(4)), serial="K7MX4QHP")
    with open_store(tmp_path) as store:
        store.readings.save(sheet)
        store.decisions.record(decision(sheet, 1), decision(sheet, 2), decision(sheet, 3, verdict="struck"))
        assert len(run(store).added) == 2
        assert run(store).put == ()
        store.decisions.record(decision(sheet, 1, revision=2, name="Corrected"))
        change = run(store)
        assert ([s.name for s in change.corrected], change.added, change.unchanged) == (["Corrected"], (), 1)
        (first, _) = store.signatures.all()
        assert (first.name, first.revision, first.scan, first.serial, first.row) == (
            "Corrected",
            2,
            sheet.scan,
            "K7MX4QHP",
            1,
        )
        assert (first.sheet, first.who, first.at) == (sheet.id, "ana", decision(sheet, 1).at)
        assert counted(store) == Counts(verified=2, struck=1, ink=3)
        assert store.verify().faults == ()


@pytest.mark.parametrize("verdict", ["struck", "unsigned", "unreadable", "not_a_row"])
def test_a_withdrawn_row_is_counted_and_its_history_kept(tmp_path: Path, verdict: RowVerdict) -> None:
    sheet = reading("a")
    with open_store(tmp_path) as store:
        store.readings.save(sheet)
        store.decisions.record(decision(sheet, 1), decision(sheet, 2))
        run(store)
        store.decisions.record(decision(sheet, 1, revision=2, verdict=verdict))
        run(store)
        assert [signature.row for signature in store.signatures.all()] == [2]
        assert len(store.decisions.history(sheet.id, 1)) == 2
        ink = 2 if verdict == "not_a_row" else 3
        assert counted(store) == replace(Counts(verified=1, waiting=1, ink=ink), **({verdict: 1} if ink == 3 else {}))
        assert store.verify().faults == ()


def test_one_sheet_scanned_twice_counts_once(tmp_path: Path) -> None:
    first, later = reading("a", serial="K7MX4QHP"), reading("b", serial="K7MX4QHP")
    with open_store(tmp_path) as store:
        for sheet in (first, later):
            store.readings.save(sheet)
            store.decisions.record(*(decision(sheet, index) for index in (1, 2, 3)))
        assert len(run(store).held) == 3
        assert counted(store) == Counts(verified=3, held=3, ink=6)
        store.decisions.settle(SheetDecision(later.id, 1, "same_again", "ana", "now"))
        assert run(store).put == ()
        assert counted(store) == Counts(verified=3, ink=3, again=3)
        store.decisions.settle(SheetDecision(later.id, 2, "another_sheet", "ana", "now"))
        assert len(run(store).added) == 3
        assert counted(store) == Counts(verified=6, ink=6)
        assert store.verify().faults == ()


def test_the_foot_of_a_sheet_is_its_control_total(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for sheet in (reading("a", control_total=3), reading("b", control_total=5), reading("c"), no_sheet("d")):
            store.readings.save(sheet)
        found = ledger(store.readings.sheets(), store.readings.rows(), store.signatures.all())
        assert [line.agrees for line in found.lines] == [True, False, None, None]
        assert [line.sheet.file for line in found.disagreeing] == ["b.pdf"]
