"""An open attempt: the page, saving, going on, and sending."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from lms.assessments import queries
from lms.assessments.actions import (
    Saving,
    Told,
    hear,
    is_last_step,
    move_on,
    save_answers,
    sign_of_life,
    submit_attempt,
    too_late_sentence,
)
from lms.assessments.models import AttemptState
from lms.assessments.numbers import written
from lms.assessments.queries import OpenedAttempt
from lms.assessments.signals import duration
from lms.assessments.views import replies
from lms.assessments.views.asking import (
    highest_seq,
    number_of,
    steps_of,
    unanswered,
    without_answer,
)
from lms.assessments.views.room import bp
from lms.assessments.views.sent import read, sent
from lms.db import random_ref
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import found, signed_in, signed_in_id


@bp.get("/attempts/<ref>")
@signed_in
def attempt(ref: str) -> ResponseReturnValue:
    """The questions that may be seen, on one page; a script shows them one at a time."""
    attempt = queries.as_if_back(mine(ref))
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
        is_last=not attempt.paper.settings.is_sequential or is_last_step(attempt),
        page=random_ref(),
        seen=highest_seq(stored.values()),
        seconds_left=replies.seconds_left(attempt),
        given_back=duration(attempt.credit) if attempt.credit else None,
        written=written,
    )


@bp.post("/attempts/<ref>/answers")
@signed_in
@prepare(read)
def answers(ref: str) -> ResponseReturnValue:
    """Save answers: operations of a script, or the page as a form."""
    attempt, saving, told = save_sent(found(queries.attempt_for_saving(me(), ref)))
    if request.is_json:
        return replies.said(attempt, saving, told)
    if not saving.is_open:
        flash(too_late_sentence(attempt), "warn")
        return redirect(url_for(".attempt", ref=ref), 303)
    if sent().left_file:
        return _back_for_the_file(ref, saving, told)
    replies.flash_all(saving, told)
    flash(replies.saved_sentence(attempt))
    return redirect(url_for(".attempt", ref=ref), 303)


@bp.post("/attempts/<ref>/pulse")
@signed_in
@prepare(read)
def pulse(ref: str) -> ResponseReturnValue:
    """A sign of life of a page on which nothing was answered for a minute."""
    attempt, told = hear(found(queries.attempt_for_saving(me(), ref)), sent().heard)
    sign_of_life(attempt)
    return replies.said(attempt, Saving(is_open=attempt.is_open), told)


@bp.post("/attempts/<ref>/onward")
@signed_in
@prepare(read)
def onward(ref: str) -> ResponseReturnValue:
    """Save what came along and go to the next question, for good; first ask, without an answer."""
    attempt, saving, told = save_sent(found(queries.attempt_for_grading(me(), ref)))
    if attempt.is_open and sent().left_file:
        return _back_for_the_file(ref, saving, told)
    here = attempt.step_now.question
    if attempt.is_open and not sent().is_confirmed and here in unanswered(attempt):
        return replies.onward(url_for(".check", ref=ref), saving, told)
    if attempt.paper.settings.is_sequential:
        move_on(attempt, sent().position)
    return replies.onward(url_for(".attempt", ref=ref), saving, told)


@bp.post("/attempts/<ref>/submit")
@signed_in
@prepare(read)
def submit(ref: str) -> ResponseReturnValue:
    """Save what came along and grade; first ask, when questions are without answer."""
    attempt, saving, told = save_sent(found(queries.attempt_for_grading(me(), ref)))
    if attempt.is_open and sent().left_file:
        return _back_for_the_file(ref, saving, told)
    if attempt.is_open and not sent().is_confirmed and unanswered(attempt):
        return replies.onward(url_for(".check", ref=ref), saving, told)
    submit_attempt(attempt)
    return replies.onward(url_for(".result", ref=ref), saving, told)


@bp.get("/attempts/<ref>/check")
@signed_in
def check(ref: str) -> ResponseReturnValue:
    """Which questions have no answer yet, before they are sent or left so."""
    attempt = queries.as_if_back(mine(ref))
    if not attempt.is_open:
        return redirect(url_for(".attempt", ref=ref))
    return render_page(
        "assessments/check.html",
        attempt=attempt,
        unanswered=unanswered(attempt),
        number=number_of,
        goes_on=attempt.paper.settings.is_sequential and not is_last_step(attempt),
    )


@bp.get("/attempts/<ref>/token")
@signed_in
def token(ref: str) -> ResponseReturnValue:
    """A fresh token for a page that was kept longer than its session."""
    mine(ref)
    return jsonify(token=generate_csrf())


def _back_for_the_file(ref: str, saving: Saving, told: Told) -> ResponseReturnValue:
    """A browser without script sends a file with its own button only: say so before it is lost."""
    flash(_("The chosen file was not sent. Choose it again and press the button under it."), "warn")
    return replies.onward(url_for(".attempt", ref=ref), saving, told)


def me() -> int:
    return signed_in_id() or abort(401)


def mine(ref: str) -> OpenedAttempt:
    return found(queries.attempt_of(me(), ref))


def save_sent(attempt: OpenedAttempt) -> tuple[OpenedAttempt, Saving, Told]:
    """Take note of this message and save what it brought; the attempt as it is then."""
    attempt, told = hear(attempt, sent().heard)
    return attempt, save_answers(attempt, sent().ops_for(attempt)), told
