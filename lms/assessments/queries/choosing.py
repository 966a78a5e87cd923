"""What authors may put into a quiz: the questions and the folders of the banks they may use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from lms.assessments.models import Question, QuestionBank, QuestionCategory, QuestionTag
from lms.assessments.pools import Path
from lms.assessments.queries.pools import category_paths, usable_banks
from lms.assessments.spelling import normalised
from lms.courses.models import Course
from lms.db import db

MOST_WORDS = 6


@dataclass(frozen=True)
class Folder:
    """A category of a bank: where it stands, and its titles from the top down."""

    id: int
    path: Path
    titles: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class UsableBank:
    """A bank that a course may use; `course` is the slug to name it by, "" its own."""

    id: int
    course: str
    title: Mapping[str, str]
    folders: tuple[Folder, ...]
    tags: tuple[str, ...]


def usable(course: Course) -> list[UsableBank]:
    """The banks that a course may use, its own first, with their folders and tags."""
    return [
        UsableBank(
            id=bank.id,
            course="" if bank.course_id == course.id else bank.course.slug,
            title=bank.course.title,
            folders=_folders(bank.id),
            tags=_tags(bank.id),
        )
        for bank in usable_banks(course.id)
    ]


def _folders(bank_id: int) -> tuple[Folder, ...]:
    paths = category_paths(bank_id)
    query = sa.select(QuestionCategory.id, QuestionCategory.title)
    rows = db.session.execute(query.where(QuestionCategory.bank_id == bank_id)).all()
    titles = {paths[one]: title for one, title in rows}
    found = (Folder(one, path, _titles(path, titles)) for one, path in paths.items())
    return tuple(sorted(found, key=lambda folder: folder.path))


def _titles(path: Path, titles: Mapping[Path, Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    above = (path[: depth + 1] for depth in range(len(path)))
    return tuple(titles.get(one, {"en": one[-1]}) for one in above)


def _tags(bank_id: int) -> tuple[str, ...]:
    query = (
        sa.select(QuestionTag.tag)
        .join(Question)
        .where(Question.bank_id == bank_id, Question.removed_at.is_(None))
    )
    return tuple(db.session.scalars(query.distinct().order_by(QuestionTag.tag)))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for; what is empty asks for nothing."""

    words: str = ""
    tag: str = ""
    course: str | None = None
    category: Path = ()


def choosable(course: Course, wanted: Wanted, banks: Collection[UsableBank]) -> sa.Select[Question]:
    """Questions of these banks that fit, those of the course's own bank first, newest first."""
    own_first = sa.case((QuestionBank.course_id == course.id, 0), else_=1)
    query = (
        sa.select(Question)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .options(
            contains_eager(Question.bank).joinedload(QuestionBank.course),
            selectinload(Question.versions),
            selectinload(Question.tag_rows),
        )
        .where(Question.removed_at.is_(None), Question.bank_id.in_([one.id for one in banks]))
        .where(*(Question.words.contains(word, autoescape=True) for word in _words(wanted.words)))
        .order_by(own_first, Question.id.desc())
    )
    if wanted.tag:
        tagged = sa.select(QuestionTag.question_id).where(QuestionTag.tag == wanted.tag)
        query = query.where(Question.id.in_(tagged))
    if wanted.course is not None:
        chosen = [one for one in banks if one.course == wanted.course]
        query = query.where(Question.bank_id.in_([one.id for one in chosen]))
        query = _within(query, chosen, wanted.category)
    return query


def _words(typed: str) -> list[str]:
    return [word for one in typed.split() if (word := normalised(one))][:MOST_WORDS]


def _within(
    query: sa.Select[Question], banks: Collection[UsableBank], category: Path
) -> sa.Select[Question]:
    """A category takes in what stands in its folders."""
    if not category:
        return query
    folders = [
        folder.id
        for bank in banks
        for folder in bank.folders
        if folder.path[: len(category)] == category
    ]
    return query.where(Question.category_id.in_(folders))


def known_questions(course: Course, ids: Collection[int]) -> list[Question]:
    """Those of these questions that the course may use, in this order."""
    banks = [bank.id for bank in usable_banks(course.id)]
    found = {
        one.id: one
        for one in db.session.scalars(
            sa.select(Question).where(
                Question.id.in_(ids), Question.bank_id.in_(banks), Question.removed_at.is_(None)
            )
        )
    }
    return [found[one] for one in ids if one in found]
