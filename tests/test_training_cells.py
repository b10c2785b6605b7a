"""Cells for training: cut by the pipeline from a drawn sheet, each with the words that are written in it."""

import numpy as np

from digitiser.recognisers import Cell
from digitiser.recognisers.handwriting import Handwriting
from training.cells import HELD_OUT_SEED, SEED, cells
from training.corpus import writable
from training.decoding import loose_error


def test_a_sheet_gives_its_cells_with_what_is_written_in_them() -> None:
    found = list(cells(HELD_OUT_SEED, 15))
    assert len(found) > 10
    assert len({cell.column for cell in found}) >= 2
    assert all(cell.line.text == writable(cell.line.text) != "" for cell in found)
    assert all(cell.line.image.min() < 128 < cell.line.image.max() for cell in found)
    read = Handwriting().read([Cell(cell.line.image, cell.column, None) for cell in found])
    errors = [loose_error(r.text, cell.line.text) or 0.0 for r, cell in zip(read, found, strict=True)]
    assert np.mean(errors) < 0.4  # paired with another cell's words it would be near 1


def test_training_and_measuring_never_share_a_sheet() -> None:
    assert SEED != HELD_OUT_SEED
