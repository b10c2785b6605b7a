"""Headings: what print means, which words make a heading, and what is read from drawn sheets."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.generator import fonts
from benchmarks.generator.canvas import Canvas
from digitiser.model import Page, Pixels, Scan
from digitiser.sheets import find_sheets
from digitiser.sheets.headings.labels import common_print, true_uprights
from digitiser.sheets.headings.naming import Words, name_line
from digitiser.sheets.headings.phrases import dark_on_light, find_phrases
from digitiser.sheets.headings.wordings import likely_language, meaning_of, meanings_of
from digitiser.sheets.paper import Paper
from digitiser.sheets.picture import grey_of
from digitiser.sheets.theirs import by_rules

SCALE = 8.0


def words(*texts: str, gap: float = 6.0) -> list[Words]:
    """Words side by side, 2 mm a letter, a tab's width apart; several words in a text stand closer."""
    placed, x = list[Words](), 10.0
    for text in texts:
        for word in text.split():
            placed.append(Words((word,), x, 50.0, x + 1.6 * len(word), 52.5))
            x += 1.6 * len(word) + 2.0
        x += gap
    return placed


def names(texts: tuple[str, ...]) -> list[str | None]:
    return [item.name for item in name_line(words(*texts), ()).items]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Numéro de téléphone", "phone"),
        ("N° d'ordre", "number"),
        ("Adresse e-mail (facultatif)", "email"),
        ("Country of residence", "country"),
        ("Straße und Hausnummer", "other"),
        ("Nome e cognome", "name"),
        ("Assinatura", "signature"),
        ("Ülke", "country"),
        ("الرقم البريدي", "postcode"),
        ("الاسم الشخصي", "given_name"),
        ("Sienature", "signature"),
        ("Sumame", "family_name"),
        ("CP / Postleitzahl", "postcode"),
        ("Pays (si hors de France)", "country"),
        ("First and last name / NOMBRE Y APELLIDOS", "name"),
        ("Given name { Vorname", "given_name"),
        ("Tel. {optional, for news only]", "phone"),
        ("Nombre(s)", "given_name"),
        ("NPA", "postcode"),
        ("Nombre y dos apellidos", "name"),
        ("NOM / Apellidos", "family_name"),
        ("Nom / prénom", "name"),
        ("Prénom VORNAME", "given_name"),
        ("Adresse e-mail E-Mail-Adresse", "email"),
        ("الهاتف المحمول", "phone"),
        ("qwertz", None),
        ("", None),
    ],
)
def test_a_heading_names_its_column(text: str, name: str | None) -> None:
    meaning = meaning_of(text)
    assert (meaning.name if meaning else None) == name


def test_the_wording_that_explains_most_letters_comes_first() -> None:
    assert [meaning.name for meaning in meanings_of("Adresse e-mail")] == ["email", "other"]
    assert [meaning.weight for meaning in meanings_of("Nom et prénom")] == sorted(
        (meaning.weight for meaning in meanings_of("Nom et prénom")), reverse=True
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("N°", "Nom et prénom", "Pays", "Signature"), ["number", "name", "country", "signature"]),
        (("Nom", "Prénom", "Pays", "Signature"), ["family_name", "given_name", "country", "signature"]),
        (("Nombre", "Apellidos", "País", "Firma"), ["given_name", "family_name", "country", "signature"]),
        (("Nombre y apellidos", "Municipio", "Firma"), ["name", "city", "signature"]),
        (("Name", "Vorname", "Land", "Unterschrift"), ["family_name", "given_name", "country", "signature"]),
        (("Signature", "Name", "Xyzzy", "Country"), ["signature", "name", None, "country"]),
    ],
)
def test_words_are_joined_to_headings_and_each_column_is_named_once(
    texts: tuple[str, ...], expected: list[str | None]
) -> None:
    assert names(texts) == expected


def test_a_second_heading_of_the_same_meaning_is_not_the_same_column() -> None:
    assert names(("Name", "Signature", "Signature")).count("signature") == 1


def test_remains_of_writing_between_labels_cost_nothing() -> None:
    placed = [
        Words((text,), x, 50.0, x + 4, 51.6) for text, x in (("NOM", 10.0), ("Fa", 22.0), ("pr", 30.0), ("PAYS", 52.0))
    ]
    clean = name_line([placed[0], placed[3]], (50.0, 90.0))
    dirty = name_line(placed, (50.0, 90.0))
    assert dirty.weight == clean.weight
    assert [item.name for item in dirty.items if item.name] == ["name", "country"]


