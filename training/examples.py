"""The picture of docs/handwriting.md: lines that the released model reads well and badly. `uv run python -m training.examples`."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from digitiser.model import Reading
from digitiser.recognisers import Cell
from digitiser.recognisers.handwriting import Handwriting, network_input
from training.decoding import loose_error
from training.fonts import fonts
from training.lines import Real
from training.unseen import drawn_lines

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "handwriting.png"
ROW, WIDTH, LINES = 58, 520, 12


def main() -> None:
    """Twelve lines without an error on the left, twelve with the most errors on the right, each above what was read and how surely."""
    reader = Handwriting()
    lines = drawn_lines("latin", 150, seed=11) + drawn_lines(
        "arabic", 30, seed=11
    )  # invented people only: no real line is shown
    read = [(line, reader.read([Cell(line.image, "other", None)])[0]) for line in lines if 4 < len(line.text) < 34]
    scored = [(loose_error(reading.text, line.text) or 0.0, line, reading) for line, reading in read]
    well = [entry for entry in scored if entry[0] == 0 and len(entry[1].text) > 6]
    badly = sorted(scored, key=lambda entry: -entry[0])
    picture = Image.new("L", (2 * WIDTH, ROW * LINES), 255)
    for column, chosen in enumerate((well[:: max(1, len(well) // LINES)], badly)):
        for row, (_, line, reading) in enumerate(chosen[:LINES]):
            _draw(picture, column * WIDTH, row * ROW, line, reading)
    PICTURE.parent.mkdir(exist_ok=True)
    picture.save(PICTURE, optimize=True)


def _draw(picture: Image.Image, left: int, top: int, line: Real, reading: Reading) -> None:
    face = ImageFont.truetype(str(next(f for f in fonts("print") if f.package == "noto-sans-arabic").path), 13)
    plain = ImageFont.truetype(str(next(f for f in fonts("print") if f.package == "open-sans").path), 13)
    ink = network_input(line.image).ink
    shown = Image.fromarray(255 - ink).resize((min(WIDTH - 20, round(ink.shape[1] * 0.8)), 32))
    picture.paste(shown, (left + 8, top + 3))
    pen = ImageDraw.Draw(picture)
    arabic = any("\u0600" <= c <= "\u06ff" for c in reading.text + line.text)
    pen.text((left + 8, top + 37), reading.text or "(nothing)", fill=0, font=face if arabic else plain)
    pen.text((left + WIDTH - 60, top + 37), f"{reading.confidence:.2f}", fill=120, font=plain)


if __name__ == "__main__":
    main()
