"""Starting an attempt and ending it.

An attempt is a state machine: open, then graded, once. Whoever saves answers or grades holds its
row alone, so that a grade always speaks of the answers that are stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import counting, queries
from lms.assessments.access import Refusal
from lms.assessments.actions.practising import remember
from lms.assessments.draws import draw_slots
from lms.assessments.grading import Given, Grade, grade_attempt
from lms.assessments.models import Attempt, AttemptState, Quiz, Response
from lms.assessments.paper import slots_to_json
from lms.assessments.queries import OpenedAttempt, QuizStanding
from lms.assessments.review import Aspect
from lms.assessments.settings import Counts
from lms.courses.actions import block_done
from lms.courses.models import Enrolment
from lms.db import db, now
from lms.errors import RuleBroken
from lms.i18n import format_moment, local_day
from lms.jobs import Effect, task

QUIZ = "quiz"
_ATTEMPTS = Attempt.metadata.tables[Attempt.__tablename__]
_RESPONSES = Response.metadata.tables[Response.__tablename__]
_GRADE = (
    sa.update(_ATTEMPTS)
    .where(_ATTEMPTS.c.id == sa.bindparam("attempt_id"))
    .where(_ATTEMPTS.c.state == sa.bindparam("state_before"))
    .values(
        state=sa.bindparam("state_after"),
        submitted_at=sa.bindparam("ended_at"),
        score=sa.bindparam("marks"),
        max_score=sa.bindparam("most"),
        basis_points=sa.bindparam("points"),
        passed=sa.bindparam("has_passed"),
    )
)
_MARK = (
    sa.update(_RESPONSES)
    .where(_RESPONSES.c.attempt_id == sa.bindparam("attempt"))
    .where(_RESPONSES.c.slot == sa.bindparam("number"))
    .values(mark=sa.bindparam("worth"))
)


class NoAttemptLeft(RuleBroken):
    """The quiz lets nobody start that often."""


class NotOpen(RuleBroken):
    """The quiz cannot be started now: too early, too late, or too soon after the last attempt."""


class WrongPassword(RuleBroken):
    """The quiz has a password, and this is not it."""


class WrongPlace(RuleBroken):
    """The quiz can be taken from certain networks only."""


class NothingToAsk(RuleBroken):
    """All questions of the quiz are being checked."""


def start_attempt(standing: QuizStanding, *, password: str = "", address: str = "") -> str:
    """The ref of the learner's open attempt, started if there is none.

    An open one whose time is up is graded first. Raises NoAttemptLeft, NotOpen, WrongPassword,
    WrongPlace, NothingToAsk.
    """
    if (current := standing.open_attempt) is not None:
        if not _close(current.id):
            return current.ref
        standing = queries.once_ended(standing, current.id)
    if (refusal := standing.refusal) is not None:
        raise _refused(refusal, standing)
    if not standing.access.lets_in(address):
        raise WrongPlace(_("This quiz can only be taken from certain places. Ask your instructor."))
    if not standing.access.is_password(password):
        raise WrongPassword(_("This is not the password of the quiz. Ask your instructor for it."))
    return _start(standing).ref


def _refused(refusal: Refusal, standing: QuizStanding) -> RuleBroken:
    access = standing.access
    if refusal is Refusal.NO_ATTEMPT_LEFT:
        return NoAttemptLeft(_("You have used all your attempts at this quiz."))
    if refusal is Refusal.NOT_YET and access.opens_at is not None:
        return NotOpen(_("This quiz opens on %(moment)s.", moment=format_moment(access.opens_at)))
    if refusal is Refusal.TOO_SOON and (again := standing.next_start_at) is not None:
        return NotOpen(_("You can try again from %(moment)s.", moment=format_moment(again)))
    return NotOpen(_("This quiz is closed."))


def _start(standing: QuizStanding) -> Attempt:
    paper, seed, moment = standing.paper, secrets.randbits(62), now()
    left_out = queries.left_out_by(paper, local_day(moment))
    slots = draw_slots(paper, seed, left_out)
    if not any(paper.item(slot).is_answerable for slot in slots):
        raise NothingToAsk(
            _("The questions of this quiz are being checked. Try again in a few days.")
        )
    attempt = Attempt(
        enrolment_id=standing.enrolment_id,
        quiz_id=standing.quiz_id,
        quiz_version_id=standing.version_id,
        number=len(standing.attempts) + 1,
        seed=seed,
        drawn=slots_to_json(slots),
        left_out=sorted(left_out),
        started_at=moment,
        deadline_at=standing.access.ends_at(moment),
        grace=standing.access.grace,
        seen_at=moment,
    )
    db.session.add(attempt)
    db.session.flush()  # the unique keys decide between two tabs
    look_at_the_end(attempt)
    return attempt


def look_at_the_end(attempt: Attempt | OpenedAttempt) -> None:
    """Have the attempt graded when its time is up, should nobody send it.

    Call again when the end was moved.
    """
    if attempt.deadline_at is not None:
        _look_again(attempt, attempt.deadline_at + timedelta(seconds=attempt.grace))


def _look_again(attempt: Attempt | OpenedAttempt, end: datetime) -> None:
    key = f"{attempt.ref}:{int(end.timestamp())}"
    close_when_due.later(key=key, run_at=end, attempt_id=attempt.id)


def submit_attempt(attempt: OpenedAttempt) -> None:
    """Grade what is stored; `attempt` was read for grading in this transaction.

    Doing it again, from another tab or after the network broke, changes nothing. What only a person
    can mark keeps the attempt from being graded until that is done.
    """
    if attempt.state == AttemptState.OPEN:
        _grade(attempt, AttemptState.OPEN, _end_of(attempt))


def finish_marking(attempt: OpenedAttempt) -> bool:
    """Grade an attempt that waited for an assessor, if nothing waits any more; whether it did."""
    if attempt.state != AttemptState.SUBMITTED or attempt.submitted_at is None:
        return False
    return _grade(attempt, AttemptState.SUBMITTED, attempt.submitted_at)


def regrade(attempt: OpenedAttempt) -> None:
    """Grade a graded attempt anew from what is stored now, as after a mark was changed.

    `attempt` was read for grading in this transaction. What it opens is opened; nothing is closed.
    """
    given = queries.given(attempt.id)
    grade = grade_attempt(attempt.paper, attempt.slots, given)
    if attempt.submitted_at is not None:
        values = _grade_values(attempt, grade, AttemptState.GRADED, attempt.submitted_at)
        db.session.connection().execute(_GRADE, values)
    _write_marks(attempt, grade, given)
    _open_gate(attempt, grade)


def _grade(attempt: OpenedAttempt, before: AttemptState, ended_at: datetime) -> bool:
    """Whether the attempt is graded now, by this call."""
    given = queries.given(attempt.id)
    grade = grade_attempt(attempt.paper, attempt.slots, given)
    if not _write_grade(attempt, grade, before, ended_at):
        return False
    _write_marks(attempt, grade, given)
    if grade.is_pending:
        return False
    _open_gate(attempt, grade)
    if attempt.paper.settings.review.ever_shows(Aspect.KEY):
        remember.later(key=attempt.ref, attempt_id=attempt.id)
    return True


def _open_gate(attempt: OpenedAttempt, grade: Grade) -> None:
    """The learner goes on in the course once the quiz is passed."""
    if _has_passed_quiz(attempt, grade):
        quiz = db.session.get_one(Quiz, attempt.quiz_id)
        block_done(db.session.get_one(Enrolment, attempt.enrolment_id), QUIZ, quiz.key)


def _write_grade(
    attempt: OpenedAttempt, grade: Grade, before: AttemptState, ended_at: datetime
) -> bool:
    """Whether it was this call that took the attempt from there to its next state."""
    after = AttemptState.SUBMITTED if grade.is_pending else AttemptState.GRADED
    if before == after:
        return False
    values = _grade_values(attempt, grade, after, ended_at) | {"state_before": before}
    return bool(db.session.connection().execute(_GRADE, values).rowcount)


def _grade_values(
    attempt: OpenedAttempt, grade: Grade, state: AttemptState, ended_at: datetime
) -> dict[str, object]:
    is_known = not grade.is_pending
    return {
        "attempt_id": attempt.id,
        "state_before": state,
        "state_after": state,
        "ended_at": ended_at,
        "marks": grade.score if is_known else None,
        "most": grade.most,
        "points": basis_points(grade.score, grade.most) if is_known else None,
        "has_passed": grade.has_passed if is_known else None,
    }


def _has_passed_quiz(attempt: OpenedAttempt, grade: Grade) -> bool:
    """Whether the quiz is passed now, by the attempt or attempts that count."""
    settings = attempt.paper.settings
    if settings.counts is Counts.HIGHEST:
        return grade.has_passed
    graded = queries.graded(attempt.enrolment_id, attempt.quiz_id)
    result = counting.result(graded, settings.counts, settings.pass_mark)
    return result is not None and result.has_passed


def _end_of(attempt: OpenedAttempt) -> datetime:
    moment = now()
    return min(moment, attempt.deadline_at) if attempt.deadline_at is not None else moment


def basis_points(score: Fraction, most: Fraction) -> int:
    """The share in hundredths of a percent, rounded down: nobody shall read a pass that is none."""
    return int(score * 10_000 / most)


def _write_marks(attempt: OpenedAttempt, grade: Grade, given: Mapping[int, Given]) -> None:
    marks = [
        {"attempt": attempt.id, "number": slot, "worth": grade.slots[slot - 1].mark}
        for slot in given
        if not grade.slots[slot - 1].is_pending
    ]
    if marks:
        db.session.connection().execute(_MARK, marks)


def _close(attempt_id: int) -> bool:
    """Grade the attempt as it stands if its time is up; whether it is over.

    A browser that may be cut off is waited for, as long as time could be given back to it.
    """
    attempt = queries.attempt_by_id_for_grading(attempt_id)
    if attempt is None or attempt.state != AttemptState.OPEN:
        return True
    if not attempt.is_overdue:
        return False
    if (clock := queries.clock_of(attempt)) is not None:
        last = clock.last_end() + timedelta(seconds=attempt.grace)
        if now() < last:
            _look_again(attempt, last)
            return False
    submit_attempt(attempt)
    return True


@task
def close_when_due(*, attempt_id: int) -> Effect:
    """Grade an attempt when its time is up, should nobody have sent it."""

    def close() -> None:
        _close(attempt_id)

    return close
