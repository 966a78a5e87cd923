"""The files of a course with its questions: quizzes/*.yaml, and questions.yaml for its bank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flask_babel import gettext as _

from lms.assessments import drafts, queries
from lms.assessments.actions.attempting import QUIZ
from lms.assessments.actions.categories import category_at, put_categories
from lms.assessments.actions.drafting import put_quiz
from lms.assessments.actions.questions import bank_for, put_question
from lms.assessments.folders import Tree
from lms.assessments.models import Question, Quiz
from lms.assessments.package import (
    BankSource,
    CategorySource,
    QuestionSource,
    QuizSource,
    keys_of,
    read_bank,
    read_quiz,
    repeated,
    write_bank,
    write_quiz,
)
from lms.assessments.pools import Line
from lms.courses import queries as courses
from lms.courses.marked_yaml import Node
from lms.courses.models import Course
from lms.courses.package import Package
from lms.courses.places import Place, Problem
from lms.db import db, now

QUIZZES = "quizzes"
_BANK_FILE = re.compile(r"questions(-[2-9]|-[1-9][0-9]+)?\.yaml")
_NOWHERE = Place("", 1)


@dataclass
class Files:
    """The files of one package, read once."""

    package: Package
    problems: list[Problem] = field(default_factory=list)
    quizzes: dict[str, QuizSource] = field(default_factory=dict)
    banks: dict[str, BankSource] = field(default_factory=dict)

    @cached_property
    def quiz_files(self) -> dict[str, str]:
        """The key that each file of a quiz is named after, by its path in the package."""
        paths = sorted((self.package.root / QUIZZES).glob("*.yaml"))
        return {f"{QUIZZES}/{path.name}": path.stem for path in paths}

    @cached_property
    def bank_files(self) -> list[str]:
        found = (path.name for path in self.package.root.glob("questions*.yaml"))
        return sorted((name for name in found if _BANK_FILE.fullmatch(name)), key=_by_number)

    @cached_property
    def roots(self) -> dict[str, Node]:
        """The documents of all files that are YAML."""
        roots = {}
        for path in (*self.bank_files, *self.quiz_files):
            root, problems = self.package.yaml(path)
            if root is None:
                place = self.package.place(path)
                self.problems += problems or [Problem(place, _("This file is empty."))]
            else:
                roots[path] = root
        return roots

    @property
    def questions(self) -> list[QuestionSource]:
        in_banks = [one for source in self.banks.values() for one in source.questions]
        return in_banks + [one for source in self.quizzes.values() for one in source.questions]


def _by_number(name: str) -> tuple[int, str]:
    return len(name), name


def _read(package: Package) -> Files:
    files = Files(package)
    keys = {path: keys_of(root) for path, root in files.roots.items()}
    for path, root in files.roots.items():
        if path in files.quiz_files:
            elsewhere = set().union(*(keys[other] for other in keys if other != path))
            files.quizzes[path], problems = read_quiz(root, package.facts, elsewhere)
        else:
            files.banks[path], problems = read_bank(root, package.facts)
        files.problems += problems
    return files


# ---- checked


def check_files(package: Package) -> Iterator[Problem]:
    """All that is wrong with them, with file and line."""
    files = _read(package)
    yield from files.problems
    for path, source in files.quizzes.items():
        yield from _misnamed(files, path, source)
        yield from _lent(files, path, source)
    yield from repeated(files.questions)
    yield from _named_twice(files)
    yield from _missing(files)


def _misnamed(files: Files, path: str, source: QuizSource) -> Iterator[Problem]:
    if source.key and source.key != files.quiz_files[path]:
        sentence = _("The file must be named after its key: %(key)s.yaml.", key=source.key)
        yield Problem(files.package.place(path), sentence)


def _lent(files: Files, path: str, source: QuizSource) -> Iterator[Problem]:
    """Lines that ask a question of another course's bank which is not there, or not shared."""
    course = courses.course_by_slug(files.package.source.slug)
    for place, line in enumerate(source.lines or ()):
        if not line.course or not line.question or line.course == files.package.source.slug:
            continue
        course_id = course.id if course is not None else 0
        if queries.banks.question_of_course(course_id, line.course, line.question) is None:
            sentence = _(
                "The bank of “%(course)s” has no question “%(key)s” that this course may use.",
                course=line.course,
                key=line.question,
            )
            yield Problem(files.roots[path].at(("lines", place)), sentence)


def _named_twice(files: Files) -> Iterator[Problem]:
    first: dict[tuple[str, ...], CategorySource] = {}
    for category in (one for bank in files.banks.values() for one in bank.categories):
        if first.setdefault(category.path, category) is not category:
            name = "/".join(category.path)
            yield Problem(category.place, _("“%(name)s” stands here twice.", name=name))


