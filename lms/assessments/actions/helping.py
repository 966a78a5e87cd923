"""Practice: having one answer checked at once, and asking for a hint."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from lms.assessments import queries
from lms.assessments.grading import grade_answer
from lms.assessments.models import Response
from lms.assessments.queries import OpenedAttempt
from lms.db import db
from lms.errors import RuleBroken

_RESPONSES = Response.metadata.tables[Response.__tablename__]
_OF_SLOT = _RESPONSES.update().where(
    _RESPONSES.c.attempt_id == sa.bindparam("attempt"), _RESPONSES.c.slot == sa.bindparam("number")
)
_CHECKED = _OF_SLOT.values(
    checked=sa.bindparam("answer", type_=_RESPONSES.c.checked.type), tries=sa.bindparam("tried")
)
_HINTED = _OF_SLOT.where(_RESPONSES.c.hints == sa.bindparam("seen")).values(
    hints=_RESPONSES.c.hints + 1, tries=_RESPONSES.c.tries + 1
)
_EMPTY = {
    "sqlite": sqlite.insert(_RESPONSES).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_RESPONSES).on_conflict_do_nothing(),
}


class NothingToCheck(RuleBroken):
    """There is no answer, or only a person can tell what it is worth."""


class NoHintLeft(RuleBroken):
    """All hints of this question are on the page."""


def check_answer(attempt: OpenedAttempt, slot: int) -> None:
    """Grade the stored answer to this question and remember it as checked.

    `attempt` was read for grading in this transaction. What was not right costs, and the same
    answer costs once: a second press on the button checks nothing new. Raises NothingToCheck.
    """
    stored = queries.responses(attempt.id).get(slot)
    if stored is None or not stored.answer:
        raise NothingToCheck(_("Answer the question first, then have it checked."))
    if stored.checked == stored.answer:
        return
    grade = grade_answer(attempt.paper, attempt.slots[slot - 1], stored.given)
    if grade.is_pending:
        raise NothingToCheck(_("This answer is marked by a person, once you have sent it."))
    values = {
        "attempt": attempt.id,
        "number": slot,
        "answer": list(stored.answer),
        "tried": stored.tries + (grade.grading.share < 1),
    }
    db.session.connection().execute(_CHECKED, values)


def show_hint(attempt: OpenedAttempt, slot: int, seen: int) -> None:
    """Show the next hint to somebody who has seen so many; a second press shows no second one.

    A hint costs as much as a try. Raises NoHintLeft.
    """
    item = attempt.paper.item(attempt.slots[slot - 1])
    if seen >= len(item.hints):
        raise NoHintLeft(_("There is no further hint for this question."))
    connection = db.session.connection()
    connection.execute(_EMPTY[connection.dialect.name], _empty_row(attempt, slot))
    connection.execute(_HINTED, {"attempt": attempt.id, "number": slot, "seen": seen})


def _empty_row(attempt: OpenedAttempt, slot: int) -> dict[str, Any]:
    """No answer yet, older than any."""
    return {
        "attempt_id": attempt.id,
        "slot": slot,
        "question_version_id": attempt.slots[slot - 1].question,
        "seq": 0,
        "value": [],
    }
