"""The figures of benchmarks/score.py: small cases counted by hand, and the same figures as the outside measure where it lies near."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.score import (
    Figures,
    ReadField,
    ReadRow,
    ReadSheet,
    TruePage,
    TrueRow,
    is_right,
    load_read,
    load_truth,
    loose,
    name_error,
    overlap,
    score,
)

OUTSIDE = Path(__file__).resolve().parents[2] / "shared" / "score.py"


def band(k: int, shift: float = 0.0) -> list[tuple[float, float]]:
    """The outline of row k of a sheet of ten rows."""
    top, bottom = 0.1 * k + shift, 0.1 * (k + 1) + shift
    return [(0.1, top), (0.9, top), (0.9, bottom), (0.1, bottom)]


def figures_of(read: list[ReadRow], true: list[TrueRow]) -> Figures:
    return score([ReadSheet("a/b.jpg", 1, read)], [TruePage("b.jpg", true)], lambda page: page.damage)["all"]


def test_overlap_of_quads() -> None:
    assert overlap(band(1), band(1)) == pytest.approx(1)
    assert overlap(band(1), band(2)) == pytest.approx(0, abs=1e-5)
    assert overlap(band(1), band(1, 0.05)) == pytest.approx(1 / 3, abs=1e-4)


def test_names_are_compared_as_a_careful_reader_does() -> None:
    assert loose("  Œuvrard-MÜLLER ß ") == "oeuvrard muller ss"
    assert is_right("name", "DUPONT, Zoé", "Zoe Dupont")
    assert not is_right("name", "Zoe Dupond", "Zoe Dupont")
    assert name_error("Zoe Dupond", "Zoe Dupont") == pytest.approx(0.1)
    assert name_error(None, "Zoe Dupont") == 1


def test_other_fields_are_compared_by_their_own_rules() -> None:
    assert is_right("country", " fr ", "FR")
    assert is_right("email", "A.B@x.org ", "a.b@x.org")
    assert is_right("postcode", "sw1a1aa", "SW1A 1AA")
    assert not is_right("phone", "0612345678", "+33612345678")
    assert not is_right("country", None, "FR")


def test_a_missed_row_counts_against_its_fields_and_a_ghost_is_counted() -> None:
    true = [
        TrueRow(band(1), "filled", True, {"name": "Zoe Dupont", "country": "FR"}),
        TrueRow(band(2), "filled", True, {"name": "Ana Ruiz", "country": "ES"}),
        TrueRow(band(3), "struck", True, {"name": "Max Moritz"}),
        TrueRow(band(4), "empty", False, {}),
    ]
    read = [
        ReadRow(band(1), "filled", True, {"name": ReadField("Zoe Dupont", 1.0), "country": ReadField("DE", 0.5)}),
        ReadRow(band(3), "filled", False, {}),
        ReadRow(band(4), "filled", False, {"name": ReadField("ghost", 0.25)}),
        ReadRow(band(8), "filled", False, {}),
    ]
    got = figures_of(read, true)
    assert (got.rows, got.row_recall, got.ghost_rows) == (3, 0.6667, 2)
    assert (got.state_right, got.signed_right, got.struck_recall, got.struck_false) == (0.3333, 0.3333, 0.0, 0)
    assert (got.name, got.country, got.name_cer, got.whole_rows_right) == (0.5, 0.0, 0.5, 0.0)
    assert (got.passed_at_99, got.passed_right, got.automatic_at_99) == (0.25, 1.0, 0.25)
    # claims: 1.0 right, 0.5 wrong, 0.25 wrong: (0 + 0.5 + 0.25) / 3
    assert got.calibration_error == 0.25


def test_rows_read_as_empty_are_not_ghosts_and_order_does_not_matter() -> None:
    true = [TrueRow(band(k), "filled", None, {"name": f"Name {k}"}) for k in range(5)]
    read = [ReadRow(band(k, 0.01), "filled", None, {"name": ReadField(f"Name {k}", 0.9)}) for k in reversed(range(5))]
    read.append(ReadRow(band(7), "empty", None, {}))
    got = figures_of(read, true)
    assert (got.row_recall, got.ghost_rows, got.name, got.signed_right) == (1.0, 0, 1.0, 1.0)


def test_pages_that_the_truth_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="does not know"):
        score([ReadSheet("c.jpg", 2, [])], [TruePage("c.jpg", [])], lambda page: page.damage)


def invented_reading(rng: np.random.Generator) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Truth and a bad reading of it: rows missed, moved, invented; values wrong, left out, without ground."""
    truth, read = [], []
    names = ["Zoé Dupont", "Ana Ruiz", "محمد بن علي", "Łukasz O'Neil", "JÜRGEN GROß"]
    for page in range(12):
        rows, got = [], []
        for k in range(8):
            state = str(rng.choice(["filled", "filled", "filled", "struck", "empty"]))
            fields = {
                "name": names[int(rng.integers(5))],
                "country": "FR",
                "phone": "+33612345678",
                "postcode": "SW1A 1AA",
            }
            kept = {c: v for c, v in fields.items() if rng.random() < 0.8} if state != "empty" else {}
            signed = None if page == 3 else bool(rng.random() < 0.8)
            rows.append({"index": k, "quad": band(k), "state": state, "signed": signed, "fields": kept})
            if rng.random() < 0.9:
                claimed = {
                    c: v if rng.random() < 0.7 else v[:-1] + "X" for c, v in fields.items() if rng.random() < 0.8
                }
                values = {
                    c: {"value": v, "confidence": float(rng.choice([1.0, 0.995, 0.99, 0.9, 0.55, 0.5, 0.05, 0.0]))}
                    for c, v in claimed.items()
                }
                values["email"] = {"value": None, "confidence": 0.0}
                seen = state if rng.random() < 0.8 else str(rng.choice(["filled", "struck", "empty"]))
                quad = band(k, float(rng.uniform(-0.06, 0.06)))
                got.append({"quad": quad, "state": seen, "signed": bool(rng.random() < 0.8), "fields": values})
        damage = f"d{page % 3}"
        truth.append(
            {"file": f"{page}.jpg", "page": 1, "layout": "l", "damage": damage, "language": "fr", "rows": rows}
        )
        read.append({"file": f"in/{page}.jpg", "page": 1, "sheet": 1, "rows": got})
    return truth, read


@pytest.mark.skipif(not OUTSIDE.exists(), reason="the outside measure is not part of the project")
def test_figures_are_those_of_the_outside_measure(tmp_path: Path) -> None:
    for seed in range(3):
        truth, read = invented_reading(np.random.default_rng(seed))
        paths = tmp_path / "read.jsonl", tmp_path / "truth.jsonl"
        for path, lines in zip(paths, (read, truth), strict=True):
            path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf8")
        command = [sys.executable, str(OUTSIDE), *map(str, paths), "--by", "damage", "--json"]
        theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        ours = score(load_read(paths[0]), load_truth(paths[1]), lambda page: page.damage)
        assert {group: asdict(figures) for group, figures in ours.items()} == theirs
