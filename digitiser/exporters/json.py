"""JSON for other programs: the signatures as in the CSV, the totals and the receipt, in one object."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from digitiser.exporters import Delivery, Person, person


@dataclass(frozen=True)
class Document:
    """The file's layout; `demo` says that everybody in it is invented."""

    demo: bool
    receipt: str
    total: int
    by_country: dict[str, int]
    figures: dict[str, int]
    signatures: tuple[Person, ...]


def signatures(delivery: Delivery) -> bytes:
    """The document, UTF-8, indented."""
    document = Document(
        demo=delivery.demo,
        receipt=delivery.receipt,
        total=len(delivery.signatures),
        by_country=dict(delivery.by_country),
        figures=dict(delivery.figures),
        signatures=tuple(person(signature) for signature in delivery.signatures),
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"
