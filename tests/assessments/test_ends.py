"""What a change of the rules does to open attempts: the pure function behind every preview."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.assessments.access import Granted, QuizAccess
from lms.assessments.ends import Change, Excepting, Running, access_of, all_moved, moved

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def running(deadline: datetime | None, credit: int = 0, enrolment: int = 1) -> Running:
    return Running(
        attempt_id=1,
        ref="a",
        enrolment_id=enrolment,
        name="Ayesha",
        member_number="H-1",
        number=1,
        answered=2,
        questions=5,
        started_at=NOON,
        deadline_at=deadline,
        grace=10,
        credit=credit,
    )


def change(deadline: datetime | None, minute: int, credit: int = 0, **access: object) -> tuple:  # type: ignore[type-arg]
    one = moved(running(deadline, credit), QuizAccess(**access), NOON + minute * MINUTE)  # type: ignore[arg-type]
    return one.change, one.end


def test_a_longer_limit_ends_later() -> None:
    end = NOON + 30 * MINUTE
    assert change(NOON + 20 * MINUTE, 5, time_limit=30) == (Change.LATER, end)


def test_a_shorter_limit_ends_sooner_and_never_before_now() -> None:
    before = NOON + 20 * MINUTE
    assert change(before, 5, time_limit=10) == (Change.SOONER, NOON + 10 * MINUTE)
    assert change(before, 15, time_limit=10) == (Change.AT_ONCE, NOON + 15 * MINUTE)


def test_what_was_given_back_for_an_outage_stays_given() -> None:
    before = NOON + 22 * MINUTE
    assert change(before, 5, credit=120, time_limit=20) == (Change.SAME, before)
    assert change(before, 5, credit=120, time_limit=30) == (Change.LATER, NOON + 32 * MINUTE)


def test_an_attempt_without_end_gets_one_and_the_other_way() -> None:
    assert change(None, 5, time_limit=20) == (Change.SOONER, NOON + 20 * MINUTE)
    assert change(NOON + 20 * MINUTE, 5) == (Change.ENDLESS, None)
    assert change(None, 5) == (Change.SAME, None)


def test_the_close_of_the_quiz_is_an_end_as_well() -> None:
    closes = NOON + 8 * MINUTE
    assert change(None, 5, closes_at=closes) == (Change.SOONER, closes)
    assert change(None, 9, closes_at=closes) == (Change.AT_ONCE, NOON + 9 * MINUTE)


def test_what_only_waits_to_be_graded_stays_over_unless_it_is_given_more_time() -> None:
    over = NOON + 20 * MINUTE
    assert change(over, 25, time_limit=10) == (Change.SAME, over)
    assert change(over, 25, time_limit=22) == (Change.SAME, over)
    assert change(over, 25, time_limit=30) == (Change.LATER, NOON + 30 * MINUTE)


@given(
    limit=st.integers(0, 60),
    before=st.integers(1, 60) | st.none(),
    minute=st.integers(0, 60),
    credit=st.integers(0, 600),
)
def test_doing_it_again_changes_nothing(
    limit: int, before: int | None, minute: int, credit: int
) -> None:
    now = NOON + minute * MINUTE
    access = QuizAccess(time_limit=limit)
    deadline = NOON + before * MINUTE if before is not None else None
    first = moved(running(deadline, credit), access, now)
    again = moved(running(first.end, credit), access, now)
    assert (again.end, again.change) == (first.end, Change.SAME)
    if first.change is not Change.SAME:
        assert first.end is None or first.end >= now


def excepting(one: int, minutes: int, enrolment: int | None = None) -> Excepting:
    group = None if enrolment else 7
    granted = Granted(extra_minutes=minutes)
    return Excepting(id=one, enrolment_id=enrolment, group_id=group, granted=granted)


def test_ones_own_exception_counts_before_that_of_a_group() -> None:
    access = QuizAccess(time_limit=20)
    listed = [excepting(1, 30), excepting(2, 5, enrolment=1)]
    assert access_of(access, listed, 1, {7}).time_limit == 25
    assert access_of(access, listed, 2, {7}).time_limit == 50
    assert access_of(access, listed, 2, set()).time_limit == 20


def test_each_attempt_is_moved_by_its_own_learners_access() -> None:
    attempts = [running(NOON + 20 * MINUTE, enrolment=one) for one in (1, 2)]
    ends = all_moved(
        attempts, QuizAccess(time_limit=20), [excepting(1, 10)], {2: {7}}, NOON + MINUTE
    )
    assert [one.change for one in ends] == [Change.SAME, Change.LATER]
