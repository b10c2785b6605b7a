"""Lines drawn in held-out fonts, as sample sheets hold them. `uv run python -m training.unseen FOLDER` writes them."""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from training import texts
from training.distortion import bend, pen
from training.lines import Real
from training.paper import Paper
from training.writing import Line, write, write_rtl


def drawn_lines(script: str, count: int, seed: int = 7) -> list[Real]:
    """`count` damaged crops of "latin" or "arabic" texts in held-out fonts; always the same for a seed."""
    rng, paper = np.random.default_rng(seed), Paper()
    lines = []
    for _ in range(count):
        if script == "arabic":
            text = texts.arabic(rng, 24)
            line, stroke = write_rtl(rng, text, "held-out")
        else:
            text = texts.latin(rng, 28)
            line, stroke = write(rng, text, "held-out")
        line = bend(rng, line)
        lines.append(Real(paper.scan(rng, Line(pen(rng, line.ink, stroke), line.centres))[0], text))
    return lines


def main() -> None:
    """Writes `dev-unseen-fonts-latin.jsonl`, `dev-unseen-fonts-arabic.jsonl` and their pictures."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("folder", type=Path)
    words.add_argument("--lines", type=int, default=300)
    given = words.parse_args()
    for script in ("latin", "arabic"):
        name = f"dev-unseen-fonts-{script}"
        (given.folder / name).mkdir(parents=True, exist_ok=True)
        rows = []
        for k, line in enumerate(drawn_lines(script, given.lines)):
            cv2.imwrite(str(given.folder / name / f"{k:05}.png"), line.image)
            rows.append(json.dumps({"image": f"{name}/{k:05}.png", "text": line.text}, ensure_ascii=False))
        (given.folder / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
