"""The printed paper: a PDF is rendered and measured against the numbers in the TOML, and against what a person must find on it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitiser.errors import FormError
from digitiser.forms import FORMS, Form, form_names, load_form, load_forms, load_texts, parse_code, read_toml
from digitiser.model import Pixels
from digitiser.printing import blank_sheet, code_modules, load_campaign, mark_modules, print_pad, specimens
from digitiser.serials import SPECIMEN, check_character, spoken

PX_PER_MM = 150 / 25.4
SERIALS = tuple(body + check_character(body) for body in ("AAAAAAA", "K7MXQH4", "2345678"))
ALL = load_forms()


def label(form: Form) -> str:
    return f"{form.name.form}.{form.name.language}"


every_form = pytest.mark.parametrize("form", ALL, ids=label)


def pages_of(pdf: bytes, px_per_mm: float) -> Iterator[Pixels]:
    """Grey pictures of a PDF's pages."""
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=px_per_mm * 25.4 / 72, grayscale=True).to_numpy()
        yield np.ascontiguousarray(picture.reshape(picture.shape[:2]), np.uint8)


def text_of(pdf: bytes, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range())


@cache
def printed(form: Form) -> Pixels:
    return next(pages_of(print_pad(form, SERIALS[:1]), PX_PER_MM))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `forms/` to spoil."""
    return shutil.copytree(FORMS, tmp_path / "forms", ignore=shutil.ignore_patterns("*.pdf"))


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")


# -------------------------------------------------------------------------------------- measured on the paper


@every_form
def test_the_paper_has_the_size_of_the_form(form: Form) -> None:
    height, width = printed(form).shape
    assert width / PX_PER_MM == pytest.approx(form.width, abs=0.2)
    assert height / PX_PER_MM == pytest.approx(form.height, abs=0.2)


@every_form
def test_the_four_marks_stand_where_the_toml_says(form: Form) -> None:
    drawing = read_toml(FORMS / f"{form.name.form}.toml")
    near = drawing["marks"]["inset"] + drawing["marks"]["side"] / 2
    far_x, far_y = drawing["page"]["width"] - near, drawing["page"]["height"] - near
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    corners, ids, _ = detector.detectMarkers(printed(form))
    found = {
        int(mark): quad.reshape(4, 2).mean(axis=0) / PX_PER_MM for mark, quad in zip(ids.ravel(), corners, strict=True)
    }
    assert set(found) == {0, 1, 2, 3}
    for mark, expected in enumerate([(near, near), (far_x, near), (far_x, far_y), (near, far_y)]):
        assert np.abs(found[mark] - expected).max() < 0.3


@every_form
def test_nothing_is_printed_in_the_quiet_zones(form: Form) -> None:
    """White around each mark: a module and 2 mm; around the code: the four modules that its standard asks for."""
    image = printed(form)
    zones = [
        (m.x - m.size / 2, m.y - m.size / 2, m.x + m.size / 2, m.y + m.size / 2, m.size / 6 + 2) for m in form.marks
    ]
    code = form.code
    quiet = 4 * code.width / code_modules(form.name, SERIALS[0]).shape[0]
    zones.append((code.left, code.top, code.right, code.bottom, quiet))
    for left, top, right, bottom, margin in zones:
        outer = image[_px(top - margin) : _px(bottom + margin), _px(left - margin) : _px(right + margin)].copy()
        edge = _px(margin) - 1
        outer[edge:-edge, edge:-edge] = 255
        assert outer.min() > 250


@every_form
def test_the_code_gives_form_language_version_and_serial(form: Form) -> None:
    (read,) = zxingcpp.read_barcodes(printed(form))
    code = parse_code(read.text)
    assert code is not None
    assert (code.form, code.language, code.version) == (form.name.form, form.name.language, form.name.version)
    assert code.serial == SERIALS[0]
    assert form.code.width / code_modules(form.name, code.serial).shape[0] >= 0.5
    assert read.ec_level in ("Q", "H")


@every_form
def test_rules_are_printed_where_the_toml_says(form: Form) -> None:
    drawing = read_toml(FORMS / f"{form.name.form}.toml")
    table, page_width = drawing["table"], drawing["page"]["width"]
    xs = list(accumulate((column["width"] for column in table["columns"]), initial=table["left"]))
    if form.right_to_left:
        xs = [page_width - x for x in reversed(xs)]
    first = table["top"] + table["heading_height"]
    ys = [table["top"], *(first + n * table["row_height"] for n in range(table["rows"] + 1))]
    dark = 255 - printed(form).astype(float)
    for x in xs:
        assert _rule_at(dark[_px(ys[0]) : _px(ys[-1])].mean(axis=0), x) == pytest.approx(x, abs=0.3)
    for y in ys:
        assert _rule_at(dark[:, _px(xs[0]) : _px(xs[-1])].mean(axis=1), y) == pytest.approx(y, abs=0.3)


@every_form
def test_rules_survive_a_fax(form: Form) -> None:
    """Black and white at 100 dpi: every row's lower rule is still one line, end to end."""
    scale = 100 / 25.4
    picture = next(pages_of(print_pad(form, SERIALS[:1]), scale))
    black = picture < 160
    left, right = form.table.columns[0].box.left, form.table.columns[-1].box.right
    for band in form.table.bands:
        y = round(band.box.bottom * scale)
        rule = black[y - 1 : y + 2, round(left * scale) + 1 : round(right * scale) - 1].any(axis=0)
        assert rule.mean() > 0.99


