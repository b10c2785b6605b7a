"""Stage 0: `forms/*.toml` become Forms: marks, table, columns, in millimetres. The same numbers print a sheet and cut its scan."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from digitiser.errors import FormError
from digitiser.form_file import Area, Drawing, Place, read
from digitiser.model import Band, Box, Column, ColumnName, FormName, Table
from digitiser.serials import parse_serial

FORMS = Path(__file__).resolve().parent.parent / "forms"
CODE_PREFIX = "DGT1"  # the layout of the QR text, should it ever change
_CODE = re.compile(rf"{CODE_PREFIX}/([A-Z0-9-]{{1,16}})/([A-Z-]{{2,8}})/([0-9A-F]{{8}})/([2-9A-Z]{{8}})", re.ASCII)


@dataclass(frozen=True)
class Mark:
    """A corner mark: an ArUco marker of dictionary 4X4_50; `x`, `y` is its centre, `size` its side, millimetres."""

    id: int
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Prose:
    """Where a sheet's running text stands: above the table, and at the foot (the labels of its two boxes, the imprint)."""

    title: Box
    demands: Box
    notice: Box
    instruction: Box
    imprint: Box
    total_label: Box
    date_label: Box


@dataclass(frozen=True)
class Texts:
    """The words of the forms in one language (`forms/texts/LANGUAGE.toml`), the campaign's own words apart.

    `digits` are the ten digits that number the rows; `type_scale` makes a script with small letters as large as the others; `optional`
    marks the columns that may stay empty.
    """

    language: str
    right_to_left: bool
    digits: str
    type_scale: float
    ask: str
    who: str
    why: str
    how_long: str
    rights_head: str
    rights: str
    instruction: str
    instruction_more: str
    optional: str
    serial: str
    specimen: str
    control_total: str
    last_date: str
    last_date_hint: str
    send_back: str
    headings: dict[ColumnName, str]
    hints: dict[ColumnName, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A form in one language, as it lies on the paper (columns mirrored already where the language runs right to left).

    `tick_side` is the side of the box printed in each consent cell (see `tick_box`), millimetres.
    """

    name: FormName
    width: float
    height: float
    right_to_left: bool
    marks: tuple[Mark, Mark, Mark, Mark]
    code: Box
    serial: Box
    table: Table
    optional: tuple[ColumnName, ...]
    prose: Prose
    tick_side: float


@dataclass(frozen=True)
class SheetCode:
    """What the QR code of a sheet says: which form and wording it is, and which sheet."""

    form: str
    language: str
    version: str
    serial: str

    def __str__(self) -> str:
        """The text in the QR code: capitals, digits, `-` and `/` only, the characters that a QR code packs best."""
        return f"{CODE_PREFIX}/{self.form}/{self.language}/{self.version}/{self.serial}".upper()


def parse_code(text: str) -> SheetCode | None:
    """The sheet that a code's text names; None for any other text, however long or hostile: nothing in it is followed or opened."""
    found = _CODE.fullmatch(text) if len(text) <= 64 else None
    if found is None or parse_serial(found[4]) is None:
        return None
    return SheetCode(found[1].lower(), found[2].lower(), found[3].lower(), found[4])


def form_names(folder: Path = FORMS) -> tuple[str, ...]:
    """Every form in `forms/`, by its file's name."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if path.stem not in ("campaign", "released")))


def languages(folder: Path = FORMS) -> tuple[str, ...]:
    """Every language with a file in `forms/texts/`."""
    return tuple(sorted(path.stem for path in (folder / "texts").glob("*.toml")))


def load_forms(folder: Path = FORMS) -> tuple[Form, ...]:
    """Every form in every language."""
    return tuple(load_form(form, language, folder) for form in form_names(folder) for language in languages(folder))


def load_form(form: str, language: str, folder: Path = FORMS) -> Form:
    """One form in one language. FormError where there is none, or where its file contradicts itself."""
    if form not in form_names(folder):
        raise FormError(f"There is no form {form!r}.", f"There are: {', '.join(form_names(folder))}.")
    path = folder / f"{form}.toml"
    drawing = read(path, Drawing)
    texts = load_texts(language, folder)
    place = Place(drawing.page.width, texts.right_to_left)
    missing = [column.name for column in drawing.table.columns if column.name not in texts.headings]
    if missing:
        raise FormError(f"{folder / 'texts' / language}.toml has no heading for {', '.join(missing)}.", "Add it.")
    loaded = Form(
        name=_form_name(form, language, folder),
        width=drawing.page.width,
        height=drawing.page.height,
        right_to_left=texts.right_to_left,
        marks=_marks(drawing),
        code=place.box(drawing.code),
        serial=place.box(drawing.serial),
        table=_table(drawing, texts, place),
        optional=tuple(column.name for column in drawing.table.columns if column.optional),
        prose=Prose(**{name: place.box(getattr(drawing.prose, name)) for name in Prose.__dataclass_fields__}),
        tick_side=drawing.table.tick_side,
    )
    _check(loaded, path)
    return loaded


def load_texts(language: str, folder: Path = FORMS) -> Texts:
    """The words of the forms in one language. FormError where there is no such file or an entry is missing."""
    if language not in languages(folder):
        raise FormError(f"There are no texts in {language!r}.", f"There are: {', '.join(languages(folder))}.")
    return read(folder / "texts" / f"{language}.toml", Texts)


def geometry_digest(form: str, folder: Path = FORMS) -> str:
    """What stands in the released list beside a form's name: it changes with any number in the form's file, not with comments."""
    return _digest(read_toml(folder / f"{form}.toml"))[:16]


def tick_box(form: Form, band: Band) -> Box | None:
    """The printed box to tick in the consent cell of a row; None where the form has no such column."""
    for column in form.table.columns:
        if column.name == "consent":
            x, y = (column.box.left + column.box.right) / 2, (band.box.top + band.box.bottom) / 2
            half = form.tick_side / 2
            return Box(x - half, y - half, x + half, y + half)
    return None


def read_toml(path: Path) -> dict[str, Any]:
    """The plain content of a TOML file."""
    return read(path, dict[str, Any])


def _marks(drawing: Drawing) -> tuple[Mark, Mark, Mark, Mark]:
    """Never mirrored: the mark's id says which corner of the paper it is."""
    near, side = drawing.marks.inset + drawing.marks.side / 2, drawing.marks.side
    right, bottom = drawing.page.width - near, drawing.page.height - near
    return (
        Mark(0, near, near, side),
        Mark(1, right, near, side),
        Mark(2, right, bottom, side),
        Mark(3, near, bottom, side),
    )


def _table(drawing: Drawing, texts: Texts, place: Place) -> Table:
    table = drawing.table
    first = table.top + table.heading_height
    height = table.heading_height + table.rows * table.row_height
    columns, left = [], table.left
    for column in table.columns:
        area = Area(left, table.top, column.width, height)
        columns.append(Column(column.name, texts.headings[column.name], place.box(area)))
        left += column.width
    width = left - table.left
    bands = (
        Band(n + 1, place.box(Area(table.left, first + n * table.row_height, width, table.row_height)))
        for n in range(table.rows)
    )
    return Table(
        columns=tuple(sorted(columns, key=lambda column: column.box.left)),
        bands=tuple(bands),
        control_total=place.box(drawing.foot.control_total),
        last_date=place.box(drawing.foot.last_date),
    )


def _form_name(form: str, language: str, folder: Path) -> FormName:
    """Name and version: a digest of everything that is printed. What the campaign has not yet written is left out of it."""
    campaign = read_toml(folder / "campaign.toml")
    printed = [
        read_toml(folder / f"{form}.toml"),
        read_toml(folder / "texts" / f"{language}.toml"),
        campaign.get("id"),
        campaign.get(language),
    ]
    return FormName(str(campaign.get("id", "")), form, language, _digest(printed)[:8])


def _digest(content: object) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def _check(form: Form, path: Path) -> None:
    """FormError where the file contradicts itself."""
    paper = Box(0, 0, form.width, form.height)
    boxes = [form.code, form.serial, *(getattr(form.prose, name) for name in Prose.__dataclass_fields__)]
    boxes += [column.box for column in form.table.columns] + [form.table.bands[-1].box]
    boxes += [box for box in (form.table.control_total, form.table.last_date) if box]
    if not all(_holds(paper, box) for box in boxes):
        raise FormError(f"{path} places something outside the page.", "Correct the file.")
    if any(left.box.right > right.box.left + 1e-3 for left, right in pairwise(form.table.columns)):
        raise FormError(f"{path} has columns that overlap.", "Correct the file.")
    names = {column.name for column in form.table.columns}
    if names & {"email", "phone"} and "consent" not in names:
        raise FormError(
            f"{path} asks for e-mail or telephone without the consent to be written to.", "Add a consent column."
        )


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left <= inner.right <= outer.right
        and outer.top <= inner.top <= inner.bottom <= outer.bottom
    )
