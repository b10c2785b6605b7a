"""Two pictures of one paper are one sheet, row by row the better one; a copied blank is two, and nothing counts twice or is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generator.chance import lots
from benchmarks.generator.damage import Damage, take
from benchmarks.generator.files import as_pil
from benchmarks.generator.own import filled_own, own_forms
from digitiser.ledger import Ledger, ledger
from digitiser.merge import merge
from digitiser.model import Row, SheetDecision, SheetReading
from digitiser.pipeline import read_file
from digitiser.recognisers.by_hand import ByHand
from digitiser.settings import TWIN_MAP, TWIN_PIECES_ALIKE, TWIN_UNLIKE
from digitiser.store import Store, open_store
from digitiser.twins import RowInk, likeness, likeness_in_pieces, may_be_alike, relation, seal
from tests.records import decision, empty, field, picture, reading, row

SERIAL = "K7MX4QHY"


def ink(seed: int, index: int = 1, quality: float = 1.0) -> RowInk:
    """What somebody wrote: the same for the same seed."""
    cells = np.zeros(TWIN_MAP)
    cells[2:-2, 4:-4] = np.random.default_rng(seed).random((TWIN_MAP[0] - 4, TWIN_MAP[1] - 8)) ** 4 * 255
    return RowInk(index, cells.astype(np.uint8).tobytes(), quality)


def blank(index: int) -> RowInk:
    return RowInk(index, bytes(TWIN_MAP[0] * TWIN_MAP[1]), 1.0)


def inks(people: Sequence[int | None]) -> tuple[RowInk, ...]:
    """Who signed in each row; None: nobody."""
    return tuple(blank(k) if who is None else ink(who, k) for k, who in enumerate(people, 1))


# ------------------------------------------------------------------------------------------------ what two sheets are


def test_ink_is_known_again_a_little_shifted_and_nobody_else_s_is_taken_for_it() -> None:
    one = ink(1)
    cells = np.frombuffer(one.map, np.uint8).reshape(TWIN_MAP)
    shifted = replace(one, map=np.roll(cells, (1, -2), (0, 1)).tobytes())
    assert likeness(one, shifted) > 0.9
    assert likeness(one, ink(2)) < TWIN_UNLIKE


def bent(row: RowInk) -> RowInk:
    """As on a paper that curls: each piece of the row lies higher or lower than the one before."""
    cells = np.frombuffer(row.map, np.uint8).reshape(TWIN_MAP)
    pieces = [np.roll(piece, (k % 3) - 1, axis=0) for k, piece in enumerate(np.hsplit(cells, 6))]
    return replace(row, map=np.hstack(pieces).tobytes())


def test_rows_of_a_curled_paper_are_known_piece_by_piece() -> None:
    people = inks((1, 2, 3, 4))
    curled = tuple(bent(row) for row in people)
    assert max(likeness(a, b) for a, b in zip(people, curled, strict=True)) < TWIN_UNLIKE
    assert relation(people, curled) == relation(curled, people) == "same"
    assert likeness_in_pieces(people[0], curled[1]) < TWIN_PIECES_ALIKE
    assert relation(people, tuple(replace(row, index=5 - row.index) for row in curled)) == "different"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((1, 2, 3), (1, 2, 3), "same"),
        ((1, 2, 3, None), (1, 2, None, 4), "same"),  # signed further, and a thumb on row 3
        ((1, 2, 3), (7, 8, 9), "different"),
        ((1, 2, 3), (1, 2, 9), "copied"),
        ((1, None), (None, 2), "unknown"),
        ((None, None), (None, None), "unknown"),
    ],
)
def test_what_two_sheets_are_to_each_other(a: tuple[int | None, ...], b: tuple[int | None, ...], expected: str) -> None:
    assert relation(inks(a), inks(b)) == relation(inks(b), inks(a)) == expected


def test_a_row_that_cannot_be_seen_does_not_say_that_it_is_another_one() -> None:
    assert relation(inks((1, 2, 3)), (*inks((1, 2)), ink(9, 3, quality=0.1))) == "same"


def test_print_that_was_taken_for_ink_makes_no_two_sheets_one() -> None:
    printed = tuple(replace(ink(77), index=k) for k in (1, 2, 3))
    assert relation(printed, printed) == "unknown"


def test_seals_pass_over_ten_thousand_sheets_and_keep_the_one() -> None:
    mine = seal(inks((1, 2, 3)))
    store = {str(k): seal(inks((3 * k + 10, 3 * k + 11, 3 * k + 12))) for k in range(200)} | {
        "it": seal(inks((1, 2, None)))
    }
    found = may_be_alike(mine, store)
    assert "it" in found
    assert len(found) <= 3


# ------------------------------------------------------------------------------------------------------- in the store


def signed(index: int, name: str, quality: float = 1.0, confidence: float = 0.9) -> Row:
    return row(
        index, field("name", name, confidence, index=index), field("country", "FR", index=index), quality=quality
    )


def save(store: Store, sheet: SheetReading, people: Sequence[int | None]) -> None:
    pictures = {r.index: picture(40 + len(sheet.file) + r.index) for r in sheet.rows}
    store.readings.save(sheet, pictures, picture(200, 280), inks(people))


def accept_all(store: Store) -> None:
    for summary in store.readings.sheets():
        sheet = store.readings.sheet(summary.id)
        waiting = [
            r
            for r in store.readings.rows(summary.id)
            if r.standing == "counted" and not r.verdict and r.state == "filled"
        ]
        store.decisions.record(*(decision(sheet, r.row) for r in waiting))


def counts(store: Store) -> Ledger:
    change = merge(store.signatures.all(), store.decisions.newest().values(), store.readings.sheets())
    store.signatures.change(change.put, change.remove)
    found = ledger(store.readings.sheets(), store.readings.rows(), store.signatures.all())
    assert found.reconciles
    assert store.verify().faults == ()
    return found


def standings(store: Store) -> dict[str, str]:
    return {sheet.file: sheet.standing for sheet in store.readings.sheets()}


def names(store: Store) -> list[str]:
    return sorted(signature.name for signature in store.signatures.all())


@pytest.mark.parametrize("serial", [SERIAL, None])
def test_each_row_is_read_and_shown_from_the_better_picture(tmp_path: Path, serial: str | None) -> None:
    first = reading("a", rows=(signed(1, "Ana", 0.2), signed(2, "Li"), signed(3, "Zoe"), empty(4)), serial=serial)
    later = reading(
        "bb",
        rows=(signed(1, "Anna"), signed(2, "L1", 0.3), empty(3), signed(4, "Noor")),
        serial=serial,
        control_total=4,
    )
    with open_store(tmp_path) as store:
        save(store, first, (1, 2, 3, None))
        save(store, later, (1, 2, None, 4))
        assert standings(store) == {"a.pdf": "counted", "bb.pdf": "same_again"}
        shown = store.readings.sheet(first.id)
        assert [(r.fields[0].value, r.picture) for r in shown.rows] == [
            ("Anna", later.id), ("Li", None), ("Zoe", None), ("Noor", later.id),
        ]  # fmt: skip
        assert store.pictures.row(first.id, 1) == store.pictures.row(later.id, 1)
        assert store.pictures.row(first.id, 2) != store.pictures.row(later.id, 2)
        assert store.readings.sheets()[0].control_total == 4
        assert [r.state for r in store.readings.rows(first.id)] == ["filled"] * 4
        accept_all(store)
        assert counts(store).total.verified == 4
        assert names(store) == ["Anna", "Li", "Noor", "Zoe"]


def test_a_row_that_one_picture_lacks_comes_from_the_other(tmp_path: Path) -> None:
    cut = reading("a", rows=(signed(1, "Ana"), signed(2, "Li")), serial=SERIAL)
    whole = reading("b", rows=(signed(1, "Ana"), signed(2, "Li"), signed(3, "Zoe")), serial=SERIAL)
    with open_store(tmp_path) as store:
        save(store, cut, (1, 2))
        save(store, whole, (1, 2, 3))
        assert [r.row for r in store.readings.rows(cut.id)] == [1, 2, 3]
        assert store.pictures.row(cut.id, 3) == store.pictures.row(whole.id, 3)
        accept_all(store)
        assert counts(store).total.verified == 3
        save(store, cut, (1, 2))
        assert [r.row for r in store.readings.rows(cut.id)] == [1, 2, 3]
        assert counts(store).total.verified == 3


def test_what_a_person_decided_stays_and_so_does_the_picture_that_was_seen(tmp_path: Path) -> None:
    first = reading("a", rows=(signed(1, "Ana", 0.2), signed(2, "Li", 0.2)), serial=SERIAL)
    later = reading("b", rows=(signed(1, "Anna"), signed(2, "Lì")), serial=SERIAL)
    with open_store(tmp_path) as store:
        save(store, first, (1, 2))
        store.decisions.record(decision(first, 1, name="ANA MORALES"))
        before = store.pictures.row(first.id, 1)
        save(store, later, (1, 2))
        assert store.pictures.row(first.id, 1) == before
        assert [r.picture for r in store.readings.sheet(first.id).rows] == [None, later.id]
        accept_all(store)
        counts(store)
        assert names(store) == ["ANA MORALES", "Lì"]


def test_a_copied_blank_is_reported_and_both_are_kept(tmp_path: Path) -> None:
    first, copy = (reading(n, rows=(signed(1, n.upper()), signed(2, "Li")), serial=SERIAL) for n in ("a", "b"))
    with open_store(tmp_path) as store:
        save(store, first, (1, 2))
        save(store, copy, (8, 9))
        assert standings(store) == {"a.pdf": "counted", "b.pdf": "held"}
        assert [p.code for p in store.problems.all(copy.id)] == ["copied_blank"]
        assert store.problems.all(first.id) == ()
        store.decisions.settle(SheetDecision(copy.id, 1, "another_sheet", "ana", "now"))
        accept_all(store)
        assert counts(store).total.verified == 4


def test_a_copy_that_was_signed_further_waits_for_a_person(tmp_path: Path) -> None:
    first, copy = (reading(n, rows=tuple(signed(k, f"{n}{k}") for k in (1, 2, 3))) for n in ("a", "b"))
    with open_store(tmp_path) as store:
        save(store, first, (1, 2, 3))
        save(store, copy, (1, 2, 9))
        assert standings(store) == {"a.pdf": "counted", "b.pdf": "held"}
        assert [p.code for p in store.problems.all(copy.id)] == ["copied"]


def test_an_early_picture_joins_no_two_sheets(tmp_path: Path) -> None:
    """Of two signatures a copy was made, and both papers were signed further: the early picture is like both, and they are two."""
    with open_store(tmp_path) as store:
        for name, people in (("a", (1, 2, None)), ("b", (1, 2, 3)), ("c", (1, 2, 9))):
            rows = tuple(empty(k) if who is None else signed(k, f"P{who}") for k, who in enumerate(people, 1))
            save(store, reading(name, rows=rows, serial=SERIAL), people)
        assert standings(store) == {"a.pdf": "counted", "b.pdf": "held", "c.pdf": "held"}
        assert all(r.picture is None for s in store.readings.each() for r in s.rows)


def test_an_entry_over_two_rows_is_not_torn_apart(tmp_path: Path) -> None:
    entry = replace(signed(2, "Ana Morales", 0.5), printed_rows=(1, 2))
    first = reading("a", rows=(entry, signed(3, "Li")), serial=SERIAL)
    later = reading("b", rows=(signed(1, "Ana"), signed(2, "Morales"), signed(3, "Li")), serial=SERIAL)
    with open_store(tmp_path) as store:
        save(store, first, (1, 2, 3))
        save(store, later, (1, 2, 3))
        assert [(r.index, r.fields[0].value) for r in store.readings.sheet(first.id).rows] == [
            (2, "Ana Morales"),
            (3, "Li"),
        ]


def test_a_person_may_say_that_it_is_another_sheet_after_all(tmp_path: Path) -> None:
    first = reading("a", rows=(signed(1, "Ana"), signed(2, "Li", 0.2)), serial=SERIAL)
    later = reading("b", rows=(signed(1, "Ana"), signed(2, "Lee"), signed(3, "Zoe")), serial=SERIAL)
    with open_store(tmp_path) as store:
        save(store, first, (1, 2))
        save(store, later, (1, 2, 3))
        store.decisions.settle(SheetDecision(later.id, 1, "another_sheet", "ana", "now"))
        assert standings(store) == {"a.pdf": "counted", "b.pdf": "counted"}
        assert [(r.index, r.picture) for r in store.readings.sheet(first.id).rows] == [(1, None), (2, None)]
        assert [r.row for r in store.readings.rows(first.id)] == [1, 2]


PAPERS = st.lists(
    st.tuples(st.sampled_from((SERIAL, "PM3D77AW", None)), st.lists(st.sampled_from((1, 2, 3, None)), min_size=2, max_size=4)),
    min_size=1, max_size=4,
)  # fmt: skip


@given(PAPERS, st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_in_whatever_order_pictures_come_the_same_signatures_follow(  # type: ignore[no-untyped-def]
    papers: list[tuple[str | None, list[int | None]]], random
) -> None:
    """People `10 * paper + k` sign each paper. Two pictures of it both show the first signature, and other rows perhaps only one."""
    sheets = []
    for number, (serial, signers) in enumerate(papers):
        people = [None if who is None else 10 * number + k for k, who in enumerate(signers)]
        first = next((who for who in people if who is not None), None)
        for shot in ("x", "y"):
            seen = [who if who == first or random.random() < 0.8 else None for who in people]
            rows = tuple(
                empty(k) if who is None else signed(k, f"P{who}", random.choice((0.3, 0.9)))
                for k, who in enumerate(seen, 1)
            )
            sheets.append((reading(f"{number}{shot}", rows=rows, serial=serial and f"{serial[:-1]}{number}"), seen))
    outcomes = []
    for _ in range(2):
        random.shuffle(sheets)
        with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
            for sheet, seen in [*sheets, sheets[0]]:
                save(store, sheet, seen)
            accept_all(store)
            outcomes.append((names(store) if counts(store) else [], sorted(standings(store).values())))
    assert outcomes[0] == outcomes[1]


# ------------------------------------------------------------------------------------------------------- on paper


@cache
def photographed(seed: int, damages: tuple[Damage, ...]) -> tuple[bytes, ...]:
    """One signed sheet of ours, once with each damage, as files."""
    import io

    rng = lots(seed, 0, 9)
    form = next(form for form in own_forms("fr") if form.name.form == "a4-portrait")
    paper = filled_own(form, 9.0, rng, bold=True, worn=False).paper
    files = []
    for damage in damages:
        buffer = io.BytesIO()
        as_pil(take(paper, damage, rng)).save(buffer, "JPEG", quality=85)
        files.append(buffer.getvalue())
    return tuple(files)


def test_two_photographs_of_a_signed_sheet_are_one_and_another_sheet_is_not(tmp_path: Path) -> None:
    files = (*photographed(5, ("photo", "folded")), *photographed(6, ("flatbed",)))
    with open_store(tmp_path / "store") as store:
        for number, data in enumerate(files):
            path = tmp_path / f"{number}.jpg"
            path.write_bytes(data)
            for read in read_file(path, (ByHand(),)):
                store.readings.save(read.reading, {p.index: p.jpeg for p in read.pictures}, read.picture, read.inks)
        first, second, other = store.readings.sheets()
        assert first.serial == second.serial
        assert (first.standing, second.standing, other.standing) == ("counted", "same_again", "counted")
        written = {r.row for r in store.readings.rows(first.id) if r.state != "empty"}
        assert written >= {r.index for r in store.readings.sheet(second.id).rows if r.state != "empty"}