def _px(millimetres: float) -> int:
    return round(millimetres * PX_PER_MM)


def _rule_at(profile: Pixels, near: float) -> float:
    """Where the middle of the darkest line within 1.5 mm of `near` lies, millimetres."""
    start = _px(near - 1.5)
    window = profile[start : _px(near + 1.5)]
    assert window.max() > 60
    peak = int(window.argmax())
    around = slice(max(0, peak - 2), peak + 3)
    return float((start + np.average(np.arange(len(window))[around], weights=window[around]) + 0.5) / PX_PER_MM)


# ------------------------------------------------------------------------------------------ read by a person


@every_form
def test_a_sheet_says_who_asks_what_and_for_how_long(form: Form) -> None:
    pdf = print_pad(form, SERIALS[:1])
    said = _plain(text_of(pdf))
    texts, campaign = load_texts(form.name.language), load_campaign(form.name.language)
    assert len(campaign.demands) == 3
    wanted = [campaign.title, campaign.organisation, campaign.purpose, campaign.retention, *campaign.demands]
    wanted += [*campaign.contact.splitlines(), texts.instruction, texts.rights, texts.control_total, texts.last_date]
    wanted += [column.heading for column in form.table.columns] + [spoken(SERIALS[0]), form.name.version]
    if not form.right_to_left:  # the reader used here jumbles the order of Arabic letters
        assert [entry for entry in wanted if _plain(entry) not in said] == []
    assert Counter(_plain("".join(wanted))) <= Counter(said)
    assert said.count(_plain(texts.optional)) >= len(form.optional) - 1  # the consent's own heading says what it is


def _plain(text: str) -> str:
    """Letters and digits only: a line break on the paper is no difference."""
    return "".join(character for character in text if character.isalnum())


def test_a_pad_is_numbered_and_each_sheet_has_its_own_serial() -> None:
    form = load_form("a4-portrait", "fr")
    pdf = print_pad(form, SERIALS)
    read = [parse_code(zxingcpp.read_barcodes(page)[0].text) for page in pages_of(pdf, PX_PER_MM)]
    assert [code.serial for code in read if code] == list(SERIALS)
    for page, serial in enumerate(SERIALS):
        assert spoken(serial) in text_of(pdf, page)
        assert f"{page + 1}/{len(SERIALS)}" in text_of(pdf, page)


@pytest.mark.parametrize("body", ["WWWWWWW", "MMMMMMM"])
@every_form
def test_the_widest_serial_fits(form: Form, body: str) -> None:
    serial = body + check_character(body)
    assert Counter(serial) <= Counter(text_of(print_pad(form, (serial,))))  # not refused, and there


def test_arabic_letters_are_joined(folder: Path) -> None:
    """Letters that are kept apart leave more pieces on the paper than letters that are joined, as they must be."""
    joined = load_form("a4-portrait", "ar", folder)
    title = load_campaign("ar", folder).title
    box = joined.prose.title

    def pieces(form: Form) -> int:
        image = blank_sheet(form, SPECIMEN, 12, folder)[:, :, 0]
        window = image[round(box.top * 12) : round(box.bottom * 12), round(box.left * 12) : round(box.right * 12)]
        return cv2.connectedComponents((window < 128).astype(np.uint8))[0]

    words = title.split()
    before = pieces(joined)
    non_joiner = "\u200c"
    apart = " ".join(non_joiner.join(word) for word in words)
    edit(folder / "campaign.toml", f'title = "{title}"', f'title = "{apart}"')
    assert pieces(load_form("a4-portrait", "ar", folder)) >= before + 8


def test_arabic_rows_are_numbered_in_arabic_digits_on_the_right() -> None:
    form = load_form("a4-portrait", "ar")
    assert form.table.columns[-1].name == "number"
    assert "١٦" in text_of(print_pad(form, SERIALS[:1]))
    box = form.table.columns[-1].box
    for band in form.table.bands:
        cell = printed(form)[_px(band.box.top + 1) : _px(band.box.bottom - 1), _px(box.left + 1) : _px(box.right - 1)]
        assert cell.min() < 160


