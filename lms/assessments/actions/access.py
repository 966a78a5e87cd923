"""Changing when and how often a quiz may be taken. It holds at once, for open attempts too."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from lms.assessments import drafts, queries
from lms.assessments.access import QuizAccess
from lms.assessments.actions.attempting import look_at_the_end
from lms.assessments.actions.questions import refuse_late
from lms.assessments.ends import Change, Moved
from lms.assessments.models import Attempt, AttemptEvent, Quiz
from lms.audit.actions import record
from lms.courses.events import GroupAsked, GroupChanged
from lms.db import db
from lms.i18n import localised

RULES = "rules"
"""The kind of the event of an attempt whose end was moved by its staff."""


def change_access(
    quiz: Quiz, access: QuizAccess, actor_id: int, version: str | None = None
) -> list[Moved]:
    """Bring the access to this, if it still is what `version` names; the open attempts it moved.

    Raises Overtaken.
    """
    hold(quiz)
    refuse_late(version, drafts.access_version(quiz))
    before = drafts.access_of(quiz)
    if access == before:
        return []
    quiz.access = access.dump()
    db.session.flush()
    moved = move_ends(quiz, actor_id)
    record(
        "assessments.access_changed",
        actor_id,
        "quiz",
        quiz.id,
        _summary(before, access) | {"attempts": len(moved)},
    )
    return moved


def set_access(quiz: Quiz, access: QuizAccess) -> None:
    """The same where no person does it, as when a package is loaded."""
    if access == drafts.access_of(quiz):
        return
    hold(quiz)
    quiz.access = access.dump()
    db.session.flush()
    move_ends(quiz, None)


def hold(quiz: Quiz) -> None:
    """Keep the access from being changed, and attempts from being started, until the end."""
    db.session.flush()
    db.session.refresh(quiz, with_for_update=True)


def move_ends(
    quiz: Quiz, actor_id: int | None, enrolment_ids: Collection[int] | None = None
) -> list[Moved]:
    """Give open attempts the ends that the rules now say; those whose end was moved."""
    ends = queries.ends(quiz, enrolment_ids=enrolment_ids, locked=True)
    for one in ends:
        if one.change is not Change.SAME or one.grace != one.running.grace:
            _move(one, actor_id)
    return [one for one in ends if one.change is not Change.SAME]


def _move(one: Moved, actor_id: int | None) -> None:
    attempt = db.session.get_one(Attempt, one.running.attempt_id)
    data = {"before": _written(attempt.deadline_at), "after": _written(one.end)}
    attempt.deadline_at, attempt.grace = one.end, one.grace
    if one.change is not Change.SAME:
        db.session.add(
            AttemptEvent(attempt_id=attempt.id, kind=RULES, member_id=actor_id, data=data)
        )
    db.session.flush()
    look_at_the_end(attempt)


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _summary(before: QuizAccess, after: QuizAccess) -> dict[str, Any]:
    """What differs, as the log keeps it; the password itself is nothing for it."""
    old, new = before.dump(), after.dump()
    changed = sorted(name for name in old | new if old.get(name) != new.get(name))
    values = [name for name in changed if name != "password"]
    return {
        "rules": ", ".join(changed),
        "before": {name: old.get(name) for name in values},
        "after": {name: new.get(name) for name in values},
    }


def on_group_changed(event: GroupChanged) -> None:
    """Who came into a group has its exceptions from now on, who left it has not."""
    for quiz in queries.quizzes_open_for(event.course_id, event.enrolment_ids):
        hold(quiz)
        move_ends(quiz, event.actor_id, event.enrolment_ids)


def on_group_asked(event: GroupAsked) -> None:
    """Which exceptions hang on the group."""
    event.sentences.extend(
        _("Other rules in the quiz “%(quiz)s”: %(reason)s", quiz=localised(title), reason=reason)
        for title, reason in queries.quizzes_excepting(event.group_id)
    )
