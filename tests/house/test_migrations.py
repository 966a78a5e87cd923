"""The migrations make exactly the tables of the models, forwards and back, on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from config import ROOT
from lms import create_app
from lms.cli.database import migrator
from lms.cli.demo import load_demo
from lms.db import db
from lms.web import schema
from lms.web.app import App
from tests.conftest import settings
from tests.databases import own_database

OTHERS = frozenset({"alembic_version", "limit_counter"})  # tables that no model describes


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[App]:
    """The app, as a demo, on a database without any table."""
    with own_database(tmp_path) as url:
        app = create_app(settings(tmp_path, database_url=url, demo=True))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def differs(
    context: Any, there: Any, column: sa.Column[Any], default: Any, said: Any, rendered: Any
) -> bool | None:
    """Whether a column has another default; None leaves it to alembic.

    PostgreSQL cannot compare two values of JSON, so their texts are compared.
    """
    if default is None or rendered is None or not isinstance(column.type, sa.JSON):
        return None
    return str(default).removesuffix("::json").strip("'") != str(rendered).strip("'")


def differences() -> list[object]:
    """What a migration would still have to change, by alembic's own comparison."""
    with db.engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": differs,
            "include_name": lambda name, kind, parents: kind != "table" or name not in OTHERS,
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, db.metadata))


def rows() -> dict[str, int]:
    """How many rows each table has that there is now."""
    there = set(sa.inspect(db.engine).get_table_names())
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
            if table.name in there
        }


def test_there_is_one_head() -> None:
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    assert len(heads) == 1
    assert schema.newest() == heads[0]


def test_upgraded_from_nothing_the_tables_are_those_of_the_models(empty_app: App) -> None:
    migrator().upgrade()
    assert differences() == []
    with db.engine.connect() as connection:
        assert schema.is_current(connection)


def test_every_migration_can_be_taken_back(empty_app: App) -> None:
    migrator().upgrade()
    migrator().downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= OTHERS
    migrator().upgrade()
    assert differences() == []


def test_on_a_filled_database_each_step_back_and_forth_keeps_the_rows(empty_app: App) -> None:
    migrator().upgrade()
    load_demo()
    filled = rows()
    assert filled["certificate"] > 0
    for step in list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions())[:-1]:
        migrator().downgrade(revision=str(step.down_revision))
        kept = rows().keys()
        migrator().upgrade(revision=step.revision)
        assert {name: count for name, count in rows().items() if name in kept} == {
            name: count for name, count in filled.items() if name in kept
        }
    migrator().upgrade()
    assert differences() == []


def test_a_filled_database_can_be_taken_back_to_nothing(empty_app: App) -> None:
    migrator().upgrade()
    load_demo()
    migrator().downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= OTHERS


def test_migration_files_are_named_by_their_moment() -> None:
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        assert path.name[:8].isdigit(), path.name
        assert path.name[8] == "_", path.name
