"""Quizzes as a kind of block in lessons: `::: quiz KEY`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from lms.assessments import citing, drafts, queries
from lms.assessments.actions import QUIZ
from lms.assessments.actions.publishing import carry_quiz, publish_quiz
from lms.assessments.files import QUIZZES, check_files, dump_files, load_files
from lms.courses.models import Course, CourseRevision
from lms.courses.package import Package
from lms.courses.places import Problem
from lms.courses.progress import Standing


class QuizBlocks:
    """What lms.courses asks of a kind of block; see BlockKind there."""

    name = QUIZ
    label = _l("Quizzes")
    folder = QUIZZES

    def check(self, package: Package) -> Iterable[Problem]:
        return check_files(package)

    def load(self, course: Course, package: Package) -> None:
        load_files(course, package)

    def dump(self, course: Course, folder: Path) -> None:
        dump_files(course, folder)

    def digests(self, course_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
        quizzes, banks = queries.quizzes_in(course_ids), queries.Catalogues()
        return {(quiz.course_id, quiz.key): drafts.whole_version(quiz, banks) for quiz in quizzes}

    def cites(self, course: Course, key: str) -> set[str]:
        quiz = queries.quiz_by_key(course.id, key)
        return drafts.cited(quiz) if quiz is not None else set()

    def cites_anywhere(self, course: Course) -> set[str]:
        bank = queries.bank_of(course.id)
        contents = queries.banks.contents(bank.id).values() if bank is not None else ()
        in_bank = {key for content in contents for key in citing.cited(content)}
        return in_bank.union(*map(drafts.cited, queries.quizzes_of(course.id)))

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
