"""Right numbers: how far off one may be, and in which units it may be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.numbers import neutral, written

SIGNS = {"usd": ("$", "us$"), "eur": ("€",), "gbp": ("£",), "pkr": ("rs.", "rs", "₨"), "%": ("٪",)}
"""How people write a unit besides its name, by the name in small letters."""
LONGEST_UNIT = 30


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How far off a number may be: so much, or such a percentage of the right one."""

    absolute: Fraction = Fraction(0)
    percent: Fraction = Fraction(0)

    def allows(self, number: Fraction, right: Fraction) -> bool:
        """Whether the number is near enough. One without end may be written with six decimals."""
        most = max(self.absolute, abs(right) * self.percent / 100)
        return abs(number - right) <= most or written(number) == written(right) != "0"

    def dump(self) -> dict[str, Any]:
        content = {"tolerance": self.absolute, "tolerance_percent": self.percent}
        return {name: neutral(number) for name, number in content.items() if number}


def read_tolerance(reader: Reader) -> Tolerance:
    return Tolerance(
        absolute=reader.number("tolerance", Fraction(0), least=0),
        percent=reader.number("tolerance_percent", Fraction(0), least=0, most=100),
    )


@dataclass(frozen=True, kw_only=True)
class Units:
    """The units in which a number may be given, with what one of each is worth."""

    factors: Mapping[str, Fraction] = field(default_factory=dict)
    is_needed: bool = False

    @property
    def spellings(self) -> dict[str, Fraction]:
        """The units and their signs."""
        return {
            spelling: factor
            for unit, factor in self.factors.items()
            for spelling in spellings(unit)
        }

    def dump(self) -> dict[str, Any]:
        if not self.factors:
            return {}
        units = [
            unit if factor == 1 else {"unit": unit, "factor": neutral(factor)}
            for unit, factor in self.factors.items()
        ]
        return {"units": units} | ({"unit_needed": True} if self.is_needed else {})


def spellings(unit: str) -> tuple[str, ...]:
    """A unit as it is called, and its signs."""
    return (unit, *SIGNS.get(unit.casefold(), ()))


def read_units(reader: Reader) -> Units:
    is_needed = reader.flag("unit_needed", False)
    if not reader.has("units"):
        if is_needed:
            reader.note(_("Say which units may be given."), "unit_needed")
        return Units()
    rows = [_read_unit(one) for one in reader.each_or_bare("units", "unit")]
    if len({unit for unit, _factor in rows}) < len(rows):
        reader.note(_("A unit is listed twice."), "units")
    return Units(factors=dict(rows), is_needed=is_needed)


def _read_unit(reader: Reader) -> tuple[str, Fraction]:
    unit = reader.plain("unit")
    factor = reader.number("factor", Fraction(1))
    reader.close()
    if not unit or len(unit) > LONGEST_UNIT or any(c.isdecimal() for c in unit):
        reader.note(_("A unit is a short word without digits."))
    if factor <= 0:
        reader.note(_("A unit must be worth more than nothing."), "factor")
    return unit, factor
