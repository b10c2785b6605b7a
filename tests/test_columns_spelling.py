"""Spellings weigh and never forbid, names of two hands' worth of lists are known, and the packed n-grams come back as they were."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.columns import ditto, fold
from digitiser.columns.email import made_of
from digitiser.columns.ngrams import BEGIN, END, Ngrams, learned, names, on_paper, packed, unpacked, words
from digitiser.columns.spelling import CountryTable, address_of, spelling_of
from digitiser.model import ColumnName
from digitiser.recognisers import Spelling

SPELT: list[ColumnName] = ["name", "given_name", "family_name", "email", "phone", "postcode", "city", "other"]
WORDS = {"dupont": 3.0, "durand": 2.0, "dumas": 1.0, "حداد": 2.0}


def chance(column: ColumnName, text: str) -> float:
    """The natural logarithm of a whole text's chance, the text in the order on paper."""
    spelling = spelling_of(column, "fr")
    assert spelling is not None
    assert not isinstance(spelling, CountryTable)
    return chance_by(spelling, text)


def chance_by(spelling: Spelling, text: str) -> float:
    state, total = spelling.start, 0.0
    for sign in text:
        state, more = spelling.longer(state, spelling.folded(sign))
        total += more
    return total + spelling.ended(state)


def per_sign(column: ColumnName, text: str) -> float:
    return chance(column, text) / len(text)


@settings(deadline=None)
@given(st.sampled_from(SPELT), st.text(min_size=1, max_size=30))
def test_no_text_is_forbidden(column: ColumnName, text: str) -> None:
    assert -1000 < chance(column, text) <= 1e-9


@pytest.mark.parametrize(
    ("column", "usual", "odd"),
    [
        ("name", "Benoît Lefèvre", "Benoît Lefcvrc"),
        ("name", "KHADIJA EL MANSOURI", "KHADIIA CL MANSOUN1"),
        ("name", on_paper("يوسف حداد"), on_paper("يوسق جداد")),
        ("email", "anna.martin@orange.fr", "anna.martin@onange.fn"),
        ("email", "annamartin84@gmail.com", "annamartin84ogmail.com"),
        ("phone", "06 12 18 26 43", "O6 l2 l8 26 43"),
        ("postcode", "75011", "7SOII"),
        ("city", "Saint-Étienne", "Sainl-Élienne"),
        ("other", "le notaire, 12 rue de la Paix", "lc nolairc, 12 ruc dc la Paix"),
        ("other", on_paper("شارع محمد"), on_paper("شاوع محمذ")),
    ],
)
def test_what_people_write_is_likelier_than_what_it_is_misread_as(column: ColumnName, usual: str, odd: str) -> None:
    assert per_sign(column, usual) > per_sign(column, odd) + 0.05


def test_chances_of_the_next_sign_add_up_and_back_off() -> None:
    ngrams = learned(WORDS, 4)
    for before, signs in ngrams.chances.items():
        assert sum(map(math.exp, signs.values())) == pytest.approx(1), before
    assert math.exp(ngrams.chance(BEGIN + "du", "r")) == pytest.approx(2 / 6)
    assert ngrams.chance("dupont", END) == pytest.approx(0)
    assert ngrams.chance("xyz", "t") < ngrams.chance("on", "t")
    assert ngrams.chance("ح", "ا") < ngrams.chance("دا", "د")  # learned from left to right, as it stands on paper


@settings(deadline=None)
@given(st.dictionaries(st.text("abcdeن", min_size=1, max_size=6), st.floats(1, 9), min_size=1, max_size=8))
def test_packed_ngrams_come_back(words: dict[str, float]) -> None:
    ngrams = learned(words, 5)
    back: Ngrams = unpacked(packed(ngrams), 5)
    assert back.chances.keys() == ngrams.chances.keys()
    for before, signs in ngrams.chances.items():
        for sign, known in signs.items():
            assert back.chances[before][sign] == pytest.approx(known, abs=0.051)


