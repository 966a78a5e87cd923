"""Writing quizzes: the draft. Learners see none of it before the course is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lms.assessments import drafts, kinds, queries
from lms.assessments.models import (
    Question,
    QuestionBank,
    QuestionVersion,
    Quiz,
    QuizQuestion,
)
from lms.assessments.settings import QuizSettings
from lms.courses.actions.drafting import Overtaken, lock
from lms.courses.models import Course
from lms.courses.naming import free_name, slug_of
from lms.db import db
from lms.errors import RuleBroken

LONGEST_KEY = 60


class QuizFixed(RuleBroken):
    """Learners know the quiz: it cannot be deleted."""


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
    _refuse_late(version, drafts.quiz_version(quiz))
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


def add_question(quiz: Quiz, content: dict[str, Any], key: str | None = None) -> Question:
    """Put a question at the end of the quiz; `content` was checked and has no flaw.

    With a key that the bank knows, that question gets the content as its newest version.
    """
    lock(quiz.course)
    question = _put_question(quiz, content, key)
    _number(quiz)
    return question


def _put_question(quiz: Quiz, content: dict[str, Any], key: str | None) -> Question:
    question = _question(quiz.course, key or _key(quiz.course, content))
    _say(question, content)
    if question not in quiz.questions:
        db.session.add(QuizQuestion(quiz=quiz, question=question, position=len(quiz.entries)))
    return question


def change_question(
    quiz: Quiz, question: Question, content: dict[str, Any], version: str | None = None
) -> None:
    """Make `content` the newest version, if the question still is what `version` names.

    Content that says nothing new makes no version. Raises Overtaken.
    """
    lock(quiz.course)
    db.session.expire(question, ["versions"])
    _refuse_late(version, drafts.question_version(question))
    _say(question, content)
    db.session.flush()


def remove_question(quiz: Quiz, question: Question) -> None:
    """Take the question out of the quiz. It stays in the bank: attempts may have been given it."""
    lock(quiz.course)
    quiz.entries[:] = [entry for entry in quiz.entries if entry.question is not question]
    _number(quiz)


def move_question(quiz: Quiz, question: Question, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    lock(quiz.course)
    questions = quiz.questions
    place = questions.index(question)
    if 0 <= place + step < len(questions):
        questions[place], questions[place + step] = questions[place + step], questions[place]
    _order(quiz, questions)


def put_quiz(
    course: Course,
    key: str,
    title: dict[str, str],
    settings: QuizSettings,
    contents: Mapping[str, dict[str, Any]],
) -> Quiz:
    """Bring the quiz of this key to exactly this, made if there is none; `contents` by key."""
    quiz = queries.quiz_by_key(course.id, key) or create_quiz(course, title, key)
    change_quiz(quiz, title, settings)
    questions = [_put_question(quiz, content, name) for name, content in contents.items()]
    quiz.entries[:] = [entry for entry in quiz.entries if entry.question in questions]
    _order(quiz, questions)
    return quiz


def _refuse_late(version: str | None, standing: str) -> None:
    if version is not None and version != standing:
        raise Overtaken(_("Somebody else changed this while you were writing."))


def _key(course: Course, content: Mapping[str, Any]) -> str:
    wished = slug_of(content["text"].get("en", ""), LONGEST_KEY // 2) or "question"
    return free_name(wished, queries.question_keys(course.id))


def _question(course: Course, key: str) -> Question:
    if (question := queries.question_by_key(course.id, key)) is not None:
        return question
    question = Question(bank=_bank(course), key=key)
    db.session.add(question)
    return question


def _bank(course: Course) -> QuestionBank:
    bank = queries.bank_of(course.id) or QuestionBank(course=course)
    db.session.add(bank)
    db.session.flush()
    return bank


def _say(question: Question, content: dict[str, Any]) -> None:
    normal = kinds.load(content).dump()
    if question.versions and question.newest.content == normal:
        return
    db.session.add(
        QuestionVersion(
            question=question,  # which puts it into the question's versions, too
            number=len(question.versions) + 1,
            kind=normal["kind"],
            content=normal,
        )
    )


def _order(quiz: Quiz, questions: list[Question]) -> None:
    quiz.entries.sort(key=lambda entry: questions.index(entry.question))
    _number(quiz)


def _number(quiz: Quiz) -> None:
    for position, entry in enumerate(quiz.entries):
        entry.position = position
    db.session.flush()
