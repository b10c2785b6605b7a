"""What is exported says what was checked, reads back as it was, and starts no formula."""

from __future__ import annotations

import csv
import io
import json
import stat
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digitiser.errors import DigitiserError
from digitiser.exporters import Delivery, Person, export, person, write_all
from digitiser.exporters import csv as csv_exporter
from digitiser.exporters import json as json_exporter
from digitiser.exporters import reading as reading_exporter
from digitiser.exporters.csv import guarded, unguarded
from digitiser.exporters.json import Document
from digitiser.exporters.report import report
from digitiser.model import Signature
from tests.records import empty, field, no_sheet, reading, row

TRIGGERS = "=+-@\t\r\n\0＝＋－＠"


def signature(row: int = 1, **values: str) -> Signature:
    settled: Any = tuple(values.items())
    return Signature(f"s-{row}", "f" * 64, "s", "K7MX4QHP", row, settled, "ana", "2026-11-24T21:00:00+00:00")


def delivery(*signatures: Signature, demo: bool = False) -> Delivery:
    countries = sorted({s.value("country") for s in signatures})
    totals = tuple((c, sum(s.value("country") == c for s in signatures)) for c in countries)
    return Delivery(signatures, totals, (("verified", len(signatures)),), ("1 sheet is held back.",), "12:abcdef", demo)


def cells(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# ------------------------------------------------------------------------------------------------ CSV


@given(st.text(st.characters(codec="utf-8"), max_size=12) | st.text("'=+-@ \t\r\n＝;\",Aé", max_size=6))
@example("'=1")
@example('";=cmd')
@settings(max_examples=300, deadline=None)
def test_every_text_reads_back_and_none_starts_a_formula(text: str) -> None:
    guard = guarded(text)
    assert unguarded(guard) == text
    assert not guard.lstrip(" ").startswith(tuple(TRIGGERS))


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10) | st.text(
    "'=+-@;\"\r\n,é", max_size=5
)


@given(st.lists(st.tuples(texts, texts), max_size=4))
@settings(max_examples=100, deadline=None)
def test_exported_values_read_back(people: list[tuple[str, str]]) -> None:
    signatures = [signature(i, name=name, city=city) for i, (name, city) in enumerate(people)]
    found = cells(csv_exporter.signatures(delivery(*signatures)))
    assert [(unguarded(line["name"]), unguarded(line["city"])) for line in found] == people
    assert all(
        unguarded(v) == str(asdict(person(s))[k])
        for s, line in zip(signatures, found, strict=True)
        for k, v in line.items()
    )


def test_a_line_says_who_signed_where_and_who_checked_it() -> None:
    given_in_two = signature(
        3,
        given_name="محمد",
        family_name="العلوي",
        country="MA",
        phone="+212612345678",
        email="m@example.org",
        consent="yes",
    )
    (line,) = cells(csv_exporter.signatures(delivery(given_in_two)))
    assert line == {
        "name": "محمد العلوي",
        "given_name": "محمد",
        "family_name": "العلوي",
        "country": "MA",
        "email": "m@example.org",
        "phone_country_code": "212",
        "phone_number": "612345678",
        "postcode": "",
        "city": "",
        "consent": "yes",
        "serial": "K7MX4QHP",
        "scan": "f" * 64,
        "sheet": "s",
        "row": "3",
        "checked_by": "ana",
        "checked_at": "2026-11-24T21:00:00+00:00",
    }


@pytest.mark.parametrize("consent", ["no", "", "maybe", "YES"])
def test_without_a_clear_consent_no_contact_leaves(consent: str) -> None:
    kept = signature(1, name="Ana", email="ana@example.org", phone="+33612345678", consent=consent)
    exported = delivery(kept, signature(2, name="Li"))
    (line, _) = cells(csv_exporter.signatures(exported))
    assert (line["email"], line["phone_country_code"], line["phone_number"], line["consent"]) == ("", "", "", "no")
    whole = csv_exporter.signatures(exported) + json_exporter.signatures(exported) + report(exported)
    assert b"ana@" not in whole
    assert b"612345678" not in whole
    assert "Of 1 signatures they were kept back." in report(exported).decode()


def test_totals_by_country() -> None:
    people = [signature(i, name="X", country=c) for i, c in enumerate(("FR", "FR", "XK", ""))]
    totals = Delivery(tuple(people), (("FR", 2), ("", 1), ("XK", 1)), (), (), "0:0", False)
    found = cells(csv_exporter.totals(totals))
    assert [(line["country"], line["signatures"]) for line in found] == [("FR", "2"), ("", "1"), ("XK", "1")]
    assert [line["name"] for line in found] == ["France", "not stated", "Kosovo"]


# ------------------------------------------------------------------------------------------------ JSON, report, files


