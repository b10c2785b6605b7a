"""Who may be the same person: proposals, whatever the order; nobody is dropped."""

from __future__ import annotations

import random
from typing import Any

from digitiser.duplicates import proposals
from digitiser.model import Signature


def signature(key: str, **values: str) -> Signature:
    settled: Any = tuple(values.items())
    return Signature(key, "scan", "sheet", None, 1, settled, "ana", "now")


PEOPLE = (
    signature("a", name="Amina Benali", country="MA", email="amina@example.org"),
    signature("b", name="BENALI Amina", country="MA"),
    signature("c", name="Karim Benali", country="MA", phone="+212612345678"),
    signature("d", name="Leïla Benali", country="MA", phone="+212612345678"),
    signature("e", given_name="Zoë", family_name="Ångström", country="SE", email="z@example.org"),
    signature("f", name="Zoe Angstrom", country="DE", email="Z@EXAMPLE.ORG"),
    signature("g", name="محمد العلوي", country="MA"),
    signature("h", name="العلوى محمد", country="MA"),
    signature("i", name="Li Wei", country="CN"),
)


def test_the_same_person_is_proposed_and_a_family_is_not() -> None:
    found = {(p.first, p.second): p.reasons for p in proposals(PEOPLE)}
    assert found == {("a", "b"): ("same_name",), ("e", "f"): ("same_email",), ("g", "h"): ("same_name",)}


def test_proposals_do_not_depend_on_the_order() -> None:
    mixed = random.Random(1).sample(PEOPLE, len(PEOPLE))
    assert proposals(mixed) == proposals(PEOPLE)


def test_a_thousand_namesakes_do_not_flood_the_reviewer() -> None:
    assert proposals(signature(str(i), name="Maria Garcia", country="ES") for i in range(1000)) == ()
