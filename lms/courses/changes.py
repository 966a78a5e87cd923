"""Where a draft stands against what trainees see, for the desk of its authors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.courses import drafts, queries
from lms.courses.blocks import kinds
from lms.courses.drafts import Drafted
from lms.courses.lesson_text import LANGUAGES
from lms.courses.models import Course, CourseRevision, Lesson, LessonRevision
from lms.courses.outline import Outline, OutlineLesson
from lms.db import db
from lms.i18n import localised


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CHANGED = "changed"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Desk:
    """A course on its authors' desk. `revision` is what trainees see; None before the first."""

    course: Course
    state: State
    revision: CourseRevision | None
    draft: Drafted


def desks(courses: Sequence[Course]) -> list[Desk]:
    """Each course with where its draft stands, in the same order; they are loaded WHOLE."""
    drafted = drafts.drafted(courses)
    query = sa.select(CourseRevision).where(
        CourseRevision.is_current, CourseRevision.course_id.in_(drafted)
    )
    current = {revision.course_id: revision for revision in db.session.scalars(query)}
    return [_desk(course, current.get(course.id), drafted[course.id]) for course in courses]


def _desk(course: Course, revision: CourseRevision | None, draft: Drafted) -> Desk:
    return Desk(course, _state(course, revision, draft), revision, draft)


def _state(course: Course, revision: CourseRevision | None, draft: Drafted) -> State:
    if revision is None:
        return State.DRAFT
    if course.archived_at is not None:
        return State.ARCHIVED
    return State.PUBLISHED if revision.digest == draft.digest else State.CHANGED


def changes(desk: Desk, lessons: Mapping[int, str]) -> list[str]:
    """What publishing would change for trainees, a sentence each; [] before the first time.

    `lessons` are the changed ones.
    """
    return list(_changes(desk, desk.revision, lessons)) if desk.revision else []


def changed_lessons(desk: Desk) -> dict[int, str]:
    """The lessons that trainees do not see as they stand here: "new" or "rewritten", by id."""
    if desk.revision is None or desk.revision.digest == desk.draft.digest:
        return {}
    sources = _sources(desk.revision)
    before = {lesson.id: lesson for lesson in desk.revision.outline}
    return {
        lesson.id: "rewritten" if lesson.id in before else "new"
        for lesson in desk.course.lessons
        if lesson.id not in before or _differs(lesson, before[lesson.id], sources)
    }


def _changes(desk: Desk, revision: CourseRevision, lessons: Mapping[int, str]) -> Iterator[str]:
    course, before = desk.course, {lesson.id: lesson for lesson in revision.outline}
    if any(getattr(course, name) != getattr(revision, name) for name in _DETAILS):
        yield _("The details of the course differ.")
    for lesson in course.lessons:
        if lesson.id in lessons:
            yield _HOW[lessons[lesson.id]](localised(lesson.title))
    left = before.keys() - {lesson.id for lesson in course.lessons}
    for title in (localised(before[lesson_id].title) for lesson_id in sorted(left)):
        yield _("The lesson “%(title)s” was taken out.", title=title)
    if _order(course, before) != _order_before(revision.outline, left):
        yield _("Modules have other names, or lessons another place.")
    yield from _target_changes(desk, revision)


_DETAILS = ("track", "title", "summary", "objectives", "hours")
_HOW = {
    "new": lambda title: _("The lesson “%(title)s” is new.", title=title),
    "rewritten": lambda title: _("The lesson “%(title)s” was rewritten.", title=title),
}


def _sources(revision: CourseRevision) -> Mapping[int, Mapping[str, str]]:
    """The Markdown that trainees' lessons were made from, by lesson."""
    rows = db.session.execute(
        sa.select(LessonRevision.lesson_id, LessonRevision.source).where(
            LessonRevision.revision_id == revision.id
        )
    )
    return {row.lesson_id: row.source for row in rows}


def _differs(
    lesson: Lesson, before: OutlineLesson, sources: Mapping[int, Mapping[str, str]]
) -> bool:
    now = (lesson.title, lesson.minutes, drafts.texts_of(lesson))
    return now != (before.title, before.minutes, sources.get(lesson.id, {}))


def _order(course: Course, known: Mapping[int, Any]) -> list[Any]:
    """Modules with those of their lessons that trainees know already."""
    return [
        (module.key, module.title, [lesson.id for lesson in module.lessons if lesson.id in known])
        for module in course.modules
        if any(lesson.id in known for lesson in module.lessons)
    ]


def _order_before(outline: Outline, left: set[int]) -> list[Any]:
    """The same of what trainees see, without the lessons that were taken out."""
    stayed = [
        (m.key, m.title, [lesson.id for lesson in m.lessons if lesson.id not in left])
        for m in outline.modules
    ]
    return [row for row in stayed if row[2]]


def _target_changes(desk: Desk, revision: CourseRevision) -> Iterator[str]:
    """Quizzes, pictures and files that a lesson showed before and still shows, but other ones."""
    for name, said in desk.draft.targets.items():
        if revision.targets.get(name, said) != said:
            kind, _space, target = name.partition(" ")
            yield _("“%(name)s” was changed.", name=_title(desk.course, kind, target))


def _title(course: Course, kind: str, target: str) -> str:
    titles = kinds()[kind].titles(course) if kind in kinds() else {}
    return localised(titles.get(target)) or target


@dataclass(frozen=True)
class LessonNote:
    """What the outline says beside a lesson: what it lacks, and whether trainees see another."""

    lacks: Sequence[str]
    change: str | None


def lesson_notes(desk: Desk, lessons: Mapping[int, str]) -> dict[int, LessonNote]:
    """For each lesson of the draft, by id; `lessons` are the changed ones."""
    return {
        lesson.id: LessonNote(list(_lacks(lesson)), lessons.get(lesson.id))
        for lesson in desk.course.lessons
    }


def _lacks(lesson: Lesson) -> Iterator[str]:
    """ "text" when nothing is written, else each language that is missing somewhere."""
    blocks = [block for block in queries.paired_blocks(lesson) if block.text]
    if not lesson.blocks:
        yield "text"
    for language in LANGUAGES:
        if any(language not in block.text for block in blocks):
            yield language
