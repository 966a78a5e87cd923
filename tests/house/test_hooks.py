"""The rules that hold for every request find what they are there to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Response

from lms.db import db
from lms.web.app import App
from lms.web.guards import public

GOOD = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>t</title></head><body><h1>t</h1></body>'
)


@pytest.fixture
def opened(app: App, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Response]:
    """Open /healthz with another view in its place."""

    def get(view: Callable[[], str]) -> Response:
        monkeypatch.setitem(app.view_functions, "health.healthz", public(view))
        return app.test_client().get("/healthz")

    return get


def test_a_get_that_writes_fails_the_test(opened: Callable[..., Response]) -> None:
    def view() -> str:
        db.session.execute(sa.text("DELETE FROM member WHERE id = -1"))
        return GOOD

    with pytest.raises(AssertionError, match="a GET wrote: DELETE FROM member"):
        opened(view)


def test_a_page_over_its_budget_of_queries_fails_the_test(opened: Callable[..., Response]) -> None:
    def view() -> str:
        for _ in range(13):
            db.session.execute(sa.text("SELECT 1"))
        return GOOD

    with pytest.raises(AssertionError, match="13 times, 12 are allowed"):
        opened(view)


@pytest.mark.queries(13)
def test_a_test_may_allow_more_queries(opened: Callable[..., Response]) -> None:
    def view() -> str:
        for _ in range(13):
            db.session.execute(sa.text("SELECT 1"))
        return GOOD

    assert opened(view).status_code == 200


def test_a_page_that_is_not_well_formed_fails_the_test(opened: Callable[..., Response]) -> None:
    with pytest.raises(AssertionError, match="has 2 h1"):
        opened(lambda: GOOD + "<h1>again</h1>")
