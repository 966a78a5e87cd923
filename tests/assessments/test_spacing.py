"""What is known comes again later, what is not comes soon, and the plan is the same each time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessments.kinds.item import Verdict
from lms.assessments.spacing import LONGEST, SOON, Card, Rating, State, new_card, rating_of, review

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ratings = st.sampled_from(list(Rating))
# Answers with the time that went by before each: within the sitting, days, or years.
answers = st.lists(
    st.tuples(
        ratings, st.timedeltas(timedelta(0), timedelta(hours=2)) | st.timedeltas(DAY, 900 * DAY)
    ),
    max_size=12,
)


def after(given_answers: list[tuple[Rating, timedelta]]) -> tuple[Card, datetime]:
    """The card after these answers, and the moment of the last."""
    card, moment = new_card(NOW), NOW
    for rating, gap in given_answers:
        moment += gap
        card = review(card, rating, moment)
    return card, moment


@given(answers, ratings)
def test_a_question_is_never_due_before_it_was_answered(
    before: list[tuple[Rating, timedelta]], rating: Rating
) -> None:
    card, moment = after(before)
    again = review(card, rating, moment)
    assert again.reviewed_at == moment
    assert SOON <= again.due_at - moment <= LONGEST * DAY
    assert again.due_at.utcoffset() == timedelta(0)


@given(answers, st.timedeltas(timedelta(0), 400 * DAY))
def test_the_better_it_was_known_the_later_it_comes(
    before: list[tuple[Rating, timedelta]], gap: timedelta
) -> None:
    card, moment = after(before)
    due = [review(card, rating, moment + gap).due_at for rating in Rating]
    assert due == sorted(due)
    assert due[0] == moment + gap + SOON


@given(answers)
def test_a_stored_card_is_the_same_card_and_goes_on_alike(
    before: list[tuple[Rating, timedelta]],
) -> None:
    card, moment = after(before)
    stored = Card.load(json.loads(json.dumps(card.dump())))
    assert stored == card
    assert review(stored, Rating.GOOD, moment + DAY) == review(card, Rating.GOOD, moment + DAY)


@given(answers)
def test_the_same_answers_make_the_same_plan(before: list[tuple[Rating, timedelta]]) -> None:
    assert after(before) == after(before)


def test_a_question_that_stays_known_is_asked_ever_more_seldom() -> None:
    card, moment, gaps = new_card(NOW), NOW, []
    for _time in range(6):
        card = review(card, Rating.GOOD, moment)
        gaps.append(card.due_at - moment)
        moment = card.due_at
    assert gaps == sorted(gaps)
    assert gaps[0] == 2 * DAY
    assert gaps[-1] > 30 * DAY


def test_what_was_forgotten_comes_again_in_the_same_sitting_and_then_sooner() -> None:
    known, moment = after(
        [(Rating.GOOD, timedelta(0)), (Rating.GOOD, 2 * DAY), (Rating.GOOD, 8 * DAY)]
    )
    assert known.state is State.REVIEW
    forgotten = review(known, Rating.AGAIN, moment + 20 * DAY)
    assert forgotten.state is State.RELEARNING
    assert forgotten.due_at == moment + 20 * DAY + SOON
    again = review(forgotten, Rating.GOOD, forgotten.due_at)
    assert again.due_at - forgotten.due_at < known.due_at - moment


def test_moments_of_any_zone_are_kept_in_utc_and_those_of_none_refused() -> None:
    karachi = NOW.astimezone(ZoneInfo("Asia/Karachi"))
    assert review(new_card(karachi), Rating.GOOD, karachi) == review(
        new_card(NOW), Rating.GOOD, NOW
    )
    with pytest.raises(ValueError, match="time zone"):
        new_card(NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        review(new_card(NOW), Rating.GOOD, NOW.replace(tzinfo=None))


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    card = review(new_card(NOW), Rating.GOOD, NOW)
    assert review(card, Rating.GOOD, NOW - 3 * DAY).due_at > NOW - 3 * DAY


def test_a_verdict_says_how_well_it_was_known() -> None:
    assert {verdict: rating_of(verdict) for verdict in Verdict if verdict != Verdict.PENDING} == {
        Verdict.RIGHT: Rating.GOOD,
        Verdict.PARTLY: Rating.HARD,
        Verdict.WRONG: Rating.AGAIN,
        Verdict.UNANSWERED: Rating.AGAIN,
    }
