"""Numbers as people type them, exact: digits of any script, Urdu marks, thousands grouped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction

from lms.assessments.spelling import ascii_digits

MAX_LENGTH = 40
PLACES = 6
_TYPED = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.(\d+))?", re.ASCII)
_NEUTRAL = re.compile(r"[+-]?\d+(\.\d+)?(/\d+)?", re.ASCII)
# Between digits these only group, like the Arabic thousands mark, or steer the direction.
_GROUPING = re.compile("[\\s'\u2019\u066c\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_ALIKE = str.maketrans({"\u066b": ".", "\u060c": ",", "\u2212": "-", "\u2013": "-"})


def read_number(text: str, units: tuple[str, ...] = ()) -> Fraction | None:
    """The number typed, or None when the text is not clearly one.

    A comma groups thousands (1,234 or 1,50,000), never decimals: "12,5" is not clear. One of
    `units` may stand before or after the number.
    """
    return read_quantity(text, dict.fromkeys(units, Fraction(1)))[0]


def read_quantity(text: str, units: Mapping[str, Fraction]) -> tuple[Fraction | None, bool]:
    """The number typed times what the unit beside it is worth, and whether there is a unit.

    None when the text is not clearly a number. A unit may stand before, behind, or on both sides
    when both are worth the same ($36 USD).
    """
    if len(text) > MAX_LENGTH:
        return None, False
    plain = _plain(text)
    if (number := _number(plain)) is not None:
        return number, False
    for rest, worth in _without_unit(plain, units):
        if (number := _number(rest)) is not None:
            return number * worth, True
        for bare, other in _without_unit(rest, units):
            if worth == other and (number := _number(bare)) is not None:
                return number * worth, True
    return None, False


def _without_unit(plain: str, units: Mapping[str, Fraction]) -> Iterator[tuple[str, Fraction]]:
    """What is left when a unit is taken off one end, with its worth; long ones first."""
    for unit in sorted(units, key=len, reverse=True):
        name = _plain(unit)
        if plain.endswith(name):
            yield plain.removesuffix(name), units[unit]
        if plain.startswith(name):
            yield plain.removeprefix(name), units[unit]


def _number(plain: str) -> Fraction | None:
    match = _TYPED.fullmatch(plain)
    if match is None or not (match[2] or match[3]):
        return None
    whole = (match[2] or "0").replace(",", "")
    return Fraction(f"{match[1]}{whole}.{match[3] or 0}")


def _plain(text: str) -> str:
    alike = ascii_digits(unicodedata.normalize("NFKC", text)).translate(_ALIKE)
    return _GROUPING.sub("", alike.casefold())


def exact(value: object) -> Fraction | None:
    """A number out of YAML, JSON or a form field: 2, 0.5 or "1/3"; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if len(text) > MAX_LENGTH or not _NEUTRAL.fullmatch(text):
        return None
    number, _, divisor = text.partition("/")
    parts = int(divisor or "1")
    return Fraction(number) / parts if parts else None


def written(value: Fraction, places: int = PLACES) -> str:
    """The number in plain digits: exact where so many decimals are enough, else rounded."""
    whole, decimals = divmod(round(abs(value) * 10**places), 10**places)
    tail = f"{decimals:0{places}}".rstrip("0")
    sign = "-" if value < 0 and (whole or decimals) else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def grouped(value: Fraction) -> str:
    """The number as people read it, in groups of thousands: 42,000.5."""
    whole, point, decimals = written(value).partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.removeprefix('-')):,}{point}{decimals}"


def neutral(value: Fraction) -> int | str:
    """The number as it stands in YAML and JSON; `exact` reads the same number back."""
    if value.denominator == 1:
        return value.numerator
    text = written(value)
    return text if Fraction(text) == value else str(value)
