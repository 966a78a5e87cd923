"""How the acts and things of this room are called in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from lms.audit.sentences import Named, describe, name_things
from lms.courses.models import Course, Fact
from lms.db import db
from lms.i18n import localised

ACTS: Mapping[str, Any] = {
    "courses.created": _l("%(actor)s created the course %(object)s."),
    "courses.published": _l("%(actor)s published version %(revision)s of %(object)s."),
    "courses.archived": _l("%(actor)s archived the course %(object)s."),
    "courses.reopened": _l("%(actor)s opened the course %(object)s again."),
    "courses.author_added": _l("%(actor)s made %(author)s an author of %(object)s."),
    "courses.author_removed": _l("%(actor)s removed %(author)s as an author of %(object)s."),
    "courses.fact_confirmed": _l(
        "%(actor)s looked at the fact %(object)s: it is still true. It is due on %(review_by)s."
    ),
    "courses.fact_changed": _l(
        "%(actor)s changed the fact %(object)s from %(before)s to %(after)s."
    ),
    "courses.group_created": _l("%(actor)s made the group %(group)s in %(object)s."),
    "courses.group_renamed": _l(
        "%(actor)s renamed the group %(before)s of %(object)s to %(group)s."
    ),
    "courses.group_changed": _l(
        "%(actor)s changed who is in the group %(group)s of %(object)s (learners: %(count)s)."
    ),
    "courses.group_deleted": _l("%(actor)s deleted the group %(group)s of %(object)s."),
}


def connect() -> None:
    """Teach the audit log this room's acts and names."""
    describe(ACTS)
    name_things("course", _named)
    name_things("fact", _named_facts)


def _named(course_ids: Iterable[int]) -> dict[int, Named]:
    rows = db.session.execute(
        sa.select(Course.id, Course.slug, Course.title).where(Course.id.in_(list(course_ids)))
    )
    return {
        course_id: Named(localised(title) or slug, url_for("authoring.course", slug=slug))
        for course_id, slug, title in rows
    }


def _named_facts(fact_ids: Iterable[int]) -> dict[int, Named]:
    rows = db.session.execute(sa.select(Fact.id, Fact.key).where(Fact.id.in_(list(fact_ids))))
    return {fact_id: Named(key) for fact_id, key in rows}
