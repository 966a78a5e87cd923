"""What uses a question, or a bank: drafts of quizzes, published quizzes, attempts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from lms.assessments.checking import Reader
from lms.assessments.models import Attempt, Question, QuestionBank, Quiz, QuizEntry, QuizVersion
from lms.assessments.paper import groups_from_json
from lms.assessments.pools import Candidate, Pool
from lms.courses.models import Course, CourseRevision
from lms.db import db


@dataclass(frozen=True)
class DrawLine:
    """A line in the draft of a quiz that draws from a bank."""

    entry: QuizEntry
    pool: Pool

    @property
    def quiz(self) -> Quiz:
        return self.entry.quiz


@dataclass(frozen=True)
class Published:
    """A quiz as it was published with the question in it; `given` attempts have asked it.

    `is_current` when learners who begin now get this one. `is_drawn` when not every attempt asks
    it.
    """

    quiz: Quiz
    number: int
    published_at: datetime
    is_current: bool
    is_drawn: bool
    given: int


@dataclass(frozen=True)
class Uses:
    """All that uses one question."""

    lines: list[QuizEntry] = field(default_factory=list)
    draws: list[DrawLine] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)

    @property
    def given(self) -> int:
        return sum(one.given for one in self.published)


def draws_from(bank: QuestionBank) -> list[DrawLine]:
    """The lines of quizzes, in whatever course, that draw from this bank. One query."""
    course = bank.course
    text = sa.cast(QuizEntry.pool, sa.Text)
    meant = sa.or_(Quiz.course_id == course.id, text.contains(course.slug, autoescape=True))
    query = (
        sa.select(QuizEntry)
        .join(QuizEntry.quiz)
        .where(QuizEntry.pool.is_not(None), meant)
        .options(joinedload(QuizEntry.quiz).joinedload(Quiz.course))
        .order_by(Quiz.course_id, Quiz.key, QuizEntry.position)
    )
    lines = (DrawLine(one, Pool.read(Reader(one.pool))) for one in db.session.scalars(query))
    return [line for line in lines if (line.pool.course or line.quiz.course.slug) == course.slug]


def lines_asking(question_ids: Collection[int]) -> list[QuizEntry]:
    """The lines of drafts that ask these questions by name, with their quizzes. One query."""
    query = (
        sa.select(QuizEntry)
        .where(QuizEntry.question_id.in_(question_ids))
        .options(joinedload(QuizEntry.quiz).joinedload(Quiz.course))
        .order_by(QuizEntry.quiz_id, QuizEntry.position)
    )
    return list(db.session.scalars(query))


def lines_of_bank(bank_id: int) -> list[QuizEntry]:
    """The lines of drafts in other courses that ask questions of this bank by name."""
    query = (
        sa.select(QuizEntry)
        .join(QuizEntry.question)
        .join(QuizEntry.quiz)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(Question.bank_id == bank_id, Quiz.course_id != QuestionBank.course_id)
        .options(joinedload(QuizEntry.quiz).joinedload(Quiz.course))
        .order_by(Quiz.course_id, Quiz.key, QuizEntry.position)
    )
    return list(db.session.scalars(query))


def quizzes_using(
    candidates: dict[int, Candidate], lines: Iterable[QuizEntry], draws: Iterable[DrawLine]
) -> Counter[int]:
    """In how many quizzes each of these questions is asked, by name or by a draw."""
    asked = {(line.question_id, line.quiz_id) for line in lines if line.question_id}
    for draw in draws:
        fitting = (one for one, candidate in candidates.items() if draw.pool.fits(candidate))
        asked |= {(one, draw.entry.quiz_id) for one in fitting}
    return Counter(question_id for question_id, _quiz_id in asked)


def uses_of(question: Question, candidate: Candidate) -> Uses:
    """What uses a question whose versions are loaded.

    A quiz that asks it by name never draws it as well.
    """
    lines, draws = lines_asking([question.id]), list[DrawLine]()
    if question.removed_at is None:
        asking = {line.quiz_id for line in lines}
        found = (line for line in draws_from(question.bank) if line.pool.fits(candidate))
        draws = [line for line in found if line.entry.quiz_id not in asking]
    versions = {version.id for version in question.versions}
    return Uses(lines, draws, _published(versions))


def _published(versions: set[int]) -> list[Published]:
    """The published quizzes that hold one of these versions of a question, the newest first."""
    said = sa.cast(QuizVersion.groups, sa.Text)
    query = (
        sa.select(QuizVersion, CourseRevision.published_at, CourseRevision.is_current)
        .join(CourseRevision, CourseRevision.id == QuizVersion.course_revision_id)
        .where(
            sa.or_(*(said.contains(str(one)) for one in versions))
        )  # a number within others, too
        .options(joinedload(QuizVersion.quiz).joinedload(Quiz.course))
        .order_by(CourseRevision.is_current.desc(), QuizVersion.id.desc())
    )
    holding: list[tuple[QuizVersion, datetime, bool]] = [
        (row[0], row[1], row[2])
        for row in db.session.execute(query)
        if any(versions & set(group.questions) for group in groups_from_json(row[0].groups))
    ]
    given = _given(versions, [held.id for held, _at, _current in holding])
    return [
        Published(held.quiz, held.number, at, current, _is_drawn(held, versions), given[held.id])
        for held, at, current in holding
    ]


def _is_drawn(held: QuizVersion, versions: set[int]) -> bool:
    return any(
        len(group.questions) > group.take
        for group in groups_from_json(held.groups)
        if versions & set(group.questions)
    )


def _given(versions: Collection[int], quiz_versions: Collection[int]) -> Counter[int]:
    """How many attempts at each of these published quizzes were given one of the versions."""
    drawn = sa.cast(Attempt.drawn, sa.Text)
    # As attempts keep it: {"question": 17, "order": …
    has_it = (drawn.contains(f'"question": {one},', autoescape=True) for one in versions)
    query = (
        sa.select(Attempt.quiz_version_id, sa.func.count())
        .where(Attempt.quiz_version_id.in_(quiz_versions), sa.or_(*has_it))
        .group_by(Attempt.quiz_version_id)
    )
    counted: list[Any] = list(db.session.execute(query)) if quiz_versions else []
    return Counter(dict(counted))


def courses_using(bank: QuestionBank) -> list[Course]:
    """The other courses whose quizzes draw from the bank or ask its questions by name."""
    entries = [line.entry for line in draws_from(bank)] + lines_of_bank(bank.id)
    using = {entry.quiz.course_id: entry.quiz.course for entry in entries}
    return [course for course in using.values() if course.id != bank.course_id]
