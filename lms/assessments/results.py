"""A sent attempt as its result page tells it: as much as the quiz lets be seen at that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from lms.assessments import queries
from lms.assessments.grading import NOTHING, SlotGrade, grade_attempt
from lms.assessments.kinds.item import Answer, Explained, Shown
from lms.assessments.models import Attempt
from lms.assessments.paper import Paper, Slot
from lms.assessments.queries import OpenedAttempt, Stored
from lms.assessments.revealing import revealed
from lms.assessments.review import Aspect, moment_of
from lms.db import db, now


@dataclass(frozen=True)
class ResultSlot:
    """One question with the answer given and what it was worth; what may not be seen is None.

    `number` is that of the question, `slot` its place in the attempt.
    """

    number: int
    slot: int
    shown: Shown
    answer: Answer | None
    grade: SlotGrade | None
    explained: Explained | None
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """`slots` is empty while the quiz keeps back everything but the score, `score` is None while it
    keeps back that too, or while a person has something to mark."""

    ref: str
    number: int
    paper: Paper
    score: Fraction | None
    most: Fraction | None
    percent: Decimal | None
    has_passed: bool
    is_pending: bool
    submitted_at: datetime
    was_cut_off: bool
    aspects: frozenset[Aspect]
    slots: tuple[ResultSlot, ...]


def result_of(
    attempt: OpenedAttempt, *, has_passed: bool, closes_at: datetime | None = None
) -> Result:
    """The result of a sent attempt; `has_passed` tells whether any attempt at the quiz has.

    `closes_at` is when the quiz closes for this learner.
    """
    row = db.session.get_one(Attempt, attempt.id)
    if row.submitted_at is None:
        raise ValueError(f"attempt {attempt.id} was not sent")
    moment = moment_of(row.submitted_at, closes_at, now())
    aspects = attempt.paper.settings.review.shows(moment, has_passed=has_passed)
    shows_marks = Aspect.MARKS in aspects and row.score is not None
    return Result(
        ref=attempt.ref,
        number=attempt.number,
        paper=attempt.paper,
        score=row.score if shows_marks else None,
        most=row.max_score if shows_marks else None,
        percent=Decimal(row.basis_points or 0) / 100 if shows_marks else None,
        has_passed=bool(row.passed),
        is_pending=row.score is None,
        submitted_at=row.submitted_at,
        was_cut_off=row.submitted_at == row.deadline_at,
        aspects=aspects,
        slots=slots_of(attempt, aspects) if aspects - {Aspect.MARKS} else (),
    )


def slots_of(attempt: OpenedAttempt, aspects: frozenset[Aspect]) -> tuple[ResultSlot, ...]:
    """The questions of an attempt with what these aspects let be seen of them."""
    return slots_shown(attempt.paper, attempt.slots, queries.responses(attempt.id), aspects)


def slots_shown(
    paper: Paper, slots: Sequence[Slot], stored: Mapping[int, Stored], aspects: frozenset[Aspect]
) -> tuple[ResultSlot, ...]:
    """The same for answers that need not be in the database."""
    given = {slot: one.given for slot, one in stored.items()}
    grade = grade_attempt(paper, slots, given)
    shown, number = [], 0
    for place, slot in enumerate(slots, 1):
        number += paper.item(slot).is_answerable
        graded = grade.slots[place - 1]
        shown.append(_slot(paper, slot, (number, place), graded, stored.get(place), aspects))
    return tuple(shown)


def _slot(
    paper: Paper,
    slot: Slot,
    places: tuple[int, int],
    grade: SlotGrade,
    stored: Stored | None,
    aspects: frozenset[Aspect],
) -> ResultSlot:
    item = paper.item(slot)
    given = stored.given if stored is not None else NOTHING
    sees_grade = bool(aspects & {Aspect.CORRECTNESS, Aspect.MARKS})
    return ResultSlot(
        *places,
        item.present(slot.draw),
        given.answer if Aspect.RESPONSE in aspects else None,
        grade if sees_grade else None,
        revealed(item.explain(slot.draw, given.answer), aspects),
        stored.comment if stored is not None and Aspect.FEEDBACK in aspects else None,
    )
