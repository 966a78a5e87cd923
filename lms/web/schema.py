"""Which version of the schema the database has, and which one this code needs.

Answered without alembic: its libraries take a third of a second to load, and only the command
that migrates needs them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import sqlalchemy as sa

VERSIONS = Path(__file__).resolve().parent.parent.parent / "migrations" / "versions"
TABLE = "alembic_version"
_REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)


@cache
def newest() -> str:
    """The newest migration in this code: the last by name, as names begin with their moment."""
    path = max(VERSIONS.glob("*.py"))
    found = _REVISION.search(path.read_text())
    if found is None:
        raise ValueError(f"{path} does not say its revision")
    return found[1]


def is_current(connection: sa.Connection) -> bool:
    """Whether the database has every migration of this code."""
    if not sa.inspect(connection).has_table(TABLE):
        return False
    kept: str | None = connection.scalar(sa.text(f"SELECT version_num FROM {TABLE}"))  # noqa: S608
    return kept == newest()
