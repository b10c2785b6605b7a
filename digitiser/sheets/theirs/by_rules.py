"""Sheets that this project did not print: found by the paper's edges and the table's printed rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitiser.geometry import Points, Quad
from digitiser.model import Band, Box, Page, Pixels, Sheet, Table
from digitiser.settings import (
    CARD_MIN_MM,
    FOLD_MIN_GAIN,
    HEADINGS_ENOUGH,
    LADDER_LONG,
    LADDER_MIN_RUNGS,
    LADDER_SURE,
    PAPER_BEYOND,
    PAPER_CUT_MM,
    PAPER_CUT_PITCHES,
    PAPER_LONGEST,
    PAPER_MIN_ASPECT,
    PAPER_MIN_PX,
    SHEET_PX_PER_MM,
    TABLE_HEADED,
    TABLE_MIN_ROWS,
    TABLE_MIN_SHARE,
    WRITTEN_FEWEST,
)
from digitiser.sheets.headings.cards import Cards, read_cards
from digitiser.sheets.ladder import Ladder, find_ladder
from digitiser.sheets.lattice import lay_out
from digitiser.sheets.paper import Paper, View, beside, find_papers, look_at, look_through, whole
from digitiser.sheets.picture import grey_of
from digitiser.sheets.straighten import Bend, find_bend, join_lines
from digitiser.sheets.theirs.by_ink import ladder_by_ink
from digitiser.sheets.theirs.by_print import ladder_by_print
from digitiser.sheets.theirs.by_writing import ladder_by_writing
from digitiser.sheets.theirs.cards import columns_of
from digitiser.sheets.theirs.cut import name_columns
from digitiser.sheets.theirs.ends import real_rows
from digitiser.sheets.theirs.faint import find_faint_lines
from digitiser.sheets.theirs.numbers import with_numbered
from digitiser.sheets.theirs.plumb import set_plumb
from digitiser.sheets.theirs.upright import Upright, set_upright


@dataclass(frozen=True)
class _Sight:
    """A paper looked at in one of its turns, and the ladder seen there."""

    view: View
    bend: Bend
    ladder: Ladder


def find_by_rules(page: Page, grey: Pixels) -> tuple[Sheet, ...]:
    """The sheets on a page by their printed rules; none where no table is seen. `grey` is the page's picture.

    Where the tables that were found leave a large part of the picture free, another sheet may lie there whose edges are not seen.
    """
    seen = [(paper, sight) for paper in find_papers(grey) if (sight := _best_sight(grey, paper)) is not None]
    found = _each_once([_over_folds(grey, paper, sight) for paper, sight in seen])
    if not found:  # what was taken for a paper may be the bare part of one
        found = [(paper, sight) for paper in (whole(grey),) if (sight := _best_sight(grey, paper)) is not None]
    # On a scan that is higher than wide, what a worn table has lost would be taken for another sheet.
    if found and (grey.shape[1] > grey.shape[0] or all(paper.seen for paper, _ in found)):
        for paper in beside(grey, [_place(paper, sight) for paper, sight in found]):
            sight = _best_sight(grey, paper)
            if sight is not None and sight.ladder.score >= LADDER_SURE and sight.ladder.seen >= LADDER_MIN_RUNGS:
                found.append((paper, sight))
        found = _each_once(found)
    found.sort(key=lambda pair: float(_table_on_page(pair[1]).sum(axis=1).min()))
    sheets = [_sheet(page, grey, paper, sight) for paper, sight in found]
    sheets = [sheet for sheet, (_, sight) in zip(sheets, found, strict=True) if sight.ladder.seen or _is_written(sheet)]
    most = max((len(sheet.table.bands) for sheet in sheets), default=0)
    kept = [sheet for sheet in sheets if len(sheet.table.bands) >= min(TABLE_MIN_ROWS, most) or _is_headed(sheet)]
    return tuple(replace(sheet, number=k) for k, sheet in enumerate(kept, 1))


def _is_headed(sheet: Sheet) -> bool:
    """Whether its headings were read: then it is a table, however few its rows are."""
    named = {column.name for column in sheet.table.columns if column.name not in (None, "other", "number")}
    return bool(sheet.table.bands) and len(named) >= TABLE_HEADED


def _is_written(sheet: Sheet) -> bool:
    """Whether lines of writing alone are rows: below headings, and enough of them; else they are as much those of a letter."""
    return _is_headed(sheet) and len(sheet.table.bands) >= WRITTEN_FEWEST


def _place(paper: Paper, sight: _Sight) -> Points:
    """The corners (pixels) of what a sheet takes of the picture: its paper; its table where the paper is not seen or far wider."""
    wide = sight.ladder.length >= TABLE_MIN_SHARE * sight.view.width
    return paper.corners if paper.seen and wide else _table_on_page(sight)


def _over_folds(grey: Pixels, paper: Paper, sight: _Sight) -> tuple[Paper, _Sight]:
    """The same, or what is seen across the edge of the paper where the table goes on there: then the edge was that of a fold."""
    larger = _beyond(grey, sight) if paper.seen else None
    if larger is None or larger.ladder.score < sight.ladder.score + FOLD_MIN_GAIN:
        return paper, sight
    return Paper(_corners(larger.view), True), larger


def _each_once(found: Sequence[tuple[Paper, _Sight]]) -> list[tuple[Paper, _Sight]]:
    """Those whose table does not lie in a surer one's, or around its middle."""
    kept: list[tuple[Paper, _Sight]] = []
    tables: list[Points] = []
    for paper, sight in sorted(found, key=lambda pair: -pair[1].ladder.score):
        table = np.asarray(cv2.convexHull(_table_on_page(sight).astype(np.float32)), np.float64)
        if not any(_covers(a, b) for other in tables for a, b in ((table, other), (other, table))):
            kept.append((paper, sight))
            tables.append(table)
    return kept


