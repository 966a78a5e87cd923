"""Who may do what with attempts."""

from __future__ import annotations

from lms.courses import policies as courses
from lms.courses.models import Course
from lms.courses.policies import Person
from lms.members.models import Role


def may_read_answer(person: Person, learner_id: int, course: Course) -> bool:
    """The learner, those who write the course, and those who mark."""
    return (
        person.id == learner_id
        or courses.may_follow(person, course)
        or person.has_role(Role.ASSESSOR)
    )
