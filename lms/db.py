"""The database: one session for each unit of work, one base class for every table."""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, cast, dataclass_transform

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, registry, relationship

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.TypeDecorator[datetime]):
    """A moment. Naive times are refused on the way in; UTC comes out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: TID251 - the one place


def now() -> datetime:
    """This moment by the server's clock, in UTC."""
    return clock()


def random_ref() -> str:
    """A name for a thing in a URL that nobody can guess: 128 bits, 22 characters."""
    return secrets.token_urlsafe(16)


# SQLAlchemy hands kw_only and eq on to the tables by itself; type checkers must be told.
@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, relationship)
)
class Model(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Base of all tables: constructors are typed, equality is identity."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTCDateTime(),
            dict[str, Any]: sa.JSON(),
            dict[str, str]: sa.JSON(),
            list[Any]: sa.JSON(),
            list[str]: sa.JSON(),
            list[dict[str, str]]: sa.JSON(),
        },
    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {sa.inspect(self).identity}>"


Id = Annotated[int, mapped_column(primary_key=True)]
Localised = Annotated[dict[str, str], mapped_column(sa.JSON)]
"""A text in each language it exists in: {"en": "…", "ur": "…"}."""

db = SQLAlchemy(
    metadata=Model.metadata,
    session_options={"join_transaction_mode": "create_savepoint"},
    engine_options={"pool_pre_ping": True},
)

PATIENCE = 10  # seconds that a writer waits for SQLite's lock
writing: ContextVar[bool] = ContextVar("writing", default=True)
"""Whether the next transaction may write: SQLite then takes its writer's lock at once."""


@sa.event.listens_for(sa.Engine, "connect")
def _sqlite_settings(connection: Any, record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # we say BEGIN ourselves, so that SAVEPOINT works
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            f"PRAGMA busy_timeout={PATIENCE * 1000}"
        )


@sa.event.listens_for(sa.Engine, "begin")
def _sqlite_begin(connection: sa.Connection) -> None:
    # A reader that becomes a writer late loses to any other writer (SQLITE_BUSY at once,
    # whatever the timeout), so writers say so from the start.
    if connection.dialect.name != "sqlite" or _is_autocommit(connection):
        return
    if writing.get():
        _begin_in_turn(connection)
    else:
        connection.exec_driver_sql("BEGIN")


_turns: weakref.WeakKeyDictionary[sa.Engine, threading.Lock] = weakref.WeakKeyDictionary()


def _begin_in_turn(connection: sa.Connection) -> None:
    """Wait for the writer's lock of SQLite, the threads of this process one behind the other.

    SQLite itself waits longer each time that it finds the lock taken, up to a tenth of a second:
    under load some writers wait for seconds while others pass. Here one thread of each process asks
    every millisecond; the rest stand in a queue. Fails as SQLite does when PATIENCE has run out.
    """
    deadline = time.monotonic() + PATIENCE
    record = cast("sa.pool.ConnectionPoolEntry", connection.connection._connection_record)
    turn = _turns.setdefault(connection.engine, threading.Lock())
    if "turn" not in record.info and turn.acquire(timeout=PATIENCE):
        record.info["turn"] = turn
    driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    driver.execute("PRAGMA busy_timeout=1")
    try:
        while not _has_begun(driver) and time.monotonic() < deadline:
            pass
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _has_begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
    return driver.in_transaction


@sa.event.listens_for(sa.pool.Pool, "checkin")
def _end_turn(driver: object, record: sa.pool.ConnectionPoolEntry) -> None:
    if (turn := record.info.pop("turn", None)) is not None:
        turn.release()


@contextmanager
def reading() -> Iterator[None]:
    """A read transaction of its own, ended here; only when no other is open."""
    token = writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        writing.reset(token)


def _is_autocommit(connection: sa.Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


class _Kept:
    """A connection that is closed once nobody holds this any more: with its thread at the latest.

    It belongs to no pool, so nobody else would close it.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        weakref.finalize(self, connection.close).atexit = False  # then the process closes all


class _Reader(threading.local):
    """The connection that a thread keeps for `read_rows`."""

    kept: _Kept | None = None

    @property
    def connection(self) -> sa.Connection | None:
        return None if self.kept is None else self.kept.connection


_reader = _Reader()


def read_rows(
    statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The rows of one statement, as committed by now and outside of every transaction.

    For what one statement answers and is asked often: beginning and ending a transaction costs
    four times as much as such a read. Make the statement once, at module level.
    """
    engine = cast("sa.Engine | sa.Connection", db.engine)
    if isinstance(engine, sa.Connection):  # a test that undoes everything at its end
        return engine.execute(statement, values).all()
    try:
        return _kept_connection(engine).execute(statement, values).all()
    except sa.exc.DBAPIError as error:
        _let_go()
        if not error.connection_invalidated:
            raise
    return _kept_connection(engine).execute(statement, values).all()  # the server was restarted


def read_row(
    statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> tuple[Any, ...] | None:
    """The first of `read_rows`."""
    rows = read_rows(statement, values)
    return rows[0] if rows else None


def _kept_connection(engine: sa.Engine) -> sa.Connection:
    kept = _reader.connection
    if kept is None or kept.engine is not engine:
        _let_go()
        kept = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        kept.detach()  # ours alone: no place of the pool is taken for good
        _reader.kept = _Kept(kept)
    return kept


@sa.event.listens_for(sa.Engine, "engine_disposed")
def _let_go_with(engine: sa.Engine) -> None:
    if _reader.connection is not None and _reader.connection.engine is engine:
        _let_go()


def _let_go() -> None:
    if _reader.connection is not None:
        _reader.connection.close()
    _reader.kept = None


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One writing transaction for a command or a task: committed at the end, or undone whole."""
    token = writing.set(True)
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()
        writing.reset(token)


def insert_for(table: type[Model] | sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The INSERT of the engine in use, which both engines let say ON CONFLICT."""
    target = table if isinstance(table, sa.Table) else table.__table__
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(target)  # type: ignore[arg-type]
    return sqlite.insert(target)  # type: ignore[arg-type]
