"""What people type when they copy a number or a code from paper or from a telephone call."""

from __future__ import annotations

import unicodedata

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters without I, L, O and U, which eyes and ears take for others."""

_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = frozenset({"Zs", "Cc", "Cf", "Pd"})
"""Spaces, line ends, marks of direction and every kind of dash: what stands between groups."""


def plain(text: str) -> str:
    """Capitals and ASCII digits without separators, look-alike letters read as the digits.

    Anything else (a slash, an Urdu letter) is kept, so that whoever asks can refuse it.
    """
    wide = unicodedata.normalize("NFKC", text).upper()
    kept = (_ascii_digit(c) for c in wide if unicodedata.category(c) not in _BETWEEN)
    return "".join(kept).translate(_LOOKALIKES)


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))
