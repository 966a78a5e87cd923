"""Where a learner goes from a quiz."""

from __future__ import annotations

from lms.assessments.actions import QUIZ
from lms.courses import queries as courses
from lms.courses.outline import Gate, OutlineLesson
from lms.courses.progress import Standing


def lesson_of(standing: Standing, key: str) -> OutlineLesson | None:
    """The lesson that shows this quiz."""
    gate = Gate(QUIZ, key)
    outline = courses.published(standing).outline
    return next((lesson for lesson in outline if gate in lesson.gates), None)


def next_lesson(standing: Standing) -> OutlineLesson | None:
    """The lesson to do next; None when all are done."""
    return standing.next_lesson(courses.published(standing).outline)
