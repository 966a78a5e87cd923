"""What every answer says to the browser, errors and files too."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, current_app, request
from flask.wrappers import Response
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
WORTH_COMPRESSING = 600  # bytes; below, gzip's own frame eats the gain


def init_app(app: Flask) -> None:
    app.after_request(_secure)
    app.after_request(_compress)


def _secure(response: Response) -> Response:
    given = {name.title() for name in response.headers.keys()}  # noqa: SIM118 - no mapping
    for name, value in HEADERS.items():
        if name not in given:
            response.headers.add(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if "Cache-Control" not in response.headers:
        # A page may speak of the person who asked: kept nowhere unless its view says otherwise.
        response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=1000)
def takes_gzip(header: str) -> bool:
    """Whether this Accept-Encoding allows gzip."""
    return bool(parse_accept_header(header, Accept).quality("gzip"))


@lru_cache(maxsize=64)
def _squeezed(body: bytes) -> bytes:
    # Pages that many strangers ask for are the same bytes: those are compressed once.
    return gzip.compress(body, compresslevel=5, mtime=0)


def _compress(response: Response) -> Response:
    if response.direct_passthrough or not (response.mimetype or "").startswith(
        ("text/", "application/json")
    ):
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not takes_gzip(
        request.headers.get("Accept-Encoding", "")
    ):
        return response
    body = response.get_data()
    if len(body) < WORTH_COMPRESSING:
        return response
    response.set_data(_squeezed(body))
    response.headers["Content-Encoding"] = "gzip"
    return response
