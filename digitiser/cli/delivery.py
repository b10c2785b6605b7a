"""From decisions to what is handed over: settle, merge, totals, export, verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitiser.cli.common import counted, now, open_existing, show_table, store_option, who_option
from digitiser.errors import StoreError

if TYPE_CHECKING:
    from digitiser.store import Store

_VERDICTS = {"same": "same_again", "another": "another_sheet", "aside": "set_aside"}


@click.command()
@click.argument("sheet", required=False)
@click.argument("verdict", required=False, type=click.Choice(tuple(_VERDICTS)))
@who_option
@store_option
def settle(sheet: str | None, verdict: str | None, who: str, folder: Path | None) -> None:
    """Say what a sheet is whose serial came twice, or a page without a table.

    Without arguments: lists them. VERDICT is `same` (another picture of a sheet that is here already: its rows never count), `another`
    (a sheet of its own, on a copied blank) or `aside` (no petition sheet, or one that does not count).
    """
    from digitiser.model import SheetDecision

    with open_existing(folder) as store:
        if sheet is None:
            _list_open(store)
            return
        if verdict is None:
            raise click.UsageError("Say what it is: same, another or aside.")
        found = {s.id: s for s in store.readings.sheets()}.get(sheet)
        if found is None:
            raise StoreError(f"There is no sheet {sheet} in the store.", "`digitiser settle` lists those that wait.")
        store.decisions.settle(SheetDecision(sheet, found.revision + 1, _VERDICTS[verdict], who, now()))  # type: ignore[arg-type]
    click.echo(f"{found.file} page {found.page}: {verdict}.")


@click.command()
@store_option
def merge(folder: Path | None) -> None:
    """Turn checked rows into signatures. Again adds nothing; a corrected row corrects its signature."""
    from digitiser import handover

    with open_existing(folder) as store:
        change = handover.merge_settled(store)
        total = len(store.signatures.all())
        click.echo(f"{len(change.added)} added, {len(change.corrected)} corrected, {len(change.withdrawn)} withdrawn.")
        click.echo(f"{counted(total, 'signature', 'signatures')}.")
        for remark in handover.remarks(handover.still_open(handover.counts(store), change)):
            click.echo(remark)


@click.command()
@store_option
def totals(folder: Path | None) -> None:
    """Show the signatures by country, and how the counts explain each other."""
    from digitiser import handover
    from digitiser.columns import country

    with open_existing(folder) as store:
        by_country = store.signatures.by_country()
        counts = handover.counts(store)
    lines = [(code, country.label(code, "en") if code else "not stated", number) for code, number in by_country]
    total = ("", "all", sum(number for *_, number in lines))
    show_table("Signatures by country", ("code", "country", "signatures"), lines, total if lines else ())
    show_table("Counts", ("rows", "number"), handover.figures(counts))
    for remark in handover.remarks(handover.still_open(counts, None)):
        click.echo(remark)


@click.command()
@store_option
def duplicates(folder: Path | None) -> None:
    """List pairs of signatures that may be one person's. Nothing is changed: look at both rows, and settle one of them."""
    from digitiser.duplicates import proposals

    with open_existing(folder) as store:
        signatures = {signature.id: signature for signature in store.signatures.all()}
        files = {sheet.id: f"{sheet.file} page {sheet.page}" for sheet in store.readings.sheets()}
    places = {key: f"{files[signature.sheet]} row {signature.row}" for key, signature in signatures.items()}
    pairs = [
        (
            places[p.first],
            places[p.second],
            ", ".join(reason.removeprefix("same_") for reason in p.reasons),
            f"{p.likeness:.0%}",
        )
        for p in proposals(signatures.values())
    ]
    show_table("May be the same person", ("one", "other", "because of", "likeness"), pairs)


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("export"), show_default=True, help="Folder."
)
@store_option
def export(out: Path, folder: Path | None) -> None:
    """Merge, then write signatures.csv, signatures.json, totals.csv and report.md. They are in clear: keep them where the store is."""
    from digitiser import exporters, handover

    with open_existing(folder) as store:
        delivery = handover.delivery(store, handover.merge_settled(store))
    for path in exporters.export(out, delivery):
        click.echo(str(path))
    click.echo(f"{counted(len(delivery.signatures), 'signature', 'signatures')}. Receipt: {delivery.receipt}")


@click.command()
@click.option("--receipt", help="What an earlier export gave as its receipt.")
@store_option
def verify(receipt: str | None, folder: Path | None) -> None:
    """Look whether the store is sound: its file, the chain of decisions, the signatures that follow from it, the counts."""
    from digitiser import handover
    from digitiser.store import Head

    with open_existing(folder) as store:
        integrity = store.verify(Head.parse(receipt) if receipt else None)
        counts = handover.counts(store)
    for fault in integrity.faults:
        click.echo(f"Not sound: {fault}", err=True)
    if integrity.faults:
        raise StoreError("The store is not sound.", "Keep it as it is, and put the last sound backup beside it.")
    if not counts.reconciles:
        click.echo(
            "The counts do not explain each other yet: rows were settled again since the last merge. Run `digitiser merge`."
        )
    events = counted(integrity.head.events, "decision", "decisions")
    click.echo(f"Sound: {events} in one chain. Receipt: {integrity.head}")


def _list_open(store: Store) -> None:
    sheets = store.readings.sheets()
    by_id = {sheet.id: sheet for sheet in sheets}
    held = [sheet for sheet in sheets if sheet.standing == "held"]
    show_table(
        "Sheets whose serial came before",
        ("sheet", "serial", "file", "page", "came before as"),
        [
            (
                s.id,
                s.serial or "",
                s.file,
                s.page,
                ", ".join(f"{by_id[o].file} page {by_id[o].page}" for o in s.same_serial if o in by_id),
            )
            for s in held
        ],
    )
    empty = {sheet.id: sheet for sheet in sheets if not sheet.rows and sheet.standing == "counted"}
    reasons = {p.sheet: p.message for p in store.problems.all() if not p.done and p.sheet in empty}
    show_table(
        "Pages without a row",
        ("sheet", "file", "page", "why"),
        [(s.id, s.file, s.page, reasons[s.id]) for s in empty.values() if s.id in reasons],
    )
