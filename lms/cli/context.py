"""What every command shares: the app it works in, and refusals as a sentence with an exit code."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError

from config import SettingRefused
from lms.app import create_app
from lms.db import db
from lms.errors import RuleBroken

P = ParamSpec("P")
R = TypeVar("R")
REFUSED = 1
MISUSED = 2
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Refused(click.ClickException):
    """The command could not do it; the message says what, where and how to mend it."""

    exit_code = REFUSED


class Misused(click.ClickException):
    """The command was asked wrongly, or a setting is bad."""

    exit_code = MISUSED


def harmless(text: str) -> str:
    """What a file says, without the signs that steer a terminal."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def in_sentences(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what our rules and settings refuse into one line and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SettingRefused as error:
            raise Misused(str(error)) from error
        except RuleBroken as error:
            raise Refused(str(error)) from error
        except OperationalError as error:
            raise Refused(f"The database does not answer: {error.orig}") from error

    return run


def in_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside the app that the settings describe."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with create_app().app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.session.remove()
                db.engine.dispose()  # a server's connections are closed, not left to be found

    return in_sentences(run)
