"""How the acts of this room are called in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from lms.audit.sentences import describe

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
}


def connect() -> None:
    """Teach the audit log this room's acts."""
    describe(ACTS)
