"""Answers that a person must mark, and those that one has marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.assessments.kinds.item import Item
from lms.assessments.models import Attempt, AttemptState, Quiz, Response
from lms.assessments.paper import Paper, Slot
from lms.assessments.queries.attempts import ATTEMPT, OpenedAttempt, opened
from lms.courses.models import Course, CourseRevision, Enrolment
from lms.db import db
from lms.members.models import Member

MOST = 100
"""So many attempts are looked at for the list; the oldest wait longest."""
LATELY = 20


@dataclass(frozen=True, kw_only=True)
class ToMark:
    """One answer for an assessor, with what they must know of it; `mark` is the mark it has.

    `seen` names the answer and what was marked so far, so that nobody marks what they have not
    read, or over another one unseen.
    """

    attempt: OpenedAttempt
    slot: int
    number: int
    learner: str
    learner_id: int
    quiz_key: str
    seq: int
    answer: tuple[str, ...]
    given_share: Fraction | None
    comment: str | None
    marked_at: datetime | None
    marked_by: str | None

    @property
    def paper(self) -> Paper:
        return self.attempt.paper

    @property
    def drawn(self) -> Slot:
        return self.attempt.slots[self.slot - 1]

    @property
    def item(self) -> Item:
        return self.paper.item(self.drawn)

    @property
    def most(self) -> Fraction:
        return self.paper.most(self.drawn)

    @property
    def mark(self) -> Fraction | None:
        return None if self.given_share is None else self.given_share * self.most

    @property
    def seen(self) -> str:
        return seen(self.seq, self.marked_at)

    @property
    def is_for_a_person(self) -> bool:
        """Whether only a person can mark it; where there is no answer, nobody need."""
        return bool(self.answer) and self.item.grade(self.drawn.draw, self.answer).needs_marking


@dataclass(frozen=True)
class WaitingCourse:
    """A course with so many attempts that wait to be marked."""

    slug: str
    title: Mapping[str, str]
    attempts: int


def seen(seq: int, marked_at: datetime | None) -> str:
    """A name for how an answer stood when it was looked at; `seq` is the operation it came by."""
    return f"{seq}" if marked_at is None else f"{seq} {marked_at.isoformat()}"


_IN_COURSE = ATTEMPT.where(Quiz.course_id == sa.bindparam("course_id"))
_ONE = _IN_COURSE.where(
    Attempt.ref == sa.bindparam("ref"),
    Attempt.state.in_([AttemptState.SUBMITTED, AttemptState.GRADED]),
)
_ONE_LOCKED = _ONE.with_for_update(of=Attempt)
_WAITING = (
    _IN_COURSE.where(
        Attempt.state == AttemptState.SUBMITTED, Enrolment.member_id != sa.bindparam("me")
    )
    .order_by(Attempt.submitted_at, Attempt.id)
    .limit(MOST)
)
_LATELY = (
    sa.select(Response.attempt_id)
    .join(Attempt, Attempt.id == Response.attempt_id)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(Quiz.course_id == sa.bindparam("course_id"), Response.marked_at.is_not(None))
    .where(Attempt.state != AttemptState.OPEN)
    .where(Enrolment.member_id != sa.bindparam("me"))
    .group_by(Response.attempt_id)
    .order_by(sa.func.max(Response.marked_at).desc())
    .limit(LATELY)
)
_ASSESSOR = aliased(Member)
_ANSWERS = (
    sa.select(
        Response.attempt_id,
        Response.slot,
        Response.seq,
        Response.value,
        Response.given_share,
        Response.comment,
        Response.marked_at,
        _ASSESSOR.name.label("marked_by"),
        Member.name.label("learner"),
        Member.id.label("learner_id"),
        Quiz.key.label("quiz_key"),
    )
    .join(Attempt, Attempt.id == Response.attempt_id)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Member, Member.id == Enrolment.member_id)
    .outerjoin(_ASSESSOR, _ASSESSOR.id == Response.marked_by_id)
    .where(Response.attempt_id.in_(sa.bindparam("attempt_ids", expanding=True)))
    .order_by(Response.attempt_id, Response.slot)
)


def waiting(course_id: int, me: int) -> list[ToMark]:
    """The answers of the course that wait for somebody else than their learner, oldest first."""
    attempts = _all(_WAITING, course_id=course_id, me=me)
    return [one for one in _to_mark(attempts) if one.given_share is None and one.is_for_a_person]


def marked_lately(course_id: int, me: int) -> list[ToMark]:
    """The answers of the course that somebody has marked, newest first."""
    values = {"course_id": course_id, "me": me}
    ids = db.session.connection().execute(_LATELY, values).scalars().all()
    attempts = _all(ATTEMPT.where(Attempt.id.in_(ids))) if ids else []
    marked = [(one.marked_at, one) for one in _to_mark(attempts) if one.marked_at is not None]
    marked.sort(key=itemgetter(0), reverse=True)
    return [one for _moment, one in marked[:LATELY]]


def to_mark(course_id: int, ref: str, slot: int) -> ToMark | None:
    """One answer of a sent attempt that only a person can mark, marked or not."""
    attempts = _all(_ONE, course_id=course_id, ref=ref)
    found = (one for one in _to_mark(attempts) if one.slot == slot and one.is_for_a_person)
    return next(found, None)


def attempt_for_marking(course_id: int, ref: str) -> OpenedAttempt | None:
    """A sent attempt at a quiz of the course; nobody else marks it until this transaction ends."""
    return opened(_ONE_LOCKED, course_id=course_id, ref=ref)


def waiting_in(courses: sa.Select[Course], me: int) -> list[WaitingCourse]:
    """Those of these courses in which an attempt waits for somebody else than its learner."""
    query = (
        sa.select(Course.slug, CourseRevision.title, sa.func.count())
        .join(CourseRevision, CourseRevision.course_id == Course.id)
        .join(Quiz, Quiz.course_id == Course.id)
        .join(Attempt, Attempt.quiz_id == Quiz.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.state == AttemptState.SUBMITTED, Enrolment.member_id != me)
        .where(CourseRevision.is_current, Course.id.in_(courses.with_only_columns(Course.id)))
        .group_by(Course.id, Course.slug, CourseRevision.id)
        .order_by(Course.slug)
    )
    return [WaitingCourse(*row) for row in db.session.execute(query)]


def _all(statement: sa.Select[Any], **values: object) -> list[OpenedAttempt]:
    rows = db.session.connection().execute(statement, values).mappings().all()
    return [OpenedAttempt(**row) for row in rows]


def _to_mark(attempts: Sequence[OpenedAttempt]) -> list[ToMark]:
    """Every answer of these attempts, in their order. One query."""
    if not attempts:
        return []
    values = {"attempt_ids": [one.id for one in attempts]}
    by_attempt: defaultdict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in db.session.connection().execute(_ANSWERS, values).mappings():
        by_attempt[row["attempt_id"]].append(row)
    return [_one(attempt, row) for attempt in attempts for row in by_attempt[attempt.id]]


def _one(attempt: OpenedAttempt, row: sa.RowMapping) -> ToMark:
    places = attempt.slots[: row["slot"]]
    told = {name: value for name, value in row.items() if name not in {"attempt_id", "value"}}
    return ToMark(
        attempt=attempt,
        number=sum(attempt.paper.item(slot).is_answerable for slot in places),
        answer=tuple(row["value"]),
        **told,
    )
