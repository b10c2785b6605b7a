"""Numbered pads: printing them, and the sheets that never came back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from digitiser.cli.common import now, open_existing, show_table, store_option


@click.command("print")
@click.option("--form", required=True, help="Name of the form, for example a4-portrait.")
@click.option("--language", required=True, help="Language of the sheets: fr, ar, en, es.")
@click.option("--sheets", required=True, type=click.IntRange(1, 1000), help="How many sheets.")
@click.option("--issued-to", required=True, help='Group that gets the pad, for example "Lyon"; no names of people.')
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PDF to write. Without it: FORM-LANGUAGE-SERIAL.pdf here, named after its first sheet.",
)
@store_option
def print_(form: str, language: str, sheets: int, issued_to: str, out: Path | None, folder: Path | None) -> None:
    """Print a numbered pad of sheets as PDF, and record its serials."""
    from digitiser.exporters import write_all
    from digitiser.forms import load_form
    from digitiser.model import IssuedSerial
    from digitiser.printing import print_pad
    from digitiser.serials import new_serial
    from digitiser.store import open_store

    chosen = load_form(form, language)
    with open_store(folder) as store:
        taken = {issued.serial for issued in store.serials.all()}
        serials: list[str] = []
        while len(serials) < sheets:
            serials.append(new_serial(taken | set(serials)))
        pad = print_pad(chosen, serials)
        out = out or Path(f"{form}-{language}-{serials[0]}.pdf")
        at = now()
        # Recorded before the file is there: a pad on paper whose serials nobody knows would be worse than serials without paper.
        store.serials.issue(IssuedSerial(serial, form, language, issued_to, at) for serial in serials)
        write_all(out.absolute().parent, {out.name: pad})
    click.echo(f"{out}: {sheets} sheets, {serials[0]} to {serials[-1]}, issued to {issued_to}.")


@click.command()
@click.option("--missing", is_flag=True, help="List every serial that did not come back.")
@store_option
def serials(missing: bool, folder: Path | None) -> None:
    """Show which printed sheets came back."""
    with open_existing(folder) as store:
        issued = store.serials.all()
    pads: dict[tuple[str, str, str, str], Counter[bool]] = {}
    for serial in issued:
        pads.setdefault((serial.issued_to, serial.form, serial.language, serial.at[:10]), Counter())[
            serial.returned
        ] += 1
    show_table(
        "Printed sheets",
        ("issued to", "form", "language", "on", "issued", "returned", "not returned"),
        [(*pad, count.total(), count[True], count[False]) for pad, count in pads.items()],
        ("", "", "", "", len(issued), sum(s.returned for s in issued), sum(not s.returned for s in issued))
        if issued
        else (),
    )
    if missing:
        for serial in issued:
            if not serial.returned:
                click.echo(f"{serial.serial}  {serial.issued_to}")
