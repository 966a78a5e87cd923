"""Work is neither lost nor done twice, whatever happens to the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.db import db
from lms.jobs import worker
from lms.jobs.models import Job, JobState
from lms.jobs.queue import Effect, Task, registry, task
from lms.web.app import App

MOMENT = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)


@pytest.fixture
def written() -> list[str]:
    return []


@pytest.fixture
def note(written: list[str]) -> Iterator[Task[...]]:
    @task
    def write(*, text: str) -> Effect:
        if text == "bad":
            raise ValueError(text)
        return lambda: written.append(text)

    yield write
    del registry[write.name]


def job() -> Job:
    return db.session.scalars(sa.select(Job)).one()


def test_what_was_asked_for_is_done(app: App, note: Task[...], written: list[str]) -> None:
    note.later(text="hello")
    db.session.commit()
    assert worker.run_all() == 1
    assert written == ["hello"]
    assert job().state == JobState.DONE


def test_what_was_rolled_back_was_never_asked_for(app: App, note: Task[...]) -> None:
    note.later(text="ghost")
    db.session.rollback()
    assert worker.run_all() == 0


def test_asked_for_twice_under_one_key_is_done_once(
    app: App, note: Task[...], written: list[str]
) -> None:
    note.later(key="a", text="first")
    note.later(key="a", text="second")
    db.session.commit()
    worker.run_all()
    assert written == ["first"]


def test_what_fails_is_tried_again_later_and_buried_at_last(
    app: App, note: Task[...], clock: Callable[..., None]
) -> None:
    clock(MOMENT)
    note.later(text="bad")
    db.session.commit()
    assert worker.run_all() == 1
    assert job().state == JobState.QUEUED
    assert job().run_at == MOMENT + timedelta(seconds=5)
    assert "ValueError: bad" in (job().error or "")
    for days in range(1, worker.MAX_TRIES):
        clock(MOMENT + timedelta(days=days))
        worker.run_all()
    assert job().state == JobState.DEAD


def test_a_killed_worker_s_job_is_done_by_another_after_the_lease(
    app: App, note: Task[...], written: list[str], clock: Callable[..., None]
) -> None:
    clock(MOMENT)
    note.later(text="kept")
    db.session.commit()
    assert worker._take() is not None  # and here the worker dies
    assert worker.run_all() == 0
    clock(MOMENT + worker.LEASE)
    assert worker.run_all() == 1
    assert written == ["kept"]


def test_a_worker_that_was_too_slow_writes_nothing(
    app: App, note: Task[...], written: list[str], clock: Callable[..., None]
) -> None:
    clock(MOMENT)
    note.later(text="once")
    db.session.commit()
    slow = worker._take()
    assert slow is not None
    clock(MOMENT + worker.LEASE)
    worker.run_all()
    worker._finish(slow, worker._do(slow))
    assert written == ["once"]