def test_dirt_before_the_first_heading_costs_nothing() -> None:
    line = words("x", "Name", "Country", gap=8.0)
    edges = (34.0, 60.0)
    assert name_line(line, edges).weight == name_line(line[1:], edges).weight


def test_a_short_word_that_was_seen_as_two_is_one() -> None:
    line = [Words(("T",), 10, 50, 11.5, 52.5), Words(("él.",), 13, 50, 17, 52.5), Words(("Pays",), 40, 50, 46, 52.5)]
    assert [(item.text, item.name) for item in name_line(line, (30.0, 60.0)).items] == [
        ("Tél.", "phone"),
        ("Pays", "country"),
    ]


def test_a_heading_is_hardly_in_another_language_than_the_others() -> None:
    line = words("Nôm", "Apellidos", "Nombre", "País")
    assert next(item.name for item in name_line(line, ()).items) == "name"
    assert [item.name for item in name_line(line, (), "es").items] == [None, "family_name", "given_name", "country"]


def test_a_hint_in_brackets_is_no_heading() -> None:
    close = words("Identité", "(en capitales)", "Pays", gap=1.5)
    assert [item.text for item in name_line(close, ()).items] == ["Identité (en capitales)", "Pays"]
    arabic = words("الاسم", "(اختياري) البريد", gap=4.0)
    assert [item.name for item in name_line(arabic, ()).items] == ["name", "email"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("NOM / APELLIDOS", "PRÉNOM / Nombre(s)", "Pays"), ["family_name", "given_name", "country"]),
        (("Name & surname", "Country"), ["name", "country"]),
        (("Teléfono opeional)", "Correo"), ["phone", "email"]),
        (("Prénom VORNAME", "Pays LAND"), ["given_name", "country"]),
    ],
)
def test_what_belongs_together_is_not_torn(texts: tuple[str, ...], expected: list[str]) -> None:
    assert names(texts) == expected


def test_an_upright_rule_parts_words_that_stand_close() -> None:
    close = [Words(("Nom",), 10, 50, 16, 52.5), Words(("Prénom",), 17.5, 50, 28, 52.5)]
    assert [item.name for item in name_line(close, ()).items] == ["name"]
    assert [item.name for item in name_line(close, (16.8,)).items] == ["family_name", "given_name"]


def test_where_rules_part_headings_words_without_one_between_them_are_one_heading() -> None:
    line = words("Nombre y apellido", "Surname", gap=0.0)
    assert [item.name for item in name_line(line, ()).items] == ["given_name", "family_name"]
    assert [item.name for item in name_line(line, (8.0, 70.0)).items] == ["name"]


def test_lines_of_a_heading_are_read_from_top_to_bottom() -> None:
    stacked = [Words(("résidence",), 10, 54, 26, 56), Words(("Pays de",), 12, 50, 24, 52.5)]
    assert [item.text for item in name_line(stacked, ()).items] == ["Pays de résidence"]


def test_arabic_words_are_read_from_right_to_left() -> None:
    line = [Words(("الكامل",), 10, 50, 20, 53), Words(("الاسم",), 22, 50, 30, 53)]
    assert [(item.text, item.name) for item in name_line(line, ()).items] == [("الاسم الكامل", "name")]


def test_a_reading_that_is_understood_wins_over_one_that_is_not() -> None:
    assert [item.name for item in name_line([Words(("S1pn#t", "Signature"), 10, 50, 30, 53)], ()).items] == [
        "signature"
    ]


def test_the_language_is_that_of_most_of_the_print() -> None:
    headings = [meaning for text in ("Name", "Land", "Unterschrift") if (meaning := meaning_of(text))]
    assert likely_language(headings, []) == "de"
    assert likely_language([], ["Os", "abaixo", "assinados", "pela", "uma"]) == "pt"
    assert likely_language([], ["zzz"]) is None


