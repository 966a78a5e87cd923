"""Who writes the course."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.courses.actions import authors as actions
from lms.courses.forms import AuthorForm, ConfirmForm
from lms.courses.models import Course
from lms.courses.views.authoring.desk import COURSE, bp, open_course, writers
from lms.members import identity
from lms.web.forms import render_page
from lms.web.guards import found


@bp.route(f"{COURSE}/authors", methods=["GET", "POST"])
@writers
def authors(slug: str) -> ResponseReturnValue:
    """Who writes the course, and a form to add one more."""
    course = open_course(slug)
    form = AuthorForm()
    if form.validate_on_submit():
        with form.showing(actions.NoSuchAuthor):
            author = actions.add_author(course, form.number.data or "", identity.member())
            flash(_("%(name)s can write this course now.", name=author.name))
            return _back(course)
    return render_page("courses/authoring/authors.html", form, course=course)


@bp.route(f"{COURSE}/authors/<ref>/remove", methods=["GET", "POST"])
@writers
def remove_author(slug: str, ref: str) -> ResponseReturnValue:
    course = open_course(slug)
    author = found(next((a for a in course.authors if a.ref == ref), None))
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.showing(actions.LastAuthor):
            actions.remove_author(course, author, identity.member())
            flash(_("%(name)s is no author of this course any more.", name=author.name))
            if author.id == identity.member().id:
                return redirect(url_for(".courses"))
            return _back(course)
    return render_page("courses/authoring/remove_author.html", form, course=course, author=author)


def _back(course: Course) -> ResponseReturnValue:
    return redirect(url_for(".authors", slug=course.slug))
