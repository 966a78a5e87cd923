"""Modules and lessons: adding, naming, ordering, taking away."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.courses import drafts, queries
from lms.courses.actions import drafting
from lms.courses.forms import ConfirmForm, NewLessonForm, PlaceForm, TitleForm
from lms.courses.models import Course, Lesson, Module
from lms.courses.views.authoring.desk import COURSE, bp, open_course, writers
from lms.i18n import localised
from lms.web.forms import render_page
from lms.web.guards import found

MODULE = f"{COURSE}/modules/<key>"
LESSON = f"{COURSE}/lessons/<key>"
STEPS = {"up": -1, "down": 1}


@bp.route(f"{COURSE}/new-module", methods=["GET", "POST"])
@writers
def new_module(slug: str) -> ResponseReturnValue:
    course = open_course(slug)
    form = TitleForm()
    if form.validate_on_submit():
        module = drafting.add_module(course, form.title)
        flash(_("The module “%(title)s” was added.", title=_name(module)))
        return _back(course, module)
    return render_page("courses/authoring/new_module.html", form, course=course)


@bp.route(MODULE, methods=["GET", "POST"])
@writers
def edit_module(slug: str, key: str) -> ResponseReturnValue:
    """Name a module anew."""
    course, module = _module(slug, key)
    form = TitleForm(data=TitleForm.of(module.title))
    if form.validate_on_submit():
        drafting.rename_module(module, form.title)
        flash(_("The module is called “%(title)s” now.", title=_name(module)))
        return _back(course, module)
    return render_page("courses/authoring/module.html", form, course=course, module=module)


@bp.post(f"{MODULE}/move")
@writers
def move_module(slug: str, key: str) -> ResponseReturnValue:
    """One place up or down."""
    course, module = _module(slug, key)
    drafting.move_module(module, _step())
    return _back(course, module)


@bp.route(f"{MODULE}/remove", methods=["GET", "POST"])
@writers
def remove_module(slug: str, key: str) -> ResponseReturnValue:
    """Say what goes with the module; take it away when that was meant."""
    course, module = _module(slug, key)
    form = ConfirmForm()
    if form.validate_on_submit():
        drafting.remove_module(module)
        flash(_("The module “%(title)s” was taken away.", title=_name(module)))
        return _back(course)
    losses = _losses(module.lessons)
    return render_page(
        "courses/authoring/remove_module.html", form, course=course, module=module, **losses
    )


@bp.route(f"{MODULE}/new-lesson", methods=["GET", "POST"])
@writers
def new_lesson(slug: str, key: str) -> ResponseReturnValue:
    course, module = _module(slug, key)
    form = NewLessonForm()
    if form.validate_on_submit():
        lesson = drafting.add_lesson(module, form.title, form.minutes.data or 1)
        flash(_("The lesson was added. Write its text now."))
        return redirect(url_for(".edit_lesson", slug=slug, key=lesson.key))
    return render_page("courses/authoring/new_lesson.html", form, course=course, module=module)


@bp.post(f"{LESSON}/move")
@writers
def move_lesson(slug: str, key: str) -> ResponseReturnValue:
    """One place up or down, into the neighbouring module at the edge."""
    course, lesson = lesson_of(slug, key)
    drafting.move_lesson(lesson, _step())
    return _back(course, lesson)


@bp.route(f"{LESSON}/remove", methods=["GET", "POST"])
@writers
def remove_lesson(slug: str, key: str) -> ResponseReturnValue:
    """Say what goes with the lesson; take it out of the course when that was meant."""
    course, lesson = lesson_of(slug, key)
    form = ConfirmForm()
    if form.validate_on_submit():
        drafting.remove_lesson(lesson)
        flash(_("The lesson “%(title)s” was taken out.", title=_name(lesson)))
        return _back(course)
    losses = _losses([lesson])
    return render_page(
        "courses/authoring/remove_lesson.html", form, course=course, lesson=lesson, **losses
    )


@bp.route(f"{LESSON}/place", methods=["GET", "POST"])
@writers
def place_lesson(slug: str, key: str) -> ResponseReturnValue:
    """Put a lesson into a module: one that was taken out, or one that belongs elsewhere."""
    course, lesson = lesson_of(slug, key)
    form = PlaceForm.among(course.modules)
    if form.validate_on_submit():
        drafting.place_lesson(lesson, found(drafts.module_by_key(course, form.module.data or "")))
        flash(_("The lesson “%(title)s” is at the end of its module.", title=_name(lesson)))
        return _back(course, lesson)
    return render_page("courses/authoring/place_lesson.html", form, course=course, lesson=lesson)


def lesson_of(slug: str, key: str) -> tuple[Course, Lesson]:
    """The course that may be written, and its lesson of that key; else 404 or 403."""
    course = open_course(slug)
    return course, found(queries.lesson_by_key(course.id, key))


def _module(slug: str, key: str) -> tuple[Course, Module]:
    course = open_course(slug)
    return course, found(drafts.module_by_key(course, key))


def _step() -> int:
    return STEPS.get(request.form.get("to", "")) or abort(400)


def _losses(lessons: Sequence[Lesson]) -> dict[str, object]:
    ids = [lesson.id for lesson in lessons]
    known = drafts.known_to_trainees(ids)
    return {
        "kept": [lesson for lesson in lessons if lesson.id in known],
        "deleted": [lesson for lesson in lessons if lesson.id not in known],
        "learners": drafts.learners_who_did(ids),
    }


def _name(thing: Module | Lesson) -> str:
    return localised(thing.title)


def _back(course: Course, to: Module | Lesson | None = None) -> ResponseReturnValue:
    """To the desk, at the place of the thing that was worked on."""
    anchor = f"{type(to).__name__.lower()}-{to.key}" if to is not None else None
    return redirect(url_for(".course", slug=course.slug, _anchor=anchor))