def print_on(dark_band: bool, shadow: bool) -> Pixels:
    """Two headings on a strip of 120 x 20 mm."""
    canvas = Canvas.blank(120, 40, SCALE, (250, 250, 250))
    if dark_band:
        canvas.fill((5, 10, 115, 20), (30, 30, 30))
    for text, x in (("Name", 10.0), ("Signature", 80.0)):
        colour = (255, 255, 255) if dark_band else (20, 20, 20)
        canvas.text(text, x, 16, 2.1, fonts.PRINT[0], colour, 0.0)
    canvas.line(5, 22, 115, 22, 0.3, (20, 20, 20))
    canvas.line(60, 10, 60, 40, 0.3, (20, 20, 20))
    grey = grey_of(canvas.image).astype(np.float32)
    if shadow:
        grey *= np.linspace(1.0, 0.45, grey.shape[1])
    return grey.astype(np.uint8)


@pytest.mark.parametrize("dark_band", [False, True])
@pytest.mark.parametrize("shadow", [False, True])
def test_phrases_are_found_on_any_ground_and_rules_are_none(dark_band: bool, shadow: bool) -> None:
    turned = dark_on_light(print_on(dark_band, shadow))
    found = sorted(find_phrases(turned, 0.0, 0.0), key=lambda phrase: phrase.left)
    assert [(round(phrase.left), round(phrase.bottom) // 4) for phrase in found] == [(10, 4), (80, 4)]
    assert all(phrase.picture.min() < 120 and np.median(phrase.picture) > 150 for phrase in found)


def test_letters_that_blur_has_joined_are_no_rule_and_a_wavering_rule_is_no_letter() -> None:
    canvas = Canvas.blank(120, 40, SCALE, (250, 250, 250))
    canvas.text("Familienname", 10, 14, 2.0, fonts.PRINT[0], (20, 20, 20), 0.0)
    canvas.text("Unterschrift", 70, 14, 2.0, fonts.PRINT[0], (20, 20, 20), 0.0)
    for x in range(5, 115, 5):
        canvas.line(x, 20 + 0.1 * (x % 2), x + 5, 20 + 0.1 * (x % 2), 0.25, (20, 20, 20))
    blurred = cv2.GaussianBlur(grey_of(canvas.image), (0, 0), 0.32 * SCALE)
    found = sorted(find_phrases(np.asarray(blurred, np.uint8), 0.0, 0.0), key=lambda phrase: phrase.left)
    assert [(round(phrase.left), round(phrase.top) in (11, 12), phrase.height > 1.8) for phrase in found] == [
        (10, True, True),
        (70, True, True),
    ]


def test_two_lines_of_small_print_that_nearly_touch_are_two_phrases() -> None:
    canvas = Canvas.blank(60, 40, SCALE, (250, 250, 250))
    for k, text in enumerate(("Tick to hear", "from us all")):
        canvas.text(text, 10, 14 + 2.1 * k, 1.4, fonts.PRINT[0], (20, 20, 20), 0.0)
    canvas.line(20, 13.5, 20, 15.5, 0.3, (20, 20, 20))  # dirt that joins them
    found = find_phrases(grey_of(canvas.image), 0.0, 0.0)
    assert [round(phrase.bottom) for phrase in found] == [14, 16]


def test_print_that_a_fold_runs_through_is_no_line_of_a_fold() -> None:
    grey = print_on(False, False)
    grey[round(14.6 * SCALE) : round(15.6 * SCALE)] = (grey[round(14.6 * SCALE) : round(15.6 * SCALE)] * 0.6).astype(
        np.uint8
    )
    found = sorted(find_phrases(grey, 0.0, 0.0), key=lambda phrase: phrase.left)
    assert [(round(phrase.left), round(phrase.right) // 10, round(phrase.bottom) // 4) for phrase in found] == [
        (10, 1, 4),
        (80, 9, 4),
    ]


def test_the_grain_of_a_deep_shadow_is_no_print() -> None:
    rng = np.random.default_rng(1)
    grain = cv2.GaussianBlur(rng.normal(0, 9, (round(40 * SCALE), round(120 * SCALE))), (0, 0), 0.8)
    noisy = print_on(False, False) * 0.28 + grain
    found = find_phrases(np.clip(noisy, 0, 255).astype(np.uint8), 0.0, 0.0)
    assert [round(phrase.left) for phrase in sorted(found, key=lambda phrase: phrase.left)] == [10, 80]


def test_headings_on_a_band_that_a_fax_machine_prints_as_dots_are_whole_phrases() -> None:
    grey, rng = print_on(False, False), np.random.default_rng(3)
    dots = rng.random((round(10 * SCALE), grey.shape[1])) < 0.1
    grey[round(9 * SCALE) : round(19 * SCALE)][dots] = 0
    found = sorted(find_phrases(grey, 0.0, 0.0), key=lambda phrase: phrase.left)
    whole = [phrase for phrase in found if phrase.height > 1.8]
    assert [(round(phrase.left), round(phrase.right) // 10, phrase.height < 3.2) for phrase in whole] == [
        (10, 1, True),
        (80, 9, True),
    ]


def test_light_print_on_a_dark_band_is_turned() -> None:
    turned = dark_on_light(print_on(True, False))
    assert turned[round(12 * SCALE), round(50 * SCALE)] > 200
    assert turned[round(30 * SCALE), round(50 * SCALE)] > 200


def test_labels_stay_and_writing_goes_in_what_rows_have_in_common() -> None:
    canvas = Canvas.blank(100, 90, SCALE, (250, 250, 250))
    rows = [(10.0 + 10 * k, 20.0 + 10 * k) for k in range(8)]
    for k, (top, bottom) in enumerate(rows):
        canvas.text("NAME", 5, top + 2.5, 1.5, fonts.PRINT[0], (20, 20, 20), 0.0)
        canvas.text("Anna Marie", 10 + 5 * k, bottom - 2, 3.0, fonts.PRINT[0], (20, 20, 90), 0.0)
        canvas.line(60, top, 60, bottom, 0.3, (20, 20, 20))
    common = common_print(grey_of(canvas.image), rows, 0.0, 100.0)
    assert common is not None
    assert common[: round(3 * SCALE), round(5 * SCALE) : round(12 * SCALE)].min() < 140
    assert common[round(5 * SCALE) :, : round(58 * SCALE)].min() > 200
    assert true_uprights(common, [5.4, 60.0], 0.0) == (60.0,)
    assert common_print(canvas.image[..., 0], rows[:3], 0.0, 100.0) is None


LABELS = (("NOM", 10.0), ("PAYS", 80.0), ("SIGNATURE", 130.0))


def labelled_sheet() -> Pixels:
    """A4: level rules, no headings, and a label at the start of each cell."""
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    canvas.text("Pour la liberté", 20, 30, 4, fonts.PRINT[0], (20, 20, 20), 0.0)
    for k in range(14):
        y = 60 + 14.0 * k
        canvas.line(9, y, 201, y, 0.3, (20, 20, 20))
        if k < 13:
            for text, x in LABELS:
                canvas.text(text, x, y + 3, 1.6, fonts.PRINT[0], (20, 20, 20), 0.0)
            if k < 10:
                canvas.text("Durand " * (1 + k % 2), 14 + 2 * k, y + 10, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0)
                canvas.text("Mali Togo"[k % 3 :], 85 + 2 * k, y + 10, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0)
    return canvas.image


def test_labels_in_the_cells_are_headings_and_no_row_is_lost_to_them() -> None:
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, labelled_sheet()), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "country", "signature"]
    assert len(sheet.table.bands) == 13
    assert sheet.language == "fr"
    starts = [column.box.left for column in sheet.table.columns[1:]]
    assert np.allclose(np.diff(starts), 50, atol=2)


def test_a_label_before_the_first_line_to_write_on_belongs_to_the_table() -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    rng = np.random.default_rng(2)
    for k in range(14):
        y = 60 + 14.0 * k
        for text, x, start, end in (("NAME:", 12.0, 22, 90), ("TEL.:", 94.0, 104, 140), ("ORT:", 144.0, 154, 196)):
            canvas.text(text, x, y, 1.8, fonts.PRINT[0], (20, 20, 20), 0.0)
            canvas.line(start, y, end, y, 0.3, (20, 20, 20))
            word = ["Durand", "Mali", "0123", "Togo", "Egon"][int(rng.integers(5))]
            canvas.text(word, start + 2 + 16 * rng.random(), y - 1.5, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0)
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "phone", "city"]
    assert sheet.table.bands[0].box.left < 12


def test_labels_one_below_the_other_are_no_numbers() -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for edge in (9, 80, 140, 201):
        canvas.line(edge, 48, edge, 240, 0.3, (20, 20, 20))
    for text, x in (("Nom et prénom", 12.0), ("Pays", 84.0), ("Signature", 144.0)):
        canvas.text(text, x, 55, 2.4, fonts.PRINT[0], (20, 20, 20), 0.0)
    for k in range(17):
        canvas.line(9, 48 + 12.0 * k, 201, 48 + 12.0 * k, 0.3, (20, 20, 20))
        if k:
            canvas.text("Nom", 10, 51 + 12.0 * k, 1.5, fonts.PRINT[0], (20, 20, 20), 0.0)
            canvas.text("Durand " * (1 + k % 2), 24 + k, 58 + 12.0 * k, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0)
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "country", "signature"]


