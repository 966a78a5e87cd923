"""Who may do what with a course."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from lms.courses.models import Course, CourseAuthor
from lms.courses.progress import Standing
from lms.members.models import Role

_ALL_COURSES = (Role.COORDINATOR, Role.ADMINISTRATOR)


class Person(Protocol):
    """A member, or the identity of the one who is signed in."""

    @property
    def id(self) -> int: ...
    def has_role(self, role: str) -> bool: ...


def _is_office(person: Person) -> bool:
    return any(person.has_role(role) for role in _ALL_COURSES)


def writable_by(person: Person) -> sa.Select[Course]:
    """The courses whose draft this person may know of."""
    courses = sa.select(Course)
    if _is_office(person):
        return courses
    own = sa.select(CourseAuthor.course_id).where(CourseAuthor.member_id == person.id)
    return courses.where(Course.id.in_(own))


def may_create(person: Person) -> bool:
    return person.has_role(Role.INSTRUCTOR) or _is_office(person)


def may_edit(person: Person, course: Course) -> bool:
    """Whether the person may write the draft and publish it: its authors and the office."""
    return _is_office(person) or (
        person.has_role(Role.INSTRUCTOR) and any(a.id == person.id for a in course.authors)
    )


def may_follow(person: Person, course: Course) -> bool:
    """Whether the person sees how the learners of the course are doing: as for writing it."""
    return may_edit(person, course)


def may_see(standing: Standing) -> bool:
    """Whether the course page opens: archived courses stay open to those enrolled."""
    return standing.is_enrolled or not standing.is_archived


def may_enrol(standing: Standing) -> bool:
    return not standing.is_archived
