"""The editor of a lesson: both languages, a preview by the learners' renderer, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.courses import drafts, queries
from lms.courses.actions import files as file_actions
from lms.courses.actions import lessons as actions
from lms.courses.actions.drafting import Overtaken
from lms.courses.differences import Piece, differences
from lms.courses.draft_text import insert_line
from lms.courses.forms import LessonForm
from lms.courses.lesson_text import LANGUAGES
from lms.courses.models import Course, Lesson
from lms.courses.views.authoring.desk import bp, open_course, writers
from lms.courses.views.authoring.outline import LESSON, lesson_of
from lms.courses.views.authoring.previews import Preview, look_at, preview_of
from lms.courses.views.authoring.uploads import line_for, look_at_upload, upload
from lms.i18n import locale
from lms.media.actions import FileRefused, PreparedFile
from lms.members import identity
from lms.web.app import prepare
from lms.web.forms import render_page

_PLACE = re.compile(r"(en|ur):(\d{1,7})")


@dataclass(frozen=True)
class OtherText:
    """What somebody else saved in one language, and how the author's text differs from it."""

    language: str
    saved: str
    differences: list[list[Piece]]


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else saved where the author says something else; `fields` by their label."""

    fields: dict[str, str]
    texts: list[OtherText]


@bp.route(LESSON, methods=["GET", "POST"])
@writers
def edit_lesson(slug: str, key: str) -> ResponseReturnValue:
    """Write the lesson; who comes late gets the text back with what differs."""
    course = open_course(slug)
    lesson = queries.lesson_by_key(course.id, key)
    if lesson is None:
        return _gone(course)
    form = LessonForm(data=LessonForm.of_lesson(lesson, drafts.texts_of(lesson)))
    if form.validate_on_submit():
        with form.showing(Overtaken):
            actions.save_lesson(lesson, form.draft, form.version.data or "")
            flash(_("The lesson is saved. Trainees see it when you publish the course."))
            return redirect(url_for(".edit_lesson", slug=slug, key=key))
    return _page(course, lesson, form, meanwhile=_meanwhile(form, lesson))


def _previewed() -> ResponseReturnValue:
    course, lesson = lesson_of(**(request.view_args or {}))
    form, language = LessonForm(), request.form.get("language")
    if not form.validate():
        return _page(course, lesson, form)
    shown = preview_of(course, lesson, form.texts, language if language in LANGUAGES else locale())
    return _page(course, lesson, form, preview=shown)


@bp.get(f"{LESSON}/preview")
@bp.get(f"{LESSON}/upload")
@writers
def back_to_lesson(slug: str, key: str) -> ResponseReturnValue:
    """Who opens the address of a preview again, as in the other language, gets the editor."""
    return redirect(url_for(".edit_lesson", slug=slug, key=key))


@bp.post(f"{LESSON}/preview")
@writers
@prepare(_previewed)
def preview_lesson(slug: str, key: str) -> ResponseReturnValue:
    """The lesson as trainees would see it, beside the text as it was sent; nothing is saved."""
    prepared: ResponseReturnValue = g.prepared
    return prepared


@bp.post(f"{LESSON}/upload")
@writers
@prepare(look_at_upload)
def upload_to_lesson(slug: str, key: str) -> ResponseReturnValue:
    """Take a picture or a file in and put its line into the text, which is not saved by that."""
    course, lesson = lesson_of(slug, key)
    form, sent = LessonForm(), upload()
    if isinstance(sent, PreparedFile):
        file = file_actions.add_file(course, sent, identity.member())
        _insert(form, line_for(file))
        return _page(course, lesson, form, added=file.path)
    form.file.errors = [str(sent) if isinstance(sent, FileRefused) else _("Choose a file first.")]
    return _page(course, lesson, form)


def _insert(form: LessonForm, line: str) -> None:
    """Put the line where the cursor was, else at the end of the English text."""
    match = _PLACE.fullmatch(form.at.data or "")
    field = form[f"text_{match[1] if match else 'en'}"]
    field.data = insert_line(field.data or "", line, int(match[2]) if match else None)


def _gone(course: Course) -> ResponseReturnValue:
    """Somebody deleted the lesson while the author was writing: the text must not go with it."""
    texts = LessonForm().texts
    if not texts:
        abort(404)
    return render_template("courses/authoring/lesson_gone.html", course=course, texts=texts), 409


def _meanwhile(form: LessonForm, lesson: Lesson) -> Meanwhile | None:
    """What was saved since the author began; sent again, the form then takes its place."""
    version = drafts.lesson_version(lesson)
    if form.version.data == version:
        return None
    form.version.data = version
    saved = LessonForm.of_lesson(lesson, drafts.texts_of(lesson))
    fields = {
        str(form[name].label.text): str(saved[name])
        for name in ("title_en", "title_ur", "minutes")
        if saved[name] != form[name].data
    }
    return Meanwhile(fields, [_other(form, name, saved[f"text_{name}"]) for name in LANGUAGES])


def _other(form: LessonForm, language: str, saved: str) -> OtherText:
    return OtherText(language, saved, differences(saved, form.texts.get(language, "")))


def _page(
    course: Course,
    lesson: Lesson,
    form: LessonForm,
    *,
    meanwhile: Meanwhile | None = None,
    preview: Preview | None = None,
    added: str | None = None,
) -> ResponseReturnValue:
    return render_page(
        "courses/authoring/lesson.html",
        form,
        course=course,
        lesson=lesson,
        look=look_at(lesson, form.texts),
        meanwhile=meanwhile,
        preview=preview,
        added=added,
    )
