"""Question banks as authors look through them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from lms.assessments import folders
from lms.assessments.citing import cited
from lms.assessments.folders import Tree, Wanted
from lms.assessments.models import (
    BankShare,
    Question,
    QuestionBank,
    QuestionCategory,
    QuestionTag,
    QuestionVersion,
    Quiz,
    QuizEntry,
    QuizVersion,
)
from lms.assessments.queries.pools import usable_bank
from lms.courses.models import Course, CourseRevision, Fact
from lms.courses.policies import Person, writable_by
from lms.db import db
from lms.members.models import Member

_ROW: tuple[Any, ...] = (Question, QuestionVersion)


def course_with_bank(slug: str) -> tuple[Course, QuestionBank | None] | None:
    """The course of this slug with its bank, if it has one. One query."""
    query = (
        sa.select(Course, QuestionBank)
        .outerjoin(QuestionBank, QuestionBank.course_id == Course.id)
        .where(Course.slug == slug)
    )
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def may_use(person: Person, bank: QuestionBank) -> bool:
    """Whether the bank is shared with a course that the person writes. One query."""
    own = writable_by(person)
    if not bank.is_shared:
        own = own.join(BankShare, BankShare.course_id == Course.id)
        own = own.where(BankShare.bank_id == bank.id)
    return bool(db.session.scalar(sa.select(own.exists())))


def shared_with(bank_id: int) -> list[Course]:
    """The single courses that a bank is shared with."""
    query = sa.select(Course).join(BankShare, BankShare.course_id == Course.id)
    return list(db.session.scalars(query.where(BankShare.bank_id == bank_id).order_by(Course.slug)))


def tree(bank_id: int) -> Tree:
    """The categories of a bank with how many questions each holds. One query."""
    here = (Question.bank_id == bank_id, Question.removed_at.is_(None))
    loose = sa.select(sa.func.count()).where(*here, Question.category_id.is_(None))
    own = (
        sa.select(Question.category_id, sa.func.count().label("count"))
        .where(*here)
        .group_by(Question.category_id)
        .subquery()
    )
    query = (
        sa.select(
            loose.scalar_subquery(),
            QuestionCategory.id,
            QuestionCategory.parent_id,
            QuestionCategory.key,
            QuestionCategory.title,
            sa.func.coalesce(own.c.count, 0),
        )
        .select_from(QuestionBank)
        .outerjoin(QuestionCategory, QuestionCategory.bank_id == QuestionBank.id)
        .outerjoin(own, own.c.category_id == QuestionCategory.id)
        .where(QuestionBank.id == bank_id)
    )
    rows = db.session.execute(query).all()
    stored = [folders.Row(*rest) for _loose, *rest in rows if rest[0] is not None]
    return Tree.of(stored, rows[0][0] if rows else 0)


def tags_of(bank_id: int) -> list[tuple[str, int]]:
    """The tags of a bank with how many questions have each."""
    query = (
        sa.select(QuestionTag.tag, sa.func.count())
        .join(Question, Question.id == QuestionTag.question_id)
        .where(Question.bank_id == bank_id, Question.removed_at.is_(None))
        .group_by(QuestionTag.tag)
        .order_by(QuestionTag.tag)
    )
    return [(tag, count) for tag, count in db.session.execute(query)]


def listed(
    bank_id: int,
    wanted: Wanted,
    categories: Collection[int] | None = None,
    among: Collection[int] | None = None,
) -> sa.Select[Any]:
    """Rows of (Question, its newest QuestionVersion) in the order that is wanted.

    `categories` are the ids of the categories meant, `among` those of the questions meant; None
    asks for nothing. Only the words, tags, kind and so on are taken from `wanted`.
    """
    query = _newest().where(Question.bank_id == bank_id, Question.removed_at.is_(None))
    query = query.where(*_said(wanted))
    if wanted.folder == folders.NO_FOLDER:
        query = query.where(Question.category_id.is_(None))
    elif categories is not None:
        query = query.where(Question.category_id.in_(categories))
    if among is not None:
        query = query.where(Question.id.in_(among))
    by_name = wanted.order == folders.NAME
    return query.order_by(Question.key if by_name else QuestionVersion.id.desc())


def _said(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    """What the question itself must fulfil."""
    for word in wanted.words:
        yield Question.words.contains(word, autoescape=True)
    for tag in wanted.tags:
        yield Question.id.in_(sa.select(QuestionTag.question_id).where(QuestionTag.tag == tag))
    if wanted.difficulty:
        yield Question.difficulty == wanted.difficulty
    if wanted.kind:
        yield QuestionVersion.kind == wanted.kind
    if wanted.only == folders.UNUSED:
        yield ~sa.select(QuizEntry.id).where(QuizEntry.question_id == Question.id).exists()


def removed(bank_id: int) -> sa.Select[Any]:
    """The same rows of the questions that were taken out, those of today first."""
    query = _newest().where(Question.bank_id == bank_id, Question.removed_at.is_not(None))
    return query.order_by(Question.removed_at.desc(), Question.id)


def _newest() -> sa.Select[Any]:
    newest = (
        sa.select(sa.func.max(QuestionVersion.number))
        .where(QuestionVersion.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery()
    )
    return sa.select(*_ROW).join(
        QuestionVersion,
        sa.and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == newest),
    )


def contents(bank_id: int) -> dict[int, dict[str, Any]]:
    """What each question of the bank says now, by its id."""
    query = _newest().with_only_columns(Question.id, QuestionVersion.content)
    query = query.where(Question.bank_id == bank_id, Question.removed_at.is_(None))
    return dict(db.session.execute(query).all())


def question_of_bank(bank_id: int, key: str) -> Question | None:
    """A question by its name, one that was taken out too, with its versions and tags."""
    query = sa.select(Question).where(Question.bank_id == bank_id, Question.key == key)
    return db.session.scalar(query.options(selectinload(Question.versions)))


def question_of_course(course_id: int, slug: str, key: str) -> Question | None:
    """A question of the bank of the course of this slug, if that other course may use it."""
    bank = usable_bank(course_id, slug)
    return None if bank is None else question_of_bank(bank.id, key)


def questions_of_bank(bank_id: int, ids: Collection[int]) -> list[Question]:
    """Those of these questions that are of the bank, with their versions and tags."""
    query = sa.select(Question).where(Question.bank_id == bank_id, Question.id.in_(ids))
    loaded = query.options(selectinload(Question.versions), selectinload(Question.tag_rows))
    return list(db.session.scalars(loaded.order_by(Question.key)))


def is_due(fact: Fact, today: date) -> bool:
    """Whether somebody must check the fact before questions of pools rest on it again."""
    return fact.review_by < today or not fact.is_stated


def resting_on(bank_id: int, keys: Collection[str]) -> dict[int, set[str]]:
    """The questions that rest on one of these facts, with which. One query, none without facts."""
    if not keys:
        return {}
    query = _newest().with_only_columns(Question.id, QuestionVersion.content)
    query = query.where(Question.bank_id == bank_id, Question.removed_at.is_(None))
    # Only what speaks of a fact at all is read: few questions do.
    spoken = sa.cast(QuestionVersion.content, sa.Text).contains("fact")
    resting = {
        question_id: cited(content) & set(keys)
        for question_id, content in db.session.execute(query.where(spoken))
    }
    return {question_id: found for question_id, found in resting.items() if found}


def contents_on(key: str) -> list[dict[str, Any]]:
    """What the questions of all banks say that rest on this fact, and what is asked of them now."""
    spoken = sa.cast(QuestionVersion.content, sa.Text).contains(key, autoescape=True)
    newest = _newest().with_only_columns(QuestionVersion.id).where(spoken)
    query = sa.select(QuestionVersion.content).where(
        spoken, sa.or_(QuestionVersion.id.in_(newest), QuestionVersion.id.in_(_asked_now()))
    )
    return [content for content in db.session.scalars(query) if key in cited(content)]


def _asked_now() -> set[int]:
    """The versions that published quizzes ask of whoever begins now."""
    query = sa.select(QuizVersion.groups).join(
        CourseRevision, CourseRevision.id == QuizVersion.course_revision_id
    )
    papers = db.session.scalars(query.where(CourseRevision.is_current))
    return {one for groups in papers for group in groups for one in group["questions"]}


def quizzes_for(person: Person, bank: QuestionBank) -> list[Quiz]:
    """The quizzes that this person writes and that may ask questions of this bank: those of the
    bank's own course first. One query."""
    shared = sa.select(BankShare.course_id).where(BankShare.bank_id == bank.id)
    own = writable_by(person).with_only_columns(Course.id)
    query = (
        sa.select(Quiz)
        .join(Quiz.course)
        .where(Quiz.course_id.in_(own))
        .options(joinedload(Quiz.course))
        .order_by(sa.case((Quiz.course_id == bank.course_id, 0), else_=1), Course.slug, Quiz.key)
    )
    if not bank.is_shared:
        usable = sa.or_(Quiz.course_id == bank.course_id, Quiz.course_id.in_(shared))
        query = query.where(usable)
    return list(db.session.scalars(query.limit(300)))


def categories_of(bank_id: int) -> dict[int, QuestionCategory]:
    query = sa.select(QuestionCategory).where(QuestionCategory.bank_id == bank_id)
    return {one.id: one for one in db.session.scalars(query)}


def names_of(member_ids: Collection[int]) -> dict[int, str]:
    """What these members are called."""
    query = sa.select(Member.id, Member.name).where(Member.id.in_(member_ids))
    return dict(db.session.execute(query).all()) if member_ids else {}


def published_courses() -> list[Course]:
    """The courses that everybody may know of, by the name in their address."""
    query = sa.select(Course).join(CourseRevision, CourseRevision.course_id == Course.id)
    return list(db.session.scalars(query.where(CourseRevision.is_current).order_by(Course.slug)))


def courses_called(slugs: Collection[str]) -> list[Course]:
    """The courses with these names in their address."""
    return list(db.session.scalars(sa.select(Course).where(Course.slug.in_(slugs))))
