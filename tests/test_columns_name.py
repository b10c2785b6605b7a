"""Names: capitals become names as people write them."""

from __future__ import annotations

import pytest

from digitiser.columns.name import as_written, candidates, joined


@pytest.mark.parametrize(
    ("ink", "name"),
    [
        ("BENOÎT DE LA TOUR", "Benoît de la Tour"),
        ("O'SULLIVAN", "O'Sullivan"),
        ("O ’ SULLIVAN", "O'Sullivan"),
        ("AÏT LAHCEN", "Aït Lahcen"),
        ("MCDONALD", "McDonald"),
        ("MacAllister", "MacAllister"),
        ("JEAN-PIERRE LE GOFF", "Jean-Pierre Le Goff"),
        ("JOSÉ MARÍA DE LOS ÁNGELES", "José María de los Ángeles"),
        ("ludwig von der tann", "Ludwig von der Tann"),
        ("d'ALMEIDA", "d'Almeida"),
        ("VAN DIJK", "Van Dijk"),
        ("de la tour", "de la Tour"),
        ("EL AMRANI", "El Amrani"),
        ("Jean DUPONT", "Jean Dupont"),
        ("J. P. SMITH", "J. P. Smith"),
        ("KARL III", "Karl III"),
        ("İBRAHİM ÇELİK", "İbrahim Çelik"),
        ("AIX-EN-PROVENCE", "Aix-en-Provence"),
        ("| François_", "François"),
        ("خديجة  الله", "خديجة الله"),
        ("مُحَمَّد", "مُحَمَّد"),
    ],
)
def test_a_name_is_written_as_people_write_it(ink: str, name: str) -> None:
    assert as_written(ink) == name
    assert as_written(name) == name
    assert [candidate.value for candidate in candidates(ink)] == [name]


def test_a_text_without_letters_is_no_name() -> None:
    assert candidates("") == candidates(" - 12 .") == ()


def test_given_and_family_name_make_one_string() -> None:
    assert joined("Anna", "de la Tour") == "Anna de la Tour"
    assert joined("", "Martin") == "Martin"
    assert joined("Anna", "") == "Anna"
