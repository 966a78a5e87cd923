"""Quizzes: the draft, what was published of it, and who has other rules.

Authors change Quiz and its entries. Publishing a course freezes each of its quizzes as a
QuizVersion; an attempt keeps the version it was given for good.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.assessments.models.banks import Question
from lms.assessments.models.exact import Exact
from lms.courses.models import Course, CourseRevision
from lms.db import Id, Localised, Model, now, random_ref


class Quiz(Model):
    """The draft of a quiz; `settings` is the neutral form of QuizSettings.

    `access` (the neutral form of QuizAccess) is no draft: it holds as soon as it is changed.
    """

    __tablename__ = "quiz"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), init=False
    )
    key: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[Localised]
    settings: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    access: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")

    course: Mapped[Course] = relationship()
    entries: Mapped[list[QuizEntry]] = relationship(
        back_populates="quiz",
        order_by="QuizEntry.position",
        cascade="all, delete-orphan",
        init=False,
    )

    @property
    def questions(self) -> list[Question]:
        """The questions that stand in it by name, in order."""
        return [entry.question for entry in self.entries if entry.question is not None]


class QuizEntry(Model):
    """A line in the draft of a quiz: a question by name, a draw from a bank, or a heading.

    Exactly one of `question`, `pool` (the neutral form of pools.Pool) and `heading` is there.
    `mark` is what each question of the line is worth in this quiz, None as its author said.
    """

    __tablename__ = "quiz_entry"
    __table_args__ = (
        sa.UniqueConstraint("quiz_id", "question_id"),
        sa.CheckConstraint(
            "(question_id IS NOT NULL AND pool IS NULL AND heading IS NULL)"
            " OR (question_id IS NULL AND pool IS NOT NULL AND heading IS NULL)"
            " OR (question_id IS NULL AND pool IS NULL AND heading IS NOT NULL)",
            name="one_thing",
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz.id", ondelete="CASCADE"), init=False)
    question_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), index=True, init=False
    )
    position: Mapped[int]
    pool: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    heading: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    mark: Mapped[Fraction | None] = mapped_column(Exact, default=None)

    quiz: Mapped[Quiz] = relationship(back_populates="entries")
    question: Mapped[Question | None] = relationship(default=None)


class QuizVersion(Model):
    """A quiz as one revision of its course holds it; never changed.

    `ref` names it for good, so caches go by it. `groups` says which versions of which questions
    are asked, and how many of them (see paper.py), `sections` under which headings. `html` is what
    the Markdown of its questions was made into, by the Markdown.
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
    sections: Mapped[list[Any]] = mapped_column(default_factory=list, server_default="[]")
    html: Mapped[dict[str, str]] = mapped_column(default_factory=dict, server_default="{}")

    quiz: Mapped[Quiz] = relationship()
    course_revision: Mapped[CourseRevision] = relationship()


class QuizException(Model):
    """Other rules of access for one learner or one group, with the reason; ended, never deleted.

    What is None is as for everybody.
    """

    __tablename__ = "quiz_exception"
    __table_args__ = (
        sa.CheckConstraint("(enrolment_id IS NULL) <> (group_id IS NULL)", name="for_whom"),
        sa.Index("ix_quiz_exception_quiz_id_enrolment_id", "quiz_id", "enrolment_id"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), index=True, default=None
    )
    group_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("learner_group.id", ondelete="CASCADE"), index=True, default=None
    )
    extra_minutes: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int | None] = mapped_column(default=None)
    opens_at: Mapped[datetime | None] = mapped_column(default=None)
    closes_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(sa.String(300))
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
