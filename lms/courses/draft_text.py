"""The text of a lesson as its author writes it: one Markdown text a language. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from flask_babel import gettext as _

from lms.courses.aligning import align
from lms.courses.lesson_text import (
    LANGUAGES,
    WRITTEN,
    PairedBlock,
    SourceBlock,
    pair,
    read_lesson,
    write_lesson,
)
from lms.courses.naming import LONGEST, NAME
from lms.courses.places import Place, Problem

FILES = {language: language for language in LANGUAGES}
"""How problems name the place: by the language of the text."""
MOST_BLOCKS = 400


def read_texts(
    texts: Mapping[str, str], kinds: Collection[str], before: Sequence[PairedBlock] = ()
) -> tuple[list[PairedBlock], list[Problem]]:
    """The blocks of a lesson, and what is wrong with their shape; with problems, do not save them.

    Where the languages differ, `before` (as it was saved last) tells what belongs together.
    """
    sources: dict[str, list[SourceBlock]] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        if texts.get(language, "").strip():
            sources[language], wrong = read_text(texts[language], language, kinds)
            problems += wrong
    if any(len(blocks) > MOST_BLOCKS for blocks in sources.values()):
        return [], problems
    paired, differing = pair(sources, FILES)
    return align(sources, before) if differing else paired, problems


def read_text(
    text: str, language: str, kinds: Collection[str]
) -> tuple[list[SourceBlock], list[Problem]]:
    """The blocks of one language, and what is wrong with their shape."""
    blocks, problems = read_lesson(text, language, kinds)
    return blocks, [*problems, *_shapeless(blocks, language)]


def _shapeless(blocks: Sequence[SourceBlock], language: str) -> Iterator[Problem]:
    """Blocks that cannot be kept: too many, a name that is none, one that stands twice."""
    if len(blocks) > MOST_BLOCKS:
        message = _("This lesson has too many parts. Make two lessons of it.")
        yield Problem(Place(language, blocks[MOST_BLOCKS].line), message)
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        if block.kind in WRITTEN or not block.target:
            continue
        if not NAME.fullmatch(block.target) or len(block.target) > LONGEST:
            message = _(
                "“%(name)s” is not the name of a %(kind)s.", name=block.target, kind=block.kind
            )
            yield Problem(Place(language, block.line), message)
        if (block.kind, block.target) in seen:
            message = _("“%(name)s” stands in this lesson already.", name=block.target)
            yield Problem(Place(language, block.line), message)
        seen.add((block.kind, block.target))


def write_texts(blocks: Sequence[PairedBlock]) -> dict[str, str]:
    """The Markdown of each language that the blocks have; {} for none."""
    if not blocks:
        return {}
    texts = {language: write_lesson(blocks, language) for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text is not None}


def insert_line(text: str, line: str, place: int | None = None) -> str:
    """The text with the line as a paragraph of its own: after the one at `place`, or at the end."""
    end = len(text) if place is None else text.find("\n\n", min(place, len(text)))
    if end < 0:
        end = len(text)
    before, after = text[:end].rstrip(), text[end:].strip("\n")
    return "\n\n".join(part for part in (before, line, after) if part) + "\n"
