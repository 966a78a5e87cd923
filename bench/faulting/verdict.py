"""What survived: the database, held against what the phones were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from bench.faulting.phones import Diary, Op
from lms.assessments import queries
from lms.assessments.grading import grade_attempt
from lms.assessments.models import AnswerOp, Attempt, Response
from lms.certificates.models import Certificate
from lms.courses.models import BlockProgress, Enrolment
from lms.db import db


@dataclass
class Verdict:
    """How often each promise was broken; all zeros is what we promise."""

    lost_answers: int = 0  # acknowledged, and not stored or given way to an older one
    lost_submits: int = 0  # answered as sent, and not graded
    double_grades: int = 0  # attempts graded more than once, certificates issued twice
    differing_replies: int = 0  # attempts whose submits were not all answered alike
    wrong_grades: int = 0  # attempts whose grade is not that of the stored answers
    half_states: int = 0  # batches stored in part; grades without marks, progress or certificate
    broken_replies: int = 0  # a status or a body that the contract does not allow
    never_answered: int = 0  # requests that no retry brought through

    @property
    def is_clean(self) -> bool:
        return not any(asdict(self).values())

    def __add__(self, other: Verdict) -> Verdict:
        mine, others = asdict(self), asdict(other)
        return Verdict(**{name: mine[name] + others[name] for name in mine})


@dataclass(frozen=True)
class _Kept:
    """What the database holds of one attempt."""

    attempt: Attempt
    ops: dict[str, AnswerOp]
    responses: dict[int, Response]


def judge(diaries: Sequence[Diary], grade: Any) -> Verdict:
    """The verdict on all diaries; to be called in the app, when all is quiet."""
    gradings = Counter(db.session.scalars(sa.text("SELECT attempt_id FROM fault_grading")))
    verdict = Verdict(double_grades=sum(number > 1 for number in gradings.values()))
    for diary in diaries:
        verdict += _judged(diary, _kept(diary.desk.attempt_id), grade)
    return verdict


def _kept(attempt_id: int) -> _Kept:
    ops = db.session.scalars(sa.select(AnswerOp).where(AnswerOp.attempt_id == attempt_id))
    responses = db.session.scalars(sa.select(Response).where(Response.attempt_id == attempt_id))
    return _Kept(
        attempt=db.session.get_one(Attempt, attempt_id),
        ops={op.op_id: op for op in ops},
        responses={response.slot: response for response in responses},
    )


def _judged(diary: Diary, kept: _Kept, grade: Any) -> Verdict:
    is_graded = kept.attempt.submitted_at is not None
    grades = {*diary.grades, grade(diary.desk.attempt_id)}
    return Verdict(
        lost_answers=_lost(diary, kept),
        lost_submits=0 if is_graded else len(diary.replies),
        double_grades=_certificates(kept) > 1,
        differing_replies=len(set(diary.replies)) > 1 or (bool(diary.grades) and len(grades) > 1),
        wrong_grades=is_graded and not _is_graded_as_stored(kept),
        half_states=_half_batches(diary, kept) + (_is_half(kept)),
        broken_replies=len(diary.strange),
    )


def _lost(diary: Diary, kept: _Kept) -> int:
    """Acknowledged answers that are gone, or that an older one has pushed out."""
    newest: dict[int, Op] = {}
    lost = 0
    for op in (op for batch in diary.batches for op in batch if op.id in diary.acknowledged):
        row = kept.ops.get(op.id)
        lost += row is None or (row.slot, row.seq, tuple(row.value)) != (
            op.question,
            op.seq,
            op.value,
        )
        if op.question not in newest or op.seq > newest[op.question].seq:
            newest[op.question] = op
    sent = {(op.question, op.seq): op.value for batch in diary.batches for op in batch}
    for question, op in newest.items():
        standing = kept.responses.get(question)
        lost += (
            standing is None
            or standing.seq < op.seq
            or sent.get((question, standing.seq)) != tuple(standing.value)
        )
    return lost


def _half_batches(diary: Diary, kept: _Kept) -> int:
    return sum(0 < sum(op.id in kept.ops for op in batch) < len(batch) for batch in diary.batches)


def _is_half(kept: _Kept) -> bool:
    """Whether only a part of what sending means has happened."""
    attempt, marks = kept.attempt, [one.mark is not None for one in kept.responses.values()]
    enrolment = db.session.get_one(Enrolment, attempt.enrolment_id)
    noted = sa.select(sa.func.count()).where(BlockProgress.enrolment_id == enrolment.id)
    happened = {
        bool(db.session.scalar(noted)),
        enrolment.completed_at is not None,
        _certificates(kept) > 0,
        bool(attempt.passed),
    }
    is_sent = attempt.submitted_at is not None
    return len(happened) > 1 or any(marks) != is_sent or any(marks) != all(marks)


def _certificates(kept: _Kept) -> int:
    issued = sa.select(sa.func.count()).where(Certificate.enrolment_id == kept.attempt.enrolment_id)
    return db.session.scalar(issued) or 0


def _is_graded_as_stored(kept: _Kept) -> bool:
    opened = queries.attempt_by_id_for_grading(kept.attempt.id)
    if opened is None:
        return False
    graded = grade_attempt(opened.paper, opened.slots, queries.given(kept.attempt.id))
    marks = {slot: one.mark for slot, one in kept.responses.items()}
    return kept.attempt.score == graded.score and marks == {
        slot: graded.slots[slot - 1].mark for slot in marks
    }
