"""The report that goes with an export, in Markdown: how many, from where, how the counts explain each other, and what is still open."""

from __future__ import annotations

from digitiser.columns import country
from digitiser.exporters import Delivery, withheld
from digitiser.exporters.csv import NOT_STATED

_RECEIPT = """
## Receipt

`{receipt}`

Keep it apart from the computer: with it, `digitiser verify --receipt` tells whether any decision
made until now was changed or taken away since.
"""


def report(delivery: Delivery) -> bytes:
    """The report, UTF-8. It names nobody, and no computer, user or path."""
    parts = [
        "# Verified signatures\n",
        "**Demo: everybody counted here is invented.**\n" if delivery.demo else "",
        f"{len(delivery.signatures):,} signatures from {_countries(delivery)}.\n",
        _table(("country", "", "signatures"), [(code, _name(code), f"{n:,}") for code, n in delivery.by_country]),
        "## How the counts explain each other\n",
        _table(("rows", "number"), [(name, f"{number:,}") for name, number in delivery.figures]),
        "## Still open\n",
        "".join(f"- {remark}\n" for remark in delivery.remarks) or "Nothing.\n",
        _kept_back(withheld(delivery)),
    ]
    return ("\n".join(part for part in parts if part) + _RECEIPT.format(receipt=delivery.receipt)).encode()


def _table(header: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    """The last column holds numbers."""
    rule = ("---",) * (len(header) - 1) + ("---:",)
    return "".join(f"| {' | '.join(line)} |\n" for line in (header, rule, *lines))


def _name(code: str) -> str:
    return country.label(code, "en") if code else NOT_STATED


def _countries(delivery: Delivery) -> str:
    number = sum(bool(code) for code, _ in delivery.by_country)
    return f"{number} country or territory" if number == 1 else f"{number} countries and territories"


def _kept_back(number: int) -> str:
    if not number:
        return ""
    return (
        "## Kept back\n\nE-mail addresses and telephone numbers are handed over only where the consent to be written to was ticked.\n"
        f"Of {number:,} signatures they were kept back.\n"
    )
