"""Writing the questions of a quiz."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import drafts, kinds
from lms.assessments.actions import drafting
from lms.assessments.forms import QuestionForm, form_for, saved_meanwhile
from lms.assessments.models import Question, Quiz
from lms.assessments.views.room import bp
from lms.assessments.views.writing import (
    QUESTION,
    QUIZ,
    is_sound,
    question_of,
    quiz_of,
    to_quiz,
    writers,
)
from lms.courses.actions.drafting import Overtaken
from lms.members.identity import current_member
from lms.web.forms import render_page


@bp.route(f"{QUIZ}/new-question", methods=["GET", "POST"])
@writers
def new_question(slug: str, key: str) -> ResponseReturnValue:
    """A form for a question of the kind asked for by ?kind=."""
    quiz = quiz_of(slug, key)
    kind = request.args.get("kind", "single-choice")
    form = form_for(kind)() if kind in kinds.KINDS else abort(404)
    if is_sound(form):
        question = drafting.add_question(quiz, form.content, author_id=current_member.id)
        flash(_("The question is added."))
        return to_quiz(quiz, question)
    return _question_page(quiz, None, form)


@bp.route(QUESTION, methods=["GET", "POST"])
@writers
def edit_question(slug: str, key: str, name: str) -> ResponseReturnValue:
    quiz, question = question_of(slug, key, name)
    item = kinds.load(question.newest.content)
    make = form_for(item.kind)
    values = make.of_content(item.dump())
    form = make(data=values | {"version": drafts.question_version(question)})
    if is_sound(form):
        with form.showing(Overtaken):
            drafting.change_question(
                quiz, question, form.content, form.version.data, current_member.id
            )
            flash(_("The question is saved."))
            return to_quiz(quiz, question)
    saved = saved_meanwhile(form, values, drafts.question_version(question))
    return _question_page(quiz, question, form, saved)


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
        kind_names=kinds.names(),
        within=kinds.names_within(),
        saved=saved,
    )