@given(st.lists(st.tuples(texts, texts), max_size=4))
@settings(max_examples=50, deadline=None)
def test_json_reads_back(people: list[tuple[str, str]]) -> None:
    exported = delivery(*(signature(i, name=name, country=country) for i, (name, country) in enumerate(people)))
    document = msgspec.json.decode(json_exporter.signatures(exported), type=Document)
    assert document.signatures == tuple(person(s) for s in exported.signatures)
    assert (document.total, document.receipt) == (len(people), "12:abcdef")
    assert sum(document.by_country.values()) == len(people)
    assert all(isinstance(p, Person) for p in document.signatures)


def test_the_report_counts_and_names_nobody() -> None:
    text = report(
        delivery(signature(1, name="Secret Name", country="FR"), signature(2, name="Other", country="MA"), demo=True)
    ).decode()
    assert "2 signatures from 2 countries and territories" in text
    assert "everybody counted here is invented" in text
    assert "1 sheet is held back." in text
    assert "12:abcdef" in text
    assert "Secret" not in text
    assert "ana" not in text.replace("France", "")


def test_files_appear_whole_and_for_their_owner_only(tmp_path: Path) -> None:
    (tmp_path / "signatures.csv.part").write_text("left by a crash")
    paths = export(tmp_path, delivery(signature(1, name="Ana")))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "report.md",
        "signatures.csv",
        "signatures.json",
        "totals.csv",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


def test_where_writing_fails_the_earlier_export_stays(tmp_path: Path) -> None:
    export(tmp_path, delivery(signature(1, name="Ana")))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "last.part").mkdir()
    with pytest.raises(DigitiserError, match="cannot be written"):
        write_all(tmp_path, {"signatures.csv": b"new", "last": b"new"})
    (tmp_path / "last.part").rmdir()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


# ------------------------------------------------------------------------------------------------ what was read


def test_a_reading_is_written_as_the_format_says() -> None:
    marks = field("country", "FR", 0.91234567, 2, ink="ditto", from_row=1)
    sheet = reading(
        "stack",
        page=2,
        rows=(row(1, field("name", "Ana Li", 0.8), field("country", "FR"), field("signature", "", ink="written", candidates=())),
              row(2, field("name", "", 0, ink="unreadable", candidates=(), readings=()), marks, signed=None),
              empty(3)),
        serial="K7MX4QHP",
        control_total=2,
    )  # fmt: skip
    text = reading_exporter.line(sheet)
    assert text.count(b"\n") == 1
    found = json.loads(text)
    assert list(found) == [
        "file", "page", "sheet", "form", "serial", "identified_by", "language", "outline", "columns", "control_total", "problems", "rows",
    ]  # fmt: skip
    assert (found["file"], found["page"], found["sheet"], found["serial"]) == ("stack.pdf", 2, 1, "K7MX4QHP")
    assert found["form"] == {"campaign": "no-spying", "form": "a4-portrait", "language": "fr", "version": "1-abcdef"}
    assert found["columns"][0]["name"] == "name"
    first, second, third = found["rows"]
    assert list(first) == ["index", "printed_rows", "quad", "state", "signed", "fields"]
    assert first["fields"] == {
        "name": {
            "value": "Ana Li",
            "confidence": 0.8,
            "text": "Ana Li",
            "ink": "written",
            "candidates": [["Ana Li", 0.8]],
        },
        "country": {"value": "FR", "confidence": 0.99, "text": "FR", "ink": "written", "candidates": [["FR", 0.99]]},
    }
    assert second["fields"]["country"]["from_row"] == 1
    assert second["fields"]["country"]["confidence"] == 0.9123
    assert second["fields"]["name"] == {
        "value": None,
        "confidence": 0.0,
        "text": "",
        "ink": "unreadable",
        "candidates": [],
    }
    assert second["signed"] is None
    assert third["state"] == "empty"


def test_two_columns_of_a_name_make_one_and_stay() -> None:
    sheet = reading(rows=(row(1, field("given_name", "Zoë", 0.9), field("family_name", "Ångström", 0.5)),))
    found = json.loads(reading_exporter.line(sheet))["rows"][0]["fields"]
    assert (found["name"]["value"], found["name"]["confidence"], found["name"]["text"]) == (
        "Zoë Ångström",
        0.45,
        "Zoë Ångström",
    )
    assert found["given_name"]["value"] == "Zoë"
    half = reading(
        rows=(
            row(1, field("given_name", "Zoë", 0.9), field("family_name", "", ink="blank", candidates=(), readings=())),
        )
    )
    assert json.loads(reading_exporter.line(half))["rows"][0]["fields"]["name"]["value"] == "Zoë"


def test_a_page_without_a_sheet_is_one_object_without_rows() -> None:
    found = json.loads(reading_exporter.line(no_sheet()))
    assert (found["rows"], found["form"], found["identified_by"]) == ([], None, "none")
    assert found["problems"][0]["code"] == "not_a_sheet"


def test_a_file_name_that_is_no_text_is_still_written() -> None:
    assert json.loads(reading_exporter.line(reading(file="scan\udcff.pdf")))["file"] == "scan?.pdf"
