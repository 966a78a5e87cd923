"""How learners have done, for their record, their instructor and their certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from lms.assessments.models import Attempt, AttemptState, Quiz, QuizVersion
from lms.courses.models import Course, CourseRevision, Enrolment
from lms.db import db


@dataclass(frozen=True, kw_only=True)
class QuizResult:
    """How one learner has done in one quiz: attempts that were graded, and the best of them."""

    enrolment_id: int
    course_slug: str
    quiz_key: str
    quiz_title: dict[str, str]
    attempts: int
    percent: Decimal
    has_passed: bool
    last_at: datetime


_LAST_TITLE = (  # as it was published: the draft is for authors
    sa.select(QuizVersion.title)
    .where(QuizVersion.quiz_id == Quiz.id)
    .order_by(QuizVersion.number.desc())
    .limit(1)
    .scalar_subquery()
)
_RESULTS = (
    sa.select(
        Attempt.enrolment_id,
        Course.slug,
        Quiz.key,
        _LAST_TITLE,
        sa.func.count(),
        sa.func.max(Attempt.basis_points),
        sa.func.max(sa.cast(Attempt.passed, sa.Integer)),
        sa.func.max(Attempt.submitted_at),
    )
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(Course, Course.id == Quiz.course_id)
    .where(Attempt.state == AttemptState.GRADED)
    .group_by(Attempt.enrolment_id, Course.slug, Quiz.id, Quiz.key)
    .order_by(Attempt.enrolment_id, Quiz.id)
)


def results_of(member_id: int) -> list[QuizResult]:
    """Every quiz that the member has finished at least once. One query."""
    return _results(
        _RESULTS.join(Enrolment, Enrolment.id == Attempt.enrolment_id).where(
            Enrolment.member_id == member_id
        )
    )


def course_results(course_id: int, enrolment_ids: Iterable[int] | None = None) -> list[QuizResult]:
    """The same for all learners of a course, or for these enrolments. One query."""
    query = _RESULTS.where(Course.id == course_id)
    if enrolment_ids is not None:
        query = query.where(Attempt.enrolment_id.in_(list(enrolment_ids)))
    return _results(query)


def _results(query: sa.Select[*tuple[Any, ...]]) -> list[QuizResult]:
    return [
        QuizResult(
            enrolment_id=enrolment_id,
            course_slug=slug,
            quiz_key=key,
            quiz_title=title,
            attempts=attempts,
            percent=Decimal(basis_points) / 100,
            has_passed=bool(passed),
            last_at=last_at,
        )
        for enrolment_id, slug, key, title, attempts, basis_points, passed, last_at in (
            db.session.execute(query)
        )
    ]


def course_score(enrolment: Enrolment) -> Decimal | None:
    """The mean of the best result in each quiz of the course, 0 to 100 with two decimals.

    The quizzes are those of the revision that was completed, else of the current one. None when
    it has no quiz.
    """
    best = sa.func.coalesce(sa.func.max(Attempt.basis_points), 0)
    query = (
        sa.select(best)
        .select_from(QuizVersion)
        .join(CourseRevision, CourseRevision.id == QuizVersion.course_revision_id)
        .outerjoin(
            Attempt,
            sa.and_(
                Attempt.quiz_id == QuizVersion.quiz_id,
                Attempt.enrolment_id == enrolment.id,
                Attempt.state == AttemptState.GRADED,
            ),
        )
        .where(CourseRevision.course_id == enrolment.course_id, _counting(enrolment))
        .group_by(QuizVersion.quiz_id)
    )
    points = [best or 0 for best in db.session.scalars(query)]
    return Decimal(sum(points) // len(points)) / 100 if points else None


def _counting(enrolment: Enrolment) -> sa.ColumnElement[bool]:
    if enrolment.completed_revision_id is not None:
        return CourseRevision.id == enrolment.completed_revision_id
    return CourseRevision.is_current.is_(True)
