"""Databases of their own, for tests that need a whole one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The URL of an empty database on the engine under test; on PostgreSQL it goes afterwards."""
    server = os.environ.get("HUNAR_TEST_DATABASE_URL")
    if server is None:
        yield f"sqlite:///{folder / 'own.db'}"
        return
    name = f"own_{secrets.token_hex(6)}"
    _on(server, f"CREATE DATABASE {name}")
    url = sa.make_url(server).set(database=name)
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on(server: str, statement: str) -> None:
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
