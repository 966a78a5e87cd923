"""A quiz as its learner comes to it: what to expect, and the button that begins."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from lms.assessments import queries
from lms.assessments.access import LONGEST_PASSWORD
from lms.assessments.actions import (
    NoAttemptLeft,
    NothingToAsk,
    NotOpen,
    WrongPassword,
    WrongPlace,
    start_attempt,
)
from lms.assessments.queries import QuizStanding
from lms.assessments.views.room import bp
from lms.assessments.views.steps import lesson_of
from lms.courses import queries as courses
from lms.courses.progress import Standing
from lms.web.forms import Form, render_page
from lms.web.guards import found, signed_in, signed_in_id
from lms.web.limits import count, refuse_if_over

WRONG_PASSWORDS, QUARTER = 10, 15 * 60


class StartForm(Form):
    """The password, where the quiz has one."""

    password = StringField(_l("Password of the quiz"), [Length(max=10 * LONGEST_PASSWORD)])


@bp.get("/courses/<slug>/quizzes/<key>")
@signed_in
def quiz(slug: str, key: str) -> ResponseReturnValue:
    """What the learner is about to do, and what they have done before."""
    return _page(*_open(slug, key), StartForm())


@bp.post("/courses/<slug>/quizzes/<key>/attempts")
@signed_in
def start(slug: str, key: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open."""
    queries.keep_rules(slug, key)
    standing, quiz = _open(slug, key)
    form = StartForm()
    counted_as = f"{quiz.enrolment_id}:{quiz.quiz_id}"
    if form.password.data:
        refuse_if_over("quiz-password", counted_as, WRONG_PASSWORDS, QUARTER)
    with form.showing(NoAttemptLeft, NotOpen, NothingToAsk, WrongPlace):
        try:
            ref = start_attempt(
                quiz, password=form.password.data or "", address=request.remote_addr or ""
            )
            return redirect(url_for(".attempt", ref=ref), 303)
        except WrongPassword as refusal:
            if form.password.data:
                count("quiz-password", counted_as, QUARTER)
            form.password.errors = [str(refusal)]
    return _page(standing, quiz, form)


def _page(standing: Standing, quiz: QuizStanding, form: StartForm) -> ResponseReturnValue:
    return render_page(
        "assessments/quiz.html",
        form,
        quiz=quiz,
        course=courses.published(standing),
        lesson=lesson_of(standing, quiz.key),
    )


def _open(slug: str, key: str) -> tuple[Standing, QuizStanding]:
    standing = found(courses.standing(slug, signed_in_id()))
    return standing, found(queries.quiz_standing(standing, key))
