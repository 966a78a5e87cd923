"""How large a heading may be set in the room that it has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont, features

FONTS = Path(__file__).parent / "fonts"
FACES = {"en": "NotoSans-Bold.ttf", "ur": "NotoNastaliqUrdu-Regular.ttf"}

_EM = 1000
_FILL = 0.9  # how full two lines can be counted on to get: words do not break


@dataclass(frozen=True)
class Sizes:
    """Sizes of a heading in points."""

    largest: float
    smallest_on_one_line: float
    smallest: float


def size_to_fit(text: str, language: str, *, room: float, sizes: Sizes) -> float:
    """The size in points for a heading that has `room` points of width.

    On one line as long as that leaves it large enough, else so that it fills two; a text that
    would get smaller than the smallest size wraps on.
    """
    if _width_apart(text, language) * sizes.largest <= room:
        return sizes.largest
    one_line = room / width(text, language)
    if one_line >= sizes.smallest_on_one_line:
        return round(min(sizes.largest, one_line), 1)
    two_lines = 2 * _FILL * one_line
    return round(max(sizes.smallest, min(sizes.smallest_on_one_line, two_lines)), 1)


@lru_cache(maxsize=1000)
def width(text: str, language: str) -> float:
    """How wide the line is, in em of its size; shaped, so Nastaliq is measured as it is drawn."""
    if not features.check("raqm"):
        return _width_apart(text, language)
    direction = "rtl" if language == "ur" else "ltr"
    face = _face(language, ImageFont.Layout.RAQM)
    return face.getlength(text, direction=direction, language=language) / _EM


def _width_apart(text: str, language: str) -> float:
    """The width of the letters set one by one: never less than joined, and 100 times cheaper."""
    return _face(language, ImageFont.Layout.BASIC).getlength(text) / _EM


@cache
def _face(language: str, engine: ImageFont.Layout) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / FACES[language], _EM, layout_engine=engine)
