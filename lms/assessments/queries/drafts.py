"""Questions and quizzes as authors write them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from lms.assessments.models import Question, QuestionBank, Quiz, QuizQuestion
from lms.db import db


def quiz_by_key(course_id: int, key: str) -> Quiz | None:
    """The draft of a quiz."""
    return db.session.scalar(sa.select(Quiz).where(Quiz.course_id == course_id, Quiz.key == key))


def quizzes_of(course_id: int) -> list[Quiz]:
    """The drafts of all quizzes of a course."""
    query = sa.select(Quiz).where(Quiz.course_id == course_id).order_by(Quiz.key)
    return list(db.session.scalars(query))


def quizzes_in(course_ids: Collection[int]) -> list[Quiz]:
    """The drafts of all quizzes of these courses with their questions. Four queries."""
    versions = selectinload(QuizQuestion.question).selectinload(Question.versions)
    query = sa.select(Quiz).where(Quiz.course_id.in_(course_ids))
    return list(db.session.scalars(query.options(selectinload(Quiz.entries).options(versions))))


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
