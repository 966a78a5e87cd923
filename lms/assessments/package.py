"""Quizzes as files: YAML that a person can read, checked with file and line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml
from flask_babel import gettext as _

from lms.assessments import citing, kinds
from lms.assessments.checking import Flaw, Reader, serious
from lms.assessments.citing import Facts
from lms.assessments.settings import QuizSettings
from lms.courses.marked_yaml import Node
from lms.courses.places import Place, Problem


@dataclass(frozen=True)
class QuestionSource:
    """A question as its file says it, in normal form."""

    key: str
    content: dict[str, Any]
    place: Place


@dataclass(frozen=True)
class QuizSource:
    """A quiz as its file says it."""

    key: str
    title: dict[str, str]
    settings: QuizSettings
    questions: tuple[QuestionSource, ...]


def read_quiz(root: Node, facts: Facts) -> tuple[QuizSource, list[Problem]]:
    """The quiz that this document says, and what is wrong with it.

    The source is usable when all problems are warnings; `facts` holds all that there are.
    """
    reader = Reader(root.plain())
    source = QuizSource(
        key=reader.key("key"),
        title=reader.text("title"),
        settings=QuizSettings.read(reader),
        questions=tuple(_question(one, root, facts) for one in reader.each("questions")),
    )
    reader.close()
    flaws = [*reader.flaws, *drawing_flaws(source.settings, len(source.questions))]
    return source, sorted({_problem(root, flaw) for flaw in flaws})


def _problem(root: Node, flaw: Flaw) -> Problem:
    return Problem(root.at(flaw.path), flaw.sentence, flaw.is_warning)


def drawing_flaws(settings: QuizSettings, questions: int) -> list[Flaw]:
    """What is wrong with asking so many questions out of so many."""
    if not questions:
        return [Flaw(("questions",), _("A quiz needs at least one question."))]
    if settings.draw > questions:
        sentence = _("More questions are to be drawn than there are.")
        return [Flaw(("draw",), sentence)]
    return []


def _question(reader: Reader, root: Node, facts: Facts) -> QuestionSource:
    key, before = reader.key("key"), len(reader.flaws)
    item = kinds.read(reader)
    if serious(reader.flaws[before:]):
        return QuestionSource(key, {}, root.at(reader.path))
    content = item.dump()
    for flaw in citing.flaws(content, facts):
        reader.note(flaw.sentence, *flaw.path)
    return QuestionSource(key, content, root.at(reader.path))


def repeated(questions: Iterable[QuestionSource]) -> list[Problem]:
    """Questions whose key another question of the course has: it names one question there."""
    first: dict[str, Place] = {}
    problems = []
    for question in questions:
        other = first.setdefault(question.key, question.place)
        if other != question.place and question.key:
            sentence = _("Key “%(key)s” is used at %(place)s too.", key=question.key, place=other)
            problems.append(Problem(question.place, sentence))
    return problems


def write_quiz(source: QuizSource) -> str:
    """The file that says this quiz; `read_quiz` reads the same quiz back."""
    content = {
        "key": source.key,
        "title": source.title,
        **source.settings.dump(),
        "questions": [{"key": one.key, **one.content} for one in source.questions],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
