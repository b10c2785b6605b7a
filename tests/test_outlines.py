"""The figures of benchmarks/outlines.py, on a sheet whose faults were put there by hand."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from benchmarks.outlines import Counted, Tally, TrueForm, TruePage, TrueRow, added_up, count_page, distances, is_whole
from digitiser.forms import Form, load_forms
from digitiser.geometry import Frame, quad_on_page
from digitiser.model import Row, SheetReading

FORM: Form = load_forms()[0]
SIZE = (1600, 1200)
FRAME = Frame.from_homography(np.array([[5.0, 0.1, 20], [-0.1, 5.0, 25], [0, 0, 1]]), FORM.width, FORM.height)
BANDS = [quad_on_page(FRAME, (b.box.left, b.box.top, b.box.right, b.box.bottom), SIZE[::-1]) for b in FORM.table.bands]
PAPER = quad_on_page(FRAME, (0, 0, FORM.width, FORM.height), SIZE[::-1])


def truth(states: str) -> TruePage:
    rows = [TrueRow(k + 1, list(BANDS[k]), {"f": "filled", "-": "empty"}[state]) for k, state in enumerate(states)]
    name = TrueForm(FORM.name.form, FORM.name.language)
    return TruePage(form=name, serial="X", control_total=2, outline=list(PAPER), file="x.jpg", damage="fax", rows=rows)


def reading(states: str) -> SheetReading:
    box = FORM.table.bands[0].box
    rows = tuple(
        Row(
            index=k + 1,
            printed_rows=(k + 1,),
            box=box,
            quad=BANDS[k],
            state="filled" if state == "f" else "empty",
            signed=True,
            fields=(),
        )
        for k, state in enumerate(states)
    )
    return SheetReading("s", "x.jpg", 1, 1, FORM.name, "X", "code", FORM.name.language, PAPER, (), 2, None, (), rows)


def counted(read: list[SheetReading], true: TruePage) -> Tally:
    tally = Tally()
    count_page(tally, read, true, SIZE, {(FORM.name.form, FORM.name.language): FORM})
    return tally


def test_a_sheet_read_right_has_no_faults() -> None:
    tally = counted([reading("ff-")], truth("ff-"))
    assert (tally.sheets, tally.form, tally.serial, tally.rows, tally.rows_found, tally.invented) == (1, 1, 1, 2, 2, 0)
    assert (tally.totals_right, tally.totals_wrong) == (1, 0)
    assert max(tally.row_corners + tally.outline_corners) < 1e-6


def test_lost_and_invented_rows_are_counted_apart() -> None:
    tally = counted([reading("f-f")], truth("ff-"))
    assert (tally.rows, tally.rows_found, tally.invented) == (2, 1, 1)


def test_a_sheet_that_is_not_there_is_invented_row_by_row_and_one_not_found_loses_all() -> None:
    away = tuple((x + 5, y) for x, y in PAPER)
    tally = counted([replace(reading("ff"), outline=away)], truth("fff"))  # type: ignore[arg-type]
    assert (tally.by.count("none"), tally.rows, tally.rows_found, tally.invented) == (1, 3, 0, 2)


def test_distances_are_millimetres_of_paper() -> None:
    true = np.array(PAPER)
    moved = FRAME.to_page(np.array([[0.6, -0.8], [FORM.width, 0], [FORM.width, FORM.height + 2], [0, FORM.height]]))
    read = (moved + 0.5) / SIZE
    off = distances([tuple(p) for p in read], [tuple(p) for p in true], FORM.width, FORM.height)
    assert off == pytest.approx([1.0, 0.0, 2.0, 0.0], abs=0.02)


def test_only_rows_wholly_in_the_picture_and_large_enough_count() -> None:
    box = FORM.table.bands[0].box
    assert is_whole(list(BANDS[0]), SIZE, box.width, box.height)
    assert not is_whole(list(BANDS[0]), (SIZE[0] // 2, SIZE[1] // 2), box.width, box.height)
    assert not is_whole([(x - 0.5, y) for x, y in BANDS[0]], SIZE, box.width, box.height)


def test_chunks_add_up_and_survive_the_file_between_them() -> None:
    pages = [
        Counted("a", "fax", counted([reading("ff-")], truth("ff-"))),
        Counted("b", "worn", counted([], truth("ff-"))),
    ]
    kept = [msgspec.json.decode(msgspec.json.encode(page), type=Counted) for page in pages]
    tallies = added_up(kept)
    assert (tallies["all"].sheets, tallies["all"].rows, tallies["all"].rows_found) == (2, 4, 2)
    assert (tallies["all"].by, tallies["worn"].rows_found) == (["code", "none"], 0)
