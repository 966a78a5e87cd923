"""Exceptions from the access of a quiz, for one learner or one group. They hold at once."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.access import Granted
from lms.assessments.actions.access import hold, move_ends
from lms.assessments.ends import Moved
from lms.assessments.models import Quiz, QuizException
from lms.audit.actions import record
from lms.courses.models import Enrolment, Group
from lms.db import db, now
from lms.errors import RuleBroken

Whom = Enrolment | Group


class NothingGranted(RuleBroken):
    """The exception would change nothing."""


class HasEnded(RuleBroken):
    """The exception was ended before."""


def give_exception(
    quiz: Quiz, whom: Whom, granted: Granted, reason: str, actor_id: int
) -> list[Moved]:
    """Let other rules hold for a learner or a group; the open attempts whose end it moved.

    Raises NothingGranted.
    """
    hold(quiz)
    refuse_empty(granted)
    enrolment_id, group_id = whom_ids(whom)
    given = QuizException(
        quiz_id=quiz.id,
        enrolment_id=enrolment_id,
        group_id=group_id,
        extra_minutes=granted.extra_minutes,
        attempts=granted.attempts,
        opens_at=granted.opens_at,
        closes_at=granted.closes_at,
        reason=reason,
        made_by_id=actor_id,
    )
    db.session.add(given)
    db.session.flush()
    moved = move_ends(quiz, actor_id)
    summary = {"whom": name_of(whom), "reason": reason, "attempts": len(moved)}
    record("assessments.exception_given", actor_id, "quiz", quiz.id, summary)
    return moved


def refuse_empty(granted: Granted) -> None:
    if granted == Granted():
        raise NothingGranted(_("Say what is to be different: minutes, attempts or dates."))


def end_exception(quiz: Quiz, one: QuizException, reason: str, actor_id: int) -> list[Moved]:
    """Let the exception hold no longer; the open attempts whose end that moved.

    Raises HasEnded, for whoever comes second.
    """
    hold(quiz)
    ended = (
        sa.update(QuizException)
        .where(QuizException.id == one.id, QuizException.ended_at.is_(None))
        .values(ended_at=now())
    )
    if not db.session.execute(ended).rowcount:  # type: ignore[attr-defined]
        raise HasEnded(_("This exception was ended before."))
    db.session.expire(one)
    moved = move_ends(quiz, actor_id)
    (row,) = queries.exception_rows(quiz.id, one.id)
    summary = {"whom": row.name, "reason": reason, "attempts": len(moved)}
    record("assessments.exception_ended", actor_id, "quiz", quiz.id, summary)
    return moved


def whom_ids(whom: Whom) -> tuple[int | None, int | None]:
    """The id of an enrolment, or of a group."""
    return (None, whom.id) if isinstance(whom, Group) else (whom.id, None)


def name_of(whom: Whom) -> str:
    return whom.name if isinstance(whom, Group) else whom.member.name