def _missing(files: Files) -> Iterator[Problem]:
    """Quizzes that lessons cite and that have no file, and files that no lesson cites."""
    uses = files.package.uses(QUIZ)
    for key, place in uses.items():
        if key not in files.quiz_files.values():
            yield Problem(place, _("There is no quizzes/%(key)s.yaml.", key=key))
    for path, key in files.quiz_files.items():
        if key not in uses:
            sentence = _("No lesson shows this quiz.")
            yield Problem(files.package.place(path), sentence, is_warning=True)


# ---- in


def load_files(course: Course, package: Package) -> None:
    """Bring the bank and the drafts of the quizzes to what the files say: upsert by key."""
    files = _read(package)
    for bank in files.banks.values():
        put_categories(course, ((one.path, one.title) for one in bank.categories))
    for source in files.questions:
        _put(course, source)
    for quiz in files.quizzes.values():
        put_quiz(
            course,
            quiz.key,
            quiz.title,
            quiz.settings,
            {one.key: one.content for one in quiz.questions},
            access=quiz.access,
            lines=quiz.lines,
        )


def _put(course: Course, source: QuestionSource) -> None:
    question = put_question(course, source.content, source.key)
    category = category_at(bank_for(course), source.category)
    question.category_id = None if category is None else category.id
    question.removed_at = (question.removed_at or now()) if source.is_removed else None
    db.session.flush()


# ---- out


def dump_files(course: Course, folder: Path) -> None:
    """Write the quizzes into `folder`, which does not exist yet, and the bank beside it.

    A question that stands in several quizzes is written with the first one.
    """
    quizzes, written = queries.quizzes_of(course.id), set[int]()
    tree = _tree(course)
    if quizzes:
        folder.mkdir()
    for quiz in quizzes:
        own = [one for one in quiz.questions if one.bank.course_id == course.id]
        here = [one for one in own if one.id not in written]
        text = write_quiz(_quiz_source(quiz, here, tree))
        (folder / f"{quiz.key}.yaml").write_text(text, encoding="utf-8")
        written |= {one.id for one in here}
    for number, text in enumerate(write_bank(_bank_source(course, written, tree)), 1):
        name = "questions.yaml" if number == 1 else f"questions-{number}.yaml"
        (folder.parent / name).write_text(text, encoding="utf-8")


def _tree(course: Course) -> Tree:
    bank = queries.bank_of(course.id)
    return queries.banks.tree(bank.id) if bank is not None else Tree()


def _bank_source(course: Course, written: set[int], tree: Tree) -> BankSource:
    bank = queries.bank_of(course.id)
    ids = set(queries.banks.contents(bank.id)) - written if bank is not None else set()
    questions = queries.banks.questions_of_bank(bank.id, ids) if bank is not None else []
    return BankSource(
        categories=tuple(
            CategorySource(one.path, dict(one.title), _NOWHERE) for one in tree.folders
        ),
        questions=tuple(_question_source(one, tree) for one in questions),
    )


def _question_source(question: Question, tree: Tree) -> QuestionSource:
    return QuestionSource(
        question.key,
        question.newest.content,
        _NOWHERE,
        tree.path(question.category_id),
        question.removed_at is not None,
    )


def _quiz_source(quiz: Quiz, here: Iterable[Question], tree: Tree) -> QuizSource:
    return QuizSource(
        key=quiz.key,
        title=dict(quiz.title),
        settings=drafts.settings_of(quiz),
        access=drafts.access_of(quiz),
        lines=_lines(quiz, {one.id: one for one in here}),
        questions=tuple(_question_source(one, tree) for one in here),
    )


def _lines(quiz: Quiz, here: Mapping[int, Question]) -> tuple[Line, ...] | None:
    """The lines of a quiz, unless they are the questions of its file one after the other."""
    lines = tuple(
        Line(
            question=entry.question.key if entry.question is not None else None,
            course=_lender(quiz, entry.question),
            pool=drafts.pool_of(entry),
            heading=entry.heading,
            mark=entry.mark,
        )
        for entry in quiz.entries
    )
    usual = all(entry.question_id in here and entry.mark is None for entry in quiz.entries)
    return None if usual else lines


def _lender(quiz: Quiz, question: Question | None) -> str:
    """The slug of the course whose bank the question is of; "" for the quiz's own."""
    if question is None or question.bank.course_id == quiz.course_id:
        return ""
    return question.bank.course.slug
