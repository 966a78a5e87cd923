"""Attempts, their answers, and what was seen of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.assessments.models.exact import Exact
from lms.assessments.paper import Slot, slots_from_json
from lms.db import Id, Model, now, random_ref


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
    of it were given back for a broken connection; an end that staff gave (`is_end_given`) no rule
    makes sooner. `position` is the question that a sequential
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
    is_end_given: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
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
