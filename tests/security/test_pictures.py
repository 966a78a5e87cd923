"""Pictures made to be large: a few kilobytes on the way, hundreds of megabytes when decoded."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import suppress
from itertools import product

import pytest
from PIL import ExifTags, Image, ImageChops, ImageOps

from lms.media.pictures import MOST_PIXELS, NotAPicture, prepare
from tests.server import ROOT

MOST_MEMORY = 256  # MiB, for one upload
MEASURE = """
import resource, sys
from lms.media import pictures
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
pictures.prepare(data)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def picture(mode: str, size: tuple[int, int], kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def memory(data: bytes) -> int:
    """MiB that a process of its own needs more, to prepare this picture."""
    command = [sys.executable, "-c", MEASURE]
    told = subprocess.run(command, input=data, cwd=ROOT, capture_output=True, check=True)
    return int(told.stdout) // (1024 if sys.platform == "linux" else 1024 * 1024)


LARGEST = {
    "a picture with transparency": ("RGBA", "PNG", {"compress_level": 1}),
    "a palette": ("P", "PNG", {"compress_level": 1}),
    "a picture from the web": ("RGB", "WEBP", {"lossless": True, "method": 0}),
    "a photograph in passes": ("RGB", "JPEG", {"progressive": True}),
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_picture_that_is_taken_needs_little_memory(name: str) -> None:
    mode, kind, options = LARGEST[name]
    side = int(MOST_PIXELS[kind] ** 0.5)
    data = picture(mode, (side, side), kind, **options)
    assert memory(data) < MOST_MEMORY


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_one_pixel_more_is_refused(kind: str) -> None:
    rows = MOST_PIXELS[kind] // 8_000 + 1
    with pytest.raises(NotAPicture):
        prepare(picture("L" if kind != "WEBP" else "RGB", (8_000, rows), kind))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_set_upright_as_pillow_would(orientation: int) -> None:
    """Pillow's own function writes what it read into the picture, and falls over hostile notes."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    sent = Image.new("RGB", (60, 40), "white")
    sent.paste("black", (0, 0, 20, 10))
    out = io.BytesIO()
    sent.save(out, "PNG", exif=exif)
    made = Image.open(io.BytesIO(prepare(out.getvalue()).data)).convert("L")
    wanted = ImageOps.exif_transpose(Image.open(out)).convert("L")
    assert made.size == wanted.size
    assert ImageChops.difference(made, wanted).getextrema()[1] < 60


def test_broken_notes_of_a_camera_refuse_or_are_left_out() -> None:
    """Each byte of them in turn is another one; nothing but a refusal may come of it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.ImageDescription] = 6, "Karachi"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    data = bytearray(picture("RGB", (16, 8), "JPEG", exif=exif))
    for place, byte in product(range(20, min(len(data), 260)), (0, 2, 255)):
        changed = bytes(data[:place]) + bytes([byte]) + bytes(data[place + 1 :])
        with suppress(NotAPicture):
            prepare(changed)


@pytest.mark.parametrize("size", [(60_000, 1), (1, 60_000)])
def test_a_thread_of_pixels_is_a_picture(size: tuple[int, int]) -> None:
    assert min(prepare(picture("RGB", size, "JPEG")).width, 1) == 1
