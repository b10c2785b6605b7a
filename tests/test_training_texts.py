"""What training writes: texts in the network's alphabet, half in capitals, never anything that cannot be read back."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitiser.recognisers.handwriting import visual
from training import texts
from training.corpus import ALPHABET, writable
from training.data import BATCH_WIDTH, Sample, labels, pack
from training.decoding import greedy, loose, loose_error
from training.numbers import phone, postcode


def test_every_character_is_written_once_in_the_alphabet() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    for language in (
        "ÉÈÊËÀÂÇÎÏÔÛÙÜŸŒÆéèêëàâçîïôûùüÿœæ", "ÑñÁÍÓÚáíóú", "ÄÖÜäöüß", "ÃÕãõ", "ĞİŞğış", "پچژگکی", "٠١٢٣٤٥٦٧٨٩", "@.-_+0123456789",
    ):  # fmt: skip
        assert set(language) <= set(ALPHABET)


@given(st.text(max_size=30))
def test_what_is_writable_stays_as_it_is(text: str) -> None:
    once = writable(text)
    assert set(once) <= set(ALPHABET)
    assert writable(once) == once


def test_foreign_accents_and_quotes_are_made_plain() -> None:
    assert writable("Łukasz d’Ørsay «Nguyễn»") == 'Lukasz d\'Ørsay "Nguyen"'


def test_texts_are_varied_writable_and_half_in_capitals() -> None:
    rng = np.random.default_rng(1)
    latin = [texts.latin(rng) for _ in range(1500)]
    lettered = [t for t in latin if any(c.isalpha() for c in t)]
    assert all(t and writable(t) == t for t in latin)
    assert 0.45 < np.mean([t == t.upper() for t in lettered]) < 0.65
    assert 0.04 < np.mean(["@" in t for t in latin]) < 0.15
    assert len(set(latin)) > 1200
    arabic = [texts.arabic(rng) for _ in range(300)]
    assert all(t and writable(t) == t for t in arabic)
    assert 0.75 < np.mean([any("ء" <= c <= "ي" for c in t) for t in arabic]) < 0.9


def test_numbers_come_in_all_the_shapes_that_people_give_them() -> None:
    rng = np.random.default_rng(2)
    numbers = [phone(rng) for _ in range(800)]
    assert len(set(numbers)) > 790
    assert all(writable(n) == " ".join(n.split()) and sum(c.isdigit() for c in n) >= 5 for n in numbers)
    groups = {"-".join(str(len(g)) for g in re.findall(r"[0-9]+", n)) for n in numbers}
    assert {"2-2-2-2-2", "3-3-4", "10"} <= groups
    assert len(groups) > 100
    for sign in ("+", ".", "/", "-", "(", " "):
        assert any(sign in n for n in numbers)
    last = np.bincount([int(n[-1]) for n in numbers], minlength=10)
    assert last.min() > 50  # no digit is likelier than another
    codes = [postcode(rng) for _ in range(800)]
    assert all(
        any(re.fullmatch(shape, code) for code in codes)
        for shape in (r"\d{5}-\d{4}", r"\d{3} \d\d", r"[A-Z]\d\d [A-Z0-9]{4}")
    )


def test_labels_read_back_give_the_text() -> None:
    for text in ("Émile Zola", "باب 12", "AA"):
        columns = np.full((3 * len(text), len(ALPHABET) + 1), -9.0, np.float32)
        columns[:, 0] = 0
        columns[1::3, 0] = -9
        columns[np.arange(1, 3 * len(text), 3), labels(text)] = 0
        assert visual(greedy(columns, ALPHABET)) == text


def test_errors_are_counted_as_a_careful_reader_would() -> None:
    assert loose("AÏT-Lahcen, œuvre") == "ait lahcen oeuvre"
    assert loose_error("Jean", "JEÁN") == 0
    assert loose_error("Jxan", "Jean") == 0.25
    assert loose_error("far too long for it", "ab") == 1
    assert loose_error("x", "---") is None


def test_packing_loses_no_line_and_keeps_batches_small() -> None:
    rng = np.random.default_rng(2)
    samples = []
    for _ in range(80):
        width = int(rng.integers(16, 700))
        samples.append(Sample(np.full((40, width), 7, np.uint8), np.arange(1, 4), np.zeros(0, np.int64)))
    packed = pack(samples, 3)
    assert sum(len(b.lengths) for b in packed) == 80
    assert sorted(int(w) for b in packed for w in b.widths) == sorted(-(-s.ink.shape[1] // 4) for s in samples)
    for batch in packed:
        assert batch.ink.shape[0] == 1 or batch.ink.shape[0] * batch.ink.shape[2] <= BATCH_WIDTH
        assert batch.lengths.sum() == len(batch.labels) == len(batch.columns)
