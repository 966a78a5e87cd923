"""Quizzes and the bank as files: YAML that a person can read, checked with file and line. Pure.

A question stands in one file of its course, that of a quiz or one of the bank's; the lines of every
quiz of the course may name it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml
from flask_babel import gettext as _

from lms.assessments import citing, kinds
from lms.assessments.access import QuizAccess
from lms.assessments.checking import Flaw, Reader, serious
from lms.assessments.citing import Facts
from lms.assessments.pools import Line, Path, read_path
from lms.assessments.settings import QuizSettings
from lms.courses.marked_yaml import LONGEST_FILE, Node
from lms.courses.places import Place, Problem

_ROOMIER = 2  # times as much as JSON: what YAML takes at most for such a text


class _Plain(yaml.SafeDumper):
    """Writes what stands twice twice: packages take no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True)
class QuestionSource:
    """A question as its file says it, in normal form. `is_removed` when the bank has it no more."""

    key: str
    content: dict[str, Any]
    place: Place
    category: Path = ()
    is_removed: bool = False


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


@dataclass(frozen=True)
class CategorySource:
    """A category of the bank as its file says it."""

    path: Path
    title: dict[str, str]
    place: Place


@dataclass(frozen=True)
class BankSource:
    """The categories of a bank, and its questions that stand in no quiz by name."""

    categories: tuple[CategorySource, ...]
    questions: tuple[QuestionSource, ...]


def read_quiz(
    root: Node, facts: Facts, elsewhere: Collection[str] = ()
) -> tuple[QuizSource, list[Problem]]:
    """The quiz that this document says, and what is wrong with it.

    The source is usable when all problems are warnings; `facts` holds all that there are,
    `elsewhere` the keys of questions in other files of the course.
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
    flaws = [*reader.flaws, *_line_flaws(source, elsewhere)]
    return source, sorted({_problem(root, flaw) for flaw in flaws})


def read_bank(root: Node, facts: Facts) -> tuple[BankSource, list[Problem]]:
    """What a file of the bank says, and what is wrong with it, in the same way."""
    reader = Reader(root.plain())
    categories = reader.each("categories") if reader.has("categories") else []
    questions = reader.each("questions") if reader.has("questions") else []
    source = BankSource(
        categories=tuple(_category(one, root) for one in categories),
        questions=tuple(_question(one, root, facts) for one in questions),
    )
    reader.close()
    return source, sorted({_problem(root, flaw) for flaw in reader.flaws})


def _category(reader: Reader, root: Node) -> CategorySource:
    if not reader.has("path"):
        reader.note(_("“%(name)s” is missing.", name="path"))
    source = CategorySource(read_path(reader, "path"), reader.text("title"), root.at(reader.path))
    reader.close()
    return source


def keys_of(root: Node) -> set[str]:
    """The keys of the questions in a file, sound or not."""
    listed = root.get("questions")
    entries = listed.value if listed is not None and isinstance(listed.value, list) else []
    keys = (entry.get("key") for entry in entries)
    return {str(key.value) for key in keys if key is not None}


def _listed(reader: Reader) -> list[Reader]:
    """The questions of the file; one that only draws from a bank needs none."""
    return reader.each("questions") if reader.has("questions") or not reader.has("lines") else []


def _read_lines(reader: Reader) -> tuple[Line, ...] | None:
    if not reader.has("lines"):
        return None
    return tuple(map(Line.read, reader.each("lines")))


def _line_flaws(source: QuizSource, elsewhere: Collection[str]) -> list[Flaw]:
    """What is wrong with how many are asked, and questions that the lines name and do not have."""
    if source.lines is None:
        return drawing_flaws(source.settings, len(source.questions))
    keys = {question.key for question in source.questions} | set(elsewhere)
    named = [(line.course, line.question) for line in source.lines if line.question]
    flaws = [
        Flaw(("lines", place), _("No file has a question “%(key)s”.", key=line.question))
        for place, line in enumerate(source.lines)
        if line.question and not line.course and line.question not in keys
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
    key, category = reader.key("key"), read_path(reader, "category")
    is_removed, before = reader.flag("removed", False), len(reader.flaws)
    item, content = kinds.read(reader), {}
    if not serious(reader.flaws[before:]):
        content = item.dump()
        for flaw in citing.flaws(content, facts):
            reader.note(flaw.sentence, *flaw.path)
    return QuestionSource(key, content, root.at(reader.path), category, is_removed)


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
    }
    if source.questions or source.lines is None:
        content["questions"] = [_entries(one) for one in source.questions]
    if source.lines is not None:
        content["lines"] = [line.dump() for line in source.lines]
    return _written(content)


def write_bank(source: BankSource) -> list[str]:
    """The files that say this bank, each short enough to be read; [] for an empty one."""
    titles = [{"path": "/".join(one.path), "title": one.title} for one in source.categories]
    files: list[list[dict[str, Any]]] = []
    questions: list[dict[str, Any]] = []
    size = 0
    for entry in map(_entries, source.questions):
        size += len(json.dumps(entry, ensure_ascii=False).encode()) * _ROOMIER
        if questions and size > LONGEST_FILE:
            files.append(questions)
            questions, size = [], 0
        questions.append(entry)
    if questions or titles:
        files.append(questions)
    contents = [{"questions": entries} for entries in files]
    if titles:
        contents[0] = {"categories": titles} | contents[0]
    return [_written({name: said for name, said in one.items() if said}) for one in contents]


def _entries(source: QuestionSource) -> dict[str, Any]:
    entries: dict[str, Any] = {"key": source.key}
    if source.category:
        entries["category"] = "/".join(source.category)
    if source.is_removed:
        entries["removed"] = True
    return entries | source.content


def _written(content: dict[str, Any]) -> str:
    text: str = yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
    return text
