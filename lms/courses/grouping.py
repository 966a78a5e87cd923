"""The groups of a course, and its learners as its authors look for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from lms.courses.models import Enrolment, Group, GroupMember
from lms.db import db
from lms.members.models import Member, MemberSearchToken
from lms.members.searching import Sought, sought

MOST_FOUND = 50
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class GroupRow:
    """A group in the list of its course."""

    group: Group
    members: int


def groups_of(course_id: int) -> list[GroupRow]:
    """The groups of a course by name, each with how many learners are in it. One query."""
    query = (
        sa.select(Group, sa.func.count(GroupMember.enrolment_id))
        .outerjoin(GroupMember, GroupMember.group_id == Group.id)
        .where(Group.course_id == course_id)
        .group_by(Group.id)
        .order_by(Group.name)
    )
    return [GroupRow(group, count) for group, count in db.session.execute(query)]


def group_in(course_id: int, group_id: int) -> Group | None:
    """This group, if it is one of this course."""
    query = sa.select(Group).where(Group.id == group_id, Group.course_id == course_id)
    return db.session.scalar(query)


def members_of(group: Group) -> list[Enrolment]:
    """The learners in a group, by name."""
    inside = sa.select(GroupMember.enrolment_id).where(GroupMember.group_id == group.id)
    return list(db.session.scalars(learners(group.course_id).where(Enrolment.id.in_(inside))))


def ids_in(group: Group) -> set[int]:
    """The enrolments in a group."""
    return ids_in_group(group.id)


def ids_in_group(group_id: int) -> set[int]:
    query = sa.select(GroupMember.enrolment_id).where(GroupMember.group_id == group_id)
    return set(db.session.scalars(query))


def learners(course_id: int) -> sa.Select[Enrolment]:
    """The enrolments of a course with their members, by name."""
    return (
        sa.select(Enrolment)
        .join(Member, Member.id == Enrolment.member_id)
        .options(contains_eager(Enrolment.member))
        .where(Enrolment.course_id == course_id)
        .order_by(Member.name, Member.id)
    )


def learner_in(course_id: int, enrolment_id: int) -> Enrolment | None:
    """This enrolment, if it is one in this course."""
    return db.session.scalar(learners(course_id).where(Enrolment.id == enrolment_id))


def learners_in(course_id: int, enrolment_ids: Collection[int]) -> list[Enrolment]:
    """Those of these enrolments that are in this course."""
    return list(db.session.scalars(learners(course_id).where(Enrolment.id.in_(enrolment_ids))))


@dataclass(frozen=True)
class LearnersFound:
    """Learners that a search met; `is_cut` when there are more than fit."""

    learners: Sequence[Enrolment]
    is_cut: bool


def search(course_id: int, typed: str, outside: Group | None = None) -> LearnersFound:
    """Learners whom every word meets by the beginning of a name or of the member number.

    Without a word it finds all; those in the group `outside` are left out.
    """
    query = learners(course_id).where(*(_meets(word) for word in sought(typed)))
    if outside is not None:
        inside = sa.select(GroupMember.enrolment_id).where(GroupMember.group_id == outside.id)
        query = query.where(Enrolment.id.not_in(inside))
    found = db.session.scalars(query.limit(MOST_FOUND + 1)).all()
    return LearnersFound(found[:MOST_FOUND], len(found) > MOST_FOUND)


def _meets(word: Sought) -> sa.ColumnElement[bool]:
    """By name and number alone: how to reach a learner is not for authors to look up."""
    named = sa.exists().where(
        MemberSearchToken.member_id == Member.id, _begins(MemberSearchToken.token, word.token)
    )
    return sa.or_(named, _begins(Member.number, word.number)) if word.number else named


def _begins(column: Any, beginning: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= beginning, column < beginning + _LAST)


def by_numbers(course_id: int, numbers: Collection[str]) -> dict[str, Enrolment]:
    """The learners of a course who have these member numbers, by number."""
    rows = db.session.scalars(learners(course_id).where(Member.number.in_(numbers)))
    return {one.member.number: one for one in rows}
