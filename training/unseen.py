"""Lines drawn in the held-out fonts: names, places and numbers as sample sheets hold them, for `dev-unseen-fonts`."""

import numpy as np

from training import texts
from training.drawing import Drawer, Line, bend, pen, write, write_rtl
from training.lines import Real


def drawn_lines(script: str, count: int, seed: int = 7) -> list[Real]:
    """`count` damaged crops of "latin" or "arabic" texts in held-out fonts; always the same for a seed."""
    rng, drawer = np.random.default_rng(seed), Drawer()
    lines = []
    for _ in range(count):
        if script == "arabic":
            text = texts.arabic(rng, 24)
            line, stroke = write_rtl(rng, text, "held-out")
        else:
            text = texts.latin(rng, 28)
            line, stroke = write(rng, text, "held-out")
        line = bend(rng, line)
        lines.append(Real(drawer.scan(rng, Line(pen(rng, line.ink, stroke), line.centres))[0], text))
    return lines
