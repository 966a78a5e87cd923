"""Where a learner stands with a quiz: the attempts made, and those that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from lms.assessments import counting
from lms.assessments.access import Granted, QuizAccess, Refusal, refusal
from lms.assessments.checking import Reader
from lms.assessments.counting import Result
from lms.assessments.models import Attempt, AttemptState, Quiz, QuizException, QuizVersion
from lms.assessments.paper import Paper
from lms.assessments.queries.papers import paper
from lms.courses.models import GroupMember
from lms.courses.progress import Standing
from lms.db import db, now


@dataclass(frozen=True, kw_only=True)
class AttemptSummary:
    """One go at a quiz, for lists: `percent` is from 0 to 100, rounded down, None until graded."""

    id: int
    ref: str
    number: int
    state: str
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    percent: Decimal | None
    has_passed: bool

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def is_graded(self) -> bool:
        return self.state == AttemptState.GRADED


@dataclass(frozen=True, kw_only=True)
class QuizStanding:
    """Where a learner stands with a quiz of the revision that they see.

    `access` is theirs: exceptions are in it.
    """

    key: str
    quiz_id: int
    enrolment_id: int
    version_id: int
    version_ref: str
    access: QuizAccess
    attempts: tuple[AttemptSummary, ...]

    @property
    def paper(self) -> Paper:
        return paper(self.version_id, self.version_ref)

    @property
    def open_attempt(self) -> AttemptSummary | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def result(self) -> Result | None:
        """What counts of all attempts that were graded; None while there is none."""
        settings = self.paper.settings
        return counting.result(
            [(one.percent or Decimal(0), one.has_passed) for one in self.attempts if one.is_graded],
            settings.counts,
            settings.pass_mark,
        )

    @property
    def has_passed(self) -> bool:
        return self.result is not None and self.result.has_passed

    @property
    def attempts_left(self) -> int | None:
        """How many attempts may still be started; None is any number."""
        limit = self.access.attempts
        return max(0, limit - len(self.attempts)) if limit else None

    @property
    def refusal(self) -> Refusal | None:
        """Why no attempt may be started now, an open one apart."""
        ended = [one.submitted_at for one in self.attempts if one.submitted_at is not None]
        return refusal(self.access, now(), len(self.attempts), max(ended, default=None))

    @property
    def may_start(self) -> bool:
        return self.open_attempt is None and self.refusal is None

    @property
    def next_start_at(self) -> datetime | None:
        """When the wait between two attempts is over."""
        ended = [one.submitted_at for one in self.attempts if one.submitted_at is not None]
        return max(ended) + timedelta(minutes=self.access.delay) if ended else None


_QUIZ_STANDING = (
    sa.select(
        Quiz.id,
        QuizVersion.id,
        QuizVersion.ref,
        Quiz.access,
        Attempt.id,
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

    The learner must be enrolled. Two queries.
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
    quiz_id, version_id, version_ref, access = rows[0][:4]
    return QuizStanding(
        key=key,
        quiz_id=quiz_id,
        enrolment_id=standing.enrolment_id,
        version_id=version_id,
        version_ref=version_ref,
        access=_granted(QuizAccess.read(Reader(access)), quiz_id, standing.enrolment_id),
        attempts=tuple(_summary(row[4:]) for row in rows if row[4] is not None),
    )


_GROUPS = sa.select(GroupMember.group_id).where(
    GroupMember.enrolment_id == sa.bindparam("enrolment_id")
)
_EXCEPTIONS = sa.select(
    QuizException.enrolment_id,
    QuizException.extra_minutes,
    QuizException.attempts,
    QuizException.opens_at,
    QuizException.closes_at,
).where(
    QuizException.quiz_id == sa.bindparam("quiz_id"),
    QuizException.ended_at.is_(None),
    sa.or_(
        QuizException.enrolment_id == sa.bindparam("enrolment_id"),
        QuizException.group_id.in_(_GROUPS),
    ),
)


def access_for(quiz: Quiz, enrolment_id: int) -> QuizAccess:
    """The access of one learner, exceptions in it. One query."""
    return _granted(QuizAccess.read(Reader(quiz.access)), quiz.id, enrolment_id)


def _granted(access: QuizAccess, quiz_id: int, enrolment_id: int) -> QuizAccess:
    values = {"quiz_id": quiz_id, "enrolment_id": enrolment_id}
    rows = db.session.connection().execute(_EXCEPTIONS, values).all()
    own = [_grant(row) for row in rows if row.enrolment_id is not None]
    of_groups = [_grant(row) for row in rows if row.enrolment_id is None]
    return access.granting(own, of_groups)


def _grant(row: Any) -> Granted:
    return Granted(
        extra_minutes=row.extra_minutes,
        attempts=row.attempts,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def _summary(row: Sequence[Any]) -> AttemptSummary:
    id_, ref, number, state, started_at, deadline_at, submitted_at, basis_points, passed = row
    return AttemptSummary(
        id=id_,
        ref=ref,
        number=number,
        state=state,
        started_at=started_at,
        deadline_at=deadline_at,
        submitted_at=submitted_at,
        percent=None if basis_points is None else Decimal(basis_points) / 100,
        has_passed=bool(passed),
    )
