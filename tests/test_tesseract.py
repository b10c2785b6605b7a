"""Tesseract behind its door: what it reads, in which order, and that no picture touches the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitiser.errors import DigitiserError, MissingTool
from digitiser.model import Pixels
from digitiser.recognisers import Cell, tesseract
from digitiser.recognisers.tesseract import PACKS, Tesseract, read_words, require


def printed(text: str, height: int = 70) -> Pixels:
    width = 40 + cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 2)[0][0]
    picture = np.full((height, width), 255, np.uint8)
    cv2.putText(picture, text, (20, height - 25), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    return picture


def test_every_picture_keeps_its_place_also_beside_blank_ones() -> None:
    blank = np.full((50, 200), 255, np.uint8)
    images = [printed("Martin"), blank, printed("Country 42"), np.zeros((1, 1), np.uint8), printed("Dupont")]
    texts = [" ".join(word.text for word in words) for words in read_words(images, ["fr", "en"], psm=7)]
    assert texts == ["Martin", "", "Country 42", "", "Dupont"]


def test_words_stand_where_they_were_printed() -> None:
    picture = np.full((300, 900, 3), 255, np.uint8)
    cv2.putText(picture, "Country", (500, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    (words,) = read_words([picture], ["eng"], psm=11)
    (word,) = words
    assert word.text == "Country"
    assert word.confidence > 0.7
    assert (word.left, word.bottom) == pytest.approx((503, 204), abs=8)


def test_a_page_of_cells_is_one_call_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    run = tesseract._run

    def counted(options: Sequence[str], data: bytes, seconds: float) -> str:
        calls.append(list(options))
        return run(options, data, seconds)

    monkeypatch.setattr(tesseract, "_run", counted)
    cells = [Cell(printed(text), "name", "fr") for text in ("Anna Martin", "Paul Dupont")] * 6
    readings = Tesseract().read(cells)
    assert [reading.text for reading in readings] == ["Anna Martin", "Paul Dupont"] * 6
    assert all(0 < reading.confidence <= 1 and reading.engine == "tesseract" for reading in readings)
    assert len(calls) == 1
    assert Tesseract().read([]) == []


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a Linux program")
def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:  # the next best proof: a temporary folder that takes no file
        blocked = tmp_path / "blocked"
        blocked.write_bytes(b"")
        script = f"import os; os.environ['TMPDIR'] = {str(blocked)!r}\n"
        command = [sys.executable, "-c", script + _READ_ONE]
        assert subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip() == "Martin"
        return
    log = tmp_path / "log"
    script = (
        f"""#!/bin/sh\nexec {strace} -f -o {log} -e trace=openat,open,creat,mkdir {shutil.which("tesseract")} "$@"\n"""
    )
    traced = tmp_path / "tesseract"
    traced.write_text(script)
    traced.chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-c", _READ_ONE], capture_output=True, check=True, text=True, env=env)
    assert done.stdout.strip() == "Martin"
    opened = log.read_text()
    assert "fra.traineddata" in opened
    assert not [
        line for line in opened.splitlines() if any(w in line for w in ("O_WRONLY", "O_RDWR", "O_CREAT", "mkdir"))
    ]


_READ_ONE = """
import cv2, numpy as np
from digitiser.recognisers.tesseract import read_words
picture = np.full((70, 300), 255, np.uint8)
cv2.putText(picture, "Martin", (20, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
print(read_words([picture], ["fr"], psm=7)[0][0].text)
"""


def test_a_missing_language_is_never_ignored() -> None:
    require()
    with pytest.raises(MissingTool, match=r"tesseract-ocr-xyz") as missing:
        read_words([printed("Martin")], ["ar", "xyz"])
    assert "ara" not in missing.value.message
    assert missing.value.exit_code == 3


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "/nowhere/tesseract")
    with pytest.raises(MissingTool, match=r"sudo apt install tesseract-ocr\."):
        Tesseract().read([Cell(printed("Martin"), "name", "fr")])


def test_a_broken_language_pack_is_an_error_and_not_a_blank_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fra.traineddata").write_bytes(b"broken")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(MissingTool):
        read_words([printed("Martin")], ["ar"])
    with pytest.raises(DigitiserError, match="list-langs"):
        read_words([printed("Martin")], ["fr"])


def test_a_call_that_hangs_is_ended_with_all_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path / 'child'}\nwait\n")
    slow.chmod(0o755)
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(slow))
    with pytest.raises(DigitiserError, match="did not finish"):
        tesseract._run([], b"", 0.5)
    status = Path("/proc") / (tmp_path / "child").read_text().strip() / "status"

    def ended() -> bool:
        try:
            return "zombie" in status.read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True

    until = time.monotonic() + 5  # the kernel ends it in its own time; left alone it would sleep for a minute
    while not ended() and time.monotonic() < until:
        time.sleep(0.01)
    assert ended()


def test_each_cell_is_read_in_its_sheets_language() -> None:
    picture = printed("x")
    assert tesseract._cell_languages(Cell(picture, "name", "ar")) == ("ara",)
    assert tesseract._cell_languages(Cell(picture, "email", "ar")) == ("fra", "eng")
    assert tesseract._cell_languages(Cell(picture, "name", None))[0] == "fra"
    assert tesseract._cell_languages(Cell(picture, "name", "es-MX"))[0] == "spa"
    assert set(PACKS) == {"fr", "ar", "en", "es", "de"}
