"""Drawn handwriting: everything written stays on the canvas, letters are where they are said to be, a seed gives the same picture."""

from pathlib import Path

import numpy as np
import pytest

from digitiser.recognisers.handwriting import HEIGHT, network_input
from training import paper, writing
from training.distortion import bend, pen
from training.fonts import Font
from training.paper import Paper
from training.skeletons import can_print, print_letters, shapes
from training.writing import Line, write_arabic, write_letters, write_words

FONTS = Path(__file__).parents[1] / "benchmarks" / "generator" / "fonts"
PLAIN = frozenset(chr(k) for k in range(33, 127))


def font(package: str, characters: frozenset[str] = PLAIN) -> Font:
    return Font(package, next((FONTS / package).glob("*.ttf")), characters)


def test_letters_stand_where_they_are_said_to_stand() -> None:
    for seed in range(12):
        line = write_letters(np.random.default_rng(seed), "I I I", (font("patrick-hand"),))
        ink = line.ink.astype(float)
        for centre in line.centres[::2]:
            near = ink[:, int(centre) - 12 : int(centre) + 12].sum()
            assert near > 0
        assert line.ink[:, : int(line.centres[0]) - 20].max() == 0
        assert len(line.centres) == 5
        assert (np.diff(line.centres) > 0).all()


def test_words_and_arabic_give_one_centre_a_character() -> None:
    rng = np.random.default_rng(1)
    latin = write_words(rng, "AB CD", font("kalam"))
    assert len(latin.centres) == 5
    assert (np.diff(latin.centres) > 0).all()
    arabic = write_arabic(rng, "باب جديد", font("aref-ruqaa", frozenset("بابجديد ")))
    assert len(arabic.centres) == 8
    assert (np.diff(arabic.centres) >= 0).all()
    assert arabic.ink.shape[1] > arabic.centres[-1] > arabic.centres[0] > 0


def test_every_arabic_word_is_drawn_whole() -> None:
    def written(text: str) -> list[int]:
        hand = font("aref-ruqaa", frozenset("باب "))
        return [int((write_arabic(np.random.default_rng(k), text, hand).ink > 127).sum()) for k in range(20)]

    one = float(np.mean(written("باب")))  # hands differ by half in width
    assert all(1.7 * one < three < 5.5 * one for three in written("باب باب باب"))


def test_every_letter_can_be_printed_in_all_its_shapes() -> None:
    letters, accents = shapes()
    assert can_print(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 ÉÈÊËÇÑÖÜÅŞİ éèêëçñöüåşğ @.-_'+/():,"
    )
    assert can_print("٠١٢ ٣٤٥-٦٧٨/٩ +٢٠")
    assert not can_print("باب")
    for shape in [shape for known in (*letters.values(), *accents.values()) for shape in known]:
        for stroke in shape:
            assert len(stroke.points) >= 2
            assert -4 <= stroke.points.min() <= stroke.points.max() <= 14


def test_printed_letters_stand_in_their_order_and_no_two_people_print_alike() -> None:
    inks = []
    for seed in range(12):
        ink, centres, stroke = print_letters(np.random.default_rng(seed), "ÉMILE i 27")
        assert len(centres) == 10
        assert (np.diff(centres) > 0).all()
        assert 0 < centres[0] < centres[-1] < ink.shape[1]
        assert stroke >= 2
        for k, centre in enumerate(centres):
            if "ÉMILE i 27"[k] != " ":
                assert ink[:, max(0, int(centre) - 14) : int(centre) + 14].max() == 255
        inks.append(ink)
    assert len({ink.tobytes() for ink in inks}) == 12


def test_arabic_numbers_are_printed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "NUMBERS_PRINTED_SHARE", 1.0)
    for seed in range(8):
        line, stroke = writing.write_rtl(np.random.default_rng(seed), "٠١٢ ٣٤")
        assert (np.diff(line.centres) > 0).all()
        assert line.ink.max() == 255
        assert stroke >= 2


def test_bending_keeps_the_ink_on_the_canvas() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        line = write_words(rng, "Martin", font("kalam"))
        bent = bend(rng, line)
        assert bent.ink.astype(float).sum() > 0.8 * line.ink.astype(float).sum()
        assert len(bent.centres) == 6


@pytest.mark.parametrize("stroke", [2.0, 6.0])
def test_no_pen_wipes_the_writing_out(stroke: float) -> None:
    line = write_words(np.random.default_rng(0), "Martin", font("kalam"))
    for seed in range(20):
        written = pen(np.random.default_rng(seed), line.ink, stroke)
        assert (written > 60).sum() > 0.3 * (line.ink > 60).sum()


def test_a_seed_gives_the_same_crop_and_the_network_can_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "fonts", lambda group: (font("open-sans"),))
    crops = []
    for _ in range(2):
        rng, sheet = np.random.default_rng(5), Paper()
        for _ in range(15):
            line = bend(rng, write_letters(rng, "DUPONT 12", (font("patrick-hand"), font("gochi-hand"))))
            grey, centres = sheet.scan(rng, Line(pen(rng, line.ink, 3.0), line.centres))
            crops.append(grey)
            assert len(centres) == 9
            seen = network_input(grey)
            assert seen.ink.shape[0] == HEIGHT
            assert seen.ink.max() > 100
    assert all(np.array_equal(a, b) for a, b in zip(crops[:15], crops[15:], strict=True))
