"""What every column shares: cleaned text, folded text, ranked candidates; and laws that hold for all columns."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digitiser.columns import clean, country, date, digits_folded, email, fold, name, number, phone, postcode, ranked
from digitiser.model import Candidate

FRANCE = (Candidate("FR", 0.9), Candidate("GB", 0.05))
# What may stand in a value of each column; V24: only digits and + survive in a number.
ALPHABETS: dict[str, tuple[Callable[[str], tuple[Candidate, ...]], str]] = {
    "country": (country.candidates, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "phone": (lambda text: phone.candidates(text, FRANCE), "+0123456789"),
    "postcode": (lambda text: postcode.candidates(text, FRANCE), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -"),
    "email": (lambda text: email.candidates(text, (Candidate("Ana Mar", 0.5),)), "abcdefghijklmnopqrstuvwxyz0123456789._%+-@"),
    "number": (number.candidates, "0123456789"),
    "date": (date.candidates, "0123456789-"),
}  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.text("+0123456789 ().-@oOlI٠١٢٣٤٥AbMaroc,", max_size=30))


@pytest.mark.parametrize("column", ALPHABETS)
@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_any_text_gives_candidates_within_the_alphabet(column: str, text: str) -> None:
    candidates, alphabet = ALPHABETS[column]
    found = candidates(text)
    assert set("".join(candidate.value for candidate in found)) <= set(alphabet)
    chances = [candidate.probability for candidate in found]
    assert all(0 <= p <= 1 for p in chances)
    assert sum(chances) <= 1 + 1e-9
    assert chances == sorted(chances, reverse=True)
    assert len({candidate.value for candidate in found}) == len(found) <= 5


@settings(max_examples=300, deadline=None)
@example(text="\r\u0591")
@given(text=st.text(max_size=80))
def test_what_cannot_be_seen_is_removed_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn")]
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")
    (value, *_) = [*(candidate.value for candidate in name.candidates(text)), ""]
    assert clean(value) == value


def test_joiners_stay_only_where_a_script_needs_them() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("Al\u200ci \u200dحسن\u200c") == "Ali حسن"
    assert clean("Fat\0ima\u202e\r\n\tX") == "Fatima X"


@pytest.mark.parametrize(
    "text", ["e" + "\u0301" * 10_000, "x" * 1_000_000, "\u0301" * 5_000, "🙂" * 5_000, "a b" * 5_000]
)
def test_endless_text_is_cut_at_once(text: str) -> None:
    start = time.perf_counter()
    assert len(clean(text)) <= 200 + 8
    assert time.perf_counter() - start < 0.1


def test_two_writings_of_a_word_fold_to_one() -> None:
    assert fold("Côte d’Ivoire") == fold("COTE D'IVOIRE") == "cote d ivoire"
    assert fold("الأُردنّ") == fold("الاردن")
    assert fold("Straße") == "strasse"
    assert fold("فلسطيـن") == "فلسطين"
    assert digits_folded("٠١٢ ۳۴ ७") == "012 34 7"


def test_ranked_never_claims_more_than_everything() -> None:
    assert ranked({"a": 3.0, "b": 1.0, "c": 0.0}) == (Candidate("a", 0.75), Candidate("b", 0.25))
    assert ranked({"a": 0.3}) == (Candidate("a", 0.3),)
    assert ranked({}) == ()
