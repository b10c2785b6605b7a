"""The handwriting recogniser: what a crop becomes, how columns become texts, and that the released model reads."""

import json
import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitiser.columns.spelling import spelling_of
from digitiser.recognisers import Cell
from digitiser.recognisers.decoding import beams
from digitiser.recognisers.handwriting import (
    HEIGHT,
    MODEL,
    STRIDE,
    WIDEST,
    Handwriting,
    Line,
    flattened,
    network_input,
    visual,
)

ALPHABET = "abc "


def crop(text: str, height: int = 90, ground: int = 235, thickness: int = 3) -> np.ndarray:
    image = np.full((height, 40 + 26 * len(text)), ground, np.uint8)
    cv2.putText(image, text, (14, int(height * 0.66)), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 40, thickness, cv2.LINE_AA)
    return image


def certain(path: list[int], sure: float = 0.98) -> np.ndarray:
    """Columns in which the classes of `path` are `sure`, the others share the rest."""
    classes = len(ALPHABET) + 1
    columns = np.full((len(path), classes), (1 - sure) / (classes - 1), np.float32)
    columns[np.arange(len(path)), path] = sure
    return np.log(columns)


def summed(columns: np.ndarray) -> dict[str, float]:
    """The probability of every text, summed over every path through the columns: CTC by its definition."""
    found: dict[str, float] = {}
    probable = np.exp(columns.astype(float))

    def walk(column: int, last: int, text: str, chance: float) -> None:
        if column == len(probable):
            words = " ".join(text.split())
            found[words] = found.get(words, 0) + chance
            return
        for k, p in enumerate(probable[column]):
            walk(column + 1, k, text + (ALPHABET[k - 1] if k and k != last else ""), chance * p)

    walk(0, 0, "", 1.0)
    return found


def test_a_crop_is_levelled_cut_to_its_writing_and_scaled() -> None:
    seen = network_input(crop("AB"))
    assert seen.ink.shape[0] == HEIGHT
    assert seen.ink.dtype == np.uint8
    rows = np.flatnonzero((seen.ink > 128).any(axis=1))
    assert rows[0] <= 5
    assert rows[-1] >= HEIGHT - 6
    assert np.percentile(seen.ink, 25) == 0  # the paper is nought whatever its tone
    dark = network_input(crop("AB", ground=150))
    assert abs(dark.ink.shape[1] - seen.ink.shape[1]) <= 3


def test_where_something_stands_in_the_crop_can_be_found_in_the_ink() -> None:
    image = np.full((192, 600), 255, np.uint8)  # twice as high as it is looked at
    image[60:130, 200:204] = 0
    image[60:130, 400:404] = 0
    seen = network_input(image)
    strokes = np.flatnonzero((seen.ink > 128).any(axis=0))
    for x in (202, 402):
        assert np.abs(strokes - (x - seen.left) * seen.scale).min() <= 1.5


def test_a_rule_and_a_stroke_from_the_next_row_do_not_squeeze_the_writing() -> None:
    plain = crop("HALLO")
    disturbed = plain.copy()
    disturbed[86:88, :] = 60  # the printed rule
    disturbed[0:5, 50:58] = 60  # the tail of a letter above
    assert abs(network_input(disturbed).ink.shape[1] - network_input(plain).ink.shape[1]) <= 4


def test_a_second_look_is_wider_flatter_and_holds_the_same_writing() -> None:
    seen = network_input(crop("HALLO"))
    again = flattened(seen)
    assert again.ink.shape[0] == HEIGHT
    assert again.ink.shape[1] == pytest.approx(1.1 * seen.ink.shape[1], abs=1)
    before, after = (np.flatnonzero((line.ink > 128).any(axis=1)) for line in (seen, again))
    assert np.ptp(after) == pytest.approx(0.85 * np.ptp(before), abs=2)
    ends = [np.flatnonzero((line.ink > 128).any(axis=0))[[0, -1]] / line.scale + line.left for line in (seen, again)]
    assert ends[1] == pytest.approx(ends[0], abs=1.5)
    assert flattened(Line(np.zeros((HEIGHT, WIDEST), np.uint8), 0.0, 1.0)).ink.shape == (HEIGHT, WIDEST)


