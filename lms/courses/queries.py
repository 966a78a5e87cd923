"""What is read of courses. Hot statements are constants: building one costs more than running."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from lms.courses.lesson_text import PairedBlock
from lms.courses.models import (
    Block,
    BlockProgress,
    Course,
    CourseFile,
    CourseRevision,
    Enrolment,
    Fact,
    Lesson,
    LessonProgress,
    LessonRevision,
    Track,
)
from lms.courses.outline import Gate, Outline
from lms.courses.parts import Part
from lms.courses.progress import Standing
from lms.db import db
from lms.i18n import LANGUAGES, localised
from lms.media.models import MediaFile

Facts = Mapping[str, Mapping[str, Any]]


def _standings() -> sa.Select[Any]:
    """One row for each course with a current revision, with the member's enrolment beside it.

    On tables, not on mapped classes: the page of a lesson asks it each time.
    """
    course, revision = Course.__table__.c, CourseRevision.__table__.c
    enrolment, lesson = Enrolment.__table__.c, LessonProgress.__table__.c
    block = BlockProgress.__table__.c
    lessons_done = sa.select(sa.func.aggregate_strings(sa.cast(lesson.lesson_id, sa.String), ","))
    gates_done = sa.select(sa.func.aggregate_strings(block.kind + ":" + block.key, ","))
    is_own = enrolment.member_id == sa.bindparam("member_id", type_=sa.Integer)
    return (
        sa.select(
            course.id,
            course.slug,
            revision.id,
            revision.ref,
            course.archived_at,
            enrolment.id,
            enrolment.completed_at,
            enrolment.completed_revision_id,
            enrolment.last_lesson_id,
            lessons_done.where(lesson.enrolment_id == enrolment.id).scalar_subquery(),
            gates_done.where(block.enrolment_id == enrolment.id).scalar_subquery(),
        )
        .join_from(
            Course.__table__,
            CourseRevision.__table__,
            sa.and_(revision.course_id == course.id, revision.is_current),
        )
        .outerjoin(Enrolment.__table__, sa.and_(enrolment.course_id == course.id, is_own))
    )


_BY_SLUG = _standings().where(Course.__table__.c.slug == sa.bindparam("slug"))
_OF_MEMBER = (
    _standings()
    .where(Enrolment.__table__.c.id.is_not(None))
    .order_by(Enrolment.__table__.c.enrolled_at.desc())
)


@dataclass(frozen=True)
class PublishedCourse:
    """A revision as its readers need it, apart from the lessons' text. `facts` by key."""

    id: int
    ref: str
    number: int
    course_id: int
    slug: str
    track: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    objectives: tuple[Mapping[str, str], ...]
    hours: int
    minutes: int
    data_bytes: int
    published_at: datetime
    outline: Outline
    facts: Facts

    @property
    def languages(self) -> list[str]:
        """The languages in which its lessons have titles."""
        spoken = {name for lesson in self.outline for name in lesson.title}
        return [name for name in LANGUAGES if name in spoken]


def standing(slug: str, member_id: int | None) -> Standing | None:
    """Where this member stands in the published course; None when none is published there.

    One query. Signed-out visitors (None) get a standing without enrolment.
    """
    row = db.session.execute(_BY_SLUG, {"slug": slug, "member_id": member_id}).first()
    return None if row is None else _standing(row, member_id)


def standings_of(member_id: int) -> list[Standing]:
    """All courses that this member is enrolled in, newest enrolment first. One query."""
    rows = db.session.execute(_OF_MEMBER, {"member_id": member_id})
    return [_standing(row, member_id) for row in rows]


def standing_of(enrolment: Enrolment) -> Standing:
    """The same for one enrolment; LookupError when the course has no current revision."""
    found = standing(enrolment.course.slug, enrolment.member_id)
    if found is None:
        raise LookupError(f"course {enrolment.course.slug} was never published")
    return found


def _standing(row: Sequence[Any], member_id: int | None) -> Standing:
    lessons, gates = row[9], row[10]
    return Standing(
        course_id=row[0],
        slug=row[1],
        revision_id=row[2],
        revision_ref=row[3],
        is_archived=row[4] is not None,
        member_id=member_id,
        enrolment_id=row[5],
        completed_at=row[6],
        completed_revision_id=row[7],
        last_lesson_id=row[8],
        lessons_done=frozenset(map(int, lessons.split(","))) if lessons else frozenset(),
        gates_done=frozenset(_gate(text) for text in gates.split(",")) if gates else frozenset(),
    )


def _gate(text: str) -> Gate:
    kind, _, key = text.partition(":")
    return Gate(kind, key)


def published(standing: Standing) -> PublishedCourse:
    """The revision that the standing speaks of; read once in each process."""
    return published_as(standing.revision_id, standing.revision_ref)


@lru_cache(maxsize=512)
def published_as(revision_id: int, ref: str) -> PublishedCourse:
    """The same by id. The ref is asked for because ids may come again, after a restore."""
    row = db.session.execute(
        sa.select(CourseRevision, Course.slug)
        .join(Course, Course.id == CourseRevision.course_id)
        .where(CourseRevision.id == revision_id)
    ).one()
    return as_published(row[0], row[1])


def as_published(revision: CourseRevision, slug: str) -> PublishedCourse:
    return PublishedCourse(
        id=revision.id,
        ref=revision.ref,
        number=revision.number,
        course_id=revision.course_id,
        slug=slug,
        track=revision.track,
        title=revision.title,
        summary=revision.summary,
        objectives=tuple(revision.objectives),
        hours=revision.hours,
        minutes=revision.minutes,
        data_bytes=revision.data_bytes,
        published_at=revision.published_at,
        outline=revision.outline,
        facts=revision.facts,
    )


