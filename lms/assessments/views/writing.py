"""What the desks of authors share: who may write, and which quiz or question an address means."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import citing, drafts, kinds, queries
from lms.assessments.checking import serious
from lms.assessments.forms import QuestionForm
from lms.assessments.models import Question, Quiz, QuizEntry
from lms.courses import policies
from lms.courses.models import Course
from lms.db import db, writing
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.guards import authorise, found, role

writers = role(Role.INSTRUCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
COURSE = "/teach/courses/<slug>"
QUIZ = f"{COURSE}/quizzes/<key>"
QUESTION = f"{QUIZ}/questions/<name>"
LINE = f"{QUIZ}/lines/<int:line>"


def course_of(slug: str) -> Course:
    """A course that the member may write: 404 when they may not know its draft, else 403.

    A request that writes locks it first: what it reads of the draft nobody changes any more.
    """
    query = policies.writable_by(current_member).where(Course.slug == slug)
    if writing.get():
        query = query.with_for_update()
    course = found(db.session.scalar(query))
    authorise(policies.may_edit(current_member, course))
    return course


def quiz_of(slug: str, key: str) -> Quiz:
    return found(queries.quiz_by_key(course_of(slug).id, key))


def question_of(slug: str, key: str, name: str) -> tuple[Quiz, Question]:
    """A question that stands in the quiz by name and is of the course's own bank.

    Of a bank that is only shared, questions are asked and not written.
    """
    quiz = quiz_of(slug, key)
    own = (one for one in quiz.questions if one.bank.course_id == quiz.course_id)
    return quiz, found(next((one for one in own if one.key == name), None))


def line_of(slug: str, key: str, line: int) -> tuple[Quiz, QuizEntry]:
    """A line of this very quiz."""
    quiz = quiz_of(slug, key)
    return quiz, found(next((one for one in quiz.entries if one.id == line), None))


def to_quiz(quiz: Quiz, question: Question | None = None) -> ResponseReturnValue:
    entries = (one for one in quiz.entries if question is not None and one.question is question)
    return to_line(quiz, next(entries, None))


def to_line(quiz: Quiz, entry: QuizEntry | None) -> ResponseReturnValue:
    """To the list of the quiz, at this line."""
    anchor = f"line-{entry.id}" if entry is not None else None
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
