"""Freezing quizzes for a revision of their course."""

from __future__ import annotations

import sqlalchemy as sa

from lms.assessments import drafts, queries
from lms.assessments.models import Quiz, QuizVersion
from lms.assessments.paper import Group, groups_to_json
from lms.courses.models import CourseRevision
from lms.db import db


def publish_quiz(revision: CourseRevision, key: str) -> QuizVersion:
    """Freeze the draft of this quiz, which has no problems, for the revision."""
    quiz = queries.quiz_by_key(revision.course_id, key)
    if quiz is None:
        raise LookupError(f"course {revision.course_id} has no quiz {key}")
    questions = tuple(question.newest.id for question in quiz.questions)
    group = Group(questions, drafts.settings_of(quiz).draw or len(questions))
    return _freeze(
        QuizVersion(
            quiz=quiz,
            course_revision=revision,
            number=_next_number(quiz),
            title=quiz.title,
            settings=quiz.settings,
            groups=groups_to_json([group]),
        )
    )


def carry_quiz(before: CourseRevision, revision: CourseRevision, key: str) -> QuizVersion:
    """Freeze for `revision` what `before` held: its facts differ, its questions do not."""
    held = db.session.scalars(
        sa.select(QuizVersion)
        .join(Quiz)
        .where(QuizVersion.course_revision_id == before.id, Quiz.key == key)
    ).one()
    return _freeze(
        QuizVersion(
            quiz=held.quiz,
            course_revision=revision,
            number=_next_number(held.quiz),
            title=held.title,
            settings=held.settings,
            groups=held.groups,
        )
    )


def _freeze(version: QuizVersion) -> QuizVersion:
    db.session.add(version)
    db.session.flush()
    return version


def _next_number(quiz: Quiz) -> int:
    query = sa.select(sa.func.max(QuizVersion.number)).where(QuizVersion.quiz_id == quiz.id)
    return (db.session.scalar(query) or 0) + 1
