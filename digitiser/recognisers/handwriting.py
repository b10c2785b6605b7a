"""Our own handwriting recogniser: picture of a line -> ink -> network -> texts with probabilities.

The network (see `training/`) was trained on drawn handwriting and on three sets of real lines; it reads Latin and Arabic script.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitiser.model import NUMBERS, Reading
from digitiser.recognisers import Cell, ClosedTable, Spelling
from digitiser.recognisers.decoding import Columns, Found, beams, best_path, mixed, spelt, tabled

MODEL = Path(__file__).parent / "models" / "handwriting.onnx"

HEIGHT = 40  # pixels of the network's input: 32 lose the dots of cursive lines, 64 cost 2.5 times as much
STRIDE = 4  # pixels of width to one column of the network's output
WIDEST = 1600  # pixels: a cell 40 times as wide as high is no writing
STROKES_APART = (
    11.0  # pixels: measured best of 7 to 11 on cells of names and addresses; unsqueezed printing has 12 to 16
)
DARKEST = 0.005  # share of a crop that may be darker than full ink: strokes cover far more
FAINTEST = 51  # of 255: what is fainter than a fifth of black is not blown up, so that blank paper stays blank
SEEN_AT_ONCE = 0.98  # share of the likeliest text: where it has less the line is looked at again ...
WIDER, FLATTER = (
    1.1,
    0.85,
)  # ... at other proportions: nobody knows how wide a hand is, and two looks err in other places
OTHERS, OTHER_NUMBERS = (
    8,
    16,
)  # texts beside the best: what a column chooses from, and where no word says which is likelier

Ink = NDArray[np.uint8]


@dataclass(frozen=True)
class Line:
    """What the network sees of a crop: `ink` is HEIGHT x width, 0 = paper, 255 = the darkest stroke.

    What stands at x in the crop stands at `(x - left) * scale` in the ink.
    """

    ink: Ink
    left: float
    scale: float


def network_input(image: NDArray[np.uint8]) -> Line:
    """A crop (dark writing on a light ground) as the network sees it. Training and reading both come through here.

    The ground is levelled, the writing cut out and scaled to the network's height, at its own proportions but for narrow writing, which is
    spread: the network's columns are STRIDE pixels apart, and squeezed letters would share them.
    """
    shrunk = 1.0
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if grey.shape[0] > 96:
        shrunk = 96 / grey.shape[0]
        grey = cv2.resize(grey, (max(8, round(grey.shape[1] * shrunk)), 96), interpolation=cv2.INTER_AREA)
    if min(grey.shape) < 4:
        return Line(np.zeros((HEIGHT, 16), np.uint8), 0.0, 1.0)
    size = max(5, grey.shape[0] // 3) | 1
    ground = cv2.blur(cv2.dilate(grey, np.ones((size, size), np.uint8)), (size, size))
    ink = 255 - cv2.divide(grey, ground, scale=255)
    shares = np.cumsum(cv2.calcHist([ink], [0], None, [256], [0, 256]).ravel())
    darkest = int(np.searchsorted(shares, ink.size * (1 - DARKEST)))
    ink = cv2.convertScaleAbs(ink, alpha=255 / max(FAINTEST, darkest))
    top, bottom, left, right = _writing(ink)
    margin = max(2, round(0.08 * (bottom - top)))
    top, bottom = max(0, top - margin), min(ink.shape[0], bottom + margin)
    left, right = max(0, left - margin), min(ink.shape[1], right + margin)
    cut = ink[top:bottom, left:right]
    width = int(np.clip(round(cut.shape[1] * HEIGHT / cut.shape[0]), 16, WIDEST))
    method = cv2.INTER_AREA if cut.shape[0] > HEIGHT else cv2.INTER_LINEAR
    scaled = cv2.resize(cut, (width, HEIGHT), interpolation=method)
    narrow = STROKES_APART / _strokes_apart(scaled)
    if narrow > 1.05:
        width = min(WIDEST, round(width * min(narrow, 1.8)))
        scaled = cv2.resize(cut, (width, HEIGHT), interpolation=cv2.INTER_LINEAR)
    return Line(np.asarray(scaled, np.uint8), left / shrunk, shrunk * width / cut.shape[1])


def flattened(line: Line) -> Line:
    """The same line WIDER and FLATTER, in the middle of the network's height."""
    width, height = min(WIDEST, round(line.ink.shape[1] * WIDER)), round(HEIGHT * FLATTER)
    ink = cv2.resize(line.ink, (width, height), interpolation=cv2.INTER_AREA)
    above = (HEIGHT - height) // 2
    whole = cv2.copyMakeBorder(ink, above, HEIGHT - height - above, 0, 0, cv2.BORDER_CONSTANT, value=0)
    return Line(np.asarray(whole, np.uint8), line.left, line.scale * width / line.ink.shape[1])


def _strokes_apart(ink: NDArray[Any]) -> float:
    """Pixels from one stroke to the next along the ten rows that cross most strokes."""
    crossings = np.sort(np.count_nonzero(np.diff((ink > 90).astype(np.int8), axis=1) == 1, axis=1))
    return float(ink.shape[1] / max(1.0, crossings[-10:].mean()))


