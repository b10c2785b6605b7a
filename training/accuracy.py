"""Measures the released model on transcribed lines: `uv run python -m training.accuracy FILE.jsonl...`.

One JSON object a file: `lines`, `cer` (mean over lines of edit distance by length of the truth, case, accents, punctuation and spacing
apart, at most 1; lines whose truth is then empty are left out), `exact` (share of lines without an error in that sense) and `ms_a_line`
(crop to text, processor time, so that other work on the machine does not count).
`--tesseract` measures Tesseract instead.
"""

import argparse
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from digitiser.columns.spelling import spelling_of
from digitiser.model import Reading
from digitiser.recognisers import Cell
from digitiser.recognisers.handwriting import Handwriting
from digitiser.recognisers.tesseract import Tesseract
from training.decoding import loose, loose_error
from training.lines import Real, real_lines

Reader = Callable[[Sequence[Cell]], list[Reading]]


def figures(read: Reader, lines: Sequence[Real]) -> dict[str, float]:
    """Lines counted, character error, share exactly right, milliseconds of processor time a line."""
    kept = [line for line in lines if loose(line.text)]
    begun = os.times()
    readings = read([Cell(line.image, "other", _language(line.text), spelling_of("other", None)) for line in kept])
    spent = sum(os.times()[:4]) - sum(begun[:4])  # Tesseract works in processes of its own
    errors = [loose_error(_likeliest(r), line.text) or 0.0 for r, line in zip(readings, kept, strict=True)]
    return {
        "lines": len(kept),
        "cer": round(float(np.mean(errors)), 4),
        "exact": round(float(np.mean([e == 0 for e in errors])), 4),
        "ms_a_line": round(1000 * spent / max(1, len(kept)), 2),
    }


def _likeliest(reading: Reading) -> str:
    """What ink and spelling say together; an engine that weighs no spelling says one thing only."""
    return reading.others[0][0] if reading.others else reading.text


def _language(text: str) -> str:
    """Tesseract is told the script; our own engine does not ask."""
    return "ar" if any("\u0600" <= c <= "\u06ff" for c in text) else "fr"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("files", type=Path, nargs="+")
    words.add_argument("--tesseract", action="store_true")
    words.add_argument("--model", type=Path)
    words.add_argument("--most", type=int, help="so many lines of each file at most, evenly spread")
    given = words.parse_args()
    cv2.setNumThreads(1)
    reader = Tesseract().read if given.tesseract else (Handwriting(given.model) if given.model else Handwriting()).read
    for file in given.files:
        lines = real_lines(file)
        if given.most and len(lines) > given.most:
            lines = [lines[k] for k in np.linspace(0, len(lines) - 1, given.most).astype(int)]
        print(json.dumps({"file": str(file)} | figures(reader, lines), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
