"""Time that is given back for a broken connection: pure, and never more than promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.assessments.crediting import INTERVAL, LONGEST_SILENCE, Clock

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
spans = st.integers(0, 4 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def clock(**changes: object) -> Clock:
    usual: dict[str, object] = {
        "deadline_at": START + minutes(60),
        "contact_at": START + minutes(10),
        "given": timedelta(0),
        "cap": minutes(15),
    }
    return Clock(**(usual | changes))  # type: ignore[arg-type]


def test_what_was_lost_beyond_a_minute_is_given_back() -> None:
    assert clock().credit(START + minutes(18)) == minutes(7)


def test_a_sign_of_life_that_came_late_is_no_outage() -> None:
    assert clock().credit(START + minutes(10) + LONGEST_SILENCE) == timedelta(0)
    assert clock().credit(START + minutes(10) + LONGEST_SILENCE + timedelta(seconds=1))


def test_nothing_is_given_past_the_closing_of_the_quiz() -> None:
    closing = clock(closes_at=START + minutes(63))
    assert closing.credit(START + minutes(40)) == minutes(3)
    assert clock(closes_at=START + minutes(60)).credit(START + minutes(40)) == timedelta(0)


def test_a_browser_that_was_heard_to_the_end_is_not_waited_for() -> None:
    heard = clock(contact_at=START + minutes(60) - INTERVAL)
    assert heard.last_end() == START + minutes(60)
    assert clock().last_end() == START + minutes(75)
    assert clock(given=minutes(15)).last_end() == START + minutes(60)


@given(st.lists(spans, max_size=12), spans, spans)
def test_all_credits_together_stay_under_the_cap(
    gaps: list[timedelta], cap: timedelta, limit: timedelta
) -> None:
    deadline, contact, total = START + limit, START, timedelta(0)
    for gap in gaps:
        moment = contact + gap
        before = Clock(deadline_at=deadline, contact_at=contact, given=total, cap=cap)
        credit = before.credit(moment)
        assert credit >= timedelta(0), "the end never comes earlier"
        assert credit == timedelta(0) or gap > LONGEST_SILENCE, "no gap, no credit"
        assert credit <= gap, "no more than what was lost"
        assert deadline + credit <= before.last_end() or credit == timedelta(0)
        deadline, contact, total = deadline + credit, moment, total + credit
    assert total <= cap
    assert deadline == START + limit + total


@given(spans, spans, spans)
def test_whoever_may_still_get_time_is_waited_for(
    cap: timedelta, left: timedelta, silence: timedelta
) -> None:
    one = Clock(deadline_at=START + left, contact_at=START, given=timedelta(0), cap=cap)
    back = START + silence
    if back < START + left + one.credit(back):
        assert back < one.last_end(), "an attempt is closed that could have gone on"
