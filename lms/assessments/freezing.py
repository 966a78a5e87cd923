"""What a quiz's draft asks, as a paper: frozen when it is published, made anew when it is tried."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from lms.assessments import citing, drafts, kinds, rendering
from lms.assessments.models import Question, QuestionBank, QuestionVersion, Quiz, QuizEntry
from lms.assessments.paper import Group, Paper, Section
from lms.assessments.pools import Pool
from lms.assessments.prose import Pictures
from lms.assessments.queries import Catalogues
from lms.courses import queries as courses
from lms.db import db


def frozen_lines(quiz: Quiz) -> tuple[list[Group], list[dict[str, Any]]]:
    """What the lines of the draft ask, and the headings they stand under.

    With `draw` in its settings, the questions listed by name between two headings are one group.
    """
    groups: list[Group] = []
    banks = Catalogues()
    sections: list[dict[str, Any]] = []
    for entry in quiz.entries:
        section = len(sections) - 1 if sections else None
        if entry.heading is not None:
            sections.append({"title": entry.heading})
        elif entry.pool is not None:
            groups.append(_pool(quiz, entry, section, banks))
        elif entry.question is not None:
            groups.append(Group((entry.question.newest.id,), 1, entry.mark, section))
    return _drawn_from(groups, drafts.settings_of(quiz).draw), sections


def _pool(quiz: Quiz, entry: QuizEntry, section: int | None, banks: Catalogues) -> Group:
    pool = drafts.pool_of(entry) or Pool()
    found = tuple(one.version_id for one in banks.drawable(quiz.course_id, pool))
    return Group(found, pool.take, entry.mark, section, is_pool=True)


def _drawn_from(groups: list[Group], draw: int) -> list[Group]:
    """With a number to draw, all questions listed by name make one group of that many."""
    listed = [group for group in groups if not group.is_pool]
    if not draw or draw >= len(listed):
        return groups
    questions = tuple(question for group in listed for question in group.questions)
    return [Group(questions, draw), *(group for group in groups if group.is_pool)]


def contents_of_versions(version_ids: Iterable[int]) -> list[tuple[Pictures, dict[str, Any]]]:
    """The contents, each with the pictures of the course whose question it is."""
    query = (
        sa.select(QuestionBank.course_id, QuestionVersion.content)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
    )
    rows = db.session.execute(query.where(QuestionVersion.id.in_(list(version_ids)))).all()
    pictures = {one: courses.media_of(one) for one in {course_id for course_id, _content in rows}}
    return [(pictures[course_id], content) for course_id, content in rows]


def draft_paper(quiz: Quiz) -> Paper:
    """The paper that publishing the draft now would freeze, with the facts as they stand."""
    groups, sections = frozen_lines(quiz)
    said = _said({one for group in groups for one in group.questions})
    facts = drafts.facts({key for content in said.values() for key in citing.cited(content)})
    return Paper(
        title=quiz.title,
        settings=drafts.settings_of(quiz),
        groups=tuple(groups),
        items={one: kinds.load(citing.with_facts(text, facts)) for one, text in said.items()},
        sections=tuple(Section(row["title"]) for row in sections),
        cited={one: frozenset(citing.cited(text)) for one, text in said.items()},
        html=rendering.frozen(contents_of_versions(said), facts),
    )


def _said(version_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    query = sa.select(QuestionVersion.id, QuestionVersion.content)
    rows = db.session.execute(query.where(QuestionVersion.id.in_(list(version_ids))))
    return {row.id: row.content for row in rows}
