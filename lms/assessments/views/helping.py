"""Help in a practice: one answer is checked at once, or a hint shown, while it is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import queries
from lms.assessments.actions import (
    NoHintLeft,
    NothingToCheck,
    Saving,
    Told,
    check_answer,
    show_hint,
)
from lms.assessments.numbers import written
from lms.assessments.queries import OpenedAttempt
from lms.assessments.views import replies
from lms.assessments.views.asking import asked_at
from lms.assessments.views.attempts import me, save_sent
from lms.assessments.views.room import bp
from lms.assessments.views.sent import read, sent
from lms.web.app import prepare
from lms.web.guards import found, signed_in


@bp.post("/attempts/<ref>/questions/<int:number>/check")
@signed_in
@prepare(read)
def check_one(ref: str, number: int) -> ResponseReturnValue:
    """Save what came along, and tell of one answer whether it is right."""
    return _helped(ref, number, check_answer)


@bp.post("/attempts/<ref>/questions/<int:number>/hint")
@signed_in
@prepare(read)
def hint(ref: str, number: int) -> ResponseReturnValue:
    """Save what came along, and show the next hint."""
    return _helped(ref, number, partial(show_hint, seen=sent().hints))


def _helped(
    ref: str, number: int, give: Callable[[OpenedAttempt, int], None]
) -> ResponseReturnValue:
    """Give this help; 404 where the question gives none. What was saved stays in any case."""
    attempt = found(queries.attempt_for_grading(me(), ref))
    is_asked = number in attempt.questions and number in attempt.places_now
    if not attempt.paper.settings.is_practice or not is_asked:
        abort(404)
    attempt, saving, told = save_sent(attempt)
    try:
        if saving.is_open:
            give(attempt, number)
    except (NothingToCheck, NoHintLeft) as refusal:
        return _answered(attempt, number, saving, told, str(refusal))
    return _answered(attempt, number, saving, told)


def _answered(
    attempt: OpenedAttempt, number: int, saving: Saving, told: Told, refusal: str = ""
) -> ResponseReturnValue:
    if not request.is_json:
        if refusal:
            flash(refusal, "warn")
        url = url_for(".attempt", ref=attempt.ref, _anchor=f"q{number}")
        return replies.onward(url, saving, told)
    question = asked_at(attempt, queries.responses(attempt.id), number)
    html = render_template(
        "assessments/_help.html", attempt=attempt, question=question, written=written
    )
    return replies.said(attempt, saving, told, html=html, refusal=refusal)
