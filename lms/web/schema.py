"""Which version of the schema the database has, and which one this code needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


@cache
def newest() -> str | None:
    """The newest migration in this code."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def is_current(connection: sa.Connection) -> bool:
    """Whether the database has every migration of this code."""
    return MigrationContext.configure(connection).get_current_revision() == newest()