def test_a_signature_column_whose_heading_is_scrawled_over_is_the_one_that_is_left() -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for k in range(16):
        canvas.line(9, 60 + 12.0 * k, 201, 60 + 12.0 * k, 0.3, (20, 20, 20))
    for edge in (9, 80, 140, 201):
        canvas.line(edge, 60, edge, 240, 0.3, (20, 20, 20))
    for text, x in (("Nom et prénom", 12.0), ("Pays", 84.0), ("Signature", 144.0)):
        canvas.text(text, x, 68, 2.4, fonts.PRINT[0], (20, 20, 20), 0.0)
    for k in range(40):
        canvas.line(141 + k, 61 + 8 * (k % 2), 142 + k, 69 - 8 * (k % 2), 0.5, (90, 30, 20))
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "country", "signature"]


def test_the_half_of_a_name_whose_heading_nobody_can_read_stands_beside_the_other() -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for k in range(16):
        canvas.line(9, 60 + 12.0 * k, 201, 60 + 12.0 * k, 0.3, (20, 20, 20))
    for edge in (9, 55, 100, 150, 201):
        canvas.line(edge, 60, edge, 240, 0.3, (20, 20, 20))
    for text, x in (("Sonbrc", 12.0), ("Apellidos", 58.0), ("País", 104.0), ("Firma", 154.0)):
        canvas.text(text, x, 68, 2.4, fonts.PRINT[0], (20, 20, 20), 0.0)
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["given_name", "family_name", "country", "signature"]


