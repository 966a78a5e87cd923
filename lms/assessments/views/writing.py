"""What the desks of authors share: who may write, and which quiz or question an address means."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import citing, drafts, kinds, queries
from lms.assessments.checking import serious
from lms.assessments.forms import QuestionForm
from lms.assessments.models import Question, Quiz
from lms.courses import policies
from lms.courses.models import Course
from lms.db import db
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.guards import authorise, found, role

writers = role(Role.INSTRUCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
COURSE = "/teach/courses/<slug>"
QUIZ = f"{COURSE}/quizzes/<key>"
QUESTION = f"{QUIZ}/questions/<name>"


def course_of(slug: str) -> Course:
    """A course that the member may write: 404 when they may not know its draft, else 403."""
    query = policies.writable_by(current_member).where(Course.slug == slug)
    course = found(db.session.scalar(query))
    authorise(policies.may_edit(current_member, course))
    return course


def quiz_of(slug: str, key: str) -> Quiz:
    return found(queries.quiz_by_key(course_of(slug).id, key))


def question_of(slug: str, key: str, name: str) -> tuple[Quiz, Question]:
    quiz = quiz_of(slug, key)
    return quiz, found(next((one for one in quiz.questions if one.key == name), None))


def to_quiz(quiz: Quiz, question: Question | None = None) -> ResponseReturnValue:
    anchor = f"question-{question.key}" if question is not None else None
    url = url_for(".edit_quiz", slug=quiz.course.slug, key=quiz.key, _anchor=anchor)
    return redirect(url, 303)


def is_sound(form: QuestionForm) -> bool:
    """Whether a whole question was sent; a wish for one more row is granted here."""
    if form.is_submitted() and "more" in request.form:
        form.add_row(request.form["more"])
        return False
    if not form.validate_on_submit():
        return False
    flaws = serious(kinds.check(form.content))
    if not flaws:
        flaws = citing.flaws(form.content, drafts.facts(citing.cited(form.content)))
    form.show(flaws)
    return not flaws
