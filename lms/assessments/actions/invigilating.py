"""What staff does to an attempt: each with a reason, in its log and in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.actions.attempting import look_at_the_end, submit_attempt
from lms.assessments.actions.handing_in import ops_of
from lms.assessments.actions.saving import take_answers
from lms.assessments.actions.signals import note
from lms.assessments.models import Attempt, AttemptEvent, AttemptState, Response
from lms.assessments.queries import OpenedAttempt
from lms.assessments.signals import Signal
from lms.audit.actions import record
from lms.db import db, now
from lms.errors import RuleBroken


class NotPossible(RuleBroken):
    """The attempt is not in the state for it; the sentence says why."""


def extend(attempt: OpenedAttempt, minutes: int, reason: str, actor_id: int) -> None:
    """Move the end of an open attempt; one that ran out goes on from now. Raises NotPossible."""
    if attempt.state != AttemptState.OPEN:
        raise NotPossible(_("This attempt was sent already."))
    if attempt.deadline_at is None:
        raise NotPossible(_("This attempt has no end that could be moved."))
    row = db.session.get_one(Attempt, attempt.id)
    row.deadline_at = max(attempt.deadline_at, now()) + timedelta(minutes=minutes)
    row.is_end_given = True
    db.session.flush()
    look_at_the_end(row)
    _tell(attempt, Signal.EXTENDED, "attempts.extended", actor_id, reason, {"minutes": minutes})


def reopen(attempt: OpenedAttempt, minutes: int | None, reason: str, actor_id: int) -> None:
    """Take a sent attempt back to open, with so many minutes from now, None for no end.

    Its answers stay; marks are made anew. Raises NotPossible: while it is open, once it is passed,
    and while the learner has another attempt open.
    """
    _open_again(attempt)
    row = db.session.get_one(Attempt, attempt.id, populate_existing=True)
    row.deadline_at = None if minutes is None else now() + timedelta(minutes=minutes)
    row.is_end_given, row.seen_at = True, now()
    db.session.flush()
    look_at_the_end(row)
    data = {} if minutes is None else {"minutes": minutes}
    _tell(attempt, Signal.REOPENED, "attempts.reopened", actor_id, reason, data)


def submit_for(attempt: OpenedAttempt, reason: str, actor_id: int) -> None:
    """Send the open attempt of somebody as it stands. Raises NotPossible."""
    if attempt.state != AttemptState.OPEN:
        raise NotPossible(_("This attempt was sent already."))
    submit_attempt(attempt)
    _tell(attempt, Signal.SENT_FOR, "attempts.sent", actor_id, reason, {})


def take(attempt: OpenedAttempt, event: AttemptEvent, reason: str, actor_id: int) -> None:
    """Count answers that were handed in too late: open, save, send. Raises NotPossible.

    Of two answers to one question the newer one counts, as ever.
    """
    if attempt.state != AttemptState.OPEN:
        _open_again(attempt)
    opened = queries.attempt_by_id_for_grading(attempt.id) or attempt
    saving = take_answers(opened, ops_of(event))
    submit_attempt(opened)
    data = {"answers": len(saving.saved), "event": event.id}
    _tell(attempt, Signal.TAKEN, "attempts.taken", actor_id, reason, data)


def _open_again(attempt: OpenedAttempt) -> None:
    if attempt.state == AttemptState.OPEN:
        raise NotPossible(_("This attempt is open."))
    if db.session.get_one(Attempt, attempt.id).passed:
        raise NotPossible(_("This attempt is passed: it stays as it is."))
    if queries.has_open_attempt(attempt.enrolment_id, attempt.quiz_id):
        raise NotPossible(_("The learner has another attempt open. That one must be sent first."))
    reopened = (
        sa.update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == attempt.state)
        .values(
            state=AttemptState.OPEN,
            submitted_at=None,
            score=None,
            max_score=None,
            basis_points=None,
            passed=None,
        )
    )
    if not db.session.execute(reopened).rowcount:  # type: ignore[attr-defined]
        raise NotPossible(_("Somebody else changed this attempt meanwhile. Look at it once more."))
    db.session.execute(
        sa.update(Response).where(Response.attempt_id == attempt.id).values(mark=None)
    )


def _tell(
    attempt: OpenedAttempt,
    signal: Signal,
    verb: str,
    actor_id: int,
    reason: str,
    data: Mapping[str, Any],
) -> None:
    note(attempt.id, signal, actor_id, reason=reason, **data)
    record(verb, actor_id, "attempt", attempt.id, {"reason": reason, **data})
