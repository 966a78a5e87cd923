"""Rate limits that all workers share and that outlive the request's rollback.

Counters stand in a store of their own: on SQLite a file beside the database (the request would
wait for its own lock otherwise), on PostgreSQL a table reached by a connection of its own.
Windows are fixed: `times` within each `per` seconds.
"""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import cast

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask_babel import ngettext
from sqlalchemy.dialects import postgresql, sqlite

from lms.db import now, writing
from lms.errors import TooMany

HOME = 64  # bits of an IPv6 address that a provider gives out; the rest is anyone's choice
_metadata = sa.MetaData()
_counter = sa.Table(
    "limit_counter",
    _metadata,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("window", sa.BigInteger, primary_key=True),
    sa.Column("ends_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("count", sa.Integer, nullable=False),
)


def init_app(app: Flask) -> None:
    app.extensions["limits"] = None


def _engine() -> sa.Engine:
    engine = current_app.extensions["limits"]
    if engine is None:
        engine = current_app.extensions["limits"] = _open(current_app.config["DATABASE_URL"])
    return cast(sa.Engine, engine)


def _open(url: str) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {
        None,
        "",
        ":memory:",
    }:
        parsed = parsed.set(database=f"{parsed.database}.limits")
    pool = sa.StaticPool if parsed.database in {None, "", ":memory:"} else sa.QueuePool
    engine = sa.create_engine(parsed, poolclass=pool)
    with engine.begin() as connection:
        _metadata.create_all(connection)
    return engine


def limit(name: str, key: str, times: int, per: int) -> None:
    """Count one more; raise TooMany when that is more than `times` within `per` seconds."""
    window, left = divmod(_seconds(), per)
    if _count(f"{name}:{key}"[:200], window, (window + 1) * per) > times:
        raise too_many(per - left)


def refuse_if_over(name: str, key: str, times: int, per: int) -> None:
    """Raise TooMany when `times` were already counted; counts nothing itself."""
    window, left = divmod(_seconds(), per)
    query = sa.select(_counter.c.count).where(
        _counter.c.key == f"{name}:{key}"[:200], _counter.c.window == window
    )
    with _engine().connect() as connection:
        if (connection.scalar(query) or 0) >= times:
            raise too_many(per - left)


def count(name: str, key: str, per: int) -> None:
    """Count one more in the window of `per` seconds that `refuse_if_over` looks at."""
    window = _seconds() // per
    _count(f"{name}:{key}"[:200], window, (window + 1) * per)


def too_many(seconds: int) -> TooMany:
    minutes = max(1, round(seconds / 60))
    sentence = ngettext(
        "Too many tries. Wait %(num)s minute, then try again.",
        "Too many tries. Wait %(num)s minutes, then try again.",
        minutes,
    )
    return TooMany(sentence, seconds)


def remote_address() -> str:
    """The address that asks, as it is counted: of IPv6 a whole network, since each home has 2**64.

    X-Forwarded-For counts only behind as many proxies as configured.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:  # not the internet: a socket's name, or none
        return request.remote_addr or "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), HOME), strict=False))
    return str(address)


def forget_old() -> int:
    """Remove windows that have ended; how many there were."""
    with _engine().begin() as connection:
        return connection.execute(
            sa.delete(_counter).where(_counter.c.ends_at < _seconds())
        ).rowcount


def forget_all() -> None:
    """Start counting anew, as after a restore."""
    with _engine().begin() as connection:
        connection.execute(sa.delete(_counter))


def _seconds() -> int:
    return int(now().timestamp())


def _count(key: str, window: int, ends_at: int) -> int:
    insert = postgresql.insert if _engine().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_counter).values(key=key, window=window, ends_at=ends_at, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=[_counter.c.key, _counter.c.window],
        set_={"count": _counter.c.count + 1},
    ).returning(_counter.c.count)
    token = writing.set(True)
    try:
        with _engine().begin() as connection:
            return int(connection.execute(counted).scalar_one())
    finally:
        writing.reset(token)
