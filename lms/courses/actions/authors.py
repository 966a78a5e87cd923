"""Who writes a course."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.courses.actions.drafting import lock
from lms.courses.models import Course
from lms.db import db
from lms.errors import RuleBroken
from lms.members import queries as members
from lms.members.models import Member, Role
from lms.members.numbering import read_number


class NoSuchAuthor(RuleBroken):
    """No instructor has this member number."""


class LastAuthor(RuleBroken):
    """A course without an author would have nobody who minds it."""


def add_author(course: Course, number: str, actor: Member) -> Member:
    """Let the instructor with this member number write the course; again changes nothing.

    Raises NoSuchAuthor.
    """
    author = _instructor(number)
    lock(course)
    if author not in course.authors:
        course.authors.append(author)
        db.session.flush()
        record("courses.author_added", actor.id, "course", course.id, {"author": author.name})
    return author


def remove_author(course: Course, author: Member, actor: Member) -> None:
    """Take the course off this author's desk; again changes nothing. Raises LastAuthor."""
    lock(course)
    if author not in course.authors:
        return
    if len(course.authors) == 1:
        raise LastAuthor(_("A course needs an author. Add another one first."))
    course.authors.remove(author)
    db.session.flush()
    record("courses.author_removed", actor.id, "course", course.id, {"author": author.name})


def _instructor(number: str) -> Member:
    read = read_number(number)
    if read is None:
        raise NoSuchAuthor(_("This is no member number. Look for a mistyped digit."))
    member = members.by_number(read)
    if member is None or not member.has_role(Role.INSTRUCTOR):
        raise NoSuchAuthor(
            _("No instructor has this number. Ask your programme office to give the role.")
        )
    return member
