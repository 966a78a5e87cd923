"""Quizzes as they were published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from lms.assessments import kinds
from lms.assessments.checking import Reader
from lms.assessments.citing import cited, with_facts
from lms.assessments.models import QuestionVersion, Quiz, QuizVersion
from lms.assessments.paper import Paper, Section, groups_from_json
from lms.assessments.settings import QuizSettings
from lms.courses.models import Course, CourseRevision, Fact
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
    contents: dict[int, dict[str, Any]] = dict(
        db.session.execute(
            sa.select(QuestionVersion.id, QuestionVersion.content).where(
                QuestionVersion.id.in_(wanted)
            )
        ).all()
    )
    return Paper(
        title=version.title,
        settings=QuizSettings.read(Reader(version.settings)),
        groups=groups,
        items={one: kinds.load(with_facts(said, facts)) for one, said in contents.items()},
        sections=tuple(Section(row["title"]) for row in version.sections),
        cited={one: frozenset(cited(said)) for one, said in contents.items()},
        html=version.html,
    )


def due_facts(keys: Collection[str], today: date) -> set[str]:
    """Those of these facts that somebody must check before questions rest on them again."""
    if not keys:
        return set()
    due = sa.or_(Fact.review_by < today, Fact.status != "stated")
    return set(db.session.scalars(sa.select(Fact.key).where(Fact.key.in_(keys), due)))


def left_out_by(paper: Paper, today: date) -> dict[int, set[str]]:
    """The questions of pools that rest on facts which somebody must check first, by version."""
    pool = paper.pool()
    cited = {one: keys for one in pool if (keys := paper.cited.get(one))}
    due = due_facts({key for keys in cited.values() for key in keys}, today)
    return {one: found for one, keys in cited.items() if (found := set(keys) & due)}


def place_of(quiz_id: int) -> tuple[str, str]:
    """The slug of the quiz's course, and its key there."""
    query = sa.select(Course.slug, Quiz.key).join(Quiz).where(Quiz.id == quiz_id)
    slug, key = db.session.execute(query).one()
    return slug, key
