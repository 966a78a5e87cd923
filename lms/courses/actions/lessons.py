"""Saving a lesson as its author wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from lms.courses import drafts, queries
from lms.courses.actions.drafting import Overtaken, lock
from lms.courses.actions.writing import write_blocks
from lms.courses.blocks import kinds
from lms.courses.draft_text import read_texts
from lms.courses.models import Lesson
from lms.courses.places import Problem
from lms.errors import RuleBroken


class BadText(RuleBroken):
    """The text cannot be kept as it is; `problems` say where and why, by language and line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("The text cannot be saved like this."))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class LessonDraft:
    """What an author says in a lesson; `texts` is Markdown by language."""

    title: dict[str, str]
    minutes: int
    texts: dict[str, str]


def save_lesson(lesson: Lesson, draft: LessonDraft, version: str) -> None:
    """Bring the lesson to what the author wrote, if it still is what `version` names.

    Raises BadText, or Overtaken when somebody saved something else meanwhile.
    """
    lock(lesson.course)
    if version != drafts.lesson_version(lesson):
        raise Overtaken(_("Somebody else saved this lesson while you were writing."))
    blocks, problems = read_texts(draft.texts, kinds(), queries.paired_blocks(lesson))
    if problems:
        raise BadText(problems)
    lesson.title, lesson.minutes = draft.title, draft.minutes
    write_blocks(lesson, blocks)
