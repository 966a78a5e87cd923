"""How learners have done, for their record, their instructor and their certificate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from lms.assessments import counting
from lms.assessments.checking import Reader
from lms.assessments.counting import HUNDREDTH
from lms.assessments.models import Attempt, AttemptState, Quiz, QuizVersion
from lms.assessments.settings import QuizSettings
from lms.courses.models import Course, CourseRevision, Enrolment
from lms.db import db


@dataclass(frozen=True, kw_only=True)
class QuizResult:
    """How one learner has done in one quiz: attempts that were graded, and what counts of them."""

    enrolment_id: int
    course_slug: str
    quiz_key: str
    quiz_title: dict[str, str]
    attempts: int
    percent: Decimal
    has_passed: bool
    last_at: datetime


_ATTEMPTS = (
    sa.select(
        Attempt.enrolment_id,
        Attempt.quiz_id,
        Attempt.basis_points,
        Attempt.passed,
        Attempt.submitted_at,
        Course.slug,
        Quiz.key,
    )
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(Course, Course.id == Quiz.course_id)
    .where(Attempt.state == AttemptState.GRADED)
    .order_by(Attempt.enrolment_id, Attempt.quiz_id, Attempt.number)
)


def results_of(member_id: int) -> list[QuizResult]:
    """Every quiz that the member has finished at least once. Two queries."""
    return _results(
        _ATTEMPTS.join(Enrolment, Enrolment.id == Attempt.enrolment_id).where(
            Enrolment.member_id == member_id
        )
    )


def course_results(course_id: int, enrolment_ids: Iterable[int] | None = None) -> list[QuizResult]:
    """The same for all learners of a course, or for these enrolments. Two queries."""
    query = _ATTEMPTS.where(Course.id == course_id)
    if enrolment_ids is not None:
        query = query.where(Attempt.enrolment_id.in_(list(enrolment_ids)))
    return _results(query)


def _results(query: sa.Select[*tuple[Any, ...]]) -> list[QuizResult]:
    rows = db.session.execute(query).all()
    papers = _last_papers({row.quiz_id for row in rows})
    by_quiz = groupby(rows, key=attrgetter("enrolment_id", "quiz_id"))
    return [_result(list(attempts), *papers[quiz_id]) for (_one, quiz_id), attempts in by_quiz]


def _last_papers(quiz_ids: Collection[int]) -> dict[int, tuple[dict[str, str], QuizSettings]]:
    """Title and settings of these quizzes as they were published last: the draft is for authors."""
    last = (
        sa.select(sa.func.max(QuizVersion.id))
        .where(QuizVersion.quiz_id.in_(quiz_ids))
        .group_by(QuizVersion.quiz_id)
    )
    query = sa.select(QuizVersion.quiz_id, QuizVersion.title, QuizVersion.settings)
    rows = db.session.execute(query.where(QuizVersion.id.in_(last))) if quiz_ids else ()
    return {quiz_id: (title, QuizSettings.read(Reader(said))) for quiz_id, title, said in rows}


def _result(attempts: Sequence[Any], title: dict[str, str], settings: QuizSettings) -> QuizResult:
    first = attempts[0]
    marks = [(_percent(one.basis_points), bool(one.passed)) for one in attempts]
    counted = counting.result(marks, settings.counts, settings.pass_mark)
    return QuizResult(
        enrolment_id=first.enrolment_id,
        course_slug=first.slug,
        quiz_key=first.key,
        quiz_title=title,
        attempts=len(attempts),
        percent=counted.percent if counted else Decimal(0),
        has_passed=counted is not None and counted.has_passed,
        last_at=max(one.submitted_at for one in attempts),
    )


def _percent(basis_points: int | None) -> Decimal:
    return Decimal(basis_points or 0) / 100


def graded(enrolment_id: int, quiz_id: int) -> list[tuple[Decimal, bool]]:
    """Percent and pass of each graded attempt of a learner at a quiz, in their order."""
    rows = db.session.execute(
        sa.select(Attempt.basis_points, Attempt.passed)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.quiz_id == quiz_id)
        .where(Attempt.state == AttemptState.GRADED)
        .order_by(Attempt.number)
    )
    return [(_percent(points), bool(passed)) for points, passed in rows]


def course_score(enrolment: Enrolment) -> Decimal | None:
    """The mean of what counts in each quiz of the course, 0 to 100 with two decimals.

    The quizzes are those of the revision that was completed, else of the current one. None when
    it has no quiz.
    """
    query = (
        sa.select(QuizVersion.quiz_id, QuizVersion.settings)
        .join(CourseRevision, CourseRevision.id == QuizVersion.course_revision_id)
        .where(CourseRevision.course_id == enrolment.course_id, _counting(enrolment))
    )
    quizzes = db.session.execute(query).all()
    scores = [_score(enrolment.id, quiz_id, settings) for quiz_id, settings in quizzes]
    mean = sum(scores, Decimal(0)) / max(1, len(scores))
    return mean.quantize(HUNDREDTH, ROUND_DOWN) if scores else None


def _score(enrolment_id: int, quiz_id: int, said: Mapping[str, Any]) -> Decimal:
    settings = QuizSettings.read(Reader(said))
    marks = graded(enrolment_id, quiz_id)
    counted = counting.result(marks, settings.counts, settings.pass_mark)
    return counted.percent if counted else Decimal(0)


def _counting(enrolment: Enrolment) -> sa.ColumnElement[bool]:
    if enrolment.completed_revision_id is not None:
        return CourseRevision.id == enrolment.completed_revision_id
    return CourseRevision.is_current.is_(True)
