"""How migrations run: the app's own database, one transaction, SQLite's traps taken care of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from lms.db import UTCDateTime, db


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | bool:
    """Write plain SQLAlchemy types: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return repr(item.impl_instance).join(("sa.", ""))
    return False


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Counters of rate limits are made where they are used; they are no part of the schema."""
    return not (kind == "table" and name == "limit_counter")


def run(connection: sa.Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        include_name=include_name,
        render_as_batch=is_sqlite,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            _check_references(connection)


def _check_references(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration would leave references that point nowhere: {broken[:5]}")


def without_foreign_keys(connection: sa.Connection) -> None:
    """On SQLite a batch change copies the table and drops the old one, which would cascade."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]


with db.engine.connect() as connection:
    without_foreign_keys(connection)
    try:
        run(connection)
        connection.commit()
    finally:
        connection.rollback()
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
