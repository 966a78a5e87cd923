"""`lms doctor`: is everything there that the app needs, and if not, what to do."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT
from lms.cli.context import in_app
from lms.db import db
from lms.web import schema

FONTS = ROOT / "lms" / "certificates" / "fonts"
EARLIEST = 1_767_225_600  # 1 January 2026: a clock before that is wrong


class Ill(Exception):
    """What is wrong and how to mend it."""


@click.command()
@in_app
def doctor() -> None:
    """Check libraries, fonts, folders, secret, schema and clock; exit code 1 when one is ill."""
    ill = 0
    for name, check in _checks():
        try:
            click.echo(f"ok   {name}: {check()}")
        except Ill as problem:
            ill += 1
            click.echo(f"ILL  {name}: {problem}")
    sys.exit(1 if ill else 0)


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "Python", lambda: sys.version.split()[0]
    yield "native libraries", _native_libraries
    yield "fonts", _fonts
    yield "folders", _folders
    yield "secret", _secret
    yield "database", _database
    yield "schema", _schema
    yield "public address", _public_address
    yield "clock", _clock


def _native_libraries() -> str:
    try:
        from weasyprint.text import ffi  # noqa: PLC0415 - loading it is the check
    except OSError as error:
        raise Ill(
            f"WeasyPrint does not load ({error}). Install Pango: libpango-1.0-0, libpangoft2-1.0-0."
        ) from error
    if ffi.harfbuzz_subset is None:
        raise Ill("libharfbuzz-subset0 is missing: PDFs take 13 times as long. Install it.")
    return f"Pango {ffi.pango.pango_version()}, HarfBuzz subset"


def _fonts() -> str:
    found = [path for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf", ".woff2"}]
    if not found:
        raise Ill(f"no fonts in {FONTS}: the checkout is not whole.")
    return f"{len(found)} files"


def _folders() -> str:
    for folder in (current_app.config["VAR"], current_app.config["MEDIA_DIR"]):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise Ill(f"{folder} cannot be written to.")
    return str(current_app.config["VAR"])


def _secret() -> str:
    kept = Path(current_app.config["VAR"]) / "secret"
    if kept.exists() and kept.stat().st_mode & 0o077:
        raise Ill(f"{kept} can be read by others. Run: chmod 600 {kept}")
    return "strong"


def _database() -> str:
    try:
        with db.engine.connect():
            return db.engine.url.render_as_string(hide_password=True)
    except SQLAlchemyError as error:
        raise Ill(f"no answer: {error}") from error


def _schema() -> str:
    with db.engine.connect() as connection:
        if not schema.is_current(connection):
            raise Ill("not current. Run: lms db upgrade")
    return str(schema.newest())


def _public_address() -> str:
    address = str(current_app.config["PUBLIC_URL"])
    if current_app.config["PUBLIC_IS_LOCAL"] and not current_app.config["DEMO"]:
        raise Ill(
            f"{address} means this machine alone: no certificate is issued. Set HUNAR_PUBLIC_URL."
        )
    return address


def _clock() -> str:
    if time.time() < EARLIEST:
        raise Ill("it is behind. Deadlines follow it: set it, and keep it right with NTP.")
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