def _writing(ink: NDArray[Any]) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what looks written: specks, rules and strokes hanging in from the edges do not count."""
    height, width = ink.shape
    count, _, parts, _ = cv2.connectedComponentsWithStats((ink > 90).astype(np.uint8), connectivity=8)
    if count < 2:
        return 0, height, 0, width
    x, y, w, h, area = parts[1:].T
    speck = (area < 6) | (np.maximum(w, h) < 0.06 * height)
    rule = ((w > 0.5 * width) & (h < 0.12 * height) & (w > 12 * h)) | (
        (h > 0.8 * height) & (w < 0.08 * height) & ((x < 3) | (x + w > width - 3))
    )
    hanging = ((y == 0) | (y + h == height)) & (h < 0.2 * height)
    kept = ~(speck | rule | hanging)
    if not kept.any():
        return 0, height, 0, width
    x, y, w, h = x[kept], y[kept], w[kept], h[kept]
    return int(y.min()), int((y + h).max()), int(x.min()), int((x + w).max())


def visual(text: str) -> str:
    """Logical order to the order on paper from left to right, and back: Arabic turned round, runs of digits and Latin kept.

    The network reads from left to right whatever the script. Its own inverse on what the network writes.
    """
    if not any("\u0600" <= c <= "\u06ff" and not c.isdigit() for c in text):
        return text
    runs: list[str] = []
    for character in reversed(text):
        if _left_to_right(character) and runs and _left_to_right(runs[-1][0]):
            runs[-1] = character + runs[-1]
        else:
            runs.append(character)
    return "".join(runs)


def _left_to_right(character: str) -> bool:
    return character.isdigit() or character in "@._+" or (character.isalpha() and not "\u0600" <= character <= "\u06ff")


class Handwriting:
    """The released model. One thread, no network, no state: safe to make once in every process."""

    name = "handwriting"

    def __init__(self, model: Path = MODEL) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        notes = self._session.get_modelmeta().custom_metadata_map
        self.version = notes["version"]
        self.alphabet = notes["alphabet"]
        self._slope, self._offset = (float(v) for v in json.loads(notes.get("calibration", "[1, 0]")))

    def read(self, cells: Sequence[Cell]) -> list[Reading]:
        """One Reading a cell, in order: the text as written, in logical order, and others with their probabilities."""
        return [self._reading(network_input(cell.image), cell) for cell in cells]

    def columns(self, line: Line) -> Columns:
        """Log-probabilities (columns, classes) of a line, natural logarithms.

        One line a call: a batch is no faster on one core, and the scales of the 8-bit layers are those of all that goes through together,
        so in a batch a line would read differently beside other lines.
        """
        width = line.ink.shape[1]
        ink = np.zeros((1, 1, HEIGHT, -(-width // STRIDE) * STRIDE), np.float32)
        ink[0, 0, :, :width] = line.ink / np.float32(255)
        return np.asarray(self._session.run(None, {"ink": ink})[0][0])

    def _reading(self, line: Line, cell: Cell) -> Reading:
        if cell.spelling:
            return self._spelt(line, cell.spelling, OTHER_NUMBERS if cell.column in NUMBERS else OTHERS)
        (text, confidence), *others = [
            (visual(t), self._calibrated(p)) for t, p in beams(self.columns(line), self.alphabet)
        ]
        if not text:
            return Reading(self.name, "", 0.0)
        others = [(other, chance) for other, chance in others if other]
        return Reading(self.name, text, confidence, tuple(others[:OTHERS]))

    def _spelt(self, line: Line, spelling: Spelling | ClosedTable, most: int) -> Reading:
        """The text sign by sign as written, and at most so many texts with what ink and spelling say of each, after one look or two."""
        seen = [self.columns(line)]
        looks = [self._found(seen[0], spelling, most)]
        if not looks[0] or looks[0][0].share < SEEN_AT_ONCE:
            seen.append(self.columns(flattened(line)))
            looks.append(self._found(seen[1], spelling, most))
        found = [f for f in mixed(looks) if f.text]
        if not found:
            return Reading(self.name, "", 0.0)
        surest = max(range(len(looks)), key=lambda k: sum(f.share for f in looks[k] if f.text == found[0].text))
        written = visual(best_path(seen[surest], self.alphabet))
        folded = "".join(spelling.folded(sign) for sign in written)
        shares: dict[str, float] = {}
        for text, f in zip(texts := [visual(f.text) for f in found], found, strict=True):
            shown = written if text == folded else text
            shares[shown] = shares.get(shown, 0.0) + f.share
        sure = max((f.ink for text, f in zip(texts, found, strict=True) if text in (written, folded)), default=0.0)
        others = tuple(sorted(shares.items(), key=lambda share: -share[1]))
        return Reading(self.name, written or others[0][0], self._calibrated(sure), others[:most])

    def _found(self, columns: Columns, spelling: Spelling | ClosedTable, most: int) -> list[Found]:
        if isinstance(spelling, ClosedTable):
            return tabled(columns, self.alphabet, spelling)
        return spelt(columns, self.alphabet, spelling, width=most * 3 // 2)

    def _calibrated(self, chance: float) -> float:
        """The share of texts of this probability that turned out right (a logistic curve fitted on lines that were not trained on)."""
        chance = min(max(chance, 1e-9), 1 - 1e-6)
        return 1 / (1 + math.exp(-(self._slope * math.log(chance / (1 - chance)) + self._offset)))
