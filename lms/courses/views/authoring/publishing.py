"""Publishing the draft, and taking the course out of the catalogue."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.courses import actions, changes, drafts
from lms.courses.actions import drafting
from lms.courses.blocks import kinds
from lms.courses.forms import ConfirmForm
from lms.courses.views.authoring.desk import COURSE, bp, open_course, writers
from lms.members import identity
from lms.web.forms import render_page


@bp.route(f"{COURSE}/publish", methods=["GET", "POST"])
@writers
def publish(slug: str) -> ResponseReturnValue:
    """What stands in the way, what would change for trainees; publish when that is meant."""
    course = open_course(slug, *drafts.WHOLE)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.showing(actions.NotPublishable):
            revision = actions.publish(course, identity.member())
            flash(_("Version %(number)s is published.", number=revision.number))
            return redirect(url_for(".course", slug=slug))
    desk = changes.desks([course])[0]
    problems = actions.draft_problems(course)
    return render_page(
        "courses/authoring/publish.html",
        form,
        course=course,
        desk=desk,
        changes=changes.changes(desk, changes.changed_lessons(desk)),
        errors_found=[problem for problem in problems if not problem.is_warning],
        warnings=[problem for problem in problems if problem.is_warning],
        notes=[said for kind in kinds().values() for said in kind.before_publishing(course)],
    )


@bp.route(f"{COURSE}/archive", methods=["GET", "POST"])
@writers
def archive(slug: str) -> ResponseReturnValue:
    """Take the course out of the catalogue when that is meant; those enrolled go on."""
    course = open_course(slug)
    form = ConfirmForm()
    if form.validate_on_submit():
        drafting.archive_course(course, identity.member())
        flash(_("The course is archived."))
        return redirect(url_for(".course", slug=slug))
    learners = drafts.learners_of(course.id)
    return render_page("courses/authoring/archive.html", form, course=course, learners=learners)