def test_the_words_of_any_text_are_known_beside_the_names() -> None:
    for word in ("yilmaz", "avec", "depuis", "rue", "testament"):
        text = BEGIN + word + END
        chances = [sum(n.chance(text[:i], text[i]) for i in range(1, len(text))) for n in (words(), names())]
        assert chances[0] > -2.5 * len(text), word
        assert word == "yilmaz" or chances[0] > chances[1], word


def test_the_names_hold_many_origins_in_little_room() -> None:
    known = names()
    unknown = known.chance(BEGIN + "xq", "w")
    for name in ("lefevre", "oconnor", "gonzalez", "yilmaz", "nguyen", "diallo", "schmidt", "محمد"):
        text = BEGIN + on_paper(name) + END
        mean = sum(known.chance(text[:i], text[i]) for i in range(1, len(text))) / len(text)
        assert mean > -2.5 > unknown, name


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es", "de", ""])
def test_a_sheets_countries_are_a_table_of_chances(language: str) -> None:
    table = spelling_of("country", language)
    assert isinstance(table, CountryTable)
    assert sum(table.chances.values()) == pytest.approx(1)
    assert all(text == fold(text).replace(" ", "") for text in map(on_paper, table.chances))
    home = {"fr": "france", "ar": on_paper("المغرب"), "en": "unitedkingdom", "es": "espana", "de": "deutschland"}
    if language:
        assert table.chances[home[language]] > 5 * table.chances["tuvalu"]


@pytest.mark.parametrize(
    "texts",
    [
        ["11"],
        ["1"],
        ["//"],
        ["/"],
        ["''"],
        ["Il", '"'],
        ["idem"],
        ["1/", "France idem", "IDEM"],
        ["نفسه"],
        ["ldem"],
        ["dilto"],
        ["أعلاة"],
    ],
)
def test_strokes_and_words_that_say_as_above(texts: list[str]) -> None:
    assert ditto.is_ditto(texts)


@pytest.mark.parametrize(
    "texts", [[], ["F"], ["UK"], ["Mali"], ["11", "Mali"], ["B"], ["ا"], ["USA", "11"], ["Irbid"], ["Oman"]]
)
def test_countries_are_no_dittos(texts: list[str]) -> None:
    assert not ditto.is_ditto(texts)


@settings(deadline=None)
@given(
    st.sampled_from(["anna", "jean", "niamh"]),
    st.sampled_from(["martin", "oconnor"]),
    st.sampled_from(["", ".", "_", "-"]),
)
def test_an_address_is_made_of_the_name_that_it_repeats(given_name: str, family: str, sign: str) -> None:
    address = f"{given_name}{sign}{family}84@gmail.com"
    assert made_of(address, f"{given_name.title()} {family.upper()}")
    assert not made_of(address, f"{given_name.title()} {family.upper()}s")
    if sign:
        assert made_of(address, family.title())
        assert re.match(r"[a-z]+", address)


OWNERS = [{"H. EWING": 1.0}, {"Ewing Hannah": 0.7, "Eving Hannah": 0.3}]


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize(
    ("right", "misread"),
    [
        ("hewing91@gmail.com", "heuimg91@gmail.com"),
        ("ewing_hannah@gmail.com", "euing_hannah@gmail.com"),
        ("ewing56@gmail.com", "ewings6@gmail.com"),
    ],
)
def test_an_address_is_spelt_as_its_owners_name(owner: dict[str, float], right: str, misread: str) -> None:
    known, unknown = ([chance_by(address_of(name), text) for text in (right, misread)] for name in (owner, {}))
    assert known[0] - known[1] >= unknown[0] - unknown[1]
    assert known[0] > known[1] + 1
    assert known[0] > unknown[0], "whoever makes an address of another name still has one that is as likely as before"
    assert chance_by(address_of(owner), "kiwi77@free.fr") == pytest.approx(chance_by(address_of({}), "kiwi77@free.fr"))


@settings(deadline=None)
@given(st.sampled_from(OWNERS), st.text("ewinghanh.@0", max_size=20))
def test_an_owner_forbids_no_address(owner: dict[str, float], text: str) -> None:
    assert chance_by(address_of({}), text) - 1e-9 <= chance_by(address_of(owner), text) <= 1e-9
