"""The pictures and files of a course."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.courses import drafts, queries
from lms.courses.actions import files as actions
from lms.courses.forms import ConfirmForm, FileForm
from lms.courses.views.authoring.desk import COURSE, bp, open_course, writers
from lms.courses.views.authoring.uploads import line_for, look_at_upload, upload
from lms.media.actions import FileRefused, PreparedFile
from lms.members import identity
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import found


@bp.route(f"{COURSE}/files", methods=["GET", "POST"])
@writers
@prepare(look_at_upload)
def files(slug: str) -> ResponseReturnValue:
    """All pictures and files with the line that shows them, and a form to send one more."""
    course = open_course(slug)
    form = FileForm()
    if form.validate_on_submit():
        sent = upload()
        if isinstance(sent, PreparedFile):
            file = actions.add_file(course, sent, identity.member())
            flash(_("The file is here as %(path)s.", path=file.path))
            return redirect(url_for(".files", slug=slug, _anchor=f"file-{file.id}"))
        if isinstance(sent, FileRefused):
            form.file.errors = [str(sent)]
    return render_page(
        "courses/authoring/files.html",
        form,
        course=course,
        files=drafts.files_with_use(course.id),
        line_for=line_for,
    )


@bp.route(f"{COURSE}/files/<path:path>/remove", methods=["GET", "POST"])
@writers
def remove_file(slug: str, path: str) -> ResponseReturnValue:
    course = open_course(slug)
    file = found(queries.course_files(course.id).get(path))
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.showing(actions.FileInUse):
            actions.remove_file(file)
            flash(_("The file %(path)s was removed.", path=path))
            return redirect(url_for(".files", slug=slug))
    return render_page("courses/authoring/remove_file.html", form, course=course, file=file)
