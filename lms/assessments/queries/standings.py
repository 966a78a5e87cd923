"""Where a learner stands with a quiz: the attempts made, and those that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.assessments import counting
from lms.assessments.access import Granted, QuizAccess, Refusal, refusal
from lms.assessments.checking import Reader
from lms.assessments.counting import Mark, Result
from lms.assessments.models import Attempt, AttemptState, Quiz, QuizException, QuizVersion
from lms.assessments.paper import Paper
from lms.assessments.queries.attempts import OpenedAttempt
from lms.assessments.queries.papers import paper
from lms.assessments.review import Aspect, moment_of
from lms.assessments.settings import Counts, QuizSettings
from lms.courses.models import Course, GroupMember
from lms.courses.progress import Standing
from lms.db import db, now


@dataclass(frozen=True, kw_only=True)
class AttemptSummary:
    """One go at a quiz, for lists: `percent` is from 0 to 100, rounded down, None until graded.

    Pages show a percentage only while `shows_marks`; whether it was passed is told always, for
    progress rests on it.
    """

    id: int
    ref: str
    number: int
    state: str
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    mark: Mark | None
    shows_marks: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def percent(self) -> Decimal | None:
        return None if self.mark is None else counting.percent(self.mark.share)

    @property
    def has_passed(self) -> bool:
        return self.mark is not None and self.mark.has_passed

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
        return counting.result(self._marks, settings.counts, settings.pass_mark)

    @property
    def _graded(self) -> list[AttemptSummary]:
        return [one for one in self.attempts if one.is_graded]

    @property
    def _marks(self) -> list[Mark]:
        return [one.mark for one in self._graded if one.mark is not None]

    @property
    def has_passed(self) -> bool:
        return self.result is not None and self.result.has_passed

    @property
    def shows_marks(self) -> bool:
        """Whether the learner may see the result: while one attempt is kept back, so is that."""
        return all(one.shows_marks for one in self._graded)

    @property
    def shown_percent(self) -> Decimal | None:
        """The percentage that counts, as far as the learner may see it now."""
        return self.result.percent if self.result is not None and self.shows_marks else None

    @property
    def counted(self) -> frozenset[str]:
        """The refs of the attempts that count; empty while that would tell what is kept back."""
        graded, counts = self._graded, self.paper.settings.counts
        if counts is Counts.HIGHEST and not self.shows_marks:
            return frozenset()
        return frozenset(graded[place].ref for place in counting.counted(self._marks, counts))

    @property
    def over_at(self) -> datetime | None:
        """When what is kept until the quiz closes may be told to this learner.

        Not while they have an attempt open that goes on longer, as when staff moved its end.
        """
        over_at, current = self.access.over_at, self.open_attempt
        if over_at is None or current is None:
            return over_at
        if current.deadline_at is None:
            return None
        return max(over_at, current.deadline_at + timedelta(seconds=self.access.grace))

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


_OF_ATTEMPT = aliased(QuizVersion)
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
        Attempt.score,
        Attempt.max_score,
        Attempt.passed,
        _OF_ATTEMPT.settings,
    )
    .join(QuizVersion, QuizVersion.quiz_id == Quiz.id)
    .outerjoin(
        Attempt,
        sa.and_(Attempt.quiz_id == Quiz.id, Attempt.enrolment_id == sa.bindparam("enrolment_id")),
    )
    .outerjoin(_OF_ATTEMPT, _OF_ATTEMPT.id == Attempt.quiz_version_id)
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
    quiz_id, version_id, version_ref, said = rows[0][:4]
    access = _access(quiz_id, said, standing.enrolment_id)
    return QuizStanding(
        key=key,
        quiz_id=quiz_id,
        enrolment_id=standing.enrolment_id,
        version_id=version_id,
        version_ref=version_ref,
        access=access,
        attempts=tuple(_summary(row[4:], access) for row in rows if row[4] is not None),
    )


def once_ended(standing: QuizStanding, attempt_id: int) -> QuizStanding:
    """The same after this attempt was ended: when it was counts for the next. One query."""
    query = sa.select(Attempt.state, Attempt.submitted_at).where(Attempt.id == attempt_id)
    state, submitted_at = db.session.connection().execute(query).one()
    attempts = (
        replace(one, state=state, submitted_at=submitted_at) if one.id == attempt_id else one
        for one in standing.attempts
    )
    return replace(standing, attempts=tuple(attempts))


def keep_rules(slug: str, key: str) -> None:
    """Let nobody change the access of this quiz until the transaction ends.

    A start asks first: else an attempt could begin by the old rules just when those who change
    them have looked for the open ones.
    """
    query = sa.select(Quiz.id).join(Course).where(Course.slug == slug, Quiz.key == key)
    db.session.execute(query.with_for_update(read=True, of=Quiz))


def access_for(quiz: Quiz, enrolment_id: int) -> QuizAccess:
    """The access of one learner, exceptions in it. One query."""
    return _access(quiz.id, quiz.access, enrolment_id)


def access_of(attempt: OpenedAttempt) -> QuizAccess:
    """The access of the learner of an attempt to its quiz. Two queries."""
    return access_for(db.session.get_one(Quiz, attempt.quiz_id), attempt.enrolment_id)


def _access(quiz_id: int, said: Mapping[str, Any], enrolment_id: int) -> QuizAccess:
    return accesses({quiz_id: said}, [enrolment_id])[enrolment_id, quiz_id]


def _grant(row: Any) -> Granted:
    return Granted(
        extra_minutes=row.extra_minutes,
        attempts=row.attempts,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def accesses(
    quizzes: Mapping[int, Mapping[str, Any]], enrolment_ids: Collection[int]
) -> dict[tuple[int, int], QuizAccess]:
    """The access of each of these learners to each of these quizzes, by (enrolment, quiz).

    `quizzes` holds the access that all have. One query.
    """
    if not quizzes:
        return {}
    values = {"quiz_ids": list(quizzes), "enrolment_ids": list(enrolment_ids)}
    rows = db.session.connection().execute(_EXCEPTIONS, values).all()
    own: defaultdict[tuple[int, int], list[Granted]] = defaultdict(list)
    of_groups: defaultdict[tuple[int, int], list[Granted]] = defaultdict(list)
    for row in rows:
        (own if row.is_own else of_groups)[row.for_whom, row.quiz_id].append(_grant(row))
    usual = {quiz_id: QuizAccess.read(Reader(said)) for quiz_id, said in quizzes.items()}
    return {
        (one, quiz_id): access.granting(own[one, quiz_id], of_groups[one, quiz_id])
        for quiz_id, access in usual.items()
        for one in enrolment_ids
    }


_FOR_WHOM = sa.func.coalesce(QuizException.enrolment_id, GroupMember.enrolment_id)
_EXCEPTIONS = (
    sa.select(
        QuizException.quiz_id,
        _FOR_WHOM.label("for_whom"),
        QuizException.enrolment_id.is_not(None).label("is_own"),
        QuizException.extra_minutes,
        QuizException.attempts,
        QuizException.opens_at,
        QuizException.closes_at,
    )
    .outerjoin(GroupMember, GroupMember.group_id == QuizException.group_id)
    .where(
        QuizException.quiz_id.in_(sa.bindparam("quiz_ids", expanding=True)),
        QuizException.ended_at.is_(None),
        _FOR_WHOM.in_(sa.bindparam("enrolment_ids", expanding=True)),
    )
)


def shows_marks(said: Mapping[str, Any], submitted_at: datetime | None, access: QuizAccess) -> bool:
    """Whether the learner may see the marks of an attempt now; `said` are its quiz's settings."""
    if submitted_at is None:
        return False
    moment = moment_of(submitted_at, access.over_at, now())
    return Aspect.MARKS in QuizSettings.read(Reader(said)).review.shows(moment)


def _summary(row: Sequence[Any], access: QuizAccess) -> AttemptSummary:
    id_, ref, number, state, started_at, deadline_at, submitted_at, *rest = row
    score, most, passed, said = rest
    return AttemptSummary(
        id=id_,
        ref=ref,
        number=number,
        state=state,
        started_at=started_at,
        deadline_at=deadline_at,
        submitted_at=submitted_at,
        mark=None if score is None else counting.mark_of(score, most, passed),
        shows_marks=shows_marks(said, submitted_at, access),
    )
