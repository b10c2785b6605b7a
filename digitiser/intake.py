"""Stage 1: a file becomes a Scan and its Pages. Bytes are judged by their magic here and decoded in a child process (decoder.py).

The child has limits on memory and time, writes no file and sends back pixels only; whatever it does, this process goes on.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from digitiser.errors import InputRefused
from digitiser.model import Page, Pixels, Problem, Scan
from digitiser.settings import DECODER_SECONDS, LONGEST_SIDE_PX, MAX_FILE_BYTES, MAX_PAGES, PDF_MAGIC_WITHIN, REFUSALS

_SENTENCES = {
    "unreadable": ("cannot be opened.", "Check the name, and that it is a file you may read."),
    "empty": ("is empty (0 bytes).", "Copy it again from the scanner or phone."),
    "too_large": ("is far too large.", "Scan again at 300 dpi, at most 50 million pixels a page and 256 MB a file."),
    "type": ("is not a PDF, JPEG, PNG or TIFF.", "Save the scan in one of these and try again."),
    "damaged": ("is damaged or cut off.", "Copy it again from the scanner or phone, or scan the sheet again."),
    "encrypted": ("is protected by a password.", "Save it without a password and try again."),
    "too_many_pages": (f"has more than {MAX_PAGES} pages.", "Split it into smaller files."),
    "too_slow": ("took too long to open and was stopped.", "Scan the sheet again as JPEG or PNG."),
    "no_decoder": (
        "is a HEIC picture, which this installation does not read.",
        "Set the phone to JPEG (iPhone: Settings, Camera, Formats, Most Compatible), or install the extra 'heic'.",
    ),
}
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
DECODER = (sys.executable, "-I", "-m", "digitiser.decoder")


@dataclass(frozen=True)
class LostPage:
    """A page of an otherwise good file that could not be decoded; it is kept as a problem for a person."""

    scan: Scan
    number: int
    problem: Problem


@dataclass(frozen=True)
class _Lost:
    code: str


@dataclass(frozen=True)
class _Refusal:
    code: str


def refusal(code: str, file: str) -> InputRefused:
    """The error that says of `file` what `code` means and what to do."""
    what, hint = _SENTENCES[code]
    return InputRefused(code, f"{_shown(file)} {what}", hint)


def open_scan(path: Path) -> tuple[Scan, bytes]:
    """Read a file once: its identity and its bytes. Links, folders, devices, empty, huge and unknown files are refused (InputRefused)."""
    file = str(path)
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except (OSError, ValueError):
        raise refusal("unreadable", file) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise refusal("unreadable", file)
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    return scan_of(file, data), data


def scan_of(file: str, data: bytes) -> Scan:
    """The identity of a file from its bytes; `file` is its name. Empty, huge and unknown ones are refused (InputRefused)."""
    if len(data) > MAX_FILE_BYTES:
        raise refusal("too_large", file)
    if not data:
        raise refusal("empty", file)
    if not _known(data):
        raise refusal("type", file)
    return Scan(file, hashlib.sha256(data).hexdigest())


def read_pages(scan: Scan, data: bytes) -> Iterator[Page | LostPage]:
    """Pages of a file in order, decoded in a child process. A file of which nothing can be read is refused (InputRefused)."""
    for number, answer in enumerate(_decoded(data, scan.file), 1):
        if isinstance(answer, str):
            what, hint = _SENTENCES[answer]
            yield LostPage(scan, number, Problem(answer, f"Page {number} {what} {hint}"))
        else:
            yield Page(scan, number, answer)


def _known(data: bytes) -> bool:
    if data.startswith(_MAGIC) or b"%PDF-" in data[:PDF_MAGIC_WITHIN]:
        return True
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _shown(file: str) -> str:
    """A file's name for a message: no control characters, not endless."""
    name = Path(file).name or file
    clean = "".join(c if c.isprintable() else "?" for c in name)
    return clean if len(clean) <= 60 else clean[:57] + "..."


def _decoded(data: bytes, file: str) -> Iterator[Pixels | str]:
    """What the child answers: pixels, or the code of a lost page; stops with InputRefused when the file is refused."""
    child = subprocess.Popen(
        DECODER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    threading.Thread(target=_feed, args=(child.stdin, data), daemon=True).start()
    pages = 0
    try:
        while True:
            answer = _answer_in_time(child, child.stdout)
            if answer is None:
                return
            if isinstance(answer, _Refusal):
                if pages == 0:
                    raise refusal(answer.code, file)
                yield answer.code  # pages before this one were read: the rest is lost, not they
                return
            pages += 1
            if pages > MAX_PAGES:
                raise refusal("too_many_pages", file)
            yield answer.code if isinstance(answer, _Lost) else answer
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        child.wait()
        child.stdout.close()


def _answer_in_time(child: subprocess.Popen[bytes], stream: IO[bytes]) -> Pixels | _Lost | _Refusal | None:
    late = threading.Event()
    deadline = threading.Timer(DECODER_SECONDS, _stop, (child, late))
    deadline.start()
    try:
        return _next_answer(stream)
    except EOFError:  # cut short by our deadline, by the memory limit, or by what the bytes did to the decoder
        return _Refusal("too_slow" if late.is_set() else "damaged")
    finally:
        deadline.cancel()


def _next_answer(stream: IO[bytes]) -> Pixels | _Lost | _Refusal | None:
    """One message of the child, None at its end; EOFError for whatever is not one."""
    kind = _exactly(stream, 1)
    if kind == b"E":
        return None
    if kind in (b"L", b"R"):
        number = _exactly(stream, 1)[0]
        if number >= len(REFUSALS):
            raise EOFError
        return _Lost(REFUSALS[number]) if kind == b"L" else _Refusal(REFUSALS[number])
    if kind != b"P":
        raise EOFError
    width, height = struct.unpack(">II", _exactly(stream, 8))
    if not (0 < width <= LONGEST_SIDE_PX and 0 < height <= LONGEST_SIDE_PX):
        raise EOFError
    return np.frombuffer(_exactly(stream, width * height * 3), np.uint8).reshape(height, width, 3)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _feed(stream: IO[bytes], data: bytes) -> None:
    with suppress(OSError):  # a child that died has closed its end
        stream.write(data)
        stream.close()


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    with suppress(ProcessLookupError):
        child.kill()
