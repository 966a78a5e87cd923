"""Two editors at once, and a start while its rules change: real commits, real threads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lms.assessments import drafts
from lms.db import db
from lms.members import actions as members
from lms.members.models import Member, Role
from lms.web.app import App
from tests.assessments.desk import QUIZ, fields
from tests.assessments.room import Learner, enrol, make_course, quiz_of
from tests.assessments.test_races import at_once
from tests.conftest import Client
from tests.factories import make_member

SignedIn = Callable[[Member], Client]


@pytest.fixture
def signed_in(real_app: App) -> SignedIn:
    def browser(member: Member) -> Client:

        token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
        db.session.commit()
        client: Client = real_app.test_client()  # type: ignore[assignment]
        with client.session_transaction(base_url=real_app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        client.csrf_token()
        return client

    return browser


def test_of_two_orders_sent_at_once_one_is_refused(real_app: App, signed_in: SignedIn) -> None:
    author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    course = make_course(authors=[author])
    first, second = signed_in(author), signed_in(author)
    quiz = quiz_of(course)
    version, ids = drafts.lines_version(quiz), [str(one.id) for one in quiz.entries]

    def orders(client: Client, wanted: list[str]) -> Callable[[], Any]:
        sent = {"ids": ",".join(wanted), "version": version}
        return lambda: client.send(f"{QUIZ}/order", sent).status_code

    statuses = at_once(real_app, orders(first, ids[::-1]), orders(second, ids[1:] + ids[:1]))
    assert sorted(statuses) == [200, 409]


@pytest.mark.parametrize("_again", range(4))
def test_an_attempt_that_begins_while_its_limit_changes_ends_by_the_new_one(
    real_app: App, signed_in: SignedIn, _again: int
) -> None:
    author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    course = make_course(authors=[author])
    member = enrol(course).member
    learner, desk = Learner(signed_in(member), member), signed_in(author)
    form = fields(desk.get(f"{QUIZ}/access").text) | {"time_limit": "7", "confirmed": "yes"}
    statuses = at_once(
        real_app,
        lambda: learner.starts().status_code,
        lambda: desk.send(f"{QUIZ}/access", form).status_code,
    )
    assert statuses == [303, 303]
    row = learner.row()
    assert row.deadline_at == row.started_at + timedelta(minutes=7)
