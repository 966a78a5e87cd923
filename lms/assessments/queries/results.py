"""How learners have done, for their record, their instructor and their certificate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from lms.assessments import counting
from lms.assessments.checking import Reader
from lms.assessments.counting import Mark
from lms.assessments.models import Attempt, AttemptState, Quiz, QuizVersion
from lms.assessments.queries.attempts import OpenedAttempt
from lms.assessments.queries.standings import accesses, shows_marks
from lms.assessments.settings import Counts, QuizSettings
from lms.courses.models import Course, CourseRevision, Enrolment
from lms.db import db


@dataclass(frozen=True, kw_only=True)
class QuizResult:
    """How one learner has done in one quiz: attempts that were graded, and what counts of them.

    `percent` is None where the learner asks and may not see it yet.
    """

    enrolment_id: int
    quiz_id: int
    course_slug: str
    quiz_key: str
    quiz_title: dict[str, str]
    attempts: int
    counts: Counts
    percent: Decimal | None
    has_passed: bool
    last_at: datetime


_ATTEMPTS = (
    sa.select(
        Attempt.enrolment_id,
        Attempt.quiz_id,
        Attempt.score,
        Attempt.max_score,
        Attempt.passed,
        Attempt.submitted_at,
        Attempt.quiz_version_id,
        Course.slug,
        Quiz.key,
        Quiz.access,
    )
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(Course, Course.id == Quiz.course_id)
    .where(Attempt.state == AttemptState.GRADED)
    .order_by(Attempt.enrolment_id, Attempt.quiz_id, Attempt.number)
)


def results_of(member_id: int) -> list[QuizResult]:
    """Every quiz that the member has finished at least once, as they may see it. Three queries."""
    return _seen_by_learner(
        _ATTEMPTS.join(Enrolment, Enrolment.id == Attempt.enrolment_id).where(
            Enrolment.member_id == member_id
        )
    )


def course_results(course_id: int, enrolment_ids: Iterable[int] | None = None) -> list[QuizResult]:
    """All that is known of all learners of a course, or of these enrolments. Two queries."""
    query = _ATTEMPTS.where(Course.id == course_id)
    if enrolment_ids is not None:
        query = query.where(Attempt.enrolment_id.in_(list(enrolment_ids)))
    rows = db.session.execute(query).all()
    return _results(rows, _versions(rows))


def _seen_by_learner(query: sa.Select[*tuple[Any, ...]]) -> list[QuizResult]:
    rows = db.session.execute(query).all()
    versions = _versions(rows)
    hidden = _hidden(rows, versions)
    return [
        replace(one, percent=None) if (one.enrolment_id, one.quiz_id) in hidden else one
        for one in _results(rows, versions)
    ]


def _hidden(rows: Sequence[Any], versions: _Versions) -> set[tuple[int, int]]:
    """The (enrolment, quiz) with an attempt whose marks may not be seen now."""
    found = accesses({row.quiz_id: row.access for row in rows}, {row.enrolment_id for row in rows})
    return {
        (row.enrolment_id, row.quiz_id)
        for row in rows
        if not shows_marks(
            versions.said[row.quiz_version_id],
            row.submitted_at,
            found[row.enrolment_id, row.quiz_id],
        )
    }


def _results(rows: Sequence[Any], versions: _Versions) -> list[QuizResult]:
    by_quiz = groupby(rows, key=attrgetter("enrolment_id", "quiz_id"))
    return [_result(list(attempts), versions) for _key, attempts in by_quiz]


@dataclass(frozen=True)
class _Versions:
    """What versions of quizzes say, by their ids, and which is the last of each quiz: titles and
    rules come from there, for the draft is for authors."""

    said: Mapping[int, Mapping[str, Any]]
    titles: Mapping[int, dict[str, str]]
    last: Mapping[int, int]


def _versions(attempts: Sequence[Any]) -> _Versions:
    """Those of these attempts, and the last of their quizzes. One query."""
    quiz_ids = {one.quiz_id for one in attempts}
    last = (
        sa.select(sa.func.max(QuizVersion.id))
        .where(QuizVersion.quiz_id.in_(quiz_ids))
        .group_by(QuizVersion.quiz_id)
    )
    used = {one.quiz_version_id for one in attempts}
    columns = (QuizVersion.id, QuizVersion.quiz_id, QuizVersion.title, QuizVersion.settings)
    query = sa.select(*columns).where(sa.or_(QuizVersion.id.in_(last), QuizVersion.id.in_(used)))
    rows = db.session.execute(query.order_by(QuizVersion.id)).all() if quiz_ids else ()
    return _Versions(
        said={row.id: row.settings for row in rows},
        titles={row.quiz_id: row.title for row in rows},
        last={row.quiz_id: row.id for row in rows},
    )


def _result(attempts: Sequence[Any], versions: _Versions) -> QuizResult:
    first = attempts[0]
    settings = QuizSettings.read(Reader(versions.said[versions.last[first.quiz_id]]))
    marks = [counting.mark_of(one.score, one.max_score, one.passed) for one in attempts]
    counted = counting.result(marks, settings.counts, settings.pass_mark)
    return QuizResult(
        enrolment_id=first.enrolment_id,
        quiz_id=first.quiz_id,
        course_slug=first.slug,
        quiz_key=first.key,
        quiz_title=versions.titles[first.quiz_id],
        attempts=len(attempts),
        counts=settings.counts,
        percent=counted.percent if counted else Decimal(0),
        has_passed=counted is not None and counted.has_passed,
        last_at=max(one.submitted_at for one in attempts),
    )


def graded(enrolment_id: int, quiz_id: int) -> list[Mark]:
    """The mark of each graded attempt of a learner at a quiz, in their order."""
    rows = db.session.execute(
        sa.select(Attempt.score, Attempt.max_score, Attempt.passed)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.quiz_id == quiz_id)
        .where(Attempt.state == AttemptState.GRADED)
        .order_by(Attempt.number)
    )
    return [counting.mark_of(*row) for row in rows]


def has_passed(attempt: OpenedAttempt) -> bool:
    """Whether what counts of all attempts of its learner passes the quiz, as it says there."""
    settings = attempt.paper.settings
    marks = graded(attempt.enrolment_id, attempt.quiz_id)
    counted = counting.result(marks, settings.counts, settings.pass_mark)
    return counted is not None and counted.has_passed


def course_score(enrolment: Enrolment) -> Decimal | None:
    """The mean of what counts in each quiz of the course, 0 to 100 with two decimals.

    The quizzes are those of the revision that was completed, else of the current one. None when
    it has no quiz, or while one keeps its marks back: anybody may read what a certificate says.
    """
    query = (
        sa.select(QuizVersion.quiz_id, QuizVersion.settings)
        .join(CourseRevision, CourseRevision.id == QuizVersion.course_revision_id)
        .where(CourseRevision.course_id == enrolment.course_id, _counting(enrolment))
    )
    quizzes = db.session.execute(query).all()
    own = _ATTEMPTS.where(Attempt.enrolment_id == enrolment.id)
    asked = {quiz_id for quiz_id, _settings in quizzes}
    if any(one.percent is None for one in _seen_by_learner(own) if one.quiz_id in asked):
        return None
    scores = [_score(enrolment.id, quiz_id, settings) for quiz_id, settings in quizzes]
    return counting.percent(sum(scores, Fraction(0)) / len(scores)) if scores else None


def _score(enrolment_id: int, quiz_id: int, said: Mapping[str, Any]) -> Fraction:
    settings = QuizSettings.read(Reader(said))
    marks = graded(enrolment_id, quiz_id)
    counted = counting.result(marks, settings.counts, settings.pass_mark)
    return counted.share if counted else Fraction(0)


def _counting(enrolment: Enrolment) -> sa.ColumnElement[bool]:
    if enrolment.completed_revision_id is not None:
        return CourseRevision.id == enrolment.completed_revision_id
    return CourseRevision.is_current.is_(True)