def _covers(table: Points, other: Points) -> bool:
    x, y = other.reshape(-1, 2).mean(axis=0).tolist()
    return cv2.pointPolygonTest(table.astype(np.float32), (x, y), False) >= 0


def _table_on_page(sight: _Sight) -> Points:
    """The corners of the table in page pixels."""
    layout = lay_out(sight.view, sight.bend, sight.ladder)
    xs, ys = (layout.left, layout.right), (layout.top, layout.bottom)
    return layout.frame.to_page(np.array([(x, y) for y in ys for x in xs]))


def _best_sight(grey: Pixels, paper: Paper) -> _Sight | None:
    """The paper as it is or after a quarter turn, whichever shows the better ladder; None for a scrap too narrow for a table.

    Many rungs, long against their pitch, are no columns: then the other way is not looked at.
    """
    sides = np.linalg.norm(paper.corners - np.roll(paper.corners, -1, axis=0), axis=1)
    if sides.min() < PAPER_MIN_PX or sides.min() < PAPER_MIN_ASPECT * sides.max():
        return None
    first = _sight(grey, paper, 0)
    if (
        first is not None
        and first.ladder.score >= LADDER_SURE
        and first.ladder.length >= LADDER_LONG * first.ladder.pitch
    ):
        return first
    sights = [sight for sight in (first, _sight(grey, paper, 1)) if sight is not None]
    return max(sights, key=lambda sight: sight.ladder.score, default=None)


def _sight(grey: Pixels, paper: Paper, turn: int) -> _Sight | None:
    return _seen_in(look_at(grey, paper, turn))


def _seen_in(view: View) -> _Sight | None:
    pieces, bend = find_bend(view)
    lines = join_lines(pieces, bend)
    ladder = find_ladder(lines, view.width)
    if ladder is None:
        ladder = find_ladder([*lines, *find_faint_lines(view, bend, lines)], view.width)
    if ladder is None:
        ladder = ladder_by_ink(view, bend, lines) or ladder_by_print(view, bend, lines)
    if ladder is None:
        ladder = ladder_by_writing(view, bend)
    return None if ladder is None else _Sight(view, bend, ladder)


