"""The command line: `digitiser COMMAND`. What is heavy is imported where it is used, so that `--help` is there at once."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from digitiser.cli.checking import check
from digitiser.cli.common import where
from digitiser.cli.delivery import duplicates, export, merge, settle, totals, verify
from digitiser.cli.pads import print_, serials
from digitiser.cli.reading import demo, read, review
from digitiser.errors import DigitiserError


class Program(click.Group):
    """A group of commands that ends with a sentence and an exit code, never with a traceback: one may hold what a signer wrote."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs a command and ends the process."""
        try:
            return super().main(*args, **kwargs)
        except DigitiserError as error:
            click.echo(f"digitiser: {error}", err=True)
            sys.exit(error.exit_code)
        except Exception as fault:
            if os.environ.get("DIGITISER_DEBUG"):
                raise
            click.echo(
                f"digitiser: This is a fault of the program: {where(fault)}. What was saved before is safe.", err=True
            )
            click.echo("Please report it. DIGITISER_DEBUG=1 shows more, and may show what people wrote.", err=True)
            sys.exit(70)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="digitiser")
def main() -> None:
    """Turns signed paper petition sheets into a checked signature store, on this computer alone."""


for command in (check, read, review, settle, merge, duplicates, export, totals, print_, serials, verify, demo):
    main.add_command(command)
