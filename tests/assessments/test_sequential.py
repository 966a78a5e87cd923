"""Forward only: the server shows one question, takes its answer, and never goes back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lms.assessments.models import AttemptState
from lms.assessments.settings import Navigation
from lms.assessments.stepping import step_at, steps
from lms.db import db
from lms.members import actions as members
from lms.members.models import Member
from lms.web.app import App
from tests.assessments.room import CONTENTS, Learner, enrol, fields_of, make_course, op
from tests.conftest import Client

SignIn = Callable[[Member], Client]
TEXTS = {name: content["text"]["en"].split("{")[0] for name, content in CONTENTS.items()}


@pytest.fixture
def walking(app: object, sign_in: SignIn) -> Learner:
    member = enrol(make_course(navigation=Navigation.SEQUENTIAL)).member
    learner = Learner(sign_in(member), member)
    learner.starts()
    return learner


def goes_on(learner: Learner, *ops: dict[str, Any], position: int, confirmed: bool = True) -> Any:
    body = {"ops": list(ops), "position": position, "confirmed": confirmed}
    return learner.json(f"{learner.url}/onward", body)


def shown(learner: Learner) -> list[str]:
    page = learner.page()
    return [name for name, text in TEXTS.items() if text in page]


def test_texts_stand_with_the_question_after_them() -> None:
    cut = steps([False, True, True, False, False, True, False])
    assert [(one.first, one.question, one.end) for one in cut] == [(1, 2, 3), (3, 3, 4), (4, 6, 8)]
    assert step_at(cut, 5) == cut[2]
    assert step_at(cut, 99) == cut[2]


def test_only_the_question_that_it_has_come_to_leaves_the_server(walking: Learner) -> None:
    for number, name in enumerate(CONTENTS, 1):
        assert shown(walking) == [name]
        assert "Send my answers" in walking.page() or number < len(CONTENTS)
        goes_on(walking, position=number)
    assert shown(walking) == [list(CONTENTS)[-1]]


def test_an_answer_before_and_an_answer_ahead_are_refused(walking: Learner) -> None:
    ahead = walking.saves(op("a", 2, "1", 1))
    assert "not been asked yet" in ahead.json["refused"][0]["reason"]
    goes_on(walking, op("b", 1, "1", 2), position=1)
    back = walking.saves(op("c", 1, "2", 3))
    assert "gone on from this question" in back.json["refused"][0]["reason"]
    assert walking.stored() == {1: ("1",)}


def test_an_answer_that_arrived_before_going_on_still_counts_as_saved(walking: Learner) -> None:
    goes_on(walking, op("a", 1, "1", 1), position=1)
    again = walking.saves(op("a", 1, "1", 1))
    assert (again.json["saved"], again.json["refused"]) == (["a"], [])


@pytest.mark.parametrize("position", [0, 2, 3, 5, 99])
def test_nobody_skips_a_question_or_goes_back(walking: Learner, position: int) -> None:
    goes_on(walking, position=position)
    assert walking.row().position == 1
    goes_on(walking, position=1)
    goes_on(walking, position=1)
    assert walking.row().position == 2, "a second press moves nothing"


def test_without_script_the_button_does_the_same(walking: Learner) -> None:
    fields = fields_of(walking.page()) | {"q1": ["1"]}
    assert walking.client.send(f"{walking.url}/onward", fields).location == walking.url
    assert walking.stored() == {1: ("1",)}
    assert shown(walking) == ["evidence"]
    walking.client.send(f"{walking.url}/onward", fields | {"q1": ["2"]})  # the old page once more
    assert (walking.stored(), walking.row().position) == ({1: ("1",)}, 2)


def test_a_question_without_answer_is_asked_about_before_it_is_left(walking: Learner) -> None:
    answer = goes_on(walking, position=1, confirmed=False)
    assert answer.json["next"] == f"{walking.url}/check"
    page = walking.page(f"{walking.url}/check")
    assert "You cannot come back to it" in page
    assert walking.row().position == 1
    walking.client.send(f"{walking.url}/onward", {"confirmed": "yes", "position": "1"})
    assert walking.row().position == 2


def test_after_the_end_nothing_moves(walking: Learner, clock: Callable[[Any], None]) -> None:
    deadline = walking.row().deadline_at
    clock(deadline)
    goes_on(walking, op("a", 1, "1", 1), position=1)
    assert (walking.row().position, walking.stored()) == (1, {})
    assert walking.row().state == AttemptState.OPEN


def test_where_one_may_go_freely_going_on_moves_nothing(begun: Learner) -> None:
    goes_on(begun, position=1)
    assert begun.row().position == 1


def test_two_presses_at_once_move_one_step(real_app: App) -> None:
    member = enrol(make_course(navigation=Navigation.SEQUENTIAL)).member
    token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
    db.session.commit()

    def tab() -> Learner:
        client: Client = real_app.test_client()  # type: ignore[assignment]
        with client.session_transaction(base_url=real_app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        client.csrf_token()
        return Learner(client, member)

    learners = [tab() for _ in range(4)]
    learners[0].starts()
    for one in learners:
        one.ref = learners[0].ref
    db.session.rollback()

    def press(one: Learner) -> int:
        with real_app.app_context():
            return int(goes_on(one, position=1).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, learners)) == [200] * 4
    db.session.rollback()
    assert learners[0].row().position == 2
