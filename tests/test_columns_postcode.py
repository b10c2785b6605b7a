"""Postcodes: the row's pattern puts right what was confused, and nothing is blanked."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitiser.columns import postcode
from digitiser.columns.country import codes
from digitiser.columns.postcode import candidates
from digitiser.model import Candidate


def row(country: str) -> tuple[Candidate, ...]:
    return (Candidate(country, 0.9),)


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("75OII", "FR", "75011"), ("75 011", "FR", "75011"), ("٧٥٠١١", "MA", "75011"), ("5917 ME", "NL", "5917 ME"),
        ("48Z8GK", "NL", "4828 GK"), ("SW1A1AA", "GB", "SW1A 1AA"), ("gfi 5ap", "GB", "GF1 5AP"), ("U68 G798", "IE", "U68 G798"),
        ("S2K5Y8", "CA", "S2K 5Y8"), ("1000123", "PT", "1000-123"), ("12345", "SE", "123 45"), ("00950", "PL", "00-950"),
        ("64531", "US", "64531"), ("5724 69", "IN", "572469"), ("L-1234", "LU", "L-1234"), ("1234", "LU", "1234"),
        ("AD500", "AD", "AD500"), ("7G011", "FR", "76011"), ("TF7O SRS", "GB", "TF70 5RS"), ("H1S 8NS", "GB", "H1S 8NS"),
        ("60783", "GB", "60783"), ("918657", "GB", "918657"), ("E8 SFD", "DE", "E8 5FD"), ("5917 ME", "FR", "5917 ME"),
        ("4541", "MZ", "4541"), ("174922", "VN", "174922"), ("59954", "LB", "59954"), ("59954", "CH", "59954"), ("150667", "FR", "50667"),
        ("M84 P52Z", "IE", "M84 P522"), ("h4537", "CH", "4537"), ("45371n", "FR", "45371"), ("k61 gO53", "IE", "K61 G053"),
    ],
)  # fmt: skip
def test_the_pattern_of_the_country_decides(text: str, country: str, value: str) -> None:
    assert candidates(text, row(country))[0].value == value


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_code_of_any_pattern_is_read_back(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(sorted(postcode._PATTERNS)))
    country = data.draw(st.sampled_from(postcode._PATTERNS[pattern].split()))
    random_ = data.draw(st.randoms(use_true_random=False))
    written = "".join(random_.choice({"#": "123", "@": "KMNW", "*": "X4"}.get(c, c)) for c in pattern)
    spaced = data.draw(st.sampled_from([written, written.replace(" ", "").replace("-", ""), written.lower()]))
    values = [candidate.value for candidate in candidates(spaced, row(country))]
    assert any(
        value.replace(" ", "").replace("-", "") == written.replace(" ", "").replace("-", "") for value in values[:1]
    )


def test_a_code_of_another_country_is_no_country_of_many_confusions() -> None:
    """The row's country says where somebody comes from, and not always where they live."""
    home = (Candidate("GB", 0.6), Candidate("IE", 0.3), Candidate("CH", 0.0001))
    (best, *_) = candidates("4541", home)
    assert best.value == "4541"
    assert best.probability > 0.02, "a country that hardly counts takes nothing away from what is written"


def test_a_code_that_fits_nothing_is_still_given() -> None:
    (fits, *_) = candidates("75011", row("FR"))
    (other, *_) = candidates("SW1A 1AA", row("FR"))
    assert other.value == "SW1A 1AA"
    assert 0 < other.probability < 0.5 < fits.probability


def test_the_countries_are_those_of_the_table() -> None:
    random.seed(0)
    assert {country for countries in postcode._PATTERNS.values() for country in countries.split()} <= set(codes())
