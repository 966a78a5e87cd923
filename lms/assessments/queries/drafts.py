"""Questions and quizzes as authors write them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from lms.assessments.models import Question, QuestionBank, Quiz, QuizEntry
from lms.db import db

_WITH_QUESTIONS = selectinload(Quiz.entries).options(
    joinedload(QuizEntry.question).options(
        selectinload(Question.versions), joinedload(Question.bank).joinedload(QuestionBank.course)
    )
)


def quiz_by_key(course_id: int, key: str) -> Quiz | None:
    """The draft of a quiz with its questions. Three queries."""
    query = sa.select(Quiz).where(Quiz.course_id == course_id, Quiz.key == key)
    return db.session.scalar(query.options(_WITH_QUESTIONS))


def quizzes_of(course_id: int) -> list[Quiz]:
    """The drafts of all quizzes of a course."""
    query = sa.select(Quiz).where(Quiz.course_id == course_id).order_by(Quiz.key)
    return list(db.session.scalars(query))


def quizzes_in(course_ids: Collection[int]) -> list[Quiz]:
    """The drafts of all quizzes of these courses with their questions. Three queries."""
    query = sa.select(Quiz).where(Quiz.course_id.in_(course_ids))
    return list(db.session.scalars(query.options(_WITH_QUESTIONS)))


def bank_of(course_id: int) -> QuestionBank | None:
    return db.session.scalar(sa.select(QuestionBank).where(QuestionBank.course_id == course_id))


def question_by_key(course_id: int, key: str) -> Question | None:
    return db.session.scalar(
        sa.select(Question)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(QuestionBank.course_id == course_id, Question.key == key)
    )


def question_keys(course_id: int) -> set[str]:
    """The keys of all questions of a course, whether in a quiz or not."""
    query = sa.select(Question.key).join(QuestionBank).where(QuestionBank.course_id == course_id)
    return set(db.session.scalars(query))
