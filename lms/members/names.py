"""How a person's name is written: cleaned, and told by its script. Pure."""

from __future__ import annotations

import unicodedata

LONGEST = 120
ZWNJ = "\u200c"  # joins nothing, but Urdu spells names with it
_LATIN_SIGNS = frozenset(" '’.-‐")
_URDU_SIGNS = frozenset(" .-" + ZWNJ)


def clean_name(text: str) -> str:
    """NFC, single spaces, and nothing invisible that could turn or hide the text around it."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (c for c in unicodedata.normalize("NFC", text) if c == ZWNJ or not _is_invisible(c))
    return " ".join("".join(kept).split())


def is_latin_name(text: str) -> bool:
    """Whether it is letters of the Latin script with the signs that names have."""
    return _is_name(text, "LATIN", _LATIN_SIGNS)


def is_urdu_name(text: str) -> bool:
    """Whether it is letters of the Arabic script, which Urdu is written in."""
    return _is_name(text, "ARABIC", _URDU_SIGNS)


def _is_name(text: str, script: str, signs: frozenset[str]) -> bool:
    letters = [c for c in text if c not in signs and not unicodedata.combining(c)]
    return 0 < len(text) <= LONGEST and bool(letters) and all(_is_of(c, script) for c in letters)


def _is_of(letter: str, script: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith(script)


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Cn"} and not letter.isspace()
