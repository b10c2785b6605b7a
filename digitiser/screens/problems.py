"""What is said of a problem in the reviewer's language. The stages name problems by stable codes; their own words are English."""

from __future__ import annotations

from digitiser.quality import numbers, rows_in
from digitiser.screens.language import say


def problem_text(code: str, message: str) -> str:
    """The text of a code; the stage's own message where the code is a new one."""
    if code == "asked":
        row, _, asked = message.partition(": ")
        who, _, note = asked.partition("\n")
        words = say("{who} asks for somebody else's eyes on row {row}.", who=who, row=row)
        return f"{words} {say('Note: {note}', note=note)}" if note else words
    return _texts(rows_in(message)).get(code, message)


def known_codes() -> frozenset[str]:
    """The codes that have a text."""
    return frozenset(_texts(()))


def _where(rows: tuple[int, ...]) -> str:
    if not rows:
        return say("The sheet")
    listed = numbers(rows, to="–", last=", ")
    return say("Row {rows}", rows=listed) if len(rows) == 1 else say("Rows {rows}", rows=listed)


def _texts(rows: tuple[int, ...]) -> dict[str, str]:
    where = _where(rows)
    return {
        "unreadable": say("The file cannot be opened. Check its name, and that you may read it."),
        "empty": say("The file is empty. Copy it again from the scanner or phone."),
        "too_large": say("Far too large. Scan again at 300 dpi, at most 50 million pixels a page and 256 MB a file."),
        "type": say("The file is no PDF, JPEG, PNG or TIFF. Save the scan in one of these, then read it again."),
        "damaged": say("Damaged or cut off. Copy it again from the scanner or phone, or scan the sheet again."),
        "encrypted": say("The file is protected by a password. Save it without one, then read it again."),
        "too_many_pages": say("The file has too many pages. Split it, then read the parts."),
        "too_slow": say("It took too long to open and was stopped. Scan the sheet again as JPEG or PNG."),
        "no_decoder": say("A HEIC picture, which is not read here. Set the phone to JPEG and take it again."),
        "not_a_sheet": say("No petition sheet was found on this page. If it is one, type its rows by hand."),
        "no_rows": say("No row was found on this page. If it is a petition sheet, type its rows by hand."),
        "mark_missing": say("A corner mark of this sheet cannot be seen. Check the rows near that corner."),
        "other_version": say(
            "This sheet was printed from another version of its form. Check that the columns are right."
        ),
        "failed": say("This page could not be read. Type its rows by hand."),
        "control_total": say("The number at the foot does not agree with the rows. Count them on the whole sheet."),
        "reading_differs": say(
            "Read again, the rows lie elsewhere. The earlier reading was kept; compare the picture."
        ),
        "sheet_not_found_again": say("Read again, this sheet was not found. What was decided is kept."),
        "far": say(
            "{where}: too far away, letters are too small. Come closer, until the sheet fills the picture.", where=where
        ),
        "blurred": say("{where}: blurred. Wipe the lens, tap on the writing to focus, and take it again.", where=where),
        "moved": say("{where}: shaken. Rest both hands on something, and take it again.", where=where),
        "dark": say("{where}: too dark. Take it again with more light.", where=where),
        "shadow": say("{where}: in shadow. Take it again with the light from the other side.", where=where),
        "glare": say(
            "{where}: washed out by a reflection. Take it again without the flash, or tilt the sheet.", where=where
        ),
        "covered": say("{where}: hidden. Move the thumb, flatten the corner, and take it again.", where=where),
        "upper_edge": say(
            "{where}: cut off, the upper edge is missing. Take it again with the whole sheet in the picture.",
            where=where,
        ),
        "right_edge": say(
            "{where}: cut off, the right edge is missing. Take it again with the whole sheet in the picture.",
            where=where,
        ),
        "lower_edge": say(
            "{where}: cut off, the lower edge is missing. Take it again with the whole sheet in the picture.",
            where=where,
        ),
        "left_edge": say(
            "{where}: cut off, the left edge is missing. Take it again with the whole sheet in the picture.",
            where=where,
        ),
        "copied_blank": say(
            "This sheet has the number of another one and other writing: a blank sheet was copied."
            " Both are kept; say that it is another sheet."
        ),
        "copied": say(
            "Some rows of this sheet stand on another one as well: one of the two is a copy that was signed further. Compare them."
        ),
    }
