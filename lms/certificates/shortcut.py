"""Pages for strangers, answered before Flask while nothing about them has changed.

The first answer is made and guarded as any other; what was sent then is kept, by everything that
it shows, and sent again. One query decides each time whether it is still true. Whoever has a
session, asks for data, or asks in any unusual way is passed on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as Sent

from lms.certificates import codes, queries
from lms.certificates.models import State
from lms.certificates.queries import Shown
from lms.db import now
from lms.i18n import language_asked, local_day
from lms.web.headers import takes_gzip

LOOKED_UP = "certificates.shown"
"""Under this key of the WSGI environment the view finds what was looked up here."""

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_MOST = 1000  # pages in each process, some 3 KB each
_PREFIX = "/c/"


@dataclass(frozen=True)
class Kept:
    """An answer as it was sent."""

    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]


Key = tuple[Shown, State, str, bool]


class Shortcut:
    """Stands before the app. Wrap `app.wsgi_app` with it."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not self._is_usual(environ):
            return self._inner(environ, start)
        try:
            key = self._key(environ)
        except SQLAlchemyError:  # the app asks again, and has a page for what it then finds
            key = None
        if key is None:
            return self._inner(environ, start)
        kept = self._kept.get(key) or self._first(key, environ)
        start(kept.status, kept.headers)
        return kept.body

    def _is_usual(self, environ: WSGIEnvironment) -> bool:
        code = environ["PATH_INFO"].removeprefix(_PREFIX)
        return (
            environ["REQUEST_METHOD"] == "GET"
            and len(environ["PATH_INFO"]) == len(_PREFIX) + codes.LENGTH
            and codes.parse(code) == code
            and not environ.get("QUERY_STRING")
            and not environ.get("CONTENT_TYPE")
            and "json" not in environ.get("HTTP_ACCEPT", "")
            and self._app.config["SESSION_COOKIE_NAME"] not in environ.get("HTTP_COOKIE", "")
        )

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """All that the answer depends on; None when there is no such certificate."""
        with self._app.app_context():
            shown = queries.shown(environ["PATH_INFO"].removeprefix(_PREFIX))
            environ[LOOKED_UP] = (shown,)
            if shown is None:
                return None
            state = shown.state(local_day(now()))
        language = language_asked(environ.get("HTTP_COOKIE"), environ.get("HTTP_ACCEPT_LANGUAGE"))
        return shown, state, language, takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))

    def _first(self, key: Key, environ: WSGIEnvironment) -> Kept:
        sent = Response.from_app(self._inner, environ, buffered=True)
        kept = Kept(sent.status, sent.headers.to_wsgi_list(), [sent.get_data()])
        if _is_for_all(sent):
            self._keep(key, kept)
        return kept

    def _keep(self, key: Key, kept: Kept) -> None:
        self._kept[key] = kept
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)


def _is_for_all(sent: Sent) -> bool:
    """Whether it is the page itself, and nothing that a request of its own kind made of it."""
    is_page = sent.status_code == HTTPStatus.OK and sent.mimetype == "text/html"
    return is_page and "Set-Cookie" not in sent.headers
