"""Work that comes back by itself: a row an hour, asked for by whichever worker is first."""

from __future__ import annotations

from datetime import timedelta

from lms.db import now
from lms.jobs.queue import Effect, Task, task
from lms.web import limits

_hourly: list[Task[[]]] = []


def each_hour(work: Task[[]]) -> Task[[]]:
    """Have this task done once an hour."""
    _hourly.append(work)
    return work


@task
def tick(*, hour: str) -> Effect:
    """Ask for the hour's work, and for the next tick."""

    def ask() -> None:
        for work in _hourly:
            work.later(key=hour)
        ask_for_next_tick()

    return ask


def ask_for_next_tick() -> None:
    """Queue the tick of the coming hour; many may ask, one row comes of it."""
    coming = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hour = f"{coming:%Y-%m-%dT%H}"
    tick.later(key=hour, run_at=coming, hour=hour)


@each_hour
@task
def forget_old_limits() -> Effect | None:
    """Remove the counters of windows that have ended."""
    limits.forget_old()
    return None
