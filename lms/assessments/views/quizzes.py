"""A quiz as its learner comes to it: what to expect, and the button that begins."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import queries
from lms.assessments.actions import start_attempt
from lms.assessments.queries import QuizStanding
from lms.assessments.views.room import bp
from lms.assessments.views.steps import lesson_of
from lms.courses import queries as courses
from lms.courses.progress import Standing
from lms.web.forms import render_page
from lms.web.guards import found, signed_in, signed_in_id


@bp.get("/courses/<slug>/quizzes/<key>")
@signed_in
def quiz(slug: str, key: str) -> ResponseReturnValue:
    """What the learner is about to do, and what they have done before."""
    standing, quiz = _open(slug, key)
    return render_page(
        "assessments/quiz.html",
        quiz=quiz,
        course=courses.published(standing),
        lesson=lesson_of(standing, key),
    )


@bp.post("/courses/<slug>/quizzes/<key>/attempts")
@signed_in
def start(slug: str, key: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open."""
    _standing, quiz = _open(slug, key)
    ref = start_attempt(
        quiz, password=request.form.get("password", ""), address=request.remote_addr or ""
    )
    return redirect(url_for(".attempt", ref=ref), 303)


def _open(slug: str, key: str) -> tuple[Standing, QuizStanding]:
    standing = found(courses.standing(slug, signed_in_id()))
    return standing, found(queries.quiz_standing(standing, key))
