"""Strangers' sheets, drawn here: every row is found where it was drawn, and nothing else is taken for a row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import pytest

from digitiser.geometry import Points, quad_on_page
from digitiser.model import Page, Pixels, Scan, Sheet
from digitiser.sheets import find_sheets
from digitiser.sheets.paper import find_papers
from digitiser.sheets.picture import grey_of

PX_PER_MM = 6.0
SIZE = (210.0, 297.0)


@dataclass(frozen=True)
class Drawn:
    """A picture and, for each row, its corners in it (pixels)."""

    image: Pixels
    rows: tuple[Points, ...]


def draw(style: str, rows: int = 11, top: float = 62.0, pitch: float = 15.0) -> Drawn:
    """An English sheet with a title, headings, and writing in all rows but the last two."""
    image = np.full((round(SIZE[1] * PX_PER_MM), round(SIZE[0] * PX_PER_MM), 3), 250, np.uint8)
    left, right, edges = 15.0, 195.0, (15.0, 75.0, 130.0, 195.0)
    _write(image, "Stop unlawful surveillance", left, 24, 1.3)
    _write(image, "We the undersigned call on all states to support a pause of its sale.", left, 36, 0.6)
    heading = top - 9
    if style == "shaded":
        _fill(image, left, heading, right, top, 60)
    for name, start in zip(("Name", "Country", "Signature"), edges, strict=False):
        _write(image, name, start + 16, top - 3, 0.65, 255 if style == "shaded" else 0)
    for k in range(rows):
        if style == "shaded" and k % 2 == 0:
            _fill(image, left, top + k * pitch, right, top + (k + 1) * pitch, 226)
    lines = [top + k * pitch for k in range(rows + 1)]
    if style == "shaded":
        lines = lines[-1:]
    elif style == "grid":
        lines = [heading, *lines]
        for x in edges:
            _rule(image, x, heading, x, lines[-1])
    for y in lines:
        if style == "dotted":
            for x in np.arange(left, right, 1.2):
                _rule(image, x, y, x + 0.4, y)
        else:
            _rule(image, left, y, right, y)
    for k in range(rows - 2):
        _scrawl(image, edges, top + (k + 0.6) * pitch, k)
    corners = [
        np.array([[left, y], [right, y], [right, y + pitch], [left, y + pitch]]) for y in top + np.arange(rows) * pitch
    ]
    return Drawn(image, tuple(corner * PX_PER_MM for corner in corners))


def moved(drawn: Drawn, matrix: Points, size: tuple[int, int], ground: int = 250) -> Drawn:
    """The drawing under a homography, on a ground of one grey."""
    image = cv2.warpPerspective(
        drawn.image, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=(ground,) * 3
    )
    rows = tuple(cv2.perspectiveTransform(row[None], matrix)[0] for row in drawn.rows)
    return Drawn(np.asarray(image, np.uint8), rows)


def skewed(drawn: Drawn, degrees: float) -> Drawn:
    height, width = drawn.image.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), [0, 0, 1]])
    return moved(drawn, turn, (width, height))


def half_turned(drawn: Drawn) -> Drawn:
    height, width = drawn.image.shape[:2]
    return moved(drawn, np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1.0]]), (width, height))


def quarter_turned(drawn: Drawn) -> Drawn:
    height, width = drawn.image.shape[:2]
    return moved(drawn, np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1.0]]), (height, width))


def photographed(drawn: Drawn) -> Drawn:
    """On a dark table, held askew, half of it in soft shadow, grainy."""
    height, width = drawn.image.shape[:2]
    start = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    end = np.array([[190, 120], [width - 60, 190], [width - 20, height - 80], [60, height - 170]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(start, end), np.float64)
    seen = moved(drawn, matrix, (width + 60, height), ground=70)
    light = np.full(seen.image.shape[:2], 1.0, np.float32)
    cv2.circle(light, (300, 1300), 520, 0.5, -1)
    light = np.asarray(cv2.GaussianBlur(light, (0, 0), 45), np.float32)[..., None]
    grain = np.random.default_rng(7).normal(0, 4, seen.image.shape)
    return Drawn(np.clip(seen.image * 0.9 * light + grain, 0, 255).astype(np.uint8), seen.rows)


def curled(drawn: Drawn) -> Drawn:
    """Lines become waves of 3 mm; the rows' corners move with them."""
    height, width = drawn.image.shape[:2]
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))

    def wave(x: np.ndarray) -> np.ndarray:
        return np.asarray(3 * PX_PER_MM * np.sin(1.2 * np.pi * x / width))

    image = cv2.remap(drawn.image, xs, (ys - wave(xs)).astype(np.float32), cv2.INTER_LINEAR, borderValue=(250,) * 3)
    rows = tuple(np.stack([row[:, 0], row[:, 1] + wave(row[:, 0])], axis=1) for row in drawn.rows)
    return Drawn(np.asarray(image, np.uint8), rows)