@pytest.mark.skipif(not MODEL.exists(), reason="the model is not here")
def test_only_what_is_not_clear_at_once_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, looks = Handwriting(), list[int]()
    through = engine.columns

    def counted(line: Line) -> np.ndarray:
        looks.append(line.ink.shape[1])
        return through(line)

    monkeypatch.setattr(engine, "columns", counted)
    clear = crop("MARIA", thickness=2)
    blurred = cv2.GaussianBlur(clear, (0, 0), 4.0)
    spelling = spelling_of("name", "fr")
    for image in (clear, blurred):
        looks.append(0)
        engine.read([Cell(np.asarray(image, np.uint8), "name", "fr", spelling)])
    assert [look > 0 for look in looks] == [False, True, False, True, True]


@pytest.mark.parametrize("shape", [(1, 1), (3, 300), (400, 2), (96, 4)])
def test_slivers_are_not_an_error(shape: tuple[int, int]) -> None:
    assert network_input(np.full(shape, 200, np.uint8)).ink.shape[0] == HEIGHT


@given(st.lists(st.sampled_from("abcمدرسة12 "), max_size=12).map("".join))
def test_turning_to_the_order_on_paper_and_back_gives_the_text(text: str) -> None:
    assert visual(visual(text)) == text


def test_arabic_is_turned_round_and_numbers_are_not() -> None:
    assert visual("باب 12") == "12 باب"[:3] + "باب"[::-1]
    assert visual("٠٦ ١٢") == "٠٦ ١٢"
    assert visual("a.b@c") == "a.b@c"


def test_a_certain_path_is_read_with_its_doubled_letter() -> None:
    found = beams(certain([1, 1, 0, 1, 2, 4, 4, 3]), ALPHABET)
    assert found[0][0] == "aab c"
    assert found[0][1] > 0.8


@given(st.lists(st.lists(st.floats(0.05, 1), min_size=5, max_size=5), min_size=1, max_size=4))
def test_a_wide_search_gives_every_text_its_exact_probability(weights: list[list[float]]) -> None:
    shares = np.asarray(weights) / np.sum(weights, axis=1, keepdims=True)
    columns = np.log(shares).astype(np.float32)
    found, exact = dict(beams(columns, ALPHABET, width=10_000)), summed(columns)
    assert set(found) == set(exact)
    assert all(math.isclose(found[t], exact[t], rel_tol=1e-3) for t in exact)
    narrow = beams(columns, ALPHABET, width=3)
    assert all(chance <= exact[text] * 1.001 for text, chance in narrow)
    assert [c for _, c in narrow] == sorted((c for _, c in narrow), reverse=True)


def test_the_released_model_reads_clear_letters_in_any_company() -> None:
    reader = Handwriting()
    words = ["MARTIN", "0612345678", "FRANCE", "LISBOA 27"]
    cells = [Cell(crop(word), "name", None) for word in words]
    together = reader.read(cells)
    assert sum(r.text.replace(" ", "").upper() == w.replace(" ", "") for r, w in zip(together, words, strict=True)) >= 3
    for cell, reading in zip(cells, together, strict=True):
        alone = reader.read([cell])[0]
        assert alone.text == reading.text
        assert 0 <= reading.confidence <= 1
        assert all(p <= reading.confidence for _, p in reading.others)
    assert reader.read([]) == []


def test_nothing_written_gives_no_confident_text() -> None:
    reading = Handwriting().read([Cell(np.full((80, 300), 240, np.uint8), "name", None)])[0]
    assert reading.text == ""
    assert reading.confidence == 0


def test_the_model_says_what_it_is() -> None:
    import onnxruntime

    notes = onnxruntime.InferenceSession(str(MODEL)).get_modelmeta().custom_metadata_map
    assert set(json.loads(notes["figures"])) >= {"lectaurep", "poilus", "peraire"}
    assert len(set(notes["alphabet"])) == len(notes["alphabet"])
    assert MODEL.stat().st_size < 10e6
    assert Handwriting().columns(network_input(crop("A"))).shape[1] == len(notes["alphabet"]) + 1
    assert STRIDE == 4
