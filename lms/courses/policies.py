"""Who may do what with a course."""

from __future__ import annotations

import sqlalchemy as sa

from lms.courses.models import Course, CourseAuthor
from lms.courses.progress import Standing
from lms.members.models import Member, Role

_ALL_COURSES = (Role.COORDINATOR, Role.ADMINISTRATOR)


def writable_by(member: Member) -> sa.Select[Course]:
    """The courses whose draft this member may know of."""
    courses = sa.select(Course)
    if any(member.has_role(role) for role in _ALL_COURSES):
        return courses
    own = sa.select(CourseAuthor.course_id).where(CourseAuthor.member_id == member.id)
    return courses.where(Course.id.in_(own))


def may_create(member: Member) -> bool:
    return any(member.has_role(role) for role in (Role.INSTRUCTOR, *_ALL_COURSES))


def may_edit(member: Member, course: Course) -> bool:
    """Whether the member may write the draft and publish it: its authors and administrators."""
    return member.has_role(Role.ADMINISTRATOR) or (
        member.has_role(Role.INSTRUCTOR) and any(a.id == member.id for a in course.authors)
    )


def may_see(standing: Standing) -> bool:
    """Whether the course page opens: archived courses stay open to those enrolled."""
    return standing.is_enrolled or not standing.is_archived


def may_enrol(standing: Standing) -> bool:
    return not standing.is_archived
