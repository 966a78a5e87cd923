"""An open attempt: the page, saving, sending, and the result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf

from lms.assessments import queries
from lms.assessments.actions import Saving, save_answers, submit_attempt, too_late_sentence
from lms.assessments.models import AttemptState
from lms.assessments.numbers import written
from lms.assessments.queries import OpenedAttempt
from lms.assessments.results import result_of
from lms.assessments.views.asking import (
    highest_seq,
    number_of,
    steps_of,
    unanswered,
    without_answer,
)
from lms.assessments.views.room import bp
from lms.assessments.views.sent import read, sent
from lms.assessments.views.steps import lesson_of, next_lesson
from lms.courses import queries as courses
from lms.db import now, random_ref
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import found, signed_in, signed_in_id


@bp.get("/attempts/<ref>")
@signed_in
def attempt(ref: str) -> ResponseReturnValue:
    """The questions, all on one page; a script shows them one at a time."""
    attempt = _mine(ref)
    if attempt.state != AttemptState.OPEN:
        return redirect(url_for(".result", ref=ref))
    if attempt.is_overdue:
        return render_page("assessments/time_up.html", attempt=attempt)
    stored = queries.responses(attempt.id)
    return render_page(
        "assessments/attempt.html",
        attempt=attempt,
        steps=steps_of(attempt, stored),
        left=without_answer(attempt, stored),
        page=random_ref(),
        seen=highest_seq(stored.values()),
        written=written,
        seconds_left=_seconds_left(attempt),
    )


@bp.post("/attempts/<ref>/answers")
@signed_in
@prepare(read)
def answers(ref: str) -> ResponseReturnValue:
    """Save answers: operations of a script, or the page as a form."""
    attempt = found(queries.attempt_for_saving(_me(), ref))
    saving = save_answers(attempt, sent().ops_for(attempt))
    if request.is_json:
        return _said(attempt, saving)
    if not saving.is_open:
        flash(too_late_sentence(attempt), "warn")
        return redirect(url_for(".attempt", ref=ref), 303)
    _tell(saving)
    flash(_saved_sentence(attempt))
    return redirect(url_for(".attempt", ref=ref), 303)


@bp.post("/attempts/<ref>/submit")
@signed_in
@prepare(read)
def submit(ref: str) -> ResponseReturnValue:
    """Save what came along and grade; first ask, when questions are without answer."""
    attempt = found(queries.attempt_for_grading(_me(), ref))
    saving = save_answers(attempt, sent().ops_for(attempt))
    _tell(saving)
    if attempt.is_open and not sent().is_confirmed and unanswered(attempt):
        return _onward(url_for(".check", ref=ref), saving)
    submit_attempt(attempt)
    return _onward(url_for(".result", ref=ref), saving)


@bp.get("/attempts/<ref>/check")
@signed_in
def check(ref: str) -> ResponseReturnValue:
    """Which questions have no answer yet, before they are sent so."""
    attempt = _mine(ref)
    if not attempt.is_open:
        return redirect(url_for(".attempt", ref=ref))
    return render_page(
        "assessments/check.html", attempt=attempt, unanswered=unanswered(attempt), number=number_of
    )


@bp.get("/attempts/<ref>/token")
@signed_in
def token(ref: str) -> ResponseReturnValue:
    """A fresh token for a page that was kept longer than its session."""
    _mine(ref)
    return jsonify(token=generate_csrf())


@bp.get("/attempts/<ref>/result")
@signed_in
def result(ref: str) -> ResponseReturnValue:
    """The score, what was right and why as far as the quiz releases it, and the next step."""
    attempt = _mine(ref)
    if attempt.state == AttemptState.OPEN:
        return redirect(url_for(".attempt", ref=ref))
    slug, key = queries.place_of(attempt.quiz_id)
    standing = found(courses.standing(slug, _me()))
    quiz = queries.quiz_standing(standing, key)
    return render_page(
        "assessments/result.html",
        result=result_of(
            attempt,
            has_passed=quiz is not None and quiz.has_passed,
            closes_at=quiz.access.closes_at if quiz is not None else None,
        ),
        quiz=quiz,
        course=courses.published(standing),
        standing=standing,
        lesson=lesson_of(standing, key),
        next_lesson=next_lesson(standing),
        written=written,
    )


def _me() -> int:
    return signed_in_id() or abort(401)


def _mine(ref: str) -> OpenedAttempt:
    return found(queries.attempt_of(_me(), ref))


def _seconds_left(attempt: OpenedAttempt) -> int | None:
    if attempt.deadline_at is None:
        return None
    return max(0, (attempt.deadline_at - now()) // timedelta(seconds=1))


def _saved_sentence(attempt: OpenedAttempt) -> str:
    every = len(attempt.questions)
    answered = every - len(unanswered(attempt))
    sentence: str = ngettext(
        "Saved. %(num)s of %(all)s questions has an answer.",
        "Saved. %(num)s of %(all)s questions have an answer.",
        answered,
        all=every,
    )
    return sentence


def _tell(saving: Saving) -> None:
    """Say on the next page what was not taken."""
    for sentence in dict.fromkeys(saving.refused.values()):
        flash(sentence, "warn")
    if saving.overtaken:
        flash(
            _(
                "Some questions were answered on another page since this one was opened."
                " The newer answers were kept: look at them once more."
            ),
            "warn",
        )


def _onward(url: str, saving: Saving) -> ResponseReturnValue:
    if not request.is_json:
        return redirect(url, 303)
    return jsonify(_as_json(saving) | {"next": url})


def _said(attempt: OpenedAttempt, saving: Saving) -> ResponseReturnValue:
    """200 while answers are taken or when all of these had been; else 409 with what is stored."""
    if saving.is_open or not saving.refused:
        return jsonify(_as_json(saving))
    stored = {n: list(one.answer) for n, one in queries.responses(attempt.id).items()}
    body = {
        "type": "about:blank",
        "title": _("That is not possible now"),
        "status": 409,
        "detail": too_late_sentence(attempt),
        "stored": stored,
        "next": url_for(".attempt", ref=attempt.ref),
    }
    response = jsonify(body | _as_json(saving))
    response.mimetype = "application/problem+json"
    return response, 409


def _as_json(saving: Saving) -> dict[str, Any]:
    return {
        "saved": saving.saved,
        "refused": [{"id": op, "reason": why} for op, why in saving.refused.items()],
        "overtaken": saving.overtaken,
    }
