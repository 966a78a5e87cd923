"""What authors do with the questions of a bank: one, or many at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from lms.assessments import citing, drafts, kinds, queries
from lms.assessments.actions.lines import number_lines
from lms.assessments.actions.questions import put_question, refuse_late, say
from lms.assessments.checking import serious
from lms.assessments.kinds.item import Difficulty
from lms.assessments.models import (
    Question,
    QuestionBank,
    QuestionCategory,
    Quiz,
    QuizEntry,
)
from lms.courses.actions.drafting import lock
from lms.courses.models import Course
from lms.courses.naming import free_name
from lms.db import db, now
from lms.errors import RuleBroken

Content = dict[str, Any]


class NotSound(RuleBroken):
    """What the question said then cannot be asked any more."""


@dataclass
class Outcome:
    """How many questions were changed; why others were not, with how many of them."""

    changed: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, sentence: str) -> None:
        self.refused[sentence] = self.refused.get(sentence, 0) + 1


def create_question(
    course: Course, content: Content, category: QuestionCategory | None, author_id: int
) -> Question:
    """A new question of the bank; `content` was checked and has no flaw."""
    lock(course)
    question = put_question(course, content, None, author_id)
    question.category_id = None if category is None else category.id
    db.session.flush()
    return question


def rewrite_question(
    question: Question,
    content: Content,
    category: QuestionCategory | None,
    version: str | None,
    author_id: int,
) -> None:
    """Bring the question to this, if it still is what `version` names. Raises Overtaken."""
    lock(question.bank.course)
    db.session.expire(question, ["versions"])
    refuse_late(version, drafts.question_version(question))
    say(question, content, author_id)
    question.category_id = None if category is None else category.id
    db.session.flush()


def duplicate_question(question: Question, author_id: int) -> Question:
    """The same question once more, under a name of its own, to be changed."""
    course = question.bank.course
    lock(course)
    key = free_name(question.key, queries.question_keys(course.id))
    copy = put_question(course, question.newest.content, key, author_id)
    copy.category_id = question.category_id
    db.session.flush()
    return copy


def restore_version(question: Question, number: int, author_id: int) -> None:
    """Say again what the version of this number said, as a new version. Raises NotSound."""
    lock(question.bank.course)
    db.session.expire(question, ["versions"])
    content = next(one.content for one in question.versions if one.number == number)
    flaws = serious(kinds.check(content))
    flaws = flaws or citing.flaws(content, drafts.facts(citing.cited(content)))
    if flaws:
        raise NotSound(flaws[0].sentence)
    say(question, content, author_id, restored_from=number)


def file_questions(
    bank: QuestionBank, questions: Iterable[Question], category: QuestionCategory | None
) -> Outcome:
    """Put the questions into the category, None for no category."""
    lock(bank.course)
    outcome, category_id = Outcome(), None if category is None else category.id
    for question in questions:
        outcome.changed += question.category_id != category_id
        question.category_id = category_id
    db.session.flush()
    return outcome


def tag_questions(
    bank: QuestionBank,
    questions: Iterable[Question],
    *,
    add: Collection[str] = (),
    remove: Collection[str] = (),
    author_id: int,
) -> Outcome:
    """Give the questions these tags, or take them away: a new version of each that changes."""

    def tagged(content: Content) -> Content:
        kept = [tag for tag in content.get("tags", []) if tag not in remove]
        return _with(content, "tags", [*kept, *(tag for tag in add if tag not in kept)])

    return _say_each(bank, questions, tagged, author_id)


def rate_questions(
    bank: QuestionBank,
    questions: Iterable[Question],
    difficulty: Difficulty | None,
    author_id: int,
) -> Outcome:
    """Say how hard the questions are, None for nothing: a new version of each that changes."""
    rated = lambda content: _with(content, "difficulty", str(difficulty or ""))
    return _say_each(bank, questions, rated, author_id)


def _with(content: Mapping[str, Any], name: str, value: Any) -> Content:
    rest = {key: said for key, said in content.items() if key != name}
    return rest | ({name: value} if value else {})


def _say_each(
    bank: QuestionBank,
    questions: Iterable[Question],
    changed: Callable[[Content], Content],
    author_id: int,
) -> Outcome:
    lock(bank.course)
    outcome = Outcome()
    for question in questions:
        content, before = changed(question.newest.content), question.newest
        if flaws := serious(kinds.check(content)):
            outcome.refuse(flaws[0].sentence)
            continue
        say(question, content, author_id)
        outcome.changed += question.newest is not before
    return outcome


def take_out(bank: QuestionBank, questions: Iterable[Question]) -> Outcome:
    """Take the questions out of the bank: no draw finds them. Quizzes and attempts keep them."""
    lock(bank.course)
    outcome = Outcome()
    for question in questions:
        if question.removed_at is None:
            question.removed_at = now()
            outcome.changed += 1
    db.session.flush()
    return outcome


def put_back(bank: QuestionBank, questions: Iterable[Question]) -> Outcome:
    """Undo that."""
    lock(bank.course)
    outcome = Outcome()
    for question in questions:
        outcome.changed += question.removed_at is not None
        question.removed_at = None
    db.session.flush()
    return outcome


def ask_in_quiz(quiz: Quiz, questions: Iterable[Question]) -> Outcome:
    """Put the questions at the end of the quiz's draft; one that stands there already stays.

    The person may write the quiz, and its course may use the bank.
    """
    lock(quiz.course)
    outcome = Outcome()
    there = {one.id for one in quiz.questions}
    named = {one.key for one in quiz.questions}
    for question in questions:
        if question.id in there:
            outcome.refuse(_("It stands in the quiz already."))
        elif question.key in named:
            outcome.refuse(_("Another question of the same name stands in the quiz."))
        else:
            named.add(question.key)
            db.session.add(QuizEntry(quiz=quiz, question=question, position=len(quiz.entries)))
            outcome.changed += 1
    number_lines(quiz)
    return outcome