@pytest.mark.parametrize(("shown", "third"), [("box", "consent"), ("letter", None), ("nothing", None)])
def test_a_column_with_a_box_to_tick_in_each_row_asks_for_consent(shown: str, third: str | None) -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for k in range(16):
        y = 60 + 12.0 * k
        canvas.line(9, y, 201, y, 0.3, (20, 20, 20))
        if shown == "letter" and 0 < k < 15:
            canvas.text("O", 118, y + 8, 4.0, fonts.PRINT[0], (20, 20, 20), 0.0)
        boxed = shown == "box" and 0 < k < 15
        for x, down, wide, high in ((118, 4, 4, 0), (118, 8, 4, 0), (118, 4, 0, 4), (122, 4, 0, 4)) if boxed else ():
            canvas.line(x, y + down, x + wide, y + down + high, 0.3, (20, 20, 20))
        if shown == "box" and k % 3 == 1:
            canvas.line(117, y + 5, 121, y + 8, 0.6, (90, 30, 20))
    for edge in (9, 65, 110, 130, 201):
        canvas.line(edge, 60, edge, 240, 0.3, (20, 20, 20))
    for text, at in (("Nom et prénom", 12.0), ("Pays", 68.0), ("qxzrt", 112.0), ("Signature", 134.0)):
        canvas.text(text, at, 68, 2.4, fonts.PRINT[0], (20, 20, 20), 0.0)
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "country", third, "signature"]


def test_an_upright_that_is_none_parts_no_heading() -> None:
    """Letters below each other look like a rule; one rule for six headings is none."""
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for k in range(1, 16):
        canvas.line(9, 60 + 12.0 * k, 201, 60 + 12.0 * k, 0.3, (20, 20, 20))
        canvas.line(19.6, 61 + 12.0 * k, 19.6, 71 + 12.0 * k, 0.3, (20, 20, 20))
    for text, x in (
        ("Full name", 12.0),
        ("E-mail", 60.0),
        ("Country", 105.0),
        ("Postcode", 140.0),
        ("Signature", 170.0),
    ):
        canvas.text(text, x, 69, 2.6, fonts.PRINT[0], (20, 20, 20), 0.0)
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "email", "country", "postcode", "signature"]


