"""How work gets done: take a row under a lease, do it, write its effect behind a fence.

A worker that is killed loses nothing: the lease runs out and another takes the row. A worker that
was only slow finds that its try is not the last one any more, and writes nothing.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from lms.db import db, now, reading, unit_of_work
from lms.jobs.models import Job, JobState
from lms.jobs.queue import Effect, registry

LEASE = timedelta(minutes=5)
MAX_TRIES = 8
ERROR_LENGTH = 4000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A row that is ours until the lease ends."""

    id: int
    kind: str
    args: dict[str, Any]
    tries: int


def run_one() -> bool:
    """Do the next piece of work that is due; whether there was one."""
    taken = _take()
    if taken is None:
        return False
    try:
        _finish(taken, _do(taken))
    except Exception:
        log.exception("task %s (job %s) failed at try %s", taken.kind, taken.id, taken.tries)
        _postpone(taken, traceback.format_exc()[-ERROR_LENGTH:])
    return True


def run_all() -> int:
    """Do all that is due now; how many."""
    done = 0
    while run_one():
        done += 1
    return done


def run_until(stopped: Callable[[float], bool], pause: float = 1.0) -> None:
    """Work until `stopped(seconds)`, which waits that long, says so."""
    while True:
        if not run_one() and stopped(pause):
            return
        if stopped(0):
            return


def _take() -> Taken | None:
    due = (
        sa.select(Job.id)
        .where(Job.state == JobState.QUEUED, Job.run_at <= now())
        .order_by(Job.run_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    take = (
        sa.update(Job)
        .where(Job.id == due.scalar_subquery())
        .values(run_at=now() + LEASE, tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.args, Job.tries)
        .execution_options(synchronize_session=False)
    )
    with reading():
        if db.session.scalar(due.with_only_columns(Job.id)) is None:
            return None  # most looks find nothing: they need no writer's lock
    with unit_of_work():
        row = db.session.execute(take).first()
    return Taken(*row) if row else None


def _do(taken: Taken) -> Effect | None:
    with reading():
        return registry[taken.kind].run(**taken.args)


def _finish(taken: Taken, effect: Effect | None) -> None:
    with unit_of_work():
        if _fenced(taken, state=JobState.DONE, finished_at=now(), error=None) and effect:
            effect()


def _postpone(taken: Taken, error: str) -> None:
    with unit_of_work():
        state = JobState.DEAD if taken.tries >= MAX_TRIES else JobState.QUEUED
        wait = timedelta(seconds=min(5 * 4 ** (taken.tries - 1), 6 * 3600))
        _fenced(taken, state=state, run_at=now() + wait, error=error)


def _fenced(taken: Taken, **values: Any) -> bool:
    """Write only while this try is the last one that took the row."""
    ours = (Job.id == taken.id) & (Job.tries == taken.tries) & (Job.state == JobState.QUEUED)
    update = sa.update(Job).where(ours).values(**values)
    result = db.session.execute(update.execution_options(synchronize_session=False))
    return bool(result.rowcount)  # type: ignore[attr-defined]
