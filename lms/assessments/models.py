"""Questions and quizzes as they are written and as they were published, attempts and answers.

Authors change Question and Quiz: the draft. Publishing a course freezes each of its quizzes as a
QuizVersion; an attempt keeps the version it was given for good.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.assessments.paper import Slot, slots_from_json
from lms.courses.models import Course, CourseRevision
from lms.db import Id, Localised, Model, now, random_ref


class Exact(sa.TypeDecorator[Fraction]):
    """An exact number, kept as text: 7, 7/3."""

    impl = sa.String(60)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Any) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Fraction | None:
        return None if value is None else Fraction(value)


class QuestionBank(Model):
    """The questions of a course."""

    __tablename__ = "question_bank"

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), unique=True, init=False
    )

    course: Mapped[Course] = relationship()


class Question(Model):
    """A question under its name in the bank. What it says is in its versions; the newest counts."""

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("bank_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    bank_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question_bank.id", ondelete="CASCADE"), init=False
    )
    key: Mapped[str] = mapped_column(sa.String(80))

    bank: Mapped[QuestionBank] = relationship()
    versions: Mapped[list[QuestionVersion]] = relationship(
        back_populates="question",
        order_by="QuestionVersion.number",
        cascade="all, delete-orphan",
        init=False,
    )

    @property
    def newest(self) -> QuestionVersion:
        return self.versions[-1]


class QuestionVersion(Model):
    """What a question said at one time; never changed. `content` is its neutral dict."""

    __tablename__ = "question_version"
    __table_args__ = (sa.UniqueConstraint("question_id", "number"),)

    id: Mapped[Id] = mapped_column(init=False)
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), init=False
    )
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(30))
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(default_factory=now)

    question: Mapped[Question] = relationship(back_populates="versions")


class Quiz(Model):
    """The draft of a quiz; `settings` is the neutral form of QuizSettings."""

    __tablename__ = "quiz"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), init=False
    )
    key: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[Localised]
    settings: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)

    course: Mapped[Course] = relationship()
    entries: Mapped[list[QuizQuestion]] = relationship(
        back_populates="quiz",
        order_by="QuizQuestion.position",
        cascade="all, delete-orphan",
        init=False,
    )

    @property
    def questions(self) -> list[Question]:
        return [entry.question for entry in self.entries]


class QuizQuestion(Model):
    """A question's place in the draft of a quiz."""

    __tablename__ = "quiz_question"

    quiz_id: Mapped[int] = mapped_column(
        sa.ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        init=False,
    )
    position: Mapped[int]

    quiz: Mapped[Quiz] = relationship(back_populates="entries")
    question: Mapped[Question] = relationship()


class QuizVersion(Model):
    """A quiz as one revision of its course holds it; never changed.

    `ref` names it for good, so caches go by it. `groups` says which versions of which questions
    are asked, and how many of them (see paper.py).
    """

    __tablename__ = "quiz_version"
    __table_args__ = (
        sa.UniqueConstraint("quiz_id", "number"),
        sa.UniqueConstraint("course_revision_id", "quiz_id"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz.id"), init=False)
    course_revision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course_revision.id", ondelete="CASCADE"), init=False
    )
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    number: Mapped[int]
    title: Mapped[Localised]
    settings: Mapped[dict[str, Any]]
    groups: Mapped[list[Any]]

    quiz: Mapped[Quiz] = relationship()
    course_revision: Mapped[CourseRevision] = relationship()


class AttemptState(StrEnum):
    """open → graded, once, and never back."""

    OPEN = "open"
    GRADED = "graded"


class Attempt(Model):
    """One go at a quiz. `drawn` is what chance decided, from `seed`: see paper.Slot.

    `score` and `max_score` are exact; `basis_points` is the share in hundredths of a percent,
    rounded down, for lists and sums.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "quiz_id", "number"),
        sa.Index(
            "uq_attempt_open",
            "enrolment_id",
            "quiz_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_attempt_quiz_id_state", "quiz_id", "state"),
        sa.CheckConstraint("state IN ('open', 'graded')", name="state"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id", ondelete="CASCADE"))
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz.id"))
    quiz_version_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz_version.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(10), default=AttemptState.OPEN)
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    drawn: Mapped[list[Any]]
    started_at: Mapped[datetime] = mapped_column(default_factory=now)
    deadline_at: Mapped[datetime | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    score: Mapped[Fraction | None] = mapped_column(Exact, default=None)
    max_score: Mapped[Fraction | None] = mapped_column(Exact, default=None)
    basis_points: Mapped[int | None] = mapped_column(default=None)
    passed: Mapped[bool | None] = mapped_column(default=None)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return slots_from_json(self.drawn)


class AnswerOp(Model):
    """One answer as it was sent, kept for good. The id comes from the sender, so that sending
    again is known for what it is."""

    __tablename__ = "answer_op"
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(
        sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True
    )
    op_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    slot: Mapped[int]
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    value: Mapped[list[str]]
    received_at: Mapped[datetime] = mapped_column(default_factory=now)


class Response(Model):
    """The newest answer to one question of an attempt; `mark` stands when it is graded."""

    __tablename__ = "response"
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(
        sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True
    )
    slot: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question_version.id"), index=True
    )
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    value: Mapped[list[str]]
    mark: Mapped[Fraction | None] = mapped_column(Exact, default=None)