def test_a_heading_that_a_flourish_or_a_stain_runs_over_is_read_where_no_upright_rules_tell_the_columns() -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for k in range(1, 16):
        canvas.line(9, 60 + 12.0 * k, 201, 60 + 12.0 * k, 0.3, (20, 20, 20))
    for text, x in (("Nom et prénom", 12.0), ("Pays", 84.0), ("Signature", 144.0)):
        canvas.text(text, x, 69, 2.6, fonts.PRINT[0], (20, 20, 20), 0.0)
    cv2.circle(canvas.image, (round(160 * SCALE), round(75 * SCALE)), round(9 * SCALE), (90, 30, 20), 4)
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert [column.name for column in sheet.table.columns] == ["name", "country", "signature"]


@pytest.mark.parametrize(("text", "columns"), [("i,", 3), ("Z:", 4)])
def test_what_nobody_can_read_parts_no_column_across_which_people_write(text: str, columns: int) -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    rng = np.random.default_rng(4)
    headings = ("Nom et prénom", 12.0), ("Pays", 84.0), ("Signature", 124.0), (text, 170.0)
    for heading, x in headings:
        canvas.text(heading, x, 69, 2.6, fonts.PRINT[0], (20, 20, 20), 0.0)
    for k in range(1, 14):
        canvas.line(9, 60 + 12.0 * k, 201, 60 + 12.0 * k, 0.3, (20, 20, 20))
        canvas.text(
            "Durand " * (1 + k % 2), 12 + 3 * rng.random(), 69 + 12.0 * k, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0
        )
        canvas.text("Mali", 84 + 3 * rng.random(), 69 + 12.0 * k, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0)
        for x in range(125 + k % 3, 150 if columns == 4 else 196, 3):
            canvas.line(x, 64 + 12.0 * k, x + 1.5, 68 + 12.0 * k, 0.4, (90, 30, 20))
            canvas.line(x + 1.5, 68 + 12.0 * k, x + 3, 64 + 12.0 * k, 0.4, (90, 30, 20))
    sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets[0]
    assert len(sheet.table.columns) == columns
    assert [column.name for column in sheet.table.columns[:3]] == ["name", "country", "signature"]


def test_where_no_heading_is_read_the_rows_that_nobody_filled_are_the_last_ones() -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    for k in range(16):
        canvas.line(9, 60 + 12.0 * k, 201, 60 + 12.0 * k, 0.3, (20, 20, 20))
        if k < 5:
            canvas.text("Durand " * (1 + k % 2), 24 + k, 68 + 12.0 * k, 3.0, fonts.PRINT[1], (90, 30, 20), 0.0)
    canvas.text("Petition " * 4, 20, 280, 4.0, fonts.PRINT[0], (20, 20, 20), 0.0)  # as much print as none has on top
    for image in (canvas.image, np.ascontiguousarray(canvas.image[::-1, ::-1])):
        sheet = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, image), ()).sheets[0]
        middle = sheet.image[round(60 * SCALE) : round(120 * SCALE)]
        assert (middle < 150).mean() > (sheet.image[round(140 * SCALE) : round(200 * SCALE)] < 150).mean()


def test_a_paper_that_was_cut_at_its_heading_band_is_seen_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = Canvas.blank(210, 297, SCALE, (250, 250, 250))
    canvas.text("Pour la liberté", 20, 30, 4, fonts.PRINT[0], (20, 20, 20), 0.0)
    canvas.fill((9, 60, 201, 72), (30, 30, 30))
    for text, x in (("Nom et prénom", 12.0), ("Pays", 84.0), ("Signature", 144.0)):
        canvas.text(text, x, 67, 2.4, fonts.PRINT[0], (255, 255, 255), 0.0)
    for k in range(15):
        canvas.line(9, 72 + 12.0 * k, 201, 72 + 12.0 * k, 0.3, (20, 20, 20))
    for edge in (9, 80, 140, 201):
        canvas.line(edge, 72, edge, 240, 0.3, (20, 20, 20))
    below = np.array([[0, 71], [210, 71], [210, 297], [0, 297]]) * SCALE
    monkeypatch.setattr(by_rules, "find_papers", lambda grey: (Paper(below, True),))
    (sheet,) = find_sheets(Page(Scan("drawn.png", "0" * 64), 1, canvas.image), ()).sheets
    assert [column.name for column in sheet.table.columns] == ["name", "country", "signature"]
    assert len(sheet.table.bands) == 14
    assert sheet.outline[0][1] < 0.01
