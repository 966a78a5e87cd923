"""What authors need to know of a draft: its version, what trainees know, what was taken out."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from lms.courses import checking, queries
from lms.courses.blocks import kinds
from lms.courses.citations import keys_in
from lms.courses.draft_text import write_texts
from lms.courses.lesson_text import DOWNLOAD, IMAGE, LANGUAGES, PairedBlock
from lms.courses.models import (
    Block,
    Course,
    CourseFile,
    CourseRevision,
    Enrolment,
    Lesson,
    LessonProgress,
    LessonRevision,
    Module,
)
from lms.courses.places import Problem
from lms.db import db, now
from lms.i18n import local_day
from lms.media.models import MediaFile

WHOLE = (
    selectinload(Course.modules).selectinload(Module.lessons).selectinload(Lesson.blocks),
    selectinload(Course.authors),
)
"""Options that load a draft with all that stands in it, in a fixed number of queries."""


def version_of(*values: Any) -> str:
    """A short name of these plain values: another one when any of them differs."""
    written = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:20]


def details_version(course: Course) -> str:
    """What the details of a course say now; a form that began from another version is late."""
    return version_of(
        course.slug, course.track, course.title, course.summary, course.objectives, course.hours
    )


def was_published(course_id: int) -> bool:
    query = sa.select(CourseRevision.id).where(CourseRevision.course_id == course_id).limit(1)
    return db.session.scalar(query) is not None


def lesson_keys(course_id: int) -> set[str]:
    """The keys of all lessons of a course, those that were taken out among them."""
    return set(db.session.scalars(sa.select(Lesson.key).where(Lesson.course_id == course_id)))


def lessons_taken_out(course_id: int) -> list[Lesson]:
    """Lessons that are kept for trainees' progress, but stand in no module."""
    query = sa.select(Lesson).where(Lesson.course_id == course_id, Lesson.module_id.is_(None))
    return list(db.session.scalars(query.order_by(Lesson.key)))


def known_to_trainees(lesson_ids: list[int]) -> set[int]:
    """Which of these lessons were ever published or done."""
    published = sa.select(LessonRevision.lesson_id).where(LessonRevision.lesson_id.in_(lesson_ids))
    done = sa.select(LessonProgress.lesson_id).where(LessonProgress.lesson_id.in_(lesson_ids))
    return set(db.session.scalars(published.union(done)))


def learners_who_did(lesson_ids: list[int]) -> int:
    """How many trainees have done one of these lessons at least."""
    count = sa.func.count(sa.distinct(LessonProgress.enrolment_id))
    query = sa.select(count).where(LessonProgress.lesson_id.in_(lesson_ids))
    return db.session.scalar(query) or 0


def learners_of(course_id: int) -> int:
    """How many members are enrolled."""
    query = sa.select(sa.func.count()).where(Enrolment.course_id == course_id)
    return db.session.scalar(query) or 0


def module_by_key(course: Course, key: str) -> Module | None:
    return next((module for module in course.modules if module.key == key), None)


def lesson_version(lesson: Lesson) -> str:
    """What a lesson says now; whoever saves from another version is late."""
    return version_of(lesson.title, lesson.minutes, texts_of(lesson))


def texts_of(lesson: Lesson) -> dict[str, str]:
    """The Markdown of a lesson by language, as its author edits it."""
    return write_texts(queries.paired_blocks(lesson))


def flaws_in(course_id: int, blocks: Sequence[PairedBlock]) -> list[Problem]:
    """What keeps these blocks from being published, by language and line of their text."""
    texts = [text for block in blocks for text in block.text.values()]
    known = checking.Known(
        paths=queries.course_files(course_id).keys(),
        facts={key: fact.snapshot() for key, fact in queries.facts(keys_in(*texts)).items()},
        today=local_day(now()),
    )
    files = {name: name for name in LANGUAGES if any(name in block.lines for block in blocks)}
    return [problem for block in blocks for problem in checking.problems(block, files, known)]


def lessons_using(file: CourseFile) -> int:
    """How many lessons show this picture or offer this file, those that were taken out too."""
    return dict(files_with_use(file.course_id)).get(file, 0)


def files_with_use(course_id: int) -> list[tuple[CourseFile, int]]:
    """The pictures and files of a course, newest first, each with the lessons that name it."""
    files = sorted(queries.course_files(course_id).values(), key=lambda file: -file.id)
    uses = _uses(course_id)
    return [(file, len(uses[file.path])) for file in files]


def _uses(course_id: int) -> dict[str, set[int]]:
    """The ids of the lessons that name a path, by path."""
    rows = db.session.execute(
        sa.select(Block.lesson_id, Block.args)
        .join(Lesson, Lesson.id == Block.lesson_id)
        .where(Lesson.course_id == course_id, Block.kind.in_((IMAGE, DOWNLOAD)))
    )
    uses: dict[str, set[int]] = defaultdict(set)
    for lesson_id, args in rows:
        uses[args["path"]].add(lesson_id)
    return uses


@dataclass(frozen=True)
class Drafted:
    """What a draft says, the facts it cites apart, in one hash.

    `targets` is the part of it for each picture, file, quiz and so on: by "kind target".
    """

    digest: str
    targets: dict[str, str]


def drafted(courses: Sequence[Course]) -> dict[int, Drafted]:
    """What each draft says, by the id of the course.

    Load the courses WHOLE, and the number of queries does not depend on how many there are.
    """
    ids = [course.id for course in courses]
    known = _media_refs(ids)
    for kind in kinds().values():
        known |= {(one, kind.name, key): said for (one, key), said in kind.digests(ids).items()}
    return {course.id: _drafted(course, known) for course in courses}


def _media_refs(course_ids: Sequence[int]) -> dict[tuple[int, str, str], str]:
    """Which file a path stands for, by course, kind of block and path."""
    rows = db.session.execute(
        sa.select(CourseFile.course_id, CourseFile.path, MediaFile.ref)
        .join(MediaFile, MediaFile.id == CourseFile.media_file_id)
        .where(CourseFile.course_id.in_(course_ids))
    )
    return {(row[0], kind, row[1]): row[2] for row in rows for kind in (IMAGE, DOWNLOAD)}


def _drafted(course: Course, known: Mapping[tuple[int, str, str], str]) -> Drafted:
    blocks = {lesson: queries.paired_blocks(lesson) for lesson in course.lessons}
    targets = {
        f"{block.kind} {block.target}": known.get((course.id, block.kind, block.target), "")
        for lesson in course.lessons
        for block in blocks[lesson]
        if block.target
    }
    said = [
        [course.track, course.title, course.summary, course.objectives, course.hours],
        [
            [
                m.key,
                m.title,
                [[n.id, n.title, n.minutes, write_texts(blocks[n])] for n in m.lessons],
            ]
            for m in course.modules
            if m.lessons
        ],
        targets,
    ]
    written = json.dumps(said, sort_keys=True)
    return Drafted(hashlib.sha256(written.encode()).hexdigest(), targets)