@dataclass(frozen=True)
class Card:
    """A course as the catalogue shows it."""

    course_id: int
    slug: str
    track: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    hours: int
    data_bytes: int


_TRACKS = {track: place for place, track in enumerate(Track)}


def catalogue(language: str, track: str | None = None) -> list[Card]:
    """The courses that are open to everyone, by track and title. One query."""
    open_to_all = (CourseRevision.is_current, Course.archived_at.is_(None))
    query = (
        sa.select(
            Course.id,
            Course.slug,
            CourseRevision.track,
            CourseRevision.title,
            CourseRevision.summary,
            CourseRevision.hours,
            CourseRevision.data_bytes,
        )
        .join(Course, Course.id == CourseRevision.course_id)
        .where(*open_to_all)
    )
    if track is not None:
        query = query.where(CourseRevision.track == track)
    cards = [Card(*row) for row in db.session.execute(query)]
    order = lambda card: (_TRACKS[Track(card.track)], localised(card.title, language), card.slug)
    return sorted(cards, key=order)


def open_course(slug: str) -> Course | None:
    """A course that trainees may know of; None while it was never published."""
    query = sa.select(Course).join(CourseRevision, CourseRevision.course_id == Course.id)
    return db.session.scalar(query.where(CourseRevision.is_current, Course.slug == slug))


def current_revision(course_id: int) -> CourseRevision | None:
    """What trainees of the course see now; None while it was never published."""
    return db.session.scalar(
        sa.select(CourseRevision).where(
            CourseRevision.course_id == course_id, CourseRevision.is_current
        )
    )


def lesson_parts(revision_id: int, lesson_id: int) -> tuple[list[Part], Facts]:
    """The constant parts of a published lesson, and the facts of its revision. One query."""
    query = sa.select(LessonRevision.parts, CourseRevision.facts)
    row = db.session.execute(
        query.join(CourseRevision, CourseRevision.id == LessonRevision.revision_id).where(
            LessonRevision.revision_id == revision_id, LessonRevision.lesson_id == lesson_id
        )
    ).one()
    return row[0], row[1]


def course_by_slug(slug: str) -> Course | None:
    return db.session.scalar(sa.select(Course).where(Course.slug == slug))


def enrolment_of(member_id: int, course_id: int) -> Enrolment | None:
    return db.session.scalar(
        sa.select(Enrolment).where(
            Enrolment.member_id == member_id, Enrolment.course_id == course_id
        )
    )


def lesson_once_published(course_id: int, key: str) -> Lesson | None:
    """A lesson that some revision of the course had."""
    published = sa.select(LessonRevision.lesson_id).where(LessonRevision.lesson_id == Lesson.id)
    query = sa.select(Lesson).where(Lesson.course_id == course_id, Lesson.key == key)
    return db.session.scalar(query.where(published.exists()))


def open_with_all_lessons(revision_id: int) -> list[int]:
    """Enrolments not completed yet that have done every lesson of this revision, gates apart."""
    revision = db.session.get_one(CourseRevision, revision_id)
    lessons = [lesson.id for lesson in revision.outline]
    query = (
        sa.select(Enrolment.id)
        .join(LessonProgress, LessonProgress.enrolment_id == Enrolment.id)
        .where(Enrolment.course_id == revision.course_id, Enrolment.completed_at.is_(None))
        .where(LessonProgress.lesson_id.in_(lessons))
        .group_by(Enrolment.id)
        .having(sa.func.count() == len(lessons))
    )
    return list(db.session.scalars(query))


def lesson_by_key(course_id: int, key: str) -> Lesson | None:
    """A lesson of the course, in its draft or not any more."""
    return db.session.scalar(
        sa.select(Lesson).where(Lesson.course_id == course_id, Lesson.key == key)
    )


def paired_blocks(lesson: Lesson) -> list[PairedBlock]:
    """The blocks of a draft as they are written; `lesson_text.write_lesson` makes the file."""
    return [as_paired(block) for block in lesson.blocks]


def as_paired(block: Block) -> PairedBlock:
    return PairedBlock(
        kind=block.kind,
        target=block.args.get("path") or block.args.get("key") or "",
        text=block.source,
        caption=block.args.get("caption", {}),
    )


def published_title(course_id: int) -> dict[str, str]:
    """The title of a course as learners know it; {} for one that was never published."""
    query = sa.select(CourseRevision.title).where(
        CourseRevision.course_id == course_id, CourseRevision.is_current
    )
    return db.session.scalar(query) or {}


def media_of(course_id: int) -> dict[str, dict[str, Any]]:
    """What parts of lessons say of the course's pictures and files, by path."""
    return {path: _media(file.media_file) for path, file in course_files(course_id).items()}


def _media(file: MediaFile) -> dict[str, Any]:
    fields = ("ref", "name", "mime", "size", "width", "height")
    return {field: getattr(file, field) for field in fields}


def course_files(course_id: int) -> dict[str, CourseFile]:
    """The pictures and files of a course by their path."""
    rows = db.session.scalars(sa.select(CourseFile).where(CourseFile.course_id == course_id))
    return {file.path: file for file in rows}


def facts(keys: Iterable[str] | None = None) -> dict[str, Fact]:
    """Facts by key, in their order: these, or all."""
    query = sa.select(Fact).order_by(Fact.key)
    if keys is not None:
        if not (wanted := sorted(keys)):
            return {}
        query = query.where(Fact.key.in_(wanted))
    return {fact.key: fact for fact in db.session.scalars(query)}
