"""A quiz as its learner comes to it: its rules in words, and refusals that keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lms.assessments.access import QuizAccess
from lms.assessments.actions.access import change_access
from lms.assessments.models import Attempt
from lms.assessments.review import PRESETS, Aspect, Moment, Review
from lms.assessments.settings import Counts, Mode, Navigation
from lms.courses.models import Course
from lms.courses.queries import course_by_slug
from lms.db import db
from tests.assessments.desk import SignIn, words
from tests.assessments.room import Learner, enrol, make_course, quiz_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Clock = Callable[..., None]


def learner_of(sign_in: SignIn, **settings: Any) -> Learner:
    course = make_course(**settings)
    member = enrol(course).member
    return Learner(sign_in(member), member)


def course_of(learner: Learner) -> Course:
    course = course_by_slug(learner.slug)
    assert course is not None
    return course


def begin(learner: Learner, password: str = "") -> Any:
    return learner.client.send(f"{learner.quiz_url}/attempts", {"password": password})


def attempts() -> int:
    return db.session.query(Attempt).count()


class TestPassword:
    def test_a_wrong_one_is_kept_on_the_page_with_the_error(
        self, app: object, sign_in: SignIn
    ) -> None:
        learner = learner_of(sign_in, password="mango season")
        assert "Password of the quiz" in learner.page(learner.quiz_url)
        answer = begin(learner, "guava")
        assert answer.status_code == 422
        assert 'value="guava"' in answer.text
        assert "This is not the password of the quiz" in answer.text
        assert attempts() == 0
        assert begin(learner, " mango season ").status_code == 303

    def test_guessing_ends_after_ten_tries(
        self, app: object, sign_in: SignIn, clock: Clock
    ) -> None:
        clock(NOON)
        learner = learner_of(sign_in, password="mango season")
        assert [begin(learner, f"guess {n}").status_code for n in range(10)] == [422] * 10
        assert begin(learner, "mango season").status_code == 429
        clock(NOON + timedelta(minutes=20))
        assert begin(learner, "mango season").status_code == 303

    def test_another_learner_is_not_stopped_by_it(
        self, app: object, sign_in: SignIn, clock: Clock
    ) -> None:
        clock(NOON)
        learner = learner_of(sign_in, password="mango season")
        for number in range(10):
            begin(learner, f"guess {number}")
        member = enrol(course_of(learner), "Bilal Ahmed").member
        other = Learner(sign_in(member), member)
        assert begin(other, "mango season").status_code == 303

    def test_an_open_attempt_goes_on_without_it(self, app: object, sign_in: SignIn) -> None:
        learner = learner_of(sign_in, password="mango season")
        begin(learner, "mango season")
        assert begin(learner).status_code == 303
        assert attempts() == 1


class TestWhen:
    def test_too_early_says_when_it_opens(self, app: object, sign_in: SignIn, clock: Clock) -> None:
        clock(NOON)
        learner = learner_of(sign_in, opens_at=NOON + timedelta(hours=2))
        page = words(learner.page(learner.quiz_url))
        assert "This quiz opens on 24 November 2026, 19:00." in page
        assert "Begin the quiz" not in page
        assert begin(learner).status_code == 422
        assert attempts() == 0

    def test_too_late_says_when_it_closed(self, app: object, sign_in: SignIn, clock: Clock) -> None:
        clock(NOON)
        learner = learner_of(sign_in, closes_at=NOON + timedelta(hours=2))
        assert "Closes24 November 2026, 19:00" in words(learner.page(learner.quiz_url))
        clock(NOON + timedelta(hours=3))
        assert "This quiz closed on" in words(learner.page(learner.quiz_url))
        assert begin(learner).status_code == 422

    def test_the_wait_between_two_attempts_is_told(
        self, app: object, sign_in: SignIn, clock: Clock
    ) -> None:
        clock(NOON)
        learner = learner_of(sign_in, delay=60)
        assert "wait 60 minutes" in words(learner.page(learner.quiz_url))
        learner.starts()
        learner.sends()
        page = words(learner.page(learner.quiz_url))
        assert "You can try again from 24 November 2026, 18:00." in page
        assert begin(learner).status_code == 422
        clock(NOON + timedelta(minutes=61))
        assert begin(learner).status_code == 303

    def test_the_wrong_place_is_told(self, app: object, sign_in: SignIn) -> None:
        learner = learner_of(sign_in, addresses=("203.0.113.0/24",))
        answer = begin(learner)
        assert answer.status_code == 422
        assert "only be taken from certain places" in answer.text


class TestRulesInWords:
    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"mode": "practice"}, "This is a practice: you can check each answer at once"),
            ({"navigation": "sequential"}, "You go forward only"),
            ({"certainty": True}, "Say with each answer how sure you are"),
            ({"wrong_penalty": 1}, "A wrong answer takes marks away"),
            ({"counts": "last"}, "Your last attempt counts."),
            ({"counts": "average"}, "The average of your attempts counts."),
        ],
    )
    def test_each_rule_is_told_before_one_begins(
        self, app: object, sign_in: SignIn, settings: dict[str, Any], said: str
    ) -> None:
        kinds = {"mode": Mode, "navigation": Navigation, "counts": Counts}
        made = {name: kinds[name](v) if name in kinds else v for name, v in settings.items()}
        learner = learner_of(sign_in, **made)
        assert said in words(learner.page(learner.quiz_url))
        assert learner.client.get(f"{learner.quiz_url}?lang=ur").status_code == 200


class TestMarksKeptBack:
    NOTHING = Review(matrix={moment: frozenset() for moment in Moment})
    LATER = Review(
        matrix={moment: frozenset() for moment in Moment}
        | {Moment.AFTER_CLOSING: frozenset({Aspect.MARKS})}
    )

    def sent(self, sign_in: SignIn, **settings: Any) -> Learner:
        learner = learner_of(sign_in, **settings)
        learner.starts()
        learner.sends(*learner.full_ops())
        return learner

    @pytest.mark.parametrize("where", ["/courses/price-your-work/lessons/testing", ""])
    def test_no_page_before_the_result_tells_the_score(
        self, app: object, sign_in: SignIn, where: str
    ) -> None:
        learner = self.sent(sign_in, review=self.NOTHING)
        page = words(learner.page(where or learner.quiz_url))
        assert "100%" not in page
        assert "assed" in page

    def test_the_score_is_told_where_the_matrix_lets_it(self, app: object, sign_in: SignIn) -> None:
        learner = self.sent(sign_in, review=PRESETS["never"])
        lesson = "/courses/price-your-work/lessons/testing"
        assert "Passed with 100%" in learner.page(lesson)
        assert "100%" in learner.page(learner.quiz_url)

    def test_and_from_the_moment_on_at_which_it_does(
        self, app: object, sign_in: SignIn, clock: Clock
    ) -> None:
        clock(NOON)
        closes = NOON + timedelta(hours=1)
        learner = self.sent(sign_in, review=self.LATER, closes_at=closes)
        assert "100%" not in learner.page(learner.quiz_url)
        clock(closes + timedelta(minutes=1))
        assert "100%" in learner.page(learner.quiz_url)


def test_a_changed_limit_holds_for_the_next_start(app: object, sign_in: SignIn) -> None:
    learner = learner_of(sign_in)
    course = course_of(learner)
    change_access(quiz_of(course), QuizAccess(time_limit=7), course.authors[0].id)
    db.session.commit()
    learner.starts()
    row = learner.row()
    assert row.deadline_at == row.started_at + timedelta(minutes=7)
