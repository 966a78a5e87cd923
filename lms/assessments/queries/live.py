"""Attempts as those see them who follow a quiz while it is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from lms.assessments.crediting import LONGEST_SILENCE
from lms.assessments.models import (
    AnswerOp,
    Attempt,
    AttemptEvent,
    AttemptState,
    Quiz,
    QuizVersion,
    Response,
)
from lms.assessments.paper import slots_from_json
from lms.assessments.queries.papers import paper
from lms.assessments.signals import WORTH_COUNTING
from lms.courses.models import Course, Enrolment
from lms.db import db, now
from lms.members.models import Member


@dataclass(frozen=True, kw_only=True)
class LiveAttempt:
    """One attempt in the overview: how far it is, and when its browser was last heard of.

    `signals` counts what was noted, by its kind.
    """

    id: int
    ref: str
    member_id: int
    name: str
    member_number: str
    number: int
    state: str
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    contact_at: datetime
    credit: int
    percent: Decimal | None
    has_passed: bool
    answered: int
    questions: int
    signals: Mapping[str, int]

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def is_silent(self) -> bool:
        """Whether its browser was not heard of for longer than a good one ever is."""
        return self.is_open and now() - self.contact_at > LONGEST_SILENCE

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes, rounded up; 0 when the time is up, None when nothing ends it."""
        if self.deadline_at is None:
            return None
        return max(0, -(-int((self.deadline_at - now()).total_seconds()) // 60))


_LAST_OP = (
    sa.select(sa.func.max(AnswerOp.received_at))
    .where(AnswerOp.attempt_id == Attempt.id)
    .correlate(Attempt)
    .scalar_subquery()
)
_ANSWERED = (
    sa.select(sa.func.count())
    .where(Response.attempt_id == Attempt.id, sa.cast(Response.value, sa.Text) != "[]")
    .correlate(Attempt)
    .scalar_subquery()
)
_LIVE = (
    sa.select(
        Attempt.id,
        Attempt.ref,
        Attempt.number,
        Attempt.state,
        Attempt.drawn,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Attempt.seen_at,
        Attempt.credit,
        Attempt.basis_points,
        Attempt.passed,
        Member.id.label("member_id"),
        Member.name,
        Member.number.label("member_number"),
        QuizVersion.id.label("version_id"),
        QuizVersion.ref.label("version_ref"),
        _LAST_OP.label("last_op_at"),
        _ANSWERED.label("answered"),
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Member, Member.id == Enrolment.member_id)
    .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
)


def attempts_at(quiz_id: int, state: str) -> sa.Select[Any]:
    """The ids of attempts at a quiz in this state, the newest first; see `live`."""
    newest = Attempt.started_at if state == AttemptState.OPEN else Attempt.submitted_at
    chosen = sa.select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.state == state)
    return chosen.order_by(newest.desc(), Attempt.id)


def live(attempt_ids: Sequence[int]) -> list[LiveAttempt]:
    """These attempts in this order. Two queries, and one for each version of the quiz at first."""
    signals = _signals(attempt_ids)
    rows = db.session.execute(_LIVE.where(Attempt.id.in_(attempt_ids)))
    found = {row.id: _live(row, signals.get(row.id, {})) for row in rows}
    return [found[one] for one in attempt_ids]


def live_attempt(quiz_id: int, ref: str) -> LiveAttempt | None:
    """The attempt of this name at this quiz; None when it is one at another quiz."""
    found = sa.select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.ref == ref)
    attempt_id = db.session.scalar(found)
    return None if attempt_id is None else live([attempt_id])[0]


def states_of(quiz_id: int) -> dict[str, int]:
    """How many attempts at a quiz are in each state."""
    rows = db.session.execute(
        sa.select(Attempt.state, sa.func.count().label("many"))
        .where(Attempt.quiz_id == quiz_id)
        .group_by(Attempt.state)
    )
    return {row.state: row.many for row in rows}


def events_of(attempt_id: int) -> list[tuple[AttemptEvent, str | None]]:
    """The log of an attempt, newest last, each entry with the name of who did it."""
    rows = db.session.execute(
        sa.select(AttemptEvent, Member.name)
        .outerjoin(Member, Member.id == AttemptEvent.member_id)
        .where(AttemptEvent.attempt_id == attempt_id)
        .order_by(sa.func.coalesce(AttemptEvent.said_at, AttemptEvent.at), AttemptEvent.id)
    )
    return [(event, name) for event, name in rows]


def event_of(attempt_id: int, event_id: int, kind: str) -> AttemptEvent | None:
    """An entry of the log, if it is of this attempt and of this kind."""
    return db.session.scalar(
        sa.select(AttemptEvent).where(
            AttemptEvent.id == event_id,
            AttemptEvent.attempt_id == attempt_id,
            AttemptEvent.kind == kind,
        )
    )


def has_open_attempt(enrolment_id: int, quiz_id: int) -> bool:
    query = sa.select(Attempt.id).where(
        Attempt.enrolment_id == enrolment_id,
        Attempt.quiz_id == quiz_id,
        Attempt.state == AttemptState.OPEN,
    )
    return db.session.scalar(query) is not None


def gives_time_back(quiz: Quiz) -> bool:
    """Whether browsers at this quiz let themselves be heard every minute."""
    return bool(quiz.access.get("outage_cap"))


def names_of_attempts(attempt_ids: Iterable[int]) -> list[Any]:
    """Ids with the learner, the quiz and the course, for the audit log."""
    query = (
        sa.select(Attempt.id, Attempt.ref, Member.name, Quiz.title, Quiz.key, Course.slug)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Member, Member.id == Enrolment.member_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Course, Course.id == Quiz.course_id)
        .where(Attempt.id.in_(list(attempt_ids)))
    )
    return list(db.session.execute(query))


def _signals(attempt_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = db.session.execute(
        sa.select(AttemptEvent.attempt_id, AttemptEvent.kind, sa.func.count())
        .where(
            AttemptEvent.attempt_id.in_(attempt_ids),
            AttemptEvent.kind.in_([str(kind) for kind in WORTH_COUNTING]),
        )
        .group_by(AttemptEvent.attempt_id, AttemptEvent.kind)
    )
    for attempt_id, kind, count in rows:
        counted[attempt_id][kind] = count
    return counted


def _live(row: Any, signals: Mapping[str, int]) -> LiveAttempt:
    items = paper(row.version_id, row.version_ref)
    asked = [items.item(slot).is_answerable for slot in slots_from_json(row.drawn)]
    known = (row.started_at, row.seen_at, row.last_op_at)
    points = row.basis_points
    return LiveAttempt(
        id=row.id,
        ref=row.ref,
        member_id=row.member_id,
        name=row.name,
        member_number=row.member_number,
        number=row.number,
        state=row.state,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        submitted_at=row.submitted_at,
        contact_at=max(moment for moment in known if moment is not None),
        credit=row.credit,
        percent=None if points is None else Decimal(points) / 100,
        has_passed=bool(row.passed),
        answered=row.answered,
        questions=sum(asked),
        signals=signals,
    )
