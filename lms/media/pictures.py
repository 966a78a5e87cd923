"""Pictures: decoded under limits, coded anew as WebP, without what the camera wrote into them."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageFile
from PIL.Image import Transpose as Turn

WIDEST = 960  # pixels: a full column on a phone's sharp screen
TALLEST = 2400
MOST_PIXELS = {"JPEG": 40_000_000, "PNG": 25_000_000, "WEBP": 8_000_000}
"""By format: so many take 256 MiB at most. A JPEG is decoded smaller, a WebP is held thrice."""
QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
_TURNS = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
"""What sets a picture upright, by its orientation as the camera noted it."""
_LYING = frozenset({Turn.TRANSPOSE, Turn.ROTATE_270, Turn.TRANSVERSE, Turn.ROTATE_90})
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
        except Exception as error:  # a decoder falls over hostile bytes in many ways
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
        if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS["JPEG"]):
            raise ValueError("too many pixels")
        fits = image.width <= widest and image.height <= tallest
        if fits and image.format == "WEBP" and _is_bare_webp(data):
            image.load()
            return Picture(data, image.width, image.height)
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        return _coded(image, turn, (tallest, widest) if turn in _LYING else (widest, tallest))


def _coded(image: Image.Image, turn: Turn | None, most: tuple[int, int]) -> Picture:
    """The picture, upright and within these bounds; made small before anything copies it."""
    scale = min(1, most[0] / image.width, most[1] / image.height)
    width, height = (max(1, int(2 * scale * side)) for side in image.size)
    image.draft("RGB", (width, height))
    flat = _flat(image)
    flat.thumbnail(most, Image.Resampling.LANCZOS)
    upright = flat if turn is None else flat.transpose(turn)
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=QUALITY, method=5, exif=b"", xmp=b"", icc_profile=b"")
    return Picture(out.getvalue(), upright.width, upright.height)


def _flat(image: Image.Image) -> Image.Image:
    """The picture in plain colours; itself when it has no others."""
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    wanted = "RGBA" if clear else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


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
