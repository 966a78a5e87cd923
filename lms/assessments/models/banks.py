"""Questions as they are written, version by version, in the bank of their course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.courses.models import Course
from lms.db import Id, Localised, Model, now


class QuestionBank(Model):
    """The questions of a course. The authors of that course write them; whom it is shared with
    may put them into quizzes of other courses."""

    __tablename__ = "question_bank"

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), unique=True, init=False
    )
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether authors of every course may use it."""

    course: Mapped[Course] = relationship()


class BankShare(Model):
    """A course whose authors may use the bank of another one."""

    __tablename__ = "bank_share"

    bank_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question_bank.id", ondelete="CASCADE"), primary_key=True
    )
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class QuestionCategory(Model):
    """A folder of a bank; folders stand in folders. `key` names it among its brothers."""

    __tablename__ = "question_category"
    __table_args__ = (
        sa.UniqueConstraint("bank_id", "parent_id", "key"),
        sa.Index("ix_question_category_parent_id", "parent_id"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    bank_id: Mapped[int] = mapped_column(sa.ForeignKey("question_bank.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question_category.id", ondelete="CASCADE"), default=None
    )
    key: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[Localised]


class Question(Model):
    """A question under its name in the bank. What it says is in its versions; the newest counts.

    `difficulty` and `words` (for search) repeat what the newest version says. Who removes a
    question from the bank sets `removed_at`: attempts and quizzes keep it.
    """

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("bank_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    bank_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question_bank.id", ondelete="CASCADE"), init=False
    )
    category_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question_category.id", ondelete="SET NULL"), index=True, default=None
    )
    key: Mapped[str] = mapped_column(sa.String(80))
    difficulty: Mapped[str | None] = mapped_column(sa.String(10), default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default=sa.text("''"))
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    bank: Mapped[QuestionBank] = relationship()
    versions: Mapped[list[QuestionVersion]] = relationship(
        back_populates="question",
        order_by="QuestionVersion.number",
        cascade="all, delete-orphan",
        init=False,
    )
    tag_rows: Mapped[list[QuestionTag]] = relationship(
        cascade="all, delete-orphan", order_by="QuestionTag.tag", init=False
    )

    @property
    def newest(self) -> QuestionVersion:
        return self.versions[-1]


class QuestionTag(Model):
    """A tag that the newest version of a question has."""

    __tablename__ = "question_tag"

    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    tag: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)


class QuestionVersion(Model):
    """What a question said at one time; never changed. `content` is its neutral dict.

    `restored_from` is the number of the version that it took up again.
    """

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
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), default=None)
    restored_from: Mapped[int | None] = mapped_column(default=None)

    question: Mapped[Question] = relationship(back_populates="versions")
