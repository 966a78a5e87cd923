"""Whom a bank is shared with."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments.actions import sharing as actions
from lms.assessments.actions.questions import bank_for
from lms.assessments.forms.bank import SharingForm
from lms.assessments.queries import banks
from lms.assessments.views.bank_desk import BANK, Desk, me, writable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import writers
from lms.courses.models import Course


@bp.route(f"{BANK}/sharing", methods=["GET", "POST"])
@writers
def sharing(slug: str) -> ResponseReturnValue:
    """Nobody, all courses, or these; whoever loses the bank is named before."""
    desk = writable(slug)
    lent = [] if desk.bank is None else banks.shared_with(desk.bank.id)
    form = SharingForm.among(
        _known(desk.course, lent),
        data={"scope": actions.scope_of(desk.bank), "courses": [one.slug for one in lent]},
    )
    losing: list[Course] = []
    if form.validate_on_submit() and (courses := _meant(form)) is not None:
        losing = _losing(desk, form, courses)
        if not losing or form.confirmed.data:
            actions.share_bank(bank_for(desk.course), form.scope.data, courses, me())
            flash(_("It is saved whom the bank is shared with."))
            return redirect(url_for(".sharing", slug=slug), 303)
        form.form_errors.append(_("Some courses use this bank and could not any more: see below."))
    return desk.page("assessments/bank/sharing.html", form, losing=losing)


def _known(course: Course, lent: Sequence[Course]) -> list[Course]:
    """The courses to tick: those that everybody may know of, and those it is shared with."""
    known = {one.id: one for one in [*lent, *banks.published_courses()]}
    return sorted((one for one in known.values() if one.id != course.id), key=lambda c: c.slug)


def _meant(form: SharingForm) -> list[Course] | None:
    """The courses that were named; None when there is one that is none, as the form then says."""
    if form.scope.data != actions.SOME:
        return []
    courses = banks.courses_called(form.slugs)
    for slug in form.slugs:
        if slug not in {one.slug for one in courses}:
            form.other.errors = [
                *form.other.errors,
                _("No course is called “%(name)s”.", name=slug),
            ]
    if not courses and not form.errors:
        form.other.errors = [_("Choose one course at least.")]
    return None if form.errors else courses


def _losing(desk: Desk, form: SharingForm, courses: Sequence[Course]) -> list[Course]:
    if desk.bank is None:
        return []
    return actions.losing(desk.bank, form.scope.data, courses)
