"""Telephone numbers: every usual way of writing a valid number leads back to it."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from digitiser.columns.phone import candidates
from digitiser.model import Candidate

REGIONS = ["FR", "MA", "DZ", "TN", "LB", "JO", "EG", "GB", "IE", "US", "CA", "DE", "BE", "CH", "NL", "ES", "IT", "MX", "AR", "CL", "PE",
           "CO", "BR", "SN", "CI", "LU", "IN", "ZA", "BH", "YE", "IQ"]  # fmt: skip
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def row(country: str, probability: float = 0.9) -> tuple[Candidate, ...]:
    return (Candidate(country, probability),)


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, phonenumbers.PhoneNumber]:
    """A valid mobile number: the region's example with its last four digits changed."""
    region = draw(st.sampled_from(REGIONS))
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    assert example is not None
    digits = phonenumbers.national_significant_number(example)[:-4] + draw(
        st.text("0123456789", min_size=4, max_size=4)
    )
    number = phonenumbers.parse(f"+{example.country_code}{digits}")
    assume(phonenumbers.is_valid_number_for_region(number, region))
    return region, number


@settings(max_examples=200, deadline=None)
@given(
    drawn=numbers(), style=st.sampled_from(["e164", "international", "national", "rfc", "00", "arabic", "(0)", "dots"])
)
def test_every_way_of_writing_a_number_leads_back_to_it(
    drawn: tuple[str, phonenumbers.PhoneNumber], style: str
) -> None:
    region, number = drawn
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    written = {
        "e164": e164,
        "international": international,
        "national": national,
        "rfc": phonenumbers.format_number(number, PhoneNumberFormat.RFC3966).removeprefix("tel:"),
        "00": "00 " + international.removeprefix("+"),
        "arabic": national.translate(ARABIC),
        "(0)": international.replace(" ", " (0)", 1),
        "dots": international.replace(" ", ".").replace("-", "."),
    }[style]
    found = candidates(written, row(region))
    assert found[0].value == e164
    assert found[0].probability > 0.2


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("O6 l2 I8 26 43", "FR", "+33612182643"),
        ("06.12.18.26.43", "FR", "+33612182643"),
        ("612182643", "FR", "+33612182643"),
        ("33612182643", "FR", "+33612182643"),
        ("t33 6 12 18 26 43", "FR", "+33612182643"),
        ("011 15-8329-8440", "AR", "+5491183298440"),
        ("11 8329 8440", "AR", "+5491183298440"),
        ("(2) 2152 3103", "CL", "+56221523103"),
        ("=+2126 50464069", "MA", "+212650464069"),
        ("۰۶۱۲۱۸۲۶۴۳", "FR", "+33612182643"),
        ("+49 1512 3456789", "FR", "+4915123456789"),
        ("om 06 12 18 26 43", "FR", "+33612182643"),
        ("0m 06 12 18 26 43", "FR", "+33612182643"),
        ("06 12 18 26 43SAINT", "FR", "+33612182643"),
        ("06 12 18 26 43 SETH", "FR", "+33612182643"),
    ],
)
def test_what_people_and_readers_write(text: str, region: str, number: str) -> None:
    assert candidates(text, row(region))[0].value == number


def test_a_sign_too_many_for_the_rows_country_is_likelier_than_a_number_of_a_doubtful_one() -> None:
    own_and_another = (Candidate("ES", 0.9), Candidate("MX", 0.004))
    assert candidates("616-93-99-318", own_and_another)[0].value.startswith("+346169")


def test_a_number_of_another_country_or_of_none_is_given_with_less_confidence() -> None:
    own = candidates("+33 6 12 18 26 43", row("FR"))[0]
    abroad = candidates("+33 6 12 18 26 43", row("DE"))[0]
    impossible = candidates("06 12 18", row("FR"))[0]
    assert own.value == abroad.value
    assert own.probability > abroad.probability > impossible.probability > 0
    assert impossible.value == "+3361218"


def test_a_digit_too_many_is_an_offer_and_not_a_certainty() -> None:
    found = candidates("06 12 18 26 433", row("FR"))
    assert "+33612182643" in [candidate.value for candidate in found]
    assert found[0].probability < 0.1


def test_the_likelier_country_comes_first() -> None:
    found = candidates("0612182643", (Candidate("FR", 0.6), Candidate("MA", 0.4)))
    assert [candidate.value for candidate in found[:2]] == ["+33612182643", "+212612182643"]


def test_without_digits_there_is_no_number() -> None:
    assert candidates("", row("FR")) == candidates("xyz!", row("FR")) == candidates("12", row("FR")) == ()
    assert candidates("06 12 18 26 43", ())[0].probability < 0.1


def test_groups_of_arabic_digits_may_run_from_right_to_left() -> None:
    saudi = [Candidate("SA", 0.9)]
    assert candidates("٠٥١ ٧٥٩ ٦٠٥١", saudi)[0].value == "+966517596051"
    assert candidates("٦٠٥١ ٧٥٩ ٠٥١", saudi)[0].value == "+966517596051"
    assert "+966517596051" not in [c.value for c in candidates("6051 759 051", saudi)]
