"""Attempts as their own learners work with them. Statements are constants: building one costs more
than running it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from lms.assessments.grading import Given
from lms.assessments.kinds.item import Answer
from lms.assessments.models import (
    AnswerOp,
    Attempt,
    AttemptState,
    Quiz,
    QuizVersion,
    Response,
)
from lms.assessments.paper import Paper, Slot, slots_from_json
from lms.assessments.queries.papers import paper
from lms.assessments.stepping import StepPlaces, step_at, steps
from lms.courses.models import Enrolment
from lms.db import db, now


@dataclass(frozen=True, kw_only=True)
class OpenedAttempt:
    """An attempt as its own learner may work with it: plain values, read in one query."""

    id: int
    ref: str
    number: int
    state: str
    drawn: Sequence[Any]
    position: int
    started_at: datetime
    deadline_at: datetime | None
    grace: int
    credit: int
    seen_at: datetime | None
    page: str | None
    submitted_at: datetime | None
    enrolment_id: int
    quiz_id: int
    version_id: int
    version_ref: str
    access: Mapping[str, Any]

    @cached_property
    def contact_at(self) -> datetime:
        """When its browser was last heard of: each answer is a sign of life too. One query."""
        last = db.session.connection().execute(_LAST_OP, {"attempt_id": self.id}).scalar()
        return max(moment for moment in (self.started_at, self.seen_at, last) if moment is not None)

    @property
    def cap(self) -> timedelta:
        """How much of a broken connection is given back at most."""
        return timedelta(minutes=int(self.access.get("outage_cap", 0)))

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken, by the server's clock."""
        return self.state == AttemptState.OPEN and not self.is_overdue

    @property
    def is_overdue(self) -> bool:
        """Whether the time is up, graded or not."""
        return self.ends_at is not None and now() >= self.ends_at

    @property
    def ends_at(self) -> datetime | None:
        """When answers are taken no more: the seconds of grace are in it."""
        return None if self.deadline_at is None else self.deadline_at + self._grace

    @property
    def _grace(self) -> timedelta:
        return timedelta(seconds=self.grace)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return slots_from_json(self.drawn)

    @property
    def paper(self) -> Paper:
        return paper(self.version_id, self.version_ref)

    @cached_property
    def steps(self) -> tuple[StepPlaces, ...]:
        """What is asked at once, in order."""
        return steps([self.paper.item(slot).is_answerable for slot in self.slots])

    @property
    def questions(self) -> tuple[int, ...]:
        """The places of what must be answered; the others only tell something."""
        return tuple(step.question for step in self.steps)

    @property
    def step_now(self) -> StepPlaces:
        """The step that a sequential attempt has come to."""
        return step_at(self.steps, self.position)

    @property
    def places_now(self) -> range:
        """The places that may be seen and answered now."""
        if self.paper.settings.is_sequential:
            return self.step_now.places
        return range(1, len(self.slots) + 1)


