"""An attempt as a state machine: whatever comes in whatever order, nothing acknowledged is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import lms.db
from lms.assessments import queries
from lms.assessments.actions import Op, Saving, save_answers, start_attempt, submit_attempt
from lms.assessments.grading import Given, grade_attempt
from lms.assessments.models import Attempt, AttemptState
from lms.assessments.queries import OpenedAttempt
from lms.courses import queries as courses
from lms.courses.actions import enrol
from lms.courses.models import Course
from lms.db import db
from lms.members.models import Member
from tests.assessments.room import make_course
from tests.factories import make_member

ANSWERS: dict[int, list[tuple[str, ...]]] = {
    1: [(), ("1",), ("2",), ("3",)],
    2: [(), ("1",), ("1", "2"), ("1", "2", "3", "4")],
    3: [(), ("true",), ("false",)],
    4: [(), ("16",), ("80",), ("x",)],
    5: [(), ("portfolio",), ("nothing",)],
}
LIMIT = timedelta(minutes=20)
numbers = count(1)


class AnAttempt(RuleBasedStateMachine):
    course: Course
    clock: Any

    @initialize()
    def begin(self) -> None:
        self.time = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self.clock(self.time)
        self.member: Member = make_member(f"Learner {next(numbers)}", has_password=False)
        enrol(self.member, self.course)
        standing = courses.standing(self.course.slug, self.member.id)
        assert standing is not None
        quiz = queries.quiz_standing(standing, "costs")
        assert quiz is not None
        self.ref = start_attempt(quiz)
        db.session.commit()
        self.sent: dict[str, Op] = {}
        self.acknowledged: set[str] = set()
        self.newest: dict[int, Op] = {}
        self.graded: tuple[Any, ...] | None = None

    @property
    def is_late(self) -> bool:
        return lms.db.now() >= datetime(2026, 11, 22, 9, 0, tzinfo=UTC) + LIMIT

    def opened(self) -> OpenedAttempt:
        opened = queries.attempt_for_saving(self.member.id, self.ref)
        assert opened is not None
        return opened

    def deliver(self, *ops: Op) -> Saving:
        saving = save_answers(self.opened(), ops)
        db.session.commit()
        assert set(saving.saved) | set(saving.refused) == {op.id for op in ops}
        return saving

    @rule(slot=st.integers(1, 5), place=st.integers(0, 3), seq=st.integers(1, 30))
    def save(self, slot: int, place: int, seq: int) -> None:
        op = Op(f"op-{len(self.sent)}", slot, seq, ANSWERS[slot][place % len(ANSWERS[slot])])
        self.sent[op.id] = op
        saving = self.deliver(op)
        if self.graded is not None or self.is_late:
            assert saving.refused
            return
        assert saving.saved == [op.id]
        self.acknowledged.add(op.id)
        if slot not in self.newest or seq > self.newest[slot].seq:
            self.newest[slot] = op

    @precondition(lambda self: self.acknowledged)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(sorted(self.acknowledged)))
        assert self.deliver(self.sent[known]).saved == [known]

    @rule(slot=st.sampled_from([0, 6, 99]))
    def save_nonsense(self, slot: int) -> None:
        assert self.deliver(Op("nonsense", slot, 1, ("1",))).refused

    @rule(minutes=st.integers(1, 15))
    def wait(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)
        self.clock(self.time)

    @rule()
    def submit(self) -> None:
        attempt = queries.attempt_for_grading(self.member.id, self.ref)
        assert attempt is not None
        submit_attempt(attempt)
        db.session.commit()
        row = db.session.get_one(Attempt, attempt.id)
        grade = (row.state, row.score, row.max_score, row.passed, row.submitted_at)
        assert row.state == AttemptState.GRADED
        assert self.graded in (None, grade)
        self.graded = grade

    @invariant()
    def what_is_stored_is_what_was_acknowledged(self) -> None:
        if not hasattr(self, "ref"):
            return
        stored = queries.responses(self.opened().id)
        assert {slot: (one.seq, one.answer) for slot, one in stored.items()} == {
            slot: (op.seq, op.given) for slot, op in self.newest.items()
        }

    @invariant()
    def the_grade_speaks_of_what_is_stored(self) -> None:
        if getattr(self, "graded", None) is None:
            return
        opened = self.opened()
        answers = {slot: Given(op.given) for slot, op in self.newest.items()}
        assert grade_attempt(opened.paper, opened.slots, answers).score == self.graded[1]


@pytest.mark.usefixtures("app")
def test_nothing_acknowledged_is_lost_and_nothing_is_graded_twice(clock: Any) -> None:
    AnAttempt.course = make_course(attempts=0)
    AnAttempt.clock = staticmethod(clock)
    run_state_machine_as_test(
        AnAttempt,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
