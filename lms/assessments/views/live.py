"""Following a quiz while it is taken, and what staff may do to somebody's attempt."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.actions import TooManyFiles, invigilating
from lms.assessments.actions.invigilating import NotPossible
from lms.assessments.forms import ExtendForm, HandInForm, ReasonForm, ReopenForm
from lms.assessments.models import AttemptState, Quiz
from lms.assessments.queries import LiveAttempt, OpenedAttempt
from lms.assessments.signals import NAMES, Signal, details, duration
from lms.assessments.views.handing_in import NoAnswers, read_sheet, take_sheet
from lms.assessments.views.room import bp
from lms.assessments.views.writing import QUIZ, quiz_of, writers
from lms.members.identity import current_member
from lms.web.app import prepare
from lms.web.forms import Form, render_page
from lms.web.guards import authorise, found
from lms.web.pagination import paginate

LIVE = f"{QUIZ}/live"
ONE = f"{LIVE}/<ref>"


@bp.get(LIVE)
@writers
def live(slug: str, key: str) -> ResponseReturnValue:
    """Who has started, how far they are, and from whom nothing was heard for a while."""
    return render_template("assessments/live/overview.html", **_overview(quiz_of(slug, key)))


@bp.get(f"{LIVE}/part")
@writers
def live_part(slug: str, key: str) -> ResponseReturnValue:
    """The table of that page alone, for the script that keeps it fresh."""
    html = render_template("assessments/live/_table.html", **_overview(quiz_of(slug, key)))
    return jsonify(html=html)


@bp.get(ONE)
@writers
def live_attempt(slug: str, key: str, ref: str) -> ResponseReturnValue:
    """One attempt with its log."""
    quiz, attempt = _attempt(slug, key, ref)
    return render_page(
        "assessments/live/attempt.html",
        course=quiz.course,
        quiz=quiz,
        attempt=attempt,
        events=queries.events_of(attempt.id),
        gives_time_back=queries.gives_time_back(quiz),
        may_act=attempt.member_id != current_member.id,
        **_words(),
    )


@bp.route(f"{ONE}/extend", methods=["GET", "POST"])
@writers
def extend(slug: str, key: str, ref: str) -> ResponseReturnValue:
    """Give somebody more minutes."""
    quiz, attempt = _to_change(slug, key, ref)
    form = ExtendForm()
    if form.validate_on_submit():
        with form.showing(NotPossible):
            minutes, reason = form.minutes.data or 0, form.reason.data or ""
            invigilating.extend(_locked(quiz, ref), minutes, reason, current_member.id)
            return _done(quiz, ref, _("The time is added."))
    return _page("extend", form, quiz, attempt)


@bp.route(f"{ONE}/reopen", methods=["GET", "POST"])
@writers
def reopen(slug: str, key: str, ref: str) -> ResponseReturnValue:
    """Let somebody go on with an attempt that was sent."""
    quiz, attempt = _to_change(slug, key, ref)
    form = ReopenForm()
    if form.validate_on_submit():
        with form.showing(NotPossible):
            minutes, reason = form.minutes.data, form.reason.data or ""
            invigilating.reopen(_locked(quiz, ref), minutes, reason, current_member.id)
            return _done(quiz, ref, _("The attempt is open again."))
    return _page("reopen", form, quiz, attempt)


@bp.route(f"{ONE}/submit", methods=["GET", "POST"])
@writers
def submit_for(slug: str, key: str, ref: str) -> ResponseReturnValue:
    """Send the attempt of somebody as it stands."""
    quiz, attempt = _to_change(slug, key, ref)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.showing(NotPossible):
            invigilating.submit_for(_locked(quiz, ref), form.reason.data or "", current_member.id)
            return _done(quiz, ref, _("The attempt is sent."))
    return _page("submit", form, quiz, attempt)


@bp.route(f"{ONE}/hand-in", methods=["GET", "POST"])
@writers
@prepare(read_sheet)
def hand_in_for(slug: str, key: str, ref: str) -> ResponseReturnValue:
    """Hand in the file with answers of somebody."""
    quiz, attempt = _to_change(slug, key, ref)
    form = HandInForm()
    if form.validate_on_submit():
        with form.showing(NoAnswers, TooManyFiles):
            take_sheet(_locked(quiz, ref), current_member.id)
            return redirect(url_for(".live_attempt", slug=slug, key=key, ref=ref), 303)
    return _page("hand_in_for", form, quiz, attempt)


@bp.route(f"{ONE}/handed-in/<int:event>/take", methods=["GET", "POST"])
@writers
def take(slug: str, key: str, ref: str, event: int) -> ResponseReturnValue:
    """Count answers that were handed in too late."""
    quiz, attempt = _to_change(slug, key, ref)
    handed_in = found(queries.event_of(attempt.id, event, Signal.HANDED_IN))
    form = ReasonForm()
    if form.validate_on_submit():
        with form.showing(NotPossible):
            reason = form.reason.data or ""
            invigilating.take(_locked(quiz, ref), handed_in, reason, current_member.id)
            return _done(quiz, ref, _("The answers are counted, and the attempt is sent."))
    return _page("take", form, quiz, attempt)


def _overview(quiz: Quiz) -> dict[str, Any]:
    state = request.args.get("state", AttemptState.OPEN)
    if state not in list(AttemptState):
        abort(404)
    page = paginate(queries.attempts_at(quiz.id, state))
    return {
        "course": quiz.course,
        "quiz": quiz,
        "state": state,
        "counts": queries.states_of(quiz.id),
        "page": page,
        "attempts": queries.live(page.items),
        "gives_time_back": queries.gives_time_back(quiz),
        **_words(),
    }


def _words() -> dict[str, Any]:
    return {"names": NAMES, "details": details, "duration": duration}


def _attempt(slug: str, key: str, ref: str) -> tuple[Quiz, LiveAttempt]:
    quiz = quiz_of(slug, key)
    return quiz, found(queries.live_attempt(quiz.id, ref))


def _to_change(slug: str, key: str, ref: str) -> tuple[Quiz, LiveAttempt]:
    """The same, for all but its own learner: nobody decides about themselves."""
    quiz, attempt = _attempt(slug, key, ref)
    authorise(attempt.member_id != current_member.id)
    return quiz, attempt


def _locked(quiz: Quiz, ref: str) -> OpenedAttempt:
    return found(queries.opened_in_quiz(quiz.id, ref))


def _done(quiz: Quiz, ref: str, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for(".live_attempt", slug=quiz.course.slug, key=quiz.key, ref=ref), 303)


def _page(name: str, form: Form, quiz: Quiz, attempt: LiveAttempt) -> ResponseReturnValue:
    return render_page(
        f"assessments/live/{name}.html", form, course=quiz.course, quiz=quiz, attempt=attempt
    )
