"""Files that learners gave as answers."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from lms.assessments.models import AnswerFile, Attempt, Quiz
from lms.courses.models import Course, Enrolment
from lms.db import db


def answer_file(ref: str) -> tuple[AnswerFile, int, Course] | None:
    """The file with the id of the learner who gave it, and the course that it was asked in."""
    row = db.session.execute(
        sa.select(AnswerFile, Enrolment.member_id, Course)
        .join(Attempt, Attempt.id == AnswerFile.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Course, Course.id == Quiz.course_id)
        .where(AnswerFile.ref == ref)
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def files_of_attempt(attempt_id: int) -> dict[str, AnswerFile]:
    """All files that came for an attempt, by their refs."""
    query = sa.select(AnswerFile).where(AnswerFile.attempt_id == attempt_id)
    return {file.ref: file for file in db.session.scalars(query.order_by(AnswerFile.id))}


def foreign_refs(attempt_id: int, slot: int, refs: Collection[str]) -> set[str]:
    """Those of these refs that are no files of this question of this attempt."""
    query = sa.select(AnswerFile.ref).where(
        AnswerFile.attempt_id == attempt_id, AnswerFile.slot == slot, AnswerFile.ref.in_(refs)
    )
    return set(refs) - set(db.session.scalars(query))