_LAST_OP = sa.select(sa.func.max(AnswerOp.received_at)).where(
    AnswerOp.attempt_id == sa.bindparam("attempt_id")
)
ATTEMPT = (
    sa.select(
        Attempt.id,
        Attempt.ref,
        Attempt.number,
        Attempt.state,
        Attempt.drawn,
        Attempt.position,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.grace,
        Attempt.credit,
        Attempt.seen_at,
        Attempt.page,
        Attempt.submitted_at,
        Attempt.enrolment_id,
        Attempt.quiz_id,
        QuizVersion.id.label("version_id"),
        QuizVersion.ref.label("version_ref"),
        Quiz.access,
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
)
_OF_MEMBER = ATTEMPT.where(
    Attempt.ref == sa.bindparam("ref"), Enrolment.member_id == sa.bindparam("member_id")
)
_FOR_SAVING = _OF_MEMBER.with_for_update(key_share=True, of=Attempt)
_FOR_GRADING = _OF_MEMBER.with_for_update(of=Attempt)
_IN_QUIZ = ATTEMPT.where(
    Attempt.ref == sa.bindparam("ref"), Attempt.quiz_id == sa.bindparam("quiz_id")
).with_for_update(of=Attempt)
_BY_ID = ATTEMPT.where(Attempt.id == sa.bindparam("id"))
_BY_ID_FOR_GRADING = _BY_ID.with_for_update(of=Attempt)


def attempt_of(member_id: int, ref: str) -> OpenedAttempt | None:
    """The member's attempt of this name; None for anyone else's."""
    return opened(_OF_MEMBER, member_id=member_id, ref=ref)


def attempt_for_saving(member_id: int, ref: str) -> OpenedAttempt | None:
    """The same, and nobody else can save to it or grade it until this transaction ends."""
    return opened(_FOR_SAVING, member_id=member_id, ref=ref)


def attempt_for_grading(member_id: int, ref: str) -> OpenedAttempt | None:
    """The same, to take it from one state to the next."""
    return opened(_FOR_GRADING, member_id=member_id, ref=ref)


def attempt_by_id(attempt_id: int) -> OpenedAttempt | None:
    return opened(_BY_ID, id=attempt_id)


def attempt_by_id_for_grading(attempt_id: int) -> OpenedAttempt | None:
    return opened(_BY_ID_FOR_GRADING, id=attempt_id)


def opened_in_quiz(quiz_id: int, ref: str) -> OpenedAttempt | None:
    """The attempt of this name at this quiz, whoever made it, to take it to another state."""
    return opened(_IN_QUIZ, quiz_id=quiz_id, ref=ref)


def opened(statement: sa.Select[Any], **values: object) -> OpenedAttempt | None:
    """The attempt that a statement on ATTEMPT finds, if any."""
    row = db.session.connection().execute(statement, values).mappings().first()
    return None if row is None else OpenedAttempt(**row)


_RESPONSES = sa.select(
    Response.slot,
    Response.seq,
    Response.value,
    Response.certainty,
    Response.tries,
    Response.hints,
    Response.checked,
    Response.given_share,
    Response.comment,
).where(Response.attempt_id == sa.bindparam("attempt_id"))
_OPS = sa.select(AnswerOp.op_id, AnswerOp.slot, AnswerOp.seq, AnswerOp.value).where(
    AnswerOp.attempt_id == sa.bindparam("attempt_id"),
    AnswerOp.op_id.in_(sa.bindparam("op_ids", expanding=True)),
)


@dataclass(frozen=True)
class Stored:
    """The newest answer to one question, the number of the operation that brought it, and what
    else counts when it is graded (see models.Response)."""

    seq: int
    answer: Answer
    certainty: int | None = None
    tries: int = 0
    hints: int = 0
    checked: Answer | None = None
    given_share: Fraction | None = None
    comment: str | None = None

    @property
    def given(self) -> Given:
        return Given(self.answer, self.certainty, self.tries, self.given_share)


def responses(attempt_id: int) -> dict[int, Stored]:
    """What is stored, by the number of the slot."""
    rows = db.session.connection().execute(_RESPONSES, {"attempt_id": attempt_id})
    return {row.slot: _stored(row) for row in rows}


def _stored(row: Any) -> Stored:
    return Stored(
        seq=row.seq,
        answer=tuple(row.value),
        certainty=row.certainty,
        tries=row.tries,
        hints=row.hints,
        checked=None if row.checked is None else tuple(row.checked),
        given_share=row.given_share,
        comment=row.comment,
    )


def given(attempt_id: int) -> dict[int, Given]:
    """What is stored as grading takes it, by the number of the slot."""
    return {slot: stored.given for slot, stored in responses(attempt_id).items()}


def known_ops(attempt_id: int, op_ids: Iterable[str]) -> set[str]:
    """Which of these operations have arrived before."""
    return set(kept_ops(attempt_id, op_ids))


def kept_ops(attempt_id: int, op_ids: Iterable[str]) -> dict[str, tuple[int, int, Answer]]:
    """What is kept under these ids: slot, number and answer."""
    values = {"attempt_id": attempt_id, "op_ids": list(op_ids)}
    rows = db.session.connection().execute(_OPS, values)
    return {row.op_id: (row.slot, row.seq, tuple(row.value)) for row in rows}
