"""What nobody types: texts that no table can hold, or that take hours to bring into one spelling.

PostgreSQL holds no NUL. Normalising sorts the marks on a letter, in a time that grows with the
square of their number: 60,000 marks on one letter took a process for 12 seconds. Unicode's
stream-safe format (UAX #15) allows 30, and no script puts more than a few. Pure.
"""

from __future__ import annotations

import unicodedata

MOST_MARKS = 30
_BECOME_MARKS = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")  # once they are decomposed


def is_typable(text: str) -> bool:
    """Whether a person may have typed this; what is not is refused before anything reads it."""
    return "\0" not in text and (text.isascii() or not _is_heaped(text))


def _is_heaped(text: str) -> bool:
    """Whether more marks stand on one letter than any script has."""
    marks = 0
    for character in text:
        marks = marks + 1 if _is_mark(character) else 0
        if marks > MOST_MARKS:
            return True
    return False


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) > 0 or character in _BECOME_MARKS
