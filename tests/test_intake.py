"""Files as people and enemies hand them in: what is readable is read whole, what is not is refused in one sentence."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pi_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from digitiser import intake
from digitiser.errors import InputRefused
from digitiser.intake import LostPage, open_scan, read_pages
from digitiser.model import Page
from digitiser.settings import LONGEST_SIDE_PX

WIDTH, HEIGHT = 300, 420


def picture() -> Image.Image:
    """A page whose upper left quarter is dark, so that every turn shows."""
    pixels = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    pixels[: HEIGHT // 2, : WIDTH // 2] = (30, 60, 90)
    return Image.fromarray(pixels)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pages_of(path: Path) -> list[Page | LostPage]:
    scan, data = open_scan(path)
    return list(read_pages(scan, data))


def refused(path: Path) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        pages_of(path)
    assert path.name[:20] in str(caught.value), "the sentence names the file"
    assert caught.value.hint, "and says what to do"
    return caught.value


def assert_upright(page: Page | LostPage) -> None:
    assert isinstance(page, Page)
    assert np.abs(np.subtract(page.image.shape, (HEIGHT, WIDTH, 3))).max() <= 1, "a PDF's page may round up"
    quarter = page.image[20 : HEIGHT // 2 - 20, 20 : WIDTH // 2 - 20].reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(quarter, (90, 60, 30), atol=12)  # BGR
    assert page.image[HEIGHT // 2 + 20 :].mean() > 225
    assert page.image[:, WIDTH // 2 + 20 :].mean() > 225


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", saved(picture(), "JPEG", quality=95)),
        ("progressive.jpg", saved(picture(), "JPEG", quality=95, progressive=True)),
        ("cmyk.jpg", saved(picture().convert("CMYK"), "JPEG", quality=95)),
        ("a.png", saved(picture(), "PNG")),
        ("named-wrongly.jpg", saved(picture(), "PNG")),
        ("palette.png", saved(picture().quantize(8), "PNG")),
        ("alpha.png", saved(picture().convert("RGBA"), "PNG")),
        ("lzw.tif", saved(picture(), "TIFF", compression="tiff_lzw")),
    ],
)
def test_a_picture_of_any_kind_is_read_as_seen(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (page,) = pages_of(tmp_path / name)
    assert_upright(page)


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8, 9, 255])
def test_the_orientation_of_a_phone_is_respected(tmp_path: Path, orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # PIL's transpose that the EXIF value asks the viewer to reverse
    stored = picture().transpose(Image.Transpose(undo[orientation])) if orientation in undo else picture()
    exif = Image.Exif()
    exif[0x0112] = orientation
    (tmp_path / "phone.jpg").write_bytes(saved(stored, "JPEG", quality=95, exif=exif))
    (page,) = pages_of(tmp_path / "phone.jpg")
    assert_upright(page)


def test_a_broken_heic_is_damaged_and_not_unknown(tmp_path: Path) -> None:
    heic = tmp_path / "phone.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 40)
    assert refused(heic).code == "damaged", "the decoder is there, the picture is not"
    assert pi_heif.libheif_version()


def test_sixteen_bits_and_one_bit(tmp_path: Path) -> None:
    grey = picture().convert("L")
    Image.fromarray(np.asarray(grey, np.uint16) * 257).save(tmp_path / "deep.png")
    grey.point(lambda v: 255 * (v > 128)).convert("1").save(tmp_path / "fax.tif", compression="group4")
    for name in ("deep.png", "fax.tif"):
        (page,) = pages_of(tmp_path / name)
        assert isinstance(page, Page)
        assert page.image[10:200, 10:140].mean() < 100 < 225 < page.image[220:].mean()


def test_every_page_of_a_stack_counts(tmp_path: Path) -> None:
    stack = [picture(), picture(), picture()]
    stack[0].save(tmp_path / "stack.tif", save_all=True, append_images=stack[1:])
    stack[0].save(tmp_path / "stack.pdf", save_all=True, append_images=stack[1:], resolution=300)
    for name in ("stack.tif", "stack.pdf"):
        pages = pages_of(tmp_path / name)
        assert [page.number for page in pages] == [1, 2, 3]
        for page in pages:
            assert_upright(page)
            assert page.scan == pages[0].scan


def test_a_great_picture_comes_smaller_but_whole(tmp_path: Path) -> None:
    picture().resize((5000, 7000)).save(tmp_path / "great.jpg")
    (page,) = pages_of(tmp_path / "great.jpg")
    assert isinstance(page, Page)
    assert max(page.image.shape) <= LONGEST_SIDE_PX
    assert abs(page.image.shape[0] / page.image.shape[1] - 7 / 5) < 0.01


def _pdf(body: bytes) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        + body
        + b"\nxref\n0 4\n0000000000 65535 f \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )


def _encrypted_pdf() -> bytes:
    trailer = b"trailer<</Size 4/Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32
    return _pdf(b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj").replace(
        b"trailer<</Size 4/Root 1 0 R>>", trailer + b">/P -44>>/ID[<00><00>]>>"
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("nothing.jpg", b"", "empty"),
        ("nothing.pdf", b"", "empty"),
        ("letter.txt", b"Dear sir", "type"),
        ("vector.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        ("moving.gif", saved(picture(), "GIF"), "type"),
        ("web.webp", saved(picture(), "WEBP"), "type"),
        ("cut.jpg", saved(picture().resize((1500, 2000)), "JPEG")[:9000], "damaged"),
        ("cut.png", saved(Image.effect_noise((WIDTH, HEIGHT), 90), "PNG")[:9000], "damaged"),
        ("cut.tif", saved(picture(), "TIFF")[:90], "damaged"),
        ("cut.pdf", saved(picture(), "PDF")[:400], "damaged"),
        ("bomb.png", saved(Image.new("1", (20000, 20000)), "PNG"), "too_large"),
        ("strip.png", saved(Image.new("1", (12001, 20)), "PNG"), "too_large"),
        ("hall.pdf", _pdf(b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>endobj"), "too_large"),
        ("secret.pdf", _encrypted_pdf(), "encrypted"),
    ],
)
def test_bad_files_are_refused_by_name_and_reason(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name).code == code


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(saved(picture(), "PNG"))
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("missing.png", "link.png", "pipe.png", "."):
        with pytest.raises(InputRefused) as caught:
            open_scan(tmp_path / name)
        assert caught.value.code == "unreadable"


def test_a_hostile_name_is_shown_harmless(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        open_scan(tmp_path / ("\u202egnp\n" + "x" * 200))
    assert "\u202e" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(caught.value.message) < 120


def test_pages_after_a_damaged_one_are_not_silently_missing(tmp_path: Path) -> None:
    noise = Image.effect_noise((WIDTH, HEIGHT), 90)
    buffer = io.BytesIO()
    noise.save(buffer, "TIFF", save_all=True, append_images=[noise, noise], compression="tiff_lzw")
    data = bytearray(buffer.getvalue())
    third = len(data) * 5 // 6
    data[third : third + 4000] = b"\xff" * 4000
    (tmp_path / "stack.tif").write_bytes(data)
    pages = pages_of(tmp_path / "stack.tif")
    assert [page.number for page in pages] == [1, 2, 3]
    assert isinstance(pages[0], Page)
    assert isinstance(pages[2], LostPage | Page)
    assert any(isinstance(page, LostPage) and "Page" in page.problem.message for page in pages)


STUBS = {
    "exits at once": "",
    "sends half a page": "o.write(b'P' + struct.pack('>II', 100, 100) + b'x' * 500)",
    "sends a page beyond all limits": "o.write(b'P' + struct.pack('>II', 65535, 65535))",
    "sends an unknown code": "o.write(b'L\\xff')",
    "sends rubbish": "o.write(b'hello there')",
    "shouts": "sys.stderr.write('x' * 10_000_000)",
}


@pytest.mark.parametrize("stub", STUBS.values(), ids=STUBS.keys())
def test_a_decoder_taken_over_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: str) -> None:
    (tmp_path / "a.png").write_bytes(saved(picture(), "PNG"))
    code = f"import struct, sys; o = sys.stdout.buffer; sys.stdin.buffer.read()\n{stub}\no.flush()"
    monkeypatch.setattr(intake, "DECODER", (sys.executable, "-I", "-c", code))
    assert refused(tmp_path / "a.png").code == "damaged"


def test_a_decoder_that_never_answers_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(saved(picture(), "PNG"))
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    monkeypatch.setattr(intake, "DECODER", (sys.executable, "-I", "-c", code))
    monkeypatch.setattr(intake, "DECODER_SECONDS", 0.5)
    assert refused(tmp_path / "a.png").code == "too_slow"


def test_pages_sent_before_the_end_broke_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(saved(picture(), "PNG"))
    code = "import struct, sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'P' + struct.pack('>II', 2, 2) + b'x' * 12)"
    monkeypatch.setattr(intake, "DECODER", (sys.executable, "-I", "-c", code))
    good, lost = pages_of(tmp_path / "a.png")
    assert isinstance(good, Page)
    assert isinstance(lost, LostPage)


def test_the_decoder_cannot_write_files_or_reach_out() -> None:
    """In the confined child a new file and a connection both fail (the second where the kernel allows namespaces)."""
    code = (
        "from digitiser import decoder; import tempfile; decoder._confine()\n"
        "try:\n f = tempfile.TemporaryFile(); f.write(b'x' * 99); f.flush(); print('wrote')\nexcept OSError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "wrote" not in done.stdout


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"%PDF-1.7"]), st.binary(max_size=2000))
def test_whatever_the_bytes_the_answer_is_a_refusal(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    (tmp_path / "any.bin").write_bytes(magic + rest)
    with suppress(InputRefused):
        assert all(page.number for page in pages_of(tmp_path / "any.bin"))
