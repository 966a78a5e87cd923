"""An end that staff gave to one attempt outlives what happens to the rules of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from lms.assessments.access import Granted, QuizAccess
from lms.assessments.actions.access import change_access
from lms.assessments.actions.exceptions import give_exception
from lms.assessments.models import AttemptState
from lms.courses.models import Course
from lms.db import db, now
from lms.members.models import Member
from tests.assessments.room import Learner, enrol, quiz_of
from tests.conftest import Client

Clock = Callable[[datetime], None]
LIVE = "/teach/courses/price-your-work/quizzes/costs/live"
REASON = {"reason": "The power was gone in the whole street"}


@pytest.fixture
def teacher(begun: Learner, course: Course, sign_in: Callable[[Member], Client]) -> Client:
    return sign_in(course.authors[0])


def end_of(learner: Learner) -> datetime | None:
    return learner.opened().deadline_at


def favour_somebody_else(course: Course) -> None:
    other = enrol(course, "Bilal Ahmed")
    give_exception(
        quiz_of(course), other, Granted(extra_minutes=10), "Illness", course.authors[0].id
    )
    db.session.commit()


def test_minutes_that_were_added_stay_when_somebody_else_gets_an_exception(
    begun: Learner, teacher: Client, course: Course
) -> None:
    before = end_of(begun)
    assert before is not None
    teacher.send(f"{LIVE}/{begun.ref}/extend", REASON | {"minutes": "15"})
    favour_somebody_else(course)
    assert end_of(begun) == before + timedelta(minutes=15)


@pytest.mark.parametrize("minutes", ["30", ""])
def test_an_attempt_that_was_opened_again_is_not_cut_off_by_a_change_for_others(
    begun: Learner, teacher: Client, course: Course, clock: Clock, minutes: str
) -> None:
    begun.sends()
    clock(now() + timedelta(hours=1))
    teacher.send(f"{LIVE}/{begun.ref}/reopen", REASON | {"minutes": minutes})
    given = end_of(begun)
    favour_somebody_else(course)
    assert end_of(begun) == given
    assert begun.opened().is_open


def test_rules_that_give_more_than_staff_gave_still_reach_the_attempt(
    begun: Learner, teacher: Client, course: Course
) -> None:
    teacher.send(f"{LIVE}/{begun.ref}/extend", REASON | {"minutes": "5"})
    longer = QuizAccess(time_limit=60, attempts=3, grace=0)
    change_access(quiz_of(course), longer, course.authors[0].id)
    db.session.commit()
    assert end_of(begun) == begun.row().started_at + timedelta(minutes=60)
    assert begun.row().state == AttemptState.OPEN