# ---------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("entry", ["title", "organisation", "contact", "purpose", "retention", "demands"])
@pytest.mark.parametrize("spoilt", ["", "{entry} = 7", '{entry} = ""', '{entry} = "  "', '{entry} = ["", ""]'])
def test_nothing_is_printed_while_the_campaign_lacks_an_entry(folder: Path, entry: str, spoilt: str) -> None:
    path = folder / "campaign.toml"
    spanish = re.search(r"^\[es\].*?(?=^\[|\Z)", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert spanish
    value = rf'^{entry} = (""".*?"""|".*?"$|\[.*?^\])'
    without = re.sub(value, spoilt.format(entry=entry), spanish[0], count=1, flags=re.MULTILINE | re.DOTALL)
    edit(path, spanish[0], without)
    form = load_form("a4-portrait", "es", folder)  # sheets that came back can still be read
    with pytest.raises(FormError) as refusal:
        print_pad(form, SERIALS[:1], folder)
    assert f"es.{entry}" in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert print_pad(load_form("a4-portrait", "fr", folder), SERIALS[:1], folder)


def test_a_language_that_the_campaign_does_not_speak_is_not_printed(folder: Path) -> None:
    shutil.copy(folder / "texts" / "en.toml", folder / "texts" / "cy.toml")
    with pytest.raises(FormError, match=r"cy\.title, .*cy\.demands"):
        print_pad(load_form("a4-portrait", "cy", folder), SERIALS[:1], folder)


@pytest.mark.parametrize("name", form_names())
def test_a_text_that_does_not_fit_is_refused_and_named(folder: Path, name: str) -> None:
    edit(folder / "campaign.toml", "To hand these", "To hand, as we have promised many times, these " * 12)
    with pytest.raises(FormError, match=r"too long for .*notice") as refusal:
        print_pad(load_form(name, "en", folder), SERIALS[:1], folder)
    assert "campaign.toml" in str(refusal.value)


def test_a_letter_that_no_font_has_is_refused(folder: Path) -> None:
    edit(folder / "campaign.toml", 'title = "Surveillance must', 'title = "監視 must')
    with pytest.raises(FormError, match="fonts lack"):
        print_pad(load_form("a4-portrait", "en", folder), SERIALS[:1], folder)


@pytest.mark.parametrize("serials", [(), ("AAAAAAA2",), (SERIALS[0].lower(),), ("#pagebreak()",)])
def test_only_serials_are_printed(serials: tuple[str, ...]) -> None:
    with pytest.raises(FormError, match="no serials"):
        print_pad(load_form("a4-portrait", "en"), serials)


def test_words_are_printed_as_they_are_and_never_obeyed(folder: Path) -> None:
    edit(folder / "campaign.toml", "Lantern Network", '#read(\\"sheet.typ\\") *Lantern*')
    text = text_of(print_pad(load_form("a4-portrait", "en", folder), SERIALS[:1], folder))
    assert '#read("sheet.typ") *Lantern*' in text


# -------------------------------------------------------------------------------------------------- specimens


def test_the_specimens_in_forms_are_up_to_date() -> None:
    """They lag? `python -m digitiser.printing --write forms` makes them anew."""
    made = specimens()
    assert {path.name for path in FORMS.glob("*.pdf")} == set(made)
    assert [name for name, pdf in made.items() if (FORMS / name).read_bytes() != pdf] == []


def test_the_same_input_gives_the_same_bytes() -> None:
    form = load_form("letter-landscape", "ar")
    assert print_pad(form, SERIALS) == print_pad(form, SERIALS)


def test_fonts_lie_beside_their_licence() -> None:
    fonts = sorted((FORMS / "fonts").glob("*.ttf"))
    assert fonts
    for font in fonts:
        licence = font.with_name(f"{font.stem.partition('_')[0]}-OFL.txt")
        assert "SIL OPEN FONT LICENSE" in licence.read_text("utf-8")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ALL), st.sampled_from([3.0, 4.7, 8.0]))
def test_a_blank_sheet_has_the_shape_of_the_flattened_sheet(form: Form, px_per_mm: float) -> None:
    image = blank_sheet(form, SPECIMEN, px_per_mm)
    assert image.shape == (round(form.height * px_per_mm), round(form.width * px_per_mm), 3)
    assert image.dtype == np.uint8


def test_marks_are_those_of_the_dictionary() -> None:
    for mark in range(4):
        enlarged = np.kron(np.where(mark_modules(mark), 0, 255), np.ones((20, 20))).astype(np.uint8)
        framed = cv2.copyMakeBorder(enlarged, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255)
        detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
        assert detector.detectMarkers(framed)[1].ravel().tolist() == [mark]
