"""Which questions take files, and which files an answer names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.assessments.kinds.item import Item, field_text

FILES = "file-answer"
"""The kind of question whose answer are files, by their refs."""


@dataclass(frozen=True)
class Takes:
    """What one question takes: names with these endings (without dot), and so many files."""

    accept: tuple[str, ...]
    most: int


def takes(item: Item, part: str = "") -> Takes | None:
    """What the question takes, or the one of this number within it; None for no files."""
    taker: Any = item
    if part:
        within: Sequence[Any] = getattr(item, "questions", ())
        number = int(part) if part.isdecimal() else 0
        taker = within[number - 1] if 1 <= number <= len(within) else None
    if taker is None or taker.kind != FILES:
        return None
    return Takes(tuple(taker.accept), taker.most)


def takes_files(item: Item) -> bool:
    """Whether it, or a question within it, takes files."""
    return item.kind == FILES or any(one.kind == FILES for one in getattr(item, "questions", ()))


def refs_in(item: Item, answer: Sequence[str]) -> dict[str, list[str]]:
    """The refs of the files that an answer names, by the number of the question within ("")."""
    if item.kind == FILES:
        return {"": list(answer)}
    found: dict[str, list[str]] = {}
    for entry in answer if takes_files(item) else ():
        part, _sign, ref = entry.partition("=")
        if takes(item, part) is not None:
            found.setdefault(part, []).append(ref)
    return found


def entry(part: str, ref: str) -> str:
    """How an answer names a file."""
    return field_text(part, ref) if part else ref
