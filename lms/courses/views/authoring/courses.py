"""The courses that a member writes, the desk of one, and its details."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.courses import changes, drafts, policies
from lms.courses.actions import drafting
from lms.courses.forms import TRACKS, CourseForm
from lms.courses.models import Course
from lms.courses.views.authoring.desk import COURSE, bp, open_course, writers
from lms.members import identity
from lms.members.identity import current_member
from lms.web.forms import render_page
from lms.web.guards import authorise
from lms.web.pagination import paginate


@bp.get("/courses")
@writers
def courses() -> ResponseReturnValue:
    """The member's own courses; all of them for the programme office."""
    query = policies.writable_by(current_member).options(*drafts.WHOLE)
    page = paginate(query.order_by(Course.created_at.desc(), Course.id.desc()), per_page=24)
    desks = changes.desks(page.items)
    return render_page("courses/authoring/courses.html", page=page, desks=desks, tracks=TRACKS)


@bp.route("/new-course", methods=["GET", "POST"])
@writers
def new_course() -> ResponseReturnValue:
    authorise(policies.may_create(current_member))
    form = CourseForm()
    if form.validate_on_submit():
        with form.showing(drafting.SlugTaken):
            course = drafting.create_course(identity.member(), form.details)
            flash(_("The course is there. Add its first module now."))
            return redirect(url_for(".course", slug=course.slug))
    return render_page("courses/authoring/new_course.html", form)


@bp.get(COURSE)
@writers
def course(slug: str) -> ResponseReturnValue:
    """The desk: what trainees see, what differs, and the outline."""
    course = open_course(slug, *drafts.WHOLE)
    desk = changes.desks([course])[0]
    changed = changes.changed_lessons(desk)
    return render_page(
        "courses/authoring/course.html",
        course=course,
        desk=desk,
        changes=changes.changes(desk, changed),
        notes=changes.lesson_notes(desk, changed),
        taken_out=drafts.lessons_taken_out(course.id),
        tracks=TRACKS,
    )


@bp.route(f"{COURSE}/details", methods=["GET", "POST"])
@writers
def details(slug: str) -> ResponseReturnValue:
    """What the course is called and for; a late form is shown what was saved meanwhile."""
    course = open_course(slug)
    form = CourseForm(
        data=CourseForm.of_course(course) | {"version": drafts.details_version(course)}
    )
    if form.validate_on_submit():
        with form.showing(drafting.SlugTaken, drafting.SlugFixed, drafting.Overtaken):
            drafting.change_details(course, form.details, form.version.data or "")
            flash(_("The details are saved."))
            return redirect(url_for(".details", slug=course.slug))
    return render_page(
        "courses/authoring/details.html",
        form,
        course=course,
        slug_fixed=drafts.was_published(course.id),
        saved=_saved_meanwhile(form, course),
    )


def _saved_meanwhile(form: CourseForm, course: Course) -> list[tuple[str, str]]:
    """What stands in fields that somebody else changed; sent again, the form then replaces it."""
    version = drafts.details_version(course)
    if form.version.data == version:
        return []
    form.version.data = version
    saved = CourseForm.of_course(course)
    return [
        (form[name].label.text, str(value))
        for name, value in saved.items()
        if str(form[name].data) != str(value)
    ]
