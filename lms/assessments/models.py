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


class AttemptState(StrEnum):
    """open → graded, once. SUBMITTED lies between where a person must mark something; only staff
    can open an attempt again, with a reason."""

    OPEN = "open"
    SUBMITTED = "submitted"
    GRADED = "graded"


class Attempt(Model):
    """One go at a quiz. `drawn` is what chance decided, from `seed` and without the questions in
    `left_out` (see paper.Slot and draws).

    Until `deadline_at`, and `grace` seconds longer, answers are taken; `credit` is how many seconds
    of it were given back for a broken connection. `position` is the question that a sequential
    attempt has come to. `seen_at` is when its browser was last heard of, `page` the page that was
    heard (a name of its own for each load). `score` and `max_score` are exact; `basis_points` is
    the share in hundredths of a percent, rounded down, for lists and sums.
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
        sa.CheckConstraint("state IN ('open', 'submitted', 'graded')", name="state"),
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
    grace: Mapped[int] = mapped_column(default=0, server_default="0")
    credit: Mapped[int] = mapped_column(default=0, server_default="0")
    position: Mapped[int] = mapped_column(default=1, server_default="1")
    left_out: Mapped[list[Any]] = mapped_column(default_factory=list, server_default="[]")
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    page: Mapped[str | None] = mapped_column(sa.String(40), default=None)
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
    certainty: Mapped[int | None] = mapped_column(default=None)
    received_at: Mapped[datetime] = mapped_column(default_factory=now)


class Response(Model):
    """The newest answer to one question of an attempt; `mark` stands when it is graded.

    `tries` counts what costs in a practice, `hints` the hints that were shown. Where a person must
    mark, `given_share` is what they gave of the mark, with a comment for the learner.
    """

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
    certainty: Mapped[int | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    hints: Mapped[int] = mapped_column(default=0, server_default="0")
    checked: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    """The answer that was last checked in a practice: its feedback is on the page."""
    mark: Mapped[Fraction | None] = mapped_column(Exact, default=None)
    given_share: Mapped[Fraction | None] = mapped_column(Exact, default=None)
    comment: Mapped[str | None] = mapped_column(sa.Text, default=None)
    marked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), default=None)
    marked_at: Mapped[datetime | None] = mapped_column(default=None)


class AnswerFile(Model):
    """A file that a learner gave as an answer; the answer holds its `ref`."""

    __tablename__ = "answer_file"

    id: Mapped[Id] = mapped_column(init=False)
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    attempt_id: Mapped[int] = mapped_column(
        sa.ForeignKey("attempt.id", ondelete="CASCADE"), index=True
    )
    slot: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    storage_key: Mapped[str] = mapped_column(sa.String(100))
    sent_at: Mapped[datetime] = mapped_column(default_factory=now)


class AttemptEvent(Model):
    """Something that was seen of an attempt, or done to it; never changed. Signals, no verdicts.

    `kind` and `data` are told by signals.py. `said_at` is when the browser says that it happened;
    nothing counts by it.
    """

    __tablename__ = "attempt_event"
    __table_args__ = (sa.Index("ix_attempt_event_attempt_id", "attempt_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    said_at: Mapped[datetime | None] = mapped_column(default=None)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), default=None)
    data: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class PracticeCard(Model):
    """A question that comes back to a learner of a course; `card` is the state of its schedule.

    `quiz_version_id` is the paper that the learner met it in: its texts and facts are that paper's.
    """

    __tablename__ = "practice_card"
    __table_args__ = (sa.Index("ix_practice_card_enrolment_id_due_at", "enrolment_id", "due_at"),)

    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    question_version_id: Mapped[int] = mapped_column(sa.ForeignKey("question_version.id"))
    quiz_version_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz_version.id"))
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    card: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
