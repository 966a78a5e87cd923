"""Pictures: decoded under limits, coded anew as WebP, without what the camera wrote into them."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps

WIDEST = 960  # pixels: a full column on a phone's sharp screen
TALLEST = 2400
MOST_PIXELS = 40_000_000
QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEADER = 12
_PIXEL_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})


class NotAPicture(ValueError):
    """These bytes are no JPEG, PNG or WebP picture, or one with too many pixels."""


@dataclass(frozen=True)
class Picture:
    """A picture as we keep it: WebP, `width` × `height` pixels."""

    data: bytes
    width: int
    height: int


def prepare(data: bytes, *, widest: int = WIDEST, tallest: int = TALLEST) -> Picture:
    """The picture within these bounds. Raises NotAPicture.

    A WebP that fits and holds nothing but pixels stays as it is, byte for byte, so that a course
    that is written out and read in again is the same course.
    """
    with warnings.catch_warnings(), _whole_only():
        warnings.simplefilter("ignore")  # odd metadata, which we drop
        try:
            return _prepare(data, widest, tallest)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise NotAPicture(str(error)) from error


@contextmanager
def _whole_only() -> Iterator[None]:
    """Refuse half a picture, though WeasyPrint, once imported, lets Pillow take one."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _prepare(data: bytes, widest: int, tallest: int) -> Picture:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        fits = image.width <= widest and image.height <= tallest
        if fits and image.format == "WEBP" and _is_bare_webp(data):
            image.load()
            return Picture(data, image.width, image.height)
        image.draft("RGB", (2 * widest, 2 * tallest))  # a JPEG need not be decoded whole
        return _coded(ImageOps.exif_transpose(image), widest, tallest)


def _coded(image: Image.Image, widest: int, tallest: int) -> Picture:
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    flat = image.convert("RGBA" if clear else "RGB")
    flat.thumbnail((widest, tallest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "WEBP", quality=QUALITY, method=5, exif=b"", xmp=b"", icc_profile=b"")
    return Picture(out.getvalue(), flat.width, flat.height)


def _is_bare_webp(data: bytes) -> bool:
    """Whether the file holds chunks of one still picture only, and nothing behind its end."""
    if len(data) < _HEADER or struct.unpack("<I", data[4:8])[0] + 8 != len(data):
        return False
    position = _HEADER
    while position + 8 <= len(data):
        if data[position : position + 4] not in _PIXEL_CHUNKS:
            return False
        size = int(struct.unpack("<I", data[position + 4 : position + 8])[0])
        position += 8 + size + size % 2
    return position == len(data)
