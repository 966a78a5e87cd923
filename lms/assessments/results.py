"""A graded attempt as its result page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from lms.assessments import queries
from lms.assessments.grading import SlotGrade, grade_attempt
from lms.assessments.kinds.item import Answer, Explained, Shown
from lms.assessments.models import Attempt
from lms.assessments.paper import Paper
from lms.assessments.queries import OpenedAttempt
from lms.db import db


@dataclass(frozen=True)
class ResultSlot:
    """One question with the answer given and what it was worth."""

    number: int
    shown: Shown
    answer: Answer
    grade: SlotGrade
    explained: Explained


@dataclass(frozen=True, kw_only=True)
class Result:
    """`slots` is empty while the quiz keeps back what was right."""

    ref: str
    number: int
    paper: Paper
    score: Fraction
    most: Fraction
    percent: Decimal
    has_passed: bool
    submitted_at: datetime
    was_cut_off: bool
    slots: tuple[ResultSlot, ...]


def result_of(attempt: OpenedAttempt, *, has_passed: bool) -> Result:
    """The result of a graded attempt; `has_passed` tells whether any attempt at the quiz has."""
    row = db.session.get_one(Attempt, attempt.id)
    if row.score is None or row.max_score is None or row.submitted_at is None:
        raise ValueError(f"attempt {attempt.id} is not graded")
    released = attempt.paper.settings.releases_feedback(has_passed=has_passed)
    return Result(
        ref=attempt.ref,
        number=attempt.number,
        paper=attempt.paper,
        score=row.score,
        most=row.max_score,
        percent=Decimal(row.basis_points or 0) / 100,
        has_passed=bool(row.passed),
        submitted_at=row.submitted_at,
        was_cut_off=row.submitted_at == row.deadline_at,
        slots=_slots(attempt) if released else (),
    )


def _slots(attempt: OpenedAttempt) -> tuple[ResultSlot, ...]:
    answers = {n: stored.answer for n, stored in queries.responses(attempt.id).items()}
    grade = grade_attempt(attempt.paper, attempt.slots, answers)
    return tuple(
        ResultSlot(
            number,
            attempt.paper.item(slot).present(slot.draw),
            answers.get(number, ()),
            grade.slots[number - 1],
            attempt.paper.item(slot).explain(slot.draw, answers.get(number, ())),
        )
        for number, slot in enumerate(attempt.slots, 1)
    )
