"""Which questions a random draw would find, in a bank that its quiz may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.assessments.models import (
    BankShare,
    Question,
    QuestionBank,
    QuestionCategory,
    QuestionTag,
    QuestionVersion,
)
from lms.assessments.pools import Candidate, Path, Pool
from lms.courses.models import Course
from lms.db import db


@dataclass(frozen=True)
class Newest:
    """The newest version of a question, by its ids."""

    question_id: int
    version_id: int
    content: dict[str, Any]


def usable_bank(course_id: int, slug: str = "") -> QuestionBank | None:
    """The bank of the course of this slug ("" the course itself) if this course may use it."""
    query = sa.select(QuestionBank).join(Course, Course.id == QuestionBank.course_id)
    if not slug:
        return db.session.scalar(query.where(QuestionBank.course_id == course_id))
    return db.session.scalar(query.where(Course.slug == slug, usable_by(course_id)))


def usable_banks(course_id: int) -> list[QuestionBank]:
    """All banks whose questions this course may use, its own first."""
    query = sa.select(QuestionBank).where(usable_by(course_id))
    own_first = sa.case((QuestionBank.course_id == course_id, 0), else_=1)
    return list(db.session.scalars(query.order_by(own_first, QuestionBank.id)))


def usable_by(course_id: int) -> sa.ColumnElement[bool]:
    """Whether a bank may be used by this course: its own, one for all, one shared with it."""
    shared = sa.select(BankShare.bank_id).where(BankShare.course_id == course_id)
    return sa.or_(
        QuestionBank.course_id == course_id,
        QuestionBank.is_shared.is_(True),
        QuestionBank.id.in_(shared),
    )


def category_paths(bank_id: int) -> dict[int, Path]:
    """Where each category of the bank stands, by its id. One query."""
    query = sa.select(QuestionCategory.id, QuestionCategory.parent_id, QuestionCategory.key)
    rows = db.session.execute(query.where(QuestionCategory.bank_id == bank_id)).all()
    above = {one: (parent, key) for one, parent, key in rows}
    return {one: _path(one, above) for one in above}


def _path(category: int | None, above: dict[int, tuple[int | None, str]]) -> Path:
    path: list[str] = []
    while category is not None and len(path) <= len(above):  # a ring would never end
        category, key = above[category]
        path.append(key)
    return tuple(reversed(path))


Catalogue = list[tuple[Newest, Candidate]]
"""All that can be drawn from a bank, in its order."""


class Catalogues:
    """Banks as draws of one unit of work find them: each is read once, in four queries."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, str], Catalogue] = {}

    def drawable(self, course_id: int, pool: Pool) -> list[Newest]:
        """The questions that the draw of a quiz of this course finds, in their order."""
        place = (course_id, pool.course)
        if place not in self._read:
            self._read[place] = _catalogue(*place)
        return [newest for newest, candidate in self._read[place] if pool.fits(candidate)]


def drawable(course_id: int, pool: Pool) -> list[Newest]:
    """The same for a single draw."""
    return Catalogues().drawable(course_id, pool)


def _catalogue(course_id: int, slug: str) -> Catalogue:
    bank = usable_bank(course_id, slug)
    if bank is None:
        return []
    paths, tags = category_paths(bank.id), _tags(bank.id)
    return [
        (
            Newest(question_id, version_id, content),
            Candidate(paths.get(category or 0, ()), tags.get(question_id, ()), difficulty),
        )
        for question_id, version_id, content, category, difficulty in _questions(bank.id)
    ]


def _tags(bank_id: int) -> dict[int, set[str]]:
    query = sa.select(QuestionTag.question_id, QuestionTag.tag).join(Question)
    tags: dict[int, set[str]] = {}
    for question_id, tag in db.session.execute(query.where(Question.bank_id == bank_id)):
        tags.setdefault(question_id, set()).add(tag)
    return tags


def _questions(bank_id: int) -> Sequence[Any]:
    newest = (
        sa.select(sa.func.max(QuestionVersion.number))
        .where(QuestionVersion.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery()
    )
    return db.session.execute(
        sa.select(
            Question.id,
            QuestionVersion.id,
            QuestionVersion.content,
            Question.category_id,
            Question.difficulty,
        )
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.bank_id == bank_id, Question.removed_at.is_(None))
        .where(QuestionVersion.number == newest)
        .order_by(Question.id)
    ).all()
