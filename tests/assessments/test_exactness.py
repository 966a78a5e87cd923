"""Marks stay exact through the database, however odd the shares are that make them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lms.assessments import queries
from lms.assessments.grading import grade_attempt
from lms.members.models import Member
from tests.assessments.room import Learner, enrol, make_course, op
from tests.conftest import Client

PRIMES = (9_967, 9_949, 9_941, 9_931, 9_929, 9_923, 9_907, 9_901, 9_887, 9_883)


def of_two_gaps(prime: int) -> dict[str, Any]:
    """A question of which the first gap is worth 5,000 of `prime`."""
    return {
        "kind": "cloze",
        "text": {"en": f"Number {prime}", "ur": f"{prime}"},
        "passage": {"en": "[[1]] and [[2]]", "ur": "[[1]] اور [[2]]"},
        "gaps": [
            {"accept": ["one"], "mark": "50"},
            {"accept": ["two"], "mark": str(Fraction(prime - 5_000, 100))},
        ],
    }


def test_a_sum_of_odd_shares_is_kept_to_its_last_digit(
    app: object, sign_in: Callable[[Member], Client]
) -> None:
    contents = {f"q{prime}": of_two_gaps(prime) for prime in PRIMES}
    member = enrol(make_course(contents=contents)).member
    learner = Learner(sign_in(member), member)
    learner.starts()
    ops = [op(f"a{n}", n, ["1=one"], n) for n in range(1, len(PRIMES) + 1)]
    assert learner.sends(*ops).status_code == 200
    score = learner.row().score
    assert score == sum((Fraction(5_000, prime) for prime in PRIMES), Fraction(0))
    opened = learner.opened()
    assert score == grade_attempt(opened.paper, opened.slots, queries.given(opened.id)).score
