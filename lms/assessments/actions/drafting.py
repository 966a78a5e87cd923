"""Writing quizzes: the draft. Learners see none of it before the course is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from lms.assessments import drafts, queries
from lms.assessments.access import QuizAccess
from lms.assessments.actions.access import set_access
from lms.assessments.actions.lines import number_lines
from lms.assessments.actions.questions import LONGEST_KEY, put_question, refuse_late, say
from lms.assessments.models import Question, Quiz, QuizEntry
from lms.assessments.pools import Line
from lms.assessments.settings import QuizSettings
from lms.courses.actions.drafting import lock
from lms.courses.models import Course
from lms.courses.naming import free_name, slug_of
from lms.db import db
from lms.errors import RuleBroken


class QuizFixed(RuleBroken):
    """Learners know the quiz: it cannot be deleted."""


class OfAnotherBank(RuleBroken):
    """The question belongs to another course: whoever may use it does not write it."""

    status = 403


def create_quiz(course: Course, title: dict[str, str], key: str | None = None) -> Quiz:
    """A new quiz without questions; without a key it is named after its title."""
    lock(course)
    taken = {quiz.key for quiz in queries.quizzes_of(course.id)}
    wished = key or slug_of(title.get("en", ""), LONGEST_KEY) or "quiz"
    quiz = Quiz(
        course=course,
        key=free_name(wished, taken),
        title=title,
        settings=QuizSettings().dump(),
    )
    db.session.add(quiz)
    db.session.flush()
    return quiz


def change_quiz(
    quiz: Quiz, title: dict[str, str], settings: QuizSettings, version: str | None = None
) -> None:
    """Bring title and settings to these, if they still are what `version` names.

    Raises Overtaken.
    """
    lock(quiz.course)
    db.session.refresh(quiz)
    refuse_late(version, drafts.quiz_version(quiz))
    quiz.title, quiz.settings = title, settings.dump()
    db.session.flush()


def delete_quiz(quiz: Quiz) -> None:
    """Delete a quiz that was never published; its questions stay in the bank.

    Raises QuizFixed for one that learners know.
    """
    lock(quiz.course)
    if drafts.was_published(quiz):
        raise QuizFixed(_("This quiz was published: learners' results hang on it."))
    db.session.delete(quiz)
    db.session.flush()


def add_question(
    quiz: Quiz, content: dict[str, Any], key: str | None = None, author_id: int | None = None
) -> Question:
    """Put a question at the end of the quiz; `content` was checked and has no flaw.

    With a key that the bank knows, that question gets the content as its newest version.
    """
    lock(quiz.course)
    question = put_question(quiz.course, content, key, author_id)
    if question not in quiz.questions:
        db.session.add(QuizEntry(quiz=quiz, question=question, position=len(quiz.entries)))
    number_lines(quiz)
    return question


def change_question(
    quiz: Quiz,
    question: Question,
    content: dict[str, Any],
    version: str | None = None,
    author_id: int | None = None,
) -> None:
    """Make `content` the newest version, if the question still is what `version` names.

    Content that says nothing new makes no version. Raises Overtaken, OfAnotherBank.
    """
    if question.bank.course_id != quiz.course_id:
        raise OfAnotherBank(_("This question belongs to the bank of another course."))
    lock(quiz.course)
    db.session.expire(question, ["versions"])
    refuse_late(version, drafts.question_version(question))
    say(question, content, author_id)


def put_quiz(
    course: Course,
    key: str,
    title: dict[str, str],
    settings: QuizSettings,
    contents: Mapping[str, dict[str, Any]],
    *,
    access: QuizAccess | None = None,
    lines: Sequence[Line] | None = None,
) -> Quiz:
    """Bring the quiz of this key to exactly this, made if there is none; `contents` by key.

    Without `lines` it asks its questions in their order.
    """
    quiz = queries.quiz_by_key(course.id, key) or create_quiz(course, title, key)
    change_quiz(quiz, title, settings)
    set_access(quiz, access or QuizAccess())
    questions = {name: put_question(course, content, name) for name, content in contents.items()}
    wanted = [Line(question=name) for name in contents] if lines is None else lines
    _put_lines(quiz, wanted, questions)
    return quiz


def _put_lines(quiz: Quiz, lines: Sequence[Line], questions: Mapping[str, Question]) -> None:
    """Make these the lines of the quiz; one whose question stood there before keeps its row."""
    kept = {entry.question_id: entry for entry in quiz.entries if entry.question is not None}
    entries = []
    for line in lines:
        question = _asked(quiz, line, questions)
        stood = None if question is None else kept.pop(question.id, None)
        entry = stood or QuizEntry(
            quiz=quiz,
            position=0,
            question=question,
            pool=line.pool.dump() if line.pool else None,
            heading=dict(line.heading) if line.heading else None,
        )
        entry.mark = line.mark
        entries.append(entry)
    quiz.entries[:] = entries
    number_lines(quiz)


def _asked(quiz: Quiz, line: Line, questions: Mapping[str, Question]) -> Question | None:
    """The question that the line names: of the quiz's own course, or of a bank it may use."""
    if not line.question:
        return None
    if not line.course and line.question in questions:
        return questions[line.question]
    question = queries.banks.question_of_course(quiz.course_id, line.course, line.question)
    if question is None:
        raise LookupError(f"no question {line.question} of {line.course!r} for {quiz.key}")
    return question
