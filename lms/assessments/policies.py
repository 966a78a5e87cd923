"""Who may mark what only a person can mark, and read the files that were handed in."""

from __future__ import annotations

import sqlalchemy as sa

from lms.courses import policies as courses
from lms.courses.models import Course
from lms.courses.policies import Person
from lms.members.models import Role


def markable_by(person: Person) -> sa.Select[Course]:
    """The courses whose answers this person may see: assessors mark in all of them."""
    if person.has_role(Role.ASSESSOR):
        return sa.select(Course)
    return courses.writable_by(person)


def may_mark(person: Person, course: Course) -> bool:
    """The authors of the course, assessors, and the office."""
    return person.has_role(Role.ASSESSOR) or courses.may_edit(person, course)


def may_mark_of(person: Person, learner_id: int) -> bool:
    """Nobody marks their own answers."""
    return person.id != learner_id


def may_read_file(person: Person, learner_id: int, course: Course) -> bool:
    """Whether the person may read a file that this learner gave as an answer."""
    return person.id == learner_id or may_mark(person, course)
