"""Starting an attempt and ending it.

An attempt is a state machine: open, then graded, once. Whoever saves answers holds its row shared,
whoever grades holds it alone, so that a grade always speaks of the answers that are stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.draws import draw_slots
from lms.assessments.grading import Grade, grade_attempt
from lms.assessments.kinds.item import Answer
from lms.assessments.models import Attempt, AttemptState, Quiz, Response
from lms.assessments.paper import slots_to_json
from lms.assessments.queries import OpenedAttempt, QuizStanding
from lms.courses.actions import block_done
from lms.courses.models import Enrolment
from lms.db import db, now
from lms.errors import RuleBroken
from lms.jobs import Effect, task

QUIZ = "quiz"
_ATTEMPTS = Attempt.metadata.tables[Attempt.__tablename__]
_RESPONSES = Response.metadata.tables[Response.__tablename__]
_GRADE = (
    sa.update(_ATTEMPTS)
    .where(_ATTEMPTS.c.id == sa.bindparam("attempt_id"))
    .where(_ATTEMPTS.c.state == AttemptState.OPEN)
    .values(
        state=AttemptState.GRADED,
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


def start_attempt(standing: QuizStanding) -> str:
    """The ref of the learner's open attempt, started if there is none.

    An open one whose time is up is graded first. Raises NoAttemptLeft.
    """
    if (current := standing.open_attempt) is not None:
        if current.deadline_at is None or now() < current.deadline_at:
            return current.ref
        _close(db.session.scalars(sa.select(Attempt.id).where(Attempt.ref == current.ref)).one())
    if standing.attempts_left == 0:
        raise NoAttemptLeft(_("You have used all your attempts at this quiz."))
    return _start(standing).ref


def _start(standing: QuizStanding) -> Attempt:
    paper, seed, moment = standing.paper, secrets.randbits(62), now()
    limit = timedelta(minutes=paper.settings.time_limit)
    attempt = Attempt(
        enrolment_id=standing.enrolment_id,
        quiz_id=standing.quiz_id,
        quiz_version_id=standing.version_id,
        number=len(standing.attempts) + 1,
        seed=seed,
        drawn=slots_to_json(draw_slots(paper, seed)),
        started_at=moment,
        deadline_at=moment + limit if limit else None,
    )
    db.session.add(attempt)
    db.session.flush()  # the unique keys decide between two tabs
    if attempt.deadline_at is not None:
        close_when_due.later(key=attempt.ref, run_at=attempt.deadline_at, attempt_id=attempt.id)
    return attempt


def submit_attempt(attempt: OpenedAttempt) -> None:
    """Grade what is stored; `attempt` was read for grading in this transaction.

    Doing it again, from another tab or after the network broke, changes nothing.
    """
    if attempt.state != AttemptState.OPEN:
        return
    answers = {slot: stored.answer for slot, stored in queries.responses(attempt.id).items()}
    grade = grade_attempt(attempt.paper, attempt.slots, answers)
    if not _write_grade(attempt, grade):
        return
    _write_marks(attempt, grade, answers)
    if grade.has_passed:
        quiz = db.session.get_one(Quiz, attempt.quiz_id)
        block_done(db.session.get_one(Enrolment, attempt.enrolment_id), QUIZ, quiz.key)


def _write_grade(attempt: OpenedAttempt, grade: Grade) -> bool:
    """Whether it was this call that took the attempt from open to graded."""
    values = {
        "attempt_id": attempt.id,
        "ended_at": _end_of(attempt),
        "marks": grade.score,
        "most": grade.most,
        "points": basis_points(grade.score, grade.most),
        "has_passed": grade.has_passed,
    }
    return bool(db.session.connection().execute(_GRADE, values).rowcount)


def _end_of(attempt: OpenedAttempt) -> datetime:
    moment = now()
    return min(moment, attempt.deadline_at) if attempt.deadline_at is not None else moment


def basis_points(score: Fraction, most: Fraction) -> int:
    """The share in hundredths of a percent, rounded down: nobody shall read a pass that is none."""
    return int(score * 10_000 / most)


def _write_marks(attempt: OpenedAttempt, grade: Grade, answers: Mapping[int, Answer]) -> None:
    marks = [
        {"attempt": attempt.id, "number": slot, "worth": grade.slots[slot - 1].mark}
        for slot in answers
    ]
    if marks:
        db.session.connection().execute(_MARK, marks)


def _close(attempt_id: int) -> None:
    """Grade the attempt as it stands if its time is up."""
    attempt = queries.attempt_by_id_for_grading(attempt_id)
    if attempt is not None and attempt.is_overdue:
        submit_attempt(attempt)


@task
def close_when_due(*, attempt_id: int) -> Effect:
    """Grade an attempt when its time is up, should nobody have sent it."""
    return lambda: _close(attempt_id)
