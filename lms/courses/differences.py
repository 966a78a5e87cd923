"""What differs between two texts, paragraph by paragraph and word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_WORDS = 1_000  # comparing takes the square of it; longer pieces are shown whole
_WORD = re.compile(r"^\s+|\S+\s*")


class Side(StrEnum):
    """Where a piece stands: in both texts, in the first only, or in the second only."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Piece:
    side: Side
    text: str


def differences(first: str, second: str) -> list[list[Piece]]:
    """The paragraphs that differ, each as pieces in reading order; [] for equal texts.

    The pieces of both and first make the first text's paragraph, those of both and second the
    other's.
    """
    before, after = _paragraphs(first), _paragraphs(second)
    matcher = SequenceMatcher(None, before, after)
    found: list[list[Piece]] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag != "equal":
            found.append(pieces(_joined(before[a1:a2]), _joined(after[b1:b2])))
    return found


def pieces(first: str, second: str) -> list[Piece]:
    """Both texts word by word, whole: also what they have in common."""
    return list(_words(first, second))


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]


def _joined(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraphs)


def _words(first: str, second: str) -> Iterator[Piece]:
    before, after = _WORD.findall(first), _WORD.findall(second)
    if not before or not after or max(len(before), len(after)) > MOST_WORDS:
        yield from _whole(first, second)
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield Piece(Side.BOTH, "".join(before[a1:a2]))
        else:
            yield from _whole("".join(before[a1:a2]), "".join(after[b1:b2]))


def _whole(first: str, second: str) -> Iterator[Piece]:
    if first:
        yield Piece(Side.FIRST, first)
    if second:
        yield Piece(Side.SECOND, second)
