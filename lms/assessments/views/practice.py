"""Practice: due questions of a course, one at a time, each explained at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from lms.assessments.actions import practising as actions
from lms.assessments.kinds.item import NO_ANSWER, Answer, Shown, Unreadable
from lms.assessments.numbers import written
from lms.assessments.queries import practising as queries
from lms.assessments.queries.practising import Practised
from lms.assessments.results import BEST_POINTS, practised_slot
from lms.assessments.spacing import Rating
from lms.assessments.views.room import bp
from lms.assessments.views.sent import answer_of
from lms.courses import queries as courses
from lms.courses.progress import Standing
from lms.db import now
from lms.web.forms import render_page
from lms.web.guards import found, signed_in, signed_in_id

PRACTICE = "/courses/<slug>/practice"
QUESTION = f"{PRACTICE}/<int:question>"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES_OF_HOUR, HOURS_OF_DAY = 60, 24


@dataclass(frozen=True)
class Turn:
    """A question as its control takes it: nothing is answered yet."""

    shown: Shown
    answer: Answer = NO_ANSWER
    slot: int = 1


@bp.get(PRACTICE)
@signed_in
def practice(slug: str) -> ResponseReturnValue:
    """The question that has been due longest, or when the next one is."""
    standing, enrolment_id = _enrolled(slug)
    now_due = queries.practice(enrolment_id)
    one = now_due.ready[0] if now_due.ready else None
    return render_page(
        "assessments/practice/practice.html",
        course=courses.published(standing),
        one=one,
        due=len(now_due.ready),
        turn=Turn(_shown(one)) if one is not None else None,
        turn_name=actions.turn_of(one.card) if one is not None else "",
        again_in=_words(now_due.next_at - now()) if now_due.next_at is not None else "",
        is_new=not queries.has_cards(enrolment_id),
    )


@bp.post(QUESTION)
@signed_in
def practise(slug: str, question: int) -> ResponseReturnValue:
    """Take an answer and go on to its explanation; no answer is one, too."""
    _standing, one = _one(slug, question)
    try:
        actions.answer_card(one, answer_of(1), request.form.get("turn", ""))
    except (actions.NotDue, Unreadable) as refusal:
        flash(str(refusal), "warn")
        return redirect(url_for(".practice", slug=slug), 303)
    return redirect(url_for(".practised", slug=slug, question=question), 303)


@bp.get(QUESTION)
@signed_in
def practised(slug: str, question: int) -> ResponseReturnValue:
    """What was right, and why, and when the question comes again."""
    standing, one = _one(slug, question)
    last = actions.last_turn(one.card)
    if last is None:
        return redirect(url_for(".practice", slug=slug))
    slot = practised_slot(
        one.paper, actions.slot_of(one, last["seed"]), tuple(map(str, last["answer"]))
    )
    return render_page(
        "assessments/practice/explained.html",
        course=courses.published(standing),
        one=one,
        slot=slot,
        again_in=_words(one.card.due_at - now()),
        may_be_easy=last["rating"] == Rating.GOOD,
        was_easy=last["rating"] == Rating.EASY,
        left=len(queries.practice(one.card.enrolment_id).ready),
        written=written,
        best_points=BEST_POINTS,
    )


@bp.post(f"{QUESTION}/easy")
@signed_in
def easy(slug: str, question: int) -> ResponseReturnValue:
    """It was easy: the question comes again later still."""
    _standing, one = _one(slug, question)
    actions.call_easy(one)
    return redirect(url_for(".practised", slug=slug, question=question), 303)


def _enrolled(slug: str) -> tuple[Standing, int]:
    standing = found(courses.standing(slug, signed_in_id() or abort(401)))
    return standing, found(standing.enrolment_id)


def _one(slug: str, question: int) -> tuple[Standing, Practised]:
    standing, enrolment_id = _enrolled(slug)
    return standing, found(queries.practised(enrolment_id, question))


def _shown(one: Practised) -> Shown:
    slot = actions.slot_of(one, one.card.seed)
    return one.paper.item(slot).present(slot.draw)


def _words(wait: timedelta) -> str:
    """So long, as people say it: rounded to what matters."""
    minutes, hours = max(1, round(wait / MINUTE)), round(wait / HOUR)
    if minutes < MINUTES_OF_HOUR:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if hours < HOURS_OF_DAY:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", round(wait / DAY)))
