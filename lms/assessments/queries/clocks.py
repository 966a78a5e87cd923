"""How much time an attempt has, when its connection was broken as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from lms.assessments.crediting import Clock
from lms.assessments.models import AttemptState
from lms.assessments.queries.attempts import OpenedAttempt
from lms.assessments.queries.standings import access_of
from lms.db import now


def clock_of(attempt: OpenedAttempt) -> Clock | None:
    """The clock of an open attempt whose quiz gives lost time back; None for any other.

    Two queries, none where nothing can be given.
    """
    if attempt.deadline_at is None or attempt.state != AttemptState.OPEN or not attempt.cap:
        return None
    return _clock(attempt, attempt.deadline_at, access_of(attempt).closes_at)


def _clock(attempt: OpenedAttempt, deadline_at: datetime, closes_at: datetime | None) -> Clock:
    return Clock(
        deadline_at=deadline_at,
        contact_at=attempt.contact_at,
        given=timedelta(seconds=attempt.credit),
        cap=attempt.cap,
        closes_at=closes_at,
    )


def is_silent(attempt: OpenedAttempt) -> bool:
    """Whether its browser was not heard of for so long that it may be cut off.

    One query, none where nothing can be given.
    """
    if attempt.deadline_at is None or attempt.state != AttemptState.OPEN or not attempt.cap:
        return False
    return bool(_clock(attempt, attempt.deadline_at, None).silence(now()))


def as_if_back(attempt: OpenedAttempt) -> OpenedAttempt:
    """The attempt with the time that its browser gets back as soon as it sends something."""
    if not is_silent(attempt) or (clock := clock_of(attempt)) is None:
        return attempt
    return with_credit(attempt, clock.credit(now()))


def with_credit(attempt: OpenedAttempt, credit: timedelta) -> OpenedAttempt:
    """The same with so much more time given back."""
    if attempt.deadline_at is None:
        return attempt
    return replace(
        attempt,
        deadline_at=attempt.deadline_at + credit,
        credit=attempt.credit + int(credit.total_seconds()),
    )
