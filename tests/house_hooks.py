"""Rules that hold for every request of every test, checked while the test runs.

`tests/conftest.py` imports what stands here. A page must be well-formed, a GET may write nothing,
and a page may ask the database so often and no more; a test that needs more says
`@pytest.mark.queries(20)`.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, has_request_context, request, request_finished, request_started
from flask.wrappers import Response

from tests import markup

MOST_QUERIES = 12
READS = ("SELECT", "WITH", "PRAGMA")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
COUNTERS = "limit_counter"  # the one thing that a GET may write
SEEN = "house.statements"


@pytest.fixture(autouse=True)
def rules_of_the_house(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold each request of this test against the rules; the first to break one fails the test."""
    marker = request.node.get_closest_marker("queries")
    most = marker.args[0] if marker else MOST_QUERIES

    def look(sender: Flask, response: Response, **extra: Any) -> None:
        said = list(_broken(response, most))
        assert not said, _sentence(said)

    with request_started.connected_to(_start), request_finished.connected_to(look):
        sa.event.listen(sa.Engine, "before_cursor_execute", _note)
        yield
        sa.event.remove(sa.Engine, "before_cursor_execute", _note)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, so that one engine's run can leave it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def _start(sender: Flask, **extra: Any) -> None:
    request.environ[SEEN] = []


def _note(
    connection: object, cursor: object, statement: str, parameters: object, *rest: object
) -> None:
    if has_request_context():
        request.environ.setdefault(SEEN, []).append(" ".join(statement.split()))


def _broken(response: Response, most: int) -> Iterator[str]:
    statements: list[str] = [s for s in request.environ[SEEN] if COUNTERS not in s]
    writes = [s for s in statements if s.upper().startswith(WRITES)]
    reads = [s for s in statements if s.upper().startswith(READS)]
    if request.method in {"GET", "HEAD"} and writes:
        yield f"a GET wrote: {writes[0][:200]}"
    if request.method in {"GET", "HEAD"} and len(reads) > most:
        yield f"asked the database {len(reads)} times, {most} are allowed:\n" + _ranked(reads)
    if response.mimetype == "text/html" and response.status_code not in range(300, 400):
        yield from markup.complaints(_body(response))


def _body(response: Response) -> str:
    body = response.get_data()
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return body.decode()


def _ranked(statements: list[str]) -> str:
    return "\n".join(f"    {s[:160]}" for s in sorted(statements))


def _sentence(said: list[str]) -> str:
    lines = "\n".join(f"  - {one}" for one in said)
    return f"{request.method} {request.full_path.rstrip('?')}\n{lines}"
