"""What is said of a problem in the reviewer's language. The stages name problems by stable codes; their own words are English."""

from __future__ import annotations

from digitiser.screens.language import say


def problem_text(code: str, message: str) -> str:
    """The text of a code; the stage's own message where the code is a new one."""
    if code == "asked":
        row, _, who = message.partition(": ")
        return say("{who} asks for somebody else's eyes on row {row}.", who=who, row=row)
    return _texts().get(code, message)


def known_codes() -> frozenset[str]:
    """The codes that have a text."""
    return frozenset(_texts())


def _texts() -> dict[str, str]:
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
    }
