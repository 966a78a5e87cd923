"""The member number: H-1234567-8, drawn at random, with a check digit for the telephone. Pure.

Random, so that a number tells neither how many members there are nor who joined when. The check
digit is Verhoeff's: it finds every single wrong digit, every swap of neighbours, and nearly all
digits misheard in pairs (13 for 30) or doubled wrongly.
"""

from __future__ import annotations

import re
import secrets

from lms.members.contact import latin_digits

DIGITS = 7
_TYPED = re.compile(r"H?(\d{8})")
_TURN = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
_INVERSE = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)


def new_number() -> str:
    """A number as it may be given to a member; whether it is still free, the database tells."""
    lowest = 10 ** (DIGITS - 1)
    return number_of(lowest + secrets.randbelow(9 * lowest))


def number_of(value: int) -> str:
    """The number with these seven digits and their check digit."""
    digits = f"{value:0{DIGITS}d}"
    return f"H-{digits}-{_INVERSE[_checksum(digits + '0')]}"


def read_number(typed: str) -> str | None:
    """The number as we write it, from however it was typed; None when the check digit is wrong."""
    plain = re.sub(r"[\s\-–.]", "", latin_digits(typed)).upper()
    match = _TYPED.fullmatch(plain)
    if match is None or _checksum(match[1]) != 0:
        return None
    return f"H-{match[1][:DIGITS]}-{match[1][DIGITS:]}"


def _checksum(digits: str) -> int:
    found = 0
    for place, digit in enumerate(reversed(digits)):
        found = _times(found, _TURN[place % 8][int(digit)])
    return found


def _times(a: int, b: int) -> int:
    """The product in the group of the ten turns and flips of a pentagon."""
    if a < 5:
        return (a + b) % 5 if b < 5 else (a + b) % 5 + 5
    return (a - b) % 5 + 5 if b < 5 else (a - b) % 5
