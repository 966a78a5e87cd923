"""One database a run, one savepoint a test: real rows, real HTTP, undone in milliseconds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

import lms.db
from config import Settings
from lms import create_app
from lms.db import db
from lms.members.models import Member
from lms.web import limits
from lms.web.app import App
from tests.house_hooks import pytest_collection_modifyitems, rules_of_the_house

__all__ = ["pytest_collection_modifyitems", "rules_of_the_house"]  # they hold for every test

PASSWORD = "korangi-creek-42"
SECRET = "0123456789abcdef-a-secret-for-tests"


def settings(folder: Path, **changes: Any) -> Settings:
    """Settings of an installation in `folder`, on the engine under test."""
    url = os.environ.get("HUNAR_TEST_DATABASE_URL") or f"sqlite:///{folder / 'test.db'}"
    given: dict[str, Any] = {
        "secret_key": SECRET,
        "public_url": "https://learn.example.org",
        "var": folder,
        "media_dir": folder / "media",
        "database_url": url,
        "testing": True,
    }
    return Settings(**(given | changes))


class Client(FlaskClient):
    """A browser without script: follows the house's CSRF rule by reading the token of a page."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        # Each request gets a context (and so a session) of its own, as in the real server.
        if flask.has_app_context():
            db.session.commit()
        kwargs.setdefault("base_url", self.application.config["PUBLIC_URL"])
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if flask.has_app_context():
            db.session.expire_all()
        return response

    def send(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """POST a form as a page of this site would, with its token."""
        kwargs.setdefault("headers", {"Referer": f"{self.application.config['PUBLIC_URL']}/"})
        return self.post(url, data={"csrf_token": self.csrf_token(), **(data or {})}, **kwargs)

    def csrf_token(self) -> str:
        """A token of this very browser session."""
        with self.application.app_context(), self.application.test_request_context():
            from flask import session as made
            from flask_wtf.csrf import generate_csrf

            with self.session_transaction(base_url=self.application.config["PUBLIC_URL"]) as kept:
                if "csrf_token" in kept:
                    made["csrf_token"] = kept["csrf_token"]
                token = generate_csrf()
                kept["csrf_token"] = made["csrf_token"]
        return str(token)


@pytest.fixture(scope="session")
def base_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app over a database that holds the tables and nothing else."""
    app = create_app(settings(tmp_path_factory.mktemp("var")))
    app.test_client_class = Client
    with app.app_context():
        db.metadata.drop_all(db.engine)
        db.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        _close(app)


@pytest.fixture
def app(base_app: App) -> Iterator[App]:
    """The app; whatever this test commits is undone after it."""
    with base_app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[index]
        limits.forget_all()
        yield base_app
        db.session.remove()
        outer.rollback()
        connection.close()
        db.engines[None] = engine  # type: ignore[index]


@pytest.fixture
def client(app: App) -> Client:
    """A browser that is not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def sign_in(app: App) -> Callable[[Member], Client]:
    """A browser in which this member is signed in."""
    from lms.members import actions

    def browser(member: Member) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        token = actions.enter(member, actions.Browser("tests", "127.0.0.1")).token
        db.session.commit()
        with client.session_transaction(base_url=app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        return client

    return browser


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put the server's clock elsewhere: `clock(moment)` stops it there."""

    def put(moment: Any) -> None:
        monkeypatch.setattr(lms.db, "clock", lambda: moment)

    return put


@pytest.fixture
def real_app(tmp_path: Path) -> Iterator[App]:
    """An app with a database of its own and real commits, for races between threads."""
    app = create_app(settings(tmp_path))
    app.test_client_class = Client
    with app.app_context():
        db.metadata.drop_all(db.engine)
        db.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            _empty(db.engine)
        _close(app)


def _close(app: App) -> None:
    db.engine.dispose()
    if app.extensions["limits"] is not None:
        app.extensions["limits"].dispose()


def _empty(engine: sa.Engine) -> None:
    tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
