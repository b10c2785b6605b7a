"""The closed vocabularies: columns, states, verdicts."""

from typing import Literal, get_args

ColumnName = Literal[
    "number", "name", "given_name", "family_name", "country", "email", "phone", "postcode", "city", "consent",
    "signature", "date", "other",
]  # fmt: skip
COLUMN_NAMES: tuple[ColumnName, ...] = get_args(ColumnName)
CONTACT: tuple[ColumnName, ...] = ("email", "phone")  # handed over only where the person agreed to be written to
NAMES: tuple[ColumnName, ...] = ("name", "given_name", "family_name")  # a sheet asks for one name, or for its parts
State = Literal["filled", "struck", "empty"]
Ink = Literal["blank", "dash", "ditto", "written", "unreadable"]
IdentifiedBy = Literal["marks", "code", "serial", "none"]
# "reopened": what was said of it in a group was taken back; it waits as if nobody had decided.
RowVerdict = Literal["accepted", "struck", "unsigned", "unreadable", "not_a_row", "reopened"]
# Why a row was left out, as petition offices say it: besides the verdict, which says what the row is.
RowReason = Literal[
    "withdrawn", "twice", "other_hand", "two_people", "illegible", "incomplete", "date", "copy", "other_form",
]  # fmt: skip
SheetVerdict = Literal["same_again", "another_sheet", "set_aside"]
# Why the number at a sheet's foot is not that of its rows.
FootReason = Literal["misread", "miscounted", "left_out", "added_later", "cut_off"]
OutlineVerdict = Literal["drawn", "split", "moved"]
Standing = Literal["counted", "held", "same_again", "set_aside"]
FieldVerdict = Literal["confirmed", "doubted", "reopened"]
GroupKind = Literal["same_value", "own_label", "blank", "ditto", "signed", "unsigned", "struck"]
Values = tuple[tuple[ColumnName, str], ...]
NUMBERS: tuple[ColumnName, ...] = (
    "phone",
    "postcode",
)  # mostly digits: no accents, and no word that is likelier than another
READ_COLUMNS: tuple[ColumnName, ...] = (
    *NAMES, "country", "email", "phone", "postcode", "city", "consent",
)  # fmt: skip