@pytest.mark.parametrize("style", ["grid", "rules", "dotted", "shaded"])
def test_every_row_is_found_and_none_invented(style: str) -> None:
    check(draw(style))


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(lambda: skewed(draw("grid"), 8.0), id="grid skewed 8 degrees"),
        pytest.param(lambda: half_turned(draw("rules")), id="rules upside down"),
        pytest.param(lambda: quarter_turned(draw("grid")), id="grid on its side"),
        pytest.param(lambda: photographed(draw("rules")), id="rules photographed"),
        pytest.param(lambda: curled(draw("grid")), id="grid curled"),
        pytest.param(lambda: curled(draw("shaded")), id="shaded curled"),
    ],
)
def test_rows_survive(drawn) -> None:  # type: ignore[no-untyped-def]
    check(drawn())


def on_light_wood(drawn: Drawn) -> Drawn:
    """On a table as bright as the paper, its grain level as the rules are; the paper's edge is not darker anywhere."""
    height, width = drawn.image.shape[:2]
    table = light_wood(width + 360, height + 300)
    table[150 : 150 + height, 180 : 180 + width] = (drawn.image * 0.93).astype(np.uint8)
    return Drawn(table, tuple(row + np.array((180, 150)) for row in drawn.rows))


def light_wood(width: int, height: int) -> Pixels:
    grain = cv2.resize(np.random.default_rng(11).normal(0, 1, (height // 16, 9)).astype(np.float32), (width, height))
    return np.clip(215 + 30 * grain, 0, 250).astype(np.uint8)[..., None].repeat(3, axis=2)


@pytest.mark.parametrize("style", ["rules", "grid"])
def test_a_table_top_as_bright_as_the_paper_is_no_part_of_it(style: str) -> None:
    drawn = on_light_wood(draw(style))
    check(drawn)
    height, width = draw(style).image.shape[:2]
    corners = [(180, 150), (180 + width, 150), (180 + width, 150 + height), (180, 150 + height)]
    seen = np.array(find(drawn)[0].outline) * drawn.image.shape[1::-1]
    assert np.abs(seen - corners).max() < 10 * PX_PER_MM


def test_two_papers_on_a_table_top_as_bright_as_they_are() -> None:
    left, right = draw("rules", rows=9), draw("grid", rows=11)
    height, width = left.image.shape[:2]
    table = light_wood(2 * width + 460, height + 320)
    places = ((120, 140), (width + 300, 190))
    for drawn, (x, y) in zip((left, right), places, strict=True):
        table[y : y + height, x : x + width] = (drawn.image * 0.93).astype(np.uint8)
    sheets = find(Drawn(table, ()))
    assert len(sheets) == 2
    for sheet, drawn, place in zip(sheets, (left, right), places, strict=True):
        check_rows(sheet, Drawn(table, tuple(row + np.array(place) for row in drawn.rows)))


@pytest.mark.parametrize(
    "papers",
    [
        [[(60, 250), (1390, 190), (1440, 2120), (80, 2140)], [(1450, 200), (2830, 130), (2930, 2090), (1520, 2130)]],
        [[(60, 560), (1200, 460), (1280, 1560), (160, 1640)], [(1180, 420), (2780, 270), (2880, 1420), (1300, 1580)]],
    ],
    ids=["a dark gap between them", "the one a little over the other, both wide"],
)
def test_two_papers_beside_each_other_are_two(papers: list[list[tuple[int, int]]]) -> None:
    table = np.full((2300, 3000), 60, np.uint8)
    for grey, paper in zip((205, 235), papers, strict=True):
        cv2.fillConvexPoly(table, np.array(paper), (grey,))
    seen = find_papers(np.asarray(cv2.GaussianBlur(table, (0, 0), 2), np.uint8))
    assert len(seen) == 2
    assert np.abs(seen[1].corners - papers[1]).max() < 40
    assert np.abs(seen[0].corners[[0, 3]] - np.array(papers[0])[[0, 3]]).max() < 40  # its other side may be covered


@pytest.mark.parametrize("style", ["shaded", "rules"])
def test_a_paper_on_a_striped_cloth_has_its_own_edges(style: str) -> None:
    drawn = draw(style)
    height, width = drawn.image.shape[:2]
    stripes = np.random.default_rng(5).uniform(120, 225, (height + 300) // 24 + 1).repeat(24)[: height + 300]
    cloth = np.broadcast_to(stripes.astype(np.uint8)[:, None, None], (height + 300, width + 360, 3)).copy()
    cloth[150 : 150 + height, 180 : 180 + width] = (drawn.image * 0.93).astype(np.uint8)
    lamp = np.linspace(1.05, 0.6, cloth.shape[1])[None, :, None]
    lit = np.clip(cloth * lamp, 0, 255).astype(np.uint8)
    corners = [(180, 150), (180 + width, 150), (180 + width, 150 + height), (180, 150 + height)]
    (paper,) = find_papers(grey_of(lit))
    assert np.abs(paper.corners - corners).max() < 1.5 * PX_PER_MM


@pytest.mark.parametrize("grain", [0.0, 1.0, 3.0])
def test_light_from_one_side_makes_no_entries_of_two_lines_of_shaded_rows(grain: float) -> None:
    drawn = draw("shaded")
    lamp = np.linspace(1.0, 0.8, drawn.image.shape[1])[None, :, None]
    noise = np.random.default_rng(1).normal(0, grain, drawn.image.shape)
    check(Drawn(np.clip(drawn.image * lamp + noise, 0, 255).astype(np.uint8), drawn.rows))


def test_shaded_rows_in_the_middle_of_a_scan_are_no_paper() -> None:
    drawn = draw("shaded")
    (paper,) = find_papers(grey_of(drawn.image))
    assert not paper.seen


def test_upright_rules_in_a_deep_shadow_are_told_from_its_grain() -> None:
    drawn = draw("grid")
    shadow = np.ones(drawn.image.shape[:2], np.float32)
    shadow[:, round(110 * PX_PER_MM) :] = 0.2
    shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), 40), np.float32)[..., None]
    grain = np.random.default_rng(3).normal(0, 4, drawn.image.shape)
    (sheet,) = find(Drawn(np.clip(drawn.image * shadow + grain, 0, 255).astype(np.uint8), drawn.rows))
    names = [column.name for column in sheet.table.columns]
    assert names[:3] == ["name", "country", "signature"]
    assert len(names) <= 4  # the edge of the shadow's grain may look like one more


def test_rules_that_are_worn_at_their_ends_do_not_narrow_the_table() -> None:
    drawn = draw("rules")
    for k in range(4, 12):
        y = round((62 + k * 15) * PX_PER_MM)
        drawn.image[y - 6 : y + 6, : round((30 + 3 * (k % 4)) * PX_PER_MM)] = 250
        drawn.image[y - 6 : y + 6, round((165 + 2 * (k % 3)) * PX_PER_MM) :] = 250
    assert len(find(drawn)[0].table.bands) == len(drawn.rows)


def test_a_first_row_without_a_rule_above_it_is_known_by_the_labels_of_its_cells() -> None:
    drawn = draw("rules")
    _fill(drawn.image, 10, 46, 200, 63, 250)  # no headings, and no rule above the first row
    for k in range(11):
        for name, x in zip(("NAME", "COUNTRY", "SIGNATURE"), (16.0, 76.0, 131.0), strict=True):
            _write(drawn.image, name, x, 65 + k * 15, 0.4)
    assert len(find(drawn)[0].table.bands) == 11


def test_a_line_through_a_row_makes_no_two_of_it() -> None:
    drawn = draw("rules")
    for k in (2, 5):
        y = round((62 + (k + 0.5) * 15) * PX_PER_MM)
        cv2.line(drawn.image, (90, y), (1168, y + 4), (60, 40, 30), 3)
    check(drawn)


def test_a_box_above_the_table_at_its_pitch_holds_no_row() -> None:
    drawn = draw("grid", top=72.0)
    _fill(drawn.image, 14, 17, 196, 60, 250)
    for y in (33.0, 48.0):
        _rule(drawn.image, 15, y, 195, y)
    check(drawn)


def test_two_sheets_on_one_picture_without_any_edge_of_paper() -> None:
    left, right = draw("grid", rows=10), skewed(draw("rules", rows=12, top=75.0), 3.0)
    width = left.image.shape[1]
    both = np.hstack([left.image, right.image])
    sheets = find(Drawn(both, ()))
    assert len(sheets) == 2
    check_rows(sheets[0], Drawn(both, left.rows))
    check_rows(sheets[1], Drawn(both, tuple(row + np.array((width, 0)) for row in right.rows)))


def test_shading_lost_on_a_fax_is_found_by_the_writing() -> None:
    drawn = draw("shaded", rows=10)
    black = np.where(grey_of(drawn.image) < 150, 0, 255).astype(np.uint8)
    check(Drawn(np.dstack([black] * 3), drawn.rows))


def test_headings_and_language_are_understood() -> None:
    drawn = draw("grid")
    sheet = find(drawn)[0]
    assert [column.name for column in sheet.table.columns] == ["name", "country", "signature"]
    assert sheet.language == "en"
    assert sheet.identified_by == "none"


def test_a_letter_is_no_sheet_and_the_page_says_so() -> None:
    image = np.full((1782, 1260, 3), 250, np.uint8)
    for line in range(40):
        _write(
            image,
            "We thank you for your letter of last week and answer it as follows, at length.",
            20,
            30 + 6 * line,
            0.6,
        )
    found = find_sheets(Page(Scan("letter.png", "0" * 64), 3, image), ())
    assert not found.sheets
    assert [problem.code for problem in found.problems] == ["not_a_sheet"]
    assert "Page 3" in found.problems[0].message


@pytest.mark.parametrize("shape", [(1, 1, 3), (40, 2000, 3), (900, 700, 3)])
def test_pictures_of_nothing_hold_no_sheet(shape: tuple[int, int, int]) -> None:
    for image in (np.zeros(shape, np.uint8), np.random.default_rng(3).integers(0, 255, shape).astype(np.uint8)):
        assert not find_sheets(Page(Scan("noise.png", "0" * 64), 1, image), ()).sheets


def find(drawn: Drawn):  # type: ignore[no-untyped-def]
    return find_sheets(Page(Scan("drawn.png", "0" * 64), 1, drawn.image), ()).sheets


def check(drawn: Drawn) -> None:
    """One sheet, the right way up, with exactly the drawn rows in their order."""
    sheets = find(drawn)
    assert len(sheets) == 1
    check_rows(sheets[0], drawn)


def check_rows(sheet: Sheet, drawn: Drawn) -> None:
    """The sheet has exactly the drawn rows in their order, each within 2 mm."""
    size = np.array([drawn.image.shape[1], drawn.image.shape[0]])
    found = []
    for band in sheet.table.bands:
        box = band.box
        found.append(
            np.array(quad_on_page(sheet.frame, (box.left, box.top, box.right, box.bottom), drawn.image.shape)) * size
        )
    assert len(found) == len(drawn.rows)
    assert [band.index for band in sheet.table.bands] == list(range(1, len(found) + 1))
    for quad, true in zip(found, drawn.rows, strict=True):
        assert np.abs(quad - true).max() < 2.0 * PX_PER_MM


def _write(image: Pixels, text: str, x: float, y: float, size: float, grey: int = 0) -> None:
    where = (round(x * PX_PER_MM), round(y * PX_PER_MM))
    cv2.putText(image, text, where, cv2.FONT_HERSHEY_SIMPLEX, size, (grey,) * 3, 2, cv2.LINE_AA)


def _rule(image: Pixels, x: float, y: float, x2: float, y2: float) -> None:
    ends = [(round(a * PX_PER_MM), round(b * PX_PER_MM)) for a, b in ((x, y), (x2, y2))]
    cv2.line(image, ends[0], ends[1], (90, 90, 90), 2)


def _fill(image: Pixels, left: float, top: float, right: float, bottom: float, grey: int) -> None:
    image[round(top * PX_PER_MM) : round(bottom * PX_PER_MM), round(left * PX_PER_MM) : round(right * PX_PER_MM)] = grey


def _scrawl(image: Pixels, edges: tuple[float, ...], y: float, seed: int) -> None:
    """Something like writing in each column: a wavering stroke of the pen."""
    rng = np.random.default_rng(seed)
    for left, right in pairwise(edges):
        xs = np.arange(left + 4, left + 0.7 * (right - left), 1.3)
        ys = y + rng.uniform(-3.2, 2.2, len(xs))
        points = np.rint(np.stack([xs, ys], axis=1) * PX_PER_MM).astype(np.int32)
        cv2.polylines(image, [points], False, (110, 50, 40), 2, cv2.LINE_AA)
