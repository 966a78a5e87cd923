"""What a lesson comes to as it is written: its length, what to mend, what trainees would see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lms.courses import drafts, markdown, parts, queries
from lms.courses.blocks import kinds
from lms.courses.citations import keys_in
from lms.courses.draft_text import read_texts
from lms.courses.lesson_text import LANGUAGES, PairedBlock
from lms.courses.models import Course, Lesson
from lms.courses.package import reading_minutes
from lms.courses.places import Problem
from lms.courses.views.pieces import Piece, pieces
from lms.i18n import in_language


@dataclass(frozen=True)
class Look:
    """`words` and `problems` by language; `data_bytes` is what opening the lesson costs."""

    words: Mapping[str, int]
    minutes: int
    data_bytes: int
    problems: Mapping[str, Sequence[Problem]]


@dataclass(frozen=True)
class Preview:
    language: str
    pieces: Sequence[Markup]


def look_at(lesson: Lesson, texts: Mapping[str, str]) -> Look:
    """What these texts come to in the lesson, whether they are saved or not."""
    blocks, problems = read_texts(texts, kinds(), queries.paired_blocks(lesson))
    problems = [*problems, *drafts.flaws_in(lesson.course_id, blocks)]
    made = parts.make_parts(blocks, queries.media_of(lesson.course_id))
    return Look(
        words={name: _words(blocks, name) for name in LANGUAGES},
        minutes=reading_minutes(blocks),
        data_bytes=parts.data_bytes(made),
        problems={name: [p for p in problems if p.place.file == name] for name in LANGUAGES},
    )


def _words(blocks: Sequence[PairedBlock], language: str) -> int:
    return sum(markdown.word_count(block.text.get(language, "")) for block in blocks)


def preview_of(course: Course, lesson: Lesson, texts: Mapping[str, str], language: str) -> Preview:
    """The lesson in this language by the very renderer that trainees get."""
    blocks, _problems = read_texts(texts, kinds(), queries.paired_blocks(lesson))
    made = parts.make_parts(blocks, queries.media_of(course.id))
    facts = {key: fact.snapshot() for key, fact in queries.facts(_cited(blocks)).items()}
    with in_language(language):
        return Preview(language, [_drawn(course, one) for one in pieces(made, facts, language)])


def _cited(blocks: Sequence[PairedBlock]) -> set[str]:
    return keys_in(*(text for block in blocks for text in block.text.values()))


def _drawn(course: Course, piece: Piece) -> Markup:
    if isinstance(piece, Markup):
        return piece
    return kinds()[piece.kind].preview(course, piece.key)
