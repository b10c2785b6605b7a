"""The whole sheet, opened from a list of sheets; in the review it opens by a key. Its part in the browser draws it."""

from __future__ import annotations

import secrets
from pathlib import PurePath

from digitiser.model import SheetReading
from digitiser.screens import frame, parts
from digitiser.screens.language import current
from digitiser.screens.rows import counts, words


def show(reading: SheetReading) -> None:
    """Open the sheet over the screen."""
    settings = {
        "language": current().code,
        "order": "by_sheet",
        "who": frame.reviewer(),
        "texts": words(),
        "counts": counts(),
        "sheet": reading.id,
        "file": PurePath(reading.file).name,
        "opened": secrets.token_hex(4),  # each press of the button opens it once
    }
    parts.mount("sheet", settings)
