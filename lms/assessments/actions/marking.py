"""Marking what only a person can mark, and marking it again."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.actions.attempting import finish_marking, regrade
from lms.assessments.models import AttemptState, Quiz, Response
from lms.assessments.numbers import neutral
from lms.assessments.queries import OpenedAttempt
from lms.assessments.queries.marking import seen
from lms.audit.actions import record
from lms.courses.models import Enrolment
from lms.db import db, now
from lms.errors import RuleBroken


class MarkedMeanwhile(RuleBroken):
    """Somebody else marked the answer since it was looked at, or it is another one now."""


class PassTaken(RuleBroken):
    """The quiz would not be passed any more, and progress or a certificate rests on it."""


def give_mark(
    attempt: OpenedAttempt,
    slot: int,
    mark: Fraction,
    comment: str,
    *,
    looked_at: str,
    actor_id: int,
) -> bool:
    """Mark one answer with that many marks; whether its attempt is graded then.

    `attempt` was read for marking in this transaction. With its last mark an attempt is graded, and
    the learner's progress and certificate follow at once. `looked_at` is what `ToMark.seen` said.
    An answer can be marked again, which goes into the log; a pass cannot be taken away like this.
    Raises MarkedMeanwhile, PassTaken.
    """
    response = db.session.get_one(Response, (attempt.id, slot), populate_existing=True)
    if seen(response.seq, response.marked_at) != looked_at:
        raise _meanwhile(response)
    before = response.given_share
    most = attempt.paper.most(attempt.slots[slot - 1])
    response.given_share, response.comment = mark / most, comment or None
    response.marked_by_id, response.marked_at = actor_id, now()
    db.session.flush()
    if before is not None:
        _note_change(attempt, slot, (before * most, mark, most), actor_id)
    if attempt.state == AttemptState.SUBMITTED:
        return finish_marking(attempt)
    _mark_again(attempt)
    return True


def _meanwhile(response: Response) -> MarkedMeanwhile:
    if response.marked_at is None:
        return MarkedMeanwhile(_("The learner has changed this answer meanwhile: look again."))
    return MarkedMeanwhile(_("Somebody else has marked this answer meanwhile: look again."))


def _mark_again(attempt: OpenedAttempt) -> None:
    had_passed = queries.has_passed(attempt)
    regrade(attempt)
    if had_passed and not queries.has_passed(attempt):
        raise PassTaken(
            _(
                "With this mark the quiz would not be passed any more, and what the learner has"
                " reached since rests on it. Give at least as much as the pass needs."
            )
        )


def _note_change(
    attempt: OpenedAttempt, slot: int, marks: tuple[Fraction, Fraction, Fraction], actor_id: int
) -> None:
    before, after, most = map(neutral, marks)
    quiz = db.session.get_one(Quiz, attempt.quiz_id)
    learner = db.session.get_one(Enrolment, attempt.enrolment_id).member
    summary = {
        "learner": learner.name,
        "quiz": quiz.key,
        "question": slot,
        "before": before,
        "after": after,
        "most": most,
    }
    record("assessments.answer_marked_again", actor_id, "attempt", attempt.id, summary)
