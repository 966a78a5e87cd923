"""The desk of those who write quizzes. Whoever may write a course writes its quizzes."""

from __future__ import annotations

from collections.abc import Collection

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import drafts, kinds
from lms.assessments.actions import drafting
from lms.assessments.forms import NewQuizForm, SettingsForm, saved_meanwhile
from lms.assessments.forms.lines import DIFFICULTIES, folder_name
from lms.assessments.forms.quizzes import ASPECTS, MOMENTS, PRESET_NAMES
from lms.assessments.grading import CERTAINTIES
from lms.assessments.models import Quiz
from lms.assessments.numbers import written
from lms.assessments.pools import Path, Pool
from lms.assessments.queries import Catalogues
from lms.assessments.queries.choosing import folder_titles
from lms.assessments.review import PRESETS
from lms.assessments.views.room import bp
from lms.assessments.views.writing import COURSE, QUIZ, course_of, quiz_of, to_quiz, writers
from lms.courses.actions.drafting import Overtaken
from lms.courses.forms import ConfirmForm
from lms.web.forms import render_page


@bp.get(f"{COURSE}/quizzes")
@writers
def quizzes(slug: str) -> ResponseReturnValue:
    """All quizzes of the course."""
    course = course_of(slug)
    return render_page(
        "assessments/editor/quizzes.html", course=course, rows=drafts.overview(course.id)
    )


@bp.route(f"{COURSE}/new-quiz", methods=["GET", "POST"])
@writers
def new_quiz(slug: str) -> ResponseReturnValue:
    course = course_of(slug)
    form = NewQuizForm()
    if form.validate_on_submit():
        quiz = drafting.create_quiz(course, form.title)
        flash(_("The quiz is there. Add its first question now."))
        return to_quiz(quiz)
    return render_page("assessments/editor/new_quiz.html", form, course=course)


@bp.get(QUIZ)
@writers
def edit_quiz(slug: str, key: str) -> ResponseReturnValue:
    """The lines of the quiz: its questions, headings and draws, in order."""
    quiz = quiz_of(slug, key)
    banks = Catalogues()
    pools = {one.id: pool for one in quiz.entries if (pool := drafts.pool_of(one)) is not None}
    return render_page(
        "assessments/editor/quiz.html",
        course=quiz.course,
        quiz=quiz,
        settings=drafts.settings_of(quiz),
        kind_names=kinds.names(),
        difficulties=DIFFICULTIES,
        pools=pools,
        fitting=drafts.fitting_draws(quiz, banks),
        places=_places(quiz, pools.values()),
        version=drafts.lines_version(quiz),
        problems=drafts.problems(quiz, banks),
        lessons=drafts.lessons_showing(quiz),
        is_published=drafts.was_published(quiz),
        written=written,
    )


def _places(quiz: Quiz, pools: Collection[Pool]) -> dict[tuple[str, Path], str]:
    """What the folders that are drawn from are called."""
    slugs = {pool.course for pool in pools if pool.category}
    folders = folder_titles(quiz.course, slugs) if slugs else {}
    return {place: folder_name(folder) for place, folder in folders.items()}


@bp.route(f"{QUIZ}/settings", methods=["GET", "POST"])
@writers
def quiz_settings(slug: str, key: str) -> ResponseReturnValue:
    """Title and rules, frozen with the questions when the course is published."""
    quiz = quiz_of(slug, key)
    values = SettingsForm.of_settings(quiz.title, drafts.settings_of(quiz))
    form = SettingsForm.made(values, version=drafts.quiz_version(quiz))
    if "preset" in request.form:
        form.choose(_preset(request.form["preset"]))
    elif form.validate_on_submit():
        with form.showing(Overtaken):
            drafting.change_quiz(quiz, form.title, form.settings, form.version.data)
            flash(_("The rules are saved. They hold when you publish the course."))
            return redirect(url_for(".quiz_settings", slug=slug, key=key), 303)
    return render_page(
        "assessments/editor/settings.html",
        form,
        course=quiz.course,
        quiz=quiz,
        moments=MOMENTS,
        aspects=ASPECTS,
        presets=PRESET_NAMES,
        certainties=CERTAINTIES,
        written=written,
        saved=saved_meanwhile(form, values, drafts.quiz_version(quiz)),
    )


def _preset(name: str) -> str:
    return name if name in PRESETS else abort(400)


@bp.route(f"{QUIZ}/delete", methods=["GET", "POST"])
@writers
def delete_quiz(slug: str, key: str) -> ResponseReturnValue:
    quiz = quiz_of(slug, key)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.showing(drafting.QuizFixed):
            drafting.delete_quiz(quiz)
            flash(_("The quiz is deleted."))
            return redirect(url_for(".quizzes", slug=slug), 303)
    return render_page("assessments/editor/delete_quiz.html", form, course=quiz.course, quiz=quiz)
