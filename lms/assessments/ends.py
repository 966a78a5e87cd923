"""When open attempts are over, and what a change of the rules would do to that. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.assessments.access import Granted, QuizAccess


@dataclass(frozen=True, kw_only=True)
class Excepting:
    """An exception in force: for one enrolment, or for all in a group."""

    id: int
    enrolment_id: int | None
    group_id: int | None
    granted: Granted


def access_of(
    access: QuizAccess,
    exceptions: Iterable[Excepting],
    enrolment_id: int,
    group_ids: Collection[int],
) -> QuizAccess:
    """The access of a learner who is in these groups."""
    listed = list(exceptions)
    own = [one.granted for one in listed if one.enrolment_id == enrolment_id]
    of_groups = [one.granted for one in listed if one.group_id in group_ids]
    return access.granting(own, of_groups)


@dataclass(frozen=True, kw_only=True)
class Running:
    """An open attempt: whose it is, how far it has come, and when it is over as things stand.

    `credit` is the seconds that were given back for a broken connection; with `is_end_given` staff
    set the end of this attempt by hand.
    """

    attempt_id: int
    ref: str
    enrolment_id: int
    name: str
    member_number: str
    number: int
    answered: int
    questions: int
    started_at: datetime
    deadline_at: datetime | None
    grace: int
    credit: int
    is_end_given: bool = False


class Change(StrEnum):
    """What becomes of the end of an open attempt."""

    SAME = "same"
    LATER = "later"
    SOONER = "sooner"
    AT_ONCE = "at-once"
    ENDLESS = "endless"


@dataclass(frozen=True)
class Moved:
    """An open attempt with the end that it would have."""

    running: Running
    end: datetime | None
    grace: int
    change: Change


def moved(running: Running, access: QuizAccess, now: datetime) -> Moved:
    """What this access, which is its learner's own, does to an open attempt.

    An end that has passed becomes this very moment, so that what was answered until now counts.
    What staff gave to this one attempt stays given: the rules of all only make it later.
    """
    end = access.ends_at(running.started_at)
    if end is not None:
        end += timedelta(seconds=running.credit)
    if end == running.deadline_at or _was_over(running, end, now) or _is_given(running, end):
        return Moved(running, running.deadline_at, access.grace, Change.SAME)
    if end is None:
        return Moved(running, None, access.grace, Change.ENDLESS)
    if end <= now:
        return Moved(running, now, access.grace, Change.AT_ONCE)
    is_later = running.deadline_at is not None and end > running.deadline_at
    return Moved(running, end, access.grace, Change.LATER if is_later else Change.SOONER)


def _is_given(running: Running, end: datetime | None) -> bool:
    """Whether staff gave it at least as much as the rules say."""
    before = running.deadline_at
    return running.is_end_given and (before is None or (end is not None and end <= before))


def _was_over(running: Running, end: datetime | None, now: datetime) -> bool:
    """Whether its time is up before and after: it only waits to be graded."""
    before = running.deadline_at
    return before is not None and before <= now and end is not None and end <= now


def all_moved(
    attempts: Iterable[Running],
    access: QuizAccess,
    exceptions: Collection[Excepting],
    groups: Mapping[int, Collection[int]],
    now: datetime,
) -> list[Moved]:
    """The same for many attempts; `groups` are those of each enrolment."""
    return [
        moved(
            one,
            access_of(access, exceptions, one.enrolment_id, groups.get(one.enrolment_id, ())),
            now,
        )
        for one in attempts
    ]
