"""What comes after an attempt: its result, and the next step."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import queries
from lms.assessments.models import AttemptState
from lms.assessments.numbers import written
from lms.assessments.results import BEST_POINTS, result_of
from lms.assessments.views.room import bp
from lms.assessments.views.steps import lesson_of, next_lesson
from lms.courses import queries as courses
from lms.web.forms import render_page
from lms.web.guards import found, signed_in, signed_in_id


@bp.get("/attempts/<ref>/result")
@signed_in
def result(ref: str) -> ResponseReturnValue:
    """The score, what was right and why as far as the quiz releases it, and the next step."""
    me = signed_in_id() or abort(401)
    attempt = found(queries.attempt_of(me, ref))
    if attempt.state == AttemptState.OPEN:
        return redirect(url_for(".attempt", ref=ref))
    slug, key = queries.place_of(attempt.quiz_id)
    standing = found(courses.standing(slug, me))
    quiz = queries.quiz_standing(standing, key)
    over_at = quiz.over_at if quiz is not None else queries.access_of(attempt).over_at
    return render_page(
        "assessments/result.html",
        result=result_of(
            attempt,
            has_passed=quiz is not None and quiz.has_passed,
            over_at=over_at,
        ),
        quiz=quiz,
        course=courses.published(standing),
        standing=standing,
        lesson=lesson_of(standing, key),
        next_lesson=next_lesson(standing),
        written=written,
        best_points=BEST_POINTS,
    )
