"""Rows by the labels that are printed in the cells of all of them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import Pixels
from digitiser.settings import (
    LABEL_AGAIN,
    LABEL_CARRIED,
    LABEL_EVEN,
    LABEL_LACKED,
    LABEL_MIN_INK,
    LABEL_MIN_MM2,
    LABEL_ROWS,
    LABEL_ROWS_ALIKE,
    LABEL_SURE,
)
from digitiser.sheets.headings.read import Headings
from digitiser.sheets.lattice import Layout
from digitiser.sheets.picture import darkness, dilate
from digitiser.sheets.theirs.strips import SMALL_PX_PER_MM, strip_of, upper_print_of

_EDGE_MM = 0.8  # of a row, where its rules lie
_LABEL_DARK = 0.06  # share of the light that small print takes at a quarter of the resolution


def by_labels(layout: Layout, small: Pixels, uprights: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The rows: with one above the first where the labels of all the others stand, without those of headings or of nothing."""
    rows, first = layout.rows, layout.rungs[0]
    above = (first.top - (rows[0][1] - rows[0][0]), first.top)
    if len(rows) < LABEL_ROWS:
        return rows
    prints = [_without_uprights(_whole_print(small, row, layout), layout, uprights) for row in (above, *rows)]
    common = _labels_of(prints[1 + len(rows) // 3 :])  # the first ones may be none
    if float((common > _LABEL_DARK).sum()) < LABEL_MIN_MM2 * SMALL_PX_PER_MM**2:
        return rows
    before, *carried = (_carried(common, each) for each in prints)
    first_labelled = next(k for k, each in enumerate(carried) if each >= LABEL_LACKED * float(np.median(carried)))
    if min(carried[max(1, first_labelled) :]) < LABEL_CARRIED:
        return rows
    if above[0] > 1 and min(before, carried[0]) > LABEL_SURE:
        return above, *rows
    if _is_written(prints[1]) and carried[0] < LABEL_LACKED * min(carried[1:]):
        return rows[1:]
    return rows[first_labelled:] if all(_is_unseen(layout, k) for k in range(first_labelled)) else rows


def _labels_of(prints: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """What nearly all of these rows show, about as dark: writing is as dark here and there alone."""
    pale, dark = np.quantile(prints, (1 - LABEL_ROWS_ALIKE, LABEL_ROWS_ALIKE), axis=0)
    return np.asarray(np.where(pale > LABEL_EVEN * dark, pale, 0), np.float32)


def _is_written(print_: NDArray[np.float32]) -> bool:
    return float((print_ > _LABEL_DARK).sum()) > LABEL_MIN_MM2 * SMALL_PX_PER_MM**2


def _is_unseen(layout: Layout, row: int) -> bool:
    """Whether a line above or below the row was not seen, but only thought to lie where it would follow the others."""
    return min(layout.rungs[row].cover, layout.rungs[row + 1].cover) == 0


def _carried(labels: NDArray[np.float32], row: NDArray[np.float32]) -> float:
    """How much of the labels a row shows, 0 to 1, whatever is written beside them."""
    labels = np.where(labels > _LABEL_DARK, labels, np.float32(0))
    return float(np.minimum(labels, dilate(row, 3, 3)).sum() / max(1e-6, float(labels.sum())))


def _whole_print(small: Pixels, row: tuple[float, float], layout: Layout) -> NDArray[np.float32]:
    """How dark a row is against its paper, 0 to 1, without its edges, as high as rows usually are."""
    height = round((layout.pitch - 2 * _EDGE_MM) * SMALL_PX_PER_MM)
    width = round((layout.right - layout.left) * SMALL_PX_PER_MM)
    strip = strip_of(small, row[0] + _EDGE_MM, row[1] - _EDGE_MM, layout.left, layout.right)
    if strip.shape[0] < 2 or strip.shape[1] < 20:
        return np.zeros((max(2, height), max(20, width)), np.float32)
    return darkness(np.asarray(cv2.resize(strip, (max(20, width), max(2, height))), np.uint8), 11, 5)


def are_in_cells(layout: Layout, small: Pixels, headings: Headings) -> bool:
    """Whether most words that were read as headings stand in one of the next rows too: then they are labels in the cells."""
    row = next((k for k, (_, bottom) in enumerate(layout.rows) if headings.middle < bottom), len(layout.rows))
    strips = [upper_print_of(small, top, layout) for top, _ in layout.rows[row : row + LABEL_ROWS]]
    if len(strips) < 2:
        return False
    first, *others = (
        np.maximum(0, strip - np.median(strip, axis=1, keepdims=True)) for strip in strips
    )  # no rest of a rule
    named = [item for item in headings.items if item.name] or headings.items  # the others may be writing
    words = [slice(*(max(0, round((x - layout.left) * SMALL_PX_PER_MM)) for x in (i.left, i.right))) for i in named]
    words = [word for word in words if word.stop > word.start]
    again = [np.minimum(first, dilate(np.asarray(other, np.float32), 3, 3)) for other in others]
    found = [
        [first[:, w].mean() > LABEL_MIN_INK and both[:, w].sum() > LABEL_AGAIN * first[:, w].sum() for w in words]
        for both in again
    ]
    return bool(words) and max(float(np.mean(row)) for row in found) > 0.5


def _without_uprights(strip: NDArray[np.float32], layout: Layout, uprights: Sequence[float]) -> NDArray[np.float32]:
    """The strip (it is changed) without upright rules, and without what goes through all of it: a streak of the scanner's glass."""
    for upright in (layout.left, *uprights, layout.right):
        x = round((upright - layout.left) * SMALL_PX_PER_MM)
        strip[:, max(0, x - 2) : x + 3] = 0
    strip -= strip.min(axis=0)
    return strip
