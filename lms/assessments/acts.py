"""How the acts and things of this room are called in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from lms.assessments import queries
from lms.audit.sentences import Named, describe, name_things
from lms.i18n import localised

ACTS: Mapping[str, Any] = {
    "assessments.answer_marked_again": _l(
        "%(actor)s marked an answer of %(learner)s in the quiz %(quiz)s again:"
        " %(after)s of %(most)s marks in place of %(before)s."
    ),
    "attempts.extended": _l(
        "%(actor)s added %(minutes)s minutes to the attempt %(object)s. Reason: %(reason)s"
    ),
    "attempts.reopened": _l("%(actor)s opened the attempt %(object)s again. Reason: %(reason)s"),
    "attempts.sent": _l("%(actor)s sent the attempt %(object)s. Reason: %(reason)s"),
    "attempts.taken": _l(
        "%(actor)s counted answers handed in late for the attempt %(object)s. Reason: %(reason)s"
    ),
}


def connect() -> None:
    """Teach the audit log this room's acts and names."""
    describe(ACTS)
    name_things("attempt", _named)


def _named(attempt_ids: Iterable[int]) -> dict[int, Named]:
    return {
        row.id: Named(
            f"{row.name}: {localised(row.title)}",
            url_for("assessments.live_attempt", slug=row.slug, key=row.key, ref=row.ref),
        )
        for row in queries.names_of_attempts(attempt_ids)
    }
