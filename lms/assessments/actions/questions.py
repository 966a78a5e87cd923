"""Writing questions: the bank of a course, and what each question says, version by version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lms.assessments import kinds, queries, rendering
from lms.assessments.models import Question, QuestionBank, QuestionTag, QuestionVersion
from lms.assessments.spelling import normalised
from lms.courses.actions.drafting import Overtaken
from lms.courses.models import Course
from lms.courses.naming import free_name, slug_of
from lms.db import db

LONGEST_KEY = 60


def put_question(
    course: Course, content: dict[str, Any], key: str | None = None, author_id: int | None = None
) -> Question:
    """The question of this key in the bank of the course, saying this; made if there is none.

    `content` was checked and has no flaw. The course is locked by the caller.
    """
    question = _question(course, key or _key(course, content))
    say(question, content, author_id)
    return question


def say(
    question: Question,
    content: dict[str, Any],
    author_id: int | None = None,
    restored_from: int | None = None,
) -> None:
    """Make this the newest version; content that says nothing new makes none."""
    item = kinds.load(content)
    normal = item.dump()
    if question.versions and question.newest.content == normal:
        return
    db.session.add(
        QuestionVersion(
            question=question,  # which puts it into the question's versions, too
            number=len(question.versions) + 1,
            kind=normal["kind"],
            content=normal,
            made_by_id=author_id,
            restored_from=restored_from,
        )
    )
    _repeat(question, item)
    db.session.flush()


def _repeat(question: Question, item: kinds.Item) -> None:
    """Keep beside the question what lists and draws ask for."""
    question.difficulty = item.difficulty
    question.words = words_of(item)
    kept = {row.tag: row for row in question.tag_rows}
    question.tag_rows[:] = [kept.get(tag) or QuestionTag(tag=tag) for tag in item.tags]


def refuse_late(version: str | None, standing: str) -> None:
    """Raises Overtaken when what is there is not what was begun from."""
    if version is not None and version != standing:
        raise Overtaken(_("Somebody else changed this while you were writing."))


def words_of(item: kinds.Item) -> str:
    """The words of a question as search compares them."""
    texts = (rendering.plain(source) for text in item.texts() for source in text.values())
    return " ".join(word for text in texts for one in text.split() if (word := normalised(one)))


def bank_for(course: Course) -> QuestionBank:
    """The bank of the course, made if there is none."""
    bank = queries.bank_of(course.id) or QuestionBank(course=course)
    db.session.add(bank)
    db.session.flush()
    return bank


def _key(course: Course, content: Mapping[str, Any]) -> str:
    wished = slug_of(content["text"].get("en", ""), LONGEST_KEY // 2) or "question"
    return free_name(wished, queries.question_keys(course.id))


def _question(course: Course, key: str) -> Question:
    if (question := queries.question_by_key(course.id, key)) is not None:
        return question
    question = Question(bank=bank_for(course), key=key)
    db.session.add(question)
    return question
