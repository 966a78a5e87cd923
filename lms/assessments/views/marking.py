"""The pages on which people mark what no machine can."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import policies
from lms.assessments.actions import marking as actions
from lms.assessments.forms.marking import MarkForm
from lms.assessments.handed import refs_in
from lms.assessments.kinds.item import Text
from lms.assessments.kinds.marking import Marking
from lms.assessments.models import AnswerFile
from lms.assessments.numbers import written
from lms.assessments.queries import files_of_attempt
from lms.assessments.queries import marking as queries
from lms.assessments.queries.marking import ToMark
from lms.assessments.results import named
from lms.assessments.views.room import bp
from lms.courses import queries as courses
from lms.courses.models import Course
from lms.db import db
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.forms import render_page
from lms.web.guards import authorise, found, role

markers = role(Role.INSTRUCTOR, Role.ASSESSOR, Role.COORDINATOR, Role.ADMINISTRATOR)
MARKING = "/teach/courses/<slug>/marking"
ANSWER = f"{MARKING}/<ref>/<int:slot>"


@bp.get(MARKING)
@markers
def marking(slug: str) -> ResponseReturnValue:
    """What waits for a mark, and what was marked lately."""
    course = _course(slug)
    return render_page(
        "assessments/marking/answers.html",
        course=course,
        title=courses.published_title(course.id) or course.title,
        waiting=queries.waiting(course.id, current_member.id),
        marked=queries.marked_lately(course.id, current_member.id),
        written=written,
    )


@bp.route(ANSWER, methods=["GET", "POST"])
@markers
def mark(slug: str, ref: str, slot: int) -> ResponseReturnValue:
    """One answer: what was asked, what was given, and the mark for it."""
    course = _course(slug)
    answer = _answer(course, ref, slot)
    form = MarkForm(answer.most, data=_values(answer))
    if form.validate_on_submit():
        with form.showing(actions.MarkedMeanwhile, actions.PassTaken):
            return _marked(course, answer, form)
    if form.form_errors:  # as it stands now, for the one who looks again
        answer = _answer(course, ref, slot)
        form.looked_at.data = answer.seen
    files = _files(answer)
    return render_page(
        "assessments/marking/answer.html",
        form,
        course=course,
        title=courses.published_title(course.id) or course.title,
        answer=answer,
        explained=named(
            answer.item.explain(answer.drawn.draw, answer.answer),
            {file.ref: file.name for file in files},
        ),
        notes=_notes(answer),
        files=files,
        written=written,
    )


def _marked(course: Course, answer: ToMark, form: MarkForm) -> ResponseReturnValue:
    is_graded = actions.give_mark(
        found(queries.attempt_for_marking(course.id, answer.attempt.ref)),
        answer.slot,
        form.given,
        form.comment.data or "",
        looked_at=form.looked_at.data or "",
        actor_id=current_member.id,
    )
    flash(_said(answer, is_graded=is_graded))
    return _next(course, answer)


def _course(slug: str) -> Course:
    course = found(
        db.session.scalar(policies.markable_by(current_member).where(Course.slug == slug))
    )
    authorise(policies.may_mark(current_member, course))
    return course


def _answer(course: Course, ref: str, slot: int) -> ToMark:
    answer = found(queries.to_mark(course.id, ref, slot))
    authorise(policies.may_mark_of(current_member, answer.learner_id))
    return answer


def _values(answer: ToMark) -> dict[str, str]:
    mark = "" if answer.mark is None else written(answer.mark)
    return {"mark": mark, "comment": answer.comment or "", "looked_at": answer.seen}


def _files(answer: ToMark) -> list[AnswerFile]:
    """The files in the answer; not those that its learner took back."""
    listed = refs_in(answer.item, answer.answer).values()
    refs = {ref for part in listed for ref in part}
    files = files_of_attempt(answer.attempt.id)
    return [file for ref, file in files.items() if ref in refs]


def _notes(answer: ToMark) -> list[Text]:
    """What the author says to assessors alone: of the question, and of those within it."""
    items = (answer.item, *getattr(answer.item, "questions", ()))
    markings = (getattr(item, "marking", None) for item in items)
    return [one.notes for one in markings if isinstance(one, Marking) and one.notes]


def _said(answer: ToMark, *, is_graded: bool) -> str:
    if answer.given_share is not None:
        return str(_("The new mark is saved."))
    if is_graded:
        return str(_("The mark is saved. The learner can see the result now."))
    return str(_("The mark is saved."))


def _next(course: Course, answer: ToMark) -> ResponseReturnValue:
    """To the oldest answer that waits; after a change, and when none does, to all of them."""
    waiting = queries.waiting(course.id, current_member.id)
    if answer.given_share is not None or not waiting:
        return redirect(url_for(".marking", slug=course.slug), 303)
    following = waiting[0]
    url = url_for(".mark", slug=course.slug, ref=following.attempt.ref, slot=following.slot)
    return redirect(url, 303)
