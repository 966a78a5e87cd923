"""The desk of those who write quizzes. Whoever may write a course writes its quizzes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import citing, drafts, kinds, queries
from lms.assessments.actions import drafting
from lms.assessments.checking import serious
from lms.assessments.forms import (
    FORMS,
    KIND_NAMES,
    NewQuizForm,
    QuestionForm,
    QuizForm,
    saved_meanwhile,
)
from lms.assessments.models import Question, Quiz
from lms.assessments.views.room import bp
from lms.courses import policies
from lms.courses.actions.drafting import Overtaken
from lms.courses.forms import ConfirmForm
from lms.courses.models import Course
from lms.db import db
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.forms import render_page
from lms.web.guards import authorise, found, role

writers = role(Role.INSTRUCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
COURSE = "/teach/courses/<slug>"
QUIZ = f"{COURSE}/quizzes/<key>"
QUESTION = f"{QUIZ}/questions/<name>"
STEPS = {"up": -1, "down": 1}


@bp.get(f"{COURSE}/quizzes")
@writers
def quizzes(slug: str) -> ResponseReturnValue:
    """All quizzes of the course."""
    course = _course(slug)
    return render_page(
        "assessments/editor/quizzes.html", course=course, rows=drafts.overview(course.id)
    )


@bp.route(f"{COURSE}/new-quiz", methods=["GET", "POST"])
@writers
def new_quiz(slug: str) -> ResponseReturnValue:
    course = _course(slug)
    form = NewQuizForm()
    if form.validate_on_submit():
        quiz = drafting.create_quiz(course, form.title)
        flash(_("The quiz is there. Add its first question now."))
        return _to_quiz(quiz)
    return render_page("assessments/editor/new_quiz.html", form, course=course)


@bp.route(QUIZ, methods=["GET", "POST"])
@writers
def edit_quiz(slug: str, key: str) -> ResponseReturnValue:
    """The rules of the quiz, and its questions."""
    quiz = _quiz(slug, key)
    values = QuizForm.of_settings(quiz.title, drafts.settings_of(quiz), drafts.access_of(quiz))
    form = QuizForm(data=values | {"version": drafts.quiz_version(quiz)})
    if form.validate_on_submit():
        with form.showing(Overtaken):
            drafting.change_quiz(quiz, form.title, form.settings, form.access, form.version.data)
            flash(_("The quiz is saved. Learners see it so when you publish the course."))
            return _to_quiz(quiz)
    return render_page(
        "assessments/editor/quiz.html",
        form,
        course=quiz.course,
        quiz=quiz,
        kind_names=KIND_NAMES,
        problems=drafts.problems(quiz),
        lessons=drafts.lessons_showing(quiz),
        is_published=drafts.was_published(quiz),
        saved=saved_meanwhile(form, values, drafts.quiz_version(quiz)),
    )


@bp.route(f"{QUIZ}/delete", methods=["GET", "POST"])
@writers
def delete_quiz(slug: str, key: str) -> ResponseReturnValue:
    quiz = _quiz(slug, key)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.showing(drafting.QuizFixed):
            drafting.delete_quiz(quiz)
            flash(_("The quiz is deleted."))
            return redirect(url_for(".quizzes", slug=slug), 303)
    return render_page("assessments/editor/delete_quiz.html", form, course=quiz.course, quiz=quiz)


@bp.route(f"{QUIZ}/new-question", methods=["GET", "POST"])
@writers
def new_question(slug: str, key: str) -> ResponseReturnValue:
    """A form for a question of the kind asked for by ?kind=."""
    quiz = _quiz(slug, key)
    make = FORMS.get(request.args.get("kind", "single-choice")) or abort(404)
    form = make()
    if _is_sound(form):
        question = drafting.add_question(quiz, form.content)
        flash(_("The question is added."))
        return _to_quiz(quiz, question)
    return _question_page(quiz, None, form)


@bp.route(QUESTION, methods=["GET", "POST"])
@writers
def edit_question(slug: str, key: str, name: str) -> ResponseReturnValue:
    quiz, question = _question(slug, key, name)
    make = FORMS[question.newest.kind]
    values = make.of_content(question.newest.content)
    form = make(data=values | {"version": drafts.question_version(question)})
    if _is_sound(form):
        with form.showing(Overtaken):
            drafting.change_question(quiz, question, form.content, form.version.data)
            flash(_("The question is saved."))
            return _to_quiz(quiz, question)
    saved = saved_meanwhile(form, values, drafts.question_version(question))
    return _question_page(quiz, question, form, saved)


@bp.route(f"{QUESTION}/remove", methods=["GET", "POST"])
@writers
def remove_question(slug: str, key: str, name: str) -> ResponseReturnValue:
    quiz, question = _question(slug, key, name)
    form = ConfirmForm()
    if form.validate_on_submit():
        drafting.remove_question(quiz, question)
        flash(_("The question is taken out of the quiz."))
        return _to_quiz(quiz)
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
    quiz, question = _question(slug, key, name)
    drafting.move_question(quiz, question, STEPS.get(request.form.get("to", "")) or abort(400))
    return _to_quiz(quiz, question)


def _course(slug: str) -> Course:
    """A course that the member may write: 404 when they may not know its draft, else 403."""
    query = policies.writable_by(current_member).where(Course.slug == slug)
    course = found(db.session.scalar(query))
    authorise(policies.may_edit(current_member, course))
    return course


def _quiz(slug: str, key: str) -> Quiz:
    return found(queries.quiz_by_key(_course(slug).id, key))


def _question(slug: str, key: str, name: str) -> tuple[Quiz, Question]:
    quiz = _quiz(slug, key)
    return quiz, found(next((one for one in quiz.questions if one.key == name), None))


def _to_quiz(quiz: Quiz, question: Question | None = None) -> ResponseReturnValue:
    anchor = f"question-{question.key}" if question is not None else None
    url = url_for(".edit_quiz", slug=quiz.course.slug, key=quiz.key, _anchor=anchor)
    return redirect(url, 303)


def _is_sound(form: QuestionForm) -> bool:
    """Whether a whole question was sent; a wish for one more row is granted here."""
    if form.is_submitted() and "more" in request.form:
        form.add_row()
        return False
    if not form.validate_on_submit():
        return False
    flaws = serious(kinds.check(form.content))
    if not flaws:
        flaws = citing.flaws(form.content, drafts.facts(citing.cited(form.content)))
    form.show(flaws)
    return not flaws


def _question_page(
    quiz: Quiz,
    question: Question | None,
    form: QuestionForm,
    saved: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    return render_page(
        "assessments/editor/question.html",
        form,
        course=quiz.course,
        quiz=quiz,
        question=question,
        kind_name=KIND_NAMES[form.kind],
        saved=saved,
    )
