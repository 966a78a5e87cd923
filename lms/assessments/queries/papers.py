"""Quizzes as they were published."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa

from lms.assessments import kinds
from lms.assessments.checking import Reader
from lms.assessments.citing import with_facts
from lms.assessments.models import QuestionVersion, Quiz, QuizVersion
from lms.assessments.paper import Paper, groups_from_json
from lms.assessments.settings import QuizSettings
from lms.courses.models import Course, CourseRevision
from lms.db import db


def paper(version_id: int, ref: str) -> Paper:
    """The quiz as it was published; read once in each process."""
    return _paper(version_id, ref)


@lru_cache(maxsize=512)
def _paper(version_id: int, ref: str) -> Paper:
    # The ref is in the key because ids may come again after a restore; refs do not.
    version, facts = db.session.execute(
        sa.select(QuizVersion, CourseRevision.facts)
        .join(CourseRevision, CourseRevision.id == QuizVersion.course_revision_id)
        .where(QuizVersion.id == version_id)
    ).one()
    groups = groups_from_json(version.groups)
    wanted = [question for group in groups for question in group.questions]
    contents = db.session.execute(
        sa.select(QuestionVersion.id, QuestionVersion.content).where(QuestionVersion.id.in_(wanted))
    )
    return Paper(
        title=version.title,
        settings=QuizSettings.read(Reader(version.settings)),
        groups=groups,
        items={key: kinds.load(with_facts(content, facts)) for key, content in contents},
    )


def place_of(quiz_id: int) -> tuple[str, str]:
    """The slug of the quiz's course, and its key there."""
    query = sa.select(Course.slug, Quiz.key).join(Quiz).where(Quiz.id == quiz_id)
    slug, key = db.session.execute(query).one()
    return slug, key
