"""`lms backup` and `lms restore`: one archive that holds the database and every kept file."""

from __future__ import annotations

import io
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app

from lms.cli.context import Refused, in_app
from lms.db import db, now
from lms.members.models import Member
from lms.web import schema

KEPT = ("media", "certificates")  # folders of files that the database's rows name
DATABASE = "database"


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
@in_app
def backup(archive: Path) -> None:
    """Write ARCHIVE (.tar.gz) while the app runs: database first, then the files it names.

    The secret and the settings are not in it: keep them apart.
    """
    if archive.exists():
        raise Refused(f"{archive} is there already. Choose another name.")
    partial = archive.with_name(archive.name + ".part")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(partial, "w:gz") as tar:
        dump = Path(folder) / DATABASE
        _dump(dump)
        tar.add(dump, DATABASE)
        for name, path in _kept_folders():
            click.echo(f"adding {name} …")
            tar.add(path, name)
        _add_text(
            tar, "made", f"{now():%Y-%m-%dT%H:%M:%SZ} {schema.newest()} {db.engine.dialect.name}\n"
        )
    partial.rename(archive)
    click.echo(f"{archive}: {archive.stat().st_size // 1024} KB")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what this installation holds.")
@in_app
def restore(archive: Path, replace: bool) -> None:
    """Put ARCHIVE back; stop the app first. What stands here is replaced only with --replace."""
    if _has_members() and not replace:
        raise Refused(
            "This installation has members. Add --replace to put the archive in their place."
        )
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive, "r:gz") as tar:
        tar.extractall(folder, members=_plain_entries(tar))  # noqa: S202 - checked there
        made = Path(folder) / "made"
        if not made.is_file() or not (Path(folder) / DATABASE).is_file():
            raise Refused(f"{archive} is not a backup made by `lms backup`.")
        _check_engine(made.read_text().split()[-1])
        db.session.remove()
        _load(Path(folder) / DATABASE)
        for name, path in _kept_folders(missing_too=True):
            _replace_folder(Path(folder) / name, path)
    click.echo("Restored. Now run: lms db upgrade")


def _plain_entries(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Files and folders under their own names; an archive with anything else is refused."""
    for entry in tar:
        parts = Path(entry.name).parts
        if not (entry.isfile() or entry.isdir()) or ".." in parts or Path(entry.name).is_absolute():
            raise Refused(f"The archive holds {entry.name!r}, which no backup of ours has.")
        yield entry


def _kept_folders(missing_too: bool = False) -> Iterator[tuple[str, Path]]:
    folders = {"media": current_app.config["MEDIA_DIR"]}
    for name in KEPT:
        path = folders.get(name, current_app.config["VAR"] / name)
        if missing_too or path.is_dir():
            yield name, path


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    tar.addfile(entry, io.BytesIO(text.encode()))


def _dump(target: Path) -> None:
    if db.engine.dialect.name == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", _postgres_url())
        return
    with (
        closing(sqlite3.connect(_sqlite_path())) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        _check_whole(copy)


def _load(dump: Path) -> None:
    if db.engine.dialect.name == "postgresql":
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={_postgres_url()}",
            str(dump),
        )
        return
    with (
        closing(sqlite3.connect(dump)) as source,
        closing(sqlite3.connect(_sqlite_path())) as target,
    ):
        _check_whole(source)
        source.backup(target)


def _check_whole(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise Refused("The copy of the database is damaged; nothing was kept.")


def _check_engine(made_with: str) -> None:
    if made_with != db.engine.dialect.name:
        raise Refused(f"The archive was made with {made_with}, not {db.engine.dialect.name}.")


def _has_members() -> bool:
    if not sa.inspect(db.engine).has_table(Member.__tablename__):
        return False
    return db.session.scalar(sa.select(Member.id).limit(1)) is not None


def _replace_folder(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target)


def _sqlite_path() -> str:
    return str(db.engine.url.database)


def _postgres_url() -> str:
    return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    try:
        subprocess.run(  # noqa: S603 - our own command line
            command, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise Refused(
            f"{command[0]} is not installed; it comes with PostgreSQL's client."
        ) from error
    except subprocess.CalledProcessError as error:
        raise Refused(f"{command[0]} failed: {error.stderr.strip()[:500]}") from error
