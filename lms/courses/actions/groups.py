"""Groups of a course: who is in them. What hangs on them (a deadline) is for the rooms above."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.audit.actions import record
from lms.courses import grouping
from lms.courses.actions.drafting import lock
from lms.courses.events import GroupAsked, GroupChanged
from lms.courses.models import Course, Enrolment, Group, GroupMember
from lms.db import db
from lms.errors import RuleBroken
from lms.events import publish
from lms.members.numbering import read_number

MOST_LINES = 500


class NameTaken(RuleBroken):
    """The course has a group of this name."""


class Verdict(StrEnum):
    """What became of one pasted line."""

    ADDED = "added"
    INSIDE = "inside"
    NOT_ENROLLED = "not-enrolled"
    NO_NUMBER = "no-number"


@dataclass(frozen=True)
class LineVerdict:
    """A pasted line, what became of it, and whom it means if it means a learner."""

    line: str
    verdict: Verdict
    name: str = ""


def create_group(course: Course, name: str, actor_id: int) -> Group:
    """A new group, empty. Raises NameTaken."""
    lock(course)
    _refuse_taken(course.id, name)
    group = Group(course_id=course.id, name=name)
    db.session.add(group)
    db.session.flush()
    record("courses.group_created", actor_id, "course", course.id, {"group": name})
    return group


def rename_group(course: Course, group: Group, name: str, actor_id: int) -> None:
    """Raises NameTaken."""
    lock(course)
    if name == group.name:
        return
    _refuse_taken(course.id, name)
    record(
        "courses.group_renamed",
        actor_id,
        "course",
        course.id,
        {"before": group.name, "group": name},
    )
    group.name = name
    db.session.flush()


def _refuse_taken(course_id: int, name: str) -> None:
    query = sa.select(Group.id).where(Group.course_id == course_id, Group.name == name)
    if db.session.scalar(query) is not None:
        raise NameTaken(_("This course has a group “%(name)s” already.", name=name))


def delete_group(course: Course, group: Group, actor_id: int) -> None:
    """Delete the group; its learners stay in the course, and what hung on it is gone."""
    lock(course)
    left, name, group_id = grouping.ids_in(group), group.name, group.id
    db.session.delete(group)
    db.session.flush()
    db.session.expire_all()  # what the database took away with it is known to be gone
    record("courses.group_deleted", actor_id, "course", course.id, {"group": name})
    publish(GroupChanged(course.id, group_id, frozenset(left), actor_id))


def hanging_on(group: Group) -> list[str]:
    """What would go with the group, a sentence each."""
    asked = GroupAsked(group.id)
    publish(asked)
    return asked.sentences


def add_learners(
    course: Course, group: Group, enrolments: Iterable[Enrolment], actor_id: int
) -> int:
    """Put these learners of the course into the group; how many were not there before."""
    lock(course)
    inside = grouping.ids_in(group)
    new = {one.id for one in enrolments if one.course_id == course.id} - inside
    db.session.add_all(GroupMember(group_id=group.id, enrolment_id=one) for one in sorted(new))
    db.session.flush()
    _changed(course, group, new, actor_id)
    return len(new)


def add_by_numbers(
    course: Course, group: Group, lines: Sequence[str], actor_id: int
) -> list[LineVerdict]:
    """Put in whoever these member numbers mean, one a line; what became of each line."""
    numbers = [read_number(line) for line in lines]
    known = grouping.by_numbers(course.id, {one for one in numbers if one is not None})
    inside, verdicts = grouping.ids_in(group), []
    for line, number in zip(lines, numbers, strict=True):
        verdicts.append(_verdict(line, number, known, inside))
        if verdicts[-1].verdict is Verdict.ADDED and number is not None:
            inside.add(known[number].id)
    add_learners(course, group, known.values(), actor_id)
    return verdicts


def _verdict(
    line: str, number: str | None, known: dict[str, Enrolment], inside: Collection[int]
) -> LineVerdict:
    if number is None:
        return LineVerdict(line, Verdict.NO_NUMBER)
    if (enrolment := known.get(number)) is None:
        return LineVerdict(line, Verdict.NOT_ENROLLED)
    verdict = Verdict.INSIDE if enrolment.id in inside else Verdict.ADDED
    return LineVerdict(line, verdict, enrolment.member.name)


def remove_learner(course: Course, group: Group, enrolment: Enrolment, actor_id: int) -> None:
    """Take the learner out of the group; again changes nothing."""
    lock(course)
    if enrolment.id not in grouping.ids_in(group):
        return
    db.session.execute(
        sa.delete(GroupMember).where(
            GroupMember.group_id == group.id, GroupMember.enrolment_id == enrolment.id
        )
    )
    _changed(course, group, {enrolment.id}, actor_id)


def _changed(course: Course, group: Group, enrolment_ids: Collection[int], actor_id: int) -> None:
    if enrolment_ids:
        summary = {"group": group.name, "count": len(enrolment_ids)}
        record("courses.group_changed", actor_id, "course", course.id, summary)
        publish(GroupChanged(course.id, group.id, frozenset(enrolment_ids), actor_id))
