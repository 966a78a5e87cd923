"""The desk of those who write quizzes. Whoever may write a course writes its quizzes."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import drafts, kinds
from lms.assessments.actions import drafting
from lms.assessments.forms import NewQuizForm, QuizForm, saved_meanwhile
from lms.assessments.views.room import bp
from lms.assessments.views.writing import (
    COURSE,
    QUESTION,
    QUIZ,
    course_of,
    question_of,
    quiz_of,
    to_quiz,
    writers,
)
from lms.courses.actions.drafting import Overtaken
from lms.courses.forms import ConfirmForm
from lms.web.forms import render_page

STEPS = {"up": -1, "down": 1}


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


@bp.route(QUIZ, methods=["GET", "POST"])
@writers
def edit_quiz(slug: str, key: str) -> ResponseReturnValue:
    """The rules of the quiz, and its questions."""
    quiz = quiz_of(slug, key)
    values = QuizForm.of_settings(quiz.title, drafts.settings_of(quiz), drafts.access_of(quiz))
    form = QuizForm(data=values | {"version": drafts.quiz_version(quiz)})
    if form.validate_on_submit():
        with form.showing(Overtaken):
            drafting.change_quiz(quiz, form.title, form.settings, form.access, form.version.data)
            flash(_("The quiz is saved. Learners see it so when you publish the course."))
            return to_quiz(quiz)
    return render_page(
        "assessments/editor/quiz.html",
        form,
        course=quiz.course,
        quiz=quiz,
        kind_names=kinds.names(),
        problems=drafts.problems(quiz),
        lessons=drafts.lessons_showing(quiz),
        is_published=drafts.was_published(quiz),
        saved=saved_meanwhile(form, values, drafts.quiz_version(quiz)),
    )


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


@bp.route(f"{QUESTION}/remove", methods=["GET", "POST"])
@writers
def remove_question(slug: str, key: str, name: str) -> ResponseReturnValue:
    quiz, question = question_of(slug, key, name)
    form = ConfirmForm()
    if form.validate_on_submit():
        drafting.remove_question(quiz, question)
        flash(_("The question is taken out of the quiz."))
        return to_quiz(quiz)
    return render_page(
        "assessments/editor/remove_question.html",
        form,
        course=quiz.course,
        quiz=quiz,
        question=question,
    )


@bp.post(f"{QUESTION}/move")
@writers
def move_question(slug: str, key: str, name: str) -> ResponseReturnValue:
    quiz, question = question_of(slug, key, name)
    drafting.move_question(quiz, question, STEPS.get(request.form.get("to", "")) or abort(400))
    return to_quiz(quiz, question)
