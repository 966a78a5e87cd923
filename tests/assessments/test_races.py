"""Two tabs, three taps, many threads: real commits, one grade, nothing acknowledged lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from lms.assessments import queries
from lms.assessments.grading import grade_attempt
from lms.assessments.models import AnswerOp, Attempt, AttemptState, Response
from lms.courses.models import BlockProgress
from lms.db import db
from lms.members import actions as members
from lms.web.app import App
from tests.assessments.room import Learner, enrol, make_course, op
from tests.conftest import Client

T = TypeVar("T")


@pytest.fixture
def tabs(real_app: App) -> Iterator[Callable[[], Learner]]:
    """Browsers in which one learner is signed in, each new."""
    member = enrol(make_course()).member
    token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
    db.session.commit()

    def open_tab() -> Learner:
        client: Client = real_app.test_client()  # type: ignore[assignment]
        with client.session_transaction(base_url=real_app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        client.csrf_token()
        return Learner(client, member)

    return open_tab  # type: ignore[return-value]


def at_once(app: App, *works: Callable[[], T]) -> list[T]:
    """Do all of these at the same time, each in a thread of its own; what they gave."""
    db.session.rollback()  # what this thread reads must hold nobody up
    start = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        with app.app_context():
            start.wait()
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def begun(open_tab: Callable[[], Learner], number: int) -> list[Learner]:
    """As many tabs, all at one open attempt."""
    first = open_tab()
    first.starts()
    others = [open_tab() for _ in range(number - 1)]
    for tab in others:
        tab.ref = first.ref
    return [first, *others]


def count(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_two_tabs_that_start_at_once_open_one_attempt(
    real_app: App, tabs: Callable[[], Learner]
) -> None:
    answers = at_once(real_app, *(tabs().starts for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert count(Attempt) == 1


def test_one_operation_sent_at_once_by_many_is_stored_once(
    real_app: App, tabs: Callable[[], Learner]
) -> None:
    learners = begun(tabs, 6)
    answers = at_once(
        real_app, *(lambda one=one: one.saves(op("a", 1, "1", 1)) for one in learners)
    )
    assert [answer.status_code for answer in answers] == [200] * 6
    assert all(answer.json["saved"] == ["a"] for answer in answers)
    assert count(AnswerOp) == count(Response) == 1


def test_three_submits_at_once_give_one_grade_and_one_answer(
    real_app: App, tabs: Callable[[], Learner]
) -> None:
    learners = begun(tabs, 3)
    learners[0].saves(*learners[0].full_ops())
    answers = at_once(real_app, *(lambda one=one: one.sends() for one in learners))
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({str(answer.json) for answer in answers}) == 1
    row = learners[0].row()
    assert (row.state, row.score, row.passed) == (AttemptState.GRADED, 6, True)
    assert count(BlockProgress) == 1


@pytest.mark.parametrize("round_", range(4))
def test_what_is_acknowledged_while_another_tab_submits_is_in_the_grade(
    real_app: App, tabs: Callable[[], Learner], round_: int
) -> None:
    learners = begun(tabs, 6)
    full = learners[0].full_answers()

    def save(learner: Learner, slot: int) -> Any:
        return learner.saves(op(f"op-{slot}", slot, full[slot], slot))

    works = [lambda n=n, one=one: save(one, n) for n, one in enumerate(learners[:5], 1)]
    *saved, sent = at_once(real_app, *works, learners[5].sends)
    assert sent.status_code == 200
    assert {answer.status_code for answer in saved} <= {200, 409}
    acknowledged = {name for answer in saved for name in answer.json["saved"]}
    opened = learners[0].opened()
    stored = queries.responses(opened.id)
    assert acknowledged == {f"op-{slot}" for slot in stored}
    grade = grade_attempt(opened.paper, opened.slots, queries.given(opened.id))
    assert learners[0].row().score == grade.score
    marks = {row.slot: row.mark for row in db.session.scalars(sa.select(Response))}
    assert marks == {slot: grade.slots[slot - 1].mark for slot in stored}


def test_batches_in_any_order_do_not_lock_each_other_out(
    real_app: App, tabs: Callable[[], Learner]
) -> None:
    learners = begun(tabs, 4)
    full = learners[0].full_answers()

    def save(number: int, learner: Learner) -> list[int]:
        statuses = []
        for turn in range(5):
            seq = 1 + turn * 40 + number * 10
            ops = [op(f"{number}-{turn}-{n}", n, value, seq + n) for n, value in full.items()]
            statuses.append(learner.saves(*(ops if number % 2 else ops[::-1])).status_code)
        return statuses

    works = [lambda n=n, one=one: save(n, one) for n, one in enumerate(learners)]
    assert at_once(real_app, *works) == [[200] * 5] * 4
    assert count(AnswerOp) == 100
    newest = {slot: one.seq for slot, one in queries.responses(learners[0].opened().id).items()}
    assert newest == {slot: 1 + 160 + 30 + slot for slot in full}
