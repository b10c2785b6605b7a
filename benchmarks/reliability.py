"""Draws how often values were right that claimed to be: a reliability diagram, and the table below it.

usage: python -m benchmarks.reliability NAME READ.jsonl TRUTH.jsonl [NAME READ TRUTH ...] --out PICTURE.svg

One series of dots for each set of sheets. A dot stands at the mean confidence and the share right of a tenth of the confidence scale, its
area grows with the number of values (DeGroot and Fienberg, "The comparison and evaluation of forecasters", 1983). On the diagonal the
values are as right as they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.score import Tenth, count, load_read, load_truth, tenths

SIDE, MARGIN = 420, 56  # pixels
COLOURS = ("#1f5f8b", "#b3541e", "#4d7c3a", "#6b4e9b")
LARGEST, SMALLEST = 15.0, 3.0  # pixels: radius of the dot of most values, and of few


def drawn(series: Sequence[tuple[str, Sequence[Tenth]]]) -> str:
    """The diagram as SVG."""
    parts = [_frame()]
    for k, (name, dots) in enumerate(series):
        colour, most = COLOURS[k % len(COLOURS)], max(dot.values for dot in dots)
        for dot in dots:
            radius = max(SMALLEST, LARGEST * (dot.values / most) ** 0.5)
            x, y = MARGIN + dot.said * SIDE, MARGIN + (1 - dot.right) * SIDE
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.55" stroke="{colour}">'
                f"<title>{escape(name)}: said {dot.said:.2f}, right {dot.right:.2f}, {dot.values} values</title></circle>"
            )
        y = MARGIN + 22 + 22 * k
        parts.append(
            f'<circle cx="{MARGIN + 18}" cy="{y}" r="6" fill="{colour}" fill-opacity="0.55" stroke="{colour}"/>'
        )
        parts.append(f'<text x="{MARGIN + 32}" y="{y + 5}">{escape(name)}</text>')
    whole = SIDE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" font-family="sans-serif" '
        f'font-size="14" role="img" aria-label="How often values were right, by their confidence">\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _frame() -> str:
    """White ground, the diagonal, and both axes from 0 to 1."""
    near, far = MARGIN, MARGIN + SIDE
    lines = [
        f'<rect width="{far + MARGIN}" height="{far + MARGIN}" fill="white"/>',
        f'<rect x="{near}" y="{near}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{near}" y1="{far}" x2="{far}" y2="{near}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for k in range(6):
        at = SIDE * k / 5
        lines.append(f'<text x="{near + at:.0f}" y="{far + 20}" text-anchor="middle">{k / 5:.1f}</text>')
        lines.append(f'<text x="{near - 8}" y="{far - at + 5:.0f}" text-anchor="end">{k / 5:.1f}</text>')
    middle = MARGIN + SIDE / 2
    lines.append(f'<text x="{middle}" y="{far + 44}" text-anchor="middle">confidence</text>')
    lines.append(
        f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">share that is right</text>'
    )
    return "\n".join(lines)


@click.command()
@click.argument("sets", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def main(sets: tuple[str, ...], out: Path) -> None:
    """Draw SETS (name, read and truth of each) into OUT."""
    if len(sets) % 3:
        raise click.UsageError("Give a name, what was read and the truth of each set.")
    series, table = [], Table("set", "said", "right", "values")
    for name, read, truth in zip(sets[::3], sets[1::3], sets[2::3], strict=True):
        counted = count(load_read(Path(read)), load_truth(Path(truth)), lambda _: "all")["all"]
        series.append((name, tenths(counted.claims)))
        for dot in series[-1][1]:
            table.add_row(name, f"{dot.said:.2f}", f"{dot.right:.2f}", str(dot.values))
    out.write_text(drawn(series), encoding="utf-8")
    Console().print(table)


if __name__ == "__main__":
    main()
