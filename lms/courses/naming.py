"""Names for addresses and packages: short, in Latin letters, unique where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 80


def slug_of(text: str, longest: int = LONGEST) -> str:
    """Its Latin letters and digits in words joined by hyphens; "" when it has none.

    >>> slug_of("Café: price your 1st gig!")
    'cafe-price-your-1st-gig'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:longest].strip("-")


def free_name(wished: str, taken: Collection[str]) -> str:
    """`wished`, or with the lowest number from 2 that makes it differ from all `taken`."""
    name, number = wished, 1
    while name in taken:
        number += 1
        ending = f"-{number}"
        name = wished[: LONGEST - len(ending)].rstrip("-") + ending
    return name
