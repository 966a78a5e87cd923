"""The groups of a course: learners who are treated alike in something."""

from __future__ import annotations

import re

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses import grouping
from lms.courses.actions import groups as actions
from lms.courses.forms import ConfirmForm, GroupForm, NumbersForm
from lms.courses.models import Course, Group
from lms.courses.views.authoring.desk import COURSE, bp, open_course, writers
from lms.members.identity import current_member
from lms.web.forms import render_page
from lms.web.guards import found

NUMBER = re.compile(r"[0-9]{1,9}")
GROUP = f"{COURSE}/groups/<int:group>"


@bp.get(f"{COURSE}/groups")
@writers
def groups(slug: str) -> ResponseReturnValue:
    """All groups of the course."""
    course = open_course(slug)
    rows = grouping.groups_of(course.id)
    return render_page("courses/authoring/groups.html", course=course, rows=rows)


@bp.route(f"{COURSE}/new-group", methods=["GET", "POST"])
@writers
def new_group(slug: str) -> ResponseReturnValue:
    course = open_course(slug)
    form = GroupForm()
    if form.validate_on_submit():
        with form.showing(actions.NameTaken):
            group = actions.create_group(course, form.name.data or "", current_member.id)
            flash(_("The group is there. Put its learners in now."))
            return _to(course, group)
    return render_page("courses/authoring/new_group.html", form, course=course)


@bp.get(GROUP)
@writers
def group(slug: str, group: int) -> ResponseReturnValue:
    """Who is in the group, and a search for more; ?q= finds learners by name or number."""
    course, one = _open(slug, group)
    return _group_page(course, one, NumbersForm())


@bp.post(f"{GROUP}/add")
@writers
def add_to_group(slug: str, group: int) -> ResponseReturnValue:
    """Put the learners in that were ticked; others than those of the course do not count."""
    course, one = _open(slug, group)
    wanted = {int(text) for text in request.form.getlist("learner") if NUMBER.fullmatch(text)}
    chosen = grouping.learners_in(course.id, wanted)
    added = actions.add_learners(course, one, chosen, current_member.id)
    flash(
        ngettext("%(num)s learner was added.", "%(num)s learners were added.", added),
        "good" if added else "warn",
    )
    return _to(course, one)


@bp.post(f"{GROUP}/paste")
@writers
def paste_into_group(slug: str, group: int) -> ResponseReturnValue:
    """Put in whoever the pasted member numbers mean, and say what became of each line."""
    course, one = _open(slug, group)
    form = NumbersForm()
    if not form.validate_on_submit():
        return _group_page(course, one, form)
    verdicts = actions.add_by_numbers(course, one, form.lines, current_member.id)
    return render_page(
        "courses/authoring/group_pasted.html", course=course, group=one, verdicts=verdicts
    )


@bp.post(f"{GROUP}/learners/<int:enrolment>/remove")
@writers
def remove_from_group(slug: str, group: int, enrolment: int) -> ResponseReturnValue:
    course, one = _open(slug, group)
    learner = found(grouping.learner_in(course.id, enrolment))
    actions.remove_learner(course, one, learner, current_member.id)
    flash(_("%(name)s is not in the group any more.", name=learner.member.name))
    return _to(course, one)


@bp.route(f"{GROUP}/rename", methods=["GET", "POST"])
@writers
def rename_group(slug: str, group: int) -> ResponseReturnValue:
    course, one = _open(slug, group)
    form = GroupForm(data={"name": one.name})
    if form.validate_on_submit():
        with form.showing(actions.NameTaken):
            actions.rename_group(course, one, form.name.data or "", current_member.id)
            flash(_("The group has its new name."))
            return _to(course, one)
    return render_page("courses/authoring/rename_group.html", form, course=course, group=one)


@bp.route(f"{GROUP}/delete", methods=["GET", "POST"])
@writers
def delete_group(slug: str, group: int) -> ResponseReturnValue:
    """Delete the group when that is meant, knowing what hangs on it."""
    course, one = _open(slug, group)
    form = ConfirmForm()
    if form.validate_on_submit():
        actions.delete_group(course, one, current_member.id)
        flash(_("The group is deleted. Its learners stay in the course."))
        return redirect(url_for(".groups", slug=slug), 303)
    return render_page(
        "courses/authoring/delete_group.html",
        form,
        course=course,
        group=one,
        hanging=actions.hanging_on(one),
        members=len(grouping.ids_in(one)),
    )


def _open(slug: str, group_id: int) -> tuple[Course, Group]:
    course = open_course(slug)
    return course, found(grouping.group_in(course.id, group_id))


def _group_page(course: Course, group: Group, form: NumbersForm) -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()
    return render_page(
        "courses/authoring/group.html",
        form,
        course=course,
        group=group,
        members=grouping.members_of(group),
        typed=typed,
        found=grouping.search(course.id, typed, outside=group),
    )


def _to(course: Course, group: Group) -> ResponseReturnValue:
    return redirect(url_for(".group", slug=course.slug, group=group.id), 303)
