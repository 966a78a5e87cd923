"""`lms db …`: the schema."""

from __future__ import annotations

from types import ModuleType

import click
from flask import current_app

from lms.cli.context import in_app
from lms.db import db
from lms.web import schema


def migrator() -> ModuleType:
    """Flask-Migrate's commands for the app at hand; loaded only when there is something to do."""
    import flask_migrate  # noqa: PLC0415 - a third of a second, which most starts can save

    flask_migrate.Migrate(current_app, db, directory=str(schema.VERSIONS.parent))
    return flask_migrate


@click.group("db")
def database() -> None:
    """The database's schema."""


@database.command()
@in_app
def upgrade() -> None:
    """Bring the schema to the version that this code needs; safe to run again."""
    click.echo("The schema was renewed." if bring_up_to_date() else "The schema is current.")


def bring_up_to_date() -> bool:
    """Run the migrations that are missing; whether there were any."""
    current_app.config["VAR"].mkdir(parents=True, exist_ok=True)
    with db.engine.connect() as connection:
        if schema.is_current(connection):
            return False
    migrator().upgrade()
    return True


@database.command()
@in_app
def downgrade() -> None:
    """Take the last migration back. What its columns held is lost: back up first."""
    click.confirm("Take the last migration back?", abort=True)
    migrator().downgrade()


@database.command()
@click.argument("message")
@in_app
def migrate(message: str) -> None:
    """For developers: write a migration from the models (on PostgreSQL, see CONTRIBUTING.md)."""
    migrator().migrate(message=message)
