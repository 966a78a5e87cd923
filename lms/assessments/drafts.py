"""What authors need to know of a quiz's draft: its version, and what keeps it unpublished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import citing
from lms.assessments.checking import Reader
from lms.assessments.citing import Facts
from lms.assessments.models import Question, Quiz, QuizQuestion, QuizVersion
from lms.assessments.package import drawing_flaws
from lms.assessments.settings import QuizSettings
from lms.courses import queries as courses
from lms.courses.drafts import version_of
from lms.courses.models import Block, Lesson
from lms.db import db
from lms.i18n import localised


def settings_of(quiz: Quiz) -> QuizSettings:
    return QuizSettings.read(Reader(quiz.settings))


def quiz_version(quiz: Quiz) -> str:
    """What title and settings say now; a form that began from another version is late."""
    return version_of(quiz.title, quiz.settings)


def question_version(question: Question) -> str:
    """What the question says now."""
    return version_of(question.newest.content)


def whole_version(quiz: Quiz) -> str:
    """What the whole draft says now, questions and their order included."""
    contents = [[one.key, one.newest.content] for one in quiz.questions]
    return version_of(quiz.key, quiz.title, quiz.settings, contents)


def cited(quiz: Quiz) -> set[str]:
    """The facts that its questions cite."""
    return {key for one in quiz.questions for key in citing.cited(one.newest.content)}


def facts(keys: Iterable[str]) -> Facts:
    """These facts as they stand now."""
    return {key: fact.snapshot() for key, fact in courses.facts(keys).items()}


def problems(quiz: Quiz) -> list[str]:
    """Sentences that say why the draft cannot be published."""
    name = localised(quiz.title)
    known = facts(cited(quiz))
    sentences = [flaw.sentence for flaw in drawing_flaws(settings_of(quiz), len(quiz.questions))]
    for number, question in enumerate(quiz.questions, 1):
        sentences += [
            _("Question %(number)s: %(problem)s", number=number, problem=flaw.sentence)
            for flaw in citing.flaws(question.newest.content, known)
        ]
    return [_("Quiz “%(quiz)s”: %(problem)s", quiz=name, problem=one) for one in sentences]


def was_published(quiz: Quiz) -> bool:
    query = sa.select(QuizVersion.id).where(QuizVersion.quiz_id == quiz.id).limit(1)
    return db.session.scalar(query) is not None


def lessons_showing(quiz: Quiz) -> list[Lesson]:
    """The lessons of the draft that show this quiz."""
    query = (
        sa.select(Lesson)
        .join(Block)
        .where(Lesson.course_id == quiz.course_id, Lesson.module_id.is_not(None))
        .where(Block.kind == "quiz", Block.key == quiz.key)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class QuizRow:
    """A quiz in the list of its course."""

    quiz: Quiz
    questions: int


def overview(course_id: int) -> list[QuizRow]:
    """All quizzes of a course with how many questions each has. One query."""
    query = (
        sa.select(Quiz, sa.func.count(QuizQuestion.question_id))
        .outerjoin(QuizQuestion)
        .where(Quiz.course_id == course_id)
        .group_by(Quiz.id)
        .order_by(Quiz.key)
    )
    return [QuizRow(quiz, count) for quiz, count in db.session.execute(query)]
