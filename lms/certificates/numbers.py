"""The certificate number: what stands on paper and is read over the telephone.

Twelve random characters (59 bits) and a check character, shown as 7K4M-92QX-3TBW-C.
The alphabet has 31 characters, a prime, and each place has a weight of its own: so the weighted
sum shows every single wrong character and every two characters that changed places.
"""

from __future__ import annotations

import secrets

from lms.certificates.reading import CROCKFORD, plain

ALPHABET = CROCKFORD.removesuffix("Z")
"""Crockford's alphabet without Z, which is read as a 2: 31 characters."""

RANDOM = 12
LENGTH = RANDOM + 1
GROUP = 4

_LOOKALIKES = str.maketrans({"Z": "2", "U": "V"})


def new() -> str:
    """A fresh number, 13 characters without separators, from the system's randomness."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return drawn + check_character(drawn)


def check_character(drawn: str) -> str:
    """The character that belongs after these twelve."""
    return ALPHABET[-_weighted_sum(drawn) % len(ALPHABET)]


def parse(text: str) -> str | None:
    """The number that was meant, 13 characters; None when it cannot be one or was mistyped."""
    number = _normal(text)
    return number if _has_shape(number) and _is_sound(number) else None


def is_mistyped(text: str) -> bool:
    """Whether this has the shape of a number, yet its check character says otherwise."""
    number = _normal(text)
    return _has_shape(number) and not _is_sound(number)


def grouped(number: str) -> str:
    """The number as it is printed: 7K4M-92QX-3TBW-C."""
    return "-".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))


def _normal(text: str) -> str:
    return plain(text).translate(_LOOKALIKES)


def _has_shape(number: str) -> bool:
    return len(number) == LENGTH and set(number) <= set(ALPHABET)


def _is_sound(number: str) -> bool:
    return check_character(number[:RANDOM]) == number[RANDOM]


def _weighted_sum(drawn: str) -> int:
    # The check character itself has weight 1, so the others start at 2; all differ below 31.
    return sum(weight * ALPHABET.index(c) for weight, c in enumerate(drawn, start=2))
