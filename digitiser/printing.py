"""Stage 0: a Form and serials become a pad of sheets to print. The only painter of sheets; its drawing is `forms/sheet.typ`.

`python -m digitiser.printing --write forms` makes the specimens in `forms/` anew: do so after every change of a form or text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import click
import cv2
import msgspec
import numpy as np
import typst
import zxingcpp
from numpy.typing import NDArray

from digitiser.errors import FormError
from digitiser.forms import (
    FORMS,
    Form,
    Mark,
    Prose,
    SheetCode,
    form_names,
    geometry_digest,
    load_forms,
    load_texts,
    read_toml,
    tick_box,
)
from digitiser.model import Box, FormName, Pixels
from digitiser.serials import SPECIMEN, parse_serial, spoken

MM_PER_INCH = 25.4
_ENTRIES = ("title", "organisation", "contact", "purpose", "retention")


@dataclass(frozen=True)
class Campaign:
    """What `forms/campaign.toml` says in one language."""

    title: str
    organisation: str
    contact: str
    purpose: str
    retention: str
    demands: tuple[str, ...]


def load_campaign(language: str, folder: Path = FORMS) -> Campaign:
    """The campaign's words in one language. FormError, naming the entry and the file, while one is missing or empty."""
    path = folder / "campaign.toml"
    content = read_toml(path)
    said = content.get(language)
    if not isinstance(said, dict):
        said = {}
    missing = [f"{language}.{entry}" for entry in _ENTRIES if not _written(said.get(entry))]
    demands = said.get("demands")
    if not isinstance(demands, list) or not demands or not all(_written(demand) for demand in demands):
        missing.append(f"{language}.demands")
    if not _written(content.get("id")):
        missing.insert(0, "id")
    if missing:
        raise FormError(
            f"Nothing is printed: {path} lacks {', '.join(missing)}.", "Write what is missing and print again."
        )
    return msgspec.convert(said, Campaign)


def _written(entry: object) -> bool:
    return isinstance(entry, str) and bool(entry.strip())


def print_pad(form: Form, serials: Sequence[str], folder: Path = FORMS) -> bytes:
    """A PDF with one sheet a serial; the same input gives the same bytes. FormError where a text is missing or does not fit."""
    return _typeset(form, serials, "pdf", 72.0, folder)


def blank_sheet(form: Form, serial: str, px_per_mm: float, folder: Path = FORMS) -> Pixels:
    """One empty sheet as a picture: height x width x 3, BGR, `round(millimetres * px_per_mm)` pixels a side."""
    png = _typeset(form, (serial,), "png", px_per_mm * MM_PER_INCH, folder)
    image = np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    width, height = round(form.width * px_per_mm), round(form.height * px_per_mm)
    if image.shape[:2] != (height, width):
        image = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return image


def specimens(folder: Path = FORMS) -> dict[str, bytes]:
    """The specimen of every form in every language: file name and PDF."""
    return {
        f"{form.name.form}.{form.name.language}.pdf": print_pad(form, (SPECIMEN,), folder)
        for form in load_forms(folder)
    }


# -------------------------------------------------------------------------------------- what sheet.typ is told


@dataclass(frozen=True)
class _Serial:
    spoken: str
    specimen: bool
    code: str


