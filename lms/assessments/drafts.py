"""What authors need to know of a quiz's draft: its version, and what keeps it unpublished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import citing, kinds, queries
from lms.assessments.access import QuizAccess
from lms.assessments.checking import Reader
from lms.assessments.citing import Facts
from lms.assessments.models import Question, Quiz, QuizEntry, QuizVersion
from lms.assessments.package import drawing_flaws
from lms.assessments.pools import Pool
from lms.assessments.queries import Catalogues
from lms.assessments.settings import QuizSettings
from lms.courses import queries as courses
from lms.courses.drafts import version_of
from lms.courses.models import Block, Lesson
from lms.db import db
from lms.i18n import localised


def settings_of(quiz: Quiz) -> QuizSettings:
    return QuizSettings.read(Reader(quiz.settings))


def access_of(quiz: Quiz) -> QuizAccess:
    return QuizAccess.read(Reader(quiz.access))


def pool_of(entry: QuizEntry) -> Pool | None:
    """The draw that this line of a quiz asks for, if it does."""
    return None if entry.pool is None else Pool.read(Reader(entry.pool))


def quiz_version(quiz: Quiz) -> str:
    """What title and settings say now; a form that began from another version is late."""
    return version_of(quiz.title, quiz.settings)


def access_version(quiz: Quiz) -> str:
    """The same of when and how often it may be taken."""
    return version_of(quiz.access)


def lines_version(quiz: Quiz) -> str:
    """The same of its lines: which there are, and in which order."""
    return version_of([entry.id for entry in quiz.entries])


def line_version(entry: QuizEntry) -> str:
    """The same of what one line says."""
    mark = None if entry.mark is None else str(entry.mark)
    return version_of(entry.question_id, entry.pool, entry.heading, mark)


def question_version(question: Question) -> str:
    """What the question says now."""
    return version_of(question.newest.content)


def whole_version(quiz: Quiz, banks: Catalogues | None = None) -> str:
    """What the whole draft says now, questions and their order included."""
    banks = banks or Catalogues()
    lines = [_line_version(quiz, entry, banks) for entry in quiz.entries]
    return version_of(quiz.key, quiz.title, settings_of(quiz).dump(), lines)


def _line_version(quiz: Quiz, entry: QuizEntry, banks: Catalogues) -> list[Any]:
    mark = None if entry.mark is None else str(entry.mark)
    if entry.question is not None:
        return [entry.question.key, entry.question.newest.content, mark]
    if (pool := pool_of(entry)) is None:
        return [entry.heading]
    found = banks.drawable(quiz.course_id, pool)
    return [pool.dump(), mark, [[one.question_id, one.content] for one in found]]


def contents_of(quiz: Quiz, banks: Catalogues | None = None) -> list[Mapping[str, Any]]:
    """What every question says that an attempt may be given: listed by name or drawn."""
    contents: list[Mapping[str, Any]] = [one.newest.content for one in quiz.questions]
    banks = banks or Catalogues()
    for entry in quiz.entries:
        if (pool := pool_of(entry)) is not None:
            contents += [one.content for one in banks.drawable(quiz.course_id, pool)]
    return contents


def cited(quiz: Quiz) -> set[str]:
    """The facts that its questions cite."""
    return {key for content in contents_of(quiz) for key in citing.cited(content)}


def facts(keys: Iterable[str]) -> Facts:
    """These facts as they stand now."""
    return {key: fact.snapshot() for key, fact in courses.facts(keys).items()}


def problems(quiz: Quiz, banks: Catalogues | None = None) -> list[str]:
    """Sentences that say why the draft cannot be published."""
    name, banks = localised(quiz.title), banks or Catalogues()
    contents = contents_of(quiz, banks)
    known = facts({key for content in contents for key in citing.cited(content)})
    sentences = list(_line_problems(quiz, banks))
    for number, content in enumerate(contents, 1):
        sentences += [
            _("Question %(number)s: %(problem)s", number=number, problem=flaw.sentence)
            for flaw in citing.flaws(content, known)
        ]
    return [_("Quiz “%(quiz)s”: %(problem)s", quiz=name, problem=one) for one in sentences]


def _line_problems(quiz: Quiz, banks: Catalogues) -> Iterator[str]:
    """What is wrong with how many questions are asked out of how many."""
    listed = [one for one in quiz.questions if kinds.load(one.newest.content).is_answerable]
    has_draws = any(entry.pool is not None for entry in quiz.entries)
    if listed or not has_draws:
        yield from (flaw.sentence for flaw in drawing_flaws(settings_of(quiz), len(listed)))
    yield from _foreign_problems(quiz)
    fitting = fitting_draws(quiz, banks)
    for entry in quiz.entries:
        if (pool := pool_of(entry)) is not None and fitting[entry.id] < pool.take:
            yield _(
                "A draw asks for %(take)s questions, and the bank has %(there)s that fit.",
                take=pool.take,
                there=fitting[entry.id],
            )


def _foreign_problems(quiz: Quiz) -> Iterator[str]:
    """Questions of banks that were shared with the course once."""
    foreign = {one.bank_id: one for one in quiz.questions if one.bank.course_id != quiz.course_id}
    usable = {one.id for one in queries.usable_banks(quiz.course_id)} if foreign else set()
    for bank_id, question in foreign.items():
        if bank_id not in usable:
            yield _(
                "Question “%(key)s” is of a bank that this course may not use any more.",
                key=question.key,
            )


def fitting_draws(quiz: Quiz, banks: Catalogues) -> dict[int, int]:
    """How many questions each draw can surely choose from, by the id of its line.

    None is asked twice: what stands in the quiz by name does not count, nor what the draws before
    may take away.
    """
    named = {question.id for question in quiz.questions}
    before: list[tuple[set[int], int]] = []
    fitting = {}
    for entry in quiz.entries:
        if (pool := pool_of(entry)) is None:
            continue
        found = {one.question_id for one in banks.drawable(quiz.course_id, pool)} - named
        gone = sum(min(take, len(found & others)) for others, take in before)
        fitting[entry.id] = max(0, len(found) - gone)
        before.append((found, pool.take))
    return fitting


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
    """All quizzes of a course with how many questions each asks at most. Two queries."""
    lines: dict[int, int] = {}
    query = sa.select(QuizEntry.quiz_id, QuizEntry.question_id, QuizEntry.pool).join(Quiz)
    for quiz_id, question_id, pool in db.session.execute(query.where(Quiz.course_id == course_id)):
        asked = 1 if question_id is not None else (pool or {}).get("take", 0)
        lines[quiz_id] = lines.get(quiz_id, 0) + asked
    return [QuizRow(quiz, lines.get(quiz.id, 0)) for quiz in queries.quizzes_of(course_id)]
