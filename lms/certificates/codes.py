"""The code in a certificate's address: 128 random bits that nobody can guess, 26 characters."""

from __future__ import annotations

import re
import secrets

from lms.certificates.reading import CROCKFORD, plain

BITS = 128
LENGTH = 26

_SHAPE = re.compile(f"[0-7][{CROCKFORD}]{{{LENGTH - 1}}}")
_LINK = re.compile(r"/c/([0-9a-z-]+)", re.IGNORECASE)


def new() -> str:
    """A fresh code in Crockford's base 32, capitals."""
    return _encoded(secrets.randbits(BITS))


def parse(text: str) -> str | None:
    """The code that was meant, in capitals; None when it cannot be one."""
    if _SHAPE.fullmatch(text):
        return text  # as our own links have it
    code = plain(text)
    return code if _SHAPE.fullmatch(code) else None


def in_link(text: str) -> str | None:
    """The code in the address of a verification page, its PDF or its JSON; None without one."""
    found = _LINK.search(text)
    return parse(found[1]) if found else None


def _encoded(bits: int) -> str:
    places = range(5 * (LENGTH - 1), -1, -5)
    return "".join(CROCKFORD[bits >> place & 31] for place in places)
