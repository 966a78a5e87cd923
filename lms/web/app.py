"""The request: who asks, may they, and one transaction that is kept when nothing was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask, abort, g, request
from flask.wrappers import Response
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from lms.db import db, reading, writing
from lms.web.guards import check_every_endpoint, check_guard
from lms.web.texts import is_typable

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SERIALISATION = frozenset({"40001", "40P01"})  # PostgreSQL: serialisation failure, deadlock
LARGEST = 2**31 - 1
F = TypeVar("F", bound=Callable[..., Any])


def prepare(make: Callable[[], object]) -> Callable[[F], F]:
    """Run `make` before the writing transaction of this view opens; its value is `g.prepared`.

    For slow work on what was sent (hashing a password, re-coding a picture): a writer's lock must
    not wait for it. `make` may read the database, and may refuse by raising.
    """

    def mark(view: F) -> F:
        view.prepare = make  # type: ignore[attr-defined]
        return view

    return mark


class WholeNumber(IntegerConverter):
    """A number in an address: one that no id or place can be is not found.

    SQLite fails for what is longer than 64 bits.
    """

    def to_python(self, value: str) -> int:
        if len(value) > len(str(LARGEST)) or (number := int(value)) > LARGEST:
            raise NotFound
        return number


class App(Flask):
    """Flask, with one transaction for each request."""

    def __init__(self, *said: Any, **named: Any) -> None:
        super().__init__(*said, **named)
        self.url_map.converters["int"] = WholeNumber

    def dispatch_request(self) -> Response:
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        if not all(map(is_typable, _texts())):
            abort(400)
        if request.method in SAFE:
            return self._answer_reading()
        with reading():
            check_guard(self)
            make = getattr(self.view_functions[request.endpoint or ""], "prepare", None)
            g.prepared = make() if make else None
        return self._answer_writing()

    def _answer_reading(self) -> Response:
        with reading():
            check_guard(self)
            return self.make_response(super().dispatch_request())

    def _answer_writing(self) -> Response:
        try:
            return self._write_once()
        except DBAPIError as error:
            if not _lost_race(error) or request.files:
                raise
        try:  # look again, once, at what the winner wrote
            return self._write_once()
        except IntegrityError:
            abort(409)

    def _write_once(self) -> Response:
        token = writing.set(True)
        try:
            response = self.make_response(super().dispatch_request())
            if response.status_code < 400:
                db.session.commit()
            return response
        finally:
            db.session.rollback()
            writing.reset(token)

    def finish(self) -> None:
        """Call when all endpoints are there: refuses to start when one has no guard."""
        check_every_endpoint(self)


def _texts() -> Iterator[str]:
    """All that was sent as text: the address, the fields, the names of files."""
    yield request.path
    for sent in (request.args, request.form):
        for name, value in sent.items(multi=True):
            yield from (name, value)
    yield from (file.filename or "" for _, file in request.files.items(multi=True))


def _lost_race(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    return isinstance(error, IntegrityError) or code in SERIALISATION
