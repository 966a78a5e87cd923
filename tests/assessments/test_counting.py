"""Which attempt counts: on the pages, for the learner's progress, and on the certificate."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from lms.assessments import queries
from lms.assessments.counting import Mark, counted, mark_of, percent, result
from lms.assessments.review import SCORE_ONLY, Moment, Review
from lms.assessments.settings import Counts
from lms.certificates.models import Certificate
from lms.courses.models import BlockProgress, Enrolment
from lms.db import db
from lms.members.models import Member
from tests.assessments.room import CONTENTS, Learner, enrol, make_course, op, visible
from tests.conftest import Client

SignIn = Callable[[Member], Client]
QUESTIONS = {f"q{n}": CONTENTS["statement"] for n in range(1, 5)}
marks = st.builds(Mark, st.fractions(0, 1), st.booleans())


def make_learner(sign_in: SignIn, **settings: Any) -> Learner:
    """At a quiz of four questions of one mark; half of them pass it."""
    texts = {
        key: said | {"text": {"en": f"{key}: fees are a cost.", "ur": f"{key}"}}
        for key, said in QUESTIONS.items()
    }
    course = make_course(contents=texts, pass_mark=Fraction(50), **({"attempts": 0} | settings))
    member = enrol(course).member
    return Learner(sign_in(member), member)


def sends(learner: Learner, right: int) -> None:
    """An attempt with so many right answers of four."""
    learner.starts()
    learner.sends(*(op(f"r{n}", n, "true", n) for n in range(1, right + 1)))


def gates() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(BlockProgress)) or 0


def row_of(page: str, number: int) -> str:
    """The row of one attempt in the table of the quiz page."""
    return visible(page.split(f"Attempt {number}</a>")[1].split("</tr>", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("counts", "percent", "passed", "counting"),
    [
        (Counts.HIGHEST, "75%", True, {2}),
        (Counts.AVERAGE, "33%", False, set()),
        (Counts.FIRST, "0%", False, {1}),
        (Counts.LAST, "25%", False, {3}),
    ],
)
def test_every_page_tells_the_same_attempt_to_count(
    sign_in: SignIn, counts: Counts, percent: str, passed: bool, counting: set[int]
) -> None:
    learner = make_learner(sign_in, counts=counts)
    for right in (0, 3, 1):
        sends(learner, right)
    page = learner.page(learner.quiz_url)
    for number, own in ((1, "0%"), (2, "75%"), (3, "25%")):
        row = row_of(page, number)
        assert own in row
        assert ("Counts" in row) == (number in counting)
    record = learner.page("/record").split('id="results-title">')[1]
    assert percent in visible(record).replace("33.33%", "33%")
    assert ('badge good">Passed' in record) == passed
    panel = visible(learner.page("/courses/price-your-work/lessons/testing"))
    says = f"Passed with {percent}" if passed else f"Not passed yet: {percent}"
    assert says in panel


@pytest.mark.parametrize(
    ("counts", "rights", "opens_at"),
    [
        (Counts.HIGHEST, (0, 2, 0), 2),
        (Counts.AVERAGE, (0, 4, 0), 2),
        (Counts.AVERAGE, (0, 3, 3), 3),
        (Counts.AVERAGE, (1, 2, 2), None),
        (Counts.FIRST, (0, 4, 4), None),
        (Counts.FIRST, (2, 0, 0), 1),
        (Counts.LAST, (0, 0, 2), 3),
        (Counts.LAST, (2, 0, 0), 1),
    ],
)
def test_the_lesson_is_done_once_what_counts_passes_and_stays_so(
    sign_in: SignIn, counts: Counts, rights: tuple[int, ...], opens_at: int | None
) -> None:
    learner = make_learner(sign_in, counts=counts)
    for number, right in enumerate(rights, 1):
        sends(learner, right)
        assert gates() == int(opens_at is not None and number >= opens_at)


@pytest.mark.parametrize(
    ("counts", "score"),
    [(Counts.HIGHEST, "75.0"), (Counts.AVERAGE, "62.5"), (Counts.LAST, "75.0")],
)
def test_the_certificate_tells_what_counts(sign_in: SignIn, counts: Counts, score: str) -> None:
    learner = make_learner(sign_in, counts=counts)
    sends(learner, 2)
    sends(learner, 3)
    learner.client.send("/courses/price-your-work/lessons/reading/done")
    certificate = db.session.scalars(sa.select(Certificate)).one()
    assert str(certificate.snapshot.score) == score


@pytest.mark.parametrize("shows", [True, False])
def test_a_certificate_tells_no_score_that_its_quiz_keeps_back(
    sign_in: SignIn, shows: bool
) -> None:
    """Anybody may read a certificate, its learner too."""
    aspects = SCORE_ONLY if shows else frozenset()
    learner = make_learner(sign_in, review=Review(matrix=dict.fromkeys(Moment, aspects)))
    sends(learner, 3)
    learner.client.send("/courses/price-your-work/lessons/reading/done")
    certificate = db.session.scalars(sa.select(Certificate)).one()
    assert (certificate.snapshot.score is not None) == shows
    assert ("75" in visible(learner.page(f"/c/{certificate.code}"))) == shows


def test_an_attempt_that_is_being_marked_does_not_count_yet(sign_in: SignIn) -> None:
    learner = make_learner(sign_in, counts=Counts.LAST)
    sends(learner, 3)
    sends(learner, 0)
    waiting = learner.row()
    waiting.state, waiting.score, waiting.basis_points, waiting.passed = (
        "submitted",
        None,
        None,
        None,
    )
    db.session.commit()
    page = learner.page(learner.quiz_url)
    assert "Counts" in row_of(page, 1)
    assert "being marked" in row_of(page, 2)
    assert "passed this quiz with 75%" in visible(page)
    enrolment = db.session.scalars(sa.select(Enrolment)).one()
    assert queries.course_score(enrolment) == 75


@given(st.lists(marks, max_size=6), st.sampled_from(Counts))
def test_the_result_is_made_of_the_attempts_that_count(
    attempts: list[Mark], counts: Counts
) -> None:
    places = counted(attempts, counts)
    found = result(attempts, counts, Fraction(50))
    assert (found is None) == (not places) == (not attempts)
    if found is not None and counts is not Counts.AVERAGE:
        (place,) = places
        assert found.share == attempts[place].share
    elif found is not None:
        shares = [one.share for one in attempts]
        assert len(places) == len(attempts)
        assert min(shares) <= found.share <= max(shares)
        assert found.has_passed == (sum(shares) * 2 >= len(shares))


@given(st.fractions(0, 1), st.integers(0, 100))
def test_nobody_reads_a_percentage_that_was_not_reached(share: Fraction, pass_mark: int) -> None:
    assert percent(share) <= share * 100 < percent(share) + Decimal("0.01")
    assert (percent(share) >= pass_mark) == (share * 100 >= pass_mark)


def test_an_attempt_without_marks_to_win_reached_nothing() -> None:
    assert mark_of(Fraction(0), Fraction(0), True) == Mark(Fraction(0), True)


def test_an_average_that_reaches_the_pass_mark_exactly_passes(sign_in: SignIn) -> None:
    """10 and 11 of 15 marks are 70 % together, though 66.66 % and 73.33 % would be less."""
    texts = {
        f"q{mark}": CONTENTS["statement"] | {"text": {"en": f"Of {mark}", "ur": "؟"}, "mark": mark}
        for mark in (10, 1, 4)
    }
    settings = {"counts": Counts.AVERAGE, "pass_mark": Fraction(70), "attempts": 0}
    course = make_course(contents=texts, **settings)
    member = enrol(course).member
    learner = Learner(sign_in(member), member)
    sends(learner, 1)
    assert gates() == 0
    sends(learner, 2)
    assert gates() == 1
    assert "passed this quiz with 70%" in visible(learner.page(learner.quiz_url))
    learner.client.send("/courses/price-your-work/lessons/reading/done")
    assert str(db.session.scalars(sa.select(Certificate)).one().snapshot.score) == "70.0"