def _sheet(page: Page, grey: Pixels, paper: Paper, sight: _Sight) -> Sheet:
    upright = _upright(page, sight)
    if paper.seen and upright.headings.score < HEADINGS_ENOUGH and (larger := _beyond(grey, sight)):
        whole_sheet = _upright(page, larger)
        if whole_sheet.headings.score >= HEADINGS_ENOUGH:
            upright, paper = whole_sheet, Paper(_corners(larger.view), True)
    table, language = _table(upright)
    return Sheet(
        page=page,
        number=1,
        form=None,
        serial=None,
        identified_by="none",
        language=language,
        outline=_outline(paper, page),
        frame=upright.layout.frame,
        image=upright.image,
        table=table,
    )


def _upright(page: Page, sight: _Sight) -> Upright:
    layout = lay_out(sight.view, sight.bend, set_plumb(sight.view, sight.bend, sight.ladder))
    image = layout.frame.flatten(page.image, SHEET_PX_PER_MM)
    return set_upright(image, grey_of(image), layout)


def _beyond(grey: Pixels, sight: _Sight) -> _Sight | None:
    """What is seen where the paper goes on above or below a table that reaches its edge; None where it does not reach it.

    A dark or coloured band over the whole table, a shaded row in a shadow, and a fold, have an edge as sharp as the paper's own.
    """
    view, reach = sight.view, max(PAPER_CUT_MM, PAPER_CUT_PITCHES * sight.ladder.pitch)
    on = max(PAPER_BEYOND * view.height, PAPER_LONGEST * view.width - view.height)
    up = on if sight.ladder.rungs[0].y < reach else 0.0
    down = on if sight.ladder.rungs[-1].y > view.height - reach else 0.0
    if not up and not down:
        return None
    moved = view.matrix @ np.array([[1, 0, 0], [0, 1, -up], [0, 0, 1]])
    return _seen_in(look_through(grey, moved, view.width, view.height + up + down))


def _corners(view: View) -> Points:
    """The corners of a view on its page, pixels, as those of a paper."""
    ends = np.array([[[0, 0], [view.width, 0], [view.width, view.height], [0, view.height]]], np.float64)
    return np.asarray(cv2.perspectiveTransform(ends, view.matrix)[0], np.float64)


def _table(upright: Upright) -> tuple[Table, str | None]:
    """The table, and the language in which it is printed."""
    layout = upright.layout
    rows = real_rows(layout, upright.grey, upright.uprights, upright.headings)
    around = Box(layout.left, rows[0][0], layout.right, rows[-1][1])
    rows = with_numbered(rows, upright.grey, around, upright.headings.right_to_left)
    bands = tuple(Band(k, Box(layout.left, top, layout.right, bottom)) for k, (top, bottom) in enumerate(rows, 1))
    cards = _cards(upright, rows)
    if cards is None:
        return Table(name_columns(upright, rows), bands), upright.headings.language
    return Table(columns_of(cards, around), bands), cards.language or upright.headings.language


def _cards(upright: Upright, rows: Sequence[tuple[float, float]]) -> Cards | None:
    """The cells of two lines in every row, where rows are that high and have no headings over them."""
    height = float(np.median([bottom - top for top, bottom in rows]))
    joined = height > 1.5 * upright.layout.pitch
    headed = not upright.headings.are_labels and upright.headings.score >= HEADINGS_ENOUGH
    if height < CARD_MIN_MM or (headed and not joined):
        return None
    cards = read_cards(upright.grey, rows, upright.layout.left, upright.layout.right)
    return cards and cards.helped(upright.headings.items)


def _outline(paper: Paper, page: Page) -> Quad:
    height, width = page.image.shape[:2]
    a, b, c, d = ((float((x + 0.5) / width), float((y + 0.5) / height)) for x, y in paper.corners)
    return a, b, c, d
