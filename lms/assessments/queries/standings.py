"""Where a learner stands with a quiz: the attempts made, and those that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from lms.assessments.models import Attempt, AttemptState, Quiz, QuizVersion
from lms.assessments.paper import Paper
from lms.assessments.queries.papers import paper
from lms.courses.progress import Standing
from lms.db import db


@dataclass(frozen=True, kw_only=True)
class AttemptSummary:
    """One go at a quiz, for lists: `percent` is from 0 to 100, rounded down."""

    ref: str
    number: int
    is_open: bool
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    percent: Decimal | None
    has_passed: bool


@dataclass(frozen=True, kw_only=True)
class QuizStanding:
    """Where a learner stands with a quiz of the revision that they see."""

    key: str
    quiz_id: int
    enrolment_id: int
    version_id: int
    version_ref: str
    attempts: tuple[AttemptSummary, ...]

    @property
    def paper(self) -> Paper:
        return paper(self.version_id, self.version_ref)

    @property
    def open_attempt(self) -> AttemptSummary | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def best(self) -> AttemptSummary | None:
        """The graded attempt with the highest score; the earliest of equals."""
        graded = [one for one in self.attempts if not one.is_open]
        return max(graded, key=lambda one: one.percent or 0, default=None)

    @property
    def has_passed(self) -> bool:
        return any(one.has_passed for one in self.attempts)

    @property
    def attempts_left(self) -> int | None:
        """How many attempts may still be started; None is any number."""
        limit = self.paper.settings.attempts
        return max(0, limit - len(self.attempts)) if limit else None

    @property
    def may_start(self) -> bool:
        return self.open_attempt is None and self.attempts_left != 0


_QUIZ_STANDING = (
    sa.select(
        Quiz.id,
        QuizVersion.id,
        QuizVersion.ref,
        Attempt.ref,
        Attempt.number,
        Attempt.state,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Attempt.basis_points,
        Attempt.passed,
    )
    .join(QuizVersion, QuizVersion.quiz_id == Quiz.id)
    .outerjoin(
        Attempt,
        sa.and_(Attempt.quiz_id == Quiz.id, Attempt.enrolment_id == sa.bindparam("enrolment_id")),
    )
    .where(
        QuizVersion.course_revision_id == sa.bindparam("revision_id"),
        Quiz.key == sa.bindparam("key"),
    )
    .order_by(Attempt.number)
)


def quiz_standing(standing: Standing, key: str) -> QuizStanding | None:
    """Where this learner stands with the quiz; None when their course has no such quiz.

    The learner must be enrolled. One query.
    """
    if standing.enrolment_id is None:
        return None
    values = {
        "enrolment_id": standing.enrolment_id,
        "revision_id": standing.revision_id,
        "key": key,
    }
    rows: Sequence[Any] = db.session.connection().execute(_QUIZ_STANDING, values).all()
    if not rows:
        return None
    quiz_id, version_id, version_ref = rows[0][:3]
    return QuizStanding(
        key=key,
        quiz_id=quiz_id,
        enrolment_id=standing.enrolment_id,
        version_id=version_id,
        version_ref=version_ref,
        attempts=tuple(_summary(row[3:]) for row in rows if row[3] is not None),
    )


def _summary(row: Sequence[Any]) -> AttemptSummary:
    ref, number, state, started_at, deadline_at, submitted_at, basis_points, passed = row
    return AttemptSummary(
        ref=ref,
        number=number,
        is_open=state == AttemptState.OPEN,
        started_at=started_at,
        deadline_at=deadline_at,
        submitted_at=submitted_at,
        percent=_percent(basis_points),
        has_passed=bool(passed),
    )


def _percent(basis_points: int | None) -> Decimal | None:
    return None if basis_points is None else Decimal(basis_points) / 100
