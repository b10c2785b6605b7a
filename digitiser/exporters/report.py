"""The report that goes with an export, in Markdown: how many, from where, how the counts explain each other, and what is still open."""

from __future__ import annotations

from digitiser.columns import country
from digitiser.exporters import Delivery, withheld
from digitiser.exporters.csv import NOT_STATED


def report(delivery: Delivery) -> bytes:
    """The report, UTF-8. It names nobody, and no computer, user or path."""
    lines = ["# Verified signatures", ""]
    if delivery.demo:
        lines += ["**Demo: everybody counted here is invented.**", ""]
    lines += [f"{len(delivery.signatures):,} signatures from {_countries(delivery)}.", ""]
    lines += ["| country | | signatures |", "| --- | --- | ---: |"]
    lines += [
        f"| {code} | {country.label(code, 'en') if code else NOT_STATED} | {number:,} |"
        for code, number in delivery.by_country
    ]
    lines += ["", "## How the counts explain each other", "", "| | rows |", "| --- | ---: |"]
    lines += [f"| {name} | {number:,} |" for name, number in delivery.figures]
    lines += ["", "## Still open", ""]
    lines += [f"- {remark}" for remark in delivery.remarks] or ["Nothing."]
    lines += ["", "## Kept back", ""]
    lines += [
        f"{withheld(delivery):,} signatures have an e-mail address or a telephone number that is not handed over:"
    ]
    lines += ["the consent to be written to was not ticked.", "", "## Receipt", "", f"`{delivery.receipt}`", ""]
    lines += ["Keep it apart from the computer: with it, `digitiser verify --receipt` tells whether any decision"]
    lines += ["made until now was changed or taken away since.", ""]
    return "\n".join(lines).encode()


def _countries(delivery: Delivery) -> str:
    number = sum(bool(code) for code, _ in delivery.by_country)
    return f"{number} country or territory" if number == 1 else f"{number} countries and territories"
