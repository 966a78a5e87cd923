"""What all pages of the authors' desk share: who may come in, and which course it is."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from sqlalchemy.sql.base import ExecutableOption

from lms.courses import policies
from lms.courses.blocks import BlockKind, kinds
from lms.courses.models import Course
from lms.courses.wording import connect
from lms.db import db, writing
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.guards import authorise, found, role

bp = Blueprint("authoring", __name__, url_prefix="/teach")
bp.record_once(lambda state: connect())  # the log learns how our acts read
writers = role(Role.INSTRUCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
COURSE = "/courses/<slug>"


def open_course(slug: str, *options: ExecutableOption) -> Course:
    """The course that the member may write; 404 when it is not theirs to know, 403 to write.

    A request that writes locks it first: what it reads of the draft nobody changes any more.
    """
    query = policies.writable_by(current_member).where(Course.slug == slug).options(*options)
    if writing.get():
        query = query.with_for_update()
    course = found(db.session.scalar(query))
    authorise(policies.may_edit(current_member, course))
    return course


@bp.app_template_global()
def block_kinds() -> Iterable[BlockKind]:
    """The kinds of block that upper rooms brought; each has a tab on the desk of a course."""
    return kinds().values()
