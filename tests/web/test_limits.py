"""Limits: exact, shared by processes, and not undone with the request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lms.db import db
from lms.errors import TooMany
from lms.web import limits
from lms.web.app import App

MOMENT = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)


def test_the_sixth_of_five_is_refused_and_told_how_long(
    app: App, clock: Callable[..., None]
) -> None:
    clock(MOMENT)
    with app.test_request_context():
        for _ in range(5):
            limits.limit("sign-in", "10.0.0.1", 5, 60)
        with pytest.raises(TooMany, match="Wait 1 minute") as refusal:
            limits.limit("sign-in", "10.0.0.1", 5, 60)
        assert refusal.value.retry_after == 60
        limits.limit("sign-in", "10.0.0.2", 5, 60)
        clock(MOMENT + timedelta(seconds=60))
        limits.limit("sign-in", "10.0.0.1", 5, 60)


def test_counts_outlive_a_rollback(app: App) -> None:
    with app.test_request_context():
        limits.limit("reset", "a", 1, 60)
        db.session.rollback()
        with pytest.raises(TooMany):
            limits.limit("reset", "a", 1, 60)


def test_only_what_was_counted_is_held_against_one(app: App) -> None:
    with app.test_request_context():
        limits.refuse_if_over("verify", "a", 1, 60)
        limits.refuse_if_over("verify", "a", 1, 60)
        limits.count("verify", "a", 60)
        with pytest.raises(TooMany):
            limits.refuse_if_over("verify", "a", 1, 60)


def test_the_limit_is_exact_over_many_threads(real_app: App, clock: Callable[..., None]) -> None:
    clock(MOMENT)
    allowed: list[int] = []

    def ask() -> None:
        with real_app.test_request_context():
            for _ in range(20):
                try:
                    limits.limit("sign-up", "one-address", 30, 3600)
                    allowed.append(1)
                except TooMany:
                    pass

    with real_app.app_context():
        limits.forget_all()
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 30


def test_windows_that_ended_are_forgotten(app: App, clock: Callable[..., None]) -> None:
    with app.test_request_context():
        clock(MOMENT)
        limits.count("a", "b", 60)
        assert limits.forget_old() == 0
        clock(MOMENT + timedelta(hours=1))
        assert limits.forget_old() == 1
