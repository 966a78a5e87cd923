"""Noting what happens around an open attempt, and giving back the time of a broken connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from lms.assessments import queries
from lms.assessments.actions.attempting import look_at_the_end
from lms.assessments.models import Attempt, AttemptEvent, AttemptState
from lms.assessments.queries import OpenedAttempt
from lms.assessments.signals import FROM_BROWSERS, MOST_OF_ATTEMPT, Noticed, Signal
from lms.db import db, now

SEEN_AGAIN_AFTER = timedelta(seconds=30)
_ATTEMPTS = Attempt.metadata.tables[Attempt.__tablename__]
_ONE = _ATTEMPTS.update().where(_ATTEMPTS.c.id == sa.bindparam("attempt"))
_STILL_OPEN = _ONE.where(_ATTEMPTS.c.state == AttemptState.OPEN)
_SEEN = _STILL_OPEN.values(seen_at=sa.bindparam("moment"))
_SEEN_ON = _STILL_OPEN.values(seen_at=sa.bindparam("moment"), page=sa.bindparam("tab"))
_GIVE_BACK = _STILL_OPEN.where(_ATTEMPTS.c.credit == sa.bindparam("credit_before")).values(
    deadline_at=sa.bindparam("end"), credit=sa.bindparam("given"), seen_at=sa.bindparam("moment")
)


@dataclass(frozen=True)
class Heard:
    """Who a message comes from, by a name that a browser's tab keeps, and what it noticed."""

    page: str | None = None
    noticed: tuple[Noticed, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the sender should know: how much time came back, and since when the attempt was open
    elsewhere."""

    given: timedelta = timedelta(0)
    elsewhere_since: datetime | None = None


def hear(attempt: OpenedAttempt, heard: Heard) -> tuple[OpenedAttempt, Told]:
    """Take note of a message before what it brought is looked at; the attempt as it is then.

    `attempt` was read for saving in this transaction. Where all is well this asks nothing.
    """
    if attempt.state != AttemptState.OPEN:
        return attempt, Told()
    attempt, given = _give_back(attempt)
    since = _on_page(attempt, heard.page)
    _keep(attempt, heard.noticed)
    return attempt, Told(given, since)


def sign_of_life(attempt: OpenedAttempt) -> None:
    """Remember that the browser is there, unless it was heard of just now."""
    moment = now()
    if attempt.is_open and moment - attempt.contact_at >= SEEN_AGAIN_AFTER:
        db.session.connection().execute(_SEEN, {"attempt": attempt.id, "moment": moment})


def note(attempt_id: int, kind: Signal, member_id: int | None = None, **data: Any) -> None:
    """Add to the log of an attempt."""
    event = AttemptEvent(attempt_id=attempt_id, kind=kind, member_id=member_id, data=data)
    db.session.add(event)


def _give_back(attempt: OpenedAttempt) -> tuple[OpenedAttempt, timedelta]:
    moment, nothing = now(), timedelta(0)
    if not queries.is_silent(attempt) or (clock := queries.clock_of(attempt)) is None:
        return attempt, nothing
    credit = clock.credit(moment)
    better = replace(queries.with_credit(attempt, credit), seen_at=moment)
    values = {
        "attempt": attempt.id,
        "credit_before": attempt.credit,
        "end": better.deadline_at,
        "given": better.credit,
        "moment": moment,
    }
    if not db.session.connection().execute(_GIVE_BACK, values).rowcount:
        return attempt, nothing  # another message of this browser was first
    note(attempt.id, Signal.OUTAGE, seconds=int(clock.silence(moment).total_seconds()))
    if credit:
        note(attempt.id, Signal.CREDIT, seconds=int(credit.total_seconds()))
        look_at_the_end(better)
    return better, credit


def _on_page(attempt: OpenedAttempt, page: str | None) -> datetime | None:
    """Since when the attempt was open on another page than this one; None when it was not."""
    if page is None or page == attempt.page:
        return None
    values = {"attempt": attempt.id, "moment": now(), "tab": page}
    db.session.connection().execute(_SEEN_ON, values)
    if attempt.page is None:
        return None
    since = db.session.scalar(
        sa.select(sa.func.max(AttemptEvent.at)).where(
            AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind == Signal.OTHER_PAGE
        )
    )
    if _has_room(attempt.id):
        note(attempt.id, Signal.OTHER_PAGE)
    return since or attempt.started_at


def _keep(attempt: OpenedAttempt, noticed: Sequence[Noticed]) -> None:
    if not noticed or not _has_room(attempt.id):
        return
    moment = now()
    for one in noticed:
        said_at = one.said_at(moment, attempt.started_at)
        db.session.add(
            AttemptEvent(attempt_id=attempt.id, kind=one.kind, at=moment, said_at=said_at)
        )


def _has_room(attempt_id: int) -> bool:
    """Whether browsers may still add to the log; staff always may."""
    count = sa.select(sa.func.count()).where(
        AttemptEvent.attempt_id == attempt_id,
        AttemptEvent.kind.in_([*FROM_BROWSERS, Signal.OTHER_PAGE]),
    )
    return (db.session.scalar(count) or 0) < MOST_OF_ATTEMPT