def _typeset(form: Form, serials: Sequence[str], kind: Literal["pdf", "png"], ppi: float, folder: Path) -> bytes:
    refused = [serial for serial in serials if parse_serial(serial) != serial]
    if refused or not serials:
        raise FormError(f"These are no serials: {', '.join(refused) or 'none given'}.", "Let the program draw them.")
    told = _told(form, serials, folder)
    try:
        # a compiler of its own: one that is shared refuses a second thread
        made = typst.Compiler(folder / "sheet.typ", root=folder, font_paths=_fonts(folder)).compile(
            format=kind,
            ppi=ppi,
            sys_inputs={"sheet": msgspec.json.encode(told).decode()},
            pdf_standards=["ua-1"] if kind == "pdf" else [],  # also refuses a letter that no font has
            timestamp=0,
        )
    except typst.TypstError as error:
        raise _said(error, form.name, folder) from error
    assert isinstance(made, bytes)
    return made


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """The fonts of `forms/fonts` and no others: a sheet looks the same on every laptop."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder / "fonts"])


def _told(form: Form, serials: Sequence[str], folder: Path) -> dict[str, object]:
    """Everything that `sheet.typ` draws, as plain data."""
    name, table = form.name, form.table
    return {
        "width": form.width,
        "height": form.height,
        "language": name.language,
        "texts": asdict(load_texts(name.language, folder)),
        "campaign": asdict(load_campaign(name.language, folder)),
        "imprint_line": f"{name.form} · {name.language} · {name.version}",
        "marks": [asdict(_mark_box(mark)) | {"svg": _svg(mark_modules(mark.id))} for mark in form.marks],
        "code": asdict(form.code),
        "serial": asdict(form.serial),
        **{field: asdict(getattr(form.prose, field)) for field in Prose.__dataclass_fields__},
        "columns": [{"name": column.name, "heading": column.heading} | asdict(column.box) for column in table.columns],
        "bands": [
            asdict(band.box) | {"index": band.index, "tick": asdict(tick) if (tick := tick_box(form, band)) else None}
            for band in table.bands
        ],
        "optional": form.optional,
        "control_total": table.control_total and asdict(table.control_total),
        "last_date": table.last_date and asdict(table.last_date),
        "serials": [
            asdict(_Serial(spoken(serial), serial == SPECIMEN, _svg(code_modules(name, serial)))) for serial in serials
        ],
    }


def mark_modules(mark: int) -> NDArray[np.bool_]:
    """The modules of a corner mark, border included: 6 x 6, True where black."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return np.asarray(cv2.aruco.generateImageMarker(dictionary, mark, 6) < 128)


def code_modules(name: FormName, serial: str) -> NDArray[np.bool_]:
    """The modules of a sheet's QR code (error correction Q: a quarter of it may be lost) without quiet zone, True where black."""
    text = str(SheetCode(name.form, name.language, name.version, serial))
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)) < 128


def _svg(modules: NDArray[np.bool_]) -> str:
    """The black modules as one path: a renderer then leaves no hairlines between them."""
    height, width = modules.shape
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, x in np.argwhere(modules))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><path d="{squares}"/></svg>'


def _mark_box(mark: Mark) -> Box:
    half = mark.size / 2
    return Box(mark.x - half, mark.y - half, mark.x + half, mark.y + half)


def _said(error: typst.TypstError, name: FormName, folder: Path) -> FormError:
    """Typst's refusal in our words: mostly a text that is too long for its box."""
    where = f"{folder / 'campaign.toml'} or {folder / 'texts' / name.language}.toml"
    _, _, what = error.message.partition("does not fit: ")
    if what:
        return FormError(
            f"A text in {name.language!r} is too long for {name.form}: the {what}.", f"Shorten it in {where}."
        )
    if "could not be displayed" in error.message:
        hint = f"Add a font under an open licence to {folder / 'fonts'} and name it in {folder / 'sheet.typ'}."
        return FormError(f"The fonts lack a letter in {name.language!r}: {error.message}.", hint)
    return FormError(
        f"{name.form} in {name.language!r} cannot be drawn: {error.message}.", f"See {folder / 'sheet.typ'}."
    )


def _release(folder: Path) -> None:
    """Append the forms that `released.toml` does not know yet. What stands there is never changed."""
    path = folder / "released.toml"
    known = read_toml(path)
    new = [f'{form} = "{geometry_digest(form, folder)}"' for form in form_names(folder) if form not in known]
    path.write_text("\n".join([path.read_text("utf-8").rstrip(), *new]) + "\n", "utf-8")


@click.command()
@click.option("--write", "folder", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
def _main(folder: Path) -> None:
    """Write the specimens of all forms in FOLDER, and add new forms to its list of released ones."""
    _release(folder)
    for name, pdf in specimens(folder).items():
        (folder / name).write_bytes(pdf)
        click.echo(folder / name)


if __name__ == "__main__":
    _main()
