"""Going from one question to the next where there is no way back."""

from __future__ import annotations

import sqlalchemy as sa

from lms.assessments.models import Attempt, AttemptState
from lms.assessments.queries import OpenedAttempt
from lms.db import db

_ATTEMPTS = Attempt.metadata.tables[Attempt.__tablename__]
_MOVE = (
    _ATTEMPTS.update()
    .where(
        _ATTEMPTS.c.id == sa.bindparam("attempt"),
        _ATTEMPTS.c.position == sa.bindparam("before"),
        _ATTEMPTS.c.state == AttemptState.OPEN,
    )
    .values(position=sa.bindparam("after"))
)


def move_on(attempt: OpenedAttempt, position: int) -> bool:
    """Take a sequential attempt to its next question; whether it moved.

    `position` is where the sender believes to be: a second press on the button, or an old page,
    moves nothing.
    """
    if not attempt.is_open or position != attempt.position or is_last_step(attempt):
        return False
    values = {"attempt": attempt.id, "before": position, "after": attempt.step_now.end}
    return bool(db.session.connection().execute(_MOVE, values).rowcount)


def is_last_step(attempt: OpenedAttempt) -> bool:
    return attempt.step_now == attempt.steps[-1]
