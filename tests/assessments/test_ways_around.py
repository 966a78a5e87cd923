"""Ways around the rules of a quiz that somebody might try; each is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from lms.assessments.access import QuizAccess
from lms.assessments.review import ALL, SCORE_ONLY, Moment, Review
from lms.db import now
from lms.members.models import Member
from tests.assessments.room import CANARY, Learner, enrol, make_course, op
from tests.conftest import Client

Clock = Callable[[datetime], None]
SignIn = Callable[[Member], Client]
KEY_AFTERWARDS = Review(
    matrix={
        Moment.RIGHT_AFTER: SCORE_ONLY,
        Moment.WHILE_OPEN: SCORE_ONLY,
        Moment.AFTER_CLOSING: ALL,
    }
)


def at_quiz(sign_in: SignIn, **settings: Any) -> Learner:
    member = enrol(make_course(**settings)).member
    return Learner(sign_in(member), member)


def test_the_wait_between_attempts_holds_after_one_that_ran_out(
    sign_in: SignIn, clock: Clock
) -> None:
    learner = at_quiz(sign_in, time_limit=10, delay=60)
    learner.starts()
    began = now()
    clock(began + timedelta(minutes=11))  # its closing task has not run yet
    assert learner.starts().status_code == 422
    clock(began + timedelta(minutes=71))
    assert learner.starts().status_code == 303


def test_what_is_kept_until_the_quiz_closes_is_kept_while_answers_are_still_taken(
    sign_in: SignIn, clock: Clock
) -> None:
    closes_at = now() + timedelta(minutes=30)
    learner = at_quiz(sign_in, closes_at=closes_at, grace=600, time_limit=0, review=KEY_AFTERWARDS)
    learner.starts()
    learner.sends()
    first = f"{learner.url}/result"
    learner.starts()
    clock(closes_at + timedelta(minutes=5))
    assert learner.saves(op("late", 1, "1", 1)).status_code == 200
    assert CANARY not in learner.page(first)
    clock(closes_at + timedelta(minutes=11))
    assert CANARY in learner.page(first)


def test_an_address_that_is_none_is_let_in_nowhere() -> None:
    access = QuizAccess(addresses=("203.0.113.0/24",))
    assert not access.lets_in("")
    assert not access.lets_in("unix:")
    assert access.lets_in("::ffff:203.0.113.7")
    assert access.lets_in("203.0.113.7")
    assert not access.lets_in("203.0.114.7")


def test_an_operation_that_comes_again_with_another_answer_changes_nothing(
    begun: Learner,
) -> None:
    """What stands as the answer is always in the log of operations."""
    begun.saves(op("a", 1, "1", 1))
    again = begun.saves(op("a", 1, "2", 5), op("a", 2, ["1"], 6), op("b", 3, "true", 7))
    assert again.json["saved"] == ["a", "a", "b"]
    assert set(again.json["overtaken"]) == {"a"}
    assert begun.stored() == {1: ("1",), 3: ("true",)}
    begun.saves(op("c", 4, "1", 8), op("c", 4, "2", 9))
    assert begun.stored()[4] == ("1",)
