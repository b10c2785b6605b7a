"""The child process that decodes hostile bytes: file on stdin, raw pixels on stdout. Run by intake.py, never imported by it.

The answer is a series of messages, each a kind byte and a body, big-endian:
`P` width, height (uint32 each), then height x width x 3 bytes BGR; `L` a lost page, one code byte; `R` the whole file is refused,
one code byte; `E` the end. Codes are indexes into REFUSALS. Whatever else comes, the parent throws away.

Only Pillow is imported at once: NumPy and PDFium take longer to load than a page to decode.
"""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from digitiser.settings import (
    DECODER_BYTES,
    LONGEST_SIDE_PX,
    MAX_PAGE_MM,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_SIDE_PX,
    PDF_DPI,
    PDF_MAGIC_WITHIN,
    REFUSALS,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

POINTS_PER_INCH, MM_PER_INCH = 72.0, 25.4
# What the decoders raise on damaged bytes; PDFium's own error is a RuntimeError.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, RuntimeError, struct.error)


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


def main() -> None:
    """Decode stdin to stdout; exits 0 whenever an answer was written."""
    _confine()
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        pages = _pdf_pages(data) if b"%PDF-" in data[:PDF_MAGIC_WITHIN] else _picture_pages(data)
        for page in pages:
            if isinstance(page, str):
                out.write(b"L" + bytes([REFUSALS.index(page)]))
            else:
                out.write(b"P" + struct.pack(">II", page.width, page.height))
                out.write(page.tobytes("raw", "BGR"))
            out.flush()
        out.write(b"E")
    except _Refused as refused:
        out.write(b"R" + bytes([REFUSALS.index(refused.code)]))
    out.flush()


def _confine() -> None:
    """Give up what decoding does not need: memory, new files, core dumps and, where the kernel lets us, the network."""
    try:
        import resource
    except ImportError:  # Windows: the parent's deadline is the only limit there
        return
    for limit, value in ((resource.RLIMIT_AS, DECODER_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        import ctypes

        user_and_network_namespace = 0x10000000 | 0x40000000  # CLONE_NEWUSER | CLONE_NEWNET
        ctypes.CDLL(None).unshare(user_and_network_namespace)  # refused inside some containers; the other limits stay


def _picture_pages(data: bytes) -> Iterator[Image.Image | str]:
    Image.MAX_IMAGE_PIXELS = None  # our own limit is tighter and comes first
    try:
        picture = _open(data)
        frames = (
            getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        )  # MPO, APNG: the first frame is the picture
    except _BROKEN:
        raise _Refused("damaged") from None
    if frames > MAX_PAGES:
        raise _Refused("too_many_pages")

    def frame(number: int) -> Image.Image:
        picture.seek(number)
        _check(picture.width, picture.height)
        return _reduced(_as_rgb(_upright(picture)))

    yield from _each_or_its_reason(frames, frame)


def _each_or_its_reason(count: int, page: Callable[[int], Image.Image]) -> Iterator[Image.Image | str]:
    """The pages in order, a lost one as the code of its reason; a file of one page that is lost is refused."""
    for number in range(count):
        try:
            yield page(number)
        except (_Refused, *_BROKEN) as error:
            code = error.code if isinstance(error, _Refused) else "damaged"
            if count == 1:
                raise _Refused(code) from None
            yield code


def _open(data: bytes) -> Image.Image:
    if data[4:8] == b"ftyp":
        try:
            import pi_heif
        except ImportError:
            raise _Refused("no_decoder") from None
        pi_heif.register_heif_opener()
        return Image.open(io.BytesIO(data), formats=["HEIF"])
    try:
        return Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "TIFF"])
    except UnidentifiedImageError:
        raise _Refused("damaged") from None


def _check(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE_PX:
        raise _Refused("too_large")


def _upright(picture: Image.Image) -> Image.Image:
    """EXIF orientation applied; values outside 1 to 8 mean nothing."""
    if picture.format in ("JPEG", "MPO"):
        picture.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    if picture.format == "TIFF":
        return ImageOps.exif_transpose(picture)  # its other frames are still to come out of the same object
    ImageOps.exif_transpose(picture, in_place=True)  # a copy of 48 megapixels is 190 MB
    return picture


def _as_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 and 32 bits a pixel: keep the most significant eight
        import numpy as np

        deep = np.asarray(picture, np.float64)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return Image.fromarray(np.clip(deep * (255.0 / top), 0, 255).astype(np.uint8)).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _reduced(picture: Image.Image) -> Image.Image:
    scale = LONGEST_SIDE_PX / max(picture.size)
    if scale >= 1:
        return picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0)


def _pdf_pages(data: bytes) -> Iterator[Image.Image | str]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        raise _Refused("encrypted" if "password" in str(error).lower() else "damaged") from None
    if count > MAX_PAGES:
        raise _Refused("too_many_pages")
    if count == 0:
        raise _Refused("damaged")
    yield from _each_or_its_reason(count, lambda number: _rendered(document[number]))


def _rendered(page: PdfPage) -> Image.Image:
    longest = max(page.get_size())  # points
    if not 0 < longest <= MAX_PAGE_MM / MM_PER_INCH * POINTS_PER_INCH:
        raise _Refused("too_large")
    scale = min(PDF_DPI / POINTS_PER_INCH, LONGEST_SIDE_PX / longest)
    picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return picture.convert("RGB")


if __name__ == "__main__":
    main()
