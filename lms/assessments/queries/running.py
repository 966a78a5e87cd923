"""Open attempts and exceptions of a quiz, for those who change its rules while it runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.assessments.access import Granted, QuizAccess
from lms.assessments.checking import Reader
from lms.assessments.ends import Excepting, Moved, Running, all_moved
from lms.assessments.models import (
    Attempt,
    AttemptState,
    Quiz,
    QuizException,
    QuizVersion,
    Response,
)
from lms.assessments.paper import slots_from_json
from lms.assessments.queries.papers import paper
from lms.courses.models import Enrolment, Group, GroupMember
from lms.db import db, now
from lms.members.models import Member


def open_attempts(
    quiz_id: int, enrolment_ids: Collection[int] | None = None, *, locked: bool = False
) -> list[Running]:
    """The attempts at a quiz that are open, by the learners' names; of all or of these enrolments.

    `locked` keeps them from being graded or saved to until the transaction ends. Two queries.
    """
    query = (
        sa.select(Attempt, Member.name, Member.number, QuizVersion.ref)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Member, Member.id == Enrolment.member_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.state == AttemptState.OPEN)
        .order_by(Attempt.id)
    )
    if enrolment_ids is not None:
        query = query.where(Attempt.enrolment_id.in_(enrolment_ids))
    if locked:
        query = query.with_for_update(of=Attempt).execution_options(populate_existing=True)
    rows = db.session.execute(query).all()
    answered = _answered([row[0].id for row in rows])
    running = [_running(*row, answered.get(row[0].id, set())) for row in rows]
    return sorted(running, key=lambda one: (one.name.casefold(), one.attempt_id))


def _answered(attempt_ids: Collection[int]) -> dict[int, set[int]]:
    """The slots with an answer, by attempt."""
    found: dict[int, set[int]] = {}
    query = sa.select(Response.attempt_id, Response.slot, Response.value)
    rows = db.session.execute(query.where(Response.attempt_id.in_(attempt_ids)))
    for attempt_id, slot, value in rows:
        if value:
            found.setdefault(attempt_id, set()).add(slot)
    return found


def _running(
    attempt: Attempt, name: str, member_number: str, version_ref: str, answered: set[int]
) -> Running:
    asked = paper(attempt.quiz_version_id, version_ref)
    slots = slots_from_json(attempt.drawn)
    return Running(
        attempt_id=attempt.id,
        ref=attempt.ref,
        enrolment_id=attempt.enrolment_id,
        name=name,
        member_number=member_number,
        number=attempt.number,
        answered=len(answered),
        questions=sum(asked.item(slot).is_answerable for slot in slots),
        started_at=attempt.started_at,
        deadline_at=attempt.deadline_at,
        grace=attempt.grace,
        credit=attempt.credit,
        is_end_given=attempt.is_end_given,
    )


def open_count(course_id: int, quiz_id: int | None = None) -> int:
    """How many attempts at quizzes of a course, or at this one, are open."""
    query = sa.select(sa.func.count()).select_from(Attempt).join(Quiz, Quiz.id == Attempt.quiz_id)
    query = query.where(Quiz.course_id == course_id, Attempt.state == AttemptState.OPEN)
    if quiz_id is not None:
        query = query.where(Quiz.id == quiz_id)
    return db.session.scalar(query) or 0


def exceptions_in_force(quiz_id: int) -> list[Excepting]:
    query = sa.select(QuizException).where(
        QuizException.quiz_id == quiz_id, QuizException.ended_at.is_(None)
    )
    return [as_excepting(one) for one in db.session.scalars(query)]


def as_excepting(one: QuizException) -> Excepting:
    return Excepting(
        id=one.id,
        enrolment_id=one.enrolment_id,
        group_id=one.group_id,
        granted=Granted(
            extra_minutes=one.extra_minutes,
            attempts=one.attempts,
            opens_at=one.opens_at,
            closes_at=one.closes_at,
        ),
    )


def groups_of_learners(enrolment_ids: Iterable[int]) -> dict[int, set[int]]:
    """The groups that each of these enrolments is in."""
    groups: dict[int, set[int]] = {}
    query = sa.select(GroupMember.enrolment_id, GroupMember.group_id)
    rows = db.session.execute(query.where(GroupMember.enrolment_id.in_(list(enrolment_ids))))
    for enrolment_id, group_id in rows:
        groups.setdefault(enrolment_id, set()).add(group_id)
    return groups


def ends(
    quiz: Quiz,
    *,
    access: QuizAccess | None = None,
    more: Sequence[Excepting] = (),
    without: int | None = None,
    enrolment_ids: Collection[int] | None = None,
    locked: bool = False,
) -> list[Moved]:
    """The open attempts with the ends that the rules give them.

    The rules as they stand, or with another `access`, `more` exceptions, or `without` one of them.
    """
    attempts = open_attempts(quiz.id, enrolment_ids, locked=locked)
    exceptions = [one for one in exceptions_in_force(quiz.id) if one.id != without]
    return all_moved(
        attempts,
        access or QuizAccess.read(Reader(quiz.access)),
        [*exceptions, *more],
        groups_of_learners(one.enrolment_id for one in attempts),
        now(),
    )


@dataclass(frozen=True, kw_only=True)
class ExceptionRow:
    """An exception in the list of its quiz: for whom, by whom, and whether it is over."""

    id: int
    name: str
    member_number: str | None
    is_group: bool
    granted: Granted
    reason: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None


def exception_rows(quiz_id: int, exception_id: int | None = None) -> list[ExceptionRow]:
    """The exceptions of a quiz, those in force first and of these the newest. One query."""
    maker = aliased(Member)
    query = (
        sa.select(QuizException, Member.name, Member.number, Group.name, maker.name)
        .outerjoin(Enrolment, Enrolment.id == QuizException.enrolment_id)
        .outerjoin(Member, Member.id == Enrolment.member_id)
        .outerjoin(Group, Group.id == QuizException.group_id)
        .join(maker, maker.id == QuizException.made_by_id)
        .where(QuizException.quiz_id == quiz_id)
        .order_by(QuizException.ended_at.is_not(None), QuizException.id.desc())
    )
    if exception_id is not None:
        query = query.where(QuizException.id == exception_id)
    return [_exception_row(*row) for row in db.session.execute(query)]


def _exception_row(
    one: QuizException, learner: str | None, number: str | None, group: str | None, maker: str
) -> ExceptionRow:
    return ExceptionRow(
        id=one.id,
        name=learner or group or "",
        member_number=number,
        is_group=one.group_id is not None,
        granted=as_excepting(one).granted,
        reason=one.reason,
        made_by=maker,
        made_at=one.made_at,
        ended_at=one.ended_at,
    )


def exception_in(quiz_id: int, exception_id: int) -> QuizException | None:
    """This exception, if it is one of this quiz and still in force."""
    return db.session.scalar(
        sa.select(QuizException).where(
            QuizException.id == exception_id,
            QuizException.quiz_id == quiz_id,
            QuizException.ended_at.is_(None),
        )
    )


def quizzes_excepting(group_id: int) -> list[tuple[dict[str, str], str]]:
    """The titles of the quizzes with an exception in force for this group, and its reason."""
    rows: Sequence[Any] = db.session.execute(
        sa.select(Quiz.title, QuizException.reason)
        .join(Quiz, Quiz.id == QuizException.quiz_id)
        .where(QuizException.group_id == group_id, QuizException.ended_at.is_(None))
        .order_by(QuizException.id)
    ).all()
    return [(row.title, row.reason) for row in rows]


def quizzes_open_for(course_id: int, enrolment_ids: Collection[int]) -> list[Quiz]:
    """The quizzes of a course at which one of these enrolments has an open attempt."""
    is_open = sa.select(Attempt.quiz_id).where(
        Attempt.enrolment_id.in_(enrolment_ids), Attempt.state == AttemptState.OPEN
    )
    return list(
        db.session.scalars(
            sa.select(Quiz)
            .where(Quiz.course_id == course_id, Quiz.id.in_(is_open))
            .order_by(Quiz.id)
        )
    )


@dataclass(frozen=True)
class AttemptOfCourse:
    """An attempt as the authors of its course see it."""

    attempt: Attempt
    version_ref: str
    quiz_key: str
    name: str
    member_number: str


def attempt_in_course(course_id: int, ref: str) -> AttemptOfCourse | None:
    """The attempt of this name, if it is one at a quiz of this course."""
    row = db.session.execute(
        sa.select(Attempt, QuizVersion.ref, Quiz.key, Member.name, Member.number)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Member, Member.id == Enrolment.member_id)
        .where(Attempt.ref == ref, Quiz.course_id == course_id)
    ).first()
    return None if row is None else AttemptOfCourse(*row)
