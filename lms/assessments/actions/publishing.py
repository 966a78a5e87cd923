"""Freezing quizzes for a revision of their course."""

from __future__ import annotations

import sqlalchemy as sa

from lms.assessments import drafts, queries, rendering
from lms.assessments.freezing import contents_of_versions, frozen_lines
from lms.assessments.models import Quiz, QuizVersion
from lms.assessments.paper import groups_from_json, groups_to_json
from lms.courses.models import CourseRevision
from lms.db import db


def publish_quiz(revision: CourseRevision, key: str) -> QuizVersion:
    """Freeze the draft of this quiz, which has no problems, for the revision."""
    quiz = queries.quiz_by_key(revision.course_id, key)
    if quiz is None:
        raise LookupError(f"course {revision.course_id} has no quiz {key}")
    groups, sections = frozen_lines(quiz)
    return _freeze(
        revision,
        QuizVersion(
            quiz=quiz,
            course_revision=revision,
            number=_next_number(quiz),
            title=quiz.title,
            settings=drafts.settings_of(quiz).dump(),
            groups=groups_to_json(groups),
            sections=sections,
        ),
    )


def carry_quiz(before: CourseRevision, revision: CourseRevision, key: str) -> QuizVersion:
    """Freeze for `revision` what `before` held: its facts differ, its questions do not."""
    held = db.session.scalars(
        sa.select(QuizVersion)
        .join(Quiz)
        .where(QuizVersion.course_revision_id == before.id, Quiz.key == key)
    ).one()
    return _freeze(
        revision,
        QuizVersion(
            quiz=held.quiz,
            course_revision=revision,
            number=_next_number(held.quiz),
            title=held.title,
            settings=held.settings,
            groups=held.groups,
            sections=held.sections,
        ),
    )


def _freeze(revision: CourseRevision, version: QuizVersion) -> QuizVersion:
    wanted = [one for group in groups_from_json(version.groups) for one in group.questions]
    version.html = rendering.frozen(contents_of_versions(wanted), revision.facts)
    db.session.add(version)
    db.session.flush()
    return version


def _next_number(quiz: Quiz) -> int:
    query = sa.select(sa.func.max(QuizVersion.number)).where(QuizVersion.quiz_id == quiz.id)
    return (db.session.scalar(query) or 0) + 1
