"""Quizzes as files: YAML that a person can read, checked with file and line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml
from flask_babel import gettext as _

from lms.assessments import citing, kinds
from lms.assessments.access import QuizAccess
from lms.assessments.checking import Flaw, Reader, serious
from lms.assessments.citing import Facts
from lms.assessments.pools import Line
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
    access: QuizAccess = field(default_factory=QuizAccess)
    lines: tuple[Line, ...] | None = None
    """None where every question is asked, in its order."""


def read_quiz(root: Node, facts: Facts) -> tuple[QuizSource, list[Problem]]:
    """The quiz that this document says, and what is wrong with it.

    The source is usable when all problems are warnings; `facts` holds all that there are.
    """
    reader = Reader(root.plain())
    source = QuizSource(
        key=reader.key("key"),
        title=reader.text("title"),
        settings=QuizSettings.read(reader),
        questions=tuple(_question(one, root, facts) for one in _listed(reader)),
        access=QuizAccess.read(reader),
        lines=_read_lines(reader),
    )
    reader.close()
    flaws = [*reader.flaws, *_line_flaws(source)]
    return source, sorted({_problem(root, flaw) for flaw in flaws})


def _listed(reader: Reader) -> list[Reader]:
    """The questions of the file; one that only draws from a bank needs none."""
    return reader.each("questions") if reader.has("questions") or not reader.has("lines") else []


def _read_lines(reader: Reader) -> tuple[Line, ...] | None:
    if not reader.has("lines"):
        return None
    return tuple(map(Line.read, reader.each("lines")))


def _line_flaws(source: QuizSource) -> list[Flaw]:
    """What is wrong with how many are asked, and questions that the lines name and do not have."""
    if source.lines is None:
        return drawing_flaws(source.settings, len(source.questions))
    keys = [question.key for question in source.questions]
    named = [line.question for line in source.lines if line.question]
    flaws = [
        Flaw(("lines", place), _("No question “%(key)s” is in this file.", key=line.question))
        for place, line in enumerate(source.lines)
        if line.question and line.question not in keys
    ]
    if len(named) != len(set(named)):
        flaws.append(Flaw(("lines",), _("A question stands in the lines twice.")))
    if named or not any(line.pool for line in source.lines):
        flaws += drawing_flaws(source.settings, len(named))
    return flaws


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
        **source.access.dump(),
        "questions": [{"key": one.key, **one.content} for one in source.questions],
    }
    if source.lines is not None:
        content["lines"] = [line.dump() for line in source.lines]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
