"""The foot of a sheet and the tick: numbers, dates, consent."""

from __future__ import annotations

import pytest

from digitiser.columns import date, number, tick


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", "12"), ("l2", "12"), ("O7", "7"), ("١٢", "12"), ("12.", "12"), ("", None), ("x", None), ("12345", None)],
)
def test_numbers(text: str, value: str | None) -> None:
    found = number.candidates(text)
    assert (found[0].value if found else None) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/03/2026", "2026-03-12"), ("3.4.26", "2026-04-03"), ("12 mars 2026", "2026-03-12"), ("12. März 2026", "2026-03-12"),
        ("12 de marzo de 2026", "2026-03-12"), ("March 12, 2026", "2026-03-12"), ("2026-03-12", "2026-03-12"),
        ("١٢ مارس ٢٠٢٦", "2026-03-12"), ("١٢/٣/٢٠٢٦", "2026-03-12"), ("٥ تشرين الثاني ٢٠٢٦", "2026-11-05"),
        ("l2/O3/2026", "2026-03-12"), ("03/25/2026", "2026-03-25"), ("31/02/2026", None), ("12/03/1926", None), ("", None),
    ],
)  # fmt: skip
def test_dates(text: str, day: str | None) -> None:
    found = date.candidates(text)
    assert (found[0].value if found else None) == day


def test_a_day_that_may_be_a_month_offers_both() -> None:
    assert [candidate.value for candidate in date.candidates("3/4/2026")] == ["2026-04-03", "2026-03-04"]


@pytest.mark.parametrize(
    ("ink", "answer"), [("written", "yes"), ("blank", "no"), ("dash", "no"), ("ditto", "no"), ("unreadable", "no")]
)
def test_doubt_is_no_consent(ink: str, answer: str) -> None:
    assert tick.candidates(ink)[0].value == answer  # type: ignore[arg-type]


def test_a_count_is_any_number_of_rows_alike_and_seldom_a_larger_one() -> None:
    chances = number.Counts(16).chances
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["9"] == chances["16"] > 3 * chances["17"] == 3 * chances["99"]
    assert chances["0"] < chances["7"] / 10


def test_a_round_stroke_is_a_five_on_arabic_sheets_only() -> None:
    assert [number.Counts(16, "ar").folded(sign) for sign in "٥٩O-"] == ["5", "9", "0", ""]
    assert number.Counts(16, "es").folded("٥") == "0"
