"""Fields: readings of the written cells, what they mean together, and confidence that holds."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.columns.confidence import Curve, curve_of
from digitiser.columns.familiar import familiarity
from digitiser.columns.spelling import AddressSpelling, spelling_of
from digitiser.errors import MissingTool
from digitiser.fields import _readings, read_fields, read_foot
from digitiser.fields.agreement import understand
from digitiser.fields.meanings import together as heard_together
from digitiser.geometry import Frame
from digitiser.ink import find_ink
from digitiser.model import Band, Box, Candidate, Column, ColumnName, Field, Ink, Page, Reading, Row, Scan, Sheet, Table
from digitiser.recognisers import Cell
from digitiser.recognisers.by_hand import ByHand
from digitiser.recognisers.tesseract import Tesseract
from digitiser.settings import (
    COINCIDENCE,
    DITTO_CERTAINTY,
    DITTO_COMPANY,
    DITTO_IN_COMPANY,
    HALF_NAME,
    SHEET_PX_PER_MM,
    STRANGEST,
)

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
COLUMNS: tuple[ColumnName, ...] = ("name", "country")


@dataclass
class Scripted:
    """A recogniser that reads what the test says, cell after cell, and remembers its calls."""

    texts: Sequence[str]
    name: str = "scripted"
    confidence: float = 0.8
    calls: list[list[ColumnName]] = field(default_factory=list)

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        self.calls.append([cell.column for cell in cells])
        return [Reading(self.name, text, self.confidence if text else 0.0) for text in self.texts[: len(cells)]]


@dataclass
class BySight:
    """A recogniser that is as sure as its list of columns says."""

    sure: dict[ColumnName, float]
    name: str
    asked: int = 0

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        self.asked += len(cells)
        return [Reading(self.name, "anna", self.sure[cell.column]) for cell in cells]


def read(
    column: ColumnName, *texts: str, ink: Ink = "written", from_row: int | None = None, engine: str = "scripted"
) -> Field:
    left = 10.0 * (1 + ["family_name", "given_name", "name", "country", "phone", "postcode", "email"].index(column))
    readings = tuple(Reading(engine if k == 0 else f"{engine}{k}", text, 0.8) for k, text in enumerate(texts))
    return Field(column, Box(left, 0, left + 10, 10), QUAD, ink, from_row, readings)


def row(index: int, *fields: Field) -> Row:
    return Row(index, (index,), Box(0, 10.0 * index, 100, 10.0 * index + 10), QUAD, "filled", True, fields)


def value(rows: Sequence[Row], index: int, column: ColumnName) -> str | None:
    return get(rows, index, column).value


def get(rows: Sequence[Row], index: int, column: ColumnName) -> Field:
    return next(f for r in rows if r.index == index for f in r.fields if f.name == column)


def written_sheet(texts: Sequence[Sequence[str]], language: str = "fr") -> tuple[Sheet, tuple[Row, ...]]:
    """A sheet of two columns with printed text in its cells, and the rows that find_rows would give."""
    image = np.full((1200, 1200, 3), 255, np.uint8)
    bands, rows = [], []
    for i, entry in enumerate(texts):
        top = 20.0 + 15 * i
        bands.append(Band(i + 1, Box(10, top, 140, top + 15)))
        fields = []
        for k, text in enumerate(entry):
            at = (round((15 + 65 * k) * SHEET_PX_PER_MM), round((top + 10) * SHEET_PX_PER_MM))
            cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.4, (60, 20, 20), 3)
            ink: Ink = "written" if text else "blank"
            fields.append(Field(COLUMNS[k], Box(10 + 65 * k, top, 75 + 65 * k, top + 15), QUAD, ink))
        rows.append(Row(i + 1, (i + 1,), bands[-1].box, QUAD, "filled", None, tuple(fields)))
    columns = tuple(
        Column(name, "", Box(10 + 65 * k, 10, 75 + 65 * k, bands[-1].box.bottom)) for k, name in enumerate(COLUMNS)
    )
    page = Page(Scan("made.png", "0" * 64), 1, image)
    frame = Frame.from_homography(np.diag([SHEET_PX_PER_MM, SHEET_PX_PER_MM, 1.0]), 150, 150)
    sheet = Sheet(page, 1, None, None, "none", language, QUAD, frame, image, Table(columns, tuple(bands)))
    return sheet, tuple(rows)


# ------------------------------------------------------------------------------------------------ reading cells


def test_a_sheet_is_one_call_an_engine_and_only_written_cells_are_read() -> None:
    sheet, rows = written_sheet([["Anna Martin", "France"], ["Paul Dupont", ""], ["", ""]])
    rows = (*rows[:2], replace(rows[2], state="empty"))
    engine = Scripted(["ANNA MARTIN", "FRANCE", "Paul DUPONT"])
    got = read_fields(sheet, find_ink(sheet), rows, [engine])
    assert engine.calls == [["name", "country", "name"]]
    assert [value(got, 1, "name"), value(got, 1, "country"), value(got, 2, "name")] == [
        "Anna Martin",
        "FR",
        "Paul Dupont",
    ]
    assert get(got, 2, "country").ink == "blank"
    assert get(got, 2, "country").candidates == ()
    assert [r.index for r in got] == [1, 2, 3]


@pytest.mark.parametrize(("sure_of_print", "asked"), [(0.95, 30), (0.5, 10)])
def test_a_second_engine_reads_doubtful_cells_and_all_of_them_only_where_it_is_at_home(
    sure_of_print: float, asked: int
) -> None:
    cells = [Cell(np.full((20, 60), 255, np.uint8), "name" if i < 10 else "email", "fr") for i in range(40)]
    first, second = (
        BySight({"name": 0.9, "email": 0.3}, "first"),
        BySight({"name": 0.0, "email": sure_of_print}, "second"),
    )
    found = _readings(cells, [first, second], range(40))
    assert [[reading.engine for reading in those] for those in found[:10]] == [["first"]] * 10
    assert second.asked == asked
    heard = sum([reading.engine for reading in those] == ["first", "second"] for those in found[10:])
    assert heard == (asked if sure_of_print > 0.9 else 0), "what reads print says nothing of a hand"
    assert all(those[0].engine == "first" for those in found)


@dataclass
class OfNames:
    """A recogniser that reads one name after the other, and remembers whose addresses it was asked for."""

    names: list[str]
    name: str = "first"
    owners: list[set[str]] = field(default_factory=list)

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        self.owners += [
            {word for word, _ in c.spelling.owner} for c in cells if isinstance(c.spelling, AddressSpelling)
        ]
        return [Reading(self.name, "x" if c.column == "email" else self.names.pop(0), 0.9) for c in cells]


def test_addresses_are_read_as_the_names_of_their_rows_are_spelt() -> None:
    picture = np.full((20, 60), 255, np.uint8)
    columns: list[ColumnName] = ["email", "given_name", "family_name", "country"]
    cells = [Cell(picture, column, "fr", spelling_of(column, "fr")) for column in columns * 2]
    engine = OfNames(["Zoé", "DE LA TOUR", "France", "محمد", "M.", "Mali"])
    found = _readings(cells, [engine], [1] * 4 + [2] * 4)
    assert engine.owners == [{"zoe", "de", "la", "tour"}, set()]
    assert [those[0].text for those in found] == ["x", "Zoé", "DE LA TOUR", "France", "x", "محمد", "M.", "Mali"]


def test_printed_cells_are_read_by_tesseract() -> None:
    sheet, rows = written_sheet([["Anna Martin", "France"], ["Paul Dupont", "Luxembourg"]])
    got = read_fields(sheet, find_ink(sheet), rows, [Tesseract()])
    assert [value(got, i, "name") for i in (1, 2)] == ["Anna Martin", "Paul Dupont"]
    assert [value(got, i, "country") for i in (1, 2)] == ["FR", "LU"]
    assert all(0 < f.confidence < 1 and f.readings[0].engine == "tesseract" for r in got for f in r.fields)


def test_without_an_engine_the_writing_stays_for_a_person() -> None:
    sheet, rows = written_sheet([["Anna Martin", "France"]])
    for engines in ([], [ByHand()]):
        got = read_fields(sheet, find_ink(sheet), rows, engines)
        assert {(f.ink, f.value, f.readings) for f in got[0].fields} == {("written", None, ())}


def test_what_no_engine_could_read_is_called_unreadable_and_read_again_by_a_better_one() -> None:
    sheet, rows = written_sheet([["Anna Martin", "France"]])
    got = read_fields(sheet, find_ink(sheet), rows, [Scripted(["", " "])])
    assert [f.ink for f in got[0].fields] == ["unreadable", "unreadable"]
    again = read_fields(sheet, find_ink(sheet), got, [Scripted(["Anna Martin", "France"])])
    assert [(f.ink, f.value) for f in again[0].fields] == [("written", "Anna Martin"), ("written", "FR")]


def test_a_missing_tool_is_told_and_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    sheet, rows = written_sheet([["Anna Martin", "France"]])
    with pytest.raises(MissingTool):
        read_fields(sheet, find_ink(sheet), rows, [Tesseract()])


# ------------------------------------------------------------------------------------------ what readings mean


def test_a_number_and_a_postcode_follow_the_country_of_their_row() -> None:
    rows = [
        row(1, read("country", "France"), read("phone", "06 12 18 26 43"), read("postcode", "75OII")),
        row(2, read("country", "Maroc"), read("phone", "06 12 18 26 43"), read("postcode", "20 250")),
        row(3, read("country", "England"), read("phone", "07400 123456"), read("postcode", "SWIA 1AA")),
    ]
    got = understand(rows, "fr")
    assert [value(got, i, "phone") for i in (1, 2, 3)] == ["+33612182643", "+212612182643", "+447400123456"]
    assert [value(got, i, "postcode") for i in (1, 2, 3)] == ["75011", "20250", "SW1A 1AA"]


def test_without_a_country_the_sheet_says_what_is_likely() -> None:
    neighbours = [row(i, read("country", "Belgique")) for i in range(1, 9)]
    number = read("phone", "0470 12 34 56")
    assert value(understand([*neighbours, row(9, number)], "fr"), 9, "phone") == "+32470123456"
    assert value(understand([row(1, read("phone", "0612182643"))], "fr"), 1, "phone") == "+33612182643"
    assert value(understand([row(1, read("phone", "0612182643"))], "ar"), 1, "phone") == "+212612182643"


def test_numbers_with_a_country_code_tell_the_plan_of_those_without() -> None:
    abroad = row(4, read("phone", "+212 657 147 565"))
    with_code = [row(i, read("phone", f"+2126571475{i}5")) for i in (1, 2, 3)]
    number = read("phone", "06 12 18 26 43")
    assert value(understand([*with_code, row(9, number)], "fr"), 9, "phone") == "+212612182643"
    own = [row(i, read("country", "France"), read("phone", f"06 12 18 26 4{i}")) for i in (1, 2, 3)]
    assert value(understand([*own, abroad, row(9, number)], "fr"), 9, "phone") == "+33612182643"
    lives_elsewhere = row(9, read("country", "France"), number)
    assert value(understand([*with_code, lives_elsewhere], "fr"), 9, "phone") == "+33612182643"


def test_a_country_code_is_a_hint_and_no_proof() -> None:
    unsure = understand([row(1, read("country", "Liban"), read("phone", "+961 71 189 923"))], "fr")
    without = understand([row(1, read("country", "Liban"), read("phone", "71 189 923"))], "fr")
    assert get(unsure, 1, "country").confidence > get(without, 1, "country").confidence
    garbled = understand([row(1, read("country", "4 (ban"), read("phone", "+961 71 189 923"))], "fr")
    assert value(garbled, 1, "country") == "LB"
    abroad = understand([row(1, read("country", "Allemagne"), read("phone", "+33 6 12 18 26 43"))], "fr")
    assert value(abroad, 1, "country") == "DE"
    blank = understand([row(1, read("country", ink="blank"), read("phone", "+33 6 12 18 26 43"))], "fr")
    assert value(blank, 1, "country") is None


def test_a_ditto_is_a_link_that_follows_its_source() -> None:
    def sheet(written: str, marked: Sequence[int] = (2, 3)) -> list[Row]:
        marks = [row(i, read("country", ink="ditto", from_row=1), read("phone", "70 133 63 95")) for i in marked]
        return [row(1, read("country", written)), *marks]

    for written, code in (("Senegal", "SN"), ("Liban", "LB")):
        got = understand(sheet(written), "fr")
        assert [value(got, i, "country") for i in (1, 2, 3)] == [code] * 3
        assert get(got, 3, "country").confidence == pytest.approx(get(got, 1, "country").confidence * DITTO_CERTAINTY)
    assert value(understand(sheet("Senegal"), "fr"), 3, "phone") == "+221701336395"
    several = understand(sheet("Senegal", range(2, 2 + DITTO_COMPANY)), "fr")
    assert get(several, 3, "country").confidence == pytest.approx(
        get(several, 1, "country").confidence * DITTO_IN_COMPANY
    )


@pytest.mark.parametrize("word", ["idem", "Id.", "do.", "نفسه"])
def test_a_ditto_in_words_is_one_too(word: str) -> None:
    got = understand(
        [row(1, read("country", "Pérou")), row(2, read("country", word)), row(3, read("country", word))], "fr"
    )
    assert [
        (get(got, i, "country").ink, get(got, i, "country").from_row, value(got, i, "country")) for i in (2, 3)
    ] == [
        ("ditto", 1, "PE"),
        ("ditto", 1, "PE"),
    ]


def test_two_columns_make_one_name_and_the_parts_stand_beside_it() -> None:
    got = understand([row(1, read("family_name", "DE LA TOUR"), read("given_name", "BENOÎT"))], "fr")
    name = get(got, 1, "name")
    assert (name.value, name.text, name.ink) == ("Benoît de la Tour", "BENOÎT DE LA TOUR", "written")
    assert (name.box.left, name.box.right) == (10, 30)
    assert name.confidence == pytest.approx(
        get(got, 1, "given_name").confidence * get(got, 1, "family_name").confidence
    )
    assert [f.name for f in got[0].fields] == ["family_name", "given_name", "name"]
    half = understand([row(1, read("family_name", "MARTIN"), read("given_name", ink="blank"))], "fr")
    assert value(half, 1, "name") == "Martin"
    lost = understand([row(1, read("family_name", "MARTIN"))], "fr")
    assert get(lost, 1, "name").confidence < 0.2 * get(lost, 1, "family_name").confidence, (
        "the other column was not found"
    )


def test_a_name_beside_a_column_that_nobody_could_name_may_be_half_of_one() -> None:
    whole = read("name", "ANNA MARTIN")
    sure, unsure = (understand([row(1, f)], "fr") for f in (whole, replace(whole, in_part=True)))
    assert value(unsure, 1, "name") == value(sure, 1, "name")
    assert 0 < get(unsure, 1, "name").confidence < 0.7 * get(sure, 1, "name").confidence


def test_an_address_speaks_for_the_name_that_it_was_made_of_and_others_for_none() -> None:
    unsure = replace(
        read("name", "ANNA DUNONT"),
        readings=(Reading("handwriting", "ANNA DUNONT", 0.3, (("anna dunont", 0.6), ("anna dupont", 0.4))),),
    )

    def names(address: str) -> dict[str, float]:
        rows = understand([row(1, unsure, read("email", address, engine="handwriting"))], "fr")
        return {c.value.casefold(): c.probability for c in get(rows, 1, "name").candidates}

    alone, made, other = names("kiwi77@free.fr"), names("anna.dupont@gmail.com"), names("anna.martin@gmail.com")
    assert list(alone) == ["anna dunont", "anna dupont"]
    assert list(made) == ["anna dupont", "anna dunont"]
    assert other == alone


def test_understanding_twice_changes_nothing() -> None:
    rows = [
        row(
            1,
            read("family_name", "MARTIN"),
            read("given_name", "ANNA"),
            read("country", "Espana"),
            read("phone", "612 34 56 78"),
        ),
        row(
            2,
            read("family_name", "DIAZ"),
            read("given_name", "EVA"),
            read("country", "idem"),
            read("email", "eva.diaz@gmail.com"),
        ),
    ]
    once = understand(rows, "es")
    assert understand(once, "es") == once


@settings(max_examples=60, deadline=None)
@given(data=st.data(), language=st.sampled_from(["fr", "ar", "en", "es", "de", "pt", None]))
def test_whatever_was_read_the_rows_stay_and_the_confidence_is_a_probability(
    data: st.DataObject, language: str | None
) -> None:
    columns: list[ColumnName] = ["family_name", "given_name", "country", "phone", "postcode", "email"]
    texts = st.one_of(st.text(max_size=20), st.sampled_from(["idem", "France", "+33 6 12 18 26 43", "a@b.fr", "٠٦"]))
    rows = [row(i, *(read(column, data.draw(texts)) for column in columns)) for i in range(1, 4)]
    got = understand(rows, language)
    assert [r.index for r in got] == [1, 2, 3]
    for understood in got:
        chances = [[c.probability for c in f.candidates] for f in understood.fields]
        assert all(0 <= p <= 1 for those in chances for p in those)
        assert all(those == sorted(those, reverse=True) and sum(those) <= 1 + 1e-9 for those in chances)
    assert understand(got, language) == got


def test_engines_that_agree_are_surer_and_all_readings_are_kept() -> None:
    alone = understand([row(1, read("name", "Anna Martin"))], "fr")
    agree = understand([row(1, read("name", "Anna Martin", "ANNA MARTIN"))], "fr")
    differ = understand([row(1, read("name", "Anna Martin", "Anna Marlin"))], "fr")
    assert get(agree, 1, "name").confidence > get(alone, 1, "name").confidence > 0
    assert {c.value for c in get(differ, 1, "name").candidates} == {"Anna Martin", "Anna Marlin"}
    assert get(differ, 1, "name").confidence <= get(alone, 1, "name").confidence
    assert [len(get(rows, 1, "name").readings) for rows in (agree, differ)] == [2, 2]


def test_other_texts_of_a_reading_count_by_their_probability() -> None:
    reading = Reading("scripted", "Nigor", 0.4, (("Niger", 0.3), ("Nigeria", 0.2), ("Niqer", 0.1)))
    got = understand([row(1, replace(read("country"), readings=(reading,)))], "fr")
    assert [c.value for c in get(got, 1, "country").candidates[:2]] == ["NE", "NG"]


def test_ticks_that_rows_found_are_kept() -> None:
    found = replace(read("name", ink="blank"), name="consent", candidates=(Candidate("yes", 0.9), Candidate("no", 0.1)))
    assert value(understand([row(1, found)], "fr"), 1, "consent") == "yes"
    assert value(understand([row(1, replace(found, candidates=()))], "fr"), 1, "consent") == "no"


chances = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.001, 0.19), max_size=5)


@given(st.lists(chances, min_size=1, max_size=3))
def test_engines_together_give_probabilities_and_one_alone_keeps_its_own(opinions: list[dict[str, float]]) -> None:
    said = [[Candidate(value, chance) for value, chance in opinion.items()] for opinion in opinions]
    together = {c.value: c.probability for c in heard_together(said)}
    assert sum(together.values()) <= 1 + 1e-9
    alone = {c.value: c.probability for c in heard_together(said[:1])}
    assert alone == pytest.approx(opinions[0])
    agreed = {c.value: c.probability for c in heard_together([said[0], said[0]])}
    if opinions[0]:
        best = max(opinions[0], key=lambda value: opinions[0][value])
        assert agreed[best] >= opinions[0][best] * 0.99 or opinions[0][best] < COINCIDENCE


# ------------------------------------------------------------------------------------------------- confidence


@given(*[st.floats(0, 1) for _ in range(4)], st.floats(0, 3), st.floats(0, 3), st.floats(-5, 5), st.floats(0, 1))
def test_a_curve_rises_with_both_scores_and_stays_below_its_ceiling(
    a: float, b: float, c: float, d: float, column: float, reading: float, offset: float, ceiling: float
) -> None:
    curve = Curve(offset, column, reading, ceiling)
    low, high = curve(min(a, b), min(c, d)), curve(max(a, b), max(c, d))
    assert 0 <= low <= high + 1e-12
    assert high <= ceiling
    assert replace(curve, runs_out=-column)(a, b, runs_out=True) <= curve(a, b, runs_out=True)
    assert replace(curve, familiar=column)(a, b, familiarity=-1.0) <= curve(a, b, familiarity=-1.0)


def test_a_name_is_as_familiar_as_its_strangest_word() -> None:
    assert (
        familiarity("name", "Sophie Lefebvre", "")
        > familiarity("name", "Sophie Lefebv", "")
        > familiarity("name", "Sophie Xqz", "")
    )
    assert familiarity("name", "Sophie Lefebv", "") == familiarity("family_name", "Lefebv", "")
    assert (
        familiarity("name", "HUGO MELICHAR", "")
        == familiarity("name", "Hugo Melichar", "")
        > familiarity("name", "Hu6o Melichar", "")
    )
    assert familiarity("name", "خالد المهدي", "") > familiarity("name", "خالد اطهدي", "")
    assert familiarity("name", "…", "") == STRANGEST
    assert familiarity("phone", "+33612345678", "06 12 34 56 78") == 0
    assert familiarity("phone", "+962712345678", "٠٧١٢٣٤٥٦٧٨") < familiarity("phone", "+962714455678", "٠٧١٤٤٥٥٦٧٨")


def test_a_name_that_is_cut_off_and_one_of_one_word_are_less_sure() -> None:
    def sure(value: str, column: ColumnName = "name") -> float:
        cell = replace(read(column), readings=(Reading("handwriting", value, 0.999),))
        return get(understand([row(1, cell)], "fr"), 1, column).confidence

    assert sure("Sophie Lefebvre") > 0.99 > sure("Sophie Lefebv")
    assert sure("Lefebvre") < HALF_NAME < 0.99 < sure("Lefebvre", "family_name")


def test_the_measured_curves_are_whole() -> None:
    curves = tomllib.loads(files("digitiser.columns").joinpath("calibration.toml").read_text(encoding="utf-8"))
    for engine in ("handwriting", "together"):
        assert {"name", "country", "email", "phone", "postcode"} <= set(curves[engine])
    for engine, columns in curves.items():
        for column in columns:
            curve = curve_of(engine, column)
            assert curve.column >= 0
            assert curve.reading >= 0
            assert curve.runs_out <= 0
            assert 0 < curve.ceiling < 1
    assert curve_of("unheard of", "name") == Curve()


def test_a_name_by_tesseract_says_that_it_is_doubtful() -> None:
    """Most handwritten names are misread by Tesseract, however sure it is."""
    assert curve_of("tesseract", "name")(1.0, 0.6) < 0.7


# --------------------------------------------------------------------------------------------------- the foot


@pytest.mark.parametrize(
    ("total", "day", "found"), [("17", "12/03/2026", (17, "2026-03-12")), ("", "", (None, None)), ("9", "", (9, None))]
)
def test_the_foot_is_read(total: str, day: str, found: tuple[int | None, str | None]) -> None:
    sheet, _ = written_sheet([["", ""]])
    boxes = (Box(20, 110, 45, 122), Box(60, 110, 130, 122))
    for text, box in zip((total, day), boxes, strict=True):
        left, top, right, bottom = (round(v * SHEET_PX_PER_MM) for v in (box.left, box.top, box.right, box.bottom))
        cv2.rectangle(sheet.image, (left, top), (right, bottom), (0, 0, 0), 2)
        cv2.putText(sheet.image, text, (left + 30, bottom - 28), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (60, 20, 20), 4)
    sheet = replace(sheet, table=replace(sheet.table, control_total=boxes[0], last_date=boxes[1]))
    assert read_foot(sheet, [Tesseract()]) == found
    assert read_foot(sheet, []) == (None, None)
    assert read_foot(replace(sheet, table=replace(sheet.table, control_total=None, last_date=None)), [Tesseract()]) == (
        None,
        None,
    )
