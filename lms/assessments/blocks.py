"""Quizzes as a kind of block in lessons: `::: quiz KEY`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from lms.assessments import drafts, queries
from lms.assessments.actions import QUIZ
from lms.assessments.actions.drafting import put_quiz
from lms.assessments.actions.publishing import carry_quiz, publish_quiz
from lms.assessments.models import Quiz
from lms.assessments.package import QuestionSource, QuizSource, read_quiz, repeated, write_quiz
from lms.assessments.pools import Line
from lms.courses.models import Course, CourseRevision
from lms.courses.package import Package
from lms.courses.places import Place, Problem
from lms.courses.progress import Standing


class QuizBlocks:
    """What lms.courses asks of a kind of block; see BlockKind there."""

    name = QUIZ
    label = _l("Quizzes")
    folder = "quizzes"

    def check(self, package: Package) -> Iterable[Problem]:
        questions: list[QuestionSource] = []
        for path in _files(package):
            source, problems = _read(package, path)
            yield from problems
            if source is not None:
                questions += source.questions
                yield from _misnamed(package, path, source)
        yield from repeated(questions)
        yield from _missing(package)

    def load(self, course: Course, package: Package) -> None:
        for path in _files(package):
            source, _problems = _read(package, path)
            if source is not None:
                contents = {one.key: one.content for one in source.questions}
                put_quiz(
                    course,
                    source.key,
                    source.title,
                    source.settings,
                    contents,
                    access=source.access,
                    lines=source.lines,
                )

    def dump(self, course: Course, folder: Path) -> None:
        quizzes = queries.quizzes_of(course.id)
        if quizzes:
            folder.mkdir()
        for quiz in quizzes:
            text = write_quiz(_source(quiz))
            (folder / f"{quiz.key}.yaml").write_text(text, encoding="utf-8")

    def digests(self, course_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
        quizzes, banks = queries.quizzes_in(course_ids), queries.Catalogues()
        return {(quiz.course_id, quiz.key): drafts.whole_version(quiz, banks) for quiz in quizzes}

    def cites(self, course: Course, key: str) -> set[str]:
        quiz = queries.quiz_by_key(course.id, key)
        return drafts.cited(quiz) if quiz is not None else set()

    def problems(self, course: Course, key: str) -> Iterable[str]:
        quiz = queries.quiz_by_key(course.id, key)
        if quiz is None:
            return [_("There is no quiz “%(key)s” in this course.", key=key)]
        return drafts.problems(quiz)

    def before_publishing(self, course: Course) -> Iterable[str]:
        open_now = queries.open_count(course.id)
        if open_now:
            yield ngettext(
                "%(num)s attempt at a quiz is open: it keeps the questions and rules it was given.",
                "%(num)s attempts at quizzes are open: they keep the questions and rules they were"
                " given.",
                open_now,
            )

    def publish(self, revision: CourseRevision, key: str) -> None:
        publish_quiz(revision, key)

    def carry(self, before: CourseRevision, revision: CourseRevision, key: str) -> None:
        carry_quiz(before, revision, key)

    def panel(self, standing: Standing, key: str) -> Markup:
        quiz = queries.quiz_standing(standing, key)
        if quiz is None:
            return Markup("")
        return Markup(  # noqa: S704 - our own template, which escapes
            render_template("assessments/_panel.html", quiz=quiz, slug=standing.slug)
        )

    def titles(self, course: Course) -> Mapping[str, Mapping[str, str]]:
        return {quiz.key: quiz.title for quiz in queries.quizzes_of(course.id)}

    def edit_url(self, course: Course, key: str) -> str:
        return url_for("assessments.edit_quiz", slug=course.slug, key=key)

    def desk_url(self, course: Course) -> str:
        return url_for("assessments.quizzes", slug=course.slug)

    def preview(self, course: Course, key: str) -> Markup:
        quiz = queries.quiz_by_key(course.id, key)
        return Markup(  # noqa: S704 - our own template, which escapes
            render_template("assessments/_preview.html", quiz=quiz, key=key, course=course)
        )


def _files(package: Package) -> dict[str, str]:
    """The key that each file is named after, by its path in the package."""
    paths = sorted((package.root / QuizBlocks.folder).glob("*.yaml"))
    return {f"{QuizBlocks.folder}/{path.name}": path.stem for path in paths}


def _read(package: Package, path: str) -> tuple[QuizSource | None, list[Problem]]:
    root, problems = package.yaml(path)
    if root is None:
        return None, problems or [Problem(package.place(path), _("This file is empty."))]
    return read_quiz(root, package.facts)


def _misnamed(package: Package, path: str, source: QuizSource) -> Iterator[Problem]:
    if source.key and source.key != _files(package)[path]:
        sentence = _("The file must be named after its key: %(key)s.yaml.", key=source.key)
        yield Problem(package.place(path), sentence)


def _missing(package: Package) -> Iterator[Problem]:
    """Quizzes that lessons cite and that have no file, and files that no lesson cites."""
    files, uses = _files(package), package.uses(QUIZ)
    for key, place in uses.items():
        if key not in files.values():
            yield Problem(place, _("There is no quizzes/%(key)s.yaml.", key=key))
    for path, key in files.items():
        if key not in uses:
            sentence = _("No lesson shows this quiz.")
            yield Problem(package.place(path), sentence, is_warning=True)


def _source(quiz: Quiz) -> QuizSource:
    nowhere = Place("", 1)
    return QuizSource(
        key=quiz.key,
        title=dict(quiz.title),
        settings=drafts.settings_of(quiz),
        access=drafts.access_of(quiz),
        lines=_lines(quiz),
        questions=tuple(
            QuestionSource(one.key, one.newest.content, nowhere) for one in quiz.questions
        ),
    )


def _lines(quiz: Quiz) -> tuple[Line, ...] | None:
    """The lines of a quiz, unless they are its questions one after the other."""
    lines = tuple(
        Line(
            question=entry.question.key if entry.question is not None else None,
            pool=drafts.pool_of(entry),
            heading=entry.heading,
            mark=entry.mark,
        )
        for entry in quiz.entries
    )
    usual = all(line.question and line.mark is None for line in lines)
    return None if usual else lines
