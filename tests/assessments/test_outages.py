"""A broken connection: its time comes back, and the attempt is not closed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.models import AttemptEvent, AttemptState
from lms.assessments.signals import MOST_OF_ATTEMPT
from lms.db import db, now
from lms.jobs.worker import run_all
from lms.members.models import Member
from tests.assessments.room import Learner, enrol, make_course, op
from tests.conftest import Client

SignIn = Callable[[Member], Client]
Clock = Callable[[Any], None]


class Cut(Learner):
    """A learner whose quiz gives back ten minutes at most; times are minutes from the start."""

    start: datetime

    def pulse(self, **body: Any) -> Any:
        return self.json(f"{self.url}/pulse", {"page": "tab-1", **body})

    def deadline(self) -> float:
        deadline = self.row().deadline_at
        assert deadline is not None
        return (deadline - self.start) / timedelta(minutes=1)


def kinds() -> list[str]:
    return list(db.session.scalars(sa.select(AttemptEvent.kind).order_by(AttemptEvent.id)))


@pytest.fixture
def at(clock: Clock, cut: Cut) -> Callable[[float], None]:
    """Put the clock so many minutes after the start."""
    return lambda minutes: clock(cut.start + timedelta(minutes=minutes))


@pytest.fixture
def cut(app: object, sign_in: SignIn) -> Cut:
    return begin(sign_in, outage_cap=10)


def begin(sign_in: SignIn, **rules: Any) -> Cut:
    member = enrol(make_course(**rules)).member
    learner = Cut(sign_in(member), member)
    learner.starts()
    learner.start = learner.row().started_at
    learner.pulse()
    learner.row().seen_at = learner.start  # to the second, for what is computed from it
    db.session.commit()
    return learner


def test_whoever_is_heard_every_minute_gets_nothing_and_loses_nothing(
    cut: Cut, at: Callable[[float], None]
) -> None:
    for minute in range(1, 20):
        at(minute)
        assert cut.pulse().json["told"] == []
    assert (cut.deadline(), cut.row().credit, kinds()) == (20, 0, [])


def test_an_outage_is_given_back_told_and_noted(cut: Cut, at: Callable[[float], None]) -> None:
    at(8)
    answer = cut.saves(op("a", 1, "1", 1))
    assert "7 minutes were given back" in answer.json["told"][0]
    assert answer.json["seconds"] == pytest.approx(19 * 60, abs=2)
    assert cut.deadline() == 27
    assert kinds() == ["outage", "credit"]
    assert "7 minutes were given back" in cut.page()
    run_all()
    at(20.5)
    run_all()
    assert cut.row().state == AttemptState.OPEN


def test_several_outages_get_no_more_than_the_quiz_gives(
    cut: Cut, at: Callable[[float], None]
) -> None:
    for minute in (8, 16, 24):
        at(minute)
        cut.pulse()
    assert (cut.deadline(), cut.row().credit) == (30, 600)


def test_an_outage_over_the_end_keeps_the_attempt_open_until_nothing_can_be_given(
    cut: Cut, at: Callable[[float], None]
) -> None:
    at(20)
    run_all()
    assert cut.row().state == AttemptState.OPEN
    at(24)
    assert 'name="q1"' in cut.page(), "the page is there, with the time that will come back"
    assert cut.saves(op("a", 1, "1", 1)).json["saved"] == ["a"]
    assert cut.deadline() == 30
    at(30)
    run_all()
    assert (cut.row().state, cut.stored()) == (AttemptState.GRADED, {1: ("1",)})


def test_who_never_comes_back_is_graded_when_nothing_can_be_given(
    cut: Cut, at: Callable[[float], None]
) -> None:
    at(20)
    run_all()
    at(29.9)
    run_all()
    assert cut.row().state == AttemptState.OPEN
    at(30)
    run_all()
    assert cut.row().state == AttemptState.GRADED
    late = cut.saves(op("a", 1, "1", 1))
    assert late.status_code == 409
    assert cut.stored() == {}


def test_who_comes_back_too_late_is_told_that_it_is_over(
    cut: Cut, at: Callable[[float], None]
) -> None:
    at(31)
    assert "The time is up" in cut.page()
    assert cut.saves(op("a", 1, "1", 1)).status_code == 409
    assert cut.starts().status_code == 303
    assert cut.row().number == 2


def test_starting_again_in_an_outage_leads_back_to_the_attempt(
    cut: Cut, at: Callable[[float], None]
) -> None:
    first = cut.ref
    at(22)
    cut.starts()
    assert cut.ref == first


def test_the_closing_of_the_quiz_is_not_moved(app: object, sign_in: SignIn, clock: Clock) -> None:
    learner = begin(sign_in, outage_cap=10, closes_at=now() + timedelta(minutes=22))
    clock(learner.start + timedelta(minutes=12))
    learner.pulse()
    assert learner.deadline() <= 22


def test_where_nothing_is_given_back_nothing_is_asked_or_noted(
    app: object, sign_in: SignIn, clock: Clock
) -> None:
    learner = begin(sign_in)
    assert "data-pulse" not in learner.page()
    clock(learner.start + timedelta(minutes=12))
    learner.saves(op("a", 1, "1", 1))
    assert (learner.deadline(), learner.row().credit, kinds()) == (20, 0, [])


def test_pulses_in_a_row_write_once(cut: Cut, at: Callable[[float], None]) -> None:
    at(1)
    cut.pulse()
    seen = cut.row().seen_at
    at(1.3)
    cut.pulse()
    assert cut.row().seen_at == seen


class TestSignals:
    def test_what_a_browser_noticed_comes_along_with_answers(
        self, cut: Cut, at: Callable[[float], None]
    ) -> None:
        at(2)
        events = [{"kind": "left", "at": 1000}, {"kind": "back", "at": 31_000}]
        body = {"ops": [op("a", 1, "1", 1)], "events": events, "now": 61_000, "page": "tab-1"}
        assert cut.json(f"{cut.url}/answers", body).status_code == 200
        rows = db.session.scalars(sa.select(AttemptEvent).order_by(AttemptEvent.id)).all()
        assert [(row.kind, row.said_at) for row in rows] == [
            ("left", cut.start + timedelta(seconds=60)),
            ("back", cut.start + timedelta(seconds=90)),
        ]

    @pytest.mark.parametrize(
        ("at_", "sent"), [(-(10**15), 0), (10**15, 0), (float("1e300"), 5), (5, -(10**300))]
    )
    def test_a_clock_that_is_far_off_says_no_time_outside_the_attempt(
        self, cut: Cut, at_: float, sent: float
    ) -> None:
        cut.pulse(events=[{"kind": "left", "at": at_}], now=sent)
        row = db.session.scalars(sa.select(AttemptEvent)).one()
        assert row.said_at is not None
        assert cut.start <= row.said_at <= now()

    @pytest.mark.parametrize(
        "events",
        [
            "left",
            [{"kind": "credit", "at": 1}, {"kind": "extended", "at": 1}],
            [{"kind": "left"}, {"kind": "left", "at": True}, {"kind": ["left"], "at": 1}, 7],
            [{"kind": "left", "at": 10**400}],
        ],
    )
    def test_what_is_no_signal_of_a_browser_is_left_out_and_the_answer_stays(
        self, cut: Cut, events: Any
    ) -> None:
        body = {"ops": [op("a", 1, "1", 1)], "events": events, "now": 1}
        assert cut.json(f"{cut.url}/answers", body).json["saved"] == ["a"]
        assert kinds() == []

    def test_the_log_of_one_attempt_does_not_grow_for_ever(self, cut: Cut) -> None:
        many = [{"kind": "left", "at": 1}] * 1000
        for _try in range(MOST_OF_ATTEMPT // 50 + 3):
            assert cut.pulse(events=many, now=1).status_code == 200
        assert len(kinds()) <= MOST_OF_ATTEMPT + 50

    def test_going_on_on_another_page_is_told_and_noted(self, cut: Cut) -> None:
        other = cut.pulse(page="tab-2")
        assert "also open on another page or device" in other.json["told"][0]
        assert cut.pulse(page="tab-2").json["told"] == []
        assert "another page" in cut.pulse(page="tab-1").json["told"][0]
        assert kinds() == ["other-page", "other-page"]
