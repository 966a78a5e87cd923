"""Reading one row outside of every transaction."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import lms.db
from lms.db import db, read_row, unit_of_work
from lms.members.models import Member
from lms.web.app import App
from tests.factories import make_member

NAME = sa.select(Member.name).where(Member.id == sa.bindparam("id"))


def test_it_sees_what_others_have_committed_since(real_app: App) -> None:
    member = make_member("Ayesha Khan")
    wanted = {"id": member.id}
    assert read_row(NAME, wanted) == ("Ayesha Khan",)
    with unit_of_work():
        db.session.get_one(Member, wanted["id"]).name = "Ayesha Siddiqui"
        db.session.flush()
        assert read_row(NAME, wanted) == ("Ayesha Khan",)  # not before the commit
    assert read_row(NAME, wanted) == ("Ayesha Siddiqui",)
    assert read_row(NAME, {"id": 999_999}) is None


def test_it_keeps_its_connection_and_holds_no_lock(real_app: App) -> None:
    wanted = {"id": make_member().id}
    read_row(NAME, wanted)
    kept = lms.db._reader.connection
    with unit_of_work():
        db.session.get_one(Member, wanted["id"]).name = "Another Name"
    read_row(NAME, wanted)
    assert lms.db._reader.connection is kept


def test_after_a_failure_it_asks_by_a_new_connection(real_app: App) -> None:
    wanted = {"id": make_member("Ayesha Khan").id}
    read_row(NAME, wanted)
    broken = sa.select(sa.literal_column("no_such_column")).select_from(Member)
    with pytest.raises(DBAPIError):
        read_row(broken, {})
    assert read_row(NAME, wanted) == ("Ayesha Khan",)


def test_a_connection_that_the_server_closed_is_replaced(real_app: App) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server that could close it")
    wanted = {"id": make_member("Ayesha Khan").id}
    read_row(NAME, wanted)
    kept = lms.db._reader.connection
    assert kept is not None
    backend = kept.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with unit_of_work():
        db.session.execute(sa.select(sa.func.pg_terminate_backend(backend)))
    assert read_row(NAME, wanted) == ("Ayesha Khan",)


def test_a_thread_that_ends_closes_its_connection(real_app: App) -> None:
    wanted = {"id": make_member("Ayesha Khan").id}
    db.session.commit()
    closed: list[object] = []
    sa.event.listen(db.engine, "close_detached", closed.append)

    def read() -> None:
        with real_app.app_context():
            assert read_row(NAME, wanted) == ("Ayesha Khan",)
            opened.append(lms.db._reader.connection.connection.dbapi_connection)  # type: ignore[union-attr]

    opened: list[object] = []
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert closed == opened
    assert len(opened) == 1
