"""What leaves the program: files for people and for other programs. A file appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from digitiser.columns import phone
from digitiser.errors import DigitiserError
from digitiser.model import Signature

_PART = ".part"


@dataclass(frozen=True)
class Delivery:
    """What an export is made of.

    `figures` are the ledger's (name, number), `remarks` sentences on what is still open, `receipt` the end of the chain of decisions.
    """

    signatures: tuple[Signature, ...]
    by_country: tuple[tuple[str, int], ...]
    figures: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]
    receipt: str
    demo: bool


@dataclass(frozen=True)
class Person:
    """A signature as it is handed over: every column is text, none of it came from a machine alone.

    Telephone and e-mail are there only where the person ticked the consent to be written to.
    """

    name: str
    given_name: str
    family_name: str
    country: str
    email: str
    phone_country_code: str
    phone_number: str
    postcode: str
    city: str
    consent: str
    serial: str
    scan: str
    sheet: str
    row: int
    checked_by: str
    checked_at: str


def person(signature: Signature) -> Person:
    """What of a signature is handed over. Anything but a clear "yes" is no consent."""
    consent = signature.value("consent") == "yes"
    code, number = phone.parts(signature.value("phone")) if consent and signature.value("phone") else ("", "")
    return Person(
        name=signature.name,
        given_name=signature.value("given_name"),
        family_name=signature.value("family_name"),
        country=signature.value("country"),
        email=signature.value("email") if consent else "",
        phone_country_code=code,
        phone_number=number,
        postcode=signature.value("postcode"),
        city=signature.value("city"),
        consent="yes" if consent else "no",
        serial=signature.serial or "",
        scan=signature.scan,
        sheet=signature.sheet,
        row=signature.row,
        checked_by=signature.who,
        checked_at=signature.at,
    )


def withheld(delivery: Delivery) -> int:
    """How many signatures have an e-mail address or a telephone number that is not handed over."""
    with_contact = (s for s in delivery.signatures if s.value("email") or s.value("phone"))
    return sum(signature.value("consent") != "yes" for signature in with_contact)


def export(folder: Path, delivery: Delivery) -> tuple[Path, ...]:
    """Writes signatures.csv, signatures.json, totals.csv and report.md, and gives their paths.

    DigitiserError where the folder cannot be written.
    """
    from digitiser.exporters import csv, json, report

    return write_all(
        folder,
        {
            "signatures.csv": csv.signatures(delivery),
            "signatures.json": json.signatures(delivery),
            "totals.csv": csv.totals(delivery),
            "report.md": report.report(delivery),
        },
    )


def write_all(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Writes each file under another name, down to the disk, then renames it; only their owner can read them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / (name + _PART)).unlink(missing_ok=True)
            _write(folder / (name + _PART), content)
        for name in files:
            (folder / (name + _PART)).replace(folder / name)
    except OSError as error:
        for name in files:
            with suppress(OSError):
                (folder / (name + _PART)).unlink(missing_ok=True)
        raise DigitiserError(
            f"{folder} cannot be written: {error.strerror}.",
            "Choose another folder, or make room. What was there before is unchanged.",
        ) from error
    return tuple(folder / name for name in files)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
