"""Help in a practice: an answer is checked at once, hints come when asked for; both cost."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.models import Response
from lms.assessments.review import Aspect, Moment, Review
from lms.assessments.settings import Mode
from lms.db import db
from lms.members.models import Member
from tests.assessments.room import CANARY, CONTENTS, Learner, enrol, fields_of, make_course, op
from tests.conftest import Client

SignIn = Callable[[Member], Client]
HINTED = {
    "cost": CONTENTS["cost"]
    | {"hints": [{"en": f"First hint {CANARY}."}, {"en": f"Second hint {CANARY}."}]},
    "statement": CONTENTS["statement"],
}


@pytest.fixture
def practising(app: object, sign_in: SignIn) -> Learner:
    return begin(sign_in, mode=Mode.PRACTICE)


def begin(sign_in: SignIn, **settings: Any) -> Learner:
    member = enrol(make_course(contents=HINTED, **settings)).member
    learner = Learner(sign_in(member), member)
    learner.starts()
    return learner


def check(learner: Learner, number: int, *ops: dict[str, Any]) -> Any:
    return learner.json(f"{learner.url}/questions/{number}/check", {"ops": list(ops)})


def hint(learner: Learner, number: int, seen: int) -> Any:
    return learner.json(f"{learner.url}/questions/{number}/hint", {"ops": [], "hints": seen})


def row(slot: int = 1) -> Response:
    return db.session.scalars(sa.select(Response).where(Response.slot == slot)).one()


def test_a_wrong_answer_is_called_wrong_and_costs_until_it_is_right(practising: Learner) -> None:
    wrong = check(practising, 1, op("a", 1, "2", 1))
    assert "Wrong" in wrong.json["html"]
    assert "0.75 of 1" in wrong.json["html"]
    right = check(practising, 1, op("b", 1, "1", 2))
    assert "Right" in right.json["html"]
    assert (row().tries, row().checked) == (1, ["1"])
    practising.sends(op("c", 2, "true", 3))
    assert practising.row().score == Fraction(7, 4)


def test_checks_and_hints_cost_where_certainty_counts_too(app: object, sign_in: SignIn) -> None:
    learner = begin(sign_in, mode=Mode.PRACTICE, certainty=True)
    check(learner, 1, op("a", 1, "2", 1))
    hint(learner, 1, 0)
    learner.sends(
        op("b", 1, "1", 2) | {"certainty": 3},  # two tries of a quarter each
        op("c", 2, "true", 3) | {"certainty": 2},
    )
    assert learner.row().score == Fraction(1, 2) + Fraction(2, 3)


def test_a_second_press_costs_nothing(practising: Learner) -> None:
    for _press in range(3):
        check(practising, 1, op("a", 1, "2", 1))
    assert row().tries == 1


def test_nothing_of_the_key_leaves_before_a_check(practising: Learner) -> None:
    practising.saves(op("a", 1, "2", 1))
    asked = [practising.page(), practising.page(f"{practising.url}/check")]
    asked.append(check(practising, 2).text)
    assert not [text for text in asked if CANARY in text]
    assert CANARY in check(practising, 1).text
    assert CANARY in practising.page()


def test_what_a_check_shows_is_what_the_quiz_lets_be_seen_meanwhile(
    app: object, sign_in: SignIn
) -> None:
    only = Review(matrix={Moment.DURING: frozenset({Aspect.CORRECTNESS, Aspect.RESPONSE})})
    learner = begin(sign_in, mode=Mode.PRACTICE, review=only)
    told = check(learner, 1, op("a", 1, "2", 1))
    assert "Wrong" in told.json["html"]
    assert "This was right" not in told.json["html"]
    assert CANARY not in told.text + learner.page()
    silent = begin_again(learner, sign_in)
    assert "Wrong" not in silent.json["html"]


def begin_again(learner: Learner, sign_in: SignIn) -> Any:
    member = enrol(
        make_course("other", HINTED, mode=Mode.PRACTICE, review=Review(matrix={})), "Bilal Khan"
    ).member
    other = Learner(sign_in(member), member, slug="other")
    other.starts()
    return check(other, 1, op("a", 1, "2", 1))


def test_hints_come_one_by_one_and_a_second_press_shows_no_second_one(
    practising: Learner,
) -> None:
    first = hint(practising, 1, 0)
    assert "First hint" in first.json["html"]
    hint(practising, 1, 0)
    assert (row().hints, row().tries) == (1, 1)
    assert "Second hint" not in practising.page()
    hint(practising, 1, 1)
    assert "Second hint" in practising.page()
    assert "no further hint" in hint(practising, 1, 2).json["refusal"]
    assert (row().hints, row().tries) == (2, 2)


def test_a_hint_before_any_answer_leaves_the_question_unanswered(practising: Learner) -> None:
    hint(practising, 1, 0)
    assert practising.stored() == {1: ()}
    practising.saves(op("a", 1, "1", 1))
    assert practising.stored() == {1: ("1",)}
    practising.sends(op("b", 2, "true", 2))
    assert practising.row().score == Fraction(7, 4)


def test_without_an_answer_nothing_is_checked_and_what_came_along_is_saved(
    practising: Learner,
) -> None:
    answer = check(practising, 1, op("a", 2, "true", 1))
    assert "Answer the question first" in answer.json["refusal"]
    assert practising.stored() == {2: ("true",)}


def test_without_script_the_buttons_of_the_form_do_it(practising: Learner) -> None:
    fields = fields_of(practising.page()) | {"q1": ["2"]}
    url = f"{practising.url}/questions/1"
    assert practising.client.send(f"{url}/check", fields).location == f"{practising.url}#q1"
    assert "Wrong" in practising.page()
    practising.client.send(f"{url}/hint", fields_of(practising.page()) | {"hints": "0"})
    assert "First hint" in practising.page()
    assert row().tries == 2


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_question_that_is_not_there_is_not_found(practising: Learner, number: int) -> None:
    assert check(practising, number).status_code == 404
    assert hint(practising, number, 0).status_code == 404


def test_an_exam_checks_nothing_and_gives_no_hint(app: object, sign_in: SignIn) -> None:
    learner = begin(sign_in)
    assert check(learner, 1, op("a", 1, "1", 1)).status_code == 404
    assert hint(learner, 1, 0).status_code == 404
    assert "Check my answer" not in learner.page()
    assert learner.stored() == {}


def test_after_the_end_nothing_is_checked(
    practising: Learner, clock: Callable[[Any], None]
) -> None:
    practising.saves(op("a", 1, "2", 1))
    clock(practising.row().deadline_at)
    late = check(practising, 1, op("b", 1, "1", 2))
    assert late.status_code == 409
    assert CANARY not in late.text
    assert row().tries == 0
