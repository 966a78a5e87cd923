"""What authors may put into a quiz: the questions and the folders of the banks they may use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from lms.assessments.models import Question, QuestionBank, QuestionCategory, QuestionTag
from lms.assessments.pools import Path
from lms.assessments.queries.pools import usable_banks, usable_by
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
    """The banks that a course may use, its own first, with folders and tags. Three queries."""
    own_first = sa.case((QuestionBank.course_id == course.id, 0), else_=1)
    query = (
        sa.select(QuestionBank)
        .join(Course, Course.id == QuestionBank.course_id)
        .options(contains_eager(QuestionBank.course))
        .where(usable_by(course.id))
        .order_by(own_first, QuestionBank.id)
    )
    banks = db.session.scalars(query).all()
    folders, tags = _folders([bank.id for bank in banks]), _tags([bank.id for bank in banks])
    return [
        UsableBank(
            id=bank.id,
            course="" if bank.course_id == course.id else bank.course.slug,
            title=bank.course.title,
            folders=tuple(sorted(folders.get(bank.id, ()), key=lambda one: one.path)),
            tags=tuple(tags.get(bank.id, ())),
        )
        for bank in banks
    ]


def folder_titles(course: Course, slugs: Collection[str]) -> dict[tuple[str, Path], Folder]:
    """The folders of the banks of these courses ("" this one), by slug and path. One query."""
    own = course.slug if "" in slugs else None
    query = (
        sa.select(QuestionCategory, Course.slug)
        .join_from(QuestionCategory, QuestionBank, QuestionBank.id == QuestionCategory.bank_id)
        .join(Course, Course.id == QuestionBank.course_id)
    )
    rows = db.session.execute(query.where(Course.slug.in_({*slugs, own} - {"", None}))).all()
    slug_of = {one.bank_id: "" if slug == own else slug for one, slug in rows}
    return {
        (slug_of[bank_id], folder.path): folder
        for bank_id, folders in _by_bank([one for one, _slug in rows]).items()
        for folder in folders
    }


def _folders(bank_ids: Collection[int]) -> dict[int, list[Folder]]:
    query = sa.select(QuestionCategory).where(QuestionCategory.bank_id.in_(bank_ids))
    return _by_bank(db.session.scalars(query).all())


def _by_bank(categories: Sequence[QuestionCategory]) -> dict[int, list[Folder]]:
    known = {one.id: one for one in categories}
    folders: dict[int, list[Folder]] = {}
    for one in categories:
        way = _way(one, known)
        path, titles = tuple(step.key for step in way), tuple(step.title for step in way)
        folders.setdefault(one.bank_id, []).append(Folder(one.id, path, titles))
    return folders


def _way(one: QuestionCategory, known: Mapping[int, QuestionCategory]) -> list[QuestionCategory]:
    """From the top down to this category."""
    way = [one]
    while (parent := known.get(way[-1].parent_id or 0)) is not None and parent not in way:
        way.append(parent)
    return way[::-1]


def _tags(bank_ids: Collection[int]) -> dict[int, list[str]]:
    query = (
        sa.select(Question.bank_id, QuestionTag.tag)
        .join(QuestionTag, QuestionTag.question_id == Question.id)
        .where(Question.bank_id.in_(bank_ids), Question.removed_at.is_(None))
    )
    tags: dict[int, list[str]] = {}
    for bank_id, tag in db.session.execute(query.distinct().order_by(QuestionTag.tag)):
        tags.setdefault(bank_id, []).append(tag)
    return tags


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
