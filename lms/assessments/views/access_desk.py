"""When and how often a quiz may be taken, and for whom it is different. It holds at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessments import drafts, queries
from lms.assessments.actions import access as actions
from lms.assessments.actions import exceptions
from lms.assessments.actions.questions import refuse_late
from lms.assessments.ends import Change, Excepting, Moved
from lms.assessments.forms import (
    AccessForm,
    EndExceptionForm,
    ExceptionForm,
    differences,
    saved_meanwhile,
)
from lms.assessments.models import Quiz
from lms.assessments.views.room import bp
from lms.assessments.views.writing import QUIZ, quiz_of, writers
from lms.courses import grouping
from lms.courses.actions.drafting import Overtaken
from lms.i18n import zone
from lms.members.identity import current_member
from lms.web.forms import render_page
from lms.web.guards import found

EXCEPTION = f"{QUIZ}/exceptions/<int:exception>"
CONFIRMED, BACK = "confirmed", "back"
_WHOM = re.compile(r"(learner|group)-([0-9]{1,9})")


@bp.route(f"{QUIZ}/access", methods=["GET", "POST"])
@writers
def quiz_access(slug: str, key: str) -> ResponseReturnValue:
    """The rules that hold at once. What was filled in is first shown with what it does."""
    quiz = quiz_of(slug, key)
    before = drafts.access_of(quiz)
    values, version = AccessForm.of(before), drafts.access_version(quiz)
    form = AccessForm(data=values | {"version": version})
    if form.validate_on_submit() and BACK not in request.form:
        with form.showing(Overtaken):
            if CONFIRMED in request.form:
                return _changed(quiz, form)
            refuse_late(form.version.data, version)
            return _access_preview(quiz, form)
    return render_page(
        "assessments/editor/access.html",
        form,
        course=quiz.course,
        quiz=quiz,
        zone=zone().key,
        exceptions=queries.exception_rows(quiz.id),
        open_count=queries.open_count(quiz.course_id, quiz.id),
        saved=saved_meanwhile(form, values, version),
    )


def _changed(quiz: Quiz, form: AccessForm) -> ResponseReturnValue:
    moved = actions.change_access(quiz, form.access, current_member.id, form.version.data)
    flash(_("The rules are saved. They hold from now on."))
    _tell(moved)
    return _to_access(quiz)


def _access_preview(quiz: Quiz, form: AccessForm) -> ResponseReturnValue:
    changes = list(differences(drafts.access_of(quiz), form.access))
    if not changes:
        flash(_("Nothing was changed."), "warn")
        return _to_access(quiz)
    return render_page(
        "assessments/editor/access_preview.html",
        form,
        course=quiz.course,
        quiz=quiz,
        changes=changes,
        ends=queries.ends(quiz, access=form.access),
    )


@bp.route(f"{QUIZ}/new-exception", methods=["GET", "POST"])
@writers
def new_exception(slug: str, key: str) -> ResponseReturnValue:
    """Choose a learner or a group (?for=learner-7), say what is different, see what it does."""
    quiz = quiz_of(slug, key)
    asked = request.form.get("whom") or request.args.get("for", "")
    if not asked:
        return _choose_whom(quiz)
    whom = _whom(quiz, asked)
    form = ExceptionForm(whom=asked)
    if form.validate_on_submit() and BACK not in request.form:
        with form.showing(exceptions.NothingGranted):
            exceptions.refuse_empty(form.granted)
            if CONFIRMED in request.form:
                return _given(quiz, whom, form)
            return _exception_preview(quiz, whom, form)
    return render_page(
        "assessments/editor/exception.html",
        form,
        course=quiz.course,
        quiz=quiz,
        name=exceptions.name_of(whom),
        access=drafts.access_of(quiz),
        zone=zone().key,
    )


def _choose_whom(quiz: Quiz) -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()
    return render_page(
        "assessments/editor/exception_whom.html",
        course=quiz.course,
        quiz=quiz,
        typed=typed,
        found=grouping.search(quiz.course_id, typed),
        groups=grouping.groups_of(quiz.course_id),
    )


def _whom(quiz: Quiz, asked: str) -> exceptions.Whom:
    """The learner or the group of this course that is meant; 404 for another one."""
    match = found(_WHOM.fullmatch(asked))
    if match[1] == "group":
        return found(grouping.group_in(quiz.course_id, int(match[2])))
    return found(grouping.learner_in(quiz.course_id, int(match[2])))


def _given(quiz: Quiz, whom: exceptions.Whom, form: ExceptionForm) -> ResponseReturnValue:
    reason = form.reason.data or ""
    moved = exceptions.give_exception(quiz, whom, form.granted, reason, current_member.id)
    flash(_("Other rules hold for %(name)s from now on.", name=exceptions.name_of(whom)))
    _tell(moved)
    return _to_access(quiz)


def _exception_preview(
    quiz: Quiz, whom: exceptions.Whom, form: ExceptionForm
) -> ResponseReturnValue:
    enrolment_id, group_id = exceptions.whom_ids(whom)
    wished = Excepting(id=0, enrolment_id=enrolment_id, group_id=group_id, granted=form.granted)
    concerned = {enrolment_id} if enrolment_id else grouping.ids_in_group(group_id or 0)
    return render_page(
        "assessments/editor/exception_preview.html",
        form,
        course=quiz.course,
        quiz=quiz,
        name=exceptions.name_of(whom),
        granted=form.granted,
        ends=queries.ends(quiz, more=[wished], enrolment_ids=concerned),
    )


@bp.route(f"{EXCEPTION}/end", methods=["GET", "POST"])
@writers
def end_exception(slug: str, key: str, exception: int) -> ResponseReturnValue:
    """Let the usual rules hold again, with a reason, knowing what that does."""
    quiz = quiz_of(slug, key)
    one = found(queries.exception_in(quiz.id, exception))
    form = EndExceptionForm()
    if form.validate_on_submit():
        with form.showing(exceptions.HasEnded):
            reason = form.reason.data or ""
            moved = exceptions.end_exception(quiz, one, reason, current_member.id)
            flash(_("The exception is ended. The usual rules hold again."))
            _tell(moved)
            return _to_access(quiz)
    (row,) = queries.exception_rows(quiz.id, one.id)
    changed = [m for m in queries.ends(quiz, without=one.id) if m.change is not Change.SAME]
    return render_page(
        "assessments/editor/end_exception.html",
        form,
        course=quiz.course,
        quiz=quiz,
        row=row,
        ends=changed,
    )


def _tell(moved: Sequence[Moved]) -> None:
    if moved:
        flash(
            ngettext(
                "%(num)s open attempt has another end now.",
                "%(num)s open attempts have another end now.",
                len(moved),
            )
        )


def _to_access(quiz: Quiz) -> ResponseReturnValue:
    return redirect(url_for(".quiz_access", slug=quiz.course.slug, key=quiz.key), 303)
