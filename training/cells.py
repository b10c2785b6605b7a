"""Cells as reading gets them: whole sheets are drawn in the training fonts, damaged, and cut by the pipeline itself.

`uv run python -m training.cells --pages 100` adds the cells of a hundred more sheets to the cache; training mixes them in, and takes up
what was added meanwhile. The sheets come from `benchmarks/generator` with the fonts of `fonts.toml` in the place of its own, and from
seeds that no measurement uses, so layouts and damages are those of sample sheets, hands and people are not.
"""

import argparse
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from benchmarks.generator import fonts as generated
from benchmarks.generator.damage import Damage
from benchmarks.generator.fonts import Face
from benchmarks.generator.sample import own, stranger
from benchmarks.score import ReadRow, TrueRow, pair
from digitiser.forms import load_forms
from digitiser.ink import cell_picture, find_ink
from digitiser.model import ColumnName, Page, Pixels, Row, Scan, Sheet
from digitiser.recognisers import Cell
from digitiser.recognisers.handwriting import Handwriting
from digitiser.rows import find_rows
from digitiser.sheets import find_sheets
from training.corpus import writable
from training.data import CELLS, HELD_OUT_CELLS
from training.decoding import loose_error
from training.fonts import Font, fonts
from training.lines import Real

SEED = 770_000
HELD_OUT_SEED = 880_000
"""Sheets of the first are for training only, those of the second for measuring."""

DAMAGED: tuple[Damage, ...] = (
    "photo-hard", "worn", "flatbed", "fax", "photo-hard", "photo", "curled", "worn", "folded", "photo-hard", "coffee", "fax",
    "bleed-through",
)  # fmt: skip
"""In turn; what makes reading hard comes more often."""

LOST = 0.7
"""A cell that is read with more than this error was cut or paired wrongly: nobody could learn from it."""


@dataclass(frozen=True)
class DrawnCell:
    """What a recogniser would get, and what is truly written there."""

    column: ColumnName
    line: Real


def use_training_fonts() -> None:
    """From here on the generator's people write in training fonts."""

    def faces(group: str, kind: str) -> tuple[Face, ...]:
        return tuple(Face(str(font.path.resolve()), kind) for font in fonts(group) if _complete(font, kind))  # type: ignore[arg-type]

    generated.SEPARATE = faces("printed", "separate")
    generated.JOINED = faces("joined", "joined")
    generated.ARABIC = faces("arabic", "arabic")


def _complete(font: Font, kind: str) -> bool:
    needed = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي٠١٢٣" if kind == "arabic" else "ABCXYZabcxyz0123456789@.-éèçñü"
    return all(c in font.characters for c in needed)


def cells(seed: int, number: int) -> Iterator[DrawnCell]:
    """The written cells that the pipeline finds on sheet `number` of the seed."""
    damage = DAMAGED[number % len(DAMAGED)]
    sample = (own if number % 4 == 3 else stranger)(seed, number, damage, "ar" if number % 5 in (1, 3) else None)
    packed = cv2.imencode(".jpg", sample.picture.image, [cv2.IMWRITE_JPEG_QUALITY, sample.picture.quality])[1]
    image: Pixels = cv2.imdecode(packed, cv2.IMREAD_COLOR)  # type: ignore[assignment]
    for sheet in find_sheets(Page(Scan(sample.name, ""), 1, image), load_forms()).sheets:
        yield from _of_sheet(sheet, sample.truth["rows"])


def _of_sheet(sheet: Sheet, truth: list[dict[str, object]]) -> Iterator[DrawnCell]:
    ink = find_ink(sheet)
    rows = find_rows(sheet, ink)
    read = [ReadRow(quad=list(row.quad), state=row.state) for row in rows]
    true = [TrueRow(t["quad"], str(t["state"]), None, {}) for t in truth]  # type: ignore[arg-type]
    for j, i in pair(read, true).items():
        if truth[j]["state"] == "filled" and len(truth[j]["printed_rows"]) == 1:  # type: ignore[arg-type]
            for column, text in _written(rows[i], truth[j]):
                yield DrawnCell(column, Real(cell_picture(sheet, ink, rows[i], column), text))


def _written(row: Row, truth: dict[str, object]) -> Iterator[tuple[ColumnName, str]]:
    """Columns in which words were written and ink was found, with the words."""
    words: dict[str, str] = truth["written"]  # type: ignore[assignment]
    kinds: dict[str, str] = truth["ink"]  # type: ignore[assignment]
    for field in row.fields:
        text = writable(words.get(field.name, ""))
        if text and kinds.get(field.name) == "written" and field.ink in ("written", "unreadable"):
            yield field.name, text


def draw(out: Path, seed: int, pages: int, lost: float) -> None:
    """Adds the cells of more sheets to `out` (JSON Lines, pictures beside it), but for those that are read with more error than `lost`."""
    reader, folder = Handwriting(), out.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    done = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    first = 1 + max((json.loads(line)["sheet"] for line in done), default=-1)
    for number in range(first, first + pages):
        found = list(cells(seed, number))
        read = reader.read([Cell(cell.line.image, cell.column, None) for cell in found])
        rows = []
        for cell, reading in zip(found, read, strict=True):
            if (loose_error(reading.text, cell.line.text) or 0.0) <= lost:
                name = f"{number:05}-{zlib.crc32(cell.line.image.tobytes()):08x}.png"
                cv2.imwrite(str(folder / name), cell.line.image)
                row = {"image": f"{folder.name}/{name}", "text": cell.line.text, "column": cell.column, "sheet": number}
                rows.append(json.dumps(row, ensure_ascii=False) + "\n")
        with out.open("a", encoding="utf-8") as file:
            file.write("".join(rows))
        print(f"sheet {number}: {len(rows)} of {len(found)} cells", flush=True)


def main() -> None:
    """Adds cells to the cache, or with `--held-out` to a set that measures: the generator's own fonts, other seeds, nothing left out."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--pages", type=int, default=100)
    words.add_argument("--held-out", action="store_true", help="write cells in held-out fonts, to measure with")
    given = words.parse_args()
    cv2.setNumThreads(1)
    if given.held_out:
        draw(HELD_OUT_CELLS, HELD_OUT_SEED, given.pages, 1.0)
    else:
        use_training_fonts()
        draw(CELLS, SEED, given.pages, LOST)


if __name__ == "__main__":
    main()
