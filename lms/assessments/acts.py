"""How the acts and things of this room are called in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from lms.assessments import queries
from lms.assessments.models import Quiz
from lms.audit.sentences import Named, describe, name_things, word_values
from lms.courses.models import Course
from lms.db import db
from lms.i18n import localised

ACTS: Mapping[str, Any] = {
    "assessments.bank_shared": _l(
        "%(actor)s shared the question bank of %(object)s with all courses."
    ),
    "assessments.bank_unshared": _l(
        "%(actor)s stopped sharing the question bank of %(object)s with all courses."
    ),
    "assessments.bank_lent": _l(
        "%(actor)s shared the question bank of %(object)s with the course %(course)s."
    ),
    "assessments.bank_taken_back": _l(
        "%(actor)s stopped sharing the question bank of %(object)s with the course %(course)s."
    ),
    "assessments.answer_marked_again": _l(
        "%(actor)s marked an answer of %(learner)s in the quiz %(quiz)s again:"
        " %(after)s of %(most)s marks in place of %(before)s."
    ),
    "assessments.access_changed": _l(
        "%(actor)s changed when and how the quiz %(object)s may be taken (%(rules)s);"
        " open attempts moved: %(attempts)s."
    ),
    "assessments.exception_given": _l(
        "%(actor)s gave %(whom)s other rules in the quiz %(object)s; open attempts moved:"
        " %(attempts)s. Reason: %(reason)s"
    ),
    "assessments.exception_ended": _l(
        "%(actor)s ended the other rules of %(whom)s in the quiz %(object)s; open attempts moved:"
        " %(attempts)s. Reason: %(reason)s"
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
RULES: Mapping[str, Any] = {
    "opens_at": _l("Opens"),
    "closes_at": _l("Closes"),
    "time_limit": _l("Minutes for one attempt"),
    "grace": _l("Seconds of grace"),
    "attempts": _l("Attempts"),
    "delay": _l("Minutes between two attempts"),
    "outage_cap": _l("Minutes given back for a broken connection"),
    "password": _l("Password"),
    "addresses": _l("Addresses"),
}


def rule_names(rules: str) -> str:
    """Names of rules as the log keeps them, in the language of the page."""
    return ", ".join(str(RULES.get(rule, rule)) for rule in rules.split(", ") if rule)


def connect() -> None:
    """Teach the audit log this room's acts and names."""
    describe(ACTS)
    name_things("quiz", _quizzes)
    name_things("attempt", _attempts)
    word_values("rules", rule_names)


def _quizzes(quiz_ids: Iterable[int]) -> dict[int, Named]:
    rows = db.session.execute(
        sa.select(Quiz.id, Quiz.key, Quiz.title, Course.slug)
        .join(Course, Course.id == Quiz.course_id)
        .where(Quiz.id.in_(list(quiz_ids)))
    )
    return {
        quiz_id: Named(
            localised(title) or key, url_for("assessments.quiz_access", slug=slug, key=key)
        )
        for quiz_id, key, title, slug in rows
    }


def _attempts(attempt_ids: Iterable[int]) -> dict[int, Named]:
    return {
        row.id: Named(
            f"{row.name}: {localised(row.title)}",
            url_for("assessments.live_attempt", slug=row.slug, key=row.key, ref=row.ref),
        )
        for row in queries.names_of_attempts(attempt_ids)
    }
