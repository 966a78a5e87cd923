"""Writers of SQLite wait in turn, not for ever, and give their turn back whatever happens."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

import lms.db
from lms.db import db, now, unit_of_work
from lms.jobs.models import Job, JobState
from lms.web.app import App


@pytest.fixture
def stranger(real_app: App) -> Iterator[sqlite3.Connection]:
    """A program of somebody else that has the database open."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no single writer's lock")
    with closing(sqlite3.connect(str(db.engine.url.database), isolation_level=None)) as one:
        yield one


def write(key: str) -> None:
    with unit_of_work():
        db.session.add(Job(kind="toy", key=key, state=JobState.DONE, run_at=now()))


def keys() -> set[str | None]:
    with lms.db.reading():
        return set(db.session.scalars(sa.select(Job.key)))


def test_a_writer_waits_no_longer_than_its_patience_and_the_next_one_gets_in(
    stranger: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lms.db, "PATIENCE", 1)
    stranger.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(OperationalError, match="locked"):
            write("too late")
    stranger.execute("ROLLBACK")
    write("in time")
    assert keys() == {"in time"}


def test_a_writer_gets_in_as_soon_as_the_lock_is_free(
    real_app: App, stranger: sqlite3.Connection
) -> None:
    stranger.execute("BEGIN IMMEDIATE")

    def run(key: str) -> None:
        with real_app.app_context():
            write(key)

    threads = [threading.Thread(target=run, args=(str(number),)) for number in range(3)]
    for thread in threads:
        thread.start()
    stranger.execute("COMMIT")
    for thread in threads:
        thread.join()
    assert keys() == {"0", "1", "2"}


def test_what_fails_in_a_transaction_gives_its_turn_back(stranger: sqlite3.Connection) -> None:
    for _ in range(2):
        with pytest.raises(OperationalError, match="no_such_column"), unit_of_work():
            db.session.execute(sa.text("SELECT no_such_column FROM job"))
    write("after both")
    assert keys() == {"after both"}
