"""Freezing quizzes for a revision of their course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from lms.assessments import drafts, queries, rendering
from lms.assessments.models import (
    Question,
    QuestionBank,
    QuestionVersion,
    Quiz,
    QuizEntry,
    QuizVersion,
)
from lms.assessments.paper import Group, groups_from_json, groups_to_json
from lms.assessments.pools import Pool
from lms.assessments.prose import Pictures
from lms.courses import queries as courses
from lms.courses.models import CourseRevision
from lms.db import db


def publish_quiz(revision: CourseRevision, key: str) -> QuizVersion:
    """Freeze the draft of this quiz, which has no problems, for the revision."""
    quiz = queries.quiz_by_key(revision.course_id, key)
    if quiz is None:
        raise LookupError(f"course {revision.course_id} has no quiz {key}")
    groups, sections = _frozen(quiz)
    return _freeze(
        revision,
        QuizVersion(
            quiz=quiz,
            course_revision=revision,
            number=_next_number(quiz),
            title=quiz.title,
            settings=drafts.settings_of(quiz).dump(),
            groups=groups_to_json(groups),
            sections=sections,
        ),
    )


def carry_quiz(before: CourseRevision, revision: CourseRevision, key: str) -> QuizVersion:
    """Freeze for `revision` what `before` held: its facts differ, its questions do not."""
    held = db.session.scalars(
        sa.select(QuizVersion)
        .join(Quiz)
        .where(QuizVersion.course_revision_id == before.id, Quiz.key == key)
    ).one()
    return _freeze(
        revision,
        QuizVersion(
            quiz=held.quiz,
            course_revision=revision,
            number=_next_number(held.quiz),
            title=held.title,
            settings=held.settings,
            groups=held.groups,
            sections=held.sections,
        ),
    )


def _frozen(quiz: Quiz) -> tuple[list[Group], list[dict[str, Any]]]:
    """What the lines of the draft ask, and the headings they stand under.

    With `draw` in its settings, the questions listed by name between two headings are one group.
    """
    groups: list[Group] = []
    sections: list[dict[str, Any]] = []
    for entry in quiz.entries:
        section = len(sections) - 1 if sections else None
        if entry.heading is not None:
            sections.append({"title": entry.heading})
        elif entry.pool is not None:
            groups.append(_pool(quiz, entry, section))
        elif entry.question is not None:
            groups.append(Group((entry.question.newest.id,), 1, entry.mark, section))
    return _drawn_from(groups, drafts.settings_of(quiz).draw), sections


def _pool(quiz: Quiz, entry: QuizEntry, section: int | None) -> Group:
    pool = drafts.pool_of(entry) or Pool()
    found = tuple(one.version_id for one in queries.drawable(quiz.course_id, pool))
    return Group(found, pool.take, entry.mark, section, is_pool=True)


def _drawn_from(groups: list[Group], draw: int) -> list[Group]:
    """With a number to draw, all questions listed by name make one group of that many."""
    listed = [group for group in groups if not group.is_pool]
    if not draw or draw >= len(listed):
        return groups
    questions = tuple(question for group in listed for question in group.questions)
    return [Group(questions, draw), *(group for group in groups if group.is_pool)]


def _freeze(revision: CourseRevision, version: QuizVersion) -> QuizVersion:
    wanted = [one for group in groups_from_json(version.groups) for one in group.questions]
    version.html = rendering.frozen(_contents(wanted), revision.facts)
    db.session.add(version)
    db.session.flush()
    return version


def _contents(version_ids: Iterable[int]) -> list[tuple[Pictures, dict[str, Any]]]:
    """The contents, each with the pictures of the course whose question it is."""
    query = (
        sa.select(QuestionBank.course_id, QuestionVersion.content)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
    )
    rows = db.session.execute(query.where(QuestionVersion.id.in_(list(version_ids)))).all()
    pictures = {course_id: courses.media_of(course_id) for course_id, _content in rows}
    return [(pictures[course_id], content) for course_id, content in rows]


def _next_number(quiz: Quiz) -> int:
    query = sa.select(sa.func.max(QuizVersion.number)).where(QuizVersion.quiz_id == quiz.id)
    return (db.session.scalar(query) or 0) + 1
